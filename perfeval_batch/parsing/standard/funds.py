"""The sheet 资金情况 → Funds: the funds table, then the use-of-funds table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from perfeval_batch import schema
from perfeval_batch.model import Funds, FundsRow, Use
from perfeval_batch.parsing import cell_values, headers
from perfeval_batch.parsing.headers import Table
from perfeval_batch.parsing.sheet_view import READERS, Reader, View, stated
from perfeval_batch.reading.grid import LAST_ROW
from perfeval_batch.schema import USE_FIELDS, Field, ValueKind
from perfeval_batch.values import Value, replace

REQUIRED = ("source", "budget", "arrived", "executed")
_AMOUNTS = ("initial_budget", "budget", "arrived", "executed")
_HEADERS = headers.keys(schema.FUNDS_FIELDS)
_USE_HEADERS = headers.keys(schema.USE_FIELDS)
_NAMES = {headers.key(name): name for name in (schema.TOTAL_SOURCE, *schema.SOURCES)}
_RATE = stated(cell_values.rate)
_NO_USES = frozenset({"合计", "小计", "总计", USE_FIELDS[0].name})
_REMARK = re.compile(r"(?:注|备注|说明|填报说明)[:：]")
_OF_WHICH = re.compile(r"^其中[:,]?")


class Located(Value, frozen=True):
    """The funds table and the row of each source."""

    table: Table
    rows: dict[str, int]


def locate(view: View) -> tuple[Located, tuple[str, ...]]:
    """Find the funds table; name the required headers and rows that are not there."""
    table = headers.table(view.sheet, _HEADERS)
    lacking = headers.lacking(table, schema.FUNDS_FIELDS, REQUIRED)
    if lacking:
        return Located(table, {}), lacking
    rows = _rows(view, table)
    return Located(table, rows), () if schema.TOTAL_SOURCE in rows else (schema.TOTAL_SOURCE,)


def read(view: View, located: Located) -> Funds:
    """Read both tables; of the first, the rows that the contract names."""
    table, units = located.table, _units(view, located.table)
    plan = [_reader(field, table, units) for field in schema.FUNDS_FIELDS]
    rows = {name: _row(view, at, name, plan) for name, at in located.rows.items()}
    return Funds(
        total=rows[schema.TOTAL_SOURCE],
        sources=tuple(rows[name] for name in schema.SOURCES if name in rows),
        uses=_uses(view, table, units),
    )


def _rows(view: View, table: Table) -> dict[str, int]:
    """The row of each source, by its name without 其中."""
    found: dict[str, int] = {}
    for number in view.sheet.rows:
        if number >= table.first_row:
            label = headers.key_of(view.content(number, table.columns["source"]))
            name = _NAMES.get(_OF_WHICH.sub("", label))
            if name is not None:
                found.setdefault(name, number)
    return found


def _units(view: View, table: Table) -> dict[str, str]:
    """What a bare number counts in each amount column: 万元, unless the sheet says otherwise."""
    whole = "万元"
    for number, row in view.sheet.rows.items():
        if number >= table.first_row:
            break
        for content in row.values():
            if isinstance(content, str):
                whole = headers.unit_line(content) or whole
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
    source, *entries = view.row(number, plan)
    return FundsRow(replace(source, text=name, value=name), *entries)


def _uses(view: View, funds: Table, units: dict[str, str]) -> tuple[Use, ...]:
    """The rows of the second table, which may stand above the first."""
    table = headers.table(view.sheet, _USE_HEADERS)
    columns = table.columns
    if not {"purpose", "amount"} <= set(columns):
        return ()
    unit = headers.unit_of(table.headers["amount"]) or units["executed"]
    end = funds.header_row if funds.header_row > table.header_row else LAST_ROW + 1
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
