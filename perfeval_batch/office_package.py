"""Office packages (.docx, .xlsx): zips of parts, whose bytes depend on their content alone."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

LEVEL = 6


def unpack(package: bytes) -> dict[str, bytes]:
    """Read every part of a trusted package, in its order; folders are left out.

    For packages from outside, `reading.guard` comes first.
    """
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {
            info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()
        }


def pack(parts: Mapping[str, bytes], level: int = LEVEL, begun: bytes = b"") -> bytes:
    """Pack parts in their order, under their names as they are, behind a package begun before."""
    out = io.BytesIO(begun)
    with zipfile.ZipFile(out, "a") as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name)  # dated 1980-01-01
            entry.create_system = 0
            entry.filename = name  # zipfile would put `/` for `\\` on Windows
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, level)
    return out.getvalue()


def repack(package: bytes) -> bytes:
    """Write a trusted package of XML parts anew so that its bytes depend on its content alone.

    The ends of lines too: what was put together in files has those of the system.
    """
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        members = (each for each in archive.infolist() if not each.is_dir())
        parts = ((each.filename, archive.read(each).replace(b"\r\n", b"\n")) for each in members)
        return pack(dict(parts))


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


_LONGEST = 16_000
"""Characters of one cell or comment; Excel holds 32,767 UTF-16 units, so these always fit."""


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
