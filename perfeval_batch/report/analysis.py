"""Writes section 三: the indicators by level 1 and level 2, a sentence for each."""

from __future__ import annotations

from typing import Any

from perfeval_batch import schemes
from perfeval_batch.model import Assessment, Indicator, Item, Level
from perfeval_batch.report import phrases
from perfeval_batch.report.phrases import Numbers
from perfeval_batch.schema import QUALITATIVE
from perfeval_batch.schemes import Level1, Scheme

EXECUTION_HEADING = "预算资金执行率指标"


def heading(level: Level, scheme: Scheme) -> str:
    """The heading of a level 1: `项目产出指标`; a level the scheme does not know keeps its name."""
    if level.items[0].indicator is None:
        return EXECUTION_HEADING
    return _heading(level, scheme.level1(level.name))


def _heading(level: Level, known: Level1 | None) -> str:
    return known.heading if known else level.name


def groups(assessment: Assessment, scheme: Scheme, numbers: Numbers) -> tuple[dict[str, Any], ...]:
    """The level-1 groups that have something scored, 预算执行率 first."""
    return tuple(_group(level, assessment, scheme, numbers) for level in assessment.levels)


def _group(
    level: Level, assessment: Assessment, scheme: Scheme, numbers: Numbers
) -> dict[str, Any]:
    """A group with its level-2 sections; a single one has no heading."""
    first = level.items[0]
    if first.indicator is None:
        only = {"标题": "", "段落": (_execution(first, assessment, numbers),)}
        return {"标题": EXECUTION_HEADING, "小节": (only,)}
    known = scheme.level1(level.name)
    alone = len(level.levels) == 1
    sections = [
        {
            "标题": "" if alone else _section_heading(inner, known),
            "段落": tuple(
                [text for item in inner.items for text in sentences(item, assessment, numbers)]
            ),
        }
        for inner in level.levels
    ]
    return {"标题": _heading(level, known), "小节": tuple(sections)}


def _section_heading(inner: Level, known: Level1 | None) -> str:
    if not inner.name:
        return ""
    known2 = schemes.level2(known, inner.name) if known else None
    return f"{known2.heading if known2 else inner.name}得分情况逐个分析"


def _execution(item: Item, assessment: Assessment, numbers: Numbers) -> str:
    total = assessment.project.funds.total
    rate = assessment.execution_rate
    text = f"全年预算资金{numbers.amount(total.budget.value)}万元，"
    text += f"全年资金执行数{numbers.amount(total.executed.value)}万元，"
    text += "" if rate is None else f"预算资金执行率{numbers.rate(rate)}%，"
    text += f"评判标准分值{numbers.points(item.weight)}分，"
    if assessment.reviewed and item.self_score != item.review_score:
        return text + _both_scores(item, numbers)
    return text + f"实际得{numbers.points(item.score)}分。"


def sentences(item: Item, assessment: Assessment, numbers: Numbers) -> tuple[str, ...]:
    """`{三级指标}：{说明}，分值{w}分，得{s}分。`; a 说明 of several lines gives paragraphs."""
    row = item.indicator
    if row is None:
        return (_execution(item, assessment, numbers),)
    name = phrases.indicator_name(row) or "（未填写）"
    before, (*lines, last) = _description(row)
    first, *more = *lines, phrases.leading(last) + _scores(item, assessment, numbers)
    return (*(f"{name}：{each}。" for each in before), f"{name}：{first}", *more)


def _scores(item: Item, assessment: Assessment, numbers: Numbers) -> str:
    weight = f"分值{numbers.points(item.weight)}分，"
    if assessment.reviewed and item.self_score != item.review_score:
        return weight + _both_scores(item, numbers)
    return f"{weight}得{numbers.points(item.score)}分。"


def _both_scores(item: Item, numbers: Numbers) -> str:
    return (
        f"自评得{numbers.points(item.self_score)}分，复核得{numbers.points(item.review_score)}分。"
    )


_SHORT = 30
"""Characters of a note that is told behind target and actual value, in one paragraph with them."""


def _description(row: Indicator) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is said before the note, and the lines of the note: 完成情况说明.

    Where the note does not state the actual value, target and actual value lead a short one, and
    are a paragraph of their own before a long one. A blank note becomes them alone; one that
    cannot be read is left open.
    """
    if row.description.blank:
        return (), (target_and_actual(row),)
    lines = phrases.paragraphs(row.description.text) or (phrases.OPEN,)
    if not _lacks_actual(row):
        return (), lines
    if len(lines) == 1 and len(lines[0]) <= _SHORT:
        return (), (f"{target_and_actual(row)}，{lines[0]}",)
    return () if lines[0].startswith("年度指标值") else (target_and_actual(row),), lines


def _lacks_actual(row: Indicator) -> bool:
    """The indicator is counted or timed, and its note does not state the actual value."""
    actual = row.actual.value
    if actual is None or row.comparison.text == QUALITATIVE or row.target.blank:
        return False
    if actual.number is None:
        return not actual.in_words and not phrases.says_time(row.description.text, row.actual.text)
    return not phrases.says(row.description.text, actual.number)


def target_and_actual(row: Indicator) -> str:
    """`年度指标值≥50个，实际完成52个`; of words: `年度指标值为“畅通”，已达成年度指标`."""
    words = target_text(row)
    known = row.actual.value is not None and row.actual.value.in_words
    if known and words and words == actual_text(row) and not words.startswith("达成"):
        return f"年度指标值和实际完成情况均为“{words}”"
    return "，".join(each for each in (_target(row), _actual(row)) if each)


def _target(row: Indicator) -> str:
    text, value = target_text(row), row.target.value
    if not text:
        return ""
    if value is None or value.in_words:
        return f"年度指标值为“{text}”"
    return f"年度指标值{text}" if value.number is not None else f"年度指标值为{text}"


def _actual(row: Indicator) -> str:
    text, value = actual_text(row), row.actual.value
    if not text:
        return ""
    if value is None or value.in_words:
        if text.startswith("达成"):
            return f"已{text}"
        return text if text.startswith(("部分达成", "未达成", "已")) else f"实际完成情况为“{text}”"
    if text.startswith(("已", "完成")):
        return text
    return f"实际完成{text}" if value.number is not None else f"实际完成时间为{text}"


def target_text(row: Indicator) -> str:
    """The target as one reads it: `≥50个`."""
    return phrases.quantity(row.target, row.comparison.text, row.unit_of_measure.text)


def actual_text(row: Indicator) -> str:
    """The actual value as one reads it: `52个`."""
    return phrases.quantity(row.actual, "", row.unit_of_measure.text)
