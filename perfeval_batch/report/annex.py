"""Fills the tables: scores by level 1 with their chart, and 附件《项目支出绩效自评表》."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from perfeval_batch.model import Assessment, Entry, FundsRow, Item, Level
from perfeval_batch.report import analysis, phrases
from perfeval_batch.report.phrases import Numbers
from perfeval_batch.schema import FIRST_SOURCE_PREFIX, SOURCES, TOTAL_SOURCE
from perfeval_batch.scoring import rate

Row = dict[str, Any]

_AMONG = re.compile(r"\A\s*其\s*中\s*[:：]?\s*")
"""`其中：` as offices type it: half-width colon, blanks."""


def level_rows(assessment: Assessment, numbers: Numbers) -> tuple[Row, ...]:
    """A row per level 1: 分值, scores and the rate of the final score; in the scheme's order."""
    return tuple(
        _level_row(level, numbers, reviewed=assessment.reviewed) for level in assessment.levels
    )


def _level_row(level: Level, numbers: Numbers, *, reviewed: bool) -> Row:
    review = level.review_score if reviewed else None
    return {
        "名称": level.name,
        "标签": f"{level.name}\n{numbers.points(level.weight)}分",
        "分值": numbers.known_points(level.weight),
        "自评得分": numbers.known_points(level.self_score),
        "复核得分": numbers.known_points(review),
        "得分率": numbers.known_rate(rate(level.score, level.weight)),
        "自评得分率": numbers.known_rate(rate(level.self_score, level.weight)),
        "复核得分率": numbers.known_rate(rate(review, level.weight)),
    }


def chart(rows: tuple[Row, ...]) -> Row:
    """What the chart of the rows says besides: its alternative text, its workbook's last row."""
    rates = "、".join(f"{row['名称']}{row['得分率']}%" for row in rows if row["得分率"])
    return {"说明": f"各一级指标得分率：{rates}。", "末行": str(len(rows) + 1)}


def table(assessment: Assessment, numbers: Numbers) -> dict[str, Any]:
    """附件《项目支出绩效自评表》 (财预〔2020〕10号): funds, goals, indicators, total."""
    facts = assessment.project.facts
    return {
        "资金行": _funds_rows(assessment, numbers),
        "预期目标": _cell(facts.annual_goal),
        "完成情况": _cell(facts.completion),
        "指标行": _indicator_rows(assessment, numbers),
        "佐证行": tuple(_evidence(assessment)),
    }


def _funds_rows(assessment: Assessment, numbers: Numbers) -> tuple[Row, ...]:
    funds = assessment.project.funds
    reviewed = assessment.reviewed
    rows = [_funds_row(TOTAL_SOURCE, funds.total, assessment.execution, numbers, reviewed=reviewed)]
    for number, source in enumerate(funds.sources):
        prefix = FIRST_SOURCE_PREFIX if number == 0 else ""
        name = phrases.inline(source.source.text) or SOURCES[min(number, len(SOURCES) - 1)]
        name = prefix + _AMONG.sub("", name)
        rows.append(_funds_row(name, source, None, numbers, reviewed=reviewed))
    return tuple(rows)


def _funds_row(
    name: str, row: FundsRow, item: Item | None, numbers: Numbers, *, reviewed: bool
) -> Row:
    return {
        "名称": name,
        "年初预算数": numbers.known_amount(row.initial_budget.value),
        "全年预算数": numbers.known_amount(row.budget.value),
        "实际到位数": numbers.known_amount(row.arrived.value),
        "全年执行数": numbers.known_amount(row.executed.value),
        "执行率": _percent(rate(row.executed.value, row.budget.value), numbers),
        "分值": numbers.known_points(item.weight) if item else "—",
        "自评得分": numbers.known_points(item.self_score) if item else "—",
        "复核得分": (numbers.known_points(item.review_score) if item else "—") if reviewed else "",
    }


def _percent(value: Decimal | None, numbers: Numbers) -> str:
    return "" if value is None else f"{numbers.rate(value)}%"


def _indicator_rows(assessment: Assessment, numbers: Numbers) -> tuple[Row, ...]:
    """The indicators in the report's order; a level cell that goes on is merged with the above."""
    rows: list[Row] = []
    for level in assessment.levels:
        first1 = True
        for inner in level.levels:
            first2 = True
            for item in inner.items:
                names = (level.name, not first1, inner.name, not first2)
                rows.append(_indicator_row(item, names, numbers, reviewed=assessment.reviewed))
                first1 = first2 = False
    return tuple(rows)


def _indicator_row(
    item: Item, names: tuple[str, bool, str, bool], numbers: Numbers, *, reviewed: bool
) -> Row:
    indicator = item.indicator
    assert indicator is not None, "level-2 groups hold indicators alone"  # noqa: S101  # for the type checker
    level1, goes_on1, level2, goes_on2 = names
    return {
        "一级指标": level1,
        "一级续": goes_on1,
        "二级指标": level2,
        "二级续": goes_on2,
        "三级指标": phrases.indicator_name(indicator),
        "年度指标值": analysis.target_text(indicator),
        "实际完成值": analysis.actual_text(indicator),
        "分值": numbers.known_points(item.weight),
        "自评得分": numbers.known_points(item.self_score),
        "复核得分": numbers.known_points(item.review_score) if reviewed else "",
        "偏差原因": _deviation(indicator.reason, indicator.measure),
    }


def _evidence(assessment: Assessment) -> Iterator[Row]:
    """What proves the actual values, indicator by indicator, where something is named."""
    for item in (item for level in assessment.levels for item in level.items):
        row = item.indicator
        if row is not None and not row.evidence.blank:
            yield {"三级指标": phrases.indicator_name(row), "佐证材料": _cell(row.evidence)}


def _deviation(reason: Entry[str], measure: Entry[str]) -> str:
    why, how = _cell(reason), _cell(measure)
    return f"{why}\n改进措施：{how}" if why and how else why or how


def _cell(entry: Entry[str]) -> str:
    return "" if entry.blank else "\n".join(phrases.paragraphs(entry.text))
