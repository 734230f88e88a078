"""Writes a department's 核实函: which of its projects have doubts, and how to answer them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from perfeval_batch.findings import Severity
from perfeval_batch.letters.letter_parts import Address
from perfeval_batch.model import Outcome

FIELDS: Mapping[str, str] = {
    "核实.标题": "核实函的标题，带评价年度",
    "核实.部门": "主管部门",
    "核实.开头": "第一段：几个项目有多少条疑点",
    "核实.要求": "最后一段：怎么核实，何时报回",
    "项目[].序号": "从1数起",
    "项目[].名称": "项目名称",
    "项目[].单位": "实施单位",
    "项目[].疑点数": "疑点的条数",
    "项目[].须说明数": "其中未说明或改正前不出具报告的条数",
}
"""What each field of the context means."""


def context(to: Address, projects: Sequence[Outcome]) -> dict[str, Any]:
    """What the letter says; texts and whole numbers alone.

    Args:
        to: the department.
        projects: its projects that have doubts, with these as their only findings.
    """
    count = sum(len(each.findings) for each in projects)
    return {
        "核实": {
            "标题": f"关于核实{to.of_year}绩效自评材料有关问题的函",
            "部门": to.whom,
            "开头": f"经核对，你单位报送的{to.of_year}项目支出绩效自评材料中，"
            f"有{len(projects)}个项目的{count}处内容需要核实，"
            "各项目的处数如下，具体内容见所附“疑点核实单”。",
            "要求": "请逐条核实：填报有误的，修改自评表后重新报送；填报无误的，可不修改，在核实单的"
            f"“单位说明”中写明情况。{to.until}函复，并附填好的核实单。",
        },
        "项目": [_row(number, each) for number, each in enumerate(projects, 1)],
    }


def _row(number: int, outcome: Outcome) -> dict[str, Any]:
    return {
        "序号": number,
        "名称": outcome.name,
        "单位": outcome.identity.unit or "",
        "疑点数": len(outcome.findings),
        "须说明数": outcome.count(Severity.ERROR),
    }
