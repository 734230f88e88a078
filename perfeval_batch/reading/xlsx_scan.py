"""Finds in a worksheet of .xlsx what openpyxl does not tell when it only reads.

What is hidden or merged, formulas and whether they have a value, cells stated twice; and cells that
openpyxl would stop at (a number that is none) or read although no spreadsheet program shows them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from perfeval_batch.model import State
from perfeval_batch.reading import number_formats, xml_events
from perfeval_batch.reading.addresses import TRUE, area, spot, whole
from perfeval_batch.reading.grid import PICTURE, UNCALCULATED, Broken, Content, Moment, Spot
from perfeval_batch.reading.refusals import UNREADABLE, UNSAFE, RefusedError
from perfeval_batch.reading.sheet_builder import NO_STRING, TWICE, Draft

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_SPACE = f"{{{MAIN}}}"
_ROW, _CELL, _MERGE, _COLUMN = (f"{_SPACE}{name}" for name in ("row", "c", "mergeCell", "col"))
_VALUE, _FORMULA, _INLINE = (f"{_SPACE}{name}" for name in ("v", "f", "is"))
_SHEET, _DATA, _FURTHER = (f"{_SPACE}{name}" for name in ("worksheet", "sheetData", "extLst"))
_DEFAULTS = f"{_SPACE}sheetFormatPr"

_MOST_TAGS = 5_000_000
_MOST_ROOM = 20_000_000
"""Cells of all rows up to the last of each, blank ones included."""
_MOST_STYLES = 65_536


@dataclass(slots=True)
class Scan:
    """What a worksheet says beside its values.

    Attributes:
        data: the part as openpyxl is to read it.
        known: cells of which is known already what they hold.
        highest_style: the highest index of a style.
    """

    data: bytes
    known: dict[Spot, Content] = field(default_factory=dict)
    highest_style: int = 0


def scan(data: bytes, draft: Draft, strings: int) -> Scan:
    """Go through a worksheet part; what is hidden and merged and the formulas go into the draft.

    Args:
        data: the part.
        draft: of the sheet.
        strings: how many shared strings there are.

    Raises:
        RefusedError: damaged, or beyond the limits.
    """
    data = without_empty(data.replace(_STRICT, MAIN.encode()))
    return _Scanner(data, draft, strings).run()


class _Scanner:
    """Goes through one worksheet part."""

    def __init__(self, data: bytes, draft: Draft, strings: int) -> None:
        self.found = Scan(data)
        self.draft = draft
        self.strings = strings
        self.row = self.room = 0
        self.odd: list[str] = []
        self.zero_height = False

    def run(self) -> Scan:
        names = (_ROW, _MERGE, _COLUMN, _DEFAULTS, _DATA, _SHEET)
        data, rows, own_rows = self.found.data, 0, -1
        for element, _ in xml_events.nested(data, self.draft.name, *names, most=_MOST_TAGS):
            if element.tag == _ROW:
                rows += 1
                self._scan_row(element)
                element.clear()
            elif element.tag == _DATA:
                own_rows = len(element) if own_rows < 0 else -2
            elif element.tag == _SHEET:
                own_rows = own_rows if element.find(_DATA) is not None else -2
            else:
                self._scan_around(element)
        if rows != own_rows:
            raise RefusedError(UNREADABLE, f"工作表“{self.draft.name}”的数据不在该在的地方")
        self.found.data = _cells_alone(self.found.data)
        for reference in self.odd:
            self.found.data = _as_text(self.found.data, reference)
        return self.found

    def _scan_around(self, element: Element) -> None:
        """Take a merged area, hidden columns, or that rows are hidden unless they say otherwise."""
        if element.tag == _MERGE:
            merged = area(element.get("ref", ""))
            if merged:
                self.draft.merge(*merged)
        elif element.tag == _DEFAULTS:
            stated = element.get("defaultRowHeight", "15")
            self.zero_height = element.get("zeroHeight") in TRUE or not stated.strip("0.")
        elif _is_hidden(element, "width"):
            first, last = whole(element.get("min")), whole(element.get("max"))
            if 0 < first <= last:
                self.draft.hidden_columns.append((first, last))

    def _scan_row(self, row: Element) -> None:
        stated = whole(row.get("r"))
        number = stated if stated > 0 else self.row + 1
        if number < self.row:
            raise self._disordered()
        again, self.row = number == self.row, number
        column = 0
        for cell in row:
            if cell.tag == _FURTHER:
                continue
            if cell.tag != _CELL or again:
                raise self._disordered()
            reference = cell.get("r")
            place = (number, column + 1) if reference is None else spot(reference)
            if place[0] != number or place[1] < column:
                raise self._disordered()
            self._scan_cell(cell, place, twice=place[1] == column)
            column = place[1]
        self.room += column
        if self.room > _MOST_ROOM:
            raise RefusedError(UNSAFE, f"工作表“{self.draft.name}”的内容相隔太远")
        unstated = row.get("ht") is None
        no_height = unstated and (self.zero_height or row.get("customHeight") in TRUE)
        if _is_hidden(row, "ht") or no_height:
            self.draft.hidden_rows.add(number)

    def _disordered(self) -> RefusedError:
        return RefusedError(
            UNREADABLE, f"工作表“{self.draft.name}”的单元格次序错乱或含有不认识的内容"
        )

    def _scan_cell(self, cell: Element, place: Spot, *, twice: bool) -> None:
        style = whole(cell.get("s", "0"))
        if not 0 <= style < _MOST_STYLES:
            raise RefusedError(UNREADABLE, "文件内部的单元格样式不正确")
        self.found.highest_style = max(self.found.highest_style, style)
        kind, raw = cell.get("t", "n"), cell.findtext(_VALUE)
        formula = cell.find(_FORMULA)
        if formula is not None:
            self.draft.formulas[place] = formula.text or ""
        content = _known_content(kind, raw, self.strings)
        if kind == "e" and cell.get("vm") and raw == "#VALUE!":
            content = PICTURE
        elif content is not None:
            self.odd.append(cell.get("r", ""))
        elif formula is not None and not raw and not (kind == "str" and raw is not None):
            content = UNCALCULATED
        if twice:
            content = TWICE
        if content is not None:
            self.found.known[place] = content
        if len(cell.findall(_VALUE)) > 1:
            raise self._disordered()


def _known_content(kind: str, raw: str | None, strings: int) -> Content | None:
    """What a cell holds that openpyxl would stop at or misread; None when it would not."""
    if not raw:
        return None
    seen = raw.strip()
    found: Content | None = None
    match kind:
        case "n":
            value = number_formats.number(seen)
            found = value if isinstance(value, Broken) else None
        case "s":
            found = None if -1 < whole(seen) < strings else NO_STRING
        case "b":
            found = None if seen in ("0", "1") else seen in TRUE
        case "d":
            day = number_formats.iso_day(seen)
            found = Moment(day, number_formats.shown_day(day, "ymd")) if day else raw
        case "e" | "str" | "inlineStr":
            pass
        case _:
            found = Broken(State.UNREADABLE, raw, "单元格的类型不认识")
    return found


def _is_hidden(element: Element, size: str) -> bool:
    """It is hidden, or has no height or width to be seen."""
    stated = element.get(size)
    small = stated is not None and _TOO_SMALL.fullmatch(stated) is not None
    return element.get("hidden") in TRUE or small


_TOO_SMALL = re.compile(r"0*(?:\.(?:[0-3][0-9]*)?)?", re.ASCII)
"""Heights and widths of which nothing is shown on a screen."""


def string(element: Element) -> str:
    """The text of a string item (`si`), its runs joined, without its phonetic runs."""
    if len(element) == 1 and element[0].tag.endswith("}t"):
        return element[0].text or ""
    return "".join(_runs(element))


def _runs(element: Element) -> Iterable[str]:
    for child in element:
        match child.tag.rpartition("}")[2]:
            case "t":
                yield child.text or ""
            case "r":
                yield from (each.text or "" for each in child if each.tag.endswith("}t"))


_SHEET_DATA = re.compile(rb"<(?:[A-Za-z0-9_.-]+:)?sheetData(?=[\s/>])")


def _cells_alone(data: bytes) -> bytes:
    """The part without what stands around its cells: openpyxl stops at whatever is odd there.

    A part with comments and the like stays as it is: a tag in them would be none.
    """
    begun = list(_SHEET_DATA.finditer(data))
    if len(begun) != 1 or b"<!" in data or b"<?" in data[5:]:
        return data
    start, name = begun[0].start(), begun[0].group()[1:]
    end = data.find(b"</" + name, start)
    if end < 0:
        return data
    root = data.index(b"<", data.find(b"?>") + 1)
    head = data[: data.index(b"<", root + 1)]
    return head + data[start : data.index(b">", end) + 1] + data[data.rindex(b"</") :]


def _as_text(data: bytes, reference: str) -> bytes:
    """The part with a cell declared a text, so that openpyxl does not stop at it."""
    if not reference:
        raise RefusedError(UNREADABLE, "文件内部有不是数的数值")
    form = rb"(<(?:[A-Za-z0-9]+:)?c)(?=[\s/>])(?=[^<>]*\sr=[\"']%s[\"'])([^<>]*)>"
    found = re.search(form % reference.encode(), data)
    if found is None:
        raise RefusedError(UNREADABLE, "文件内部有不是数的数值")
    others = re.sub(rb"\st=[\"'][^\"']*[\"']", b"", found[2])
    return b'%s%s t="str"%s>%s' % (data[: found.start()], found[1], others, data[found.end() :])


_EMPTY = re.compile(
    rb'<c r="[A-Z]{1,3}[1-9]\d{0,6}"(?: (?:s|t|cm|vm|ph)="[^"<>]*+")*+ ?(?:/>|></c>)',
)
_EMPTY_ROW = re.compile(
    rb'<row r="\d{1,7}"(?: (?:spans|s|customFormat|ht|customHeight|x14ac:dyDescent)="[^"<>]*+")*+'
    rb"(?: ?/>|></row>)",
)
_UNPLACED = re.compile(rb'<(?:c|row)(?! r=")[\s/>]|<!')


def without_empty(data: bytes) -> bytes:
    """Drop cells and rows that are only formatted, often most of a sheet.

    Only where all of them state their place: one that does not takes it from the one before.
    """
    if _UNPLACED.search(data):
        return data
    return b"".join([_EMPTY_ROW.sub(b"", _EMPTY.sub(b"", each)) for each in _in_pieces(data)])


def _in_pieces(data: bytes) -> Iterator[bytes]:
    """Some rows at a time: what is left between a million empty ones would take five times more."""
    begin = 0
    while begin < len(data):
        end = data.find(b"<row ", begin + _PIECE)
        end = len(data) if end < 0 else end
        yield data[begin:end]
        begin = end


_PIECE = 1 << 16
