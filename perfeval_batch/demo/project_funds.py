"""Makes up the funds of a demo project: sources and uses that add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from perfeval_batch import schema
from perfeval_batch.demo.project_year import GOOD, Fortune
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
    def remainder(self) -> Decimal:
        """What was not spent."""
        return self.total[1] - self.total[3]

    @property
    def rate(self) -> Decimal:
        """预算执行率, percent."""
        return self.total[3] / self.total[1] * 100

    @property
    def adjusted(self) -> bool:
        """The budget changed during the year."""
        return self.total[0] != self.total[1]

    @property
    def score(self) -> Decimal:
        """The score of 预算执行率."""
        reached = rate(self.total[3], self.total[1])
        return execution_score(WEIGHT, reached if reached is not None else Decimal(0))


def spend(uses: Sequence[str], fortune: Fortune, before: Money | None, rng: Random) -> Money:
    """Draw the funds of a project: how much of its budget it spent depends on its fortune.

    Args:
        uses: what such projects spend money on.
        fortune: how the project fares.
        before: its funds of the year before, whose remainder it carries over.
        rng: the project's randomness.
    """
    at = rng.randrange(len(_SIZES) - 1)
    budget = Decimal(rng.randrange(_SIZES[at] * 100, _SIZES[at + 1] * 100)) / 100
    executed, least = budget, fortune.least
    if before is not None:
        budget = executed = rounded(before.total[1] * Decimal(rng.randrange(96, 112)) / 100)
        least = max(least, int(before.total[3] / before.total[1] * 1000))
    if fortune is not GOOD or rng.random() < _LEFT_OVER:
        share = Decimal(rng.randrange(least, max(least, fortune.most) + 1)) / 1000
        executed = min(budget, rounded(budget * share))
    arrived = rng.choice((budget, budget, budget, rounded((budget + executed) / 2)))
    initial = rng.choice((budget, budget, budget, rounded(budget * Decimal("1.06"))))
    total = (initial, budget, arrived, executed)
    if before is None:
        return Money(total, _sources(total, rng), _uses(uses, executed, rng))
    return Money(total, _carried(total, before.remainder), _uses(uses, executed, rng))


_LEFT_OVER = 0.55
"""The share of the well-run projects that leave something over."""


def _carried(total: tuple[Decimal, ...], remainder: Decimal) -> dict[str, tuple[Decimal, ...]]:
    """What was left last year comes first and is spent; the rest is this year's money."""
    fiscal, carried, *_ = schema.SOURCES
    part = min(remainder, *total)
    if part <= 0 or part < remainder:
        return {fiscal: total}
    return {
        fiscal: tuple(amount - part for amount in total),
        carried: tuple(part for _ in total),
    }


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
