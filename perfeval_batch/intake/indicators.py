"""The sheet 绩效指标 → the indicators and what the 合计 row states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from perfeval_batch import schema
from perfeval_batch.intake import layout
from perfeval_batch.intake.cells import shown
from perfeval_batch.intake.layout import Table
from perfeval_batch.intake.view import View
from perfeval_batch.model import Entry, Indicator, State, Totals
from perfeval_batch.schema import ValueKind
from perfeval_batch.values import replace

REQUIRED = ("level1", "level2", "name", "target", "actual", "weight", "self_score")
_LEVELS = ("level1", "level2", "name")
_TOTAL = frozenset({"合计", "总计", "总分"})
_SUMS = _TOTAL | {"小计"}
_ONE_LINE = frozenset({"name", "comparison", "unit_of_measure"})


def locate(view: View) -> tuple[Table, tuple[str, ...]]:
    """Find the table; name the required headers that are not there, or are there twice."""
    table = layout.table(view.sheet, schema.INDICATOR_FIELDS)
    return table, layout.lacking(table, schema.INDICATOR_FIELDS, REQUIRED)


def read(view: View, table: Table, year: int | None) -> tuple[tuple[Indicator, ...], Totals]:
    """Read every row that is an indicator, below the 合计 row too.

    Args:
        view: the sheet.
        table: as located.
        year: 评价年度, for targets that name no year.
    """
    levels = _Levels()
    rows: list[Indicator] = []
    total = 0
    for number in _data_rows(view, table):
        word = _sum_word(view, table, number)
        if word in _TOTAL:
            total = number
        elif not word:
            level1, level2 = levels.take(view, table, number)
            if _is_indicator(view, table, number, below=bool(total)):
                rows.append(_indicator(view, table, number, year, level1, level2))
    return tuple(rows), _totals(view, table, total or table.header_row)


def _data_rows(view: View, table: Table) -> Iterator[int]:
    """The rows below the header, without headers that are repeated for printing."""
    title = layout.key_of(view.content(table.header_row, table.columns["weight"]))
    for number in view.sheet.rows:
        if number >= table.first_row:
            weight = layout.key_of(view.content(number, table.columns["weight"]))
            if not weight or weight != title:
                yield number


def _sum_word(view: View, table: Table, number: int) -> str:
    """合计 or 小计, when the row is one; the word stands in its first cell or in a name's."""
    cells = view.sheet.rows[number]
    columns = table.columns
    for column in (min(cells), *(columns[each] for each in _LEVELS)):
        word = layout.key_of(cells.get(column))
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
    return any(
        view.filled(number, table.columns[attribute]) for attribute in schema.MARKING_ATTRIBUTES
    )


_SCORES = ("weight", "self_score")
_OPEN = (State.ERROR, State.UNCALCULATED)


@dataclass(slots=True)
class _Levels:
    """The level names that blank cells below them take over, as merged cells do."""

    level1: Entry[str] | None = None
    level2: Entry[str] | None = None

    def take(self, view: View, table: Table, number: int) -> tuple[Entry[str], Entry[str]]:
        """The row's own names, or those from above; a new level 1 starts without a level 2."""
        if _is_remark(view, number):
            return self.level1 or Entry(view.place(number)), Entry(view.place(number))
        own1 = view.line(number, table.columns["level1"])
        own2 = view.line(number, table.columns["level2"])
        if not own1.blank:
            self.level1, self.level2 = own1, None
        if not own2.blank:
            self.level2 = own2
        return _filled(own1, self.level1), _filled(own2, self.level2)


_LONGEST_LEVEL = 20


def _is_remark(view: View, number: int) -> bool:
    """A long text alone in its row is a remark below or between, no level 1."""
    cells = list(view.sheet.rows[number].values())
    return len(cells) == 1 and len(shown(cells[0])) > _LONGEST_LEVEL


def _filled(own: Entry[str], above: Entry[str] | None) -> Entry[str]:
    if not own.blank or above is None or above.broken:
        return own
    return replace(above, place=own.place)


def _indicator(
    view: View,
    table: Table,
    number: int,
    year: int | None,
    level1: Entry[str],
    level2: Entry[str],
) -> Indicator:
    entries: dict[str, Entry[object]] = {"level1": level1, "level2": level2}
    for field in schema.INDICATOR_FIELDS[2:]:
        column = table.columns.get(field.attribute, 0)
        if field.attribute in _ONE_LINE:
            entries[field.attribute] = view.line(number, column)
            continue
        more = (year,) if field.kind is ValueKind.QUANTITY else ()
        entries[field.attribute] = view.entry(field.kind, number, column, *more)
    return Indicator(**entries)  # type: ignore[arg-type]  # each is of its field's kind


def _totals(view: View, table: Table, number: int) -> Totals:
    """What the 合计 row states; without such a row nothing, the places are the headers'."""
    stated = number != table.header_row
    entries = {}
    for attribute in ("weight", "self_score", "review_score"):
        column = table.columns.get(attribute, 0)
        entry = view.stated(ValueKind.POINTS, number, column)
        entries[attribute] = entry if stated else Entry(view.place(number, column))
    return Totals(**entries)
