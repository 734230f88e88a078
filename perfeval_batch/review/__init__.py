"""The reviewers' sheet: written for a sample of projects, read back, applied to their scores.

::

    items             what the reviewers are shown of an assessed project
    reviewers_sheet   the sheet, one or one a reviewer
    review_reader     the filled sheets → Review (review_values)
    review_problems   复核问题清单: what the reviewers have to mend

A score that cannot be taken is refused with its cell; the others are taken. Applied to its
project it stays what it is, so that the project's own checks (PE701, PE402) tell of it once, at
the reviewers' cell. No department is ever told of those.
"""

from __future__ import annotations

from decimal import Decimal

from perfeval_batch.findings import Finding, Kind
from perfeval_batch.model import Entry, FundsRow, Indicator, Project
from perfeval_batch.review.items import EXECUTION, Subject, keys, subject
from perfeval_batch.review.review_problems import Problem, of_bureau, write_problems
from perfeval_batch.review.review_reader import read
from perfeval_batch.review.review_values import UNMATCHED, Review, Reviewed, Score
from perfeval_batch.review.reviewers_sheet import SHEET, is_review_sheet, write
from perfeval_batch.values import replace

__all__ = [
    "KINDS",
    "SHEET",
    "Problem",
    "Review",
    "Reviewed",
    "Subject",
    "applied",
    "is_review_sheet",
    "of_bureau",
    "read",
    "subject",
    "write",
    "write_problems",
]

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
    total, sheet = project.funds.total, Entry[Decimal](reviewed.sheet)
    execution = scores.pop(EXECUTION, None)
    rows = [
        _scored(row, scores.pop(key, None), sheet)
        for key, row in zip(keys(project.indicators), project.indicators, strict=True)
    ]
    if not total.weight.blank:
        total = _execution(total, execution, sheet)
    return (
        replace(
            project,
            funds=replace(project.funds, total=total),
            indicators=tuple(rows),
            totals=replace(project.totals, review_score=sheet),
            texts=replace(project.texts, review_grade=Entry(reviewed.sheet)),
        ),
        tuple(_gone(score) for score in scores.values() if not score.points.blank),
    )


def _scored(row: Indicator, score: Score | None, sheet: Entry[Decimal]) -> Indicator:
    if score is None:
        return replace(row, review_score=sheet)
    reason = _reason(row.reason, score, row.weight.value, row.self_score.value)
    return replace(row, review_score=score.points, reason=reason)


def _execution(total: FundsRow, score: Score | None, sheet: Entry[Decimal]) -> FundsRow:
    if score is None:
        return replace(total, review_score=sheet)
    weight, self_score = total.weight.value, total.self_score.value
    reason = _reason(total.cause, score, weight, self_score)
    return replace(total, review_score=score.points, reason=reason)


def _reason(
    own: Entry[str], score: Score, weight: Decimal | None, self_score: Decimal | None
) -> Entry[str]:
    """扣分原因 with 复核说明; a remark on a full score takes nothing off and stays out.

    Where the reviewers alone took points off and do not say why, the cell that lacks the reason
    is theirs.
    """
    points, remark = score.points.value, score.reason
    if points is None or weight is None or points >= weight:
        return own
    if remark.value is None:
        theirs = own.blank and self_score is not None and self_score >= weight
        return replace(own, place=remark.place) if theirs else own
    if own.value is None or own.value == remark.value:
        return remark
    text = f"{own.value.rstrip('。；;')}；{remark.value}"
    return replace(own, text=text, value=text)


def _gone(score: Score) -> Finding:
    return UNMATCHED.at(
        score.points.place,
        f"复核的指标“{score.name}”在报送的自评表中已没有，复核得分{score.points.text}分没有采用。",
        "请核对指标名称；指标改过名的，请重新生成复核表后填写。",
    )
