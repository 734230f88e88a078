"""Tells a fault from what merely follows from it, so that one fault is one error (rules.md).

The question is always the same: if the cell that already has an error held what the rest of the
workbook says it should, would this check still find something? If not, it stays silent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from operator import attrgetter

from perfeval_batch import scoring
from perfeval_batch.model import Assessment, Entry, FundsRow, Indicator, Item, Project, State
from perfeval_batch.rules.cells import AMOUNTS
from perfeval_batch.rules.once import once
from perfeval_batch.scheme import FULL_WEIGHT, Scheme

SCORES = (("self_score", "自评得分"), ("review_score", "复核得分"))
"""The two score columns: attribute and header."""


@once
def scores(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    """The score columns that mean something: not 复核得分 where a single cell of it is filled.

    That cell is a stray one, which PE702 or its own error names.
    """
    total, blank = assessment.project.funds.total, State.BLANK
    reviews = [(item.indicator or total).review_score.state for item in assessment.items]
    given = len([state for state in reviews if state is not blank])
    return SCORES[:1] if given == 1 < len(reviews) else SCORES


_LEAST_SHARE = Decimal("0.5")
"""A row that was left out scored at least this share of its 分值, as rows do."""


def excess(assessment: Assessment, scheme: Scheme) -> Decimal | None:
    """Σ分值 − 100 when that is a fault (PE301); None when it adds up or is not known."""
    if assessment.weight is None:
        return None
    off = assessment.weight - FULL_WEIGHT
    return off if abs(off) > scheme.tolerance else None


def row_of(item: Item, assessment: Assessment) -> Indicator | FundsRow:
    """The row of the workbook that an item stands for."""
    return item.indicator or assessment.project.funds.total


def weight_meant(item: Item, assessment: Assessment, scheme: Scheme) -> Decimal | None:
    """The item's 分值 if it alone is what makes Σ分值 differ from 100; None when Σ is right."""
    off = excess(assessment, scheme)
    if off is None or item.weight is None or item.weight <= off:
        return None
    return item.weight - off


def over_weight(assessment: Assessment, scheme: Scheme, column: str) -> Iterator[Item]:
    """Items whose score in `column` is over their 分值, without one whose 分值 is the fault."""
    over = _over(assessment, column)
    if not over or column not in dict(scores(assessment)):
        return
    for item in over:
        meant = weight_meant(item, assessment, scheme)
        own = [_score(item, assessment, each).value for each, _ in SCORES]
        fits = meant is not None and all(score is None or score <= meant for score in own)
        if not (fits and len(over) == 1):
            yield item


def _over(assessment: Assessment, column: str) -> list[Item]:
    cell_of, total = attrgetter(column), assessment.project.funds.total
    return [
        item
        for item in assessment.items
        if item.weight is not None
        and (score := cell_of(item.indicator or total).value) is not None
        and score > item.weight
    ]


def _score(item: Item, assessment: Assessment, column: str) -> Entry[Decimal]:
    entry: Entry[Decimal] = getattr(row_of(item, assessment), column)
    return entry


def unexplained(assessment: Assessment, scheme: Scheme) -> Iterator[Item]:
    """Indicators that lost points without a 扣分原因, less one whose 分值 is the fault (PE601)."""
    columns = scores(assessment)
    lost = [
        item
        for item in assessment.items
        if item.reason.state is State.BLANK
        and item.indicator is not None
        and not _full(item)
        and any(gaps(item, columns))
    ]
    if not lost:
        return
    off = excess(assessment, scheme)
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


def total_due(assessment: Assessment, scheme: Scheme, column: str) -> Decimal | None:
    """What 合计 should state in `column` when it states something else (PE404).

    Silent where another fault accounts for the whole difference: 分值 that do not add up (a row
    missing or too many, a 分值 mistyped together with its score), a deduction without a reason,
    预算执行率 scored but without a 分值, numbers typed as text that the sheet's SUM leaves out.
    """
    stated: Decimal | None = getattr(assessment.project.totals, column).value
    due: Decimal | None = getattr(assessment, column)
    if stated is None or due is None or abs(stated - due) <= scheme.tolerance:
        return None
    off = excess(assessment, scheme)
    if abs(due - stated - _typed_as_text(assessment, column)) <= scheme.tolerance:
        return None
    if column == "weight":
        return due if off is None else None
    if off is not None and _follows_from_weights(due - stated, off):
        return None
    missing = stated - due
    others = (_unexplained_points(assessment, scheme, column), _unweighted(assessment, column))
    return None if any(abs(missing - other) <= scheme.tolerance for other in others) else due


def _typed_as_text(assessment: Assessment, column: str) -> Decimal:
    """What a spreadsheet's own SUM leaves out: numbers typed as text (PE416 says them)."""
    entries = (getattr(row_of(item, assessment), column) for item in assessment.items)
    typed = (entry.value for entry in entries if entry.state is State.CONVERTED)
    return sum((value for value in typed if value is not None), Decimal(0))


def _follows_from_weights(difference: Decimal, off: Decimal) -> bool:
    share = difference / off
    return _LEAST_SHARE <= share <= 1


def _unexplained_points(assessment: Assessment, scheme: Scheme, column: str) -> Decimal:
    points = Decimal(0)
    for item in unexplained(assessment, scheme):
        score = getattr(item, column)
        if item.weight is not None and score is not None:
            points += item.weight - score
    return points


def _unweighted(assessment: Assessment, column: str) -> Decimal:
    """The score of 预算执行率 when its 分值 is blank, so that no sum counts it."""
    if assessment.execution is not None:
        return Decimal(0)
    value = getattr(assessment.project.funds.total, column).value
    return value if value is not None else Decimal(0)


def sources_sum(assessment: Assessment, column: str) -> Decimal | None:
    """The sum of the sources in a column of the funds table.

    None when none is given, or when one of them has an error of its own.
    """
    return _sources_sums(assessment.project)[column]


@once
def _sources_sums(project: Project) -> dict[str, Decimal | None]:
    rows = [_AMOUNTS_OF(row) for row in project.funds.sources]
    columns = zip(*rows, strict=True) if rows else ((),) * len(AMOUNTS)
    return dict(zip(AMOUNTS, map(_source_sum, columns), strict=True))


_AMOUNTS_OF = attrgetter(*AMOUNTS)


def _source_sum(entries: Sequence[Entry[Decimal]]) -> Decimal | None:
    given = [entry.value for entry in entries if entry.state is not State.BLANK]
    values = [value for value in given if value is not None and value >= 0]
    return sum(values, Decimal(0)) if values and len(values) == len(given) else None


def sources_differ(assessment: Assessment, scheme: Scheme, column: str) -> Decimal | None:
    """The sum of the sources when 年度资金总额 states another amount (PE204)."""
    stated: Decimal | None = getattr(assessment.project.funds.total, column).value
    due = sources_sum(assessment, column)
    if stated is None or stated < 0 or due is None or abs(stated - due) <= scheme.tolerance:
        return None
    if column == "executed" and overspent(assessment, scheme):
        return None
    if column == "budget" and stated == 0 and assessment.project.funds.total.executed.value:
        return None
    return due


def overspent(assessment: Assessment, scheme: Scheme) -> bool:
    """全年执行数 > 全年预算数 (PE205), unless the budget is what its sources contradict."""
    if not scoring.overspent(assessment.project, scheme):
        return False
    executed = assessment.project.funds.total.executed.value
    budget = sources_sum(assessment, "budget")
    stated = assessment.project.funds.total.budget.value
    if budget is None or executed is None or stated is None:
        return True
    contradicted = abs(budget - stated) > scheme.tolerance
    return not (contradicted and executed - budget <= scheme.tolerance)


def execution_scores(assessment: Assessment, scheme: Scheme) -> Iterator[Decimal]:
    """The scores that 预算执行率 would be due if a cell that has an error were right."""
    item, total = assessment.execution, assessment.project.funds.total
    if item is None or item.weight is None:
        return
    meant = weight_meant(item, assessment, scheme)
    if meant is not None and assessment.execution_rate is not None:
        yield scoring.execution_score(meant, assessment.execution_rate, scheme)
    budget = sources_differ(assessment, scheme, "budget")
    executed = sources_differ(assessment, scheme, "executed")
    if budget is not None or executed is not None:
        rate = scoring.rate(
            total.executed.value if executed is None else executed,
            total.budget.value if budget is None else budget,
        )
        if rate is not None:
            yield scoring.execution_score(item.weight, rate, scheme)
