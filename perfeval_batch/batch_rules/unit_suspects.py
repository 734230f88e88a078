"""PE212 over the batch: amounts that are 10,000 times those of the roster, or out of all scale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from statistics import median

from perfeval_batch import wording
from perfeval_batch.batch_rules.against_roster import match
from perfeval_batch.findings import Finding, Place, Severity
from perfeval_batch.model import Due, Outcome

CODE, NAME = "PE212", "unit-suspect"
"""The kind has its page in the rules over one project."""
_YUAN = Decimal(10_000)
_CENT_OF_YUAN = _YUAN / 100
_LEAST_BATCH = 8
"""So many projects with a budget show what is usual."""
_OUT_OF_SCALE = 500
"""From so many times the usual budget on an amount is out of scale."""


def find_suspects(
    outcomes: Sequence[Outcome], roster: Sequence[Due] = ()
) -> dict[str, tuple[Finding, ...]]:
    """Key → PE212, for workbooks whose own texts did not show it already.

    Args:
        outcomes: of the workbooks that could be read.
        roster: what is due, with 年初预算数.
    """
    open_ = [each for each in outcomes if not _said(each)]
    matched = match([due.identity for due in roster], [each.identity for each in open_])
    budgets = sorted(each.figures.budget for each in outcomes if each.figures.budget)
    usual = median(budgets) if len(budgets) >= _LEAST_BATCH else None
    found: dict[str, tuple[Finding, ...]] = {}
    for outcome, number in zip(open_, matched, strict=True):
        due = roster[number].budget if number is not None else None
        why = next(_reasons(outcome, due, budgets, usual), None)
        if why is not None:
            found[outcome.key] = (why,)
    return found


def _said(outcome: Outcome) -> bool:
    return any(each.code == CODE for each in outcome.findings)


def _reasons(
    outcome: Outcome, due: Decimal | None, budgets: Sequence[Decimal], usual: Decimal | None
) -> Iterator[Finding]:
    """Why its amounts may be 元: against the roster, then against all budgets, ascending."""
    figures = outcome.figures
    for label, amount in (("年初预算数", figures.initial_budget), ("全年预算数", figures.budget)):
        if due and amount and abs(amount - due * _YUAN) <= _CENT_OF_YUAN:
            told = f"正好是项目名册中年初预算数{wording.number(due)}万元的一万倍"
            yield _suspect(outcome, label, amount, told)
    budget = figures.budget
    if budget is None or usual is None:
        return
    if budget > usual * _OUT_OF_SCALE and budgets[0] <= budget / _YUAN <= budgets[-2]:
        told = "是同批项目一般规模的数百倍"
        yield _suspect(outcome, "全年预算数", budget, told)


def _suspect(outcome: Outcome, label: str, amount: Decimal, told: str) -> Finding:
    place = outcome.identity.places.get("全年预算数", Place(outcome.source))
    return Finding(
        place,
        CODE,
        NAME,
        Severity.ERROR,
        f"{label}{wording.number(amount)}万元{told}，疑似以元为单位填写。",
        f"请核对单位；如是{wording.number(amount)}元，应填{wording.number(amount / _YUAN)}；"
        "确为这么多万元的，请在疑点核实单中说明。",
    )
