"""The sheets 指标得分率 and 扣分原因: where points are lost, level by level and one by one."""

from __future__ import annotations

from decimal import Decimal

from perfeval_batch.summary import figures
from perfeval_batch.summary.figures import Account
from perfeval_batch.summary.workbook.cell_text import Formula
from perfeval_batch.summary.workbook.table_sheet import NUMBER, Column, Page, Table, filtered_sum

LEVELS, DEDUCTIONS = "指标得分率", "扣分原因"
WHOLE_LEVEL = "（小计）"
ROOM = 200_000
"""Rows of deductions; what is beyond stands in the reports."""


def levels(account: Account) -> Page:
    """指标得分率: a row a level 1, followed by its level 2; the total counts the level 1 alone."""
    rows = figures.level_rates(account.whole.issued)
    total = figures.whole_level(rows)

    def summed(header: str) -> str:
        return f'SUMIFS({{{header}}},{{二级指标}},"{WHOLE_LEVEL}")'

    def column(header: str, width: float, key: str, style: str) -> Column:
        return Column(header, width, key, style, (Formula(summed(header), total[key]),))

    rate = Formula(f"ROUND({summed('得分合计')}/{summed('分值合计')}*100,2)", total["rate"])
    columns = [
        Column("一级指标", 20, "level1"),
        Column("二级指标", 24, "level2"),
        column("指标数", 10, "items", "count"),
        column("扣分指标数", 12, "deducted", "count"),
        column("分值合计", 14, "weight", "points"),
        column("得分合计", 14, "score", "points"),
        Column("得分率", 14, "rate", "rate", (rate,), bar=100),
    ]
    named = figures.with_columns(rows, level2=[name or WHOLE_LEVEL for name in rows["level2"]])
    note = "只计已出报告的项目；得分率＝得分合计÷分值合计，得分为最终得分。"
    return Page(LEVELS, note, Table(columns, named, (figures.WHOLE,)), frozen=2)


def deductions(account: Account) -> Page:
    """扣分原因: every deduction, the largest first, with how often its reason is given."""
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
    return Page(DEDUCTIONS, note, Table(columns, rows, (figures.WHOLE,)), frozen=1)
