"""A sample's filling in, a Project out, without a workbook in between: for arithmetic alone.

Only what needs no reading: numbers stay numbers, texts stay texts. What people type is
`intake`'s matter; the cases of tests/cases go through real workbooks.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from perfeval_batch import schema
from perfeval_batch.demo import samples
from perfeval_batch.findings import Place
from perfeval_batch.model import (
    CellValue,
    Entry,
    Facts,
    Filling,
    Funds,
    FundsRow,
    Indicator,
    Origin,
    Project,
    Quantity,
    State,
    Texts,
    Totals,
    Use,
)
from perfeval_batch.values import replace

WORKBOOK = "甲局/项目.xlsx"


def seed() -> Filling:
    """The seed's sample."""
    return samples.load(samples.names()[0])


def project(filling: Filling) -> Project:
    """The project that a workbook with this filling holds."""
    return Project(
        origin=Origin(WORKBOOK, schema.TEMPLATE_VERSION),
        facts=Facts(**_row(schema.FACTS, schema.FACT_FIELDS, filling.facts, 0)),
        funds=_funds(filling),
        indicators=tuple(
            Indicator(**_row(schema.INDICATORS, schema.INDICATOR_FIELDS, row, 4 + number))
            for number, row in enumerate(filling.indicators)
        ),
        totals=_totals(filling),
        texts=_texts(filling),
    )


def with_rows(filling: Filling, *rows: Mapping[str, CellValue]) -> Filling:
    """The same filling with other values in its first indicators, header → value."""
    changed = list(filling.indicators)
    for number, row in enumerate(rows):
        changed[number] = {**changed[number], **row}
    return replace(filling, indicators=tuple(changed))


def with_funds(filling: Filling, **values: CellValue) -> Filling:
    """The same filling with other values in 年度资金总额, header → value; no sources."""
    total = {**filling.funds[schema.TOTAL_SOURCE], **values}
    return replace(filling, funds={schema.TOTAL_SOURCE: total})


def _funds(filling: Filling) -> Funds:
    rows = {
        name: FundsRow(
            **_row(
                schema.FUNDS,
                schema.FUNDS_FIELDS,
                {**filling.funds.get(name, {}), schema.SOURCE_HEADER: name},
                4 + number,
            )
        )
        for number, name in enumerate((schema.TOTAL_SOURCE, *schema.SOURCES))
    }
    uses = tuple(
        Use(**_row(schema.FUNDS, schema.USE_FIELDS, use, 11 + number))
        for number, use in enumerate(filling.uses)
    )
    sources = tuple(rows[name] for name in schema.SOURCES)
    return Funds(rows[schema.TOTAL_SOURCE], sources, uses)


def _totals(filling: Filling) -> Totals:
    row = _row(
        schema.INDICATORS, schema.INDICATOR_FIELDS, filling.totals, 4 + len(filling.indicators)
    )
    return Totals(row["weight"], row["self_score"], row["review_score"])


def _texts(filling: Filling) -> Texts:
    fields = (schema.OVERVIEW, *schema.GRADE_FIELDS)
    single = _row(schema.CONCLUSION, fields, filling.texts, 0)
    lists: dict[str, Any] = {
        field.attribute: tuple(
            entry(item, Place(WORKBOOK, schema.CONCLUSION, 6 + number, column), field.kind)
            for number, item in enumerate(filling.lists.get(field.name, ()))
        )
        for column, field in enumerate(schema.LIST_FIELDS, 1)
    }
    return Texts(**single, **lists)


def _row(
    sheet: str, fields: tuple[schema.Field, ...], values: Mapping[str, CellValue], row: int
) -> dict[str, Any]:
    """Entries by attribute; a row of 0 means one field per row, the value in B."""
    return {
        field.attribute: entry(
            values.get(field.name),
            Place(WORKBOOK, sheet, row or 4 + number, number + 1 if row else 2),
            field.kind,
        )
        for number, field in enumerate(fields)
    }


def entry(value: CellValue, place: Place, kind: schema.ValueKind) -> Entry[Any]:
    """A cell that holds `value`; a text where a number is due cannot be read."""
    text = "" if value is None else str(value)
    if text in schema.BLANKS:
        return Entry(place, text)
    meant = _meant(value, kind)
    if meant is None and kind is not schema.ValueKind.DAY:
        return Entry(place, text, None, State.UNREADABLE, "不是数字")
    return Entry(place, text, meant, State.READ)


def _meant(value: CellValue, kind: schema.ValueKind) -> object:
    number = Decimal(value) if isinstance(value, int | Decimal) else None
    match kind:
        case schema.ValueKind.TEXT:
            return str(value)
        case schema.ValueKind.QUANTITY:
            return Quantity(number=number)
        case schema.ValueKind.DAY:
            return value if isinstance(value, date) else None
        case schema.ValueKind.YEAR:
            return None if number is None else int(number)
    return number
