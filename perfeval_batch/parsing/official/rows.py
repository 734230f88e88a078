"""The rows of an indicator table: indicators, details, fillers, section lines, the total."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from perfeval_batch.parsing.official.form_cells import Board
from perfeval_batch.parsing.official.form_table import Column, Table
from perfeval_batch.parsing.official.labels import fact_field, known, label, text_field
from perfeval_batch.reading.grid import Broken, shown
from perfeval_batch.typed import clean_text, numerals


class Kind(Enum):
    """What a row of the table is."""

    INDICATOR = "indicator"
    DETAIL = "detail"
    TOTAL = "total"
    FILLER = "filler"
    NAMELESS = "nameless"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table."""

    number: int
    kind: Kind
    table: Table


_FILLER = re.compile(r"(?:指标)?\d{0,2}[:：.、]?(?:/|无|[.…]*)|[.…·]+")
_NUMBERS = ("weight", "self_score", "review_score")
_VALUES = ("target", "actual")
_LEVELS = ("level1", "level2", "level12", "name")


def rows(board: Board, table: Table, end: int) -> Iterator[Row]:
    """The rows below a header, up to the last row of the form or the next header."""
    below = False
    for number in board.rows:
        if table.bottom < number <= end:
            if board.counts_columns(number):
                continue
            kind = _kind(board, table, number, below=below)
            below = below or kind is Kind.TOTAL or _begins_texts(board, table, number)
            yield Row(number, kind, table)


def cell(board: Board, row: int, column: Column) -> int:
    """The column of the sheet that holds the value; 0 when nothing stands there.

    -1 when several cells below one header hold something.
    """
    found = [each for each in board.cells(row) if column.first <= each <= column.last]
    return 0 if not found else found[0] if len(found) == 1 else -1


def filled(board: Board, row: int, table: Table, fields: tuple[str, ...]) -> bool:
    """One of the columns says something."""
    return any(
        board.view.filled(row, each)
        for column in table.columns
        if column.field in fields
        for each in board.cells(row)
        if column.first <= each <= column.last
    )


def _kind(board: Board, table: Table, number: int, *, below: bool) -> Kind:
    if total_word(board, table, number):
        return Kind.TOTAL
    if _begins_texts(board, table, number) or _subtotal(board, number):
        return Kind.OTHER
    name = name_of(board, table, number)
    scored = _has_number(board, table, number)
    if below:
        return Kind.INDICATOR if scored and name else Kind.OTHER
    if scored:
        return Kind.NAMELESS if not name and table.having("name") else Kind.INDICATOR
    valued = _is_valued(board, table, number)
    if not name or _FILLER.fullmatch(name) or (not valued and not _shares(board, table, number)):
        return Kind.FILLER if name or valued or _names_level(board, table, number) else Kind.OTHER
    return (
        Kind.DETAIL
        if label(name).key.startswith("其中") or name.startswith("其中")
        else Kind.INDICATOR
    )


def _is_valued(board: Board, table: Table, number: int) -> bool:
    return filled(board, number, table, (*_VALUES, *_NUMBERS))


def _names_level(board: Board, table: Table, number: int) -> bool:
    """The row names a level for those below it; a remark across the table names none."""
    return any(
        column.first <= each <= column.last and len(board.text(number, each)) <= _LONGEST_LEVEL
        for column in table.columns
        if column.field in ("level1", "level2", "level12")
        for each in board.cells(number)
    )


_LONGEST_LEVEL = 30


def name_of(board: Board, table: Table, number: int) -> str:
    """The indicator's name, blanks at its ends aside."""
    texts = [
        board.text(number, each)
        for column in table.having("name")
        for each in board.cells(number)
        if column.first <= each <= column.last
    ]
    return clean_text.one_line(clean_text.clean("".join(texts))[0]).strip()


def _shares(board: Board, table: Table, number: int) -> bool:
    """A weight or score of the rows above is merged over this one."""
    return any(
        (owner := board.owners.get((number, column.first))) is not None
        and owner[0] < number
        and board.cells(owner[0]).get(owner[1]) is not None
        for column in table.columns
        if column.field in _NUMBERS
    )


def _has_number(board: Board, table: Table, number: int) -> bool:
    return any(
        is_number(board, number, each)
        for column in table.columns
        if column.field in _NUMBERS
        for each in board.cells(number)
        if column.first <= each <= column.last
    )


def is_number(board: Board, row: int, column: int) -> bool:
    """The cell holds a number, or what could be one."""
    content = board.cells(row)[column]
    if isinstance(content, Broken):
        return True
    if not isinstance(content, str):
        return True
    bare = clean_text.narrow(shown(content)).strip().removesuffix("分").removesuffix("%")
    return numerals.read(bare) is not None


def total_word(board: Board, table: Table, number: int) -> str:
    """合计 or the like, when the row is the total."""
    numbers = [column.first for column in table.columns if column.field in _NUMBERS]
    edge = min(numbers, default=0)
    for column, content in board.cells(number).items():
        if isinstance(content, str) and _total_key(content) in known().totals:
            return _total_key(content)
        if edge and column >= edge:
            break
    return ""


def _total_key(text: str) -> str:
    """The label of a total, its number behind it cut off: `总分：98.5分`."""
    found = _INLINE_TOTAL.fullmatch(clean_text.narrow(text).strip())
    return label(found[1] if found else text).key


_INLINE_TOTAL = re.compile(r"([^:：\d]{2,12})[:：]\s*(\d{1,3}(?:\.\d+)?)\s*分?")


def inline_total(board: Board, row: int) -> Decimal | None:
    """The number that stands in the cell of the total's label."""
    content = next(iter(board.cells(row).values()))
    found = (
        _INLINE_TOTAL.fullmatch(clean_text.narrow(content).strip())
        if isinstance(content, str)
        else None
    )
    return Decimal(found[2]) if found else None


_SECTION_LINE = re.compile(
    r"(?:项目|绩效)?(?:产出|效益|效果|满意度|服务对象满意度|成本|决策|管理|过程|投入)(?:类)?(?:指标)?"
)


def is_level1(text: str) -> bool:
    """The text names a level 1: 产出指标, 效益（30分）."""
    return bool(_SECTION_LINE.fullmatch(label(text).key))


def section_line(board: Board, row: int) -> bool:
    """The row is a level 1 alone: `一、产出指标（50分）`."""
    cells = board.cells(row)
    content = next(iter(cells.values()), None)
    return len(cells) == 1 and isinstance(content, str) and is_level1(content)


def _subtotal(board: Board, number: int) -> bool:
    first = next(iter(board.cells(number).values()), None)
    key = label(first).key if isinstance(first, str) else ""
    return key.endswith(("小计", "合计"))


def _begins_texts(board: Board, table: Table, number: int) -> bool:
    """The row begins what stands below the table: 评价结论, 说明, 注：…, 填报人：….

    A level 2 below a level 1 over several rows may be called so too (绩效目标 of 项目决策).
    """
    column, content = next(iter(board.cells(number).items()))
    if not isinstance(content, str):
        return False
    if (
        column > table.columns[0].first
        and name_of(board, table, number)
        and _is_valued(board, table, number)
    ):
        return False
    head = re.split(r"[:：]", content.strip(), maxsplit=1)[0]
    for text in (content, head):
        key = label(text).key
        if text_field(key) or fact_field(key) in _SIGNATURES:
            return True
    return False


_SIGNATURES = frozenset({"other", "leader", "reporting_unit"})
