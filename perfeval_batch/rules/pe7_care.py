"""PE7 复核: review scores against self scores."""

from __future__ import annotations

from collections.abc import Iterator

from perfeval_batch.findings import Fault
from perfeval_batch.model import Assessment
from perfeval_batch.rules.rule import NOTE, WARNING, rule
from perfeval_batch.scheme import Scheme
from perfeval_batch.scoring import HUNDRED
from perfeval_batch.wording import number, percent


@rule("PE703", "review-over-self", WARNING)
def the_review_gives_no_more(assessment: Assessment, _: Scheme) -> Iterator[Fault]:
    """复核得分高于自评得分。

    为什么：复核一般是核减，高于自评往往是填错行。
    反例：自评得分9分，复核得分9.5分。
    正例：自评得分9.5分，复核得分9分。
    怎么改：请核对复核得分；确需调高的，请在扣分原因中说明。
    """
    for item in assessment.items:
        row = item.indicator or assessment.project.funds.total
        if item.self_score is None or item.review_score is None:
            continue
        if item.review_score > item.self_score:
            yield Fault(
                row.review_score.place,
                f"复核得分{number(item.review_score)}分，高于自评得分{number(item.self_score)}分。",
                "请核对复核得分。",
            )


@rule("PE704", "review-cut-unexplained", WARNING)
def a_cut_is_explained(assessment: Assessment, _: Scheme) -> Iterator[Fault]:
    """复核扣了分，没有说明原因。

    为什么：核减的原因要反馈给单位，报告也要写明。
    反例：自评得分10分，复核得分9分，扣分原因空白。
    正例：复核得分9分，扣分原因：现场核查发现2处未按设计施工。
    怎么改：请在扣分原因（预算执行率在“资金情况”表的说明）中写明。
    """
    for item in assessment.items:
        row = item.indicator or assessment.project.funds.total
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
def the_review_is_near_the_self_evaluation(
    assessment: Assessment, scheme: Scheme
) -> Iterator[Fault]:
    """复核总分与自评总分偏离过大。

    为什么：偏离度＝（自评－复核）÷自评，过大说明自评不实，需要约谈或重点核查。
    反例：自评97分，复核80分，偏离度17.53%。
    正例：自评97分，复核95分，偏离度2.06%。
    怎么改：请核对自评依据；复核无误的，请单位重新自评。
    """
    self_score, review = assessment.self_score, assessment.review_score
    if self_score is None or review is None or self_score <= 0:
        return
    deviation = abs(self_score - review) / self_score * HUNDRED
    if deviation > scheme.limits.deviation:
        yield Fault(
            assessment.project.totals.review_score.place,
            f"自评总分{number(self_score)}分，复核总分{number(review)}分，"
            f"偏离度{percent(deviation)}，超过{number(scheme.limits.deviation)}%。",
            "请核对自评依据和复核得分。",
        )


@rule("PE706", "review-copies-self", NOTE)
def the_review_is_a_judgement_of_its_own(assessment: Assessment, _: Scheme) -> Iterator[Fault]:
    """复核得分与自评得分逐项完全相同。

    为什么：每一项都相同，可能只是照抄，没有实际复核。
    反例：12项的复核得分都等于自评得分，且都有扣分的项目也一样。
    正例：复核后个别项目的得分有调整。
    怎么改：请确认已逐项复核；确实一致的不必处理。
    """
    pairs = [(item.self_score, item.review_score) for item in assessment.items]
    known = all(each is not None for pair in pairs for each in pair)
    if assessment.reviewed and known and all(one == other for one, other in pairs):
        yield Fault(
            assessment.project.totals.review_score.place,
            f"{len(pairs)}项的复核得分与自评得分完全相同。",
            "请确认已逐项复核。",
        )
