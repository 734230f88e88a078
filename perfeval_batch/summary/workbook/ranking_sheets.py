"""What the head asks, as tables: below the figures of the sheet 总览, and on the page."""

from __future__ import annotations

from collections.abc import Iterator

from pandas import DataFrame

from perfeval_batch.summary import figures, last_year_figures, rankings
from perfeval_batch.summary.figures import Account
from perfeval_batch.summary.workbook.table_sheet import NUMBER, Column, Page, Table

MOST = 10
"""So many rows of each table; of some the whole stands on a sheet of its own."""


def pages(account: Account) -> Iterator[Page]:
    """The tables, each with what it says below its title."""
    doubts = rankings.money_doubts(account)
    if len(doubts):
        told = f"{len(doubts)}个项目的金额疑似以元填报，核实前不计入任何合计。"
        yield _page("存疑的金额", told, doubts, DOUBT)
    if account.batch.last is not None:
        both = last_year_figures.both_years(account)
        yield _page("与上年相比", "本年已出报告、上年也报送的项目。", both, YEARS)
    unspent = rankings.unspent_departments(account)
    total = account.whole.figures["unspent"]
    told = (
        "没有已出报告的项目" if total is None else f"未执行资金合计{total:,.2f}万元，按金额排列。"
    )
    yield _page("未执行资金（按部门）", told, unspent, DEPARTMENT)
    yield _page("未执行资金（按项目）", told, rankings.unspent_projects(account), UNSPENT)
    praise = rankings.self_praise(account)
    told = f"自评高于复核的项目{len(praise)}个，按相差分数排列。"
    yield _page("自评虚高", told if len(praise) else "没有自评高于复核的项目。", praise, PRAISE)
    faults = rankings.frequent_faults(account)
    told = f"共查出{len(faults)}类问题，按次数排列。" if len(faults) else "没有查出问题。"
    yield _page("常见问题", told, faults, FAULT)
    held = rankings.held_money(account)
    waiting = f"退回修改的项目所填全年预算数，共{len(held)}个部门；待核实。"
    told = waiting if len(held) else "没有退回修改的项目。"
    yield _page("退回项目涉及资金", told, held, HELD)
    told = "已读取的项目按报送次数；逾期未报的按项目名册。"
    yield _page("报送轮次", told, rankings.rounds(account), ROUND)


def to_check(account: Account) -> Page:
    """The projects that have to be looked at and those drawn, the first of 抽查建议."""
    picks, certain = account.sample.listed, account.sample.certain
    counts = (("必查", certain), ("抽取", len(picks) - min(certain, len(picks))))
    counted = "，".join(f"{how}{count}个" for how, count in counts if count)
    told = f"{counted}，风险高的在前。" if counted else "没有可以抽查的项目。"
    return _page("必查和抽查", told, picks, RISKY)


def departments(account: Account) -> Page:
    """The departments, the largest budgets first; the sheet 按部门 has all of them."""
    rows = figures.largest(account)
    return _page("按部门", f"共{len(account.departments)}个主管部门。", rows, BY_DEPARTMENT)


def _page(name: str, note: str, rows: DataFrame, columns: tuple[Column, ...]) -> Page:
    more = f"共{len(rows)}条，列出前{MOST}条。" if len(rows) > MOST else ""
    return Page(name, f"{note}{more}", Table((NUMBER, *columns), rows[:MOST]))


def _money(header: str, key: str) -> Column:
    return Column(header, 14, key, "amount")


_WHO = (Column("主管部门", 22, "group"), Column("项目名称", 26, "name"))
DOUBT = (*_WHO, Column("所填全年预算数", 14, "stated"), Column("疑点", 30, "why"))
YEARS = (
    Column("年度", 12, "year", "centre"),
    Column("项目数", 9, "projects", "count"),
    _money("全年预算数", "budget"),
    _money("全年执行数", "executed"),
    Column("执行率", 9, "execution_rate", "rate"),
    Column("平均得分", 9, "mean", "points"),
)
DEPARTMENT = (
    Column("主管部门", 22, "name"),
    Column("项目数", 9, "reported", "count"),
    _money("全年预算数", "budget"),
    _money("全年执行数", "executed"),
    _money("未执行数", "unspent"),
    Column("执行率", 9, "execution_rate", "rate"),
)
BY_DEPARTMENT = (
    Column("主管部门", 22, "name"),
    Column("项目数", 9, "projects", "count"),
    Column("已出报告", 9, "reported", "count"),
    Column("退回修改", 9, "returned", "count"),
    _money("全年预算数", "budget"),
    _money("全年执行数", "executed"),
    Column("执行率", 9, "execution_rate", "rate"),
    Column("平均得分", 9, "mean", "points"),
    Column("优良率", 9, "good_rate", "rate"),
    Column("错误", 9, "error", "count"),
    Column("警告", 9, "warning", "count"),
)
UNSPENT = (
    *_WHO,
    _money("全年预算数", "budget"),
    _money("未执行数", "unspent"),
    Column("执行率", 9, "execution_rate", "rate"),
)
PRAISE = (
    *_WHO,
    Column("自评总分", 9, "self_score", "points"),
    Column("复核总分", 9, "review_score", "points"),
    Column("高出", 9, "excess", "points"),
    Column("偏离度", 9, "deviation", "rate"),
)
FAULT = (
    Column("检查编号", 10, "code", "centre"),
    Column("问题", 40, "title"),
    Column("次数", 9, "count", "count"),
    Column("较多的部门", 40, "where"),
    Column("涉及项目", 9, "projects", "count"),
)
HELD = (
    Column("主管部门", 22, "name"),
    Column("退回项目", 9, "returned", "count"),
    _money("涉及预算", "held"),
    Column("已退回次数", 10, "rounds", "count"),
)
RISKY = (
    *_WHO,
    Column("方式", 9, "how", "centre"),
    Column("风险分", 9, "risk", "points"),
    Column("理由", 50, "why"),
)
ROUND = (
    Column("轮次", 14, "round"),
    Column("已出报告", 9, "reported", "count"),
    Column("退回修改", 9, "returned", "count"),
    Column("合计", 9, "total", "count"),
)
