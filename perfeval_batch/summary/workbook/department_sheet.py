"""The sheet 按部门: how many, how much, how good, department by department."""

from __future__ import annotations

from collections.abc import Mapping

from perfeval_batch.findings import Severity
from perfeval_batch.model import Status
from perfeval_batch.summary.figures import GOOD, WHOLE, Account, Group
from perfeval_batch.summary.workbook import project_sheet
from perfeval_batch.summary.workbook.cell_text import Formula
from perfeval_batch.summary.workbook.table_sheet import Column, Page, Table

NAME = "按部门"
FROZEN = 2

Areas = Mapping[str, str]
"""Header → the cells of that column, as a formula of another sheet writes them."""


def page(account: Account, areas: Areas) -> Page:
    """A row a department; `areas` are the columns of 项目明细, for the means of the total row."""
    whole = account.whole
    columns = [
        Column("序号", 5, style="count"),
        Column("主管部门", 20, "name"),
        *_counts(whole),
        *_money(whole),
        _mean("平均得分", "mean", mean_formula(areas, project_sheet.SCORE), whole),
        _mean("加权平均得分", "weighted_mean", weighted_formula(areas), whole),
        _mean("自评平均", "self_mean", mean_formula(areas, project_sheet.SELF), whole),
        _mean("复核平均", "review_mean", mean_formula(areas, project_sheet.REVIEW), whole),
        *(_summed(grade, 5, f"grade {grade}", whole) for grade in account.grades),
        _good(account.grades, whole),
        *(_summed(severity.label, 6, severity.value, whole) for severity in Severity),
    ]
    return Page(NAME, _note(whole), Table(columns, account.by_department, (WHOLE,)), FROZEN)


def _summed(header: str, width: float, key: str, whole: Group, style: str = "count") -> Column:
    totals = (Formula(f"SUM({{{header}}})", whole.figures[key]),)
    return Column(header, width, key, style, totals)


def _counts(whole: Group) -> list[Column]:
    handed_in = [
        _summed("自评表", 7, "projects", whole),
        *(_summed(status.label, 7, status.value, whole) for status in Status),
    ]
    if whole.figures["unscored"]:
        handed_in.append(_summed("其中不评分", 7, "unscored", whole))
    if whole.due is None:
        return handed_in
    return [_summed("应报", 6, "due", whole), *handed_in, _summed("未报", 6, "missing", whole)]


def _money(whole: Group) -> list[Column]:
    budget, executed = project_sheet.BUDGET, project_sheet.EXECUTED
    rate = f"ROUND(SUM({{{executed}}})/SUM({{{budget}}})*100,2)"
    totals = (Formula(rate, whole.figures["execution_rate"]),)
    return [
        _summed(budget, 13, "budget", whole, "amount"),
        _summed(executed, 13, "executed", whole, "amount"),
        Column("执行率", 9, "execution_rate", "rate", totals, bar=100),
    ]


def _mean(header: str, key: str, formula: str, whole: Group) -> Column:
    """A mean; that of the whole batch is computed from 项目明细, not from rounded means."""
    return Column(header, 9, key, "points", (Formula(formula, whole.figures[key]),))


def mean_formula(areas: Areas, header: str) -> str:
    """Mean of a column of 项目明细 over the projects whose report was issued."""
    status = areas[project_sheet.STATUS]
    return f'ROUND(AVERAGEIFS({areas[header]},{status},"{project_sheet.ISSUED}"),2)'


def weighted_formula(areas: Areas) -> str:
    """Their mean final score weighted by 全年预算数."""
    status, budget, score = (
        areas[header]
        for header in (project_sheet.STATUS, project_sheet.BUDGET, project_sheet.SCORE)
    )
    issued = f'({status}="{project_sheet.ISSUED}")'
    return (
        f"ROUND(SUMPRODUCT({issued}*{budget}*{score})"
        f'/SUMIFS({budget},{status},"{project_sheet.ISSUED}",{score},"<>"),2)'
    )


def _good(grades: tuple[str, ...], whole: Group) -> Column:
    good = "+".join(f"SUM({{{grade}}})" for grade in grades[:GOOD])
    every = "+".join(f"SUM({{{grade}}})" for grade in grades)
    formula = Formula(f"ROUND(({good})/({every})*100,2)", whole.figures["good_rate"])
    return Column("优良率", 9, "good_rate", "rate", (formula,))


def _note(whole: Group) -> str:
    expected = "" if whole.due is None else "“应报”“未报”按项目名册；"
    return (
        f"{expected}金额、得分、等级和执行率只计已出报告的项目，退回修改的待核实后计入。"
        "金额单位：万元；加权平均按全年预算数。"
    )
