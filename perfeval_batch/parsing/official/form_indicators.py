"""The indicators of a form and its details, table by table, with the total."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from perfeval_batch import wording
from perfeval_batch.model import Entry, FundsRow, Indicator, State, Totals
from perfeval_batch.parsing import cell_values
from perfeval_batch.parsing.official import look_alikes, rows
from perfeval_batch.parsing.official.form_table import Table
from perfeval_batch.parsing.official.form_totals import Total
from perfeval_batch.parsing.official.indicator_cells import NUMBERS, Cells
from perfeval_batch.parsing.official.indicator_columns import Columns, known_columns
from perfeval_batch.parsing.official.labels import known, label, points_of
from perfeval_batch.parsing.official.layouts import Layout
from perfeval_batch.parsing.official.questions import Asked
from perfeval_batch.parsing.official.rows import Kind, Row
from perfeval_batch.parsing.official.sections import Section
from perfeval_batch.values import replace

PERCENT_IS_POINTS = "百分数就是分值（10%即10分）"
NO_REVIEW = "没有复核"
IS_EXECUTION = "这一行就是预算执行率，只计一次"
IS_INDICATOR = "这一行是普通指标"
ARE_DETAILS = "是上一行的明细，不单独计分"


@dataclass(slots=True)
class Read:
    """What the tables of a form hold."""

    indicators: tuple[Indicator, ...]
    details: tuple[Indicator, ...]
    totals: Totals
    execution: FundsRow | None = None


@dataclass(slots=True)
class _Levels:
    """The level names that blank cells below them take over."""

    level1: Entry[str] | None = None
    level2: Entry[str] | None = None
    seen: list[tuple[Indicator, Entry[str], Entry[str]]] = field(default_factory=list)


def read(
    section: Section,
    asked: Asked,
    layout: Layout,
    year: int | None,
    funds: FundsRow,
) -> Read:
    """Read the tables of a form."""
    reader = _Reader(section, asked, year)
    tables = known_columns(section, layout)
    for at, table in enumerate(tables):
        end = tables[at + 1].top - 1 if at + 1 < len(tables) else section.end
        reader.take(table, end)
    return reader.finish(funds)


class _Reader:
    """Reads the tables of one form, one after the other."""

    def __init__(self, section: Section, asked: Asked, year: int | None) -> None:
        self.section = section
        self.board = section.board
        self.asked = asked
        self.scored = not look_alikes.not_scorable(section)
        self.cells = Cells(section.board, asked, year)
        self.columns = Columns(section, asked, self.cells, scored=self.scored)
        self.indicators: list[Indicator] = []
        self.details: list[Indicator] = []
        self.total: tuple[Table, int] | None = None
        self.levels = _Levels()
        self.tables: list[Table] = []
        self.execution: Indicator | None = None

    def take(self, table: Table, end: int) -> None:
        """Read the rows of a table."""
        found = list(rows.rows(self.board, table, end))
        table = self.columns.settled(table, found)
        self.tables.append(table)
        self.cells.open_fields = self.columns.ask(table, found)
        self.levels = _Levels()
        lined = not table.having("level1") and not table.having("level12")
        above = max((row for row in self.board.rows if row < table.top), default=0)
        if lined and rows.section_line(self.board, above):
            self._take_line(above)
        for row in found:
            if lined and rows.section_line(self.board, row.number):
                self._take_line(row.number)
            elif row.kind is Kind.TOTAL:
                self._take_total(table, row.number)
            elif row.kind is not Kind.OTHER:
                self._take_row(table, row)
        self._share_levels(table)

    def _take_line(self, number: int) -> None:
        """A level 1 that stands as a line across the table."""
        column = next(iter(self.board.cells(number)))
        entry = self.board.entry(cell_values.line, number, column)
        self.levels.level1, self.levels.level2 = entry, None

    def _take_total(self, table: Table, number: int) -> None:
        stated = rows.filled(self.board, number, table, NUMBERS)
        if self.total is None or (stated and not self._states(self.total)):
            self.total = (table, number)

    def _states(self, total: tuple[Table, int]) -> bool:
        return rows.filled(self.board, total[1], total[0], NUMBERS)

    def _take_row(self, table: Table, row: Row) -> None:
        number = row.number
        if row.kind is Kind.NAMELESS and not self._names_execution(number):
            self._ask_nameless(number)
            return
        level1, level2 = self._take_levels(table, number)
        if row.kind is Kind.FILLER:
            return
        indicator = self.cells.indicator(table, number, level1, level2)
        if row.kind is Kind.NAMELESS:
            column = next(iter(self.board.cells(number)))
            own = self.board.entry(cell_values.line, number, column)
            indicator = replace(indicator, name=own)
        if not table.fields & {"level1", "level2", "level12"}:
            indicator = _with_path(indicator)
            level1, level2 = indicator.level1, indicator.level2
        if row.kind is Kind.DETAIL:
            self.details.append(indicator)
            text = "“其中……”一行有指标值、完成值而没有分值、得分：是上一行的明细吗？"
            self.asked.answer("details", indicator.name.place, text, (ARE_DETAILS,))
        elif not self._is_execution(indicator):
            self.indicators.append(indicator)
            self.levels.seen.append((indicator, level1, level2))

    def _names_execution(self, number: int) -> bool:
        """The row is 预算执行率, across the columns of the levels."""
        column = next(iter(self.board.cells(number)))
        return self.board.label(number, column).key in known().execution_rows

    def _ask_nameless(self, number: int) -> None:
        column = next(iter(self.board.cells(number)))
        text = f"第{number}行有分值或得分而没有指标名称：是合计，还是漏填了名称的指标？"
        self.asked.answer("nameless-row", self.board.place(number, column), text)

    def _is_execution(self, indicator: Indicator) -> bool:
        """预算执行率 as a row of the table: counted once, as a person says."""
        keys = {label(each.text).key for each in (indicator.name, indicator.level2)}
        if not keys & known().execution_rows:
            return False
        name = indicator.name.text or indicator.level2.text
        text = f"指标表里有“{name}”一行：它就是预算执行率（只计一次），还是普通指标？"
        choices = (IS_EXECUTION, IS_INDICATOR)
        answer = self.asked.answer("execution-row", indicator.name.place, text, choices)
        if answer == IS_EXECUTION:
            self.execution = indicator
            return True
        return False

    def _take_levels(self, table: Table, number: int) -> tuple[Entry[str], Entry[str]]:
        own1 = self.cells.level(table, number, ("level1", "level12"))
        own2 = self.cells.level(table, number, ("level2",))
        levels = self.levels
        if not own1.blank:
            levels.level1, levels.level2 = own1, None
        if not own2.blank:
            levels.level2 = own2
        return _filled(own1, levels.level1), _filled(own2, levels.level2)

    def _share_levels(self, table: Table) -> None:
        """Weights from the level names, where a person has said so."""
        if not self.columns.sharing or "weight" in table.fields:
            return
        self.columns.sharing = False
        groups: dict[str, list[Indicator]] = {}
        points: dict[str, Decimal] = {}
        for indicator, level1, level2 in self.levels.seen:
            for entry, key in ((level2, f"{level1.text}|{level2.text}"), (level1, level1.text)):
                stated = points_of(label(entry.text))
                if stated:
                    groups.setdefault(key, []).append(indicator)
                    points[key] = Decimal(stated)
                    break
        for key, members in groups.items():
            self._share(members, points[key])

    def _share(self, members: list[Indicator], points: Decimal) -> None:
        share = wording.rounded(points / len(members))
        for at, indicator in enumerate(members):
            value = share if at + 1 < len(members) else points - share * (len(members) - 1)
            weight = Entry(indicator.weight.place, wording.plain(value), value, State.READ)
            self.indicators[self.indicators.index(indicator)] = replace(indicator, weight=weight)

    def finish(self, funds: FundsRow) -> Read:
        """The form as a whole: review, total, 预算执行率."""
        self._ask_review()
        self._ask_unfilled()
        self._ask_percent(funds)
        self._ask_sum_among()
        execution = self._execution(funds)
        total = Total(self.section, self.asked, self.cells, self.indicators)
        return Read(
            tuple(self.indicators),
            tuple(self.details),
            total.read(self.total, execution or funds),
            execution if funds.weight.blank else None,
        )

    def _execution(self, funds: FundsRow) -> FundsRow | None:
        if self.execution is None:
            return None
        row = self.execution
        return replace(
            funds,
            weight=row.weight,
            self_score=row.self_score,
            review_score=row.review_score,
        )

    def _ask_review(self) -> None:
        """A blank review column is no review, never 0."""
        columns = [
            (table, column) for table in self.tables for column in table.having("review_score")
        ]
        if columns and all(row.review_score.blank for row in self.indicators):
            table, column = columns[0]
            place = self.board.place(table.bottom, column.first)
            text = f"“{column.header}”一栏空白：没有复核，不是0分，对吗？"
            self.asked.answer("blank-review", place, text, (NO_REVIEW,))

    def _ask_sum_among(self) -> None:
        """The last row has as many points as all above it together: a total by an unknown name."""
        *rows_above, last = self.indicators or (None,)
        if last is None or len(rows_above) < 2:  # noqa: PLR2004  # equal points of two rows are none
            return
        for name in ("weight", "self_score"):
            own = getattr(last, name).value
            above = [getattr(row, name).value or Decimal(0) for row in rows_above]
            if own and sum(above, Decimal(0)) == own and last.target.blank:
                text = f"最后一行“{last.name.text}”的分数等于以上各行之和：是总分，还是指标？"
                self.asked.answer("sum-among", last.name.place, text)

    def _ask_percent(self, funds: FundsRow) -> None:
        """Weights written as percentages, once for the form."""
        if self.cells.percent is None:
            return
        text = "分值（权重）写成了百分数：10%就是10分吗？同一栏里也不要把20和10%混写。"
        if funds.weight.blank and self.execution is None:
            text += "预算执行率没有计分，合计只是各指标的分数。"
        self.asked.answer("percent-weights", self.cells.percent, text, (PERCENT_IS_POINTS,))

    def _ask_unfilled(self) -> None:
        """Nobody has filled in the form: never read as 0."""
        if not self.scored:
            self._ask_unfilled_actuals()
            return
        if not self.indicators or any(not row.self_score.blank for row in self.indicators):
            return
        text = "完成值、得分空白（或提示语没有替换）：这张表还没有填完，不按0分计。"
        self.asked.answer("unfilled", self.indicators[0].self_score.place, text)

    def _ask_unfilled_actuals(self) -> None:
        """The same of a form without scores."""
        if all(row.actual.blank for row in self.indicators):
            first = self.tables[0]
            place = self.board.place(first.bottom, first.columns[0].first)
            text = "绩效指标没有一个填写完成值（或提示语没有替换）：这张表还没有填完。"
            self.asked.answer("unfilled", place, text)


def _with_path(indicator: Indicator) -> Indicator:
    """The levels of a name that states them: `产出指标-数量指标-建设里程`."""
    name = indicator.name
    parts = _PATH.split(name.value or "", maxsplit=2)
    if len(parts) != _LEVELS or not all(parts) or not rows.is_level1(parts[0]):
        return indicator
    level1, level2, own = (replace(name, text=each, value=each) for each in parts)
    return replace(indicator, level1=level1, level2=level2, name=own)


_PATH = re.compile(r"\s*[-—–－/／>→]+\s*")
_LEVELS = 3


def _filled(own: Entry[str], above: Entry[str] | None) -> Entry[str]:
    if not own.blank or above is None or above.broken:
        return own
    return replace(above, place=own.place)
