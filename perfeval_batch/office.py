"""Office packages (.docx, .xlsx) as bytes that depend on their content alone.

A package is a zip of parts. Parts that never change are deflated once (`Part.of`) and stitched
into as many packages as needed; no clock, no system attribute gets in.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

LEVEL = 6
_VERSION = 20
_UTF8_NAMES = 0x800
_ENCRYPTED = 0x1
_DEFLATED = 8
_DATE_1980 = 0x21
_ENTRY = 0x02014B50
_LOCAL = struct.Struct("<IHHHHHIIIHH")
_CENTRAL = struct.Struct("<IHHHHHHIIIHHHHHII")
_END = struct.Struct("<IHHHHIIH")
_ENTRY_IN_SHORT = struct.Struct("<I12xIIIH12xI")
"""Of an entry of the directory: magic, CRC-32, packed and full size, length of the name, offset."""
_ROOM = 1 << 20
"""What is set aside at once for a member that is to be inflated, whatever size it states."""


@dataclass(frozen=True, slots=True)
class Part:
    """A finished member of a package.

    Attributes:
        name: its path in the package, with `/`.
        deflated: its raw deflate stream.
        crc: CRC-32 of its content.
        size: length of its content in bytes.
    """

    name: str
    deflated: bytes
    crc: int
    size: int

    @classmethod
    def of(cls, name: str, content: bytes, level: int = LEVEL) -> Part:
        """Deflate `content`."""
        return cls.streamed(name, (content,), level)

    @classmethod
    def streamed(cls, name: str, chunks: Iterable[bytes], level: int = LEVEL) -> Part:
        """Deflate a content that is never whole in memory."""
        packer = zlib.compressobj(level, zlib.DEFLATED, -15)
        packed: list[bytes] = []
        crc = size = 0
        for chunk in chunks:
            packed.append(packer.compress(chunk))
            crc = zlib.crc32(chunk, crc)
            size += len(chunk)
        packed.append(packer.flush())
        return cls(name, b"".join(packed), crc, size)

    def content(self, at_most: int | None = None) -> bytes:
        """Inflate it: never more than `size`, and only the beginning where that is enough."""
        limit = self.size if at_most is None else min(self.size, at_most)
        return zlib.decompressobj(-15).decompress(self.deflated, limit) if limit else b""


@dataclass(frozen=True, slots=True)
class Begun:
    """The beginning of a package: parts that many packages share, stitched once.

    Attributes:
        body: the parts as they stand in the package.
        directory: their entries in its directory.
        count: how many there are.
    """

    body: bytes = b""
    directory: bytes = b""
    count: int = 0


_NOTHING = Begun()


def begin(parts: Iterable[Part], begun: Begun = _NOTHING) -> Begun:
    """Stitch parts behind those of `begun`, in the order given."""
    body, directory = [begun.body], [begun.directory]
    offset = len(begun.body)
    for part in parts:
        name = part.name.encode()
        flags = 0 if name.isascii() else _UTF8_NAMES
        shared = (flags, _DEFLATED, 0, _DATE_1980, part.crc, len(part.deflated), part.size)
        body += (_LOCAL.pack(0x04034B50, _VERSION, *shared, len(name), 0), name, part.deflated)
        entry = (_VERSION, _VERSION, *shared, len(name), 0, 0, 0, 0, 0, offset)
        directory += (_CENTRAL.pack(_ENTRY, *entry), name)
        offset += _LOCAL.size + len(name) + len(part.deflated)
    return Begun(b"".join(body), b"".join(directory), begun.count + len(directory) // 2)


def pack(parts: Iterable[Part], begun: Begun = _NOTHING) -> bytes:
    """Stitch parts into a package, in the order given, behind those of `begun`."""
    whole = begin(parts, begun)
    size, at = len(whole.directory), len(whole.body)
    end = _END.pack(0x06054B50, 0, 0, whole.count, whole.count, size, at, 0)
    return b"".join((whole.body, whole.directory, end))


def unpack(package: bytes) -> dict[str, bytes]:
    """Read every part of a trusted package, in its order; folders are left out.

    For packages from outside, `reading.guard` comes first.
    """
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {
            info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()
        }


def body(package: bytes, wanted: Callable[[bytes], object]) -> bytes:
    """The content of the first member with a wanted name, of a package that `pack` has written.

    Reads the directory and that member alone, about half of what zipfile costs.

    Raises:
        zipfile.BadZipFile: there is none, or the package is not whole.
        zlib.error: the member is not whole.
    """
    try:
        *_, count, _, at, _ = _END.unpack_from(package, max(len(package) - _END.size, 0))
        for _ in range(count):
            magic, crc, packed, size, length, offset = _ENTRY_IN_SHORT.unpack_from(package, at)
            at += _CENTRAL.size + length
            if magic != _ENTRY:
                break
            if wanted(package[at - length : at]):
                start = offset + _LOCAL.size + length
                room = min(size, _ROOM) or 1
                content = zlib.decompress(package[start : start + packed], -15, room)
                if zlib.crc32(content) == crc:
                    return content
                break
    except struct.error as problem:
        raise zipfile.BadZipFile(str(problem)) from problem
    raise zipfile.BadZipFile("部件缺失或损坏")


def members(package: bytes) -> tuple[Part, ...]:
    """Read every part of a trusted package as it is packed, without inflating it.

    Raises:
        zipfile.BadZipFile: it is no package, or a part is packed in a way office files never are.
    """
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return tuple(_member(package, info) for info in archive.infolist() if not info.is_dir())


def _member(package: bytes, info: zipfile.ZipInfo) -> Part:
    header = package[info.header_offset : info.header_offset + _LOCAL.size]
    if len(header) < _LOCAL.size or info.flag_bits & _ENCRYPTED:
        raise zipfile.BadZipFile(info.filename)
    *_, name_length, extra_length = _LOCAL.unpack(header)
    start = info.header_offset + _LOCAL.size + name_length + extra_length
    packed = package[start : start + info.compress_size]
    if info.compress_type == zipfile.ZIP_STORED:
        return Part.of(info.filename, packed, level=0)
    if info.compress_type != zipfile.ZIP_DEFLATED:
        raise zipfile.BadZipFile(info.filename)
    return Part(info.filename, packed, info.CRC, info.file_size)


def pack_parts(parts: Mapping[str, bytes]) -> bytes:
    """Pack parts into a package, in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name)  # dated 1980-01-01
            entry.create_system = 0
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def repack(package: bytes) -> bytes:
    """Write a trusted package anew so that its bytes depend on its content alone."""
    return pack_parts(unpack(package))


def writable(text: str) -> str:
    """`text` without what no XML may hold, nor any office program shows; line ends stay."""
    if text.replace("\n", "").isprintable():
        return text
    return "".join(filter(_writable, text))


def _writable(character: str) -> bool:
    """No control, no half of a surrogate pair, no non-character."""
    return character == "\n" or (
        character >= " "
        and not "\x7f" <= character <= "\x9f"
        and not "\ud800" <= character <= "\udfff"
        and character not in "\ufffe\uffff"
    )


_LONGEST = 8_000
"""Characters of one cell or comment; Excel holds 32,767 UTF-16 units."""


def cell_text(text: str) -> str:
    """`text` as a cell can hold it; an over-long one is cut, and says so."""
    text = writable(text)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}……（后文过长，已略去）"


_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def escaped(text: str) -> str:
    """A text as the value of a cell or comment: what looks like an escape is escaped.

    `_x000D_` in a workbook means a character (ECMA-376, ST_Xstring).
    """
    return _LOOKS_ESCAPED.sub("_x005F_", writable(text))
