"""The batch in, the figures of 总览 out, with the formulas that give the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from perfeval_batch.model import Status
from perfeval_batch.summary import departments, distribution, projects
from perfeval_batch.summary.cell import Cell, Formula
from perfeval_batch.summary.departments import Areas
from perfeval_batch.summary.distribution import Block
from perfeval_batch.summary.tally import Account, Tally


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure with what it counts; formulas refer to 项目明细 and 等级分布."""

    label: str
    value: Cell
    style: str


def told(account: Account, areas: Areas, blocks: Sequence[Block]) -> tuple[KeyFigure, ...]:
    """What the head of the office asks first; every figure is one of `tally`'s.

    Args:
        account: the batch.
        areas: the columns of 项目明细, for the formulas.
        blocks: the tables of 等级分布, the grades first.
    """
    group = account.whole
    certain = group.certain
    status = areas[projects.STATUS]
    issued = f'{status},"{projects.ISSUED}"'
    spent = f"SUMIFS({areas[projects.EXECUTED]},{issued})"
    planned = f"SUMIFS({areas[projects.BUDGET]},{issued})"
    mean = departments.mean_formula(areas, projects.SCORE)
    return (
        KeyFigure("工作簿（份）", Formula(f"COUNTA({status})", group.figures.workbooks), "count"),
        *_statuses(group, status),
        KeyFigure("全年预算(万元)", Formula(planned, certain.budget), "amount"),
        KeyFigure("全年执行(万元)", Formula(spent, certain.executed), "amount"),
        KeyFigure(
            "预算执行率",
            Formula(f"ROUND({spent}/{planned}*100,2)", group.execution_rate),
            "rate",
        ),
        KeyFigure("平均得分", Formula(mean, group.mean), "points"),
        KeyFigure(
            "加权平均得分",
            Formula(departments.weighted_formula(areas), group.weighted_mean),
            "points",
        ),
        KeyFigure("优良率", _good_rate(account, blocks[0]), "rate"),
        KeyFigure("主管部门（个）", len(account.departments), "count"),
        _due(group),
    )


def _statuses(group: Tally, area: str) -> Iterator[KeyFigure]:
    for status in Status:
        count = getattr(group.figures, status.value)
        formula = Formula(f'COUNTIF({area},"{status.label}")', count)
        yield KeyFigure(f"{status.label}（份）", formula, "count")


def _good_rate(account: Account, block: Block) -> Formula:
    counts = block.table.areas(distribution.NAME, block.top)["项目数"]
    rate = departments.good_rate(account.whole, account.grades)
    best = f"INDEX({counts},1)+INDEX({counts},2)"
    return Formula(f"ROUND(({best})/SUM({counts})*100,2)", rate)


def _due(group: Tally) -> KeyFigure:
    if group.due is None:
        return KeyFigure("应报／未报", "未提供名册", "centre")
    return KeyFigure("应报／未报", f"{len(group.due)}／{len(group.missing)}", "centre")
