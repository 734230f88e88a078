"""Writes a department's 整改通知书: every point that was lost, to be answered with what is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from perfeval_batch import wording
from perfeval_batch.letters import letter_parts
from perfeval_batch.letters.letter_parts import Address
from perfeval_batch.model import Deduction, Outcome

FIELDS: Mapping[str, str] = {
    "整改.标题": "通知书的标题，带评价年度",
    "整改.部门": "主管部门",
    "整改.开头": "第一段：几个项目有几个问题需要整改",
    "整改.要求[]": "怎么改、何时报，每条一段，已编号",
    "问题[].序号": "从1数起",
    "问题[].项目": "项目名称",
    "问题[].指标": "扣分的指标",
    "问题[].扣分": "扣分",
    "问题[].原因": "扣分原因",
}
"""What each field of the context means."""


def context(to: Address, projects: Sequence[Outcome]) -> dict[str, Any]:
    """What the letter says; texts and whole numbers alone.

    Args:
        to: the department.
        projects: those of its projects that lost points.
    """
    lost = [(outcome, each) for outcome in projects for each in outcome.deductions]
    return {
        "整改": {
            "标题": letter_parts.title(f"关于整改{to.of_year}项目支出", "绩效评价发现问题的通知"),
            "部门": to.whom,
            "开头": f"{to.of_year}项目支出绩效评价中，你单位有{len(projects)}个项目共{len(lost)}项"
            "指标扣分，涉及的问题见下表，请予整改。",
            "要求": letter_parts.numbered(
                [
                    "请逐项分析原因，制定整改措施，明确责任人和完成时限。",
                    "整改情况作为安排下年度预算的参考；能够立即整改的，应当立行立改。",
                    f"{to.until}将填好“整改措施”和“完成情况”的上表加盖公章后报送。",
                ]
            ),
        },
        "问题": [_row(number, *each) for number, each in enumerate(lost, 1)],
    }


def _row(number: int, outcome: Outcome, deduction: Deduction) -> dict[str, Any]:
    return {
        "序号": number,
        "项目": outcome.name,
        "指标": deduction.indicator or deduction.level1,
        "扣分": wording.points(deduction.points),
        "原因": "".join(deduction.reason.split()) or "未说明原因",
    }
