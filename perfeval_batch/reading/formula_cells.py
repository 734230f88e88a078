"""Names the cells that a formula of .xls or .xlsb refers to, by its tokens.

[MS-XLS] 2.5.198 and [MS-XLSB] 2.5.97. Only areas of the formula's own sheet are named: enough to
tell what a sum covers. A token that is not known ends the reading.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from perfeval_batch.findings import column_letters


@dataclass(frozen=True, slots=True)
class Dialect:
    """How wide the tokens are that differ between the two formats.

    Attributes:
        cell: row and column of a cell.
        area: rows and columns of an area: first and last row, first and last column.
        text: the length of a text, and in .xls whether its characters take two bytes.
        sizes: bytes that follow the other tokens.
    """

    cell: struct.Struct
    area: struct.Struct
    text: struct.Struct
    sizes: dict[int, int]


_CELL, _AREA = 0x24, 0x25
_CHOOSE = 0x04
_SIZES = {1: (0x1C, 0x1D), 2: (0x1E, 0x21, 0x29), 3: (0x22,), 4: (0x23,), 8: (0x1F,)}
_SAME = {
    **dict.fromkeys(range(0x03, 0x17), 0),
    **dict.fromkeys((0x26, 0x27, 0x28, 0x39), 6),
    **{kind: size for size, kinds in _SIZES.items() for kind in kinds},
}
XLS = Dialect(
    struct.Struct("<HH"),
    struct.Struct("<HHHH"),
    struct.Struct("<BB"),
    {**_SAME, 0x20: 7, 0x2A: 4, 0x2B: 8, 0x3A: 6, 0x3B: 10, 0x3C: 6, 0x3D: 10},
)
XLSB = Dialect(
    struct.Struct("<IH"),
    struct.Struct("<IIHH"),
    struct.Struct("<H"),
    {**_SAME, 0x20: 14, 0x2A: 6, 0x2B: 12, 0x3A: 8, 0x3B: 14, 0x3C: 8, 0x3D: 14},
)


def cells(tokens: bytes, dialect: Dialect) -> str:
    """The areas of its own sheet, as `I5:I13,J4`; empty for a formula that is shared with others.

    A formula that names none that can be told is `?`.
    """
    return "" if tokens[:1] == _SHARED else ",".join(_areas(tokens, dialect)) or "?"


_SHARED = b"\x01"


def _areas(tokens: bytes, dialect: Dialect) -> Iterator[str]:
    at = 0
    while at < len(tokens):
        kind = tokens[at] if tokens[at] < _CLASSED else 0x20 | tokens[at] & 0x1F
        at += 1
        try:
            if kind == _CELL:
                row, column = dialect.cell.unpack_from(tokens, at)
                yield _address(row, column)
            elif kind == _AREA:
                top, bottom, left, right = dialect.area.unpack_from(tokens, at)
                yield f"{_address(top, left)}:{_address(bottom, right)}"
            at += _size(kind, tokens, at, dialect)
        except (struct.error, KeyError, IndexError):
            return


_CLASSED = 0x20
"""From here on tokens come in three classes, which take the same room."""


def _size(kind: int, tokens: bytes, at: int, dialect: Dialect) -> int:
    """The bytes that follow a token."""
    match kind:
        case 0x24:
            return dialect.cell.size
        case 0x25:
            return dialect.area.size
        case 0x17:
            length, *flags = dialect.text.unpack_from(tokens, at)
            narrow = bool(flags) and not flags[0] & 1
            return dialect.text.size + int(length) * (1 if narrow else 2)
        case 0x19:
            more = 2 * (tokens[at + 1] + 256 * tokens[at + 2] + 1) if tokens[at] & _CHOOSE else 0
            return 3 + more
    return dialect.sizes[kind]


def _address(row: int, column: int) -> str:
    return f"{column_letters((column & _COLUMN) + 1)}{row + 1}"


_COLUMN = 0x3FFF
"""The bits of a column's number that are no flags."""
