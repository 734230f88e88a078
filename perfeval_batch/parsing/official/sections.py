"""Where the forms of a sheet stand: each from its caption to the row before the next one."""

from __future__ import annotations

from dataclasses import dataclass

from perfeval_batch.parsing import headers
from perfeval_batch.parsing.official import head
from perfeval_batch.parsing.official.form_cells import Board
from perfeval_batch.parsing.official.form_table import Table, guessed_table, tables
from perfeval_batch.parsing.official.labels import fact_field, label

_ABOVE = 6
"""Rows that caption, year and filing line may take above the name."""


@dataclass(frozen=True, slots=True)
class Section:
    """A form on a sheet.

    Attributes:
        board: the sheet.
        start: its first row.
        name_row: the row of its name label; 0 when only its caption names it.
        end: its last row.
        tables: its indicator tables.
    """

    board: Board
    start: int
    name_row: int
    end: int
    tables: tuple[Table, ...]

    @property
    def head(self) -> tuple[int, ...]:
        """The rows above the first table."""
        top = self.tables[0].top if self.tables else self.end + 1
        return tuple(row for row in self.board.rows if self.start <= row < top)

    @property
    def caption_rows(self) -> tuple[int, ...]:
        """The rows of caption and year."""
        last = self.name_row or (self.tables[0].top if self.tables else self.end + 1)
        return tuple(row for row in self.board.rows if self.start <= row < last)

    @property
    def rows(self) -> tuple[int, ...]:
        """All rows that hold something."""
        return tuple(row for row in self.board.rows if self.start <= row <= self.end)


def sections(board: Board) -> tuple[Section, ...]:
    """The forms of a sheet, from above to below; look-alikes too."""
    every = list(tables(board)) or _guessed(board)
    starts = _starts(board, every)
    if not starts:
        return ()
    found = []
    for at, (start, name_row) in enumerate(starts):
        end = starts[at + 1][0] - 1 if at + 1 < len(starts) else max(board.rows)
        own = tuple(table for table in every if start <= table.top <= end)
        found.append(Section(board, start, name_row, end, own))
    return tuple(found)


def _guessed(board: Board) -> list[Table]:
    """The table of a sheet that calls itself 自评表 and names a project, whatever its headers."""
    named = next((row for row in board.rows if _names_project(board, row, [])), 0)
    titles = (board.text(row, column) for row in board.rows[:_ABOVE] for column in board.cells(row))
    if named and any(head.is_caption(each) and "自评" in each for each in titles):
        return list(guessed_table(board, named))
    return []


def _starts(board: Board, every: list[Table]) -> list[tuple[int, int]]:
    """First row and name row of each form."""
    names = [row for row in board.rows if _names_project(board, row, every)]
    marks: dict[int, int] = {}
    taken_until = 0
    for table in every:
        above = [row for row in names if taken_until < row < table.top]
        if above:
            marks[_up(board, above[-1], taken_until)] = above[-1]
        else:
            caption = _caption_above(board, table.top, taken_until)
            if caption or not marks:
                marks[caption or _first(board)] = 0
        taken_until = table.bottom
    return sorted((marks | _orphans(board, names, every)).items())


def _orphans(board: Board, names: list[int], every: list[Table]) -> dict[int, int]:
    """The names below the first table that no table follows: forms that lost their header."""
    found = {}
    tops = [table.top for table in every]
    for at, row in enumerate(names):
        following = names[at + 1] if at + 1 < len(names) else max(board.rows) + 1
        beside = board.neighbour(row, min(board.cells(row)))
        named = beside and not fact_field(board.label(row, beside).key)
        if named and tops and row > tops[0] and not any(row < top < following for top in tops):
            found[_up(board, row, max((top for top in tops if top < row), default=0))] = row
    return found


def _first(board: Board) -> int:
    return board.rows[0]


def _names_project(board: Board, row: int, every: list[Table]) -> bool:
    """The row has the label of a project's name, and is no header of a list."""
    if any(table.top <= row <= table.bottom for table in every):
        return False
    for column in board.cells(row):
        text = board.text(row, column)
        parts = text.replace("：", ":").split(":", 1)
        if fact_field(board.label(row, column).key) == "name":
            return column <= _LEFTMOST
        if len(parts) > 1 and fact_field(label(parts[0]).key) == "name":
            return True
    return False


_LEFTMOST = 4
"""A list has the project's name further right, or first; a form has it at the left."""


def _up(board: Board, name_row: int, after: int) -> int:
    """The first row of the form's caption, above its name."""
    start = name_row
    rows = [row for row in board.rows if after < row < name_row][-_ABOVE:]
    for row in reversed(rows):
        if not _belongs_above(board, row):
            break
        start = row
    first = board.rows[0]
    return first if after == 0 and _nothing_before(board, start) else start


def _nothing_before(board: Board, start: int) -> bool:
    """No table stands above: all rows from the sheet's first on are the form's."""
    return len([row for row in board.rows if row < start]) <= _ABOVE


def _belongs_above(board: Board, row: int) -> bool:
    texts = [board.text(row, column) for column in board.cells(row)]
    if texts[0].startswith(("注", "备注", "填报人", "审核人", "项目负责人")):
        return False
    told = any(head.is_caption(text) or headers.unit_line(text) for text in texts)
    if told or head.years(board, [row]):
        return True
    keys = [label(text.replace("：", ":").split(":", 1)[0]).key for text in texts]
    return any(fact_field(key) in _CAPTION_FACTS for key in keys)


_CAPTION_FACTS = frozenset({"reporting_unit", "other", "self_total", "review_total", "year"})


def _caption_above(board: Board, top: int, after: int) -> int:
    rows = [row for row in board.rows if after < row < top][-_ABOVE:]
    for row in reversed(rows):
        if any(head.is_caption(board.text(row, column)) for column in board.cells(row)):
            return row
    return 0
