"""The sheets of what needs a second look: 低分项目, 执行率偏低, 未报送, 抽查建议."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from perfeval_batch.model import Due, Outcome
from perfeval_batch.scoring import rounded
from perfeval_batch.summary import projects, sampling, tally
from perfeval_batch.summary.cell import Cell, Formula
from perfeval_batch.summary.table import Column, Page, Table
from perfeval_batch.summary.tally import Account, Tally

LOW_SCORES, LOW_EXECUTION, MISSING, SAMPLE = "低分项目", "执行率偏低", "未报送", "抽查建议"
LOW_SCORE = Decimal(80)
"""Points; a project below it is neither 优 nor 良 (domain.md, Grades)."""


@dataclass(frozen=True, slots=True)
class Row:
    """A project with its number and what is said of it."""

    number: int
    outcome: Outcome
    said: str = ""


def low_scores(account: Account, title: str) -> Page[Row]:
    """Projects under 80 points, the lowest first."""
    found = [
        outcome
        for outcome in account.whole.issued
        if outcome.figures.score is not None and outcome.figures.score < LOW_SCORE
    ]
    found.sort(key=lambda outcome: (outcome.figures.score, outcome.source))
    columns: list[Column[Row]] = [
        *_project(),
        _column("最终得分", 9, tally.score, "points", bar=100),
        _column("等级", 7, lambda outcome: outcome.grade, "centre"),
        _column("扣分", 8, projects.deducted, "points"),
        _column("执行率", 9, lambda outcome: outcome.execution_rate, "rate"),
        _column("扣分较多的指标及原因", 60, main_reasons),
        _column("结果文件", 9, projects.result),
    ]
    note = f"已出报告的项目中最终得分低于{LOW_SCORE}分的，从低到高，共{len(found)}个。"
    return Page(LOW_SCORES, title, note, Table(columns, _numbered(found)), frozen=4)


def main_reasons(outcome: Outcome) -> str:
    """The three largest deductions with their reasons."""
    largest = sorted(outcome.deductions, key=lambda each: -each.points)[:3]
    return "；".join(
        f"{each.indicator or each.level1}扣{tally.shown(each.points)}分"
        + (f"（{each.reason}）" if each.reason else "")
        for each in largest
    )


def low_execution(account: Account, title: str) -> Page[Row]:
    """Projects whose execution rate is under 90 %, the lowest first."""
    found = [
        outcome
        for outcome in account.whole.issued
        if outcome.execution_rate is not None and outcome.execution_rate < tally.LOW_EXECUTION
    ]
    found.sort(key=lambda outcome: (outcome.execution_rate, outcome.source))
    total = tally.total(found)
    unspent = _unspent(total.budget, total.executed)
    columns: list[Column[Row]] = [
        *_project(),
        _amount(projects.BUDGET, lambda each: each.figures.budget, total.budget),
        _amount(projects.EXECUTED, lambda each: each.figures.executed, total.executed),
        _amount(
            "未执行数", lambda each: _unspent(each.figures.budget, each.figures.executed), unspent
        ),
        _column("执行率", 9, lambda outcome: outcome.execution_rate, "rate", bar=100),
        _column("指标得分率", 10, lambda outcome: _rounded(outcome.indicator_rate), "rate"),
        _column("最终得分", 9, tally.score, "points"),
        _column("说明", 40, _execution_reason),
        _column("结果文件", 9, projects.result),
    ]
    note = (
        f"已出报告的项目中执行率低于{tally.LOW_EXECUTION}%的，从低到高，共{len(found)}个。"
        "金额单位：万元；指标得分率不含预算执行率，按自评得分。"
    )
    rows = _numbered(found)
    return Page(LOW_EXECUTION, title, note, Table(columns, rows, (tally.WHOLE,)), frozen=4)


def _execution_reason(outcome: Outcome) -> str | None:
    """What the unit says about its execution rate."""
    return next((each.reason for each in outcome.deductions if not each.indicator), None)


def _unspent(budget: Decimal | None, executed: Decimal | None) -> Decimal | None:
    return None if budget is None or executed is None else budget - executed


def _rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else rounded(value)


def missing(account: Account, title: str) -> Page[tuple[int, Due]]:
    """What the roster expects and nobody handed in, department by department."""
    found = sorted(account.whole.missing, key=lambda due: due.identity.department or "")
    budgets = [due.budget for due in found if due.budget is not None]
    total = sum(budgets, Decimal(0)) if budgets else None
    columns: list[Column[tuple[int, Due]]] = [
        Column("序号", 6, lambda row: row[0], "count"),
        Column("主管部门", 24, lambda row: row[1].identity.department),
        Column("实施单位", 26, lambda row: row[1].identity.unit),
        Column("项目编码", 18, lambda row: row[1].identity.code),
        Column("项目名称", 40, lambda row: row[1].identity.name),
        Column(
            "年初预算数",
            14,
            lambda row: row[1].budget,
            "amount",
            (Formula("SUBTOTAL(9,{年初预算数})", total),),
        ),
    ]
    rows = list(enumerate(found, 1))
    return Page(MISSING, title, _missing_note(account.whole), Table(columns, rows, (tally.WHOLE,)))


def _missing_note(group: Tally) -> str:
    if group.due is None:
        return "本次运行没有提供项目名册（--roster），无法判断哪些项目未报送。"
    handed_in = len(group.due) - len(group.missing)
    return (
        f"项目名册应报{len(group.due)}个，已报{handed_in}个，未报{len(group.missing)}个。"
        "金额单位：万元，按项目名册。"
    )


def sample(account: Account, title: str) -> Page[Row]:
    """The projects drawn for 复核, with the reasons."""
    picks = sampling.pick(account)
    weights = {each.outcome.source: each.weight for each in picks}
    rows = [Row(number, each.outcome, each.reason) for number, each in enumerate(picks, 1)]
    columns: list[Column[Row]] = [
        *_project(),
        _column(projects.BUDGET, 13, lambda outcome: outcome.figures.budget, "amount"),
        _column("执行率", 9, lambda outcome: outcome.execution_rate, "rate"),
        _column("自评总分", 9, lambda outcome: outcome.figures.self_score, "points"),
        _column("风险分", 8, lambda outcome: weights[outcome.source], "points"),
        Column("抽取理由", 60, lambda row: row.said),
        _column("结果文件", 9, projects.result),
    ]
    note = (
        f"从已出报告的项目中按风险加权随机抽取{len(picks)}个，种子{account.batch.seed}；"
        "同样的文件、同样的种子，结果相同。风险分高的更容易抽中，没有风险的为1分。"
    )
    return Page(SAMPLE, title, note, Table(columns, rows), frozen=4)


def _numbered(outcomes: list[Outcome]) -> list[Row]:
    return [Row(number, outcome) for number, outcome in enumerate(outcomes, 1)]


def _project() -> list[Column[Row]]:
    return [
        Column("序号", 6, lambda row: row.number, "count"),
        _column("主管部门", 18, lambda outcome: outcome.identity.department),
        _column("实施单位", 20, lambda outcome: outcome.identity.unit),
        _column("项目名称", 28, projects.project_name),
    ]


def _column(
    header: str,
    width: float,
    value: Callable[[Outcome], Cell],
    style: str = "text",
    *,
    bar: int | None = None,
) -> Column[Row]:
    return Column(header, width, lambda row: value(row.outcome), style, bar=bar)


def _amount(
    header: str,
    value: Callable[[Outcome], Decimal | None],
    total: Decimal | None,
) -> Column[Row]:
    totals = (Formula(f"SUBTOTAL(9,{{{header}}})", total),)
    return Column(header, 13, lambda row: value(row.outcome), "amount", totals)
