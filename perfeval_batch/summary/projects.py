"""The sheet 项目明细: one row a workbook, the unreadable too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal

from perfeval_batch.findings import Severity
from perfeval_batch.model import Batch, Figures, Outcome, Status
from perfeval_batch.scoring import HUNDRED, rounded
from perfeval_batch.summary import links
from perfeval_batch.summary.table import Cell, Column, Link, Total

NAME = "项目明细"
FROZEN = 6
"""Number, status, department, unit, code and name stay in view."""
MAX_LEVELS = 8
"""Level-1 names with a column of their own; scores of rarer ones share a column."""
OTHER_LEVELS = "其他一级指标"

Numbered = tuple[int, Outcome]


def rows(batch: Batch) -> list[Numbered]:
    """Every workbook with its 序号, sorted by source like 运行结果.json."""
    return list(enumerate(sorted(batch.outcomes, key=lambda outcome: outcome.source), 1))


def columns(batch: Batch) -> list[Column[Numbered]]:
    """What is said of each workbook; the totals are those of `batch.figures`."""
    return [
        Column("序号", 5, lambda row: row[0], "count"),
        _told("处理结果", 9, lambda outcome: outcome.status.label, "centre"),
        _told("主管部门", 13, lambda outcome: outcome.identity.department),
        _told("实施单位", 15, lambda outcome: outcome.identity.unit),
        _told("项目编码", 11, lambda outcome: outcome.identity.code),
        _told("项目名称", 20, lambda outcome: outcome.identity.name or _file(outcome)),
        *_money(batch.figures),
        _told("执行率", 9, lambda outcome: outcome.execution_rate, "rate"),
        *_levels(batch.outcomes),
        *_scores(batch.outcomes),
        *_counts(batch.outcomes),
        _told("结果文件", 9, result),
        _told("工作簿", 24, lambda outcome: outcome.source),
    ]


def result(outcome: Outcome) -> Link | None:
    """What came of a workbook: its report, or the workbook that goes back."""
    if outcome.report:
        return Link("报告", links.relative(outcome.report))
    if outcome.returned:
        return Link("退回表", links.relative(outcome.returned))
    return None


def deviation(outcome: Outcome) -> Decimal | None:
    """偏离度: (自评 − 复核) ÷ 自评 in percent, 2 decimals; None without both."""
    stated, reviewed = outcome.figures.self_score, outcome.figures.review_score
    if not stated or reviewed is None:
        return None
    return rounded((stated - reviewed) / stated * HUNDRED)


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
) -> Column[Numbered]:
    return Column(header, width, lambda row: value(row[1]), style)


def _file(outcome: Outcome) -> str:
    return f"（{outcome.source.rpartition('/')[2]}）"


def _money(total: Figures) -> list[Column[Numbered]]:
    def amount(header: str, attribute: str) -> Column[Numbered]:
        return Column(
            header,
            12,
            lambda row: getattr(row[1].figures, attribute),
            "amount",
            Total.SUM,
            getattr(total, attribute),
        )

    return [
        amount("年初预算数", "initial_budget"),
        amount("全年预算数", "budget"),
        amount("实际到位数", "arrived"),
        amount("全年执行数", "executed"),
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


def _scores(outcomes: Sequence[Outcome]) -> list[Column[Numbered]]:
    def points(header: str, value: Callable[[Outcome], Decimal | None]) -> Column[Numbered]:
        known = [score for score in map(value, outcomes) if score is not None]
        mean = sum(known, Decimal(0)) / len(known) if known else None
        return Column(header, 8, lambda row: value(row[1]), "points", Total.MEAN, mean)

    return [
        points("自评总分", lambda outcome: outcome.figures.self_score),
        points("复核总分", lambda outcome: outcome.figures.review_score),
        _told("偏离度", 8, deviation, "rate"),
        _told("等级", 6, lambda outcome: outcome.grade, "centre"),
        points("扣分", _deducted),
        _told("主要扣分原因", 26, main_reason),
    ]


def _deducted(outcome: Outcome) -> Decimal | None:
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
    def count(severity: Severity) -> Column[Numbered]:
        total = sum(outcome.count(severity) for outcome in outcomes)
        return Column(
            severity.label, 6, lambda row: row[1].count(severity), "count", Total.SUM, total
        )

    return [count(severity) for severity in Severity]


def note(batch: Batch) -> str:
    """What the table counts, in one line."""
    figures = batch.figures
    counted = "，".join(f"{status.label}{getattr(figures, status.value)}份" for status in Status)
    return (
        f"共{figures.workbooks}份工作簿：{counted}。金额单位：万元；得分单位：分。"
        "退回修改的项目按表中所填列示，数据待核实；合计行随筛选变化，其中总分和扣分为平均数。"
    )
