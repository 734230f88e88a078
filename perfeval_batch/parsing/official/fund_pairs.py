"""Finds funds that are labels with their values beside or behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from perfeval_batch.parsing.official.form_cells import Board
from perfeval_batch.parsing.official.fund_lines import (
    AMOUNTS,
    Found,
    Line,
    Stranger,
    field_at,
    is_amount,
    take_points,
)
from perfeval_batch.parsing.official.labels import (
    fact_field,
    fund_field,
    known,
    label,
    source_label,
    unit_of,
)
from perfeval_batch.parsing.official.layouts import label_key
from perfeval_batch.reading.grid import Percent
from perfeval_batch.typed import clean_text, numerals


def take_pairs(board: Board, top: int, bottom: int, found: Found) -> None:
    """Labels with their values beside them: `预算数：` | `10万元`, sources below."""
    total = Line("", "total", 0, 0)
    sources: dict[str, Line] = {}
    column_of: dict[int, str] = {}
    strangers: list[Stranger] = []
    for number in [row for row in board.rows if top <= row <= bottom]:
        for column, beside in pairs(board, number):
            what = field_at(board, number, column)
            what = found.named.get(label_key(board.label(number, column).key), what)
            if what in AMOUNTS:
                whole = _whole_beside(board, number, beside, top)
                if what in total.cells or not whole:
                    found.doubled[what] = (number, column)
                total.cells.setdefault(what, (number, whole or beside))
                total.row = total.row or number
                found.units.setdefault(what, unit_of(board.label(number, column)))
                found.words.setdefault(what, board.label(number, column).key)
                found.labels.append(board.label(number, column).key)
                column_of[column] = what if column_of.get(column, what) == what else ""
            elif column_of.get(column) and _is_source(board, number, column):
                key = source_label(board.text(number, column)).key
                kind = known().fund_rows.get(key, "")
                line = sources.setdefault(f"{number}", Line(key, kind, number, column))
                line.cells[column_of[column]] = (number, beside)
            elif not what and _is_stranger(board.label(number, column).key):
                strangers.append(_beside(board, number, column))
        strangers += _take_inline(board, number, total, found)
        _take_rate(board, number, total)
        if total.cells.get("rate", (0, 0))[0] == max(
            (r for r in board.rows if r < number), default=0
        ):
            _take_scores(board, number, total)
        if total.row:
            take_points(board, number, number, found)
    if total.cells:
        clear = all(column_of.values())
        found.lines = [total, *(sources.values() if clear else ())]
        strangers += [
            _beside(board, each.row, each.column)
            for each in sources.values()
            for key in (board.label(each.row, each.column).key,)
            if not clear and _is_stranger(key) and label_key(key) not in found.named
        ]
        found.strangers = _near(board, strangers, total)


def _is_source(board: Board, row: int, column: int) -> bool:
    """The label is one of a source, or says that it is a part of the above."""
    text = board.text(row, column)
    return "其中" in text or source_label(text).key in known().fund_rows


def _is_stranger(key: str) -> bool:
    """The label is no known word of any part of a form."""
    source = source_label(key).key
    return not (
        not key
        or fact_field(key)
        or fund_field(key)
        or known().texts.get(key)
        or known().fund_rows.get(source)
    )


def _beside(board: Board, row: int, column: int) -> Stranger:
    figure = board.text(row, board.neighbour(row, column))
    return row, column, board.text(row, column), figure


def _near(board: Board, strangers: list[Stranger], total: Line) -> list[Stranger]:
    """Those of the labels that stand between or right above and below the known ones."""
    rows = [row for row, _ in total.cells.values()]
    order = {row: at for at, row in enumerate(board.rows)}
    first, last = order[min(rows)] - 1, order[max(rows)] + 1
    return [each for each in strangers if first <= order[each[0]] <= last]


def _whole_beside(board: Board, row: int, first: int, top: int) -> int:
    """Of several amounts in a row the one below 年度资金总额; 0 when none is named so."""
    amounts = []
    for column, content in board.cells(row).items():
        if column >= first:
            if not is_amount(content):
                break
            amounts.append(column)
    if len(amounts) == 1:
        return first
    above = [each for each in board.rows if top <= each < row]
    whole = [
        column
        for column in amounts
        if any(known().fund_rows.get(board.label(each, column).key) == "total" for each in above)
    ]
    return whole[0] if len(whole) == 1 else 0


def _take_inline(board: Board, row: int, total: Line, found: Found) -> list[Stranger]:
    """Labels with their values behind them in the same cell; scores only beside a rate.

    Returns:
        Those of the labels beside them that nobody knows.
    """
    said: dict[str, tuple[int, str]] = {}
    strangers: list[Stranger] = []
    for column, content in board.cells(row).items():
        head, colon, rest = (
            content.replace("：", ":").partition(":") if isinstance(content, str) else ("", "", "")
        )
        what = fund_field(label(head).key) if colon else ""
        if what in _INLINE and numerals.read(_bare_number(rest)) is not None:
            said[what] = (column, rest.strip())
            found.units.setdefault(what, unit_of(label(head)))
            found.labels.append(label(head).key)
        elif colon and is_amount(rest) and _is_stranger(label(head).key):
            strangers.append((row, column, head, rest.strip()))
    if not said.keys() & {*AMOUNTS, "rate"}:
        return []
    total.row = total.row or row
    for what, (column, text) in said.items():
        if what in total.cells:
            found.doubled[what] = (row, column)
        total.cells.setdefault(what, (row, column))
        total.inline.setdefault(what, text)
    return strangers


_INLINE = frozenset({*AMOUNTS, "rate", "weight", "score", "review"})


def _bare_number(text: str) -> str:
    bare = clean_text.narrow(clean_text.clean(text)[0]).strip()
    return re.sub(r"(?:%|分|万元|元)$", "", bare).strip()


def _take_rate(board: Board, row: int, total: Line) -> None:
    """The rate beside its label or below it, and the scores that stand in the row of the rate."""
    for column in board.cells(row):
        if field_at(board, row, column) == "rate" and "rate" not in total.cells:
            beside = board.neighbour(row, column)
            if beside and _is_rate(board, row, beside):
                total.cells["rate"] = (row, beside)
                _take_scores(board, row, total)
                return
            below = board.bottom(row, column) + 1
            if column in board.cells(below) and _is_rate(board, below, column):
                total.cells["rate"] = (below, column)


def _take_scores(board: Board, row: int, total: Line) -> None:
    for column, beside in pairs(board, row):
        what = field_at(board, row, column)
        if what in ("weight", "score", "review"):
            total.cells.setdefault(what, (row, beside))


def _is_rate(board: Board, row: int, column: int) -> bool:
    content = board.cells(row)[column]
    if isinstance(content, str):
        bare = clean_text.narrow(clean_text.clean(content)[0]).strip().removesuffix("%")
        return numerals.read(bare) is not None
    return isinstance(content, Decimal | Percent)


def pairs(board: Board, row: int) -> Iterator[tuple[int, int]]:
    """The texts of a row that have an amount right beside them; -1 is never beside."""
    for column, content in board.cells(row).items():
        if isinstance(content, str) and not is_amount(content):
            beside = board.neighbour(row, column)
            if beside and is_amount(board.cells(row)[beside]):
                yield column, beside
