"""A worksheet part of an .xlsx → Draft: only the cells that hold something."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element

from perfeval_batch.reading import xlsx_usual, xml_events
from perfeval_batch.reading.cell_meaning import TRUE, Meanings, area, spot, unescaped, whole
from perfeval_batch.reading.grid import UNCALCULATED, Content
from perfeval_batch.reading.sheet_builder import Draft
from perfeval_batch.reading.xlsx_rows import Row

_MOST_TAGS = 1_000_000
"""Twice what a sheet with `draft.MOST_CELLS` needs, formatted cells that stay included."""


class Reader:
    """Reads one worksheet part into its draft.

    Args:
        name: of the sheet.
        meanings: what cells mean in this workbook.
        strings: the shared strings, None for an empty one, when they are at hand.
    """

    def __init__(
        self,
        name: str,
        meanings: Meanings,
        strings: Sequence[str | None] | None = None,
    ) -> None:
        self.draft = Draft(name)
        self.meanings = meanings
        self.strings = strings
        self.row_number = 0

    def read(self, data: bytes) -> Draft:
        """Read the part.

        Raises:
            RefusedError: damaged, or beyond the limits.
        """
        found = xlsx_usual.cells(data, self.meanings) if self.strings is not None else None
        if found is None or not self._take(found):
            self.draft.limit_merges(data.count(b"mergeCell "))
            self._parse(_without_empty(data))
        return self.draft

    def _take(self, found: xlsx_usual.Cells) -> bool:
        """Take the cells of usual forms, if they come in order and are not too many."""
        taken = _with_texts(found.rows, self.strings or ())
        if taken is None or sum(map(len, taken.values())) > self.draft.most:
            return False
        self.draft.limit_merges(found.around.stated)
        self.draft.settle(taken, found.around.merges)
        for first, last in found.around.hidden_columns:
            self._hide(first, last)
        return True

    def _parse(self, data: bytes) -> None:
        names = ("row", "mergeCell", "col")
        for element in xml_events.elements(data, self.draft.name, *names, most=_MOST_TAGS):
            match element.tag.rpartition("}")[2]:
                case "row":
                    self._row(element)
                case "mergeCell":
                    self._merge(element.get("ref", ""))
                case _ if element.get("hidden") in TRUE:
                    self._hide(element.get("min", ""), element.get("max", ""))

    def _row(self, element: Element) -> None:
        stated = whole(element.get("r"))
        self.row_number = number = stated if stated > 0 else self.row_number + 1
        column = 0
        for cell in element:
            reference = cell.get("r")
            if reference is None:
                column += 1
            else:
                number, column = spot(reference)
            content = self._content(cell) if len(cell) else None
            if content is not None:
                self.draft.put(number, column, content)
        if element.get("hidden") in TRUE:
            self.draft.hidden_rows.add(number)
        element.clear()

    def _content(self, cell: Element) -> Content | int | None:
        kind = cell.get("t", "n")
        raw: str | None = None
        formula = False
        for child in cell:
            match child.tag[-2:]:
                case "}v":
                    raw = child.text or ""
                case "}f":
                    formula = True
                case "is" if kind == "inlineStr":
                    raw = string(child)
        if kind == "s":
            return self.draft.shared(whole(raw)) if raw else UNCALCULATED if formula else None
        return self.meanings.of(kind, cell.get("s", "0"), raw, formula=formula)

    def _merge(self, reference: str) -> None:
        found = area(reference)
        if found:
            self.draft.merge(*found)

    def _hide(self, first: str, last: str) -> None:
        """Take a stretch of hidden columns."""
        if 0 < whole(first) <= whole(last):
            self.draft.hidden_columns.append((whole(first), whole(last)))


def _with_texts(
    rows: Sequence[Row],
    strings: Sequence[str | None],
) -> dict[int, dict[int, Content]] | None:
    """The cells with their shared strings; None unless rows ascend and every string is there."""
    taken: dict[int, dict[int, Content]] = {}
    last, count = 0, len(strings)
    for row in rows:
        if not row.number:
            continue
        if row.number <= last or row.highest >= count:
            return None
        last = row.number
        cells: dict[int, Content] = {
            column: content  # type: ignore[misc]  # an index is no content
            for column, each in row.cells
            if (content := strings[each] if type(each) is int else each) is not None
        }
        if cells:
            taken[last] = cells
    return taken


def string(element: Element) -> str:
    """The text of a string item (`si`, `is`), its runs joined, without its phonetic runs."""
    if len(element) == 1 and element[0].tag.endswith("}t"):
        return unescaped(element[0].text or "")
    pieces = []
    for child in element:
        match child.tag.rpartition("}")[2]:
            case "t":
                pieces.append(child.text or "")
            case "r":
                pieces += [each.text or "" for each in child if each.tag.endswith("}t")]
    return unescaped("".join(pieces))


_EMPTY = re.compile(rb'<c r="[A-Z]{1,3}\d{1,7}"(?: s="\d{1,6}")?/>')
_EMPTY_ROW = re.compile(rb'<row r="\d{1,7}"[^>]*?(?:/>|></row>)')
_UNPLACED = re.compile(rb'<(?:c|row)(?! r=")[\s/>]|<!')


def _without_empty(data: bytes) -> bytes:
    """Drop cells and rows that are only formatted, often most of a sheet, before the parser.

    Only where all of them state their place: one that does not takes it from the one before.
    """
    if _UNPLACED.search(data):
        return data
    return _EMPTY_ROW.sub(b"", _EMPTY.sub(b"", data))
