"""The sheet 等级分布: grades, score bands, execution rate against score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from perfeval_batch.model import Outcome
from perfeval_batch.scoring import rate, rounded
from perfeval_batch.sheets import Book
from perfeval_batch.summary import projects, tally
from perfeval_batch.summary.cell import Formula
from perfeval_batch.summary.departments import Areas
from perfeval_batch.summary.look import Look, set_up
from perfeval_batch.summary.table import NOTE, TITLE, Column, Table, place
from perfeval_batch.summary.tally import Account, Band

NAME = "等级分布"
NOTE_TEXT = "只计已出报告的项目，按最终得分。金额单位：万元。"
EXECUTION_RATE = "执行率"
GAP = 2
"""Empty rows between two tables, the heading among them."""


Rates = Mapping[str, Decimal | None]
"""Source → 指标得分率 of the project; each is told three times."""


@dataclass(frozen=True, slots=True)
class Share:
    """The projects of a grade or a band, out of `whole`."""

    name: str
    outcomes: tuple[Outcome, ...]
    whole: int

    @property
    def percent(self) -> Decimal | None:
        """Their share in percent, 2 decimals."""
        found = rate(Decimal(len(self.outcomes)), Decimal(self.whole))
        return None if found is None else rounded(found)


@dataclass(frozen=True, slots=True)
class Block:
    """A table of the sheet: where its header stands, what it says."""

    heading: str
    top: int
    table: Table[Share]


def blocks(account: Account, areas: Areas) -> tuple[Block, ...]:
    """The tables below one another; their places are fixed, so that charts can refer to them."""
    rates = {each.source: each.indicator_rate for each in account.whole.issued}
    found: list[Block] = []
    top = NOTE + 2
    for heading, table in (
        ("一、评价等级", grades(account, areas, rates)),
        ("二、得分分布", scores(account, areas, rates)),
        ("三、预算执行率与得分", execution(account, areas, rates)),
    ):
        found.append(Block(heading, top, table))
        top += 1 + len(table.rows) + len(table.totals) + GAP
    return tuple(found)


def grades(account: Account, areas: Areas, rates: Rates) -> Table[Share]:
    """How many projects have each grade, and how much money."""
    issued = account.whole.issued
    groups = [
        (name, tuple(each for each in issued if each.grade == name)) for name in account.grades
    ]
    return _shares(areas, rates, groups, "等级")


def scores(account: Account, areas: Areas, rates: Rates) -> Table[Share]:
    """How many projects have how many points."""
    issued = account.whole.issued
    return _shares(areas, rates, _banded(issued, tally.SCORE_BANDS, tally.score), "得分")


def execution(account: Account, areas: Areas, rates: Rates) -> Table[Share]:
    """How projects of each execution rate are scored: marks should follow the money."""
    issued = account.whole.issued
    groups = _banded(issued, tally.EXECUTION_BANDS, lambda each: each.execution_rate)
    return _shares(areas, rates, groups, EXECUTION_RATE, with_rate=True)


def _banded(
    outcomes: tuple[Outcome, ...],
    bands: tuple[Band, ...],
    value: tally.Value,
) -> list[tuple[str, tuple[Outcome, ...]]]:
    names = [band.name for band in bands]
    return list(zip(names, tally.banded(outcomes, bands, value), strict=True))


def _shares(
    areas: Areas,
    rates: Rates,
    groups: list[tuple[str, tuple[Outcome, ...]]],
    header: str,
    *,
    with_rate: bool = False,
) -> Table[Share]:
    everyone = tuple(outcome for _, outcomes in groups for outcome in outcomes)
    rows = [Share(name, outcomes, len(everyone)) for name, outcomes in groups]
    columns: list[Column[Share]] = [
        Column(header, 20, lambda row: row.name, "centre"),
        Column(
            "项目数",
            14,
            lambda row: len(row.outcomes),
            "count",
            (Formula("SUM({项目数})", len(everyone)),),
        ),
        Column("占比", 14, lambda row: row.percent, "rate", (None,), bar=100),
        Column(
            "全年预算数",
            18,
            lambda row: tally.total(row.outcomes).budget,
            "amount",
            (Formula("SUM({全年预算数})", tally.total(everyone).budget),),
        ),
        Column(
            "平均得分",
            14,
            lambda row: _mean_score(row.outcomes),
            "points",
            (Formula(_mean_formula(areas, with_rate=with_rate), _mean_score(everyone)),),
        ),
        Column("平均指标得分率", 16, lambda row: _mean_rate(row.outcomes, rates), "rate", (None,)),
    ]
    return Table(columns, rows, (tally.WHOLE,))


def _mean_formula(areas: Areas, *, with_rate: bool) -> str:
    """Over the projects of 项目明细, where asked only those whose execution rate is known."""
    known = f',{areas[EXECUTION_RATE]},"<>"' if with_rate else ""
    condition = f'{areas[projects.STATUS]},"{projects.ISSUED}"{known}'
    return f"ROUND(AVERAGEIFS({areas[projects.SCORE]},{condition}),2)"


def _mean_score(outcomes: tuple[Outcome, ...]) -> Decimal | None:
    return tally.mean(each.figures.score for each in outcomes)


def _mean_rate(outcomes: tuple[Outcome, ...], rates: Rates) -> Decimal | None:
    return tally.mean(rates[each.source] for each in outcomes)


def write(book: Book, look: Look, found: tuple[Block, ...], title: str) -> None:
    """Add the sheet."""
    sheet = book.sheet(NAME)
    set_up(sheet, pages=1)
    columns = found[0].table.columns
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width)
    sheet.set_row(TITLE, 32)
    sheet.merge_range(TITLE, 0, TITLE, len(columns) - 1, "", look.title)
    sheet.write_string(TITLE, 0, title, look.title)
    sheet.write_string(NOTE, 0, NOTE_TEXT, look.note)
    for block in found:
        sheet.write_string(block.top - 1, 0, block.heading, look.section)
        place(sheet, look, block.table, block.top)
