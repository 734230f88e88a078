"""The sheet 指标得分率: where points are lost, level 1 by level 1, level 2 by level 2."""

from __future__ import annotations

from perfeval_batch.summary import figures
from perfeval_batch.summary.figures import Account
from perfeval_batch.summary.workbook.cell_text import Formula
from perfeval_batch.summary.workbook.table_sheet import Column, Page, Table

NAME = "指标得分率"
WHOLE_LEVEL = "（小计）"


def page(account: Account) -> Page:
    """A row a level 1, followed by its level 2; the total counts the level 1 alone."""
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
    return Page(NAME, note, Table(columns, named, (figures.WHOLE,)), frozen=2)
