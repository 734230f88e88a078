"""The sheet 按部门: how many, how much, how good, department by department."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from perfeval_batch.findings import Severity
from perfeval_batch.model import Status
from perfeval_batch.scoring import rate, rounded
from perfeval_batch.summary import projects, tally
from perfeval_batch.summary.cell import Cell, Formula
from perfeval_batch.summary.table import Column, Page, Table
from perfeval_batch.summary.tally import Account, Tally

NAME = "按部门"
FROZEN = 2
GOOD = 2
"""The best so many grades make 优良率."""

Numbered = tuple[int, Tally]


Areas = Mapping[str, str]


def page(account: Account, areas: Areas, title: str) -> Page[Numbered]:
    """The sheet; `areas` are the columns of 项目明细."""
    return Page(NAME, title, _note(account.whole), table(account, areas), FROZEN)


def table(account: Account, areas: Areas) -> Table[Numbered]:
    """A row a department; the total row is the whole batch's figures."""
    whole, grades = account.whole, account.grades
    columns: list[Column[Numbered]] = [
        Column("序号", 5, lambda row: row[0], "count"),
        Column("主管部门", 20, lambda row: row[1].name),
        *_counts(whole),
        *_money(whole),
        *_means(whole, areas),
        *(_grade(grade, whole) for grade in grades),
        _good(grades, whole),
        *(_findings(severity, whole) for severity in Severity),
    ]
    return Table(columns, list(enumerate(account.departments, 1)), (tally.WHOLE,))


def good_rate(group: Tally, grades: tuple[str, ...]) -> Decimal | None:
    """优良率: projects of the best two grades in percent of those graded, 2 decimals."""
    found = group.grades
    return _percent(sum(found[grade] for grade in grades[:GOOD]), sum(found.values()))


def _percent(part: int, whole: int) -> Decimal | None:
    found = rate(Decimal(part), Decimal(whole))
    return None if found is None else rounded(found)


def _summed(
    header: str,
    width: float,
    value: Callable[[Tally], Decimal | int | None],
    whole: Tally,
    style: str = "count",
) -> Column[Numbered]:
    totals = (Formula(f"SUM({{{header}}})", value(whole)),)
    return Column(header, width, lambda row: value(row[1]), style, totals)


def _counts(whole: Tally) -> list[Column[Numbered]]:
    def status(status: Status) -> Column[Numbered]:
        return _summed(status.label, 7, lambda group: getattr(group.figures, status.value), whole)

    due = [
        _summed("应报", 6, lambda group: _known(group.due), whole),
        _summed("未报", 6, lambda group: _known(group.due and group.missing), whole),
    ]
    handed_in = _summed("工作簿", 7, lambda group: group.figures.workbooks, whole)
    counted = [handed_in, *(status(each) for each in Status)]
    return counted if whole.due is None else [due[0], *counted, due[1]]


def _known(rows: tuple[object, ...] | None) -> int | None:
    return None if rows is None else len(rows)


def _money(whole: Tally) -> list[Column[Numbered]]:
    return [
        _summed(projects.BUDGET, 13, lambda group: group.certain.budget, whole, "amount"),
        _summed(projects.EXECUTED, 13, lambda group: group.certain.executed, whole, "amount"),
        Column(
            "执行率",
            9,
            lambda row: row[1].execution_rate,
            "rate",
            (
                Formula(
                    f"ROUND(SUM({{{projects.EXECUTED}}})/SUM({{{projects.BUDGET}}})*100,2)",
                    whole.execution_rate,
                ),
            ),
            bar=100,
        ),
    ]


def _means(whole: Tally, areas: Areas) -> list[Column[Numbered]]:
    """Means; those of the whole batch are computed from 项目明细, not from rounded means."""
    return [
        _mean("平均得分", lambda group: group.mean, mean_formula(areas, projects.SCORE), whole),
        _mean("加权平均得分", lambda group: group.weighted_mean, weighted_formula(areas), whole),
        _mean("自评平均", lambda group: group.self_mean, mean_formula(areas, projects.SELF), whole),
        _mean(
            "复核平均", lambda group: group.review_mean, mean_formula(areas, projects.REVIEW), whole
        ),
    ]


def _mean(
    header: str,
    value: Callable[[Tally], Decimal | None],
    formula: str,
    whole: Tally,
) -> Column[Numbered]:
    totals: tuple[Cell, ...] = (Formula(formula, value(whole)),)
    return Column(header, 9, lambda row: value(row[1]), "points", totals)


def mean_formula(areas: Areas, header: str) -> str:
    """Mean of a column of 项目明细 over the projects whose report was issued."""
    return f'ROUND(AVERAGEIFS({areas[header]},{areas[projects.STATUS]},"{projects.ISSUED}"),2)'


def weighted_formula(areas: Areas) -> str:
    """Their mean final score weighted by 全年预算数."""
    status, budget, score = (
        areas[header] for header in (projects.STATUS, projects.BUDGET, projects.SCORE)
    )
    issued = f'({status}="{projects.ISSUED}")'
    return (
        f"ROUND(SUMPRODUCT({issued}*{budget}*{score})"
        f'/SUMIFS({budget},{status},"{projects.ISSUED}",{score},"<>"),2)'
    )


def _grade(grade: str, whole: Tally) -> Column[Numbered]:
    return _summed(grade, 5, lambda group: group.grades[grade], whole)


def _good(grades: tuple[str, ...], whole: Tally) -> Column[Numbered]:
    good = "+".join(f"SUM({{{grade}}})" for grade in grades[:GOOD])
    every = "+".join(f"SUM({{{grade}}})" for grade in grades)
    formula = Formula(f"ROUND(({good})/({every})*100,2)", good_rate(whole, grades))
    return Column("优良率", 9, lambda row: good_rate(row[1], grades), "rate", (formula,))


def _findings(severity: Severity, whole: Tally) -> Column[Numbered]:
    return _summed(
        severity.label, 6, lambda group: projects.findings(group.outcomes, severity), whole
    )


def _note(whole: Tally) -> str:
    expected = "" if whole.due is None else "“应报”“未报”按项目名册；"
    return (
        f"{expected}金额、得分、等级和执行率只计已出报告的项目，退回修改的待核实后计入。"
        "金额单位：万元；加权平均按全年预算数。"
    )
