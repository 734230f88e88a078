"""The sheets 年度对比, 连续扣分 and 整改台账, where last year's results are given."""

from __future__ import annotations

from collections.abc import Iterator

from perfeval_batch.summary import figures, last_year_figures
from perfeval_batch.summary.figures import Account
from perfeval_batch.summary.workbook.table_sheet import NUMBER, Column, Page, Table, summed

COMPARED, REPEATED, FOLLOWED = "年度对比", "连续扣分", "整改台账"
WHO = (NUMBER, Column("主管部门", 18, "group"), Column("项目名称", 28, "name"))


def pages(account: Account) -> Iterator[Page]:
    """The three sheets; none without last year's results."""
    if account.batch.last is not None:
        yield _compared(account)
        yield _repeated(account)
        yield _followed(account)


def _compared(account: Account) -> Page:
    rows = last_year_figures.compared(account)

    columns = [
        *WHO,
        summed(rows, "上年预算数", 12, "last budget"),
        summed(rows, "本年预算数", 12, "budget"),
        summed(rows, "上年执行数", 12, "last executed"),
        summed(rows, "本年执行数", 12, "executed"),
        Column("上年执行率", 10, "last execution_rate", "rate"),
        Column("本年执行率", 10, "execution_rate", "rate"),
        Column("执行率增减", 10, "more execution_rate", "points"),
        Column("上年自评", 9, "last self_score", "points"),
        Column("本年自评", 9, "self_score", "points"),
        Column("上年得分", 9, "last score", "points"),
        Column("本年得分", 9, "score", "points"),
        Column("得分增减", 9, "more score", "points"),
        Column("上年等级", 7, "last grade", "centre"),
        Column("本年等级", 7, "grade", "centre"),
    ]
    both = last_year_figures.totals(account)["projects"]
    note = (
        f"已出报告的{len(rows)}个项目，其中{both}个与上年对应（按项目编码，没有编码的按名称和单位）；"
        "没有对应的，上年各栏为空。金额单位：万元；得分为最终得分。"
    )
    return Page(COMPARED, note, Table(columns, rows, (figures.WHOLE,)), frozen=3)


def _repeated(account: Account) -> Page:
    rows = last_year_figures.repeated(account)
    columns = [
        *WHO,
        Column("指标", 26, "indicator"),
        Column("上年扣分", 10, "lost_before", "points"),
        Column("本年扣分", 10, "lost", "points"),
        Column("扣分原因", 60, "reason"),
    ]
    counted = f"共{len(rows)}项，本年扣分多的在前" if len(rows) else "本年没有"
    note = f"同一指标连续两年因同样的原因扣分的，{counted}。"
    return Page(REPEATED, note, Table(columns, rows), frozen=3)


def _followed(account: Account) -> Page:
    rows = last_year_figures.follow_up(account)
    columns = [
        NUMBER,
        Column("主管部门", 16, "group"),
        Column("实施单位", 18, "unit"),
        Column("项目名称", 24, "name"),
        Column("上年存在的问题", 46, "problem"),
        Column("上年改进措施", 46, "measure"),
        Column("本年同因扣分", 20, "lost"),
        Column("部门说明", 24, "follow_up"),
        Column("核查意见", 16, "opinion"),
    ]
    blank = figures.with_columns(rows, opinion=[None] * len(rows))
    note = (
        f"上年填报了问题、本年继续报送的项目共{len(rows)}个；"
        "“部门说明”为上年整改情况（完成、进行中、未完成），“核查意见”由财政部门填写。"
    )
    return Page(FOLLOWED, note, Table(columns, blank), frozen=4)
