"""Writes section 四: totals, deductions grouped by level 1, the grade."""

from __future__ import annotations

from typing import Any

from perfeval_batch.model import Assessment, Item, Level
from perfeval_batch.report import analysis, phrases
from perfeval_batch.report.phrases import Numbers
from perfeval_batch.schemes import Scheme
from perfeval_batch.scoring import deducted, rate
from perfeval_batch.template import numbering


def verdict(assessment: Assessment, scheme: Scheme, numbers: Numbers) -> dict[str, Any]:
    """The sentences of the conclusion and the figures they state."""
    reasons = _reasons(assessment, scheme, numbers)
    return {
        "总述": _opening(assessment, numbers, deducted=bool(reasons)),
        "扣分原因": reasons,
        "等级说明": _grade_sentence(assessment, scheme, numbers),
        "分值": numbers.known_points(assessment.weight),
        "自评得分": numbers.known_points(assessment.self_score),
        "复核得分": numbers.known_points(assessment.review_score),
        "得分": numbers.known_points(assessment.score),
        "得分率": numbers.known_rate(rate(assessment.score, assessment.weight)),
        "等级": assessment.grade or "",
        "自评等级": assessment.self_grade or "",
        "复核等级": assessment.review_grade or "",
    }


def _opening(assessment: Assessment, numbers: Numbers, *, deducted: bool) -> str:
    text = f"项目评判标准分值{numbers.points(assessment.weight)}分，"
    text += f"自评分{numbers.points(assessment.self_score)}分"
    text += (
        f"，复核分为{numbers.points(assessment.review_score)}分。" if assessment.reviewed else "。"
    )
    return text + ("扣分的主要原因是：" if deducted else _nothing_deducted(assessment))


def _nothing_deducted(assessment: Assessment) -> str:
    """`无扣分。`; nothing is said while a deduction cannot be told (drafts only)."""
    known = all(item.deduction is not None for item in assessment.items)
    return "无扣分。" if known else ""


def _reasons(assessment: Assessment, scheme: Scheme, numbers: Numbers) -> tuple[str, ...]:
    """The deductions of the final scores, a paragraph per level 1, 预算执行率 first."""
    found = [
        f"{analysis.heading(level, scheme)}中：{text}。"
        for level in assessment.levels
        if (text := _of_level(level, assessment, numbers))
    ]
    if len(found) == 1:
        return (found[0],)
    return tuple(f"{numbering.third(number)}{text}" for number, text in enumerate(found, 1))


def _of_level(level: Level, assessment: Assessment, numbers: Numbers) -> str:
    """A level 1's deductions; `{二级指标}方面，` is left out where it has a single level 2."""
    if not level.levels:
        return "；".join(_deductions(level, assessment, numbers))
    parts = []
    for inner in level.levels:
        texts = _deductions(inner, assessment, numbers)
        prefix = f"{inner.name}方面，" if len(level.levels) > 1 and inner.name else ""
        if texts:
            parts.append(prefix + "；".join(texts))
    return "；".join(parts)


def _deductions(level: Level, assessment: Assessment, numbers: Numbers) -> list[str]:
    """Each with its reason; where there are several indicators, each is named."""
    several = len(level.items) > 1
    return [
        f"{_named(item) if several else ''}{_reason(item, assessment, numbers)}，"
        f"扣{numbers.points(points)}分"
        for item in level.items
        if (points := deducted(item))
    ]


def _named(item: Item) -> str:
    """`“改造小区数”：`, unless the reason begins with it or there is none."""
    name = phrases.indicator_name(item.indicator) if item.indicator else ""
    if not name or item.reason.blank or phrases.clause(item.reason.text).startswith(name):
        return ""
    return f"“{name}”："


def _reason(item: Item, assessment: Assessment, numbers: Numbers) -> str:
    reason = "" if item.reason.blank else phrases.clause(item.reason.text)
    return reason or _unexplained(item, assessment, numbers)


def _unexplained(item: Item, assessment: Assessment, numbers: Numbers) -> str:
    """What is said without a reason: the execution rate, or that none is given."""
    if item.indicator is not None:
        name = phrases.indicator_name(item.indicator)
        return f"“{name}”未说明扣分原因" if name else "一项没有名称的指标未说明扣分原因"
    rate = assessment.execution_rate
    return "预算未全部执行" if rate is None else f"预算资金执行率为{numbers.rate(rate)}%"


def _grade_sentence(assessment: Assessment, scheme: Scheme, numbers: Numbers) -> str:
    """The grade with the bands it follows from; nothing while it cannot be told."""
    if assessment.grade is None:
        return ""
    bands = f"评价等级划分标准为：{_bands(scheme, numbers)}。"
    own, reviewed = assessment.self_grade, assessment.review_grade
    if reviewed is None or own == reviewed:
        score = numbers.points(assessment.score)
        return f"{bands}本项目综合得分{score}分，评价等级为“{assessment.grade}”。"
    return (
        f"{bands}本项目自评得分{numbers.points(assessment.self_score)}分，等级为“{own}”；"
        f"复核得分{numbers.points(assessment.review_score)}分，等级为“{reviewed}”。"
        f"以复核结果为准，评价等级为“{assessment.grade}”。"
    )


def _bands(scheme: Scheme, numbers: Numbers) -> str:
    """`90分（含）以上为优，80分（含）至90分为良，…，60分以下为差`: half-open bands."""
    texts, upper = [], ""
    for grade in scheme.grades:
        floor = numbers.points(grade.floor)
        if not grade.floor:
            texts.append(f"{upper}分以下为{grade.name}")
        elif upper:
            texts.append(f"{floor}分（含）至{upper}分为{grade.name}")
        else:
            texts.append(f"{floor}分（含）以上为{grade.name}")
        upper = floor
    return "，".join(texts)
