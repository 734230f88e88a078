"""Writes a department's 核实函: which of its projects have doubts, and how to answer them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from perfeval_batch.findings import Severity
from perfeval_batch.letters import letter_parts, letter_templates
from perfeval_batch.letters.letter_parts import NOBODY
from perfeval_batch.model import Outcome, Sender

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


def write(
    department: str,
    projects: Sequence[Outcome],
    year: int | None = None,
    deadline: date | None = None,
    sender: Sender = NOBODY,
) -> bytes:
    """The 核实函 of one department as a .docx; the arguments are those of `context`."""
    filled = context(department, projects, year, deadline)
    return letter_templates.write("doubts_letter", FIELDS, filled, sender)


def context(
    department: str,
    projects: Sequence[Outcome],
    year: int | None = None,
    deadline: date | None = None,
) -> dict[str, Any]:
    """What the letter says; texts and whole numbers alone.

    Args:
        department: 主管部门.
        projects: its projects that have doubts, with these as their only findings.
        year: 评价年度 of the run.
        deadline: by when the answers are wanted.
    """
    of_year = letter_parts.of_year(year)
    count = sum(len(each.findings) for each in projects)
    by = letter_parts.until(deadline)
    return {
        "核实": {
            "标题": f"关于核实{of_year}绩效自评材料有关问题的函",
            "部门": department,
            "开头": f"经核对，你单位报送的{of_year}项目支出绩效自评材料中，有{len(projects)}个项目"
            f"共{count}条内容需要核实，详见所附“疑点核实单”：",
            "要求": "请逐条核实：填报有误的，修改自评表后重新报送；填报无误的，可不修改，在核实单的"
            f"“单位说明”中写明情况。{by}将核实单报回。",
        },
        "项目": [_row(number, each) for number, each in enumerate(projects, 1)],
    }


def _row(number: int, outcome: Outcome) -> dict[str, Any]:
    identity = outcome.identity
    return {
        "序号": number,
        "名称": identity.name or outcome.source.rpartition("/")[2],
        "单位": identity.unit or "",
        "疑点数": len(outcome.findings),
        "须说明数": outcome.count(Severity.ERROR),
    }
