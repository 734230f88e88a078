"""Project in, Assessment out: scores, sums, grades; what the cells do not allow stays None."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import TypeVar

from perfeval_batch.model import (
    Assessment,
    Entry,
    FundsRow,
    Indicator,
    Item,
    Level,
    Project,
    State,
    Totals,
)
from perfeval_batch.schemes import Scheme
from perfeval_batch.scoring.achievement import measure
from perfeval_batch.scoring.rates import as_printed, execution_score_differs, rate
from perfeval_batch.values import replace


def assess(project: Project, scheme: Scheme) -> Assessment:
    """Compute scores, totals, rates and grades; what the cells do not allow stays None."""
    project = _without_empty_words(project, scheme)
    if not scheme.scored:
        project = _without_points(project)
    total = project.funds.total
    execution_rate = rate(total.executed.value, total.budget.value)
    execution = None if total.weight.blank else _execution(project, scheme)
    reviewed = _review_is_complete(project)
    rows = [_indicator(row, scheme, reviewed=reviewed) for row in project.indicators]
    final = tuple(rows) if execution is None else (_finished(execution, reviewed=reviewed), *rows)
    self_score = _sum([item.self_score for item in final]) if scheme.scored else None
    review_score = _sum([item.review_score for item in final]) if reviewed else None
    score = review_score if reviewed else self_score
    return Assessment(
        project=project,
        execution=final[0] if execution is not None else None,
        items=final,
        levels=_levels(final, scheme),
        weight=_sum([item.weight for item in final]) if scheme.scored else None,
        self_score=self_score,
        review_score=review_score,
        score=score,
        reviewed=reviewed,
        grade=_grade(score, scheme),
        self_grade=_grade(self_score, scheme),
        review_grade=_grade(review_score, scheme),
        execution_rate=execution_rate,
        arrival_rate=rate(total.arrived.value, total.budget.value),
        spending_rate=rate(total.executed.value, total.arrived.value),
    )


def _without_points(project: Project) -> Project:
    """The project as a scheme without scores sees it: what is filled in of them counts as blank.

    Their texts stay, so that it can be said (PE109).
    """

    def blank(owner: Row) -> Row:
        entries = {name: getattr(owner, name) for name in ("weight", "self_score", "review_score")}
        gone = {
            name: replace(each, value=None, state=State.BLANK) for name, each in entries.items()
        }
        return replace(owner, **gone)

    return replace(
        project,
        funds=replace(project.funds, total=blank(project.funds.total)),
        indicators=tuple(map(blank, project.indicators)),
        totals=blank(project.totals),
    )


Row = TypeVar("Row", FundsRow, Indicator, Totals)

_NO_WORD = re.compile(r"[\W_]+")


def _without_empty_words(project: Project, scheme: Scheme) -> Project:
    """The project with blanks where 扣分原因 or 完成情况说明 say nothing: 无扣分, 见附件."""
    words = frozenset(scheme.words.no_content)

    def told(entry: Entry[str]) -> Entry[str]:
        empty = len(entry.text) <= _LONGEST_WORD and _NO_WORD.sub("", entry.text) in words
        return replace(entry, value=None, state=State.BLANK) if empty and entry.value else entry

    rows = []
    for row in project.indicators:
        reason, description = told(row.reason), told(row.description)
        changed = reason is not row.reason or description is not row.description
        rows.append(replace(row, reason=reason, description=description) if changed else row)
    return replace(project, indicators=tuple(rows))


_LONGEST_WORD = 12
"""Characters of a set phrase that says nothing."""


def _execution(project: Project, scheme: Scheme) -> Item:
    """预算执行率 as an item; a score that is not 分值 × 执行率 is not trusted."""
    total = project.funds.total
    weight = total.weight.value
    weight = weight if weight is not None and weight >= 0 else None

    def trusted(stated: Entry[Decimal]) -> Decimal | None:
        if execution_score_differs(stated, project, scheme) is not None:
            return None
        return _score(stated, weight)

    return Item(
        indicator=None,
        level1=scheme.execution_name,
        level2="",
        weight=weight,
        self_score=trusted(total.self_score),
        review_score=trusted(total.review_score),
        score=None,
        reason=total.cause,
    )


def _indicator(row: Indicator, scheme: Scheme, *, reviewed: bool) -> Item:
    weight = row.weight.value
    weight = weight if weight is not None and weight > 0 else None
    level1, level2 = scheme.find_levels(row.level1.text, row.level2.text)
    self_score, review_score = _score(row.self_score, weight), _score(row.review_score, weight)
    return Item(
        row,
        level1.name if level1 else row.level1.text,
        "" if row.level2.blank else level2.name if level2 else row.level2.text,
        weight,
        self_score,
        review_score,
        review_score if reviewed else self_score,
        row.reason,
        measure(row),
    )


def _score(entry: Entry[Decimal], weight: Decimal | None) -> Decimal | None:
    value = entry.value
    if value is None or value < 0 or (weight is not None and value > weight):
        return None
    return value


def _finished(item: Item, *, reviewed: bool) -> Item:
    return replace(item, score=item.review_score if reviewed else item.self_score)


def _review_is_complete(project: Project) -> bool:
    """Every scored item has something in its 复核得分."""
    total = project.funds.total
    reviews = [row.review_score for row in project.indicators]
    if not total.weight.blank:
        reviews.append(total.review_score)
    return bool(reviews) and not any(entry.blank for entry in reviews)


def _levels(items: Sequence[Item], scheme: Scheme) -> tuple[Level, ...]:
    """预算执行率 and the level 1 that have items, in the scheme's order, unknown ones last."""
    order = [scheme.execution_name, *[level.name for level in scheme.levels]]
    levels = []
    for name, members in _grouped(items, order, attrgetter("level1")):
        level1 = scheme.level1(name)
        order2 = [level.name for level in level1.levels] if level1 else []
        inner = () if members[0].indicator is None else _level2(members, order2)
        levels.append(_level(name, members, inner))
    return tuple(levels)


def _level2(members: Sequence[Item], order: Sequence[str]) -> tuple[Level, ...]:
    """The groups of a level 1; rows without a level 2 first, so no group's heading covers them."""
    groups = _grouped(members, ("", *order), attrgetter("level2"))
    return tuple([_level(name, rows, ()) for name, rows in groups])


def _grouped(
    items: Sequence[Item],
    order: Sequence[str],
    name_of: Callable[[Item], str],
) -> list[tuple[str, list[Item]]]:
    groups: dict[str, list[Item]] = {name: [] for name in order}
    for item in items:
        name = name_of(item)
        if name in groups:
            groups[name].append(item)
        else:
            groups[name] = [item]
    return [(name, members) for name, members in groups.items() if members]


def _level(name: str, members: Sequence[Item], inner: tuple[Level, ...]) -> Level:
    return Level(
        name,
        _sum([item.weight for item in members]),
        _sum([item.self_score for item in members]),
        _sum([item.review_score for item in members]),
        _sum([item.score for item in members]),
        tuple(members),
        inner,
    )


def _sum(values: Sequence[Decimal | None]) -> Decimal | None:
    """Their sum; None when one of them is."""
    total = _NOTHING
    for value in values:
        if value is None:
            return None
        total += value
    return total


_NOTHING = Decimal(0)


def _grade(total: Decimal | None, scheme: Scheme) -> str | None:
    """The grade of the total as it is printed, so that both agree in every report."""
    return None if total is None else scheme.grade(as_printed(total, scheme))
