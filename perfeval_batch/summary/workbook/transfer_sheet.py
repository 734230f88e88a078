"""The sheet 转移支付: the projects without scores, how many of their targets were reached."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from perfeval_batch.model import Outcome
from perfeval_batch.summary import figures
from perfeval_batch.summary.figures import Account
from perfeval_batch.summary.workbook import project_sheet
from perfeval_batch.summary.workbook.table_sheet import NUMBER, Column, Page, Table, summed

NAME = "转移支付"
COUNTS = ("indicators", "met", "missed", "unexplained")


def pages(account: Account) -> Iterator[Page]:
    """The sheet; none without such projects."""
    if not account.whole.figures["unscored"]:
        return
    found = project_sheet.with_results(account.whole.unscored)
    counts = zip(*map(_counts, found["outcome"]), strict=True)
    rows = figures.with_columns(found, **dict(zip(COUNTS, counts, strict=True)))

    columns = [
        NUMBER,
        Column("主管部门", 18, "department"),
        Column("资金使用单位", 20, "unit"),
        Column("项目名称", 32, "name"),
        Column("处理结果", 10, "result", "centre"),
        summed(rows, project_sheet.BUDGET, 13, "budget"),
        summed(rows, project_sheet.EXECUTED, 13, "executed"),
        Column("执行率", 9, "execution_rate", "rate", bar=100),
        summed(rows, "绩效指标", 9, "indicators", "count"),
        summed(rows, "达到", 8, "met", "count"),
        summed(rows, "未达到", 8, "missed", "count"),
        summed(rows, "其中没有写明原因", 10, "unexplained", "count"),
        Column("结果文件", 9, "link", "link"),
    ]
    note = (
        f"不评分的转移支付自评表{len(rows)}份，不计入平均得分、等级和优良率；金额计入合计。"
        "达到、未达到只计能够比较的定量指标。金额单位：万元。"
    )
    yield Page(NAME, note, Table(columns, rows, (figures.WHOLE,)), frozen=4)


def _counts(outcome: Outcome) -> tuple[Any, ...]:
    items = outcome.items
    reached = [item for item in items if item.achievement and item.achievement.met]
    missed = [item for item in items if item.achievement and not item.achievement.met]
    return len(items), len(reached), len(missed), sum(not item.reason for item in missed)
