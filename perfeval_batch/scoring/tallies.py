"""Assessment in, what the batch and the summary count out: sums, levels, deductions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from perfeval_batch import schema
from perfeval_batch.model import (
    Assessment,
    Deduction,
    Entry,
    Figures,
    Item,
    Level,
    LevelFigures,
    Passage,
    Project,
)
from perfeval_batch.wording import rounded


def figures(assessment: Assessment) -> Figures:
    """The numbers of one project that add up over a batch."""
    total = assessment.project.funds.total
    return Figures(
        initial_budget=total.initial_budget.value,
        budget=total.budget.value,
        arrived=total.arrived.value,
        executed=total.executed.value,
        weight=assessment.weight,
        self_score=assessment.self_score,
        review_score=assessment.review_score,
        score=assessment.score,
    )


def level_figures(assessment: Assessment) -> tuple[LevelFigures, ...]:
    """The level-1 sums for the result file and the summary."""
    return tuple(
        LevelFigures(
            level.name,
            level.weight,
            level.self_score,
            level.review_score if assessment.reviewed else None,
            level.score,
        )
        for level in assessment.levels
    )


def deducted(item: Item) -> Decimal | None:
    """扣分 by the numbers as printed, 2 decimals each: 得分 + 扣分 = 分值 wherever they stand."""
    if item.weight is None or item.score is None:
        return None
    return rounded(item.weight) - rounded(item.score)


def deductions(assessment: Assessment) -> tuple[Deduction, ...]:
    """What was taken off in the final scores, in the report's order."""
    found = []
    for level in assessment.levels:
        for item in level.items if not level.levels else _items_by_level2(level):
            points = deducted(item)
            if points:
                name = item.indicator.name.text if item.indicator else ""
                found.append(Deduction(item.level1, item.level2, name, points, item.reason.text))
    return tuple(found)


def _items_by_level2(level: Level) -> Iterable[Item]:
    return (item for inner in level.levels for item in inner.items)


CARRIED_OVER = schema.SOURCES[1]
"""上年结转资金."""


def carried_over(project: Project) -> Entry[Decimal]:
    """上年结转资金 as the funds table has it: of the year's budget, else of the first one."""
    for row in project.funds.sources:
        if CARRIED_OVER in row.source.text:
            return row.initial_budget if row.budget.value is None else row.budget
    return Entry(project.funds.total.budget.place)


def evidence(project: Project) -> Iterator[Passage]:
    """The texts of 佐证材料 that name a file."""
    for row in project.indicators:
        if _FILE.search(row.evidence.text):
            yield Passage("佐证材料", row.evidence.text, row.evidence.place)


def persons(project: Project) -> tuple[str, ...]:
    """The names and telephones that the workbook states: nothing public may repeat them."""
    facts = project.facts
    texts = [entry.text for entry in (facts.leader, facts.preparer, facts.team)]
    texts += project.origin.persons
    found = [
        name
        for text in texts
        for name in re.findall(r"[\u4e00-\u9fa5·]{2,4}", _PARTED.sub(r"\1\2", text))
        if name not in _OFFICES
    ]
    numbers = [
        number for text in (*texts, facts.phone.text) for number in re.findall(r"[\d\-]{5,}", text)
    ]
    local = [number.rpartition("-")[2] for number in numbers]  # without its area code
    return tuple(dict.fromkeys([*found, *numbers, *(each for each in local if len(each) > _AREA)]))


_AREA = 5
"""Digits that an area code or an extension has at most."""


_PARTED = re.compile(
    r"(?<![\u4e00-\u9fa5])([\u4e00-\u9fa5])\s+([\u4e00-\u9fa5])(?![\u4e00-\u9fa5])"
)
"""A name of two characters that a blank makes as wide as one of three: 张　三."""
_OFFICES = frozenset(
    {"组长", "副组长", "成员", "组员", "局长", "科长", "主任", "专家", "会计", "单位"}
)

_FILE = re.compile(
    r"\.(?:pdf|ofd|docx?|wps|xlsx?|et|pptx?|jpe?g|png|bmp|tiff?|mp4|zip|rar|7z|txt)(?![a-z\d])",
    re.IGNORECASE,
)
"""The end of a file's name."""
