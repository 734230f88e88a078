"""PE5 指标质量: whether an indicator says what it should: cost, quantity, satisfaction, time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from perfeval_batch.findings import Fault
from perfeval_batch.model import Entry, Indicator
from perfeval_batch.rules import language
from perfeval_batch.rules.cells import indicator_named
from perfeval_batch.rules.rule import NOTE, WARNING, rule
from perfeval_batch.rules.view import View
from perfeval_batch.scoring import achievement
from perfeval_batch.wording import quoted

_AT_LEAST = ("≥", ">")
_MONEY = ("元", "千元", "万元", "亿元", "百万元")


@lru_cache(maxsize=64)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)) or r"(?!)")


@rule("PE506", "cost-with-at-least", WARNING)
def costs_have_a_ceiling(view: View) -> Iterator[Fault]:
    """成本指标用了“≥”。

    为什么：成本越低越好，目标应是不超过多少；用≥等于花得越多得分越高。
    反例：成本指标“项目总成本”≥500万元。
    正例：成本指标“项目总成本”≤500万元。
    怎么改：请把指标性质改为≤；确为节约额等越大越好的，请放到效益指标。
    """
    for item in view.assessment.items:
        row = item.indicator
        if row is None or ("成本" not in item.level1 and "成本" not in item.level2):
            continue
        sign = achievement.comparison(row)
        if sign in _AT_LEAST and "节约" not in row.name.text and "率" not in row.name.text:
            cell: Entry[object] = row.target if row.comparison.blank else row.comparison
            yield Fault(
                cell.place,
                f"{indicator_named(row, '成本指标')}的指标性质是“{sign}”，成本指标一般为“≤”。",
                "请核对指标性质。",
            )


@rule("PE507", "money-as-output", WARNING)
def outputs_are_not_payments(view: View) -> Iterator[Fault]:
    """把付款或金额当作数量指标。

    为什么：花了多少钱不是产出；数量指标应说明做了多少事。金额已在预算执行率和成本指标中反映。
    判断方法：数量指标的单位是元、万元等，或名称中有支付、拨付、金额等词（词表可由方案增减）。
    反例：数量指标“支付工程款”≥500万元。
    正例：数量指标“改造道路长度”≥12公里。
    怎么改：请改为工作量指标。
    """
    pattern = _any_of(view.scheme.words.payments)
    for item in view.assessment.items:
        row = item.indicator
        if row is None or "数量" not in item.level2:
            continue
        target = row.target.value
        unit = (target.unit if target else "") or row.unit_of_measure.text
        word = pattern.search(row.name.text)
        if unit in _MONEY or word:
            why = f"名称中有“{word[0]}”" if word else f"单位是“{unit}”"
            yield Fault(
                row.name.place,
                f"{indicator_named(row, '数量指标')}的{why}，金额不宜作为数量指标。",
                "请改为说明工作量的指标。",
            )


@rule("PE508", "target-vague", NOTE)
def targets_can_be_measured(view: View) -> Iterator[Fault]:
    """年度指标值没有衡量的标准。

    为什么：“有效”“明显”“显著”没有标准，各人理解不同，无法判断达成与否。词表可由方案增减。
    反例：年度指标值“显著提升”。
    正例：年度指标值“投诉量比上年下降10%以上”。
    怎么改：请写明可以衡量的标准。
    """
    pattern = _any_of(view.scheme.words.vague)
    for row in view.project.indicators:
        target = row.target.value
        if target is None or not target.in_words or _DIGIT.search(row.target.text):
            continue
        found = pattern.search(row.target.text)
        if found:
            yield Fault(
                row.target.place,
                f"年度指标值{quoted(row.target.text)}中的“{found[0]}”没有衡量的标准。",
                "请写明可以衡量的标准。",
            )


_DIGIT = re.compile(r"\d")


@rule("PE509", "indicator-duplicate", WARNING)
def indicators_are_not_repeated(view: View) -> Iterator[Fault]:
    """同一个三级指标出现了两次。

    为什么：重复的指标会重复计分，往往是多复制了一行。
    反例：两行都是“任务完成率”。
    正例：每个三级指标只出现一次。
    怎么改：请删去重复的一行，或写清两者的区别。
    """
    seen: dict[str, Indicator] = {}
    for row in view.project.indicators:
        name = language.bare(row.name.text)
        if row.name.value is None or not name:
            continue
        first = seen.setdefault(name, row)
        if first is not row:
            yield Fault(
                row.name.place,
                f"三级指标{quoted(row.name.text)}与{first.name.place.cell}重复。",
                "请删去重复的一行，或写清两者的区别。",
            )


_RATE = re.compile(r"\d+(?:\.\d+)?\s*[%％]")


@rule("PE510", "satisfaction-unsurveyed", WARNING)
def satisfaction_is_surveyed(view: View) -> Iterator[Fault]:
    """满意度没有调查依据。

    为什么：满意度应来自问卷、访谈等调查，“未收到不良反映”不能说明满意。
    判断方法：满意度指标的各栏中没有调查类的词（词表可由方案增减），也没有百分率。
    反例：完成情况说明：群众满意度非常高，未收到不良反映。
    正例：完成情况说明：入户问卷调查用水户600户，满意度为92.7%。
    怎么改：请写明调查方式、样本数和满意率。
    """
    surveys = _any_of(view.scheme.words.surveys)
    for item in view.assessment.items:
        row = item.indicator
        if row is None or "满意" not in item.level1:
            continue
        said = f"{row.description.text} {row.actual.text} {row.evidence.text}"
        actual = row.actual.value
        measured = actual is not None and actual.number is not None
        if not (measured or surveys.search(said) or _RATE.search(said)):
            cell: Entry[object] = row.actual if row.description.blank else row.description
            yield Fault(
                cell.place,
                f"{indicator_named(row, '满意度指标')}没有说明调查方式，也没有满意率。",
                "请写明调查方式、样本数和满意率。",
            )


@rule("PE511", "late-but-full", WARNING)
def late_work_loses_points(view: View) -> Iterator[Fault]:
    """完成时间晚于目标，却得了满分。

    为什么：时效指标没有按期完成，应当扣分。
    反例：年度指标值“2023年10月底前”，实际完成值“2023年12月15日”，得满分。
    正例：实际完成值“2023年10月20日”，得满分。
    怎么改：请核对完成时间；确实延期的，请扣分并写明原因。
    """
    for item in view.assessment.items:
        row = item.indicator
        if row is None or item.score is None or item.score != item.weight:
            continue
        target, actual = row.target.value, row.actual.value
        if target is None or actual is None or target.end is None or actual.end is None:
            continue
        if actual.end > target.end and achievement.comparison(row) not in _AT_LEAST:
            cell = row.review_score if view.assessment.reviewed else row.self_score
            yield Fault(
                cell.place,
                f"目标是{quoted(row.target.text)}，实际完成时间是{quoted(row.actual.text)}，"
                "晚于目标，却得满分。",
                "请核对完成时间；确实延期的，请扣分并写明原因。",
            )
