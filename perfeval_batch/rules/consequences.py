"""Tells a fault from what merely follows from it, so that one fault is one error (rules.md).

The question is always the same: if the cell that already has an error held what the rest of the
workbook says it should, would this check still find something? If not, it stays silent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from operator import attrgetter

from perfeval_batch import scoring
from perfeval_batch.model import Entry, FundsRow, Indicator, Item, State
from perfeval_batch.rules import amounts
from perfeval_batch.rules.cells import AMOUNTS, SCORES
from perfeval_batch.rules.project_view import View
from perfeval_batch.schemes import FULL_WEIGHT


def scores(view: View) -> tuple[tuple[str, str], ...]:
    """The score columns that mean something: not 复核得分 where a single cell of it is filled.

    That cell is a stray one, which PE702 or its own error names.
    """
    total, blank = view.project.funds.total, State.BLANK
    reviews = [(item.indicator or total).review_score.state for item in view.assessment.items]
    given = len([state for state in reviews if state is not blank])
    return SCORES[:1] if given == 1 < len(reviews) else SCORES


_LEAST_SHARE = Decimal("0.5")
"""A row that was left out scored at least this share of its 分值, as rows do."""


def excess(view: View) -> Decimal | None:
    """Σ分值 − 100 when that is a fault (PE301); None when it adds up or is not known."""
    if view.assessment.weight is None:
        return None
    off = view.assessment.weight - FULL_WEIGHT
    return off if abs(off) > view.scheme.tolerance else None


def row_of(item: Item, view: View) -> Indicator | FundsRow:
    """The row of the workbook that an item stands for."""
    return item.indicator or view.project.funds.total


def weight_meant(item: Item, view: View) -> Decimal | None:
    """The item's 分值 if it alone is what makes Σ分值 differ from 100; None when Σ is right."""
    off = excess(view)
    if off is None or item.weight is None or item.weight <= off:
        return None
    return item.weight - off


def over_weight(view: View, column: str) -> Iterator[Item]:
    """Items whose score in `column` is over their 分值, without one whose 分值 is the fault."""
    over = _over(view, column)
    if not over or column not in dict(scores(view)):
        return
    for item in over:
        meant = weight_meant(item, view)
        own = [_score(item, view, each).value for each, _ in SCORES]
        fits = meant is not None and all(score is None or score <= meant for score in own)
        if not (fits and len(over) == 1):
            yield item


def _over(view: View, column: str) -> list[Item]:
    cell_of, total = attrgetter(column), view.project.funds.total
    return [
        item
        for item in view.assessment.items
        if item.weight is not None
        and (score := cell_of(item.indicator or total).value) is not None
        and score > item.weight
    ]


def _score(item: Item, view: View, column: str) -> Entry[Decimal]:
    entry: Entry[Decimal] = getattr(row_of(item, view), column)
    return entry


def unexplained(view: View) -> Iterator[Item]:
    """Indicators that lost points without a 扣分原因, less one whose 分值 is the fault (PE601)."""
    columns = scores(view)
    lost = [
        item
        for item in view.assessment.items
        if item.reason.state is State.BLANK
        and item.indicator is not None
        and not _full(item)
        and any(gaps(item, columns))
    ]
    if not lost:
        return
    off = excess(view)
    follows = [item for item in lost if off is not None and set(gaps(item, columns)) <= {off}]
    for item in lost:
        if len(follows) != 1 or item is not follows[0]:
            yield item


def _full(item: Item) -> bool:
    """Every known score is 分值, so that nothing was lost; seen without rounding a difference."""
    scores = (item.self_score, item.review_score)
    return not [score for score in scores if score is not None and score != item.weight]


def gaps(item: Item, columns: Iterable[tuple[str, str]]) -> list[Decimal]:
    """What each known score of the item lacks of its 分值, 2 decimals."""
    if item.weight is None:
        return []
    known: list[Decimal | None] = [getattr(item, column) for column, _ in columns]
    return [scoring.rounded(item.weight - score) for score in known if score is not None]


def total_due(view: View, column: str) -> Decimal | None:
    """What 合计 should state in `column` when it states something else (PE404).

    Silent where another fault accounts for the whole difference: 分值 that do not add up (a row
    missing or too many, a 分值 mistyped together with its score), a deduction without a reason,
    预算执行率 scored but without a 分值, numbers typed as text that the sheet's SUM leaves out.
    """
    stated: Decimal | None = getattr(view.project.totals, column).value
    due: Decimal | None = getattr(view.assessment, column)
    if stated is None or due is None or abs(stated - due) <= view.scheme.tolerance:
        return None
    off = excess(view)
    if abs(due - stated - _typed_as_text(view, column)) <= view.scheme.tolerance:
        return None
    if column == "weight":
        return due if off is None else None
    if off is not None and _follows_from_weights(due - stated, off):
        return None
    missing = stated - due
    others = (_unexplained_points(view, column), _unweighted(view, column))
    return None if any(abs(missing - other) <= view.scheme.tolerance for other in others) else due


def _typed_as_text(view: View, column: str) -> Decimal:
    """What a spreadsheet's own SUM leaves out: numbers typed as text (PE416 says them)."""
    entries = (getattr(row_of(item, view), column) for item in view.assessment.items)
    typed = (entry.value for entry in entries if entry.state is State.CONVERTED)
    return sum((value for value in typed if value is not None), Decimal(0))


def _follows_from_weights(difference: Decimal, off: Decimal) -> bool:
    share = difference / off
    return _LEAST_SHARE <= share <= 1


def _unexplained_points(view: View, column: str) -> Decimal:
    points = Decimal(0)
    for item in unexplained(view):
        score = getattr(item, column)
        if item.weight is not None and score is not None:
            points += item.weight - score
    return points


def _unweighted(view: View, column: str) -> Decimal:
    """The score of 预算执行率 when its 分值 is blank, so that no sum counts it."""
    if view.assessment.execution is not None:
        return Decimal(0)
    value = getattr(view.project.funds.total, column).value
    return value if value is not None else Decimal(0)


def sources_differ(view: View, column: str) -> Decimal | None:
    """The sum of the sources when 年度资金总额 states another amount (PE204).

    Silent where the amount stated is in doubt itself (PE212).
    """
    return None if column in misfits(view) else _sources_differ(view, column)


def _sources_differ(view: View, column: str) -> Decimal | None:
    stated: Decimal | None = getattr(view.project.funds.total, column).value
    due = amounts.sources_sum(view.project, column)
    if stated is None or stated < 0 or due is None or abs(stated - due) <= view.scheme.tolerance:
        return None
    if column == "executed" and _overspent(view):
        return None
    if column == "budget" and stated == 0 and view.project.funds.total.executed.value:
        return None
    return due


def misfits(view: View) -> frozenset[str]:
    """Amounts in doubt beside others that are not: what follows from them is no second fault."""
    total = view.project.funds.total
    given = {column for column in AMOUNTS if getattr(total, column).value}
    doubtful = frozenset(view.doubtful)
    return frozenset() if doubtful >= given else doubtful


def overspent(view: View) -> bool:
    """全年执行数 > 全年预算数 (PE205), unless the budget is what its sources contradict."""
    return not {"budget", "executed"} & misfits(view) and _overspent(view)


def _overspent(view: View) -> bool:
    if not scoring.overspent(view.project, view.scheme):
        return False
    executed = view.project.funds.total.executed.value
    budget = amounts.sources_sum(view.project, "budget")
    stated = view.project.funds.total.budget.value
    if budget is None or executed is None or stated is None:
        return True
    contradicted = abs(budget - stated) > view.scheme.tolerance
    return not (contradicted and executed - budget <= view.scheme.tolerance)


def execution_scores(view: View) -> Iterator[Decimal]:
    """The scores that 预算执行率 would be due if a cell that has an error were right."""
    item, total = view.assessment.execution, view.project.funds.total
    if item is None or item.weight is None:
        return
    meant = weight_meant(item, view)
    if meant is not None and view.assessment.execution_rate is not None:
        yield scoring.execution_score(meant, view.assessment.execution_rate, view.scheme)
    budget = sources_differ(view, "budget")
    executed = sources_differ(view, "executed")
    if budget is not None or executed is not None:
        rate = scoring.rate(
            total.executed.value if executed is None else executed,
            total.budget.value if budget is None else budget,
        )
        if rate is not None:
            yield scoring.execution_score(item.weight, rate, view.scheme)
