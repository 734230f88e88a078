"""Rates and the score of 预算执行率: quotients of amounts, rounded half up."""

from __future__ import annotations

from decimal import Decimal

from perfeval_batch.model import Entry, Project
from perfeval_batch.schemes import Execution, Scheme
from perfeval_batch.wording import rounded

HUNDRED = Decimal(100)


def rate(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """`part` in percent of `whole`, unrounded; None when one is unknown, negative or 0 below."""
    if part is None or whole is None or whole <= 0 or part < 0:
        return None
    return part / whole * HUNDRED


def as_printed(score: Decimal, scheme: Scheme) -> Decimal:
    """A score with the decimals that the scheme's reports have; a grade follows from that."""
    return rounded(score, Decimal(1).scaleb(-scheme.numbers.score_decimals))


def execution_score(
    weight: Decimal, execution_rate: Decimal, scheme: Scheme | None = None
) -> Decimal:
    """分值 × 执行率, at most 分值 (财预〔2020〕10号), or as the scheme has it; 2 decimals."""
    due = (scheme.execution if scheme else Execution()).score(weight, execution_rate)
    return rounded(due)


def execution_score_differs(
    stated: Entry[Decimal],
    project: Project,
    scheme: Scheme,
) -> Decimal | None:
    """The execution score that should stand in `stated`, when another one stands there (PE208).

    Silent (None) when weight, budget or executed amount have an error of their own.
    """
    total = project.funds.total
    weight, budget, executed = total.weight.value, total.budget.value, total.executed.value
    execution_rate = rate(executed, budget)
    if stated.value is None or weight is None or weight <= 0 or execution_rate is None:
        return None
    if overspent(project, scheme) or not 0 <= stated.value <= weight:
        return None
    due = execution_score(weight, execution_rate, scheme)
    return due if abs(due - stated.value) > scheme.tolerance else None


def overspent(project: Project, scheme: Scheme) -> bool:
    """全年执行数 is more than 全年预算数 by more than the tolerance (PE205)."""
    budget, executed = project.funds.total.budget.value, project.funds.total.executed.value
    if budget is None or executed is None or budget <= 0:
        return False
    return executed - budget > scheme.tolerance
