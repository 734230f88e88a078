"""The sheet 项目明细: one row a workbook, the unreadable too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal

from perfeval_batch.findings import Severity
from perfeval_batch.model import Outcome, Status
from perfeval_batch.summary import links, tally
from perfeval_batch.summary.cell import Cell, Formula, Link
from perfeval_batch.summary.table import Column, Page, Table
from perfeval_batch.summary.tally import Account, Tally

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
TOTALS = ("合计", f"其中：{ISSUED}")

Numbered = tuple[int, Outcome]


def page(account: Account, title: str, told: Table[Numbered]) -> Page[Numbered]:
    """The sheet of `table`."""
    printed = len(told.columns) - UNPRINTED
    return Page(NAME, title, _note(account.whole), told, FROZEN, printed)


def table(account: Account) -> Table[Numbered]:
    """What is said of each workbook, sorted by source; the total rows are the batch's figures."""
    group = account.whole
    columns: list[Column[Numbered]] = [
        Column("序号", 5, lambda row: row[0], "count"),
        _told(STATUS, 9, lambda outcome: outcome.status.label, "centre"),
        _told("主管部门", 12, lambda outcome: outcome.identity.department),
        _told("实施单位", 14, lambda outcome: outcome.identity.unit),
        _told("项目编码", 10, lambda outcome: outcome.identity.code),
        _told("项目名称", 18, project_name),
        *_money(group),
        _told("执行率", 8, lambda outcome: outcome.execution_rate, "rate", bar=100),
        *_levels(group.outcomes),
        *_scores(group),
        *_counts(group.outcomes),
        _told("结果文件", 9, result),
        _told("工作簿", 40, lambda outcome: outcome.source, "label"),
    ]
    return Table(columns, list(enumerate(group.outcomes, 1)), TOTALS)


def project_name(outcome: Outcome) -> str:
    """The project's name, or its file's in brackets where it could not be read."""
    return outcome.identity.name or f"（{outcome.source.rpartition('/')[2]}）"


def result(outcome: Outcome) -> Link | None:
    """What came of a workbook: its report, or the workbook that goes back."""
    if outcome.report:
        return Link("报告", links.relative(outcome.report))
    if outcome.returned:
        return Link("退回表", links.relative(outcome.returned))
    return None


def level_names(outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    """The level-1 names of the batch in the schemes' order, at most `MAX_LEVELS`.

    A workbook may name a level 1 as it likes (PE308); the names most projects use win.
    """
    seen: Counter[str] = Counter()
    position: Counter[str] = Counter()
    for outcome in outcomes:
        for index, level in enumerate(outcome.levels):
            seen[level.name] += 1
            position[level.name] += index
    common = sorted(seen, key=lambda name: (-seen[name], name))[:MAX_LEVELS]
    return tuple(sorted(common, key=lambda name: (Decimal(position[name]) / seen[name], name)))


def _told(
    header: str,
    width: float,
    value: Callable[[Outcome], Cell],
    style: str = "text",
    *,
    bar: int | None = None,
) -> Column[Numbered]:
    return Column(header, width, lambda row: value(row[1]), style, bar=bar)


def _money(group: Tally) -> list[Column[Numbered]]:
    def amount(header: str, attribute: str) -> Column[Numbered]:
        totals = (
            Formula(f"SUBTOTAL(9,{{{header}}})", getattr(group.figures, attribute)),
            Formula(
                f'SUMIFS({{{header}}},{{{STATUS}}},"{ISSUED}")', getattr(group.certain, attribute)
            ),
        )
        return Column(header, 11, lambda row: getattr(row[1].figures, attribute), "amount", totals)

    return [
        amount("年初预算数", "initial_budget"),
        amount(BUDGET, "budget"),
        amount("实际到位数", "arrived"),
        amount(EXECUTED, "executed"),
    ]


def _levels(outcomes: Sequence[Outcome]) -> list[Column[Numbered]]:
    names = level_names(outcomes)
    found = [_told(f"{name}得分", 8, _score_of(name), "points") for name in names]
    known = frozenset(names)
    if any(level.name not in known for outcome in outcomes for level in outcome.levels):
        found.append(_told(f"{OTHER_LEVELS}得分", 8, _score_beside(known), "points"))
    return found


def _score_of(name: str) -> Callable[[Outcome], Decimal | None]:
    def score(outcome: Outcome) -> Decimal | None:
        return next((level.score for level in outcome.levels if level.name == name), None)

    return score


def _score_beside(known: frozenset[str]) -> Callable[[Outcome], Decimal | None]:
    def score(outcome: Outcome) -> Decimal | None:
        others = [level.score for level in outcome.levels if level.name not in known]
        known_ones = [each for each in others if each is not None]
        return sum(known_ones, Decimal(0)) if others and len(known_ones) == len(others) else None

    return score


def _scores(group: Tally) -> list[Column[Numbered]]:
    def points(
        header: str,
        value: Callable[[Outcome], Decimal | None],
        mean: Decimal | None,
    ) -> Column[Numbered]:
        formula = f'ROUND(AVERAGEIFS({{{header}}},{{{STATUS}}},"{ISSUED}"),2)'
        totals = (None, Formula(formula, mean))
        return Column(header, 8, lambda row: value(row[1]), "points", totals)

    taken_off = tally.mean(deducted(outcome) for outcome in group.issued)
    return [
        points(SELF, lambda outcome: outcome.figures.self_score, group.self_mean),
        points(REVIEW, lambda outcome: outcome.figures.review_score, group.review_mean),
        _told("偏离度", 8, tally.deviation, "rate"),
        points(SCORE, tally.score, group.mean),
        _told("等级", 6, lambda outcome: outcome.grade, "centre"),
        points("扣分", deducted, taken_off),
        _told("主要扣分原因", 24, main_reason),
    ]


def deducted(outcome: Outcome) -> Decimal | None:
    """分值 − 最终得分."""
    figures = outcome.figures
    if figures.weight is None or figures.score is None:
        return None
    return figures.weight - figures.score


def main_reason(outcome: Outcome) -> str | None:
    """The reason of the largest deduction, the first of equal ones."""
    if not outcome.deductions:
        return None
    largest = max(outcome.deductions, key=lambda deduction: deduction.points)
    where = largest.indicator or largest.level1
    return f"{where}：{largest.reason}" if largest.reason else where


def _counts(outcomes: Sequence[Outcome]) -> list[Column[Numbered]]:
    issued = [outcome for outcome in outcomes if outcome.status is Status.REPORTED]

    def count(severity: Severity) -> Column[Numbered]:
        header = severity.label
        totals = (
            Formula(f"SUBTOTAL(9,{{{header}}})", findings(outcomes, severity)),
            Formula(f'SUMIFS({{{header}}},{{{STATUS}}},"{ISSUED}")', findings(issued, severity)),
        )
        return Column(header, 6, lambda row: row[1].count(severity), "count", totals)

    return [count(severity) for severity in Severity]


def findings(outcomes: Sequence[Outcome], severity: Severity) -> int:
    """How many findings of `severity` they have together."""
    return sum(finding.severity is severity for outcome in outcomes for finding in outcome.findings)


def _note(group: Tally) -> str:
    figures = group.figures
    counted = "，".join(f"{status.label}{getattr(figures, status.value)}份" for status in Status)
    return (
        f"共{figures.workbooks}份工作簿：{counted}。金额单位：万元；得分单位：分。"
        f"退回修改的项目按所填列示，待核实；“合计”行随筛选变化，“{TOTALS[1]}”行的得分、扣分为平均数。"
    )
