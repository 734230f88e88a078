"""A zip from outside → its parts in memory, every one inflated once, counted and CRC-checked.

Sizes, ratios and names are judged from the directory before anything is inflated; what a part
then yields can never exceed what the directory promised.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass

from perfeval_batch.intake.refusal import ENCRYPTED, UNREADABLE, UNSAFE, RefusedError


@dataclass(frozen=True, slots=True)
class Limits:
    """What a real workbook never reaches (1,574 were measured: 340 entries, 60 MB of XML).

    Attributes:
        entries: parts in the package.
        xml_bytes: inflated size of all parts but pictures and embedded objects.
        media_bytes: inflated size of pictures and embedded objects.
        ratio: inflated to deflated size of a part above `ratio_from` bytes.
        ratio_from: smaller parts may have any ratio.
    """

    entries: int = 1_000
    xml_bytes: int = 100_000_000
    media_bytes: int = 1_000_000_000
    ratio: int = 200
    ratio_from: int = 100_000


LIMITS = Limits()

_MEDIA = re.compile(
    r".*/(?:media|embeddings|printersettings|thumbnails)/.*|(?:pictures|objectreplacements)/.*"
    r"|.*\.(?:png|jpe?g|gif|bmp|emf|wmf|tiff?|webp|wdp|mp4|wav|ttf|odttf)",
)
_LOCAL = b"PK\x03\x04"
_CENTRAL = b"PK\x01\x02"
_END = b"PK\x05\x06"
_CHUNK = 1 << 20
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DOCTYPE = re.compile(b"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DOCTYPE_16 = re.compile(b"<\x00?!\x00?D\x00?O\x00?C\x00?T\x00?Y\x00?P\x00?E", re.IGNORECASE)


def parts(data: bytes, limits: Limits = LIMITS) -> dict[str, bytes]:
    """Inflate and check every part; pictures and embedded objects are checked but not kept.

    Returns:
        The parts by lower-case name (package names do not tell cases apart).

    Raises:
        RefusedError: damaged (PE001), encrypted (PE002), or beyond the limits (PE003).
    """
    try:
        with _opened(data, limits) as archive:
            entries = [entry for entry in archive.infolist() if not entry.filename.endswith("/")]
            _judge(entries, len(data), limits)
            return {
                entry.filename.lower(): content
                for entry in entries
                if (content := _inflate(archive, data, entry)) is not None
            }
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError) as problem:
        raise RefusedError(UNREADABLE, "文件已损坏（内部校验不符或不完整）") from problem
    except (NotImplementedError, RuntimeError) as problem:
        raise RefusedError(UNSAFE, "文件内部使用了不寻常的压缩方式") from problem


def _opened(data: bytes, limits: Limits) -> zipfile.ZipFile:
    """Open the directory, unless it is so long that reading it alone would hurt."""
    end = data.rfind(_END)
    if end < 0:
        raise RefusedError(UNREADABLE, "文件不完整（可能是拷贝或下载中断）")
    directory = int.from_bytes(data[end + 12 : end + 16], "little")
    if data.count(_CENTRAL, max(0, end - directory), end) > limits.entries:
        raise RefusedError(UNSAFE, f"文件内部的部件超过{limits.entries}个")
    return zipfile.ZipFile(io.BytesIO(data))


def _judge(entries: list[zipfile.ZipInfo], size: int, limits: Limits) -> None:
    if len(entries) > limits.entries:
        raise RefusedError(UNSAFE, f"文件内部的部件超过{limits.entries}个")
    if sum(entry.compress_size for entry in entries) > size:
        raise RefusedError(UNSAFE, "文件内部的部件互相重叠")
    seen: set[str] = set()
    totals = {True: 0, False: 0}
    for entry in entries:
        _judge_entry(entry, limits)
        name = entry.filename.lower()
        if name in seen:
            raise RefusedError(UNSAFE, f"文件内部有重名的部件“{name[:80]}”")
        seen.add(name)
        totals[_is_media(name)] += entry.file_size
    if totals[False] > limits.xml_bytes:
        megabytes = limits.xml_bytes // 1_000_000
        raise RefusedError(UNSAFE, f"文件解压后的表格内容超过{megabytes}MB")
    if totals[True] > limits.media_bytes:
        raise RefusedError(UNSAFE, f"文件解压后的图片超过{limits.media_bytes // 1_000_000}MB")


def _judge_entry(entry: zipfile.ZipInfo, limits: Limits) -> None:
    name = entry.filename
    if entry.flag_bits & 0x1:
        raise RefusedError(ENCRYPTED, "文件内部的部件加了密码")
    if entry.compress_type not in _METHODS:
        raise RefusedError(UNSAFE, "文件内部使用了不寻常的压缩方式")
    if not name or name.startswith(("/", "\\")) or ":" in name or ".." in re.split(r"[/\\]", name):
        raise RefusedError(UNSAFE, f"文件内部有越界的部件名“{name[:80]}”")
    if entry.file_size > max(limits.ratio_from, entry.compress_size * limits.ratio):
        raise RefusedError(UNSAFE, f"文件内部的“{name[:80]}”解压后大得异常")


def _is_media(name: str) -> bool:
    return _MEDIA.fullmatch(name) is not None


def _inflate(archive: zipfile.ZipFile, data: bytes, entry: zipfile.ZipInfo) -> bytes | None:
    """The part's content with its CRC checked; None for a picture."""
    if _is_media(entry.filename.lower()):
        with archive.open(entry) as stream:
            while stream.read(_CHUNK):
                pass
        return None
    content = _at_once(data, entry)
    if content is None:
        content = archive.read(entry)
    if b"!" in content and b"<!" in content and _DOCTYPE.search(content):
        raise RefusedError(UNSAFE, _DECLARES)
    if b"\x00" in content[:4] and _DOCTYPE_16.search(content):
        raise RefusedError(UNSAFE, _DECLARES)
    return content


_DECLARES = "文件内部含有文档类型或实体声明，正常的工作簿没有"
_HEADER = struct.Struct("<4s22xHH")
_ODD_FLAGS = 0x1 | 0x20 | 0x40
"""Encrypted, patched, strongly encrypted."""


def _at_once(data: bytes, entry: zipfile.ZipInfo) -> bytes | None:
    """The content of an ordinary part, in one step; None for `zipfile` to read or refuse.

    Ordinary is a part whose header names it as the directory does, and which yields exactly the
    size and the checksum that the directory promised.
    """
    at, size = entry.header_offset, entry.file_size
    name = entry.orig_filename
    inside = 0 <= at <= len(data) - _HEADER.size
    if entry.flag_bits & _ODD_FLAGS or not name.isascii() or not inside:
        return None
    magic, length, extra = _HEADER.unpack_from(data, at)
    start = at + _HEADER.size
    if magic != _LOCAL or data[start : start + length] != name.encode("ascii"):
        return None
    start += length + extra
    content = _expanded(data[start : start + entry.compress_size], entry.compress_type, size)
    return content if len(content) == size and zlib.crc32(content) == entry.CRC else None


def _expanded(raw: bytes, method: int, size: int) -> bytes:
    """The content, never more than one byte above its size; empty when it does not end there."""
    if method == zipfile.ZIP_STORED:
        return raw
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = stream.decompress(raw, size + 1)
    except zlib.error:
        return b""
    return content if stream.eof and not stream.unused_data else b""
