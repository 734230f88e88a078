"""A drawn workbook compiled once, filled many times: a filling's values in, its bytes out.

XlsxWriter takes tens of milliseconds for a workbook of this kind; a compiled form about two.
What no filling changes is deflated once; cells, row heights and shared strings are rendered anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import unescape

from perfeval_batch import ooxml
from perfeval_batch.exchange.blank_paper import CLOSE, MARK, Fit, Paper
from perfeval_batch.model import CellValue
from perfeval_batch.ooxml import Part

Values = Mapping[str, CellValue]
"""Token → value; a token that is missing is blank."""

_STRINGS = "xl/sharedStrings.xml"
_STYLES = "xl/styles.xml"
_HEADER = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_ITEM = re.compile(r"<si><t[^>]*>(.*?)</t></si>", re.DOTALL)
_PIECE = re.compile(
    r'<row r="(?P<row>\d+)"(?P<spans>[^>]*?) ht="[^"]*" customHeight="1">'
    r'|<c r="(?P<cell>[A-Z]+\d+)"(?P<style> s="\d+")? t="s"><v>(?P<string>\d+)</v></c>'
    r'|<c r="(?P<computed>[A-Z]+\d+)"(?P<look> s="\d+")? t="str">'
    rf"<f>(?P<formula>[^<]*)</f><v>(?P<result>{MARK}[^<]*)</v></c>",
)
_XF = re.compile(r"<xf [^>]*/>|<xf .*?</xf>")
_FILL = re.compile(r'fillId="\d+"')
_UNLOCKED = '<protection locked="0"/>'
_EPOCH = date(1899, 12, 30)
_LINE_HEIGHT = 15
_PADDING = 6
_TALLEST = 409
"""Points; Excel knows no higher row."""


@dataclass(frozen=True, slots=True)
class _Cell:
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
class _Formula:
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
class _Row:
    """The start of a row whose height follows from its texts."""

    head: str
    fit: Fit


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    pieces: tuple[str | _Cell | _Formula | _Row, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A compiled workbook.

    Attributes:
        parts: its parts in order: finished ones, sheets to fill, None for the shared strings.
        strings: the shared strings that are always there, as XML.
        references: how many cells hold one of those.
        roomy: rows keep their room to write even in a filled workbook (pre-filled ones).
    """

    parts: tuple[Part | _Sheet | None, ...]
    strings: tuple[str, ...]
    references: int
    roomy: bool = False

    def fill(self, values: Values | None, level: int = ooxml.LEVEL) -> bytes:
        """Fill in; None leaves the blank workbook with room to write."""
        strings = _Strings(len(self.strings))
        parts: list[Part | None] = []
        for part in self.parts:
            if isinstance(part, _Sheet):
                content = "".join(_rendered(part, values, strings, roomy=self.roomy))
                parts.append(Part.of(part.name, content.encode(), level))
            else:
                parts.append(part)
        return ooxml.pack(part or self._shared(strings, level) for part in parts)

    def _shared(self, strings: _Strings, level: int) -> Part:
        items = (*self.strings, *strings.items)
        count = self.references + strings.references
        head = (
            '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
            f'count="{count}" uniqueCount="{len(items)}">'
        )
        content = _HEADER + "".join((head, *items, "</sst>")).encode()
        return Part.of(_STRINGS, content, level)


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
    sheet: _Sheet, values: Values | None, strings: _Strings, *, roomy: bool
) -> Iterator[str]:
    given = values or {}
    roomy = roomy or values is None
    for piece in sheet.pieces:
        if isinstance(piece, str):
            yield piece
        elif isinstance(piece, _Cell):
            value = given.get(piece.token)
            yield piece.empty if value is None else _cell(piece.filled, value, strings)
        elif isinstance(piece, _Row):
            yield f'{piece.head} ht="{_height(piece.fit, given, roomy=roomy)}">'
        else:
            yield _computed(piece, given, strings)


def _computed(piece: _Formula, given: Values, strings: _Strings) -> str:
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
    plain = _LOOKS_ESCAPED.sub("_x005F_", ooxml.writable(text))
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


def compiled(paper: Paper) -> Form:
    """Compile a drawn workbook."""
    package = ooxml.unpack(paper.book.finish())
    strings = _ITEM.findall(package[_STRINGS].decode())
    fixed = _locked_twins(package) if paper.locking else str
    compiler = _Compiler(strings, fixed)
    names = [sheet.get_name() for sheet in paper.book.book.worksheets()]
    parts: list[Part | _Sheet | None] = []
    for name, content in package.items():
        if name.startswith("xl/worksheets/sheet"):
            number = int(name.removeprefix("xl/worksheets/sheet").removesuffix(".xml"))
            parts.append(compiler.sheet(name, content.decode(), paper.fits, names[number - 1]))
        else:
            parts.append(None if name == _STRINGS else Part.of(name, content))
    items = tuple(f"<si><t>{text}</t></si>" for text in compiler.kept)
    return Form(tuple(parts), items, compiler.references, roomy=paper.locking)


def _locked_twins(package: dict[str, bytes]) -> Callable[[str], str]:
    """Give every open style a locked twin without colour; tells the twin of a style attribute."""
    head, rest = package[_STYLES].decode().split("<cellXfs", 1)
    formats, tail = rest.split("</cellXfs>", 1)
    known = _XF.findall(formats)
    twins: dict[str, str] = {}
    added: list[str] = []
    for number, xf in enumerate(known):
        if _UNLOCKED in xf:
            twins[f' s="{number}"'] = f' s="{len(known) + len(added)}"'
            added.append(_FILL.sub('fillId="0"', xf.replace(_UNLOCKED, "")))
    every = "".join((*known, *added))
    count = len(known) + len(added)
    styles = f'{head}<cellXfs count="{count}">{every}</cellXfs>{tail}'
    package[_STYLES] = styles.encode()
    return lambda style: twins.get(style, style)


class _Compiler:
    """Takes sheets apart into what stays and what a filling decides."""

    def __init__(self, strings: list[str], fixed: Callable[[str], str]) -> None:
        self._strings = strings
        self._fixed = fixed
        self._numbers: dict[str, int] = {}
        self.references = 0

    @property
    def kept(self) -> tuple[str, ...]:
        """The shared strings that are no tokens, as XML content."""
        return tuple(self._numbers)

    def sheet(
        self, part: str, xml: str, fits: Mapping[tuple[str, int], Fit], name: str
    ) -> Part | _Sheet:
        pieces: list[str | _Cell | _Formula | _Row] = [""]
        done = 0
        for found in _PIECE.finditer(xml):
            piece = self._piece(found, fits, name)
            self._add(pieces, xml[done : found.start()])
            self._add(pieces, piece)
            done = found.end()
        self._add(pieces, xml[done:])
        if len(pieces) == 1 and isinstance(pieces[0], str):
            return Part.of(part, pieces[0].encode())
        return _Sheet(part, tuple(pieces))

    @staticmethod
    def _add(
        pieces: list[str | _Cell | _Formula | _Row], piece: str | _Cell | _Formula | _Row
    ) -> None:
        last = pieces[-1]
        if isinstance(piece, str) and isinstance(last, str):
            pieces[-1] = last + piece
        else:
            pieces.append(piece)

    def _piece(
        self, found: re.Match[str], fits: Mapping[tuple[str, int], Fit], name: str
    ) -> str | _Cell | _Formula | _Row:
        if found["row"]:
            fit = fits.get((name, int(found["row"])))
            head = f'<row r="{found["row"]}"{found["spans"]}'
            return found[0] if fit is None else _Row(head, fit)
        if found["computed"]:
            result, end, stated = unescape(found["result"]).partition(CLOSE)
            head = f'<c r="{found["computed"]}"{found["look"] or ""}'
            return _Formula(head, found["formula"], result + end, stated)
        text = self._strings[int(found["string"])]
        style = found["style"] or ""
        if text.startswith(MARK):
            head = f'<c r="{found["cell"]}"'
            return _Cell(unescape(text), head + self._fixed(style), f"{head}{style}/>")
        self.references += 1
        number = self._numbers.setdefault(text, len(self._numbers))
        return f'<c r="{found["cell"]}"{style} t="s"><v>{number}</v></c>'
