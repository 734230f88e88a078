"""A zip from outside → its parts in memory, every one inflated once, counted and CRC-checked.

Sizes, ratios and names are judged from the directory before anything is inflated; what a part
then yields can never exceed what the directory promised.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from perfeval_batch.reading import ordinary
from perfeval_batch.reading.limits import LIMITS, Limits, declares, is_media
from perfeval_batch.reading.refusals import ENCRYPTED, UNREADABLE, UNSAFE, RefusedError

_CENTRAL = b"PK\x01\x02"
_END = b"PK\x05\x06"
_CHUNK = 1 << 20
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def parts(data: bytes, limits: Limits = LIMITS) -> dict[str, bytes]:
    """Inflate and check every part; pictures and embedded objects are checked but not kept.

    Returns:
        The parts by lower-case name (package names do not tell cases apart).

    Raises:
        RefusedError: damaged (PE001), encrypted (PE002), or beyond the limits (PE003).
    """
    found = ordinary.parts(data, limits)
    return _parts(data, limits) if found is None else found


def _parts(data: bytes, limits: Limits) -> dict[str, bytes]:
    """The same for any zip, through `zipfile`."""
    try:
        with _opened(data, limits) as archive:
            entries = [entry for entry in archive.infolist() if not entry.filename.endswith("/")]
            _judge(entries, len(data), limits)
            return {
                entry.filename.lower(): content
                for entry in entries
                if (content := _inflate(archive, entry)) is not None
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
        totals[is_media(name)] += entry.file_size
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


def _inflate(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes | None:
    """The part's content with its CRC checked; None for a picture."""
    if is_media(entry.filename.lower()):
        with archive.open(entry) as stream:
            while stream.read(_CHUNK):
                pass
        return None
    content = archive.read(entry)
    if declares(content):
        raise RefusedError(UNSAFE, "文件内部含有文档类型或实体声明，正常的工作簿没有")
    return content
