"""Reads the cells of an indicator's row: texts, targets and actual values, points."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import partial
from typing import Any

from perfeval_batch import wording
from perfeval_batch.findings import Place
from perfeval_batch.model import Entry, Indicator, Quantity, State
from perfeval_batch.parsing import cell_values
from perfeval_batch.parsing.official import rows
from perfeval_batch.parsing.official.form_cells import Board
from perfeval_batch.parsing.official.form_table import Column, Table
from perfeval_batch.parsing.official.fund_values import opened
from perfeval_batch.parsing.official.questions import Asked
from perfeval_batch.reading.grid import Percent, shown
from perfeval_batch.typed import clean_text, numerals
from perfeval_batch.values import replace

NUMBERS = ("weight", "self_score", "review_score")


class Cells:
    """Reads the cells of the rows of one form's tables.

    Attributes:
        open_fields: the columns whose values nobody can tell yet.
        percent: the first weight that is written as a percentage.
    """

    def __init__(self, board: Board, asked: Asked, year: int | None) -> None:
        self.board = board
        self.asked = asked
        self.year = year
        self.open_fields: set[str] = set()
        self.percent: Place | None = None

    def level(self, table: Table, number: int, fields: tuple[str, ...]) -> Entry[str]:
        """The name of a level, points behind it in brackets."""
        entry = self._text(table, number, fields)
        if entry.value is None:
            return entry
        text = _POINTS_BEHIND.sub(r"（\1分）", entry.value)
        return replace(entry, text=text, value=text)

    def indicator(
        self,
        table: Table,
        number: int,
        level1: Entry[str],
        level2: Entry[str],
    ) -> Indicator:
        """A row as a row of the model."""
        board = self.board
        nothing: Entry[str] = Entry(board.place())
        sign = self._text(table, number, ("comparison",))
        reason = self._text(table, number, ("reason",), long=True)
        if not table.having("reason"):
            reason = self._text(table, number, ("remark",), long=True)
        return Indicator(
            level1=level1,
            level2=level2,
            name=self._text(table, number, ("name",)),
            comparison=replace(sign, value=comparison_sign(sign.text)) if sign.value else sign,
            target=self._quantity(table, number, "target"),
            unit_of_measure=self._text(table, number, ("unit_of_measure",)),
            actual=self._quantity(table, number, "actual"),
            description=nothing,
            weight=self.points(table, number, "weight"),
            self_score=self.points(table, number, "self_score"),
            review_score=self.points(table, number, "review_score"),
            reason=reason,
            measure=self._text(table, number, ("measure",), long=True),
            evidence=self._text(table, number, ("evidence",), long=True),
        )

    def _at(self, table: Table, number: int, name: str) -> tuple[int, Column | None]:
        """The cell of a field in a row: its column, 0 when blank; and the column of the table."""
        columns = table.having(name)
        if not columns:
            return 0, None
        for column in columns:
            at = rows.cell(self.board, number, column)
            if at:
                return at, column
        return 0, columns[0]

    def _text(
        self,
        table: Table,
        number: int,
        fields: tuple[str, ...],
        *,
        long: bool = False,
    ) -> Entry[str]:
        reader = cell_values.text if long else cell_values.line
        for name in fields:
            at, column = self._at(table, number, name)
            if column is not None:
                return self.board.entry(reader, number, at if at > 0 else column.first)
        return Entry(self.board.place())

    def _quantity(self, table: Table, number: int, name: str) -> Entry[Quantity]:
        at, column = self._at(table, number, name)
        if column is None:
            return self._missing(table, number, name)
        if at < 0:
            return self._two_values(number, column)
        reader = partial(cell_values.quantity, year=self.year)
        entry: Entry[Quantity] = self.board.entry(reader, number, at or column.first)
        if name in self.open_fields and not entry.blank:
            return replace(entry, value=None, state=State.OPEN)
        return entry

    def _missing(self, table: Table, number: int, name: str) -> Entry[Any]:
        """A column that the table lacks: open where another may be it, else blank."""
        state = State.OPEN if name in self.open_fields else State.BLANK
        return Entry(self.board.place(number, table.columns[0].first), state=state)

    def _two_values(self, number: int, column: Column) -> Entry[Any]:
        place = self.board.place(number, column.first)
        text = f"“{column.header}”一栏在这一行有两个值，不知以哪一个为准。"
        self.asked.answer("two-values", place, text)
        return Entry(place, state=State.OPEN)

    def points(self, table: Table, number: int, name: str) -> Entry[Decimal]:
        """A weight or score; open where its column is, or where several rows share it."""
        at, column = self._at(table, number, name)
        if column is None:
            return self._missing(table, number, name)
        if at < 0:
            return self._two_values(number, column)
        if not at and self._shared(number, column, name):
            return Entry(self.board.place(number, column.first), state=State.OPEN)
        entry = self.number(number, at or column.first, name)
        if name not in self.open_fields:
            self._ask_shared(number, at, name)
        return opened(entry) if name in self.open_fields else entry

    def number(self, number: int, at: int, name: str) -> Entry[Decimal]:
        """Points; of weights, percentages too, about which a person is asked."""
        content = self.board.cells(number).get(at)
        value = None
        if isinstance(content, Percent):
            value = content.value
        elif isinstance(content, str) and clean_text.narrow(content).strip().endswith("%"):
            bare = clean_text.narrow(clean_text.clean(content)[0]).strip().removesuffix("%")
            value = numerals.read(bare)
        if value is None or name != "weight":
            return self.board.entry(cell_values.points, number, at)
        place = self.board.place(number, at)
        self.percent = self.percent or place
        return Entry(place, shown(content or ""), value, State.READ)

    def _shared(self, number: int, column: Column, name: str) -> bool:
        """The row's cell lies below one that is merged over several rows."""
        owner = self.board.owners.get((number, column.first))
        return name in NUMBERS and owner is not None and owner[0] < number

    def _ask_shared(self, number: int, at: int, name: str) -> None:
        if at <= 0 or self.board.bottom(number, at) <= number:
            return
        bottom = self.board.bottom(number, at)
        below = [row for row in self.board.rows if number < row <= bottom]
        if below:
            place = self.board.place(number, at)
            what = "分值" if name == "weight" else "得分"
            text = (
                f"一个{what}“{self.board.text(number, at)}”合并在{number}至{bottom}行上："
                f"是几个指标共用的，不能分摊，也不能每行都记。请拆开合并，逐行填写{what}。"
            )
            self.asked.answer(f"shared-{name}", place, text)


_POINTS_BEHIND = re.compile(r"(?<=[\u4e00-\u9fff])\s*(\d+(?:\.\d+)?)\s*分$")
_SIGNS = {word: sign for sign, words in wording.COMPARISONS.items() for word in words} | {
    "═": "＝",
    "＝": "＝",
    "﹦": "＝",
}
EVERY_SIGN = frozenset({*_SIGNS.values(), "定性"})


def comparison_sign(text: str) -> str:
    """指标性质 as the contract writes it."""
    bare = clean_text.narrow(text).strip()
    return _SIGNS.get(text.strip()) or _SIGNS.get(bare) or text
