"""Reads the sheet 资金情况: the funds table, then the use-of-funds table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial

from perfeval_batch import schema
from perfeval_batch.findings import Finding, Place
from perfeval_batch.model import Funds, FundsRow, Use
from perfeval_batch.parsing import cell_values, headers
from perfeval_batch.parsing.headers import Table
from perfeval_batch.parsing.sheet_view import READERS, Reader, View, stated
from perfeval_batch.reading.grid import LAST_ROW, Broken, Content, Formatted
from perfeval_batch.reading.refusals import TEMPLATE
from perfeval_batch.schema import USE_FIELDS, Field, ValueKind
from perfeval_batch.typed import numerals
from perfeval_batch.values import Value, replace

REQUIRED = ("source", "budget", "arrived", "executed")
_AMOUNTS = ("initial_budget", "budget", "arrived", "executed")
_SCORES = ("weight", "self_score", "review_score")
_SUMS = frozenset({"合计", "总计"})
_HEADERS = headers.keys(schema.FUNDS_FIELDS)
_USE_HEADERS = headers.keys(schema.USE_FIELDS)
_NAMES = {headers.key(name): name for name in (schema.TOTAL_SOURCE, *schema.SOURCES)}
_RATE = stated(cell_values.rate)
_NO_USES = frozenset({"合计", "小计", "总计", USE_FIELDS[0].name})
_REMARK = re.compile(r"(?:注|备注|说明|填报说明)[:：]")
_OF_WHICH = re.compile(r"^其中[:,：]?")


class Located(Value, frozen=True):
    """The funds table and its rows.

    Attributes:
        table: its header.
        uses: the header of the use-of-funds table, which may stand above the first.
        totals: the rows of 年度资金总额; there should be one.
        sources: the rows of sources with their names, those inserted by hand too.
        units: where the sheet says what its amounts count, and what.
    """

    table: Table
    uses: Table = headers.NOWHERE
    totals: tuple[int, ...] = ()
    sources: tuple[tuple[int, str], ...] = ()
    units: tuple[tuple[Place, str], ...] = ()


def locate(view: View) -> tuple[Located, tuple[str, ...]]:
    """Find the funds table; name the required headers and rows that are not there."""
    table = headers.table(view.sheet, _HEADERS)
    lacking = headers.lacking(table, schema.FUNDS_FIELDS, REQUIRED)
    if lacking:
        return Located(table), lacking
    located = _locate_rows(view, table, headers.table(view.sheet, _USE_HEADERS))
    return located, () if located.totals else (schema.TOTAL_SOURCE,)


def read(view: View, located: Located) -> Funds:
    """Read both tables; of the first, the total and every source."""
    table, units = located.table, _units(located)
    plan = [_reader(field, table, units) for field in schema.FUNDS_FIELDS]
    return Funds(
        total=_row(view, located.totals[0], schema.TOTAL_SOURCE, plan),
        sources=tuple(_row(view, at, name, plan) for at, name in located.sources),
        uses=_uses(view, located, units),
    )


def doubts(view: View, located: Located) -> Iterator[Finding]:
    """What is open about the table: several total rows that differ, an amount unit in doubt."""
    table, column = located.table, located.table.columns["source"]
    cells = [
        tuple(view.content(row, table.columns.get(each, 0)) for each in _AMOUNTS)
        for row in located.totals
    ]
    scores = [
        {view.content(row, table.columns.get(each, 0)) for row in located.totals}
        for each in _SCORES
    ]
    numbers = [{one for one in each if isinstance(one, Decimal | Formatted)} for each in scores]
    if len(set(cells)) > 1 or any(len(each) > 1 for each in numbers):
        where = "、".join(view.place(row, column).cell for row in located.totals)
        yield TEMPLATE.at(
            view.place(located.totals[0], column),
            f"“{schema.TOTAL_SOURCE}”有{len(cells)}行（{where}），内容不同，不能确认以哪一行为准。",
            f"请只保留一行“{schema.TOTAL_SOURCE}”。",
        )
    yield from _other_rows(view, located)
    yield from _unit_doubts(view, located.units)


def _other_rows(view: View, located: Located) -> Iterator[Finding]:
    """Rows of the table with amounts that are no source and not the total: none is passed over."""
    table, column = located.table, located.table.columns["source"]
    known = {*located.totals, *(row for row, _ in located.sources)}
    total = _amounts(view, table, located.totals[0])
    for row in view.sheet.rows:
        if row in known or not table.first_row <= row < _end(table, located.uses):
            continue
        label = headers.key_of(view.content(row, column))
        pairs = zip(_amounts(view, table, row), total, strict=True)
        stated = [(own, whole) for own, whole in pairs if isinstance(own, Decimal | Formatted)]
        if not label and any(own for own, _ in stated):
            yield TEMPLATE.at(
                view.place(row, column),
                "这一行有金额，但没有写资金来源。",
                "请写明资金来源，或删去这一行的金额。",
            )
        elif label in _SUMS and any(own != whole for own, whole in stated):
            yield TEMPLATE.at(
                view.place(row, column),
                f"“{label}”一行的金额与“{schema.TOTAL_SOURCE}”不同，不能确认以哪一行为准。",
                f"请只保留“{schema.TOTAL_SOURCE}”一行，或把金额改为一致。",
            )


def _amounts(view: View, table: Table, row: int) -> list[Content | None]:
    return [view.content(row, table.columns.get(each, 0)) for each in _AMOUNTS]


def _end(table: Table, uses: Table) -> int:
    """The row after the table's last: the other table may stand above or below."""
    return uses.header_row if uses.header_row > table.header_row else LAST_ROW + 1


def _unit_doubts(view: View, stated: Sequence[tuple[Place, str]]) -> Iterator[Finding]:
    """An amount unit that is none of ours, or two that contradict each other."""
    for place, seen in _texts(view):
        odd = headers.odd_unit(seen)
        if odd:
            yield TEMPLATE.at(
                place,
                f"金额单位写的是“{odd}”，不能按万元折算。",
                "请改为“金额单位：万元”，并按万元填写金额。",
            )
    if len({unit for _, unit in stated}) > 1:
        said = "、".join(f"{place.cell or '工作表名'}写“{unit}”" for place, unit in stated)
        yield TEMPLATE.at(
            stated[-1][0],
            f"金额单位前后不一致：{said}，不能确认以哪个为准。",
            "请统一写“金额单位：万元”，并按万元填写金额。",
        )


def _texts(view: View) -> Iterator[tuple[Place, str]]:
    """The texts of the sheet with their places."""
    for number, row in view.sheet.rows.items():
        for column, content in row.items():
            if isinstance(content, str):
                yield view.place(number, column), content


def _stated_units(view: View, *tables: Table) -> Iterator[tuple[Place, str]]:
    """Where the sheet says what its amounts count, headers of amounts aside; its name may too."""
    named = headers.unit_of(view.sheet.name)
    if named:
        yield view.place(), named
    own = {
        (table.header_row, table.columns.get(each, 0))
        for table in tables
        for each in (*_AMOUNTS, "amount")
    }
    for place, seen in _texts(view):
        if (place.row, place.column) not in own and (unit := headers.unit_line(seen)):
            yield place, unit


def _locate_rows(view: View, table: Table, uses: Table) -> Located:
    """The rows of the total and of each source, by their names without 其中."""
    end = _end(table, uses)
    totals: list[int] = []
    sources: list[tuple[int, str]] = []
    for number in view.sheet.rows:
        if not table.first_row <= number < end:
            continue
        label = headers.key_of(view.content(number, table.columns["source"]))
        name = _NAMES.get(_OF_WHICH.sub("", label), "")
        if name == schema.TOTAL_SOURCE:
            totals.append(number)
        elif name or _is_source(view, table, number, label):
            said = view.line(number, table.columns["source"]).text
            sources.append((number, name or _OF_WHICH.sub("", said)))
    units = tuple(_stated_units(view, table, uses))
    return Located(table, uses, tuple(totals), tuple(sources), units)


def _is_source(view: View, table: Table, number: int, label: str) -> bool:
    """A row that was inserted by hand: a name of its own and an amount."""
    named = bool(label) and label not in _NO_USES and not _OF_WHICH.match(label)
    amounts = (view.content(number, table.columns.get(each, 0)) for each in _AMOUNTS)
    return named and any(map(_is_amount, amounts))


def _is_amount(content: Content | None) -> bool:
    """A number, also one typed as text, or what should be one: an error, an open formula."""
    if isinstance(content, str):
        return numerals.amount(content.strip(), "万元")[0] is not None
    return isinstance(content, Decimal | Formatted | Broken)


def _units(located: Located) -> dict[str, str]:
    """What a bare number counts in each amount column: 万元, unless the sheet says otherwise."""
    table, stated = located.table, located.units
    above = [each for each in stated if each[0].row < table.first_row]
    whole = (above or stated)[-1][1] if stated else "万元"
    return {
        attribute: headers.unit_of(table.headers.get(attribute, "")) or whole
        for attribute in _AMOUNTS
    }


def _reader(field: Field, table: Table, units: dict[str, str]) -> tuple[Reader, int]:
    """How a column of the funds table is read, and which it is."""
    column = table.columns.get(field.attribute, 0)
    if field.kind is ValueKind.AMOUNT:
        return partial(cell_values.amount, unit=units[field.attribute]), column
    return _RATE if field.attribute == "rate" else READERS[field.kind], column


def _row(view: View, number: int, name: str, plan: Sequence[tuple[Reader, int]]) -> FundsRow:
    """A source's row, under the contract's name for it."""
    source, *entries = view.row(number, plan, through_merges=True)
    return FundsRow(replace(source, text=name, value=name), *entries)


def _uses(view: View, located: Located, units: dict[str, str]) -> tuple[Use, ...]:
    """The rows of the second table, which may stand above the first."""
    funds, table = located.table, located.uses
    columns = table.columns
    if not {"purpose", "amount"} <= set(columns):
        return ()
    unit = headers.unit_of(table.headers["amount"]) or units["executed"]
    end = _end(table, funds)
    plan = (
        (cell_values.line, columns["purpose"]),
        (partial(cell_values.amount, unit=unit), columns["amount"]),
        (cell_values.text, columns.get("note", 0)),
    )
    return tuple(
        Use(*view.row(number, plan))
        for number in view.sheet.rows
        if table.first_row <= number < end and _is_use(view, table, number)
    )


def _is_use(view: View, table: Table, number: int) -> bool:
    """The row says something and is no sum, title or remark across the columns."""
    purpose, amount = table.columns["purpose"], table.columns["amount"]
    if not (view.filled(number, purpose) or view.filled(number, amount)):
        return False
    said = view.content(number, purpose)
    across = view.sheet.right_edge(number, purpose) >= amount > purpose
    remark = isinstance(said, str) and _REMARK.match(said.strip()) is not None
    return not across and not remark and headers.key_of(said) not in _NO_USES
