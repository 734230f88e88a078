"""What the columns of an indicator table are; what is open about them is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace as changed
from decimal import Decimal

from perfeval_batch.model import Entry, Quantity
from perfeval_batch.parsing import cell_values
from perfeval_batch.parsing.official import rows
from perfeval_batch.parsing.official.form_table import Column, Table, parts_of
from perfeval_batch.parsing.official.indicator_cells import (
    EVERY_SIGN,
    NUMBERS,
    Cells,
    comparison_sign,
)
from perfeval_batch.parsing.official.labels import points_of, year_of
from perfeval_batch.parsing.official.layouts import COLUMN_WORDS, Layout
from perfeval_batch.parsing.official.questions import Asked
from perfeval_batch.parsing.official.rows import Kind, Row
from perfeval_batch.parsing.official.sections import Section

_FOLDED = ("折算", "加权")
_CENT = Decimal("0.01")
_LONGEST_FIGURE = 12
_LONGEST_UNIT = 6
_RAW = re.compile("单项|百分制")
"""The points of 100, beside which the score by the weight stands in a column of its own."""
NEEDED = ("target", "actual", "weight", "self_score")
SHARE_LEVELS = "按一级、二级指标名称里的分数平均分到各三级指标"


def known_columns(section: Section, layout: Layout) -> list[Table]:
    """The tables with the columns that have no header and those that a person has named."""
    found = []
    for number, table in enumerate(section.tables):
        columns = _with_headless(section, table)
        named = tuple(
            changed(column, field=layout.columns.get(f"{number}.{at}", column.field))
            for at, column in enumerate(columns)
        )
        found.append(changed(table, columns=named))
    return found


def _with_headless(section: Section, table: Table) -> tuple[Column, ...]:
    """The columns, and right of them those that hold figures without a header."""
    board = section.board
    last = max((column.last for column in table.columns), default=0)
    tops = [each.top for each in section.tables if each.top > table.top]
    end = min(tops, default=section.end + 1) - 1
    extra: dict[int, int] = {}
    for row in board.rows:
        if table.bottom < row <= end:
            for column in board.cells(row):
                if column > last and rows.is_number(board, row, column):
                    extra[column] = extra.get(column, 0) + 1
    return (*table.columns, *(Column(each, each, "", "") for each in sorted(extra)))


class Columns:
    """Settles what the columns of one form's tables are, and asks where it is open.

    Attributes:
        sharing: a person has said that the points of the levels are shared by their indicators.
    """

    def __init__(self, section: Section, asked: Asked, cells: Cells, *, scored: bool) -> None:
        self.section = section
        self.board = section.board
        self.asked = asked
        self.cells = cells
        self.scored = scored
        self.sharing = False

    def settled(self, table: Table, found: list[Row]) -> Table:
        """The table without the columns that claim a field and provably are not it.

        A column of another year (2022年完成值) is none of this, one without one number is no
        column of numbers, and where 折算得分 is in every row the other score by the weight, it is
        the score.
        """
        data = [row.number for row in found if row.kind is Kind.INDICATOR]
        left_out = {each for each in table.columns if each.field and self._of_another_year(each)}
        for name in NUMBERS:
            claims = [each for each in table.having(name) if each not in left_out]
            if len(claims) > 1:
                numeric = [each for each in claims if self._is_numeric(each, data)]
                left_out |= set(claims) - set(numeric) if numeric else set()
        scores = [each for each in table.having("self_score") if each not in left_out]
        weights = [each for each in table.having("weight") if each not in left_out]
        if len(scores) == 2 and len(weights) == 1:  # noqa: PLR2004  # the score and its points of 100
            folded = [each for each in scores if any(word in each.header for word in _FOLDED)]
            raw = [each for each in scores if each not in folded]
            if len(folded) == 1 and self._is_folded(data, folded[0], raw[0], weights[0]):
                left_out.add(raw[0])
        columns = (
            changed(each, field="ignored") if each in left_out else each for each in table.columns
        )
        return changed(table, columns=tuple(columns)) if left_out else table

    def _of_another_year(self, column: Column) -> bool:
        own = year_of(column.header)
        return own is not None and self.cells.year is not None and own != self.cells.year

    def _is_folded(self, data: list[int], folded: Column, raw: Column, weight: Column) -> bool:
        for number in data:
            values = [
                self.cells.number(number, max(at, 0), each.field).value
                for each in (folded, raw, weight)
                for at in (rows.cell(self.board, number, each),)
            ]
            if None in values:
                return False
            score, points, share = (each or Decimal(0) for each in values)
            if abs(score - points * share / 100) > _CENT:
                return False
        return bool(data)

    def ask(self, table: Table, found: list[Row]) -> set[str]:
        """Ask about columns that are missing, there twice, or without a known header."""
        data = [row.number for row in found if row.kind in (Kind.INDICATOR, Kind.DETAIL)]
        if not data:
            return set()
        open_fields = self._ask_doubled(table, data)
        missing = _missing_fields(table, scored=self.scored)
        unknown = [each for each in table.columns if not each.field and self._is_used(each, data)]
        needed = set(missing)
        unknown = [each for each in unknown if not self._ask_together(table, each, missing)]
        open_fields |= needed - missing
        for column in unknown:
            doubtful = self._holds_figures(column, data)
            partial = self._belongs_to_target(table, column, data)
            if missing or doubtful or partial:
                self._ask_unknown(table, column)
                open_fields |= missing
            if partial:
                open_fields.add("target")
            if doubtful and any(_RAW.search(each.header) for each in table.having("self_score")):
                open_fields.add("self_score")
        if unknown and missing and len(unknown) >= len(missing):
            return open_fields
        if missing:
            self._ask_missing(table, missing)
        return open_fields | missing

    def _ask_doubled(self, table: Table, data: Iterable[int]) -> set[str]:
        doubled = set()
        for name in (*NEEDED, "review_score", "comparison"):
            columns = [each for each in table.having(name) if self._is_used(each, data)]
            if len(columns) > 1:
                doubled.add(name)
                headers = "、".join(f"“{each.header}”" for each in columns)
                place = self.board.place(table.bottom, columns[1].first)
                text = f"有两栏都像是{COLUMN_WORDS[name]}：{headers}，以哪一栏为准？"
                self.asked.answer(f"doubled-{name}", place, text, ("",))
        return doubled

    def _is_used(self, column: Column, data: Iterable[int]) -> bool:
        return any(rows.cell(self.board, number, column) for number in data)

    def _is_numeric(self, column: Column, data: Iterable[int]) -> bool:
        return any(
            at < 0 or (at > 0 and rows.is_number(self.board, number, at))
            for number in data
            for at in (rows.cell(self.board, number, column),)
        )

    def _ask_together(self, table: Table, column: Column, missing: set[str]) -> bool:
        """Two needed things stand in one column: which figure is which, nobody can tell."""
        parts = parts_of(column.header)
        if column.field or not parts & missing:
            return False
        missing -= parts
        text = f"“{column.header}”把两项写在一栏里：请分成两栏填写。"
        self.asked.answer("together", self.board.place(table.bottom, column.first), text)
        return True

    def _ask_unknown(self, table: Table, column: Column) -> None:
        place = self.board.place(table.bottom, column.first)
        what = f"表头“{column.header}”不认识" if column.header else "有一栏数据没有表头"
        text = f"指标表{what}：这一栏是什么？"
        self.asked.answer(f"column-{table.columns.index(column)}", place, text, ("",))

    def _holds_figures(self, column: Column, data: list[int]) -> bool:
        """Most of what stands in the column is figures, other than the numbers of the rows."""
        at = [rows.cell(self.board, number, column) for number in data]
        cells = [(number, each) for number, each in zip(data, at, strict=True) if each > 0]
        figures = [each for each in cells if self._is_figure(*each)]
        if -1 in at or (figures and not column.header):
            return True
        texts = [self.board.text(*each) for each in figures]
        counted = texts == [str(each) for each in range(1, len(data) + 1)]
        return bool(figures) and not counted and 2 * len(figures) >= len(cells)

    def _belongs_to_target(self, table: Table, column: Column, data: list[int]) -> bool:
        """The column has the signs of the targets, or their units right beside bare numbers."""
        cells = [
            (number, self.board.text(number, at))
            for number in data
            for at in (rows.cell(self.board, number, column),)
            if at > 0
        ]
        targets = table.having("target")
        if not targets or not cells:
            return False
        signs = [text for _, text in cells if comparison_sign(text) in EVERY_SIGN]
        if signs and not table.having("comparison"):
            return 2 * len(signs) >= len(cells)
        beside = column.first == targets[0].last + 1 or column.last == targets[0].first - 1
        bare = [
            number
            for number, _ in cells
            for at in (rows.cell(self.board, number, targets[0]),)
            if at > 0 and rows.is_number(self.board, number, at)
        ]
        units = all(len(text) <= _LONGEST_UNIT for _, text in cells)
        named = bool(table.having("unit_of_measure"))
        return beside and units and not named and 2 * len(bare) >= len(cells)

    def _is_figure(self, number: int, at: int) -> bool:
        """A number, also with its unit (`≥80家`); a sentence that tells of one is none."""
        if rows.is_number(self.board, number, at):
            return True
        entry: Entry[Quantity] = self.board.entry(cell_values.quantity, number, at)
        known_number = entry.value is not None and entry.value.number is not None
        return known_number and len(entry.text) <= _LONGEST_FIGURE

    def _ask_missing(self, table: Table, missing: set[str]) -> None:
        place = self.board.place(table.bottom, table.columns[0].first)
        if "weight" in missing:
            text = "没有分值一栏：各行权重未知，不能由得分推算。"
            points = "、".join(dict.fromkeys(self._level_points(table)))
            if points:
                text += f"只有指标名称里的{points}分。"
            choices = (SHARE_LEVELS,) if points else ()
            answer = self.asked.answer("no-weight", place, text, choices)
            self.sharing = bool(answer)
        for name in sorted(missing - {"weight"}):
            text = f"没有{COLUMN_WORDS[name]}一栏。"
            self.asked.answer(f"no-{name}", place, text)

    def _level_points(self, table: Table) -> list[str]:
        return [
            points
            for row in self.board.rows
            if table.bottom < row <= self.section.end
            for column in (*table.having("level1"), *table.having("level2"))
            for at in (rows.cell(self.board, row, column),)
            if at > 0 and (points := points_of(self.board.label(row, at)))
        ]


def _missing_fields(table: Table, *, scored: bool) -> set[str]:
    """The needed columns that a table lacks; one without targets and actual values needs none."""
    fields = table.fields
    named = {"name"} if not fields & {"name", "level12"} and _is_unclear(table) else set()
    if not scored:
        return {"target", "actual"} - fields | named
    valued = table.touched & {"target", "actual"} or _is_unclear(table)
    needed = set(NEEDED) if valued else {"weight", "self_score"}
    return needed - fields | named


def _is_unclear(table: Table) -> bool:
    return any(not column.field and column.header for column in table.columns)
