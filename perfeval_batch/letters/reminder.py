"""A department's projects without a workbook in, what its reminder says out: 催报 as a context.

Like `notice`, it has the draft of its template in `BLOCKS`; whoever joins the rooms renders it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from perfeval_batch import wording
from perfeval_batch.model import Block, BlockTable, Due

BLOCKS: tuple[Block | BlockTable, ...] = (
    Block("title", "{{ 催报.标题 }}"),
    Block("addressee", "{{ 催报.部门 }}："),
    Block("body", "{{ 催报.开头 }}"),
    BlockTable(
        description="未报送的项目",
        headers=("序号", "项目编码", "项目名称", "实施单位", "年初预算数（万元）"),
        widths=(8, 20, 34, 22, 16),
        loop="for 行 in 项目",
        cells=(
            *("{{ 行.序号 }}", "{{ 行.编码 }}", "{{ 行.名称 }}", "{{ 行.单位 }}"),
            "{{ 行.年初预算数 }}",
        ),
    ),
    Block("body", "{{ 催报.要求 }}"),
    Block("signature", "（发文单位盖章）"),
    Block("signature", "　　　年　　月　　日"),
)

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


def context(
    department: str,
    due: Sequence[Due],
    year: int | None = None,
    deadline: date | None = None,
) -> dict[str, Any]:
    """What the reminder says; texts and whole numbers alone.

    Args:
        department: 主管部门.
        due: its projects of the roster; those without a workbook are listed.
        year: 评价年度 of the run.
        deadline: by when the workbooks are wanted.
    """
    missing = [each for each in due if each.source is None]
    of_year = f"{year}年度" if year else ""
    by = f"请于{wording.day(deadline)}前" if deadline else "请尽快"
    return {
        "催报": {
            "标题": f"关于催报{of_year}绩效自评材料的通知",
            "部门": department,
            "开头": f"你单位{of_year}应报送项目支出绩效自评材料{len(due)}个，"
            f"已报送{len(due) - len(missing)}个，下列{len(missing)}个项目尚未报送：",
            "要求": f"{by}报送。已经报送的，请核对工作簿中的项目编码、项目名称和实施单位"
            "是否与上表一致；项目已撤销的，请书面说明。",
        },
        "项目": [_row(number, each) for number, each in enumerate(missing, 1)],
    }


def _row(number: int, due: Due) -> dict[str, Any]:
    identity = due.identity
    return {
        "序号": number,
        "编码": identity.code or "",
        "名称": identity.name or "",
        "单位": identity.unit or "",
        "年初预算数": "" if due.budget is None else wording.plain(due.budget),
    }
