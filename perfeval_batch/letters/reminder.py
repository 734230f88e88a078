"""Writes a department's 催报: its projects of the roster that nobody handed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from perfeval_batch import wording
from perfeval_batch.letters import letter_parts
from perfeval_batch.letters.letter_parts import Address
from perfeval_batch.model import Due

FIELDS: Mapping[str, str] = {
    "催报.标题": "催报通知的标题，带评价年度",
    "催报.部门": "主管部门",
    "催报.开头": "第一段：应报几个，还有几个没有报送",
    "催报.要求": "最后一段：何时报送，已撤销的怎么办",
    "项目[].序号": "从1数起",
    "项目[].编码": "项目编码；名册没有时为空",
    "项目[].名称": "项目名称",
    "项目[].单位": "实施单位",
    "项目[].年初预算数": "万元；名册没有时为空",
}
"""What each field of the context means."""


def context(to: Address, due: Sequence[Due]) -> dict[str, Any]:
    """What the letter says; texts and whole numbers alone.

    Args:
        to: the department.
        due: its projects of the roster; those without a workbook are listed.
    """
    missing = [each for each in due if each.source is None]
    handed_in = len(due) - len(missing)
    if handed_in:
        state = f"已报送{handed_in}份，下列{len(missing)}个项目尚未报送："
    else:
        state = "均未报送：" if len(due) > 1 else "尚未报送："
    return {
        "催报": {
            "标题": f"关于催报{to.of_year}绩效自评材料的通知",
            "部门": to.whom,
            "开头": f"你单位{to.of_year}应报送项目支出绩效自评表{len(due)}份，{state}",
            "要求": f"{to.until}报送。已经报送的，请核对自评表中的项目编码、项目名称和实施单位"
            "是否与上表一致；项目已撤销的，请书面说明。",
        },
        "项目": [_row(number, each) for number, each in enumerate(missing, 1)],
    }


def _row(number: int, due: Due) -> dict[str, Any]:
    budget = "" if due.budget is None else wording.plain(due.budget)
    return {**letter_parts.due_row(number, due), "年初预算数": budget}
