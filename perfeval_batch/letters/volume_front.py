"""Writes the cover and contents of a department's reports bound into one volume."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from perfeval_batch import wording
from perfeval_batch.letters import letter_parts
from perfeval_batch.letters.letter_parts import Address
from perfeval_batch.model import Outcome

FIELDS: Mapping[str, str] = {
    "合订.标题": "合订本的标题，带评价年度",
    "合订.部门": "主管部门",
    "合订.说明": "目录上方的说明：几个项目，页码印在哪里",
    "项目[].序号": "从1数起",
    "项目[].名称": "项目名称",
    "项目[].单位": "实施单位",
    "项目[].得分": "最终得分",
    "项目[].等级": "最终等级",
    "项目[].页码": "报告从哪一页开始；没有转成PDF的为—",
}
"""What each field of the context means."""


def context(
    to: Address, projects: Sequence[Outcome], pages: Sequence[int | None]
) -> dict[str, Any]:
    """What cover and contents say; texts and whole numbers alone.

    Args:
        to: the department.
        projects: those whose report was issued, in the order in which they are bound.
        pages: on which page each report begins; None: it is not in the volume.
    """
    absent = sum(page is None for page in pages)
    missing = f"，其中{absent}个没有转成PDF，另附" if absent else ""
    return {
        "合订": {
            "标题": letter_parts.title(to.of_year, "项目支出绩效评价报告"),
            "部门": to.department,
            "说明": f"共{len(projects)}个项目{missing}；页码印在每页上方外侧",
        },
        "项目": [
            {
                "序号": number,
                "名称": each.name,
                "单位": each.identity.unit or "",
                "得分": wording.known(each.figures.score),
                "等级": each.grade or wording.UNKNOWN,
                "页码": wording.UNKNOWN if page is None else str(page),
            }
            for number, (each, page) in enumerate(zip(projects, pages, strict=True), 1)
        ],
    }
