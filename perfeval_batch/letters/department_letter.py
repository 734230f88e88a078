"""Writes one letter to a department for all that it has to do: returned, doubtful and missing.

It goes into the department's package with the returned workbooks and the list of doubts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from perfeval_batch import schema
from perfeval_batch.findings import Severity
from perfeval_batch.letters import letter_parts
from perfeval_batch.letters.letter_parts import Address
from perfeval_batch.model import Due, Outcome, Status

FIELDS: Mapping[str, str] = {
    "通知.标题": "通知的标题，带评价年度",
    "通知.部门": "主管部门",
    "通知.开头": "第一段：退回几个、有疑点几个、未报送几个",
    "通知.要求[]": "分别怎么办、何时报送，每条一段，已编号",
    "退回[].序号": "从1数起",
    "退回[].名称": "项目名称；没有读出时为文件名",
    "退回[].情况": "退回修改；未能读取的，写明为什么、怎么办",
    "退回[].错误": "错误数",
    "退回[].警告": "警告数",
    "疑点[].序号": "从1数起",
    "疑点[].名称": "项目名称",
    "疑点[].条数": "须核实的条数",
    "未报[].序号": "从1数起",
    "未报[].编码": "项目编码；名册没有时为空",
    "未报[].名称": "项目名称",
    "未报[].单位": "实施单位",
}
"""What each field of the context means; a list can be empty."""


@dataclass(slots=True)
class Matters:
    """What one department has to do.

    Attributes:
        returned: its workbooks that go back, the unreadable ones too.
        doubtful: its projects that have doubts, with these as their only findings.
        missing: its projects of the roster that nobody handed in.
    """

    returned: list[Outcome] = field(default_factory=list)
    doubtful: list[Outcome] = field(default_factory=list)
    missing: list[Due] = field(default_factory=list)


def context(to: Address, matters: Matters) -> dict[str, Any]:
    """What the letter says; texts and whole numbers alone.

    Args:
        to: the department.
        matters: what it has to do.
    """
    returned, doubtful, missing = matters.returned, matters.doubtful, matters.missing
    asked = [
        (verb, f"{count}{what}")
        for verb, what, count in (
            ("修改", "份自评表需要修改后重新报送", len(returned)),
            ("核实", "个项目有疑点需要核实", len(doubtful)),
            ("补报", "个项目尚未报送", len(missing)),
        )
        if count
    ]
    verbs, counted = ([each[at] for each in asked] for at in (0, 1))
    return {
        "通知": {
            "标题": letter_parts.title(f"关于{_and(verbs)}{to.of_year}", "绩效自评材料的通知"),
            "部门": to.whom,
            "开头": f"经核对，你单位{to.of_year}项目支出绩效自评工作中，有{'，'.join(counted)}。"
            "现将有关情况通知如下。",
            "要求": letter_parts.numbered([*_demands(to, matters)]),
        },
        "退回": [_returned(number, each) for number, each in enumerate(returned, 1)],
        "疑点": [
            {"序号": number, "名称": each.name, "条数": len(each.findings)}
            for number, each in enumerate(doubtful, 1)
        ],
        "未报": [letter_parts.due_row(number, each) for number, each in enumerate(missing, 1)],
    }


def _and(verbs: Sequence[str]) -> str:
    """`修改`, `修改和补报`, `修改、核实和补报`."""
    *first, last = verbs
    return f"{'、'.join(first)}和{last}" if first else last


def _returned(number: int, outcome: Outcome) -> dict[str, Any]:
    return {
        "序号": number,
        "名称": outcome.name,
        "情况": _state(outcome),
        "错误": outcome.count(Severity.ERROR),
        "警告": outcome.count(Severity.WARNING),
    }


def _state(outcome: Outcome) -> str:
    """What became of it; of a file that could not be read there is no 问题清单 to refer to."""
    if outcome.status is not Status.FAILED:
        return outcome.status.label
    faults = [each for each in outcome.findings if each.severity is Severity.ERROR]
    return "：".join((outcome.status.label, *(f"{each.message}{each.fix}" for each in faults[:1])))


def _demands(to: Address, matters: Matters) -> Iterator[str]:
    if any(each.status is Status.RETURNED for each in matters.returned):
        yield (
            f"退回的自评表，请对照其中的“{schema.MARKS}”逐条改正、核实，"
            "在退回的文件上修改，保留原文件名。"
        )
    if any(each.status is Status.FAILED for each in matters.returned):
        yield "未能读取的文件，请按表中说明处理，或改用空白自评表填写后报送。"
    if matters.doubtful:
        yield "有疑点的项目，请在“疑点核实单”中逐条说明；填报有误的，修改后重新报送。"
    if matters.missing:
        yield "未报送的项目，请补报；项目已撤销的，请书面说明。"
    together = sum(map(bool, (matters.returned, matters.doubtful, matters.missing))) > 1
    yield f"{to.until}{'一并' if together else ''}报送。"
