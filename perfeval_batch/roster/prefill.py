"""Writes one pre-filled workbook per project of a roster, in department folders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from perfeval_batch import blank, files, schema
from perfeval_batch.files import Claim
from perfeval_batch.findings import Kind
from perfeval_batch.model import CellValue, Entry, Filling, Quantity
from perfeval_batch.roster.roster_entries import Approved, Listed, Roster
from perfeval_batch.roster.roster_reader import SchemeOf
from perfeval_batch.schema import FACT_FIELDS, FUNDS_FIELDS, INDICATOR_FIELDS
from perfeval_batch.schemes import Scheme
from perfeval_batch.values import Value


class LastProblems(Value, frozen=True):
    """What last year's evaluation of a project found, and what was to be done about it."""

    problems: str
    measures: str


_FACTS = ("name", "code", "department", "unit", "category", "scheme")


def prefilled(
    roster: Roster,
    scheme_of: SchemeOf,
    checks: Sequence[Kind] = (),
    year: int | None = None,
    last: Sequence[LastProblems | None] = (),
) -> Iterator[tuple[str, bytes]]:
    """Write the workbook of each project: its path, with `/`, and its bytes.

    What the roster states is filled in and locked, the rest is open. Two projects never share a
    path (contract §2).

    Args:
        roster: without faults.
        scheme_of: the scheme that a name means.
        checks: the kinds of finding that 填写说明 lists.
        year: 评价年度, when it is fixed.
        last: what is known of each project's last year, in the roster's order; empty: nothing. The
            department says what was done about it.
    """
    paths = files.names([_claim(number, each) for number, each in enumerate(roster.projects)])
    for number, listed in enumerate(roster.projects):
        scheme = scheme_of(listed.scheme.text)
        if scheme is not None:
            made = filling(listed, scheme, year, last[number] if last else None)
            data = blank.write(made, scheme, checks, locking=True)
            yield paths[str(number)], data


def _claim(number: int, listed: Listed) -> Claim:
    return Claim(
        source=str(number),
        folder=files.safe_name(listed.department.text),
        stem=listed.name.text,
        suffix=".xlsx",
        code=listed.code.text,
        unit=listed.unit.text,
    )


def filling(
    listed: Listed, scheme: Scheme, year: int | None = None, last: LastProblems | None = None
) -> Filling:
    """What the bureau has fixed of a project's workbook."""
    facts: dict[str, CellValue] = {schema.field(FACT_FIELDS, "year").name: year}
    for attribute in _FACTS:
        entry: Entry[str] = getattr(listed, attribute)
        facts[schema.field(FACT_FIELDS, attribute).name] = entry.value
    facts[schema.field(FACT_FIELDS, "scheme").name] = scheme.name
    if last is not None and last.problems:
        facts[schema.field(FACT_FIELDS, "last_problems").name] = last.problems
        facts[schema.field(FACT_FIELDS, "last_measures").name] = last.measures or None
    budget, weight = (
        schema.field(FUNDS_FIELDS, each).name for each in ("initial_budget", "weight")
    )
    total = {budget: listed.initial_budget.value, weight: scheme.execution_weight}
    return Filling(
        facts=facts,
        funds={schema.TOTAL_SOURCE: total},
        uses=(),
        indicators=tuple(_indicator(row) for row in listed.indicators),
        totals={},
        texts={},
        lists={},
    )


def _indicator(row: Approved) -> dict[str, CellValue]:
    return {
        schema.field(INDICATOR_FIELDS, name).name: _value(getattr(row, name))
        for name in row.__struct_fields__
    }


def _value(entry: Entry[object]) -> CellValue:
    """A bare number as a number; whatever says more (`≥50个`, `12月底前`) as it stands."""
    value = entry.value
    if isinstance(value, Quantity):
        bare = value.number is not None and not value.unit and not value.comparison
        return value.number if bare and value.end is None else entry.text
    if entry.blank:
        return None
    return value if isinstance(value, str) or value is None else _number(entry)


def _number(entry: Entry[object]) -> CellValue:
    return entry.value  # type: ignore[return-value]  # a weight: Decimal
