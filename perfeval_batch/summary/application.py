"""结果应用建议: what follows for each project from grade, execution and money left.

The rules are the bureau's (settings of the scheme); what comes out is a suggestion, to be decided.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pandas import DataFrame

from perfeval_batch import wording
from perfeval_batch.schemes import Application
from perfeval_batch.summary import figures
from perfeval_batch.summary.figures import Account

FIRST, KEEP, CUT, DROP = "优先保障", "保障", "压减", "取消"
RECOVER, SUSPEND = "收回结余", "暂缓"
KINDS = (FIRST, KEEP, CUT, DROP, RECOVER, SUSPEND)
UNSCORED = "转移支付自评，不评分"
TOTAL = ("name", "projects", "budget", *KINDS, "amount")


def suggest(account: Account) -> DataFrame:
    """The projects whose report was issued, with `kind`, `suggestion`, `amount` and `ground`."""
    issued = account.whole.issued
    keys = ("grade", "execution_rate", "deviation", "budget", "unspent")
    rows = list(figures.rows_of(issued, *keys))
    told = [_suggestion(account, *row) for row in rows]
    grounds = [
        _ground(*row) if scored else f"{UNSCORED}，{_ground(*row)}"
        for row, scored in zip(rows, issued["scored"], strict=True)
    ]
    return figures.with_columns(
        issued,
        kind=(kind for kind, _, _ in told),
        suggestion=(text for _, text, _ in told),
        amount=(amount for _, _, amount in told),
        ground=grounds,
    )


def _suggestion(
    account: Account,
    grade: str | None,
    rate: Decimal | None,
    _deviation: Decimal | None,
    budget: Decimal | None,
    unspent: Decimal | None,
) -> tuple[str | None, str | None, Decimal | None]:
    """The gravest that applies, as words, and the money that it is about."""
    rules: Application = account.application
    if grade not in account.grades or budget is None:
        return None, None, None
    place = account.grades.index(grade)
    if place > figures.GOOD:
        return DROP, DROP, budget
    if rate is not None and rate < rules.suspend_below:
        return SUSPEND, SUSPEND, budget
    if place == figures.GOOD:
        percent = wording.number(rules.cut)
        return CUT, f"{CUT}{percent}%", wording.rounded(budget * rules.cut / 100)
    if rate is not None and rate < rules.recover_below and unspent:
        return RECOVER, RECOVER, unspent
    kind = (FIRST, KEEP)[place]
    return kind, kind, None


def _ground(
    grade: str | None,
    rate: Decimal | None,
    deviation: Decimal | None,
    _budget: Decimal | None,
    unspent: Decimal | None,
) -> str:
    told = [f"评价等级“{grade}”" if grade else "未评定等级"]
    if rate is not None:
        told.append(f"执行率{wording.percent(rate)}")
    if unspent:
        told.append(f"结余{wording.number(unspent)}万元")
    if deviation:
        told.append(f"自评与复核偏离{wording.percent(deviation)}")
    return "，".join(told)


def note(account: Account) -> str:
    """The rules, and that they are suggestions."""
    rules = account.application
    told = (FIRST, KEEP, f"{CUT}{wording.number(rules.cut)}%")
    steps = [f"为{grade}的{kind}" for grade, kind in zip(account.grades, told, strict=False)]
    if lower := "、".join(account.grades[len(told) :]):
        steps.append(f"为{lower}的{DROP}")
    return (
        "以下建议由系统按规则提出，供研究，以财政部门决定为准。规则：评价等级"
        f"{'，'.join(steps)}；执行率低于{wording.number(rules.suspend_below)}%的{SUSPEND}，"
        f"低于{wording.number(rules.recover_below)}%的{RECOVER}。"
    )


def totals(suggested: DataFrame) -> DataFrame:
    """By department: how many of each suggestion, and the money that they are about."""
    rows: list[tuple[Any, ...]] = []
    for name, part in sorted(figures.parts(suggested, "group").items()):
        counts = [int((part["kind"] == kind).sum()) for kind in KINDS]
        budget, amount = figures.total(part["budget"]), figures.total(part["amount"])
        rows.append((name, len(part), budget, *counts, amount))
    return figures.frame(rows, TOTAL)
