"""A worksheet part of an .xlsx → Sheet: only the cells that hold something."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from xml.etree.ElementTree import Element

from perfeval_batch.intake import formats, markup
from perfeval_batch.intake.cells import (
    LAST_COLUMN,
    LAST_ROW,
    UNCALCULATED,
    Broken,
    Content,
    Moment,
    Range,
    Sheet,
    shown,
    twice,
)
from perfeval_batch.intake.formats import Format
from perfeval_batch.intake.refusal import UNREADABLE, UNSAFE, RefusedError
from perfeval_batch.model import State

MOST_MERGES = 20_000
TRUE = ("1", "true")


class Strings:
    """The cells that wait for a shared string, by its index."""

    def __init__(self) -> None:
        self.asked: dict[int, list[tuple[dict[int, Content], int]]] = {}

    def ask(self, index: int, row: dict[int, Content], column: int) -> None:
        """Put a stand-in, an empty text, until the string is known."""
        row[column] = ""
        self.asked.setdefault(index, []).append((row, column))

    def resolve(self, texts: Mapping[int, str]) -> None:
        """Put the strings where they were asked for; an index that is none is a broken cell."""
        for index, cells in self.asked.items():
            text: Content = texts.get(index, _NO_STRING)
            for row, column in cells:
                if row.get(column) == "":
                    if text:
                        row[column] = text
                    else:
                        del row[column]


_NO_STRING = Broken(State.UNREADABLE, "", "文件里找不到这个单元格的文字")


class Reader:
    """Reads one worksheet by its elements, in the order in which they end."""

    def __init__(
        self,
        name: str,
        styles: Sequence[Format],
        strings: Strings,
        *,
        since_1904: bool,
    ) -> None:
        self.name = name
        self.styles = styles
        self.strings = strings
        self.since_1904 = since_1904
        self.rows: dict[int, dict[int, Content]] = {}
        self.merges: list[Range] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: list[tuple[int, int]] = []
        self.row_number = 0

    def read(self, data: bytes, *, hidden: bool) -> Sheet:
        """Read the part.

        Raises:
            RefusedError: damaged, or beyond the limits.
        """
        if data.count(b"mergeCell ") > MOST_MERGES:
            raise RefusedError(UNSAFE, f"工作表“{self.name}”的合并单元格超过{MOST_MERGES}处")
        for element in markup.elements(_without_empty(data), self.name, "row", "mergeCell", "col"):
            match element.tag.rpartition("}")[2]:
                case "row":
                    self._row(element)
                case "mergeCell":
                    self._merge(element.get("ref", ""))
                case "col" if element.get("hidden") in TRUE:
                    self._hide_columns(element)
        return Sheet(
            name=self.name,
            rows=dict(sorted(self.rows.items())),
            merges=tuple(self.merges),
            hidden=hidden,
            hidden_rows=frozenset(self.hidden_rows),
            hidden_columns=tuple(sorted(self.hidden_columns)),
        )

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
            if len(cell):
                self._put(number, column, cell)
        if element.get("hidden") in TRUE and number in self.rows:
            self.hidden_rows.add(number)
        element.clear()

    def _put(self, number: int, column: int, cell: Element) -> None:
        content = self._content(cell)
        if content is None:
            return
        if number > LAST_ROW or column > LAST_COLUMN:
            raise RefusedError(UNREADABLE, f"工作表“{self.name}”有超出表格范围的单元格")
        row = self.rows.setdefault(number, {})
        if column in row:
            row[column] = twice("" if isinstance(content, _Shared) else shown(content))
        elif isinstance(content, _Shared):
            self.strings.ask(content.index, row, column)
        else:
            row[column] = content

    def _content(self, cell: Element) -> Content | _Shared | None:
        kind = cell.get("t", "n")
        raw: str | None = None
        formula = False
        for child in cell:
            match child.tag.rpartition("}")[2]:
                case "v":
                    raw = child.text or ""
                case "f":
                    formula = True
                case "is" if kind == "inlineStr":
                    raw = string(child)
        if formula and not raw and not (kind == "str" and raw is not None):
            return UNCALCULATED
        if not raw:
            return None
        match kind:
            case "s":
                return _Shared(raw)
            case "n":
                style = self._style(cell.get("s", "0"))
                return formats.content(raw.strip(), style, since_1904=self.since_1904)
        return _spelled(kind, raw)

    def _style(self, index: str) -> Format:
        at = whole(index)
        return self.styles[at] if 0 <= at < len(self.styles) else formats.GENERAL

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        if last:
            self.merges.append((*_cell(first), *_cell(last)))

    def _hide_columns(self, element: Element) -> None:
        first, last = whole(element.get("min")), whole(element.get("max"))
        if 0 < first <= last:
            self.hidden_columns.append((first, last))


class _Shared:
    """A shared string by its index."""

    __slots__ = ("index",)

    def __init__(self, raw: str) -> None:
        self.index = whole(raw.strip())


def _spelled(kind: str, raw: str) -> Content:
    """A cell whose type says how its value is written."""
    match kind:
        case "str" | "inlineStr":
            return unescaped(raw)
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
_UNPLACED = re.compile(rb'<c(?! r=")[\s/>]|<!')


def _without_empty(data: bytes) -> bytes:
    """Drop cells that are only formatted, often most of a sheet, before the parser meets them.

    Only where every cell states its place: one that does not takes it from the cell before.
    """
    return data if _UNPLACED.search(data) else _EMPTY.sub(b"", data)


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
