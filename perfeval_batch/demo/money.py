"""A random number generator in, the funds of a project out: sources and uses that add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from perfeval_batch import schema
from perfeval_batch.model import CellValue
from perfeval_batch.schema import FUNDS_FIELDS
from perfeval_batch.scoring import execution_score, rate, rounded

WEIGHT = Decimal(10)
"""分值 of 预算执行率."""
AMOUNTS = ("initial_budget", "budget", "arrived", "executed")
_NAMES = tuple(schema.field(FUNDS_FIELDS, each).name for each in AMOUNTS)
_SIZES = (18, 45, 90, 160, 300, 520, 900, 1600, 3200)
"""万元; a project lies between two neighbours."""


@dataclass(frozen=True, slots=True)
class Money:
    """The funds of a project, 万元.

    Attributes:
        total: 年初预算数, 全年预算数, 实际到位数, 全年执行数.
        sources: the same by source.
        uses: 支出用途 and 金额.
    """

    total: tuple[Decimal, ...]
    sources: dict[str, tuple[Decimal, ...]]
    uses: tuple[tuple[str, Decimal], ...]

    @property
    def adjusted(self) -> bool:
        """The budget changed during the year."""
        return self.total[0] != self.total[1]

    @property
    def score(self) -> Decimal:
        """The score of 预算执行率."""
        reached = rate(self.total[3], self.total[1])
        return execution_score(WEIGHT, reached if reached is not None else Decimal(0))


def spend(uses: Sequence[str], rng: Random) -> Money:
    """Draw the funds of a project that spent nearly all it had."""
    at = rng.randrange(len(_SIZES) - 1)
    budget = Decimal(rng.randrange(_SIZES[at] * 100, _SIZES[at + 1] * 100)) / 100
    executed = budget
    if rng.random() < 0.55:  # noqa: PLR2004  # the share of projects that leave something over
        executed = rounded(budget * Decimal(rng.randrange(962, 1000)) / 1000)
    arrived = rng.choice((budget, budget, budget, rounded((budget + executed) / 2)))
    initial = rng.choice((budget, budget, budget, rounded(budget * Decimal("1.06"))))
    total = (initial, budget, arrived, executed)
    return Money(total, _sources(total, rng), _uses(uses, executed, rng))


def _sources(total: tuple[Decimal, ...], rng: Random) -> dict[str, tuple[Decimal, ...]]:
    """All from the budget, or a part carried over or from elsewhere, wholly spent."""
    fiscal, *others = schema.SOURCES
    if rng.random() < 0.7:  # noqa: PLR2004  # the share of projects with a single source
        return {fiscal: total}
    part = rounded(total[3] * Decimal(rng.randrange(30, 180)) / 1000)
    return {
        fiscal: tuple(amount - part for amount in total),
        rng.choice(others): tuple(part for _ in total),
    }


def _uses(uses: Sequence[str], executed: Decimal, rng: Random) -> tuple[tuple[str, Decimal], ...]:
    chosen = rng.sample(uses, rng.randrange(1, 5))
    parts = [Decimal(rng.randrange(20, 100)) for _ in chosen]
    amounts = [rounded(executed * part / sum(parts)) for part in parts]
    amounts[0] += executed - sum(amounts)
    return tuple(zip(chosen, amounts, strict=True))


def cells(money: Money, explanation: str | None) -> dict[str, dict[str, CellValue]]:
    """The funds table as the workbook shows it, without a review score."""
    rows: dict[str, dict[str, CellValue]] = {
        source: dict(zip(_NAMES, amounts, strict=True)) for source, amounts in money.sources.items()
    }
    total: dict[str, CellValue] = dict(zip(_NAMES, money.total, strict=True))
    total |= {"分值": WEIGHT, "自评得分": money.score, "说明": explanation}
    return {schema.TOTAL_SOURCE: total, **rows}
