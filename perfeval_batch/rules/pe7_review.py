"""PE7 复核: the scores that the reviewers gave."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from perfeval_batch.findings import Fault
from perfeval_batch.model import Entry, State
from perfeval_batch.rules.pe4_scores import over_weight
from perfeval_batch.rules.project_view import View
from perfeval_batch.rules.rule import ERROR, NOTE, WARNING, rule
from perfeval_batch.scoring import HUNDRED
from perfeval_batch.wording import number, percent


@rule("PE701", "review-over-weight", ERROR)
def review_scores_stay_within_the_weight(view: View) -> Iterator[Fault]:
    """复核得分不应超过分值。

    为什么：超过分值的得分使复核总分虚高，等级也会出错。
    反例：分值10分，复核得分11分。
    正例：分值10分，复核得分9.5分。
    怎么改：请把复核得分改为不超过分值，或核对分值。
    """
    yield from over_weight(view, "review_score", "复核得分")


@rule("PE702", "review-incomplete", ERROR)
def all_rows_are_reviewed_or_none(view: View) -> Iterator[Fault]:
    """复核得分要么全部填写，要么全部留空。

    为什么：只复核一部分时算不出复核总分，报告无法判断以哪个得分为准。
    反例：12项中只有3项填了复核得分；各项都没有填，合计行却填了97分。
    正例：12项（含预算执行率）都填了复核得分，或都没有填。
    怎么改：请补齐复核得分（含“资金情况”表中的预算执行率）；没有复核的，请全部清空。
    """
    blank = State.BLANK
    reviews = [row.review_score for row in view.scored]
    missing = [entry for entry in reviews if entry.state is blank]
    stated = view.project.totals.review_score.value
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


@rule("PE703", "review-over-self", WARNING)
def the_review_gives_no_more(view: View) -> Iterator[Fault]:
    """复核得分高于自评得分。

    为什么：复核一般是核减，高于自评往往是填错行。
    反例：自评得分9分，复核得分9.5分。
    正例：自评得分9.5分，复核得分9分。
    怎么改：请核对复核得分；确需调高的，请在扣分原因中说明。
    """
    for item in view.assessment.items:
        row = item.indicator or view.project.funds.total
        if item.self_score is None or item.review_score is None:
            continue
        if item.review_score > item.self_score:
            yield Fault(
                row.review_score.place,
                f"复核得分{number(item.review_score)}分，高于自评得分{number(item.self_score)}分。",
                "请核对复核得分。",
            )


@rule("PE704", "review-cut-unexplained", WARNING)
def a_cut_is_explained(view: View) -> Iterator[Fault]:
    """复核扣了分，没有说明原因。

    为什么：核减的原因要反馈给单位，报告也要写明。
    反例：自评得分10分，复核得分9分，扣分原因空白。
    正例：复核得分9分，扣分原因：现场核查发现2处未按设计施工。
    怎么改：请在扣分原因（预算执行率在“资金情况”表的说明）中写明。
    """
    for item in view.assessment.items:
        row = item.indicator or view.project.funds.total
        if item.self_score is None or item.review_score is None:
            continue
        if item.review_score < item.self_score and item.reason.blank:
            yield Fault(
                row.review_score.place,
                f"复核得分{number(item.review_score)}分，低于自评得分{number(item.self_score)}分，"
                "没有说明原因。",
                "请写明核减的原因。",
            )


@rule("PE705", "review-deviates", WARNING)
def the_review_is_near_the_self_evaluation(view: View) -> Iterator[Fault]:
    """复核总分与自评总分偏离过大。

    为什么：偏离度＝（自评－复核）÷自评，过大说明自评不实，需要约谈或重点核查。10%是各地的做法，可由评价方案调整。
    反例：自评97分，复核80分，偏离度17.53%。
    正例：自评97分，复核95分，偏离度2.06%。
    怎么改：请核对自评依据；复核无误的，请单位重新自评。
    """
    self_score, review = view.assessment.self_score, view.assessment.review_score
    if self_score is None or review is None or self_score <= 0:
        return
    deviation = abs(self_score - review) / self_score * HUNDRED
    if deviation > view.scheme.limits.deviation:
        yield Fault(
            view.project.totals.review_score.place,
            f"自评总分{number(self_score)}分，复核总分{number(review)}分，"
            f"偏离度{percent(deviation)}，超过{number(view.scheme.limits.deviation)}%。",
            "请核对自评依据和复核得分。",
        )


@rule("PE706", "review-copies-self", NOTE)
def the_review_is_a_judgement_of_its_own(view: View) -> Iterator[Fault]:
    """复核得分与自评得分逐项完全相同。

    为什么：每一项都相同，可能只是照抄，没有实际复核。
    反例：12项的复核得分都等于自评得分，且都有扣分的项目也一样。
    正例：复核后个别项目的得分有调整。
    怎么改：请确认已逐项复核；确实一致的不必处理。
    """
    pairs = [(item.self_score, item.review_score) for item in view.assessment.items]
    known = all(each is not None for pair in pairs for each in pair)
    if view.assessment.reviewed and known and all(one == other for one, other in pairs):
        yield Fault(
            view.project.totals.review_score.place,
            f"{len(pairs)}项的复核得分与自评得分完全相同。",
            "请确认已逐项复核。",
        )


@rule("PE708", "review-by-department", WARNING)
def the_review_is_the_bureaus(view: View) -> Iterator[Fault]:
    """复核得分由财政部门填写，报送单位自己填的不是复核。

    为什么：报送单位自己填写的复核得分没有经过复核，不能当作复核结果。
    反例：自评表报送时，12项都已填了复核得分。
    正例：自评表的复核得分全部留空，复核人在复核表中填写。
    怎么改：请清空复核得分；已经复核的，请使用复核表（run --review）。
    """
    own = view.project.origin.workbook
    given = [
        row.review_score
        for row in view.scored
        if not row.review_score.blank and row.review_score.place.workbook == own
    ]
    if given:
        yield Fault(
            given[0].place,
            f"自评表里填了{len(given)}处复核得分。复核由财政部门进行，单位自己填的不是复核。",
            "请清空复核得分；确为财政部门填写的，请在疑点核实单中写明。",
        )
