"""Projects made for the report's tests: the seed's facts, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from perfeval_batch.findings import Place
from perfeval_batch.model import (
    Entry,
    Funds,
    FundsRow,
    Indicator,
    Origin,
    Project,
    Quantity,
    State,
    Use,
)
from perfeval_batch.parsing import cell_values
from perfeval_batch.values import Value, replace
from tests.rules import build

T = TypeVar("T", bound=Value)
WORKBOOK = "某局/样例.xlsx"


def entry(value: Any, sheet: str = "基本情况", row: int = 1, column: int = 2) -> Entry[Any]:  # noqa: ANN401  # whatever a cell can hold
    """A cell: None is blank, a Quantity is given by its text and value."""
    place = Place(WORKBOOK, sheet, row, column)
    if value is None or value == "":
        return Entry(place)
    if isinstance(value, tuple):
        return Entry(place, value[0], value[1], State.READ)
    if isinstance(value, date):
        return Entry(place, value.isoformat(), value, State.READ)
    return Entry(place, str(value), value, State.READ)


def points(text: str | None) -> Entry[Decimal]:
    """A number."""
    return entry(None if text is None else Decimal(text))


def number(text: str | None, unit: str = "") -> Entry[Quantity]:
    """A target or actual value that is a number."""
    return entry(
        None if text is None else (f"{text}{unit}", Quantity(number=Decimal(text), unit=unit))
    )


def words(text: str) -> Entry[Quantity]:
    """A target or actual value in words."""
    return entry((text, Quantity()))


def cells(given: Mapping[str, Any] | None) -> dict[str, Entry[Any]]:
    """What is given as cells, by attribute."""
    every = (given or {}).items()
    return {name: each if isinstance(each, Entry) else entry(each) for name, each in every}


def named(kind: type[T], given: Mapping[str, Any]) -> T:
    """A row of the model: what is not given is blank."""
    return kind(**cells({**dict.fromkeys(kind.__struct_fields__), **given}))


def indicator(
    level1: str,
    level2: str,
    name: str,
    weight: str,
    score: str,
    **more: Any,  # noqa: ANN401  # whatever cells can hold
) -> Indicator:
    """An indicator, self and review score alike unless said otherwise."""
    row = {"level1": level1, "level2": level2, "name": name, "weight": Decimal(weight)}
    row |= {"self_score": Decimal(score), "review_score": Decimal(score)} | more
    return named(Indicator, row)


SEED = build.project(build.seed())
INDICATORS = SEED.indicators


def project(
    facts: Mapping[str, Any] | None = None,
    total: Mapping[str, Any] | None = None,
    indicators: Sequence[Indicator] = INDICATORS,
    *,
    uses: Sequence[tuple[str | None, str | None]] = (("老旧小区改造", "6313.66"),),
    sources: Sequence[str] = ("当年财政拨款", "上年结转资金", "其他资金"),
    lists: Mapping[str, Sequence[str]] | None = None,
) -> Project:
    """The seed's project, but for what is given."""
    first, other = (
        dict.fromkeys(("initial_budget", "budget", "arrived", "executed"), Decimal(amount))
        for amount in ("6313.66", "0")
    )
    texts = {
        name: tuple(one for each in items for one in cell_values.list_items(entry(each)))
        for name, items in (lists or {}).items()
    }
    return replace(
        SEED,
        origin=Origin(WORKBOOK),
        facts=replace(SEED.facts, **cells(facts)),
        funds=Funds(
            total=replace(SEED.funds.total, **cells(total)),
            sources=tuple(
                named(FundsRow, {"source": name, **(other if number else first)})
                for number, name in enumerate(sources)
            ),
            uses=tuple(
                Use(entry(purpose), points(amount), entry(None)) for purpose, amount in uses
            ),
        ),
        indicators=tuple(indicators),
        texts=replace(SEED.texts, **texts),
    )
