"""Lists the projects that are to be re-scored by hand (抽查建议): must-check first, then drawn.

One list, for the summary, `review-sheet` and the desk; the same for the same seed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

from pandas import DataFrame

from perfeval_batch import wording
from perfeval_batch.findings import Severity
from perfeval_batch.model import Outcome
from perfeval_batch.scoring import HUNDRED
from perfeval_batch.summary import figures
from perfeval_batch.summary.figures import Account

SHARE = Fraction(1, 10)
"""Without a size, a tenth of the projects, at least `FEWEST`."""
FEWEST = 5
LARGE_SHARE = Fraction(1, 10)
"""The tenth with the largest budgets counts as large."""
DEVIATES = Decimal(10)
"""Percent of 偏离度 (PE705)."""
LOW_EXECUTION, HIGH_RATE = Decimal(80), Decimal(95)
MOST_WARNINGS = 5
MUST = Decimal(5)
"""Risk from which on a project has to be looked at."""
CERTAIN, DRAWN = "必查", "抽取"
"""How a project came onto the list."""
COPIED = "PE805"
BY_CHANCE = "无突出风险，随机抽取"
_TRIALS = 1 << 64


@dataclass(frozen=True, slots=True)
class Risk:
    """Why a project should be looked at, and how much that weighs."""

    reason: str
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Sample:
    """抽查建议.

    Attributes:
        listed: its projects, the riskiest first, with `risk` (one with twice the risk is drawn
            twice as likely), `why`, and `how` each came onto the list.
        certain: how many projects have to be looked at whatever is drawn; a small list has no
            room for all of them.
    """

    listed: DataFrame
    certain: int


def draw(account: Account) -> Sample:
    """List `Batch.sample` of the projects whose report was issued, the riskiest first.

    Those with a risk of `MUST` and more are on it whatever is drawn, as far as the size asked for
    goes; the others are drawn. Without a size: all of the former, and a tenth of the others.

    Weighted drawing without replacement after Efraimidis and Spirakis (2006): each project draws
    a number of its own from the seed and its source, so that the draw depends on no order, clock
    or machine, and one project more or less leaves the others' numbers as they are.
    """
    pool = _weighed(account)
    arrival = [
        _arrival(account.batch.seed, source) / weight
        for source, weight in figures.rows_of(pool, "source", "risk")
    ]
    how = [CERTAIN if risk >= MUST else DRAWN for risk in pool["risk"]]
    certain = [-risk if risk >= MUST else Decimal(0) for risk in pool["risk"]]
    listed = figures.with_columns(pool, arrival=arrival, how=how, certain=certain)
    listed = listed.sort_values(["certain", "arrival", "source"])
    wanted = account.batch.sample
    if wanted is None:
        wanted = how.count(CERTAIN) + size(how.count(DRAWN))
    first = listed[: max(0, wanted)].sort_values(["risk", "source"], ascending=[False, True])
    return Sample(first, how.count(CERTAIN))


def _weighed(account: Account) -> DataFrame:
    """The projects whose report was issued with `risk` and `why`; what is not scored is none."""
    issued = account.whole.issued
    pool = issued[issued["scored"].astype(bool)]
    large = _large_budget(pool["budget"].dropna().tolist())
    risks = [tuple(risks_of(outcome, large)) for outcome in pool["outcome"]]
    return figures.with_columns(
        pool,
        risk=[sum((risk.weight for risk in each), Decimal(1)) for each in risks],
        why=["；".join(risk.reason for risk in each) or BY_CHANCE for each in risks],
    )


def size(available: int) -> int:
    """How many are drawn when nothing is asked for: a tenth, at least `FEWEST` if there are."""
    return min(max(FEWEST, ceil(available * SHARE)), available)


def risks_of(outcome: Outcome, large: Decimal | None) -> Iterator[Risk]:
    """Amount, deviation, low execution with high marks, full marks, copied texts, warnings."""
    budget, execution, reached = (
        outcome.figures.budget,
        outcome.execution_rate,
        outcome.indicator_rate,
    )
    stated, reviewed = outcome.figures.self_score, outcome.figures.review_score
    deviation = figures.deviation(stated, reviewed)
    if budget is not None and large is not None and budget >= large:
        yield Risk(f"预算金额居本批次前10%（{wording.known(budget, 6)}万元）", Decimal(3))
    if deviation is not None and abs(deviation) > DEVIATES:
        yield Risk(f"自评与复核偏离{wording.known(deviation)}%", Decimal(4))
    low = execution is not None and execution < LOW_EXECUTION
    if low and reached is not None and reached >= HIGH_RATE:
        rates = f"执行率{wording.known(execution)}%，指标得分率却达{wording.known(reached)}%"
        yield Risk(rates, Decimal(5))
    if stated == HUNDRED:
        yield Risk("自评满分", Decimal(2))
    if any(finding.code == COPIED for finding in outcome.findings):
        yield Risk("文字与其他项目几乎相同", Decimal(2))
    if warnings := outcome.count(Severity.WARNING):
        yield Risk(f"警告{warnings}条", Decimal(min(warnings, MOST_WARNINGS)) / 2)


def _large_budget(budgets: Sequence[Decimal]) -> Decimal | None:
    """The budget from which on a project counts as large; None of too few projects."""
    if len(budgets) <= FEWEST:
        return None
    return sorted(budgets, reverse=True)[ceil(len(budgets) * LARGE_SHARE) - 1]


def _arrival(seed: int, source: str) -> Decimal:
    """−ln u of a number u in (0, 1] that seed and source give."""
    digest = hashlib.sha256(f"{seed}\n{source}".encode("utf-8", "surrogatepass")).digest()
    number = int.from_bytes(digest[:8], "big") + 1
    return -(Decimal(number) / _TRIALS).ln()
