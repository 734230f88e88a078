"""The self-evaluation of 转移支付: what tells such a form, and the texts that only it has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from perfeval_batch.model import Entry, Texts
from perfeval_batch.parsing import cell_values
from perfeval_batch.parsing.official import head
from perfeval_batch.parsing.official.form_cells import Board
from perfeval_batch.parsing.official.labels import fact_field, known
from perfeval_batch.parsing.official.sections import Section
from perfeval_batch.values import replace

_TITLE = re.compile("转移支付|区域绩效")
_LABEL = re.compile("(?:.{0,6}转移支付.{0,8}|中央主管部门|中央主管单位)")
_HEADERS = re.compile("情况说明|存在(?:的)?问题.*|问题.*措施|改进措施")
_EXPLAINED = ("说明", "其他需要说明事项", "其他需要说明的事项", "其他需要说明的问题")
_ASPECT = re.compile(r"[\u4e00-\u9fff、（）()]{2,20}")


def is_transfer(section: Section) -> bool:
    """Its caption or one of its labels says so; what a text tells of 转移支付 does not count."""
    board = section.board
    for row in section.head:
        for column in board.cells(row):
            text = board.text(row, column)
            if _TITLE.search(text) and head.is_caption(text):
                return True
            if _LABEL.fullmatch(board.label(row, column).key) and _has_value(board, row, column):
                return True
    return False


def _has_value(board: Board, row: int, column: int) -> bool:
    """It is a label: something stands beside it, or a known label is left blank."""
    return bool(board.neighbour(row, column)) or bool(fact_field(board.label(row, column).key))


def with_texts(
    section: Section, texts: Texts, goals: dict[str, Entry[Any]]
) -> tuple[Texts, dict[str, Entry[Any]]]:
    """The texts with 资金管理情况 and with 说明 below the table."""
    board = section.board
    told = [
        (aspect, [each for each in entries if not each.blank])
        for aspect, entries in _management(section)
    ]
    if any(entries for _, entries in told):
        first = next(entries[0] for _, entries in told if entries)
        text = "\n".join(
            f"{aspect}：{''.join(each.text for each in entries)}"
            for aspect, entries in told
            if entries
        )
        goals = {**goals, "fund_management": replace(first, text=text, value=text)}
    others = [
        board.entry(cell_values.text, row, beside)
        for row in section.rows
        if row > section.tables[-1].bottom
        for column in board.cells(row)
        if board.label(row, column).key in _EXPLAINED and (beside := board.neighbour(row, column))
    ]
    return replace(
        texts, others=tuple(item for each in others for item in cell_values.list_items(each))
    ), goals


def _management(section: Section) -> Iterator[tuple[str, list[Entry[str]]]]:
    """The rows of 资金管理情况: what each is about, its explanation, its problems and measures."""
    board, inside = section.board, False
    for row in section.head:
        cells = list(board.cells(row))
        keys = [board.label(row, column).key for column in cells]
        if any(known().texts.get(key) == "management" for key in keys):
            inside = True
            cells = [
                column
                for column, key in zip(cells, keys, strict=True)
                if known().texts.get(key) != "management"
            ]
        elif inside and any(known().texts.get(key) or fact_field(key) for key in keys):
            return
        if not inside or not cells or _HEADERS.fullmatch(board.label(row, cells[0]).key):
            continue
        first, *rest = cells
        aspect = board.text(row, first)
        if rest and _ASPECT.fullmatch(aspect):
            yield aspect, [board.entry(cell_values.text, row, column) for column in rest]
        else:
            yield "资金管理", [board.entry(cell_values.text, row, column) for column in cells]
