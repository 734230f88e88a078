"""Unpacks a zip from outside: every part is inflated once, counted and CRC-checked.

Sizes, ratios and names are judged from the directory before anything is inflated; what a part
then yields can never exceed what the directory promised.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass

from perfeval_batch.reading.refusals import ENCRYPTED, UNREADABLE, UNSAFE, RefusedError


@dataclass(frozen=True, slots=True)
class Limits:
    """What a real workbook never reaches (1,574 were measured: 340 entries, 60 MB of XML).

    Attributes:
        entries: parts in the package.
        xml_bytes: inflated size of all parts but pictures and embedded objects.
        media_bytes: inflated size of pictures and embedded objects.
        ratio: inflated to deflated size of a part above `ratio_from` bytes.
        ratio_from: smaller parts may have any ratio.
        cells: with content in one sheet; a full one of ours has under 1,000.
    """

    entries: int = 1_000
    xml_bytes: int = 100_000_000
    media_bytes: int = 1_000_000_000
    ratio: int = 200
    ratio_from: int = 100_000
    cells: int = 50_000


LIMITS = Limits()
OWN_FORMS = Limits(xml_bytes=600_000_000, ratio=1_000, cells=1_500_000)
"""Of the bureau's own workbooks: a review sheet of 5,000 projects, a roster of 50,000 lines."""

_CENTRAL = b"PK\x01\x02"
_END = b"PK\x05\x06"
_CHUNK = 1 << 20
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_MEDIA = re.compile(
    r".*/(?:media|embeddings|printersettings|thumbnails)/.*|(?:pictures|objectreplacements)/.*"
    r"|.*\.(?:png|jpe?g|gif|bmp|emf|wmf|tiff?|webp|wdp|mp4|wav|ttf|odttf)",
)
_XML = re.compile(r"(?!customxml/).*\.(?:xml|rels|vml)")
_DOCTYPE = re.compile(b"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DOCTYPE_16 = re.compile(b"<\x00?!\x00?D\x00?O\x00?C\x00?T\x00?Y\x00?P\x00?E", re.IGNORECASE)
"""The same in UTF-16."""


def unpack(data: bytes, limits: Limits = LIMITS) -> dict[str, bytes]:
    """Inflate and check every part; pictures and embedded objects are checked but not kept.

    Returns:
        The parts by lower-case name (package names do not tell cases apart), with `/`.

    Raises:
        RefusedError: damaged (PE001), encrypted (PE002), or beyond the limits (PE003).
    """
    try:
        with _open(data, limits) as archive:
            entries = [
                (_part_name(entry.filename), entry)
                for entry in archive.infolist()
                if not entry.filename.endswith(("/", "\\"))
            ]
            _judge(entries, len(data), limits)
            return {
                name: content
                for name, entry in entries
                if (content := _inflate(archive, name, entry)) is not None
            }
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError) as problem:
        raise RefusedError(UNREADABLE, "文件已损坏（内部校验不符或不完整）") from problem
    except (NotImplementedError, RuntimeError) as problem:
        raise RefusedError(UNSAFE, "文件内部使用了不寻常的压缩方式") from problem


def _part_name(name: str) -> str:
    """Some programs write backslashes, or `/` or `./` in front."""
    return name.replace("\\", "/").removeprefix("./").removeprefix("/").lower()


def _open(data: bytes, limits: Limits) -> zipfile.ZipFile:
    """Open the directory, unless it is so long that reading it alone would hurt."""
    end = data.rfind(_END)
    if end < 0:
        raise RefusedError(UNREADABLE, "文件不完整（可能是拷贝或下载中断）")
    directory = int.from_bytes(data[end + 12 : end + 16], "little")
    if data.count(_CENTRAL, max(0, end - directory), end) > limits.entries:
        raise RefusedError(UNSAFE, f"文件内部的部件超过{limits.entries}个")
    return zipfile.ZipFile(io.BytesIO(data))


def _judge(entries: list[tuple[str, zipfile.ZipInfo]], size: int, limits: Limits) -> None:
    if len(entries) > limits.entries:
        raise RefusedError(UNSAFE, f"文件内部的部件超过{limits.entries}个")
    if sum(entry.compress_size for _, entry in entries) > size:
        raise RefusedError(UNSAFE, "文件内部的部件互相重叠")
    seen: set[str] = set()
    totals = {True: 0, False: 0}
    for name, entry in entries:
        _judge_entry(name, entry, limits)
        if name in seen:
            raise RefusedError(UNSAFE, f"文件内部有重名的部件“{name[:80]}”")
        seen.add(name)
        totals[_is_media(name)] += entry.file_size
    if totals[False] > limits.xml_bytes:
        megabytes = limits.xml_bytes // 1_000_000
        raise RefusedError(UNSAFE, f"文件解压后的表格内容超过{megabytes}MB")
    if totals[True] > limits.media_bytes:
        raise RefusedError(UNSAFE, f"文件解压后的图片超过{limits.media_bytes // 1_000_000}MB")


def _judge_entry(name: str, entry: zipfile.ZipInfo, limits: Limits) -> None:
    if entry.flag_bits & 0x1:
        raise RefusedError(ENCRYPTED, "文件内部的部件加了密码")
    if entry.compress_type not in _METHODS:
        raise RefusedError(UNSAFE, "文件内部使用了不寻常的压缩方式")
    if not name or name.startswith("/") or ":" in name or ".." in name.split("/"):
        raise RefusedError(UNSAFE, f"文件内部有越界的部件名“{entry.filename[:80]}”")
    if entry.file_size > max(limits.ratio_from, entry.compress_size * limits.ratio):
        raise RefusedError(UNSAFE, f"文件内部的“{entry.filename[:80]}”解压后大得异常")


def _is_media(name: str) -> bool:
    """The part is a picture or an embedded object: it is never read."""
    return _MEDIA.fullmatch(name) is not None


def _inflate(archive: zipfile.ZipFile, name: str, entry: zipfile.ZipInfo) -> bytes | None:
    """The part's content with its CRC checked; None for a picture."""
    if _is_media(name):
        with archive.open(entry) as stream:
            while stream.read(_CHUNK):
                pass
        return None
    content = archive.read(entry)
    if _XML.fullmatch(name) and _declares(content):
        raise RefusedError(UNSAFE, "文件内部含有文档类型或实体声明，正常的工作簿没有")
    return content


def _declares(content: bytes) -> bool:
    """The part declares a document type or an entity, which no workbook does."""
    if b"!" in content and _DOCTYPE.search(content):  # a single sign is found far sooner
        return True
    return b"\x00" in content[:4] and _DOCTYPE_16.search(content) is not None
