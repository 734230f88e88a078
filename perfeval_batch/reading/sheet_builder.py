"""Puts a sheet together while it is being read: cells in any order and format become a Sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from perfeval_batch.model import State
from perfeval_batch.reading.archive import LIMITS
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

MOST_MERGES = 20_000
MOST_COVERED_ROWS = 1_000_000
"""Rows of all merged areas; areas that overlap, as no real ones do, would cost minutes."""
LONGEST_TEXT = 100_000
"""Three times what a cell of Excel can hold."""

NO_STRING = Broken(State.UNREADABLE, "", "文件里找不到这个单元格的文字")
TWICE = Broken(State.UNREADABLE, "", "文件里这个单元格写了两次，不能确认哪一个有效")


@dataclass(slots=True)
class Draft:
    """What has been read of a sheet.

    Attributes:
        name: as the file has it.
        hidden: the sheet is hidden.
        since_1904: days are counted from 1904 on.
        recalculates: the values of formulas are to be calculated anew on opening.
        rows: row → column → content.
        merges: first cell of each merged area → its last.
        hidden_rows: their numbers.
        hidden_columns: first and last of each hidden stretch.
        formulas: the formulas of cells, as far as the format tells them, without `=`.
        count: cells taken one by one so far.
        most: cells that it may have.
    """

    name: str
    hidden: bool = False
    since_1904: bool = False
    recalculates: bool = False
    rows: dict[int, dict[int, Content]] = field(default_factory=dict)
    merges: dict[Spot, Spot] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    formulas: dict[Spot, str] = field(default_factory=dict)
    count: int = 0
    most: int = LIMITS.cells

    def put(self, row: int, column: int, content: Content | None) -> None:
        """Take a cell; one that is stated twice has no certain content."""
        if content is None or content == "":
            return
        if not (0 < row <= LAST_ROW and 0 < column <= LAST_COLUMN):
            raise RefusedError(UNREADABLE, f"工作表“{self.name}”有超出表格范围的单元格")
        cells = self.rows.setdefault(row, {})
        cells[column] = content if column not in cells else TWICE
        self.count += 1
        self._limit_cells(self.count)

    def _limit_cells(self, count: int) -> None:
        """Refuse a sheet with more cells than any real one has."""
        if count > self.most:
            raise RefusedError(UNSAFE, f"工作表“{self.name}”有内容的单元格超过{self.most}个")

    def _limit_texts(self) -> None:
        longest = max(
            (len(each) for row in self.rows.values() for each in row.values() if type(each) is str),
            default=0,
        )
        if longest > LONGEST_TEXT:
            raise RefusedError(UNSAFE, f"工作表“{self.name}”有超过{LONGEST_TEXT}字的单元格")

    def merge(self, first: Spot, last: Spot) -> None:
        """Take a merged area."""
        self.merges[first] = last
        self.limit_merges(len(self.merges))

    def limit_merges(self, count: int) -> None:
        """Refuse a sheet with more merged areas than any real one has."""
        if count > MOST_MERGES:
            raise RefusedError(UNSAFE, f"工作表“{self.name}”的合并单元格超过{MOST_MERGES}处")

    def finish(self) -> Sheet:
        """Put the rows in order and set apart what merged areas cover."""
        rows = {number: self.rows[number] for number in sorted(self.rows) if self.rows[number]}
        self._limit_cells(sum(map(len, rows.values())))
        self._limit_texts()
        self._limit_covered(len(rows))
        covered = _take_covered(rows, self.merges)
        return Sheet(
            name=self.name,
            rows=rows,
            merges=self.merges,
            hidden=self.hidden,
            hidden_rows=frozenset(self.hidden_rows & rows.keys()),
            hidden_columns=_joined(self.hidden_columns),
            covered=covered,
            formulas=self.formulas,
            since_1904=self.since_1904,
            recalculates=self.recalculates,
        )

    def _limit_covered(self, rows: int) -> None:
        tall = sum(min(bottom - top, rows) for (top, _), (bottom, _) in self.merges.items())
        if tall > MOST_COVERED_ROWS:
            raise RefusedError(UNSAFE, f"工作表“{self.name}”的合并单元格互相重叠")


def _joined(stretches: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Stretches of columns, ascending, those that overlap as one."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(stretches):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return tuple(found)


def _take_covered(rows: dict[int, dict[int, Content]], merges: Merges) -> Mapping[Spot, Content]:
    """Take out what stands under a merge, beside its first cell: stored, but seen by nobody."""
    found: dict[Spot, Content] = {}
    for (top, left), (bottom, right) in merges.items():
        tall = bottom - top > len(rows)
        for number in list(rows) if tall else range(top, bottom + 1):
            row = rows.get(number)
            if row is None or not top <= number <= bottom:
                continue
            for column in [each for each in row if left <= each <= right]:
                if (number, column) != (top, left):
                    content = row.pop(column)
                    if not clean_text.is_blank(shown(content).strip()):
                        found[number, column] = content
    for number in [number for number, row in rows.items() if not row]:
        del rows[number]
    return found
