"""The sheet 扣分原因: every deduction, the largest first, with how often its reason is given."""

from __future__ import annotations

from decimal import Decimal

from perfeval_batch.summary import figures
from perfeval_batch.summary.figures import Account
from perfeval_batch.summary.workbook.table_sheet import NUMBER, Column, Page, Table, filtered_sum

NAME = "扣分原因"
ROOM = 200_000
"""Rows; what is beyond stands in the reports."""


def page(account: Account) -> Page:
    """The sheet."""
    found = figures.deductions(account.whole.issued)
    alike = found["reason"].value_counts()
    rows = figures.with_columns(
        found[:ROOM], alike=[int(alike[reason]) for reason in found["reason"][:ROOM]]
    )
    note = (
        "已出报告的项目没有扣分。"
        if not len(found)
        else (
            f"只计已出报告的项目，共{len(found)}项扣分，按扣分多少排列；"
            "“同样原因”是扣分原因写得一字不差的项数。"
        )
    )
    if len(found) > ROOM:
        note += f"本表列出前{ROOM}项。"
    lost = filtered_sum("扣分", sum(rows["points"], Decimal(0)))
    columns = [
        NUMBER,
        Column("主管部门", 16, "department"),
        Column("项目名称", 26, "name"),
        Column("一级指标", 13, "level1"),
        Column("二级指标", 15, "level2"),
        Column("三级指标", 20, "indicator"),
        Column("扣分", 8, "points", "points", (lost,)),
        Column("扣分原因", 48, "reason"),
        Column("同样原因", 9, "alike", "count"),
    ]
    return Page(NAME, note, Table(columns, rows, (figures.WHOLE,)), frozen=1)
