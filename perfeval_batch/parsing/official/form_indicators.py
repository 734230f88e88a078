"""The indicators of a form, its details and its total; what is open about them is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from dataclasses import replace as changed
from decimal import Decimal
from functools import partial
from typing import Any

from perfeval_batch import wording
from perfeval_batch.findings import Place
from perfeval_batch.model import Entry, FundsRow, Indicator, Quantity, State, Totals
from perfeval_batch.parsing import cell_values
from perfeval_batch.parsing.official import head, look_alikes, rows
from perfeval_batch.parsing.official.form_cells import Board
from perfeval_batch.parsing.official.form_table import Column, Table
from perfeval_batch.parsing.official.fund_values import opened
from perfeval_batch.parsing.official.labels import known, label, points_of, year_of
from perfeval_batch.parsing.official.layouts import COLUMN_WORDS, Layout
from perfeval_batch.parsing.official.questions import Asked
from perfeval_batch.parsing.official.rows import Kind, Row
from perfeval_batch.parsing.official.sections import Section
from perfeval_batch.reading.grid import Percent, shown
from perfeval_batch.typed import clean_text, numerals
from perfeval_batch.values import replace

_FAR = 20
"""Points: so far from the sum of the scores no total is a slip; 预算执行率 may be 20 of them."""
_FOLDED = ("折算", "加权")
_CENT = Decimal("0.01")
_LONGEST_FIGURE = 12
_LONGEST_UNIT = 6
_RAW = re.compile("单项|百分制")
"""The points of 100, beside which the score by the weight stands in a column of its own."""
NEEDED = ("target", "actual", "weight", "self_score")
_NUMBERS = ("weight", "self_score", "review_score")
SHARE_LEVELS = "按一级、二级指标名称里的分数平均分到各三级指标"
PERCENT_IS_POINTS = "百分数就是分值（10%即10分）"
NO_REVIEW = "没有复核"
IS_EXECUTION = "这一行就是预算执行率，只计一次"
IS_INDICATOR = "这一行是普通指标"
ARE_DETAILS = "是上一行的明细，不单独计分"
TOTAL_WITHOUT = "总分只是各指标之和，不含预算执行率"


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


class _Reader:
    """Reads the tables of one form, one after the other."""

    def __init__(self, section: Section, asked: Asked, year: int | None) -> None:
        self.section = section
        self.board: Board = section.board
        self.asked = asked
        self.year = year
        self.indicators: list[Indicator] = []
        self.details: list[Indicator] = []
        self.total: tuple[Table, int] | None = None
        self.levels = _Levels()
        self.tables: list[Table] = []
        self.open_fields: set[str] = set()
        self.execution: Indicator | None = None
        self.scored = not look_alikes.not_scorable(section)

    def take(self, table: Table, end: int) -> None:
        """Read the rows of a table."""
        found = list(rows.rows(self.board, table, end))
        table = self._settled(table, found)
        self.tables.append(table)
        self.open_fields = self._ask_columns(table, found)
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
        stated = rows.filled(self.board, number, table, _NUMBERS)
        if self.total is None or (stated and not self._states(self.total)):
            self.total = (table, number)

    def _states(self, total: tuple[Table, int]) -> bool:
        return rows.filled(self.board, total[1], total[0], _NUMBERS)

    def _take_row(self, table: Table, row: Row) -> None:
        number = row.number
        if row.kind is Kind.NAMELESS and not self._names_execution(number):
            self._ask_nameless(number)
            return
        level1, level2 = self._take_levels(table, number)
        if row.kind is Kind.FILLER:
            return
        indicator = self._indicator(table, number, level1, level2)
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
        own1 = self._level(table, number, ("level1", "level12"))
        own2 = self._level(table, number, ("level2",))
        levels = self.levels
        if not own1.blank:
            levels.level1, levels.level2 = own1, None
        if not own2.blank:
            levels.level2 = own2
        return _filled(own1, levels.level1), _filled(own2, levels.level2)

    def _level(self, table: Table, number: int, fields: tuple[str, ...]) -> Entry[str]:
        entry = self._text(table, number, fields)
        if entry.value is None:
            return entry
        text = _POINTS_BEHIND.sub(r"（\1分）", entry.value)
        return replace(entry, text=text, value=text)

    def _indicator(
        self,
        table: Table,
        number: int,
        level1: Entry[str],
        level2: Entry[str],
    ) -> Indicator:
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
            comparison=replace(sign, value=_sign(sign.text)) if sign.value else sign,
            target=self._quantity(table, number, "target"),
            unit_of_measure=self._text(table, number, ("unit_of_measure",)),
            actual=self._quantity(table, number, "actual"),
            description=nothing,
            weight=self._points(table, number, "weight"),
            self_score=self._points(table, number, "self_score"),
            review_score=self._points(table, number, "review_score"),
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

    def _points(self, table: Table, number: int, name: str) -> Entry[Decimal]:
        at, column = self._at(table, number, name)
        if column is None:
            return self._missing(table, number, name)
        if at < 0:
            return self._two_values(number, column)
        if not at and self._shared(number, column, name):
            return Entry(self.board.place(number, column.first), state=State.OPEN)
        entry = self._number(number, at or column.first, name)
        if name not in self.open_fields:
            self._ask_shared(number, at, name)
        return opened(entry) if name in self.open_fields else entry

    def _number(self, number: int, at: int, name: str) -> Entry[Decimal]:
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
        return name in _NUMBERS and owner is not None and owner[0] < number

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

    def _ask_columns(self, table: Table, found: list[Row]) -> set[str]:
        """Ask about columns that are missing, there twice, or without a known header."""
        data = [row.number for row in found if row.kind in (Kind.INDICATOR, Kind.DETAIL)]
        if not data:
            return set()
        open_fields = self._ask_doubled(table, data)
        missing = _missing_fields(table, scored=self.scored)
        unknown = [each for each in table.columns if not each.field and self._is_used(each, data)]
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
        signs = [text for _, text in cells if _sign(text) in _EVERY_SIGN]
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

    def _settled(self, table: Table, found: list[Row]) -> Table:
        """The table without the columns that claim a field and provably are not it.

        A column of another year (2022年完成值) is none of this, one without one number is no
        column of numbers, and where 折算得分 is in every row the other score by the weight, it is
        the score.
        """
        data = [row.number for row in found if row.kind is Kind.INDICATOR]
        left_out = {each for each in table.columns if each.field and self._of_another_year(each)}
        for name in _NUMBERS:
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
        return own is not None and self.year is not None and own != self.year

    def _is_folded(self, data: list[int], folded: Column, raw: Column, weight: Column) -> bool:
        for number in data:
            values = [
                self._number(number, max(rows.cell(self.board, number, each), 0), each.field).value
                for each in (folded, raw, weight)
            ]
            if None in values:
                return False
            score, points, share = (each or Decimal(0) for each in values)
            if abs(score - points * share / 100) > _CENT:
                return False
        return bool(data)

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

    def _ask_unknown(self, table: Table, column: Column) -> None:
        place = self.board.place(table.bottom, column.first)
        what = f"表头“{column.header}”不认识" if column.header else "有一栏数据没有表头"
        text = f"指标表{what}：这一栏是什么？"
        self.asked.answer(f"column-{table.columns.index(column)}", place, text, ("",))

    def _ask_missing(self, table: Table, missing: set[str]) -> None:
        place = self.board.place(table.bottom, table.columns[0].first)
        if "weight" in missing:
            text = "没有分值一栏：各行权重未知，不能由得分推算。"
            points = "、".join(dict.fromkeys(self._level_points(table)))
            if points:
                text += f"只有指标名称里的{points}分。"
            choices = (SHARE_LEVELS,) if points else ()
            answer = self.asked.answer("no-weight", place, text, choices)
            self.levels.seen.clear()
            self.sharing = bool(answer)
        for name in sorted(missing - {"weight"}):
            text = f"没有{COLUMN_WORDS[name]}一栏。"
            self.asked.answer(f"no-{name}", place, text)

    sharing = False
    percent: Place | None = None

    def _level_points(self, table: Table) -> list[str]:
        return [
            points
            for row in self.board.rows
            if table.bottom < row <= self.section.end
            for column in (*table.having("level1"), *table.having("level2"))
            for at in (rows.cell(self.board, row, column),)
            if at > 0 and (points := points_of(self.board.label(row, at)))
        ]

    def _share_levels(self, table: Table) -> None:
        """Weights from the level names, where a person has said so."""
        if not self.sharing or "weight" in table.fields:
            return
        self.sharing = False
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
        return Read(
            tuple(self.indicators),
            tuple(self.details),
            self._totals(execution or funds),
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
        if self.percent is None:
            return
        text = "分值（权重）写成了百分数：10%就是10分吗？同一栏里也不要把20和10%混写。"
        if funds.weight.blank and self.execution is None:
            text += "预算执行率没有计分，合计只是各指标的分数。"
        self.asked.answer("percent-weights", self.percent, text, (PERCENT_IS_POINTS,))

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

    def _totals(self, funds: FundsRow) -> Totals:
        if self.total is None:
            return self._head_total()
        table, number = self.total
        found = {name: self._points(table, number, name) for name in _NUMBERS}
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
            if column.field in _NUMBERS or column.field == "ignored"
        ]
        for at in self.board.cells(number):
            across = [each for each in numeric if each.first <= self.board.right(number, at)]
            over = [each for each in across if each.first >= at and each.field in _NUMBERS]
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


def _missing_fields(table: Table, *, scored: bool) -> set[str]:
    """The needed columns that a table lacks; one without targets and actual values needs none."""
    fields = table.fields
    named = {"name"} if not fields & {"name", "level12"} and _is_unclear(table) else set()
    if not scored:
        return {"target", "actual"} - fields | named
    needed = set(NEEDED) if fields & {"target", "actual"} else {"weight", "self_score"}
    return needed - fields | named


def _is_unclear(table: Table) -> bool:
    return any(not column.field and column.header for column in table.columns)


_POINTS_BEHIND = re.compile(r"(?<=[\u4e00-\u9fff])\s*(\d+(?:\.\d+)?)\s*分$")
_SIGNS = {word: sign for sign, words in wording.COMPARISONS.items() for word in words} | {
    "═": "＝",
    "＝": "＝",
    "﹦": "＝",
}


_EVERY_SIGN = frozenset({*_SIGNS.values(), "定性"})


def _sign(text: str) -> str:
    """指标性质 as the contract writes it."""
    bare = clean_text.narrow(text).strip()
    return _SIGNS.get(text.strip()) or _SIGNS.get(bare) or text


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
