"""Reads the sheet 绩效指标: the indicators, and what the 合计 row states."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from perfeval_batch import schema
from perfeval_batch.findings import Finding, column_letters
from perfeval_batch.model import Entry, Indicator, State, Totals
from perfeval_batch.parsing import cell_values, headers
from perfeval_batch.parsing.headers import Table
from perfeval_batch.parsing.sheet_view import READERS, Reader, View, stated
from perfeval_batch.reading.grid import shown
from perfeval_batch.reading.refusals import TEMPLATE
from perfeval_batch.schema import Field, ValueKind
from perfeval_batch.values import replace

REQUIRED = ("level1", "level2", "name", "target", "actual", "weight", "self_score")
_LEVELS = ("level1", "level2", "name")
_TOTAL = frozenset({"合计", "总计", "总分"})
_SUMS = _TOTAL | {"小计"}
_ONE_LINE = frozenset({"level1", "level2", "name", "comparison", "unit_of_measure"})
_HEADERS = headers.keys(schema.INDICATOR_FIELDS)
_STATED = stated(cell_values.points)
_BLANK = State.BLANK


def locate(view: View) -> tuple[Table, tuple[str, ...]]:
    """Find the table; name the required headers that are not there, or are there twice."""
    table = headers.table(view.sheet, _HEADERS)
    return table, headers.lacking(table, schema.INDICATOR_FIELDS, REQUIRED)


def read(view: View, table: Table, year: int | None) -> tuple[tuple[Indicator, ...], Totals]:
    """Read every row that is an indicator, below the 合计 row too.

    Args:
        view: the sheet.
        table: as located.
        year: 评价年度, for targets that name no year.
    """
    levels = _Levels()
    plan = _plan(table, year)
    rows: list[Indicator] = []
    total = 0
    for number in _data_rows(view, table):
        word = _sum_word(view, table, number)
        if word in _TOTAL:
            total = number
        elif not word:
            own1, own2, *entries = view.row(number, plan, through_merges=True)
            level1, level2 = levels.take(view, number, own1, own2)
            if _is_indicator(view, table, number, below=bool(total)):
                row = Indicator(level1, level2, *entries)
                rows.append(_as_above(row, rows[-1] if rows else None))
    return tuple(rows), _totals(view, table, total or table.header_row, rows)


def doubts(view: View, table: Table) -> Iterator[Finding]:
    """Several 合计 rows that state different totals: none is taken silently."""
    rows = [each for each in _data_rows(view, table) if _sum_word(view, table, each) in _TOTAL]
    for attribute in ("weight", "self_score", "review_score"):
        column = table.columns.get(attribute, 0)
        stated = [view.read(_STATED, row, column) for row in rows]
        values = {entry.value for entry in stated if entry.value is not None}
        if len(values) > 1:
            where = "、".join(entry.place.cell for entry in stated)
            said = "、".join(entry.text for entry in stated)
            yield TEMPLATE.at(
                stated[-1].place,
                f"合计行有{len(rows)}行（{where}），合计不同（{said}），不能确认以哪一行为准。",
                "请只保留一行合计。",
            )
            return


def missing(view: View, table: Table) -> Iterator[Entry[str]]:
    """The columns that may be missing and are, by name; those that older templates lack are not."""
    lacking = [
        f"“{field.name}”"
        for field in schema.INDICATOR_FIELDS
        if field.attribute not in table.columns and not field.added
    ]
    if lacking:
        yield Entry(
            view.place(), f"{'、'.join(lacking)}{'这一列' if len(lacking) < _TWO else '这些列'}"
        )


_TWO = 2


def _data_rows(view: View, table: Table) -> Iterator[int]:
    """The rows below the header, without headers that are repeated for printing."""
    title = headers.key_of(view.content(table.header_row, table.columns["weight"]))
    for number in view.sheet.rows:
        if number >= table.first_row:
            weight = headers.key_of(view.content(number, table.columns["weight"]))
            if not weight or weight != title:
                yield number


def _sum_word(view: View, table: Table, number: int) -> str:
    """合计 or 小计, when the row is one; the word stands in its first cell or in a name's."""
    cells = view.sheet.rows[number]
    columns = table.columns
    for column in (min(cells), *(columns[each] for each in _LEVELS)):
        content = cells.get(column)
        if not isinstance(content, str) or not ("计" in content or "分" in content):
            continue  # no other sign stands for one of these, in whatever form
        word = headers.key_of(content)
        if word in _SUMS:
            return word
        if word.endswith("小计") or (column == columns["level1"] and word.endswith("合计")):
            return "小计"
    return ""


def _is_indicator(view: View, table: Table, number: int, *, below: bool) -> bool:
    """Any of 分值, 得分, 指标值, 完成值 is filled; below the 合计 row there must be a number.

    There a signature or a remark may stand in any column, while an indicator that was added
    must not be lost.
    """
    if below:
        points = (view.points(number, table.columns[each]) for each in _SCORES)
        return any(entry.value is not None or entry.state in _OPEN for entry in points)
    columns = [table.columns[attribute] for attribute in schema.MARKING_ATTRIBUTES]
    if any(view.filled(number, column) for column in columns):
        return True
    named = view.filled(number, table.columns["name"])
    return named and any(view.merged_from(number, column) for column in columns)


_SCORES = ("weight", "self_score")
_OPEN = (State.ERROR, State.UNCALCULATED)


@dataclass(slots=True)
class _Levels:
    """The level names that blank cells below them take over, as merged cells do."""

    level1: Entry[str] | None = None
    level2: Entry[str] | None = None

    def take(
        self,
        view: View,
        number: int,
        own1: Entry[str],
        own2: Entry[str],
    ) -> tuple[Entry[str], Entry[str]]:
        """The row's own names, or those from above; a new level 1 starts without a level 2."""
        if _is_remark(view, number):
            return self.level1 or Entry(view.place(number)), Entry(view.place(number))
        above = self.level2
        ditto = _is_ditto(own2.text)
        own1, own2 = _without_ditto(own1), _without_ditto(own2)
        if own1.state is not _BLANK:
            self.level1, self.level2 = own1, above if ditto else None
        if own2.state is not _BLANK:
            self.level2 = own2
        return _filled(own1, self.level1), _filled(own2, self.level2)


_DITTO = frozenset(
    {"同上", "同前", "同上行", "同上一行", "同上一级", "〃", "″", "↑", '"', "”", "“", "''"}
)
_NO_NAME = frozenset({"--", "---", "…", "..."})
"""What else stands in a level column for the cell above."""
_AROUND = "（）()[]【】。，. 　"


def _is_ditto(seen: str) -> bool:
    return 0 < len(seen) < _LONGEST and "".join(seen.split()).strip(_AROUND) in _DITTO


_LONGEST = 10


def _without_ditto(own: Entry[str]) -> Entry[str]:
    """同上 and 〃 mean the cell above, as a blank does."""
    ditto = own.text in _NO_NAME or _is_ditto(own.text)
    return Entry(own.place, hidden=own.hidden) if ditto else own


def _as_above(row: Indicator, above: Indicator | None) -> Indicator:
    """The row with the texts of the row above where it says 同上; a value that says so is open."""
    said = {name: entry for name in _TEXTS if _is_ditto((entry := getattr(row, name)).text)}
    values = {name: entry for name in _VALUES if _is_ditto((entry := getattr(row, name)).text)}
    if not (said or values):
        return row
    texts = {
        name: replace(getattr(above, name), place=entry.place) if above else Entry(entry.place)
        for name, entry in said.items()
    }
    how = "不能确认是哪个数"
    open_values: dict[str, Entry[Any]] = {
        name: Entry(entry.place, entry.text, None, State.UNREADABLE, how, hidden=entry.hidden)
        for name, entry in values.items()
    }
    return replace(row, **texts, **open_values)


_TEXTS = ("comparison", "unit_of_measure", "description", "reason", "measure", "evidence")
_VALUES = ("target", "actual")


_LONGEST_LEVEL = 20


def _is_remark(view: View, number: int) -> bool:
    """A long text alone in its row is a remark below or between, no level 1."""
    cells = view.sheet.rows[number]
    return len(cells) == 1 and len(shown(*cells.values())) > _LONGEST_LEVEL


def _filled(own: Entry[str], above: Entry[str] | None) -> Entry[str]:
    if own.state is not _BLANK or above is None or above.broken:
        return own
    return replace(above, place=own.place)


def _plan(table: Table, year: int | None) -> list[tuple[Reader, int]]:
    """How each column is read, and which it is."""
    return [
        (_reader(field, year), table.columns.get(field.attribute, 0))
        for field in schema.INDICATOR_FIELDS
    ]


def _reader(field: Field, year: int | None) -> Reader:
    if field.kind is ValueKind.QUANTITY:
        return partial(cell_values.quantity, year=year)
    return cell_values.line if field.attribute in _ONE_LINE else READERS[field.kind]


def _totals(view: View, table: Table, number: int, rows: Sequence[Indicator]) -> Totals:
    """What the 合计 row states; without such a row nothing, the places are the headers'.

    A sum of the workbook's own over too few rows is no statement of the department's.
    """
    stated = number != table.header_row
    entries = {}
    for attribute in ("weight", "self_score", "review_score"):
        column = table.columns.get(attribute, 0)
        entry = view.read(_STATED, number, column)
        formula = _formula(view, number, column)
        if not stated or _sums_too_few(formula, column, rows):
            entry = Entry(view.place(number, column))
        entries[attribute] = entry
    return Totals(**entries)


def _formula(view: View, number: int, column: int) -> str:
    """The formula of a cell; one that is shared names no cells: it is that of the row, moved."""
    own = view.sheet.formulas.get((number, column))
    if own != "":
        return own or ""
    letters = column_letters(column)
    for (row, other), formula in view.sheet.formulas.items():
        if row == number and formula:
            return re.sub(rf"(?<![A-Z]){column_letters(other)}(?=\$?[0-9])", letters, formula)
    return ""


_CELLS = re.compile(
    r"(?<![A-Z0-9_!.'$])\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?(?![A-Z0-9_(!])",
    re.IGNORECASE | re.ASCII,
)
"""Cells and areas of the same sheet in a formula."""


def _sums_too_few(formula: str, column: int, rows: Sequence[Indicator]) -> bool:
    """The formula adds up cells of the column, but not all of its indicators."""
    own = column_letters(column)
    areas = [
        (int(first), int(last or first))
        for left, first, _, last in _CELLS.findall(formula)
        if left.upper() == own
    ]
    return bool(areas) and any(
        not any(first <= row.name.place.row <= last for first, last in areas) for row in rows
    )
