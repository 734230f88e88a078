"""A worksheet part of an .xlsx → Draft: only the cells that hold something."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from xml.etree.ElementTree import Element

from perfeval_batch.intake import formats, markup, usual
from perfeval_batch.intake.cells import (
    LAST_COLUMN,
    LAST_ROW,
    UNCALCULATED,
    Broken,
    Content,
    Moment,
)
from perfeval_batch.intake.draft import LONGEST_TEXT, NO_STRING, Draft
from perfeval_batch.intake.formats import Format
from perfeval_batch.intake.refusal import UNREADABLE, RefusedError
from perfeval_batch.model import State

TRUE = ("1", "true")
_MOST_TAGS = 1_000_000
"""Twice what a sheet with `draft.MOST_CELLS` needs, formatted cells that stay included."""


class Reader:
    """Reads one worksheet part into its draft.

    Args:
        name: of the sheet.
        styles: the number formats by the index of the style.
        since_1904: days are counted from 1904 on.
        strings: the shared strings by their index as cells write it, when they are at hand.
    """

    def __init__(
        self,
        name: str,
        styles: Mapping[str, Format],
        *,
        since_1904: bool,
        strings: Mapping[str, str] | None = None,
    ) -> None:
        self.draft = Draft(name)
        self.styles = styles
        self.since_1904 = since_1904
        self.strings = strings
        self.row_number = 0

    def read(self, data: bytes) -> Draft:
        """Read the part.

        Raises:
            RefusedError: damaged, or beyond the limits.
        """
        self.draft.limit_merges(data.count(b"mergeCell "))
        found = usual.cells(data) if self.strings is not None else None
        rows = None if found is None else self._rows(found)
        if found is not None and rows is not None:
            self.draft.settle(rows)
            for reference in found.around.merges:
                self._merge(reference)
            for first, last in found.around.hidden_columns:
                self._hide(first, last)
        else:
            self._parse(_without_empty(data))
        return self.draft

    def _rows(self, found: usual.Cells) -> dict[int, dict[int, Content]] | None:
        """The cells of usual forms; None unless they come in order, each once, all in bounds."""
        strings = self.strings or {}
        rows: dict[int, dict[int, Content]] = {}
        row: dict[int, Content] = {}
        last = 0
        for cell in found.cells:
            content: Content | None = strings.get(cell[5]) if cell[2] == "s" else None
            if content is None:
                content = self._written(cell, found.characters)
                if content is None:
                    continue
            number, column = _cell(cell[0])
            if number != last:
                if number < last:
                    return None
                last, row = number, {}
                rows[number] = row
            if column in row:
                return None
            row[column] = content
        return _without_blank(rows) if self._within(rows, last) else None

    def _within(self, rows: Mapping[int, Mapping[int, Content]], last: int) -> bool:
        """No cell is beyond the table, too much or too long."""
        if last > LAST_ROW or sum(map(len, rows.values())) > self.draft.most:
            return False
        return all(
            max(row) <= LAST_COLUMN
            and all(len(each) <= LONGEST_TEXT for each in row.values() if isinstance(each, str))
            for row in rows.values()
        )

    def _written(self, cell: usual.Written, characters: Mapping[str, str]) -> Content | None:
        """What a cell of a usual form holds."""
        _, style, kind, formula, opened, raw, closed, inline, _, _ = cell
        if kind == "s" and raw:
            return (self.strings or {}).get(str(whole(raw)), NO_STRING)
        if inline:
            return unescaped(usual.plain(inline, characters)) if kind == "inlineStr" else None
        stated = usual.plain(raw, characters) if opened or closed else None
        return self._meant(kind or "n", style or "0", stated, formula=bool(formula))

    def _parse(self, data: bytes) -> None:
        names = ("row", "mergeCell", "col")
        for element in markup.elements(data, self.draft.name, *names, most=_MOST_TAGS):
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
                number, column = _cell(reference)
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
        return self._meant(kind, cell.get("s", "0"), raw, formula=formula)

    def _meant(self, kind: str, style: str, raw: str | None, *, formula: bool) -> Content | None:
        """What a cell's type, style, value and formula mean together."""
        if formula and not raw and not (kind == "str" and raw is not None):
            return UNCALCULATED
        if not raw:
            return None
        if kind == "n":
            return formats.content(
                raw.strip(),
                self.styles.get(style, formats.GENERAL),
                since_1904=self.since_1904,
            )
        return _spelled(kind, raw)

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        if last:
            self.draft.merge(_cell(first), _cell(last))

    def _hide(self, first: str, last: str) -> None:
        """Take a stretch of hidden columns."""
        if 0 < whole(first) <= whole(last):
            self.draft.hidden_columns.append((whole(first), whole(last)))


def _without_blank(rows: dict[int, dict[int, Content]]) -> dict[int, dict[int, Content]]:
    """The rows without empty texts."""
    if not any("" in row.values() for row in rows.values()):
        return rows
    kept = {
        number: {column: each for column, each in row.items() if each != ""}
        for number, row in rows.items()
    }
    return {number: row for number, row in kept.items() if row}


def _spelled(kind: str, raw: str) -> Content:
    """A cell whose type says how its value is written."""
    match kind:
        case "str":
            return unescaped(raw)
        case "inlineStr":
            return raw
        case "b":
            return raw.strip() in TRUE
        case "e":
            return Broken(State.ERROR, raw.strip())
        case "d":
            day = formats.iso_day(raw.strip())
            return Moment(day, formats.shown_day(day, "ymd")) if day else unescaped(raw)
    return Broken(State.UNREADABLE, raw, "单元格的类型不认识")


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


_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    """Resolve `_x000D_` and the like (ECMA-376 part 1, 22.4.2.4)."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


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


_SHORT_NUMBER = re.compile(r"\d{1,9}", re.ASCII)


def whole(text: str | None) -> int:
    """A small whole number, or −1."""
    return int(text) if text and _SHORT_NUMBER.fullmatch(text) else -1


_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})", re.ASCII)


@lru_cache(maxsize=65_536)
def _cell(reference: str) -> tuple[int, int]:
    """`J9` → (9, 10)."""
    found = _REFERENCE.fullmatch(reference)
    if not found:
        raise RefusedError(UNREADABLE, "文件内部的单元格地址不正确")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column
