"""Writes the 结果应用建议 of a run as a Word list, to be discussed and filled in.

Its form and its fixed words stand in `application_list.docx`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from perfeval_batch import wording
from perfeval_batch.letters import letter_parts
from perfeval_batch.letters.letter_parts import Address
from perfeval_batch.summary import application, figures
from perfeval_batch.summary.figures import Account

FIELDS: Mapping[str, str] = {
    "清单.标题": "标题，带评价年度",
    "清单.说明": "建议的规则，并说明仅供研究",
    "部门[].名称": "主管部门；最后一行为合计",
    "部门[].项目数": "已出报告的项目数",
    "部门[].全年预算数": "万元",
    **{f"部门[].{kind}": "建议的项目数" for kind in application.KINDS},
    "部门[].涉及金额": "万元",
    "项目表[].序号": "从1数起",
    "项目表[].部门": "主管部门",
    "项目表[].名称": "项目名称",
    "项目表[].等级": "最终等级",
    "项目表[].执行率": "带%",
    "项目表[].建议": "系统提出的建议",
    "项目表[].涉及金额": "万元",
    "项目表[].依据": "等级、执行率、结余、偏离度",
}
"""What each field of the template means; `[]` marks what there are several of."""


def context(account: Account) -> dict[str, Any]:
    """What the list says, with the figures of the sheets 结果应用建议 and 结果应用汇总."""
    rows = application.suggest(account)
    totals = application.totals(rows)
    whole = {key: figures.total(totals[key]) for key in application.TOTAL[1:]}
    of_year = Address("", account.batch.year).of_year
    return {
        "清单": {
            "标题": letter_parts.title(of_year, "绩效评价结果应用建议"),
            "说明": application.note(account),
        },
        "部门": [
            *map(_department, totals.to_dict("records")),
            _department({"name": figures.WHOLE, **whole}),
        ],
        "项目表": [_project(number, row) for number, row in enumerate(rows.to_dict("records"), 1)],
    }


def _department(row: Mapping[Any, Any]) -> dict[str, str]:
    return {
        "名称": row["name"],
        "项目数": str(row["projects"]),
        "全年预算数": wording.known(row["budget"], 6),
        **{kind: str(row[kind]) for kind in application.KINDS},
        "涉及金额": wording.known(row["amount"], 6),
    }


def _project(number: int, row: Mapping[Any, Any]) -> dict[str, str]:
    return {
        "序号": str(number),
        "部门": row["group"],
        "名称": row["name"],
        "等级": row["grade"] or wording.UNKNOWN,
        "执行率": wording.known_percent(row["execution_rate"]),
        "建议": row["suggestion"] or wording.UNKNOWN,
        "涉及金额": wording.known(row["amount"], 6),
        "依据": row["ground"],
    }
