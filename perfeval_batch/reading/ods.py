"""Reads .ods workbooks: tables of an OpenDocument spreadsheet (content.xml)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from perfeval_batch.model import State
from perfeval_batch.reading import number_formats, xml_events
from perfeval_batch.reading.addresses import whole
from perfeval_batch.reading.archive import LIMITS
from perfeval_batch.reading.grid import UNCALCULATED, Broken, Content, Grid, Moment, Wanted
from perfeval_batch.reading.refusals import UNREADABLE, RefusedError
from perfeval_batch.reading.sheet_builder import Draft

_NS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TABLE, _TEXT, _OFFICE, _STYLE = (_NS % name for name in ("table", "text", "office", "style"))
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_ROW, _COLUMN = f"{_TABLE}table-row", f"{_TABLE}table-column"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_PARAGRAPH = f"{_TEXT}p"
_HIDDEN = ("collapse", "filter")
_ERRORS = ("#REF!", "#DIV/0!", "#N/A", "#NAME?", "#VALUE!", "#NUM!", "#NULL!", "Err:")
_BLANKS = f"{_TEXT}s"
_SIGNS = {f"{_TEXT}line-break": "\n", f"{_TEXT}tab": "\t"}
_REMARK = f"{_OFFICE}annotation"
_MOST_BLANKS = 1000
_FARTHEST = 1 << 21


def read(parts: Mapping[str, bytes], wanted: Wanted, most: int = LIMITS.cells) -> Grid:
    """Read the tables whose names are wanted.

    Raises:
        RefusedError: the package is no spreadsheet, is damaged, or is beyond the limits.
    """
    data = parts.get("content.xml")
    if data is None:
        raise RefusedError(UNREADABLE, "文件内部缺少表格的内容")
    hiding = _Hiding()
    sheets = []
    others = []
    styles = f"{_STYLE}style"
    for element in xml_events.elements(data, "content.xml", styles, f"{_TABLE}table"):
        if element.tag == styles:
            hiding.take(element)
            continue
        name = element.get(f"{_TABLE}name", "")
        if wanted(name):
            draft = Draft(name, element.get(f"{_TABLE}style-name") in hiding.tables, most=most)
            sheets.append(_Reader(draft, hiding).read(element).finish())
        else:
            others.append(name)
        element.clear()
    return Grid(tuple(sheets), tuple(others))


_LENGTH = re.compile(r"0*\.?0*(?:cm|mm|in|pt|px)", re.ASCII)


@dataclass(slots=True)
class _Hiding:
    """The styles that hide what has them: a table, or rows and columns without a size."""

    tables: set[str] = field(default_factory=set)
    stretches: set[str] = field(default_factory=set)

    def take(self, style: Element) -> None:
        name = style.get(f"{_STYLE}name", "")
        for each in style:
            if each.tag == f"{_STYLE}table-properties":
                if each.get(f"{_TABLE}display") == "false":
                    self.tables.add(name)
            elif each.tag == f"{_STYLE}table-row-properties":
                self._take_size(name, each.get(f"{_STYLE}row-height"))
            elif each.tag == f"{_STYLE}table-column-properties":
                self._take_size(name, each.get(f"{_STYLE}column-width"))

    def _take_size(self, name: str, size: str | None) -> None:
        if size is not None and _LENGTH.fullmatch(size):
            self.stretches.add(name)

    def hides(self, element: Element) -> bool:
        """The row or column is hidden."""
        style = element.get(f"{_TABLE}style-name")
        return element.get(f"{_TABLE}visibility") in _HIDDEN or style in self.stretches


def _times(element: Element, what: str) -> int:
    """How often a row or column stands there."""
    return max(1, min(whole(element.get(f"{_TABLE}number-{what}-repeated")), _FARTHEST))


class _Reader:
    """Reads one table into its draft."""

    def __init__(self, draft: Draft, hiding: _Hiding) -> None:
        self.draft = draft
        self.hiding = hiding

    def read(self, table: Element) -> Draft:
        self._columns(table)
        number = 1
        for row in table.iter(_ROW):
            times = _times(row, "rows")
            cells = list(_contents(row))
            if cells:
                self._take(number, times, cells)
                if self.hiding.hides(row):
                    self.draft.hidden_rows.update(range(number, number + times))
            number += times
        return self.draft

    def _columns(self, table: Element) -> None:
        column = 1
        for element in table.iter(_COLUMN):
            times = _times(element, "columns")
            if self.hiding.hides(element):
                self.draft.hidden_columns.append((column, column + times - 1))
            column += times

    def _take(
        self, number: int, times: int, cells: list[tuple[int, int, Element, Content]]
    ) -> None:
        for row in range(number, number + times):
            for column, repeated, element, content in cells:
                self._merge(row, column, element)
                formula = _formula(element)
                for each in range(column, column + repeated):
                    self.draft.put(row, each, content)
                    if formula:
                        self.draft.formulas[row, each] = formula

    def _merge(self, row: int, column: int, element: Element) -> None:
        down = whole(element.get(f"{_TABLE}number-rows-spanned", "1"))
        right = whole(element.get(f"{_TABLE}number-columns-spanned", "1"))
        if down > 1 or right > 1:
            self.draft.merge((row, column), (row + max(down, 1) - 1, column + max(right, 1) - 1))


_PREFIX = re.compile(r"^(?:of|oooc|msoxl):=?")
_REFERENCE = re.compile(r"\[\.(\$?[A-Z]+\$?[0-9]+)(?::\.(\$?[A-Z]+\$?[0-9]+))?\]")


def _formula(cell: Element) -> str:
    """The cell's formula as .xlsx would have it: `of:=SUM([.J4:.J9])` is `SUM(J4:J9)`."""
    bare = _PREFIX.sub("", cell.get(f"{_TABLE}formula", ""))
    return _REFERENCE.sub(lambda found: ":".join(filter(None, found.groups())), bare)


def _contents(row: Element) -> Iterator[tuple[int, int, Element, Content]]:
    """The row's cells that hold something: column, how often repeated, element, content."""
    column = 1
    for cell in row:
        if cell.tag in _CELLS:
            times = _times(cell, "columns")
            content = _content(cell)
            if content is not None:
                yield column, times, cell, content
            column += times


def _content(cell: Element) -> Content | None:
    kind = cell.get(f"{_OFFICE}value-type")
    formula = cell.get(f"{_TABLE}formula") is not None
    if kind is None and not formula and not len(cell):
        return None
    paragraphs = cell.findall(_PARAGRAPH)
    seen = "\n".join(_flat(each) for each in paragraphs)
    if cell.get(f"{_CALC}value-type") == "error" or (formula and seen.startswith(_ERRORS)):
        return Broken(State.ERROR, seen or "#N/A")
    if kind is None:
        # LibreOffice stores the empty text of a formula as an empty paragraph.
        return seen or (UNCALCULATED if formula and not paragraphs else None)
    return _typed(kind, cell, seen)


def _typed(kind: str, cell: Element, seen: str) -> Content | None:
    match kind:
        case "float" | "currency" | "percentage":
            return _number(cell, seen, percent=kind == "percentage")
        case "boolean":
            return cell.get(f"{_OFFICE}boolean-value") == "true"
        case "date" | "time":
            return _moment(cell, seen)
        case "string":
            return seen or cell.get(f"{_OFFICE}string-value") or None
    return Broken(State.UNREADABLE, seen, "单元格的类型不认识")


def _number(cell: Element, seen: str, *, percent: bool) -> Content | None:
    """A number; where the file does not say what its cell shows, its type tells."""
    raw = cell.get(f"{_OFFICE}value", "")
    if cell.find(_PARAGRAPH) is None:
        form = number_formats.PERCENT if percent else number_formats.GENERAL
        return number_formats.content(raw, form)
    stored = number_formats.number(raw)
    if isinstance(stored, Broken):
        return stored
    return number_formats.from_shown(stored, seen, percent=percent)


def _moment(cell: Element, seen: str) -> Moment:
    """A date, with as much of it as the cell shows, or a time of day."""
    stated = cell.get(f"{_OFFICE}date-value", "")
    day = number_formats.iso_day(stated)
    if day is None:
        return Moment(None, seen)
    return number_formats.moment_shown(day, seen)


def _flat(paragraph: Element, depth: int = 20) -> str:
    """A paragraph's text; blanks and line breaks are elements of their own."""
    pieces = [paragraph.text or ""]
    for child in paragraph:
        if child.tag == _BLANKS:
            pieces.append(" " * min(max(whole(child.get(f"{_TEXT}c", "1")), 1), _MOST_BLANKS))
        elif child.tag in _SIGNS:
            pieces.append(_SIGNS[child.tag])
        elif child.tag != _REMARK and depth:
            pieces.append(_flat(child, depth - 1))
        pieces.append(child.tail or "")
    return "".join(pieces)
