"""Projects in, those to be re-scored by hand out: drawn by risk, the same for the same seed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

from perfeval_batch.findings import Severity
from perfeval_batch.model import Outcome
from perfeval_batch.scoring import HUNDRED
from perfeval_batch.summary import tally
from perfeval_batch.summary.tally import Account

SHARE = Fraction(1, 10)
"""Without a size, a tenth of the projects, at least `FEWEST`."""
FEWEST = 5
LARGE_SHARE = Fraction(1, 10)
"""The tenth with the largest budgets counts as large."""
DEVIATES = Decimal(10)
"""Percent of 偏离度 (PE705)."""
LOW_EXECUTION, HIGH_RATE = Decimal(80), Decimal(95)
MOST_WARNINGS = 5
COPIED = "PE805"
BY_CHANCE = "无突出风险，随机抽取"
_TRIALS = 1 << 64


@dataclass(frozen=True, slots=True)
class Risk:
    """Why a project should be looked at, and how much that weighs."""

    reason: str
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Pick:
    """A project that was drawn.

    Attributes:
        outcome: the project.
        weight: its risk: one with twice the weight is drawn twice as likely.
        reason: why, in plain Chinese.
    """

    outcome: Outcome
    weight: Decimal
    reason: str


def pick(account: Account) -> list[Pick]:
    """Draw `Batch.sample` of the projects whose report was issued, the riskiest first.

    Weighted drawing without replacement after Efraimidis and Spirakis (2006): each project draws
    a number of its own from the seed and its source, so that the draw depends on no order, clock
    or machine, and one project more or less leaves the others' numbers as they are.
    """
    pool = account.whole.issued
    large = _large_budget(pool)
    drawn = []
    for outcome in pool:
        risks = risks_of(outcome, large)
        weight = sum((risk.weight for risk in risks), Decimal(1))
        reason = "；".join(risk.reason for risk in risks) or BY_CHANCE
        drawn.append(
            (_arrival(account.batch.seed, outcome.source) / weight, outcome, weight, reason)
        )
    drawn.sort(key=lambda each: (each[0], each[1].source))
    picks = [Pick(outcome, weight, reason) for _, outcome, weight, reason in drawn[: size(account)]]
    return sorted(picks, key=lambda each: (-each.weight, each.outcome.source))


def size(account: Account) -> int:
    """How many are drawn: as asked, else a tenth, never more than there are."""
    available, asked = len(account.whole.issued), account.batch.sample
    wanted = max(FEWEST, ceil(available * SHARE)) if asked is None else asked
    return max(0, min(wanted, available))


def risks_of(outcome: Outcome, large: Decimal | None) -> tuple[Risk, ...]:
    """Amount, deviation, warnings, low execution with high marks, full marks, copied texts."""
    found = (
        _amount(outcome, large),
        _deviation(outcome),
        _execution(outcome),
        _full_marks(outcome),
        _copied(outcome),
        _warnings(outcome),
    )
    return tuple(risk for risk in found if risk is not None)


def _amount(outcome: Outcome, large: Decimal | None) -> Risk | None:
    budget = outcome.figures.budget
    if budget is None or large is None or budget < large:
        return None
    return Risk(f"预算金额居本批次前10%（{tally.amount(budget)}万元）", Decimal(3))


def _deviation(outcome: Outcome) -> Risk | None:
    deviation = tally.deviation(outcome)
    if deviation is None or abs(deviation) <= DEVIATES:
        return None
    return Risk(f"自评与复核偏离{tally.shown(deviation)}%", Decimal(4))


def _execution(outcome: Outcome) -> Risk | None:
    execution = outcome.execution_rate
    if execution is None or execution >= LOW_EXECUTION:
        return None
    reached = outcome.indicator_rate
    if reached is None or reached < HIGH_RATE:
        return None
    return Risk(
        f"执行率{tally.shown(execution)}%，指标得分率却达{tally.shown(reached)}%", Decimal(5)
    )


def _full_marks(outcome: Outcome) -> Risk | None:
    return Risk("自评满分", Decimal(2)) if outcome.figures.self_score == HUNDRED else None


def _copied(outcome: Outcome) -> Risk | None:
    if not any(finding.code == COPIED for finding in outcome.findings):
        return None
    return Risk("文字与其他项目几乎相同", Decimal(2))


def _warnings(outcome: Outcome) -> Risk | None:
    count = outcome.count(Severity.WARNING)
    if not count:
        return None
    return Risk(f"警告{count}条", Decimal(min(count, MOST_WARNINGS)) / 2)


def _large_budget(pool: Sequence[Outcome]) -> Decimal | None:
    """The budget from which on a project counts as large; None of too few projects."""
    budgets = sorted(
        (each.figures.budget for each in pool if each.figures.budget is not None), reverse=True
    )
    return budgets[ceil(len(budgets) * LARGE_SHARE) - 1] if len(budgets) > FEWEST else None


def _arrival(seed: int, source: str) -> Decimal:
    """−ln u of a number u in (0, 1] that seed and source give."""
    digest = hashlib.sha256(f"{seed}\n{source}".encode("utf-8", "surrogatepass")).digest()
    number = int.from_bytes(digest[:8], "big") + 1
    return -(Decimal(number) / _TRIALS).ln()
