"""PE4 得分: scores with too many decimals, without a ground, or out of step with the execution."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from perfeval_batch.findings import Fault
from perfeval_batch.model import Assessment, Entry
from perfeval_batch.rules import cells, consequences
from perfeval_batch.rules.rule import NOTE, WARNING, rule
from perfeval_batch.scheme import Scheme
from perfeval_batch.scoring import HUNDRED
from perfeval_batch.wording import number, percent


@rule("PE412", "score-decimals", NOTE)
def scores_have_few_decimals(assessment: Assessment, scheme: Scheme) -> Iterator[Fault]:
    """得分的小数位数过多。

    为什么：报告中的得分保留两位小数，位数过多时各项之和可能与合计相差0.01。
    反例：自评得分9.8765。
    正例：自评得分9.88。
    怎么改：请四舍五入到两位小数。
    """
    most = scheme.scores.decimals
    if max(map(_decimals, cells.scores(assessment.project)), default=0) <= most:
        return
    for row in cells.scored(assessment.project):
        for column, label in consequences.SCORES:
            entry: Entry[Decimal] = getattr(row, column)
            if entry.value is not None and _decimals(entry.value) > most:
                yield Fault(
                    entry.place,
                    f"{label}{number(entry.value)}有{_decimals(entry.value)}位小数，"
                    f"一般不超过{most}位。",
                    f"请四舍五入到{most}位小数。",
                )


@lru_cache(maxsize=4096)
def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


@rule("PE413", "score-without-actual", WARNING)
def a_score_has_a_ground(assessment: Assessment, _: Scheme) -> Iterator[Fault]:
    """打了分，却没有填实际完成值和完成情况说明。

    为什么：没有完成情况，得分没有依据，报告中这一项也无话可写。
    反例：自评得分10分，实际完成值和完成情况说明都空白。
    正例：实际完成值46所，完成情况说明“46所学校全部实行食堂供餐”。
    怎么改：请填写实际完成值或完成情况说明。
    """
    for row in assessment.project.indicators:
        if row.actual.blank and row.description.blank and row.self_score.value is not None:
            yield Fault(
                row.actual.place,
                f"自评得分{number(row.self_score.value)}分，实际完成值和完成情况说明都没有填写。",
                "请填写实际完成值或完成情况说明。",
            )


@rule("PE414", "score-rate-over-execution", WARNING)
def scores_keep_step_with_the_execution(assessment: Assessment, scheme: Scheme) -> Iterator[Fault]:
    """指标得分率明显高于预算执行率。

    为什么：钱花得少而任务几乎全部完成，说明预算编制偏松，或得分偏高，需要核实。
    反例：预算执行率70%，各指标得分率98%。
    正例：预算执行率98%，各指标得分率97%。
    怎么改：请核对各指标得分；确为节约的，请在说明栏写明。
    """
    rate = assessment.execution_rate
    rows = [item for item in assessment.items if item.indicator is not None]
    weights = [item.weight for item in rows if item.weight is not None]
    scores = [item.score for item in rows if item.score is not None]
    if rate is None or rate > HUNDRED or not rows or {len(weights), len(scores)} != {len(rows)}:
        return
    share = sum(scores, Decimal(0)) / sum(weights, Decimal(0)) * HUNDRED
    if share > rate * (HUNDRED + scheme.limits.over_execution) / HUNDRED:
        totals = assessment.project.totals
        cell = totals.review_score if assessment.reviewed else totals.self_score
        yield Fault(
            cell.place,
            f"各指标得分率{percent(share)}，预算执行率{percent(rate)}，"
            f"高出{number(scheme.limits.over_execution)}%以上。",
            "请核对各指标得分；确为节约的，请在“资金情况”表的说明栏写明。",
        )
