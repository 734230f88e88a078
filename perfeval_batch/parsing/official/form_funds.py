"""The funds of a form: found as a table or as labels with values, read, and checked."""

from __future__ import annotations

from decimal import Decimal

from perfeval_batch.model import Entry, Funds, FundsRow, State
from perfeval_batch.parsing import headers
from perfeval_batch.parsing.official.form_cells import Board
from perfeval_batch.parsing.official.fund_lines import WORDS, Found, Line
from perfeval_batch.parsing.official.fund_pairs import take_pairs
from perfeval_batch.parsing.official.fund_questions import (
    ask_other_totals,
    ask_strays,
    settle_doubled,
)
from perfeval_batch.parsing.official.fund_sums import agrees, inner_sources
from perfeval_batch.parsing.official.fund_table import heads_amounts, is_header, take_table
from perfeval_batch.parsing.official.fund_values import Reader
from perfeval_batch.parsing.official.labels import label, unit_of
from perfeval_batch.parsing.official.layouts import NO_LAYOUT, Layout
from perfeval_batch.parsing.official.questions import Asked
from perfeval_batch.values import replace

INITIAL_IS_BUDGET = "年初预算没有调整，年初预算数即全年预算数"
IS_THE_TOTAL = "这一行就是年度资金总额"


def locate(board: Board, top: int, bottom: int, layout: Layout = NO_LAYOUT) -> Found:
    """Find the funds between two rows of a form."""
    found = Found(named=layout.columns)
    rows = [row for row in board.rows if top <= row <= bottom]
    header = next((row for row in rows if is_header(board, row)), 0)
    if header:
        take_table(board, header, bottom, found)
    if not found.lines:
        take_pairs(board, top, bottom, found)
    if not found.lines:
        header = next((row for row in rows if heads_amounts(board, row)), 0)
        if header:
            take_table(board, header, bottom, found)
    _take_units(board, top, bottom, found)
    return found


def _take_units(board: Board, top: int, bottom: int, found: Found) -> None:
    """The units that headings beside and above the funds state for all amounts."""
    rows = [line.row for line in found.lines]
    last = max(rows, default=bottom)
    for number in [row for row in board.rows if top - 4 <= row <= last]:
        for content in board.cells(number).values():
            if isinstance(content, str):
                unit = headers.unit_line(content) or (
                    unit_of(label(content)) if number >= top else ""
                )
                if unit:
                    found.whole_unit.add(unit)


def read(board: Board, found: Found, asked: Asked) -> tuple[Funds, str]:
    """Read the funds of a form; what could make a wrong number is asked.

    Returns:
        The funds, and what a bare amount counts.
    """
    settle_doubled(board, found, asked)
    ask_strays(board, found, asked)
    reader = Reader(board, found, asked)
    total, sources = _split(found.lines)
    if total is not None and not total.kind and total.name:
        text = f"资金只有“{total.name}”一行：它就是年度资金总额吗？"
        asked.answer("only-row", board.place(total.row, total.column), text, (IS_THE_TOTAL,))
    if total is None:
        place = (
            board.place(found.lines[0].row, found.lines[0].column) if found.lines else board.place()
        )
        text = (
            "资金部分没有“年度资金总额”一行，总额不明。"
            if found.lines
            else "没有找到项目资金（全年预算数、全年执行数），须由单位补填。"
        )
        asked.answer("no-funds-total", place, text)
        total = Line("年度资金总额", "total", 0, 0)
        row = reader.row(total, scored=False)
    else:
        ask_other_totals(reader, total, asked)
        row = _checked(reader, total, sources, asked)
    nested = inner_sources(reader, total, sources)
    rows = tuple(
        reader.row(line, scored=False) for at, line in enumerate(sources) if at not in nested
    )
    return Funds(row, rows, ()), reader.unit


def _split(lines: list[Line]) -> tuple[Line | None, list[Line]]:
    """The total and the sources."""
    totals = [line for line in lines if line.kind == "total"]
    if not totals and len(lines) == 1 and lines[0].kind in ("", "total"):
        totals = lines
    total = totals[0] if totals else None
    return total, [line for line in lines if line is not total and line.kind != "total"]


def _checked(
    reader: Reader,
    total: Line,
    sources: list[Line],
    asked: Asked,
) -> FundsRow:
    """The total row; its amounts are open where they contradict the sources or are missing."""
    row = reader.row(total, scored=True)
    changes: dict[str, Entry[Decimal]] = {}
    for what, attribute in _ATTRIBUTES.items():
        entry = getattr(row, attribute)
        parts = [reader.amount(line, what) for line in sources]
        if not agrees(entry, parts, across=reader, line=total, what=what):
            place = entry.place
            shown_parts = "、".join(
                f"{line.name}{part.text}"
                for line, part in zip(sources, parts, strict=True)
                if not part.blank
            )
            stated = f"填“{entry.text}”" if not entry.blank else "空白"
            text = (
                f"年度资金总额的{WORDS[what]}{stated}，"
                f"而各来源（{shown_parts or '分列各栏'}）之和与它不一致：以哪一个为准？"
            )
            asked.answer(f"funds-total-{what}", place, text)
            changes[attribute] = replace(entry, value=None, state=State.OPEN)
    row = _with_budget(replace(row, **changes), asked)
    unknown = reader.found.unknown(reader.board)
    hint = f"（不认识的表头：{'、'.join(unknown)}）" if unknown else ""
    for what, attribute in (("budget", "budget"), ("executed", "executed")):
        entry = getattr(row, attribute)
        if (
            entry.blank
            and not entry.place.cell
            and not reader.found.unsure
            and (what == "executed" or row.initial_budget.blank)
        ):
            text = f"资金部分没有认得的“{WORDS[what]}”一栏{hint}：{WORDS[what]}是多少？"
            asked.answer(f"no-{what}", row.source.place, text, ("",) if hint else ())
    return row


_ATTRIBUTES = {
    "initial": "initial_budget",
    "budget": "budget",
    "arrived": "arrived",
    "executed": "executed",
}


def _with_budget(row: FundsRow, asked: Asked) -> FundsRow:
    """Only 年初预算数 is stated: whether it is the budget of the year, a person says."""
    if not row.budget.blank or row.initial_budget.blank or row.budget.broken:
        return row
    if row.budget.place.cell:
        return row
    text = "只有年初预算数，没有全年（调整后）预算数：全年预算数是多少？"
    answer = asked.answer("only-initial", row.initial_budget.place, text, (INITIAL_IS_BUDGET,))
    if answer:
        return replace(row, budget=row.initial_budget)
    return row
