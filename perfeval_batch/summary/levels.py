"""The sheet 指标得分率: where points are lost, level 1 by level 1, level 2 by level 2."""

from __future__ import annotations

from perfeval_batch.summary import tally
from perfeval_batch.summary.cell import Formula
from perfeval_batch.summary.table import Column, Page, Table
from perfeval_batch.summary.tally import Account, LevelRate

NAME = "指标得分率"
WHOLE_LEVEL = "（小计）"


def page(account: Account, title: str) -> Page[LevelRate]:
    """The sheet."""
    note = "只计已出报告的项目；得分率＝得分合计÷分值合计，得分为最终得分。"
    return Page(NAME, title, note, table(account), frozen=2)


def table(account: Account) -> Table[LevelRate]:
    """A row a level 1, followed by its level 2; the total counts the level 1 alone."""
    rows = tally.level_rates(account.whole.issued)
    level1 = [row for row in rows if not row.level2]
    total = tally.combined(level1)

    def summed(header: str, value: int | None) -> Formula:
        return Formula(f'SUMIFS({{{header}}},{{二级指标}},"{WHOLE_LEVEL}")', value)

    def summed_points(header: str) -> str:
        return f'SUMIFS({{{header}}},{{二级指标}},"{WHOLE_LEVEL}")'

    rate = f"ROUND({summed_points('得分合计')}/{summed_points('分值合计')}*100,2)"
    columns: list[Column[LevelRate]] = [
        Column("一级指标", 20, lambda row: row.level1),
        Column("二级指标", 24, lambda row: row.level2 or WHOLE_LEVEL),
        Column("指标数", 10, lambda row: row.items, "count", (summed("指标数", total.items),)),
        Column(
            "扣分指标数",
            12,
            lambda row: row.deducted,
            "count",
            (summed("扣分指标数", total.deducted),),
        ),
        Column(
            "分值合计",
            14,
            lambda row: row.weight,
            "points",
            (Formula(summed_points("分值合计"), total.weight),),
        ),
        Column(
            "得分合计",
            14,
            lambda row: row.score,
            "points",
            (Formula(summed_points("得分合计"), total.score),),
        ),
        Column("得分率", 14, lambda row: row.rate, "rate", (Formula(rate, total.rate),), bar=100),
    ]
    return Table(columns, rows, (tally.WHOLE,))
