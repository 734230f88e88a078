"""The total of a form; whether it is one, and of what, is asked."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from perfeval_batch import wording
from perfeval_batch.model import Entry, FundsRow, Indicator, State, Totals
from perfeval_batch.parsing.official import head, rows
from perfeval_batch.parsing.official.form_table import Table
from perfeval_batch.parsing.official.fund_values import opened
from perfeval_batch.parsing.official.indicator_cells import NUMBERS, Cells
from perfeval_batch.parsing.official.questions import Asked
from perfeval_batch.parsing.official.sections import Section
from perfeval_batch.typed import clean_text, numerals

_FAR = 20
"""Points: so far from the sum of the scores no total is a slip; 预算执行率 may be 20 of them."""
TOTAL_WITHOUT = "总分只是各指标之和，不含预算执行率"


class Total:
    """The total of one form, beside its indicators.

    Attributes:
        indicators: those that it sums up.
    """

    def __init__(
        self, section: Section, asked: Asked, cells: Cells, indicators: list[Indicator]
    ) -> None:
        self.section = section
        self.board = section.board
        self.asked = asked
        self.cells = cells
        self.indicators = indicators

    def read(self, at: tuple[Table, int] | None, funds: FundsRow) -> Totals:
        """Read the total of a row of a table, or that of the head where there is no such row."""
        if at is None:
            return self._head_total()
        table, number = at
        found = {name: self.cells.points(table, number, name) for name in NUMBERS}
        for name, entry in found.items():
            if name not in table.fields or entry.broken:
                found[name] = Entry(entry.place)
        said = rows.inline_total(self.board, number)
        if said is not None and all(entry.blank for entry in found.values()):
            column = next(iter(self.board.cells(number)))
            place = self.board.place(number, column)
            found["self_score"] = Entry(place, wording.plain(said), said, State.READ)
        if self._is_shifted(table, number, found):
            place = self.board.place(number, next(iter(self.board.cells(number))))
            text = "总分一行的数字与表头的分值、得分两栏没有对齐：哪个是总分值，哪个是总得分？"
            self.asked.answer("shifted-total", place, text)
            return Totals(**{name: opened(entry) for name, entry in found.items()})
        if any(not row.self_score.blank for row in self.indicators):
            found = self._ask_blank_total(table, found)
        if self._is_open(found, funds):
            answer = self.asked.answer(
                "total-includes",
                self.board.place(number, next(iter(self.board.cells(number)))),
                "总分是否包含预算执行率的分值？各指标之和已经等于总分，再加预算执行率就对不上。",
                (TOTAL_WITHOUT,),
            )
            found = (
                {name: Entry(entry.place) for name, entry in found.items()}
                if answer
                else {name: opened(entry) for name, entry in found.items()}
            )
        return Totals(**found)

    def _is_shifted(self, table: Table, number: int, found: Mapping[str, Entry[Decimal]]) -> bool:
        """A figure of the total row stands outside its columns, or the weights' sum as a score."""
        numeric = [
            column
            for column in table.columns
            if column.field in NUMBERS or column.field == "ignored"
        ]
        for at in self.board.cells(number):
            across = [each for each in numeric if each.first <= self.board.right(number, at)]
            over = [each for each in across if each.first >= at and each.field in NUMBERS]
            if len(over) > 1 and rows.is_number(self.board, number, at):
                return True
            inside = any(column.first <= at <= column.last for column in numeric)
            if not inside and rows.is_number(self.board, number, at):
                return True
        weights = [row.weight.value for row in self.indicators]
        stated = found["self_score"].value
        if stated is None or not found["weight"].blank or None in weights:
            return False
        scores = [row.self_score.value or Decimal(0) for row in self.indicators]
        whole = sum((each for each in weights if each is not None), Decimal(0))
        return stated in (whole, Decimal(100)) and abs(stated - sum(scores)) > _FAR

    def _ask_blank_total(
        self, table: Table, found: dict[str, Entry[Decimal]]
    ) -> dict[str, Entry[Decimal]]:
        """A blank score beside a weight: asked; a weight that is no sum may be the score."""
        if "self_score" not in table.fields or not found["self_score"].blank:
            return found
        text = "总分一行的得分空白：总得分是多少？（旁边的数是分值，不是得分）"
        self.asked.answer("blank-total", found["self_score"].place, text)
        weights = [row.weight.value or Decimal(0) for row in self.indicators]
        stated = found["weight"].value
        if stated is None or stated in (sum(weights), Decimal(100)):
            return found
        return {**found, "weight": opened(found["weight"])}

    def _is_open(self, found: Mapping[str, Entry[Decimal]], funds: FundsRow) -> bool:
        """The stated total is that of the indicators alone, though 预算执行率 is scored."""
        if not funds.weight.value:
            return False
        for name, part in (("weight", funds.weight), ("self_score", funds.self_score)):
            stated = found[name].value
            own = [getattr(row, name).value for row in self.indicators]
            if stated is None or any(each is None for each in own):
                continue
            return bool(stated == sum(own) and part.value != 0)
        return False

    def _head_total(self) -> Totals:
        """The total that stands in the head: `自评总分：95`."""
        labels = head.read_facts(self.board, self.section.head)
        value = labels.first("self_total")
        place = self.board.place()
        score: Entry[Decimal] = Entry(place)
        if value is not None and value.text:
            number = numerals.read(clean_text.narrow(value.text).strip().removesuffix("分"))
            if number is not None:
                spot = self.board.place(value.row, value.column)
                score = Entry(spot, value.text, number, State.READ)
        return Totals(Entry(place), score, Entry(place))
