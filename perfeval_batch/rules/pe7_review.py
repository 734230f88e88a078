"""PE7 复核: the scores that the reviewers gave."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from perfeval_batch.findings import Fault
from perfeval_batch.model import Assessment, Entry, State
from perfeval_batch.rules import cells
from perfeval_batch.rules.pe4_scores import over_weight
from perfeval_batch.rules.rule import ERROR, rule
from perfeval_batch.scheme import Scheme
from perfeval_batch.wording import number


@rule("PE701", "review-over-weight", ERROR)
def review_scores_stay_within_the_weight(assessment: Assessment, scheme: Scheme) -> Iterator[Fault]:
    """复核得分不应超过分值。

    为什么：超过分值的得分使复核总分虚高，等级也会出错。
    反例：分值10分，复核得分11分。
    正例：分值10分，复核得分9.5分。
    怎么改：请把复核得分改为不超过分值，或核对分值。
    """
    yield from over_weight(assessment, scheme, "review_score", "复核得分")


@rule("PE702", "review-incomplete", ERROR)
def all_rows_are_reviewed_or_none(assessment: Assessment, _: Scheme) -> Iterator[Fault]:
    """复核得分要么全部填写，要么全部留空。

    为什么：只复核一部分时算不出复核总分，报告无法判断以哪个得分为准。
    反例：12项中只有3项填了复核得分；各项都没有填，合计行却填了97分。
    正例：12项（含预算执行率）都填了复核得分，或都没有填。
    怎么改：请补齐复核得分（含“资金情况”表中的预算执行率）；没有复核的，请全部清空。
    """
    blank = State.BLANK
    reviews = [row.review_score for row in cells.scored(assessment.project)]
    missing = [entry for entry in reviews if entry.state is blank]
    stated = assessment.project.totals.review_score.value
    given = [entry for entry in reviews if entry.state is not blank]
    if not missing or (given and not any(_sound(entry) for entry in given)):
        return
    if not given and stated is None:
        return
    yield Fault(
        missing[0].place,
        f"{_given(reviews, missing, stated)}，以下各格没有填写：{_where(missing)}。",
        "请补齐复核得分；没有复核的，请把复核得分全部清空。",
    )


_SHOWN = 3
"""Cells that the message names; more would be one long word, stretched badly in a letter."""


def _sound(review: Entry[Decimal]) -> bool:
    """It is a score; else the cell has an error of its own."""
    return review.value is not None and review.value >= 0


def _given(
    reviews: list[Entry[Decimal]], missing: list[Entry[Decimal]], stated: Decimal | None
) -> str:
    if len(missing) == len(reviews):
        return f"复核得分合计填的是{number(stated or Decimal(0))}分"
    return f"{len(reviews)}项中有{len(reviews) - len(missing)}项填了复核得分"


def _where(missing: list[Entry[Decimal]]) -> str:
    """`资金情况!I5、绩效指标!K7、K9等6格`: the sheet where it changes, three cells at most."""
    told, sheet = [], ""
    for entry in missing[:_SHOWN]:
        told.append(str(entry.place) if entry.place.sheet != sheet else entry.place.cell)
        sheet = entry.place.sheet
    return "、".join(told) + (f"等{len(missing)}格" if len(missing) > _SHOWN else "")
