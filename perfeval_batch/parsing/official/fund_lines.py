"""The funds of a form as they stand there: their sources, and the cells of their values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from perfeval_batch.parsing.official.form_cells import Board
from perfeval_batch.parsing.official.labels import fund_field, points_of
from perfeval_batch.reading.grid import Percent
from perfeval_batch.typed import clean_text, numerals

AMOUNTS = ("initial", "budget", "arrived", "executed")
MONEY = frozenset({*AMOUNTS, "total"})
WORDS = {
    "initial": "年初预算数",
    "budget": "全年预算数",
    "arrived": "实际到位数",
    "executed": "全年执行数",
    "weight": "分值",
    "score": "得分",
    "rate": "执行率",
}
FAR_RATE = Decimal(200)
"""Percent; a bare rate beyond it that the amounts do not give is none."""


Stranger = tuple[int, int, str, str]
"""A label that nobody knows, with its cell, its words and the figure beside it."""


@dataclass(slots=True)
class Line:
    """A source of funds: its label and the cells of its values by field.

    Attributes:
        inline: the values that stand behind their label in its cell (`全年预算数：118`).
    """

    name: str
    kind: str
    row: int
    column: int
    cells: dict[str, tuple[int, int]] = field(default_factory=dict)
    inline: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Found:
    """What the funds of a form look like.

    Attributes:
        lines: the sources, the total among them.
        units: the unit of money that the header of a field states.
        doubled: fields that two columns or labels claim.
        points: the weight of 预算执行率 as a heading states it, with its cell.
        columns: the field of each column, of a table.
        labels: the header texts for the pattern.
        header: the row of the header of a table.
        claims: the columns that claim a doubled field.
        headers: the columns of the header's cells with what they mean, from left to right.
        named: what a person has said that headers and labels mean.
        words: the header or label of a field.
        strangers: the labels beside amounts that nobody knows, of pairs.
        unsure: the fields that a figure of unknown meaning may be meant for.
    """

    lines: list[Line] = field(default_factory=list)
    units: dict[str, str] = field(default_factory=dict)
    doubled: dict[str, tuple[int, int]] = field(default_factory=dict)
    points: tuple[str, int, int] = ("", 0, 0)
    labels: list[str] = field(default_factory=list)
    whole_unit: set[str] = field(default_factory=set)
    sources: list[tuple[int, int]] = field(default_factory=list)
    header: int = 0
    claims: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    headers: dict[int, str] = field(default_factory=dict)
    named: Mapping[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    strangers: list[Stranger] = field(default_factory=list)
    unsure: set[str] = field(default_factory=set)

    def unknown(self, board: Board) -> list[str]:
        """The headers that nobody knows."""
        names = {line.column for line in self.lines}
        return [
            board.text(self.header, column)
            for column, what in self.headers.items()
            if not what and column not in names
        ]


def field_at(board: Board, row: int, column: int) -> str:
    """What a header or label of the funds means."""
    return fund_field(board.label(row, column).key)


def is_amount(content: object) -> bool:
    """The cell holds a number or a text that is an amount."""
    if isinstance(content, Percent):
        return False
    if isinstance(content, str):
        return numerals.amount(clean_text.clean(content)[0], "万元")[0] is not None
    return isinstance(content, Decimal)


def take_points(board: Board, top: int, bottom: int, found: Found) -> None:
    """The weight of 预算执行率 in the brackets of a heading: `预算执行情况（20分）`."""
    for number in [row for row in board.rows if top - 1 <= row <= bottom]:
        for column in board.cells(number):
            points = points_of(board.label(number, column))
            if points and not found.points[0]:
                found.points = (points, number, column)
