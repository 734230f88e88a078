"""A zip as the usual programs write it → its parts, without `zipfile`; None for any other.

Most of what `zipfile` does serves zips that no spreadsheet program writes. What is read here is
checked as strictly: a directory that ends the file, entries without oddities within the limits,
headers that name what the directory names, parts that follow one another, content of the size and
checksum that it promises. Whatever is not so is left to `archive`, which says what is wrong with
it, if anything.
"""

from __future__ import annotations

import re
import struct
import zlib
from functools import lru_cache

from perfeval_batch.reading.limits import Limits, declares, is_media

_END = struct.Struct("<4sHHHHLLH")
_LOCATOR = 20
"""Bytes of what stands before the end when the zip is of the 64-bit kind."""
_ENTRY = struct.Struct("<4s2xBBHH4xLLLHHH8xL")
_HEADER = struct.Struct("<4s22xHH")
_VERSION = 45
"""The last one needed by a zip of stored and deflated parts."""
_USUAL_FLAGS = 0x2 | 0x4 | 0x8 | 0x800
"""How well it was deflated, that sizes stand behind, too, and that names are UTF-8."""
_METHODS = (0, 8)
_NAME = re.compile(rb"(?!/)(?:(?!\.\.)[A-Za-z0-9_.\[\]() /-])+(?<!/)")
_LARGEST_MEDIA = 1_000_000
"""Bytes; `zipfile` inflates a larger one piece by piece."""

_LONGEST_NAME = 255

_Named = tuple[str, bool]
"""Name in lower case, and whether it is a picture or the like."""
_Entry = tuple[_Named, bytes, int, int, int, int, int]
"""Name, as it is written, too; method, checksum, size deflated and inflated, where it begins."""


def parts(data: bytes, limits: Limits) -> dict[str, bytes] | None:
    """The parts by lower-case name, without pictures and embedded objects, which are checked."""
    entries = _directory(data, limits)
    if entries is None or not _within(entries, len(data), limits):
        return None
    end = int.from_bytes(data[-6:-2], "little")
    found: dict[str, bytes] = {}
    reached = 0
    for (name, media), stated, method, checksum, packed, size, at in entries:
        magic, length, extra = _HEADER.unpack_from(data, at)
        start = at + _HEADER.size
        if magic != b"PK\x03\x04" or data[start : start + length] != stated:
            return None
        start += length + extra
        if at < reached or start + packed > end:
            return None
        reached = start + packed
        raw = data[start:reached]
        content = (_known if packed < _SHORT else _content)(raw, method, size, checksum)
        if content is None:
            return None
        if not media:
            found[name] = content
    return found


def _directory(data: bytes, limits: Limits) -> list[_Entry] | None:
    end = len(data) - _END.size
    if end < 0:
        return None
    magic, disk, first, here, count, length, start, comment = _END.unpack_from(data, end)
    if magic != b"PK\x05\x06" or disk or first or here != count or comment:
        return None
    if start + length != end or count > limits.entries:
        return None
    if data[max(0, end - _LOCATOR) :].startswith(b"PK\x06\x07"):
        return None
    return _entries(data, start, end, count)


def _entries(data: bytes, at: int, end: int, count: int) -> list[_Entry] | None:
    found: list[_Entry] = []
    while at + _ENTRY.size <= end:
        magic, version, zero, flags, method, checksum, packed, size, *lengths, header = (
            _ENTRY.unpack_from(data, at)
        )
        length, extra, comment = lengths
        at += _ENTRY.size + length
        stated = data[at - length : at]
        if magic != b"PK\x01\x02" or version > _VERSION or zero or flags & ~_USUAL_FLAGS:
            return None
        if method not in _METHODS or extra or comment or header > end - _HEADER.size:
            return None
        name = _name(stated) if length <= _LONGEST_NAME else None
        if name is None:
            return None
        found.append((name, stated, method, checksum, packed, size, header))
    return found if at == end and len(found) == count else None


@lru_cache(maxsize=1024)
def _name(stated: bytes) -> _Named | None:
    """The name; None when there is anything odd about it."""
    if not _NAME.fullmatch(stated):
        return None
    name = stated.decode("ascii").lower()
    return name, is_media(name)


def _within(entries: list[_Entry], size: int, limits: Limits) -> bool:
    """No part is there twice, none is too large for its deflated size, all of them are not."""
    xml = media = total = 0
    for (_, is_picture), _, _, _, packed, inflated, _ in entries:
        if inflated > max(limits.ratio_from, packed * limits.ratio):
            return False
        total += packed
        if is_picture:
            media += inflated
        else:
            xml += inflated
    if len({entry[0] for entry in entries}) != len(entries) or total > size:
        return False
    return xml <= limits.xml_bytes and media <= min(limits.media_bytes, _LARGEST_MEDIA)


def _content(raw: bytes, method: int, size: int, checksum: int) -> bytes | None:
    """The content, when it is what the directory promised and declares no document type."""
    content = _expanded(raw, method, size)
    if len(content) != size or zlib.crc32(content) != checksum:
        return None
    return None if declares(content) else content


_SHORT = 4096


@lru_cache(maxsize=64)
def _known(raw: bytes, method: int, size: int, checksum: int) -> bytes | None:
    """The same for small parts: themes, styles and relations are alike in many workbooks."""
    return _content(raw, method, size, checksum)


def _expanded(raw: bytes, method: int, size: int) -> bytes:
    """The content, never more than one byte above its size; empty when it does not end there."""
    if not method:
        return raw
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = stream.decompress(raw, size + 1)
    except zlib.error:
        return b""
    return content if stream.eof and not stream.unused_data else b""
