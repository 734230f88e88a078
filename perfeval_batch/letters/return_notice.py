"""Writes a department's 退回通知: which workbooks go back, why, and until when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from perfeval_batch import schema, wording
from perfeval_batch.findings import Finding, Severity
from perfeval_batch.letters import letter_parts
from perfeval_batch.letters.letter_parts import Address
from perfeval_batch.model import Outcome, Status
from perfeval_batch.values import replace

SHOWN = 3
"""Faults told of each workbook; its 问题清单 has all of them."""


FIELDS: Mapping[str, str] = {
    "通知.标题": "通知的标题，带评价年度",
    "通知.部门": "主管部门",
    "通知.年度": "评价年度，如2023；各工作簿都没有填写时为空",
    "通知.期限": "重新报送的期限，如2024年3月15日；没有给出时为空",
    "通知.退回数": "退回的工作簿数",
    "通知.错误数": "错误合计",
    "通知.警告数": "警告合计",
    "通知.开头": "第一段：退回了几个工作簿，共有多少错误和警告",
    "通知.要求[]": "报送要求，每条一段",
    "工作簿[].序号": "从1数起",
    "工作簿[].项目名称": "没有读出时为文件名",
    "工作簿[].文件": "报送的文件名",
    "工作簿[].轮次": "第几次退回，如第2轮；未能读取的为空",
    "工作簿[].错误": "错误数",
    "工作簿[].警告": "警告数",
    "工作簿[].主要问题[]": "最重要的几条，每条一段；最后一段说明还有多少条",
}
"""What each field of the context means; `[]` marks what there are several of."""


def context(to: Address, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """What the notice says; texts and whole numbers alone, the same for the same outcomes.

    Args:
        to: the department; its year is that of the workbooks, where they agree.
        outcomes: of the department; those whose report was issued are left out.
    """
    returned = sorted(
        (each for each in outcomes if each.status is not Status.REPORTED),
        key=lambda each: each.source,
    )
    years = sorted({each.identity.year for each in returned if each.identity.year})
    to = replace(to, year=years[0] if len(years) == 1 else None)
    errors, warnings = (
        sum(each.count(severity) for each in returned)
        for severity in (Severity.ERROR, Severity.WARNING)
    )
    return {
        "通知": {
            "标题": f"关于退回修改{to.of_year}绩效自评材料的通知",
            "部门": to.whom,
            "年度": str(to.year or ""),
            "期限": wording.day(to.deadline) if to.deadline else "",
            "退回数": len(returned),
            "错误数": errors,
            "警告数": warnings,
            "开头": _opening(to.of_year, len(returned), errors, warnings),
            "要求": letter_parts.numbered([*_demands(to, returned)]),
        },
        "工作簿": [_workbook(number, each) for number, each in enumerate(returned, 1)],
    }


def _opening(of_year: str, workbooks: int, errors: int, warnings: int) -> str:
    counts = (("错误", errors), ("警告", warnings))
    counted = "、".join(f"{what}{count}处" for what, count in counts if count)
    found = f"，共有{counted}" if counted else ""
    return (
        f"经核对，你单位报送的{of_year}项目支出绩效自评材料中，有{workbooks}份自评表需要修改后"
        f"重新报送{found}。现将有关情况通知如下。"
    )


def _demands(to: Address, returned: Sequence[Outcome]) -> Iterator[str]:
    """What is to be done."""
    if any(each.status is Status.RETURNED for each in returned):
        yield (
            f"退回的自评表中，第一张表“{schema.MARKS}”列有全部问题和改法，有问题的单元格已标色并附批注"
            f"（无法直接标注的文件，另附“{schema.MARKS}”）。请在退回的文件上修改，保留原文件名。"
        )
    if any(each.count(Severity.ERROR) for each in returned):
        yield "错误须逐条改正。"
    if any(each.count(Severity.WARNING) for each in returned):
        yield "警告须逐条核实；经核实填报无误的可不修改，并书面说明。"
    if any(each.status is Status.FAILED for each in returned):
        yield "未能读取的文件，请按说明处理后重新报送。"
    yield f"{to.until}将修改后的自评表重新报送。"


def _workbook(number: int, outcome: Outcome) -> dict[str, Any]:
    file = PurePosixPath(outcome.source).name
    read = outcome.status is Status.RETURNED
    return {
        "序号": number,
        "项目名称": outcome.identity.name or file,
        "文件": file,
        "轮次": f"第{outcome.rounds + 1}轮" if read else "",
        "错误": outcome.count(Severity.ERROR),
        "警告": outcome.count(Severity.WARNING),
        "主要问题": tuple(_problems(outcome.findings, SHOWN if read else None)),
    }


def _problems(findings: Sequence[Finding], most: int | None) -> Iterator[str]:
    """The most important faults: errors first, each kind of fault once before one comes twice.

    Of a file that could not be read there is no 问题清单 to refer to: all are told.
    """
    ordered = sorted(findings, key=lambda each: each.order)
    faults = [each for each in ordered if each.severity is not Severity.NOTE]
    kinds = {each.code: each for each in reversed(faults)}
    firsts = [each for each in faults if kinds[each.code] is each]
    others = [each for each in faults if kinds[each.code] is not each]
    chosen = sorted((*firsts, *others), key=lambda each: each.severity.rank)[:most]
    for number, fault in enumerate(chosen, 1):
        place = fault.place
        where = f"“{place.sheet}”表{place.cell}：" if place.sheet else ""
        yield f"（{number}）{where}{fault.message}{fault.fix}"
    rest = len(faults) - len(chosen)
    if rest:
        yield f"其余{rest}处见该自评表的“{schema.MARKS}”。"
