"""The sheet 资金情况 → Funds: the funds table, then the use-of-funds table."""

from __future__ import annotations

import re

from perfeval_batch import schema
from perfeval_batch.intake import layout
from perfeval_batch.intake.cells import LAST_ROW
from perfeval_batch.intake.layout import Table
from perfeval_batch.intake.view import View
from perfeval_batch.model import Entry, Funds, FundsRow, Use
from perfeval_batch.schema import USE_FIELDS, ValueKind
from perfeval_batch.values import Value, replace

REQUIRED = ("source", "budget", "arrived", "executed")
_AMOUNTS = ("initial_budget", "budget", "arrived", "executed")
_NO_USES = frozenset({"合计", "小计", "总计", USE_FIELDS[0].name})
_REMARK = re.compile(r"(?:注|备注|说明|填报说明)[:：]")
_OF_WHICH = re.compile(r"^其中[:,]?")


class Located(Value, frozen=True):
    """The funds table and the row of each source."""

    table: Table
    rows: dict[str, int]


def locate(view: View) -> tuple[Located, tuple[str, ...]]:
    """Find the funds table; name the required headers and rows that are not there."""
    table = layout.table(view.sheet, schema.FUNDS_FIELDS)
    lacking = layout.lacking(table, schema.FUNDS_FIELDS, REQUIRED)
    if lacking:
        return Located(table, {}), lacking
    rows = _rows(view, table)
    return Located(table, rows), () if schema.TOTAL_SOURCE in rows else (schema.TOTAL_SOURCE,)


def read(view: View, located: Located) -> Funds:
    """Read both tables; of the first, the rows that the contract names."""
    table, units = located.table, _units(view, located.table)
    rows = {name: _row(view, table, at, name, units) for name, at in located.rows.items()}
    return Funds(
        total=rows[schema.TOTAL_SOURCE],
        sources=tuple(rows[name] for name in schema.SOURCES if name in rows),
        uses=_uses(view, table, units),
    )


def _rows(view: View, table: Table) -> dict[str, int]:
    """The row of each source, by its name without 其中."""
    names = {layout.key(name): name for name in (schema.TOTAL_SOURCE, *schema.SOURCES)}
    found: dict[str, int] = {}
    for number in view.sheet.rows:
        if number >= table.first_row:
            label = layout.key_of(view.content(number, table.columns["source"]))
            name = names.get(_OF_WHICH.sub("", label))
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
                whole = layout.unit_line(content) or whole
    return {
        attribute: layout.unit_of(table.headers.get(attribute, "")) or whole
        for attribute in _AMOUNTS
    }


def _row(view: View, table: Table, number: int, name: str, units: dict[str, str]) -> FundsRow:
    """A source's row, under the contract's name for it."""
    source = replace(view.text(number, table.columns["source"]), text=name, value=name)
    entries: dict[str, Entry[object]] = {"source": source}
    for field in schema.FUNDS_FIELDS[1:]:
        column = table.columns.get(field.attribute, 0)
        if field.kind is ValueKind.AMOUNT:
            unit = units[field.attribute]
            entries[field.attribute] = view.entry(field.kind, number, column, unit)
        elif field.attribute == "rate":
            entries[field.attribute] = view.stated(field.kind, number, column)
        else:
            entries[field.attribute] = view.entry(field.kind, number, column)
    return FundsRow(**entries)  # type: ignore[arg-type]  # each is of its field's kind


def _uses(view: View, funds: Table, units: dict[str, str]) -> tuple[Use, ...]:
    """The rows of the second table, which may stand above the first."""
    table = layout.table(view.sheet, schema.USE_FIELDS)
    columns = table.columns
    if not {"purpose", "amount"} <= set(columns):
        return ()
    unit = layout.unit_of(table.headers["amount"]) or units["executed"]
    end = funds.header_row if funds.header_row > table.header_row else LAST_ROW + 1
    return tuple(
        Use(
            purpose=view.line(number, columns["purpose"]),
            amount=view.entry(ValueKind.AMOUNT, number, columns["amount"], unit),
            note=view.text(number, columns.get("note", 0)),
        )
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
    return not across and not remark and layout.key_of(said) not in _NO_USES
