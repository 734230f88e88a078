"""The sheets 结果应用建议 and 结果应用汇总: what follows for each project, and by department."""

from __future__ import annotations

from collections.abc import Iterator

from pandas import DataFrame

from perfeval_batch.summary import application, figures
from perfeval_batch.summary.figures import Account
from perfeval_batch.summary.workbook.cell_text import Formula
from perfeval_batch.summary.workbook.table_sheet import NUMBER, Column, Page, Table, summed

NAME, TOTALS = "结果应用建议", "结果应用汇总"


def pages(account: Account) -> Iterator[Page]:
    """Both sheets."""
    rows = application.suggest(account)
    yield _projects(account, rows)
    yield _departments(application.totals(rows))


def _projects(account: Account, rows: DataFrame) -> Page:
    columns = [
        NUMBER,
        Column("主管部门", 18, "group"),
        Column("实施单位", 20, "unit"),
        Column("项目名称", 28, "name"),
        Column("最终得分", 9, "score", "points"),
        Column("等级", 6, "grade", "centre"),
        summed(rows, "全年预算数", 13, "budget"),
        Column("执行率", 9, "execution_rate", "rate"),
        Column("偏离度", 8, "deviation", "rate"),
        Column("建议", 11, "suggestion", "centre"),
        summed(rows, "涉及金额", 13, "amount"),
        Column("依据", 34, "ground"),
        Column("财政意见", 20, "opinion"),
    ]
    blank = figures.with_columns(rows, opinion=[None] * len(rows))
    table = Table(columns, blank, (figures.WHOLE,))
    return Page(NAME, f"{application.note(account)}金额单位：万元。", table, frozen=4)


def _departments(rows: DataFrame) -> Page:
    def all_summed(header: str, width: float, key: str, style: str = "count") -> Column:
        total = Formula(f"SUM({{{header}}})", figures.total(rows[key]))
        return Column(header, width, key, style, (total,))

    columns = [
        NUMBER,
        Column("主管部门", 24, "name"),
        all_summed("项目数", 9, "projects"),
        all_summed("全年预算数", 15, "budget", "amount"),
        *(all_summed(kind, 10, kind) for kind in application.KINDS),
        all_summed("涉及金额", 15, "amount", "amount"),
    ]
    told = "各项建议的项目数；涉及金额为压减、取消、收回、暂缓合计。金额单位：万元。"
    return Page(TOTALS, told, Table(columns, rows, (figures.WHOLE,)), frozen=2)
