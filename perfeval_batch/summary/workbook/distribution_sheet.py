"""The sheet 等级分布: grades, score bands, execution rate against score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pandas import DataFrame

from perfeval_batch.sheets import Book
from perfeval_batch.summary import figures
from perfeval_batch.summary.figures import Account
from perfeval_batch.summary.workbook import project_sheet
from perfeval_batch.summary.workbook.cell_text import Formula
from perfeval_batch.summary.workbook.department_sheet import Areas
from perfeval_batch.summary.workbook.look import Look, set_up
from perfeval_batch.summary.workbook.table_sheet import NOTE, Column, Table, place, write_title

NAME = "等级分布"
NOTE_TEXT = "只计已出报告的项目，按最终得分。金额单位：万元。"
EXECUTION_RATE = "执行率"
GAP = 2
"""Empty rows between two tables, the heading among them."""
SHARE = ("name", "count", "share", "budget", "mean", "indicator_rate")


@dataclass(frozen=True)
class Block:
    """A table of the sheet: where its header stands, what it says."""

    heading: str
    top: int
    table: Table


def blocks(account: Account, areas: Areas) -> tuple[Block, ...]:
    """The tables below one another; their places are fixed, so that charts can refer to them.

    Grades and score bands tell how projects are scored; execution bands whether marks follow the
    money. `areas` are the columns of 项目明细.
    """
    issued = account.whole.issued
    scores = figures.SCORE_BANDS.split(issued, "score")
    execution = figures.EXECUTION_BANDS.split(issued, "execution_rate")
    found: list[Block] = []
    top = NOTE + 2
    for heading, header, groups in (
        ("一、评价等级", "等级", figures.by_grade(account.whole)),
        ("二、得分分布", "得分", scores),
        ("三、预算执行率与得分", EXECUTION_RATE, execution),
    ):
        table = _table(header, groups, areas)
        found.append(Block(heading, top, table))
        top += 1 + len(table.rows) + len(table.totals) + GAP
    return tuple(found)


def _table(header: str, groups: Sequence[tuple[str, DataFrame]], areas: Areas) -> Table:
    counted = sum(len(part) for _, part in groups)
    budget = figures.total(value for _, part in groups for value in part["budget"])
    mean = figures.mean(value for _, part in groups for value in part["score"])
    formula = Formula(_mean_formula(areas, with_rate=header == EXECUTION_RATE), mean)
    columns = [
        Column(header, 20, "name", "centre"),
        Column("项目数", 14, "count", "count", (Formula("SUM({项目数})", counted),)),
        Column("占比", 14, "share", "rate", (None,), bar=100),
        Column("全年预算数", 18, "budget", "amount", (Formula("SUM({全年预算数})", budget),)),
        Column("平均得分", 14, "mean", "points", (formula,)),
        Column("平均指标得分率", 16, "indicator_rate", "rate", (None,)),
    ]
    rows = figures.frame((_share(name, part, counted) for name, part in groups), SHARE)
    return Table(columns, rows, (figures.WHOLE,))


def _share(name: str, projects: DataFrame, counted: int) -> tuple[object, ...]:
    return (
        name,
        len(projects),
        figures.percent(len(projects), counted),
        figures.total(projects["budget"]),
        figures.mean(projects["score"]),
        figures.mean(projects["indicator_rate"]),
    )


def _mean_formula(areas: Areas, *, with_rate: bool) -> str:
    """Over the projects of 项目明细, where asked only those whose execution rate is known."""
    known = f',{areas[EXECUTION_RATE]},"<>"' if with_rate else ""
    condition = f'{areas[project_sheet.STATUS]},"{project_sheet.ISSUED}"{known}'
    return f"ROUND(AVERAGEIFS({areas[project_sheet.SCORE]},{condition}),2)"


def write(book: Book, look: Look, found: tuple[Block, ...], title: str) -> None:
    """Add the sheet."""
    sheet = book.sheet(NAME)
    set_up(sheet, pages=1)
    columns = found[0].table.columns
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width)
    write_title(sheet, look, title, len(columns))
    sheet.write_string(NOTE, 0, NOTE_TEXT, look.note)
    for block in found:
        sheet.write_string(block.top - 1, 0, block.heading, look.section)
        place(sheet, look, block.table, block.top)
