"""Reads the values of the funds: amounts in 万元, rate, weight and scores of 预算执行率."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from perfeval_batch.model import Entry, FundsRow, State
from perfeval_batch.parsing import cell_values
from perfeval_batch.parsing.official.form_cells import Board
from perfeval_batch.parsing.official.fund_lines import AMOUNTS, FAR_RATE, Found, Line
from perfeval_batch.parsing.official.questions import Asked
from perfeval_batch.reading.grid import Content, shown
from perfeval_batch.typed import clean_text, numerals
from perfeval_batch.values import replace

AMOUNT_UNITS = ("万元", "元", "千元", "亿元")
_CLOSE = Decimal("0.6")
"""Points of percent: as far may a stated rate be from the computed one to be understood by it."""
_PLAIN = re.compile(r"\d{1,12}(?:\.\d+)?", re.ASCII)


class Reader:
    """Reads the funds of a form and asks what is open about them."""

    def __init__(self, board: Board, found: Found, asked: Asked) -> None:
        self.board = board
        self.found = found
        self.asked = asked
        self.unit = self._unit()

    def _unit(self) -> str:
        stated = {each for each in self.found.units.values() if each}
        every = stated | self.found.whole_unit
        if len(every) == 1:
            return every.pop()
        bare = [
            at
            for line in self.found.lines
            for what, at in line.cells.items()
            if what in AMOUNTS and at[1] > 0 and self._is_bare(line, what)
        ]
        if not bare:
            return "万元" if self.found.lines else ""
        if every:
            text = f"金额单位写有{'、'.join(sorted(every))}几种，不知以哪一种为准。"
        else:
            text = "没有写明金额单位：金额是元还是万元？"
        return self.asked.answer("amount-unit", self.board.place(*bare[0]), text, AMOUNT_UNITS)

    def _content(self, line: Line, what: str) -> Content | None:
        row, column = line.cells[what]
        return line.inline.get(what, self.board.cells(row).get(column))

    def _entry(self, line: Line, what: str, reader: Callable[..., Entry[Any]]) -> Entry[Any]:
        """Read a value from its cell, or from behind its label."""
        at = line.cells[what]
        if what not in line.inline:
            return self.board.entry(reader, *at)
        text = line.inline[what]
        hidden = self.board.entry(cell_values.text, *at).hidden
        plain = Decimal(text) if _PLAIN.fullmatch(text) else text
        return replace(reader(plain, self.board.place(*at)), hidden=hidden)

    def _is_bare(self, line: Line, what: str) -> bool:
        content = self._content(line, what)
        if not isinstance(content, str):
            return isinstance(content, Decimal) and content != 0
        value, named = numerals.amount(clean_text.clean(content)[0], "元")
        return value is not None and value != 0 and not named

    def amount(self, line: Line, what: str) -> Entry[Decimal]:
        """The amount of a source, in 万元; open where its reading is."""
        at = line.cells.get(what)
        if at is None:
            return Entry(self.board.place(line.row, self._column_of(what)))
        if at[1] < 0:
            return Entry(self.board.place(at[0]), state=State.OPEN)
        unit = self.found.units.get(what) or self.unit
        entry = self._entry(line, what, partial(cell_values.amount, unit=unit or "万元"))
        if entry.value is not None and not unit and self._is_bare(line, what):
            return opened(entry)
        return opened(entry) if what in {*self.found.doubled, *self.found.unsure} else entry

    def _column_of(self, what: str) -> int:
        """The column of a blank amount; that of a budget is asked for, wherever it stands."""
        headers_of = self.found.headers.items() if what != "budget" else ()
        return next((column for column, each in headers_of if each == what), 0)

    def row(self, line: Line, *, scored: bool) -> FundsRow:
        """A source as a row of the model."""
        board = self.board
        place = board.place(line.row, line.column) if line.column else board.place()
        name = line.name or "年度资金总额"
        nothing: Entry[Decimal] = Entry(board.place())
        return FundsRow(
            source=Entry(place, name, name, State.READ),
            initial_budget=self.amount(line, "initial"),
            budget=self.amount(line, "budget"),
            arrived=self.amount(line, "arrived"),
            executed=self.amount(line, "executed"),
            weight=self.points(line, "weight") if scored else nothing,
            rate=self.rate(line) if scored else nothing,
            self_score=self.points(line, "score") if scored else nothing,
            review_score=self.points(line, "review") if scored else nothing,
            explanation=self.text(line, "reason") if scored else Entry(board.place()),
        )

    def points(self, line: Line, what: str) -> Entry[Decimal]:
        """Weight or score of 预算执行率."""
        at = line.cells.get(what)
        entry: Entry[Decimal] = Entry(self.board.place(line.row, line.column if at else 0))
        if at and at[1] > 0:
            entry = self._entry(line, what, cell_values.points)
        stated = self.found.points
        if what == "weight" and entry.blank and stated[0]:
            place = self.board.place(stated[1], stated[2])
            return Entry(place, stated[0], Decimal(stated[0]), State.READ)
        return opened(entry) if what in self.found.doubled else entry

    def text(self, line: Line, what: str) -> Entry[str]:
        """A remark on the funds; hints of the form are none."""
        at = line.cells.get(what)
        if not at or at[1] <= 0:
            return Entry(self.board.place())
        entry = self.board.entry(cell_values.text, *at)
        return Entry(entry.place) if "需说明原因" in entry.text else entry

    def rate(self, line: Line) -> Entry[Decimal]:
        """The stated rate; a bare number is understood by the amounts, or asked for."""
        at = line.cells.get("rate")
        if not at or at[1] <= 0:
            return Entry(self.board.place())
        entry = self._entry(line, "rate", cell_values.rate)
        content = self._content(line, "rate")
        bare = isinstance(content, Decimal) or (
            isinstance(content, str) and "%" not in clean_text.narrow(content)
        )
        if entry.value is None or not bare or not entry.value:
            return entry
        number = numerals.read(clean_text.clean(shown(content or ""))[0])
        computed = self._computed_rate(line)
        if number is None:
            return entry
        if computed is not None:
            for value in (number * 100, number):
                if abs(value - computed) <= _CLOSE:
                    return replace(entry, value=value)
        if 1 < abs(number) <= FAR_RATE:
            return replace(entry, value=number)
        text = f"执行率填“{entry.text}”，与执行数、预算数对不上：它是百分数，还是比例？"
        self.asked.answer("bare-rate", entry.place, text)
        return opened(entry)

    def _computed_rate(self, line: Line) -> Decimal | None:
        budget, executed = (self.amount(line, what).value for what in ("budget", "executed"))
        if budget is None:
            budget = self.amount(line, "initial").value
        return executed / budget * 100 if budget and executed is not None else None


def opened(entry: Entry[Decimal]) -> Entry[Decimal]:
    """The same cell, its value withheld until a question is answered."""
    if entry.value is None:
        return entry
    return replace(entry, value=None, state=State.OPEN)
