"""PE6 偏差与文字: what is said of the points that were taken off."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from perfeval_batch.findings import Fault
from perfeval_batch.model import Assessment, Item
from perfeval_batch.rules import consequences
from perfeval_batch.rules.rule import ERROR, rule
from perfeval_batch.scheme import Scheme
from perfeval_batch.wording import number


@rule("PE601", "deduction-unexplained", ERROR)
def deductions_have_a_reason(assessment: Assessment, scheme: Scheme) -> Iterator[Fault]:
    """扣了分的指标应写明扣分原因。

    为什么：报告的结论要逐项说明扣分原因，缺少时报告不完整。
    反例：分值10分，自评得分9.5分，扣分原因空白。
    正例：扣分原因：老旧小区改造项目带动周边产业的发展有限。
    怎么改：请填写扣分原因；如果是得分填错，请改正得分。
    """
    for item in consequences.unexplained(assessment, scheme):
        weight = item.weight or Decimal(0)
        yield Fault(
            item.reason.place,
            f"分值{number(weight)}分，{_scores(item, assessment)}，没有填写扣分原因。",
            "请填写扣分原因；如果是得分填错，请改正得分。",
        )


def _scores(item: Item, assessment: Assessment) -> str:
    """`自评得分9分（扣1分）` for each score that is below 分值."""
    weight = item.weight or Decimal(0)
    told = []
    for column, label in consequences.scores(assessment):
        score: Decimal | None = getattr(item, column)
        if score is not None and score < weight:
            told.append(f"{label}{number(score)}分（扣{number(weight - score)}分）")
    return "，".join(told)
