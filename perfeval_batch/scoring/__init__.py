"""Project in, Assessment out: all arithmetic of the evaluation, in Decimal, and nothing else.

Formulas of 财预〔2020〕10号: 预算执行率 = 全年执行数 ÷ 全年预算数, its score is linear in it and
at most its 分值; totals are sums of the rows. Rounding is ROUND_HALF_UP.
"""

from __future__ import annotations

from perfeval_batch.scoring.achievement import due_score
from perfeval_batch.scoring.assessing import assess
from perfeval_batch.scoring.rates import (
    HUNDRED,
    as_printed,
    execution_score,
    execution_score_differs,
    overspent,
    rate,
)
from perfeval_batch.scoring.tallies import (
    CARRIED_OVER,
    carried_over,
    deducted,
    deductions,
    evidence,
    figures,
    level_figures,
    persons,
)
from perfeval_batch.wording import CENT, rounded

__all__ = [
    "CARRIED_OVER",
    "CENT",
    "HUNDRED",
    "as_printed",
    "assess",
    "carried_over",
    "deducted",
    "deductions",
    "due_score",
    "evidence",
    "execution_score",
    "execution_score_differs",
    "figures",
    "level_figures",
    "overspent",
    "persons",
    "rate",
    "rounded",
]
