"""Asks what is open about the headers, labels and totals of the funds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from perfeval_batch.parsing.official import head
from perfeval_batch.parsing.official.form_cells import Board
from perfeval_batch.parsing.official.fund_lines import (
    AMOUNTS,
    FAR_RATE,
    WORDS,
    Found,
    Line,
    is_amount,
)
from perfeval_batch.parsing.official.fund_values import Reader
from perfeval_batch.parsing.official.labels import label, unit_of
from perfeval_batch.parsing.official.questions import Asked
from perfeval_batch.reading.grid import Percent


def settle_doubled(board: Board, found: Found, asked: Asked) -> None:
    """Ask which of the columns that claim a field is meant, and read that one."""
    for what, at in tuple(found.doubled.items()):
        spans = found.claims.get(what, [])
        headers_of = [board.text(found.header, low).strip() for low, _ in spans]
        choices = tuple(
            f"以第{number}个“{' '.join(header.split())}”为准"
            for number, header in enumerate(headers_of, start=1)
        )
        word = WORDS.get(what, what)
        text = f"资金表有两栏“{word}”，不知以哪一栏为准。"
        if headers_of:
            named = "、".join(f"“{each}”" for each in headers_of)
            text = f"资金表有两栏都像是{word}：{named}，以哪一栏为准？"
        answer = asked.answer(f"doubled-{what}", board.place(*at), text, choices)
        if answer:
            low, high = spans[choices.index(answer)]
            del found.doubled[what]
            found.units[what] = unit_of(board.label(found.header, low))
            for line in found.lines:
                inside = [each for each in board.cells(line.row) if low <= each <= high]
                line.cells.pop(what, None)
                if inside:
                    line.cells[what] = (line.row, inside[0] if len(inside) == 1 else -1)


def ask_other_totals(reader: Reader, total: Line, asked: Asked) -> None:
    """A second row that calls itself a total and says something else."""
    for line in reader.found.lines:
        if line is total or line.kind != "total":
            continue
        for what in AMOUNTS:
            own, other = (reader.amount(each, what) for each in (total, line))
            if own.value is not None and other.value is not None and own.value != other.value:
                text = (
                    f"资金有两行总额：“{total.name}”的{WORDS[what]}填{own.text}，"
                    f"“{line.name}”填{other.text}，以哪一行为准？"
                )
                asked.answer("two-totals", other.place, text)
                reader.found.unsure.add(what)


def ask_strays(board: Board, found: Found, asked: Asked) -> None:
    """Ask what figures are that stand below or beside no known word.

    They may be what another figure is taken for, so only those stay whose own word leaves no doubt.
    """
    headless = [at for line in found.lines for at in _headless(board, found, line)]
    crowded = [
        (line.row, what)
        for line in found.lines
        for what, (_, column) in line.cells.items()
        if what in WORDS and column < 0
    ]
    for row, what in crowded:
        text = f"“{WORDS[what]}”一栏下有两个数，不知以哪一个为准。"
        asked.answer(f"two-values-{what}", board.place(row), text)
    for row, column in headless:
        text = f"资金表有一个数（{board.text(row, column)}）没有表头，或没有对齐表头：是什么金额？"
        asked.answer("headless-amount", board.place(row, column), text)
    unknown = list(_unknown_columns(board, found))
    for at, column, figure in unknown:
        text = (
            f"资金表的表头“{head.clean_line(board.text(found.header, column))}”不认识，"
            f"下面填有{figure}：这一栏是什么？"
        )
        asked.answer(f"fund-column-{at}", board.place(found.header, column), text, ("",))
    for row, column, words, figure in found.strangers:
        word = head.clean_line(words)
        text = f"资金部分的“{word}”不认识，旁边填有{figure}：它是什么？"
        inside = board.text(row, column) != words
        answers = ("",) if head.is_askable(label(words)) and not inside else ()
        asked.answer(f"fund-label-{word}", board.place(row, column), text, answers)
    if headless or crowded:
        found.unsure = set(AMOUNTS)
    elif unknown or found.strangers:
        found.unsure = {what for what in AMOUNTS if not _CERTAIN.search(found.words.get(what, ""))}


_CERTAIN = re.compile("年初|全年|调整|变动|执行")
"""What says for itself which figure of the year it is, whatever stands beside it."""


def _headless(board: Board, found: Found, line: Line) -> Iterator[tuple[int, int]]:
    """The figures of a source below no header of the table, and amounts below 执行率."""
    spans = {
        each: what
        for at, what in found.headers.items()
        for each in range(at, board.right(found.header, at) + 1)
    }
    for column, content in board.cells(line.row).items() if spans else ():
        above = spans.get(column)
        stray = above is None and (is_amount(content) or isinstance(content, Percent))
        absurd = above == "rate" and isinstance(content, Decimal) and content > FAR_RATE
        if column > line.column and (stray or absurd):
            yield line.row, column


def _unknown_columns(board: Board, found: Found) -> Iterator[tuple[int, int, str]]:
    """The headers above amounts that nobody knows: place among them, column, a figure."""
    names = {line.column for line in found.lines}
    for at, (column, what) in enumerate(found.headers.items()):
        if what or column in names:
            continue
        right = board.right(found.header, column)
        figures = (
            board.text(line.row, each)
            for line in found.lines
            for each, content in board.cells(line.row).items()
            if max(column, line.column + 1) <= each <= right and is_amount(content)
        )
        figure = next(figures, "")
        if figure:
            yield at, column, figure
