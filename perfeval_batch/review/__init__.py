"""The reviewers' sheet, out and in: assessed projects become rows, filled rows become reviews.

::

    subject   Assessment → Subject      what is shown of a project   (review_items)
    write     Subjects → .xlsx bytes    the sheet                    (review_sheet)
    read      the sheet as parsing shows it → Review   (review_read, review_values)
    applied   Project + its review → Project with the reviewers' scores

A score that cannot be taken is refused with its cell; the others are taken. Applied to its
project it stays what it is, so that the project's own checks (PE701, PE402) tell of it once.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TypeVar

from perfeval_batch.findings import Finding, Kind
from perfeval_batch.model import Entry, FundsRow, Indicator, Project
from perfeval_batch.review.items import EXECUTION, Subject, keys, subject
from perfeval_batch.review.review_reader import Table, read
from perfeval_batch.review.review_scores import UNMATCHED, Review, Reviewed, Score
from perfeval_batch.review.reviewers_sheet import SHEET, write
from perfeval_batch.values import replace

__all__ = [
    "KINDS",
    "SHEET",
    "Review",
    "Reviewed",
    "Subject",
    "Table",
    "applied",
    "read",
    "subject",
    "write",
]

T = TypeVar("T")
KINDS: tuple[Kind, ...] = (UNMATCHED,)


def applied(project: Project, reviewed: Reviewed) -> tuple[Project, tuple[Finding, ...]]:
    """The project with the reviewers' scores in place of those its workbook states.

    Every 复核得分 then stands at its cell of the reviewers' sheet, so that the project's own
    checks name that cell. 复核说明 joins 扣分原因 where points are lost: it is the reason that the
    report gives. What the workbook states as review total or grade is set aside.

    Returns:
        The project, and what to say of rows that none of its lines matches.
    """
    scores = dict(reviewed.scores)
    total = project.funds.total
    execution = scores.pop(EXECUTION, None)
    rows = [
        _scored(row, scores.pop(key, None))
        for key, row in zip(keys(project.indicators), project.indicators, strict=True)
    ]
    if not total.weight.blank:
        total = _execution(total, execution)
    return (
        replace(
            project,
            funds=replace(project.funds, total=total),
            indicators=tuple(rows),
            totals=replace(project.totals, review_score=_open(project.totals.review_score)),
            texts=replace(project.texts, review_grade=_open(project.texts.review_grade)),
        ),
        tuple(_gone(score) for score in scores.values() if not score.points.blank),
    )


def _open(entry: Entry[T]) -> Entry[T]:
    return Entry(entry.place)


def _scored(row: Indicator, score: Score | None) -> Indicator:
    if score is None:
        return replace(row, review_score=_open(row.review_score))
    reason = _reason(row.reason, score, row.weight.value)
    return replace(row, review_score=score.points, reason=reason)


def _execution(total: FundsRow, score: Score | None) -> FundsRow:
    if score is None:
        return replace(total, review_score=_open(total.review_score))
    explanation = _reason(total.explanation, score, total.weight.value)
    return replace(total, review_score=score.points, explanation=explanation)


def _reason(own: Entry[str], score: Score, weight: Decimal | None) -> Entry[str]:
    """扣分原因 with 复核说明; a remark on a full score takes nothing off and stays out."""
    points, remark = score.points.value, score.remark
    if remark.value is None or points is None or weight is None or points >= weight:
        return own
    if own.value is None or own.value == remark.value:
        return remark
    text = f"{own.value.rstrip('。；;')}；{remark.value}"
    return replace(own, text=text, value=text)


def _gone(score: Score) -> Finding:
    return UNMATCHED.at(
        score.points.place,
        f"复核的指标“{score.name}”在报送的工作簿中已没有，复核得分{score.points.text}分没有采用。",
        "请核对指标名称；指标改过名的，请重新生成复核表后填写。",
    )
