"""The list of projects that stands before the forms of a file: compared with what they say."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial

from perfeval_batch import wording
from perfeval_batch.findings import Finding
from perfeval_batch.model import Entry, Project
from perfeval_batch.parsing import cell_values, headers
from perfeval_batch.parsing.official.form_cells import Board
from perfeval_batch.parsing.official.labels import (
    fact_field,
    fund_field,
    indicator_field,
    unit_of,
)
from perfeval_batch.parsing.official.questions import LIST_DIFFERS

_FIRST_ROWS = 8
_FEWEST_COLUMNS = 4
_WORDS = {
    "initial": "年初预算数",
    "budget": "全年预算数",
    "executed": "全年执行数",
    "self_score": "自评得分",
}


@dataclass(frozen=True)
class ListSheet:
    """A sheet without a form that lists projects.

    Attributes:
        board: the sheet.
        header: the row of its header.
        columns: field → column.
        units: field → unit of money that its header or a line above names.
    """

    board: Board
    header: int
    columns: dict[str, int]
    units: dict[str, str]

    @property
    def name(self) -> str:
        """The sheet's name."""
        return self.board.sheet.name

    @property
    def is_whole(self) -> bool:
        """It lists what was evaluated, not merely what was budgeted."""
        above = (
            self.board.text(row, column)
            for row in self.board.rows
            if row < self.header
            for column in self.board.cells(row)
        )
        return "self_score" in self.columns or any("自评" in each for each in above)

    def rows(self) -> Iterator[tuple[int, str]]:
        """The rows that name a project."""
        column, number = self.columns["name"], min(self.columns.values())
        for row in self.board.rows:
            name = self.board.seen(row, column)
            first = self.board.seen(row, min(number, column))
            if row > self.header and name and not first.replace(" ", "").startswith("合计"):
                yield row, name

    def rows_of(self, name: str) -> list[int]:
        """The rows that name that very project."""
        return self._by_name.get(_plain(name), [])

    @cached_property
    def _by_name(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for row, name in self.rows():
            found.setdefault(_plain(name), []).append(row)
        return found

    def code(self, name: str) -> Entry[str] | None:
        """The code that is listed for a project, when it is one."""
        rows, column = self.rows_of(name), self.columns.get("code", 0)
        if len(rows) != 1 or not column:
            return None
        entry = self.board.entry(cell_values.line, rows[0], column)
        return None if entry.blank else entry


def find(boards: Iterable[Board]) -> Iterator[ListSheet]:
    """The lists among sheets without forms."""
    for board in boards:
        for row in board.rows[:_FIRST_ROWS]:
            found = _header(board, row)
            if found is not None:
                yield found
                break


def _header(board: Board, row: int) -> ListSheet | None:
    columns: dict[str, int] = {}
    for column in board.cells(row):
        key = board.label(row, column).key
        meant = fact_field(key)
        if meant in ("self_total", "") and indicator_field(key) == "self_score":
            meant = "self_score"
        columns.setdefault(meant or fund_field(key), column)
    columns.pop("", None)
    if "name" not in columns or len(board.cells(row)) < _FEWEST_COLUMNS:
        return None
    above = [
        unit
        for each in board.rows
        if each < row
        for content in board.cells(each).values()
        if isinstance(content, str) and (unit := headers.unit_line(content))
    ]
    units = {
        what: unit_of(board.label(row, column)) or next(iter(above), "")
        for what, column in columns.items()
    }
    return ListSheet(board, row, columns, units)


def compare(listed: ListSheet, projects: Iterable[Project]) -> Iterator[tuple[str, Finding]]:
    """What the list says otherwise than the forms, each with the project's key."""
    every = list(projects)
    names = {_plain(each.facts.name.text) for each in every}
    for project in every:
        rows = listed.rows_of(project.facts.name.text)
        if not rows and project.facts.name.text and listed.is_whole:
            text = f"汇总表“{listed.name}”里没有这个项目。"
            place = project.facts.name.place
            yield project.key, LIST_DIFFERS.at(place, text, "请核对汇总表和自评表。")
        elif len(rows) == 1:
            yield from ((project.key, each) for each in _differences(listed, rows[0], project))
    for row, name in listed.rows():
        if _plain(name) not in names and every and listed.is_whole:
            text = f"汇总表列有“{name}”，这个文件里没有它的自评表。"
            place = listed.board.place(row, listed.columns["name"])
            fix = "请补报它的自评表，或核对汇总表。"
            yield every[0].key, LIST_DIFFERS.at(place, text, fix)


def _differences(listed: ListSheet, row: int, project: Project) -> Iterator[Finding]:
    funds = project.funds.total
    stated = {
        "initial": funds.initial_budget,
        "budget": funds.budget,
        "executed": funds.executed,
        "self_score": project.totals.self_score,
    }
    for what, own in stated.items():
        column, unit = listed.columns.get(what, 0), listed.units.get(what, "")
        if not column or own.value is None or (what != "self_score" and not unit):
            continue
        reader = (
            cell_values.points if what == "self_score" else partial(cell_values.amount, unit=unit)
        )
        entry = listed.board.entry(reader, row, column)
        if entry.value is not None and abs(entry.value - own.value) > wording.CENT:
            text = (
                f"汇总表的{_WORDS[what]}是{wording.plain(entry.value)}，"
                f"自评表（{own.place.sheet}!{own.place.cell}）是{wording.plain(own.value)}。"
            )
            yield LIST_DIFFERS.at(entry.place, text, "请核对两处，改正填错的一处。")


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())
