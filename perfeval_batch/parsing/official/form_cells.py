"""A sheet of forms: its cells with the merged areas they belong to."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from itertools import pairwise
from typing import Any

from perfeval_batch.findings import Place
from perfeval_batch.model import Entry
from perfeval_batch.parsing.official.labels import Label, label
from perfeval_batch.parsing.sheet_view import View
from perfeval_batch.reading.grid import Broken, Content, Sheet, Spot, shown
from perfeval_batch.reading.refusals import UNSAFE, RefusedError
from perfeval_batch.typed import clean_text

WIDEST = 200
"""Columns; no form is wider."""
MOST_COVERED = 400_000
"""Cells below merged areas; a sheet of 100 forms has some 40,000."""
_NOTHING = Label("")
_DIGITS, _FEW = 2, 2


class Board:
    """A sheet with its merged areas laid out, for looking around in it."""

    def __init__(self, workbook: str, sheet: Sheet) -> None:
        self.view = View(workbook, sheet)
        self.sheet = sheet

    @cached_property
    def rows(self) -> tuple[int, ...]:
        """The rows that hold something, ascending."""
        return tuple(number for number in self.sheet.rows if self.cells(number))

    @cached_property
    def owners(self) -> dict[Spot, Spot]:
        """For each cell that a merged area covers, its first cell."""
        found: dict[Spot, Spot] = {}
        deepest = max(self.sheet.rows, default=0)
        for first, (bottom, right) in self.sheet.merges.items():
            last = min(bottom, deepest)
            for row in range(first[0], last + 1):
                for column in range(first[1], min(right, WIDEST) + 1):
                    found[row, column] = first
                if len(found) > MOST_COVERED:
                    raise RefusedError(UNSAFE, f"工作表“{self.sheet.name}”的合并单元格异常多")
        return found

    def cells(self, row: int) -> dict[int, Content]:
        """What stands in a row, in the cells themselves, columns ascending."""
        return self._cells.get(row, {})

    @cached_property
    def _cells(self) -> dict[int, dict[int, Content]]:
        found: dict[int, dict[int, Content]] = {}
        for number, row in self.sheet.rows.items():
            cells = {
                column: row[column]
                for column in sorted(row)
                if column <= WIDEST
                and self.owners.get((number, column), (number, column)) == (number, column)
                and _says(row[column])
            }
            if cells:
                found[number] = cells
        return found

    def content(self, row: int, column: int) -> Content | None:
        """What the cell, or the merged area over it, holds."""
        at = self.owners.get((row, column), (row, column))
        return self.cells(at[0]).get(at[1])

    def text(self, row: int, column: int) -> str:
        """What a person sees in the cell itself."""
        content = self.cells(row).get(column)
        return "" if content is None else shown(content).strip()

    def seen(self, row: int, column: int) -> str:
        """What a person sees at the cell, a merged area over it included."""
        content = self.content(row, column)
        return "" if content is None else shown(content).strip()

    def label(self, row: int, column: int) -> Label:
        """The cell's text as a label."""
        content = self.cells(row).get(column)
        return label(content) if isinstance(content, str) else _NOTHING

    def right(self, row: int, column: int) -> int:
        """The last column of the area that starts at the cell."""
        return self.sheet.right_edge(row, column)

    def bottom(self, row: int, column: int) -> int:
        """The last row of the area that starts at the cell."""
        return self.sheet.bottom_edge(row, column)

    def counts_columns(self, row: int) -> bool:
        """The row numbers the columns of a table: 1, 2, 3 … from left to right."""
        texts = [shown(each).strip("()（）栏 ") for each in self.cells(row).values()]
        numbers = [int(each) for each in texts if each.isdecimal() and len(each) <= _DIGITS]
        return (
            len(numbers) > _FEW
            and len(numbers) >= len(texts) - 1
            and all(right == left + 1 for left, right in pairwise(numbers))
        )

    def neighbour(self, row: int, column: int) -> int:
        """The column of the next filled cell right of a cell; 0 when there is none."""
        edge = self.right(row, column)
        return next((each for each in self.cells(row) if each > edge), 0)

    def place(self, row: int = 0, column: int = 0) -> Place:
        """The place of a cell."""
        return self.view.place(max(row, 0), column)

    def entry(self, reader: Callable[..., Entry[Any]], row: int, column: int) -> Entry[Any]:
        """Read a cell, or the sheet's blank when there is no such column."""
        return self.view.read(reader, row, column)


def _says(content: Content) -> bool:
    if isinstance(content, str):
        return bool(clean_text.clean(content)[0])
    return not isinstance(content, Broken) or bool(content.text) or content.text == ""
