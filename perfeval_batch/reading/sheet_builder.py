"""A sheet while it is being read: cells in any order and format → Sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from perfeval_batch import schema
from perfeval_batch.model import State
from perfeval_batch.reading.grid import (
    LAST_COLUMN,
    LAST_ROW,
    Broken,
    Content,
    Merges,
    Sheet,
    Spot,
    shown,
)
from perfeval_batch.reading.refusals import UNREADABLE, UNSAFE, RefusedError
from perfeval_batch.typed import clean_text

MOST_CELLS = 50_000
"""Cells with content in one sheet of ours; a full one has under 1,000."""
MOST_CELLS_OF_BUREAU = 1_500_000
"""The same in a sheet of the bureau's own (roster, review), which lists thousands of projects."""
MOST_MERGES = 20_000
MOST_COVERED_ROWS = 1_000_000
"""Rows of all merged areas; areas that overlap, as no real ones do, would cost minutes."""
LONGEST_TEXT = 100_000
"""Three times what a cell of Excel can hold."""

NO_STRING = Broken(State.UNREADABLE, "", "文件里找不到这个单元格的文字")
_TWICE = Broken(State.UNREADABLE, "", "文件里这个单元格写了两次，不能确认哪一个有效")
_COVERED = "单元格被合并区域盖住，里面的内容看不见，不能确认是否有效"


_Rows = dict[int, dict[int, Content]]


@dataclass(slots=True)
class Draft:
    """What has been read of a sheet.

    Attributes:
        name: as the file has it.
        rows: row → column → content; a plain int is the index of a shared string.
        asked: the shared strings that are needed.
        merges: first cell of each merged area → its last.
        hidden_rows: their numbers.
        hidden_columns: first and last of each hidden stretch.
        count: cells taken so far.
        most: cells it may have.
        settled: every text is in place and none is empty or too long.
    """

    name: str
    rows: dict[int, dict[int, Content | int]] = field(default_factory=dict)
    asked: set[int] = field(default_factory=set)
    merges: dict[Spot, Spot] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    count: int = 0
    most: int = field(init=False)
    settled: bool = False

    def __post_init__(self) -> None:
        ours = self.name.strip() in schema.BUREAU_SHEETS
        self.most = MOST_CELLS_OF_BUREAU if ours else MOST_CELLS

    def put(self, row: int, column: int, content: Content | int) -> None:
        """Take a cell; one that is stated twice has no certain content."""
        if not (0 < row <= LAST_ROW and 0 < column <= LAST_COLUMN):
            raise RefusedError(UNREADABLE, f"工作表“{self.name}”有超出表格范围的单元格")
        cells = self.rows.setdefault(row, {})
        cells[column] = content if column not in cells else _TWICE
        self.count += 1
        if self.count > self.most:
            raise RefusedError(UNSAFE, f"工作表“{self.name}”有内容的单元格超过{self.most}个")

    def settle(self, rows: _Rows, merges: Merges) -> None:
        """Take all cells and merged areas at once.

        Each cell is there once, none is empty, all texts are in place and within limits.
        """
        self.rows = cast("dict[int, dict[int, Content | int]]", rows)
        self.merges = dict(merges)
        self.settled = True

    def shared(self, index: int) -> int:
        """Ask for a shared string."""
        self.asked.add(index)
        return index

    def merge(self, first: Spot, last: Spot) -> None:
        """Take a merged area."""
        self.merges[first] = last
        self.limit_merges(len(self.merges))

    def limit_merges(self, count: int) -> None:
        """Refuse a sheet with more merged areas than any real one has."""
        if count > MOST_MERGES:
            raise RefusedError(UNSAFE, f"工作表“{self.name}”的合并单元格超过{MOST_MERGES}处")

    def finish(self, strings: Mapping[int, str], *, hidden: bool) -> Sheet:
        """Put the shared strings in place, drop empty texts, mark what a merge covers.

        Args:
            strings: the shared strings by their index; one that is not there is a broken cell.
            hidden: the sheet is hidden.
        """
        rows = cast("_Rows", self.rows) if self.settled else self._settled(strings)
        self._limit_merges(len(rows))
        _mark_covered(rows, self.merges)
        return Sheet(
            name=self.name,
            rows=rows,
            merges=self.merges,
            hidden=hidden,
            hidden_rows=frozenset(self.hidden_rows & rows.keys()),
            hidden_columns=tuple(sorted(self.hidden_columns)),
        )

    def _settled(self, strings: Mapping[int, str]) -> _Rows:
        rows: _Rows = {}
        for number in sorted(self.rows):
            cells = {
                column: resolved
                for column, content in self.rows[number].items()
                if (resolved := _resolved(content, strings)) != ""
            }
            if cells:
                rows[number] = cells
        self._limit_texts(rows)
        return rows

    def _limit_texts(self, rows: _Rows) -> None:
        for row in rows.values():
            for content in row.values():
                if isinstance(content, str) and len(content) > LONGEST_TEXT:
                    what = f"工作表“{self.name}”有超过{LONGEST_TEXT}字的单元格"
                    raise RefusedError(UNSAFE, what)

    def _limit_merges(self, rows: int) -> None:
        tall = sum(min(bottom - top, rows) for (top, _), (bottom, _) in self.merges.items())
        if tall > MOST_COVERED_ROWS:
            raise RefusedError(UNSAFE, f"工作表“{self.name}”的合并单元格互相重叠")


def _resolved(content: Content | int, strings: Mapping[int, str]) -> Content:
    if isinstance(content, int) and not isinstance(content, bool):
        return strings.get(content, NO_STRING)
    return content


def _mark_covered(rows: _Rows, merges: Mapping[Spot, Spot]) -> None:
    """What stands under a merge, beside its first cell, is stored but seen by nobody."""
    for (top, left), (bottom, right) in merges.items():
        tall = bottom - top > len(rows)
        for number in list(rows) if tall else range(top, bottom + 1):
            row = rows.get(number)
            if row is None or not top <= number <= bottom:
                continue
            for column in [each for each in row if left <= each <= right]:
                if (number, column) != (top, left):
                    _cover(row, column)


def _cover(row: dict[int, Content], column: int) -> None:
    seen = shown(row[column])
    if clean_text.is_blank(seen.strip()):
        del row[column]
    else:
        row[column] = Broken(State.UNREADABLE, seen, _COVERED)
