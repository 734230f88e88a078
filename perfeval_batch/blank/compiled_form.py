"""A drawn workbook compiled once, filled many times: a filling's values in, its bytes out.

XlsxWriter takes tens of milliseconds for a workbook of this kind; a compiled form about two.
What no filling changes is deflated once; cells, row heights and shared strings are rendered anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from perfeval_batch import office
from perfeval_batch.blank.paper import Fit
from perfeval_batch.model import CellValue
from perfeval_batch.office import Part

Values = Mapping[str, CellValue]
"""Token → value; a token that is missing is blank."""

STRINGS = "xl/sharedStrings.xml"
_HEADER = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_EPOCH = date(1899, 12, 30)
_LINE_HEIGHT = 15
_PADDING = 6
_TALLEST = 409
"""Points; Excel knows no higher row."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell to fill.

    Attributes:
        token: of its value.
        filled: the beginning of its element when it has one, locked where that is wanted.
        empty: its element when it has none.
    """

    token: str
    filled: str
    empty: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula's cell.

    Attributes:
        head: the beginning of its element.
        formula: as XML content.
        result: token of what it stores.
        stated: token of what stands in its place; empty when nothing can.
    """

    head: str
    formula: str
    result: str
    stated: str


@dataclass(frozen=True, slots=True)
class Row:
    """The start of a row whose height follows from its texts."""

    head: str
    fit: Fit


Piece = str | Cell | Formula | Row
"""XML that stays, or a place for something that a filling decides."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to fill: its part's name, and its XML in pieces."""

    name: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A compiled workbook.

    Attributes:
        parts: its parts in order: finished ones, sheets to fill, None for the shared strings.
        strings: the shared strings that are always there, as XML.
        references: how many cells hold one of those.
        roomy: rows keep their room to write even in a filled workbook (pre-filled ones).
    """

    parts: tuple[Part | Sheet | None, ...]
    strings: tuple[str, ...]
    references: int
    roomy: bool = False

    def fill(self, values: Values | None, level: int = office.LEVEL) -> bytes:
        """Fill in; None leaves the blank workbook with room to write."""
        strings = _Strings(len(self.strings))
        parts: list[Part | None] = []
        for part in self.parts:
            if isinstance(part, Sheet):
                content = "".join(_rendered(part, values, strings, roomy=self.roomy))
                parts.append(Part.of(part.name, content.encode(), level))
            else:
                parts.append(part)
        return office.pack(part or self._shared(strings, level) for part in parts)

    def _shared(self, strings: _Strings, level: int) -> Part:
        items = (*self.strings, *strings.items)
        count = self.references + strings.references
        head = (
            '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
            f'count="{count}" uniqueCount="{len(items)}">'
        )
        content = _HEADER + "".join((head, *items, "</sst>")).encode()
        return Part.of(STRINGS, content, level)


class _Strings:
    """The shared strings that a filling adds."""

    def __init__(self, first: int) -> None:
        self.items: list[str] = []
        self.references = 0
        self._first = first
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        self.references += 1
        if text not in self._numbers:
            self._numbers[text] = self._first + len(self.items)
            space = ' xml:space="preserve"' if text != text.strip() else ""
            self.items.append(f"<si><t{space}>{escaped(text)}</t></si>")
        return self._numbers[text]


def _rendered(
    sheet: Sheet, values: Values | None, strings: _Strings, *, roomy: bool
) -> Iterator[str]:
    given = values or {}
    roomy = roomy or values is None
    for piece in sheet.pieces:
        if isinstance(piece, str):
            yield piece
        elif isinstance(piece, Cell):
            value = given.get(piece.token)
            yield piece.empty if value is None else _cell(piece.filled, value, strings)
        elif isinstance(piece, Row):
            yield f'{piece.head} ht="{_height(piece.fit, given, roomy=roomy)}">'
        else:
            yield _computed(piece, given, strings)


def _computed(piece: Formula, given: Values, strings: _Strings) -> str:
    stated = given.get(piece.stated) if piece.stated else None
    if stated is not None:
        return _cell(piece.head, stated, strings)
    kind, text = _stored(given.get(piece.result))
    return f"{piece.head}{kind}><f>{piece.formula}</f><v>{text}</v></c>"


def _cell(head: str, value: CellValue, strings: _Strings) -> str:
    if isinstance(value, str):
        return f'{head} t="s"><v>{strings.number(value)}</v></c>'
    kind, text = _stored(value)
    return f"{head}{kind}><v>{text}</v></c>"


def _stored(value: CellValue) -> tuple[str, str]:
    """A value's cell type as an XML attribute, and its text."""
    match value:
        case None:
            return "", ""
        case bool():
            return ' t="b"', str(int(value))
        case int() | float():
            return "", repr(value)
        case Decimal():
            return "", format(value, "f")
        case date():
            return "", str((value - _EPOCH).days)
        case _:
            return ' t="str"', escaped(value)


_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def escaped(text: str) -> str:
    """A text as XML content; what looks like an escape is escaped (ECMA-376, ST_Xstring)."""
    plain = _LOOKS_ESCAPED.sub("_x005F_", office.writable(text))
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _height(fit: Fit, values: Values, *, roomy: bool) -> float:
    """Points that the highest text of a row needs, and no less than the row's own."""
    most = 0
    for token, width in fit.cells:
        text = values.get(token)
        if isinstance(text, str):
            most = max(most, _lines(text, width))
    least = fit.roomy if roomy else fit.least
    return min(max(least, most * _LINE_HEIGHT + _PADDING), _TALLEST)


def _lines(text: str, width: float) -> int:
    """Lines that a text takes in a column `width` digits wide; a Chinese character takes two."""
    room = max(2, int(width) - 2)
    return sum(-(-_digits(line) // room) or 1 for line in text.split("\n"))


def _digits(line: str) -> int:
    """Chinese characters take three bytes in UTF-8 and the width of two digits."""
    return (len(line) + len(line.encode(errors="replace"))) // 2
