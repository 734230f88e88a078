"""The sheet 项目明细: a row a project, the unreadable too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from pandas import DataFrame

from perfeval_batch.findings import Severity
from perfeval_batch.model import Outcome, Status
from perfeval_batch.summary import figures, links
from perfeval_batch.summary.figures import Account, Group
from perfeval_batch.summary.workbook.cell_text import Formula, Link
from perfeval_batch.summary.workbook.table_sheet import Column, Page, Table, filtered_sum

NAME = "项目明细"
FROZEN = 6
"""Number, result, department, unit, code and name stay in view."""
UNPRINTED = 5
"""The last columns serve at the screen: findings, links, the workbook's path."""
MAX_LEVELS = 8
"""Level-1 names with a column of their own; scores of rarer ones share a column."""
OTHER_LEVELS = "其他一级指标"
STATUS, BUDGET, EXECUTED = "处理结果", "全年预算数", "全年执行数"
SELF, REVIEW, SCORE = "自评总分", "复核总分", "最终得分"
ISSUED = Status.REPORTED.label
UNSCORED = "不评分"
"""Stands for the grade of a project without scores (转移支付)."""
TOTALS = ("合计", f"其中：{ISSUED}")


def page(account: Account) -> Page:
    """The sheet, sorted by source; the total rows are the batch's figures."""
    group = account.whole
    levels = level_names(group.projects["outcome"].tolist())
    columns = [
        Column("序号", 5, style="count"),
        Column(STATUS, 9, "result", "centre"),
        Column("主管部门", 12, "department"),
        Column("实施单位", 14, "unit"),
        Column("项目编码", 10, "code"),
        Column("项目名称", 18, "name"),
        *_money(group),
        Column("执行率", 8, "execution_rate", "rate", bar=100),
        *(Column(f"{name}得分", 8, f"level {name}", "points") for name in levels),
        *_scores(group),
        *(_count(severity, group) for severity in Severity),
        Column("结果文件", 9, "link", "link"),
        Column("工作簿", 40, "source", "label"),
    ]
    table = Table(columns, _rows(group.projects, levels), TOTALS)
    return Page(NAME, _note(group), table, FROZEN, len(columns) - UNPRINTED)


def _rows(projects: DataFrame, levels: Sequence[str]) -> DataFrame:
    """The projects with what only this sheet tells of them."""
    known = frozenset(levels)
    scores = {
        f"level {name}": [_score(outcome, name, known) for outcome in projects["outcome"]]
        for name in levels
    }
    told = with_results(figures.without_uncertain(projects))
    scored = figures.rows_of(told, "grade", "scored")
    return figures.with_columns(
        told,
        **scores,
        grade=[grade if has_scores else UNSCORED for grade, has_scores in scored],
        main_reason=map(main_reason, projects["outcome"]),
    )


def with_results(projects: DataFrame) -> DataFrame:
    """The projects with the word for what became of each (`result`) and what opens it (`link`)."""
    return figures.with_columns(
        projects,
        result=[Status(status).label for status in projects["status"]],
        link=[_link(*row) for row in figures.rows_of(projects, "report", "returned")],
    )


def _link(report: str | None, returned: str | None) -> Link | None:
    if report:
        return Link("报告", links.relative(report))
    return Link("退回表", links.relative(returned)) if returned else None


def level_names(outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    """The level-1 names of the batch in the schemes' order, at most `MAX_LEVELS` and the rest.

    A workbook may name a level 1 as it likes (PE308); the names most projects use win.
    """
    seen: Counter[str] = Counter()
    position: Counter[str] = Counter()
    for outcome in outcomes:
        for index, level in enumerate(outcome.levels):
            seen[level.name] += 1
            position[level.name] += index
    common = sorted(seen, key=lambda name: (-seen[name], name))[:MAX_LEVELS]
    common.sort(key=lambda name: (Decimal(position[name]) / seen[name], name))
    return (*common, OTHER_LEVELS) if len(seen) > MAX_LEVELS else tuple(common)


def _score(outcome: Outcome, name: str, known: frozenset[str]) -> Decimal | None:
    """The score of a level 1, or of all that have no column of their own."""
    if name != OTHER_LEVELS:
        return next((level.score for level in outcome.levels if level.name == name), None)
    scores = [level.score for level in outcome.levels if level.name not in known]
    found: Decimal | None = None if None in scores else figures.total(scores)
    return found


def main_reason(outcome: Outcome) -> str | None:
    """The reason of the largest deduction, the first of equal ones."""
    if not outcome.deductions:
        return None
    largest = max(outcome.deductions, key=lambda deduction: deduction.points)
    where = largest.indicator or largest.level1
    return f"{where}：{largest.reason}" if largest.reason else where


def _money(group: Group) -> list[Column]:
    def amount(header: str, key: str) -> Column:
        every = filtered_sum(header, figures.total(group.projects[key]))
        issued = Formula(f'SUMIFS({{{header}}},{{{STATUS}}},"{ISSUED}")', group.figures[key])
        return Column(header, 11, key, "amount", (every, issued))

    return [
        amount("年初预算数", "initial_budget"),
        amount(BUDGET, "budget"),
        amount("实际到位数", "arrived"),
        amount(EXECUTED, "executed"),
    ]


def _scores(group: Group) -> list[Column]:
    def points(header: str, key: str, mean: str) -> Column:
        formula = f'ROUND(AVERAGEIFS({{{header}}},{{{STATUS}}},"{ISSUED}"),2)'
        return Column(header, 8, key, "points", (None, Formula(formula, group.figures[mean])))

    return [
        points(SELF, "self_score", "self_mean"),
        points(REVIEW, "review_score", "review_mean"),
        Column("偏离度", 8, "deviation", "rate"),
        points(SCORE, "score", "mean"),
        Column("等级", 6, "grade", "centre"),
        points("扣分", "deducted", "deducted_mean"),
        Column("主要扣分原因", 24, "main_reason"),
    ]


def _count(severity: Severity, group: Group) -> Column:
    header = severity.label
    issued = sum(group.issued[severity.value])
    totals = (
        filtered_sum(header, group.figures[severity.value]),
        Formula(f'SUMIFS({{{header}}},{{{STATUS}}},"{ISSUED}")', issued),
    )
    return Column(header, 6, severity.value, "count", totals)


def _note(group: Group) -> str:
    counts = ((status.label, group.figures[status.value]) for status in Status)
    counted = "，".join(f"{what}{count}份" for what, count in counts if count)
    files, projects = group.figures["workbooks"], group.figures["projects"]
    several = f"，{projects}个项目" if projects != files else ""
    return (
        f"共{files}份工作簿{several}：{counted}。金额单位：万元；得分单位：分。"
        f"退回修改的项目按所填列示，待核实，不列最终得分和等级；金额疑似以元填报的，核实前不列金额；“合计”行随筛选变化，“{TOTALS[1]}”行的得分、扣分为平均数。"
    )
