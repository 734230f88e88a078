"""Where a comment's box stands: columns' widths and rows' heights in, its anchor out."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from perfeval_batch.marked.package_parts import whole
from perfeval_batch.marked.sheet_cells import Cell, Sheet
from perfeval_batch.sheets import count_lines

_COLUMN, _ROW = 64, 20
"""Pixels of a column and a row that nothing is said about (Excel at 100 %)."""
_BOX = 300
_LINE, _MARGIN = 17, 16
_HALF = 6
"""Pixels of a Latin character at 9 pt; a Chinese one takes two."""
_AWAY, _ABOVE = 15, 7
_NUMBER = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,9})?")


@dataclass(frozen=True, slots=True)
class Box:
    """Where a comment's box stands.

    Attributes:
        anchor: left column and offset, top row and offset, right …, bottom …: counted from 0,
            offsets in pixels.
        height: in points.
    """

    anchor: tuple[int, ...]
    height: int


class Ruler:
    """Measures one worksheet."""

    def __init__(self, sheet: Sheet) -> None:
        self._rows = sheet.rows
        base = sheet.child("sheetFormatPr")
        self._column = _width(base.get("defaultColWidth") if base is not None else None, _COLUMN)
        self._row = _height(base.get("defaultRowHeight") if base is not None else None, _ROW)
        self._columns = [
            (
                whole(each.get("min")),
                whole(each.get("max")),
                0 if each.get("hidden") in ("1", "true") else _width(each.get("width"), _COLUMN),
            )
            for each in sheet.columns()
        ]

    def box(self, cell: Cell, text: str) -> Box:
        """The box right of a cell, large enough for its text."""
        row, column = cell
        across = self._walk(column, _AWAY + _BOX, self._column_pixels)
        top = max(row - 2, 0)
        offset = _ABOVE if row > 1 else 2
        height = text_height(text)
        down = self._walk(top, offset + height, self._row_pixels)
        return Box((column, _AWAY, top, offset, *across, *down), height * 3 // 4)

    def _walk(self, start: int, pixels: int, size: Callable[[int], int]) -> tuple[int, int]:
        """The column (or row), counted from 0, that lies `pixels` on, and what is left within."""
        index = start
        while pixels > (step := size(index + 1)) and index - start < _BOX:
            pixels -= step
            index += 1
        return index, pixels

    def _column_pixels(self, column: int) -> int:
        for first, last, width in self._columns:
            if first <= column <= last:
                return width
        return self._column

    def _row_pixels(self, number: int) -> int:
        row = self._rows.get(number)
        if row is None:
            return self._row
        if row.get("hidden") in ("1", "true"):
            return 0
        return _height(row.get("ht"), self._row)


def text_height(text: str) -> int:
    """The pixels that a text takes in the box."""
    return count_lines(text, _BOX // _HALF) * _LINE + _MARGIN


def _width(text: str | None, default: int) -> int:
    """Pixels of a width in characters of a digit (7 pixels each, and 5 between columns)."""
    found = _NUMBER.match(text or "")
    return default if found is None else round(Decimal(found[0]) * 7) + 5


def _height(text: str | None, default: int) -> int:
    """Pixels of a height in points."""
    found = _NUMBER.match(text or "")
    return default if found is None else round(Decimal(found[0]) * 4 / 3)
