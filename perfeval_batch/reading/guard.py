"""Tells what a file from outside is, and refuses what no spreadsheet reader should see.

The type is told by the content, never by the name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import PurePosixPath
from types import MappingProxyType

from perfeval_batch.model import Rejected
from perfeval_batch.reading import archive, opc
from perfeval_batch.reading.archive import LIMITS, Limits
from perfeval_batch.reading.refusals import ENCRYPTED, FORMAT, UNREADABLE, RefusedError


class Container(Enum):
    """What kind of workbook the bytes are."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    ODS = "ods"
    XLS = "xls"


@dataclass(frozen=True, slots=True)
class Admitted:
    """Bytes that a reader may see.

    Attributes:
        container: which reader.
        data: the file.
        parts: the parts of a package by lower-case name; empty for .xls.
        main: the name of the part that is the workbook; empty where parts are not related.
        active: what the file holds that could act, in Chinese.
        limits: that it was let through under.
    """

    container: Container
    data: bytes
    parts: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    main: str = ""
    active: tuple[str, ...] = ()
    limits: Limits = LIMITS


def admit(data: bytes, workbook: str, limits: Limits = LIMITS) -> Admitted | Rejected:
    """Tell the type by the content and refuse what no reader should see.

    Args:
        data: the whole file.
        workbook: its path relative to INBOX; its suffix only words the message.
        limits: sizes and counts that a real workbook never reaches.
    """
    try:
        admitted = _admit(data, PurePosixPath(workbook).suffix.lower(), limits)
    except RefusedError as refused:
        return refused.rejected(workbook)
    return admitted if limits is LIMITS else replace(admitted, limits=limits)


_LEAK_PREVENTION = b"\x62\x14\x23\x65"
_MARKS = (b"%TSD-Header", b"E-SafeNet")
"""How files begin that leak-prevention software has encrypted, and what their heads name."""
_HEAD = 512
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _admit(data: bytes, suffix: str, limits: Limits) -> Admitted:
    if not data.strip(b"\0 \r\n\t"):
        raise RefusedError(UNREADABLE, "文件是空的（0字节）" if not data else "文件里没有内容")
    if data.startswith(_ZIP):
        return _package(data, limits)
    if data.startswith(OLE2):
        return _compound(data, suffix)
    head = data[:_HEAD]
    if data.startswith(_LEAK_PREVENTION) or any(mark in head for mark in _MARKS):
        raise RefusedError(
            ENCRYPTED,
            "文件被单位的防泄密（文档加密）软件加密了，只能在本单位的电脑上打开，文件本身没有损坏",
            "请用加密软件解密，或申请外发（明文）后重新报送。",
        )
    raise _other(data, suffix)


def _package(data: bytes, limits: Limits) -> Admitted:
    parts = archive.unpack(data, limits)
    if b"opendocument.spreadsheet" in parts.get("mimetype", b"")[:100]:
        return _open_document(data, parts)
    main = opc.main_part(parts)
    types = parts.get("[content_types].xml", b"")
    if main.startswith(("word/", "ppt/")) or (not main and _OTHER_OFFICE.search(types)):
        raise RefusedError(UNREADABLE, "文件是Word或PowerPoint文档，不是工作簿")
    if not main:
        if any(name.endswith(".iwa") for name in parts):
            raise RefusedError(FORMAT, "文件是苹果Numbers表格，不能直接读取", _OF_NUMBERS)
        raise RefusedError(UNREADABLE, _what_it_is(parts))
    container = Container.XLSB if main.endswith(".bin") else Container.XLSX
    return Admitted(container, data, parts, main, _active(parts))


_OTHER_OFFICE = re.compile(rb"wordprocessingml|presentationml")


def _what_it_is(parts: dict[str, bytes]) -> str:
    """What a package is that holds no workbook."""
    if b"opendocument" in parts.get("mimetype", b"")[:100]:
        return "文件是文字或演示文稿文档，不是工作簿"
    office = "[content_types].xml" in parts
    return "文件是压缩包，但不是Excel工作簿" if office else "文件是压缩包，不是工作簿"


_OF_NUMBERS = "请在Numbers中用“导出为→Excel”存为.xlsx后重新报送。"


def _open_document(data: bytes, parts: dict[str, bytes]) -> Admitted:
    if b"encryption-data" in parts.get("meta-inf/manifest.xml", b""):
        raise RefusedError(ENCRYPTED, "文件设有打开密码")
    found = ["宏"] if any(name.startswith(("basic/", "scripts/")) for name in parts) else []
    if b"<table:dde-link" in parts.get("content.xml", b""):
        found.append("DDE链接")
    return Admitted(Container.ODS, data, parts, active=tuple(found))


def _active(parts: dict[str, bytes]) -> tuple[str, ...]:
    """What an Office package holds that could act; named, never run or followed."""
    found: dict[str, None] = {}
    for name, content in parts.items():
        if name.endswith("vbaproject.bin") or "/macrosheets/" in name:
            found["宏"] = None
        elif "/externallinks/" in name and "/_rels/" not in name:
            found["DDE链接" if b"ddeLink" in content else "外部链接"] = None
        elif "/activex/" in name:
            found["ActiveX控件"] = None
        elif name.endswith("/connections.xml"):
            found["数据连接"] = None
    return tuple(found)


_DIRECTORY_ENTRY = 128
_RIGHTS = ("DRMEncryptedDataSpace", "DRMEncryptedTransform", "\tDRMContent")
"""Streams of a file whose rights are managed ([MS-OFFCRYPTO])."""
_NAMES = {
    name: (name + "\0").encode("utf-16-le")
    for name in (
        *("EncryptedPackage", "Workbook", "Book", "WordDocument", "_VBA_PROJECT_CUR"),
        *_RIGHTS,
    )
}


def _compound(data: bytes, suffix: str) -> Admitted:
    """An OLE2 file: an .xls, an encrypted .xlsx, or something else altogether."""
    refuse_locked(data)
    if _has_stream(data, "Workbook") or _has_stream(data, "Book"):
        active = ("宏",) if _has_stream(data, "_VBA_PROJECT_CUR") else ()
        return Admitted(Container.XLS, data, active=active)
    if _has_stream(data, "WordDocument"):
        raise RefusedError(UNREADABLE, "文件是Word文档，不是工作簿")
    if suffix in (".et", ".wps", ".ett"):
        raise RefusedError(FORMAT, f"这种{suffix}文件不能直接读取")
    raise RefusedError(UNREADABLE, "文件不是工作簿，或已损坏")


def refuse_locked(data: bytes) -> None:
    """Refuse an OLE2 file that holds an encrypted package.

    Raises:
        RefusedError: it does.
    """
    if any(_has_stream(data, each) for each in _RIGHTS):
        raise RefusedError(
            ENCRYPTED,
            "文件设了权限管理（限制访问），只有指定的人能打开",
            "请在Excel中取消“限制访问”后保存，重新报送。",
        )
    if _has_stream(data, "EncryptedPackage"):
        raise RefusedError(ENCRYPTED, "文件设有打开密码")


def _has_stream(data: bytes, name: str) -> bool:
    """The directory names such a stream; its entries start at multiples of 128 bytes."""
    wanted = _NAMES[name]
    at = data.find(wanted)
    while at >= 0:
        if at % _DIRECTORY_ENTRY == 0:
            return True
        at = data.find(wanted, at + 1)
    return False


_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a]")
_TEXT_TABLES = (".csv", ".txt", ".tsv", ".xls", ".et")
_WEB = re.compile(
    rb"<(?:html|table|!doctype html|\?mso-application)|urn:schemas-microsoft-com:office"
)
_KNOWN = (
    (b"%PDF", "文件是PDF，不是工作簿"),
    (b"Rar!", "文件是压缩包，不是工作簿"),
    (b"7z\xbc\xaf", "文件是压缩包，不是工作簿"),
    (b"\x89PNG", "文件是图片，不是工作簿"),
    (b"\xff\xd8\xff", "文件是图片，不是工作簿"),
    (b"{\\rtf", "文件是RTF文档，不是工作簿"),
)


def _other(data: bytes, suffix: str) -> RefusedError:
    for magic, what in _KNOWN:
        if data.startswith(magic):
            return RefusedError(UNREADABLE, what)
    head = data[:4096]
    if b"office:document" in head and b"opendocument" in head:
        return RefusedError(FORMAT, "文件是单个XML的OpenDocument表格（.fods），不能直接读取")
    if _WEB.search(head.lower()):
        return RefusedError(FORMAT, "文件其实是网页或XML格式的表格")
    if suffix in _TEXT_TABLES and _is_text(head):
        return RefusedError(FORMAT, "文件是文本表格")
    if suffix in (".et", ".wps", ".ett"):
        return RefusedError(FORMAT, f"这种{suffix}文件不能直接读取")
    return RefusedError(UNREADABLE, "文件不是工作簿，或已损坏", _PERHAPS_ENCRYPTED)


_PERHAPS_ENCRYPTED = (
    "请用Excel或WPS打开检查并另存为.xlsx；只在本单位电脑上能打开的，可能是被文档加密软件加密了，"
    "请解密后重新报送；打不开的请从原件重新拷贝。"
)


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return not _BINARY.search(head)
