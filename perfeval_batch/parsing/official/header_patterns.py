"""The header patterns that the forms of a file have, with what is open about each."""

from __future__ import annotations

from perfeval_batch.parsing.official import (
    form_funds,
    form_indicators,
    head,
    header_fingerprint,
    indicator_columns,
    look_alikes,
    rows,
    transfer,
)
from perfeval_batch.parsing.official.form_cells import Board
from perfeval_batch.parsing.official.form_table import Table
from perfeval_batch.parsing.official.fund_lines import Found
from perfeval_batch.parsing.official.layouts import (
    FUND_WORDS,
    Layout,
    Layouts,
    fund_key,
    label_key,
)
from perfeval_batch.parsing.official.official_form import read_head
from perfeval_batch.parsing.official.questions import Asked
from perfeval_batch.parsing.official.sections import Section, sections
from perfeval_batch.reading.grid import Grid
from perfeval_batch.values import Value


class Line(Value, frozen=True):
    """A column of a pattern: its key, its header, an example, what it is read as."""

    key: str
    header: str
    example: str
    field: str


class Query(Value, frozen=True):
    """A question about a pattern: its key and text, where it came up, what can be answered."""

    key: str
    text: str
    place: str
    answers: tuple[str, ...]
    answer: str = ""


class Pattern(Value, frozen=True):
    """A header pattern.

    Attributes:
        fingerprint: tells it apart.
        example: a file and project that has it.
        columns: of its indicator tables.
        questions: those that are answered once for the pattern.
        files: how many files have it.
    """

    fingerprint: str
    example: str
    columns: tuple[Line, ...]
    questions: tuple[Query, ...]
    files: int = 1


def patterns(grid: Grid, workbook: str, layouts: Layouts) -> tuple[Pattern, ...]:
    """The patterns of the forms of a file, one each."""
    found: dict[str, Pattern] = {}
    for sheet in grid.sheets:
        board = Board(workbook, sheet)
        for section in sections(board) if board.rows else ():
            if look_alikes.is_form(section) and (
                not look_alikes.not_scorable(section) or transfer.is_transfer(section)
            ):
                own = _pattern(section, workbook, layouts)
                known = found.get(own.fingerprint)
                found[own.fingerprint] = merged(known, own) if known else own
    return tuple(found.values())


def merged(one: Pattern, other: Pattern, files: int = 0) -> Pattern:
    """A pattern that was met again: its questions are those of both."""
    known = {each.key for each in one.questions}
    more = tuple(each for each in other.questions if each.key not in known)
    lines = {each.key for each in one.columns}
    return Pattern(
        one.fingerprint,
        one.example,
        (*(each for each in other.columns if each.key not in lines), *one.columns),
        (*one.questions, *more),
        one.files + files,
    )


def _pattern(section: Section, workbook: str, layouts: Layouts) -> Pattern:
    board = section.board
    top = section.name_row + 1 if section.name_row else section.start
    found = form_funds.locate(board, top, section.tables[0].top - 1)
    fingerprint = header_fingerprint.fingerprint(section, found)
    layout = layouts.of(fingerprint)
    if layout.columns:
        found = form_funds.locate(board, top, section.tables[0].top - 1, layout)
    asked = Asked(layout.answers)
    name = read_head(section, asked, layout)
    funds, _ = form_funds.read(board, found, asked)
    form_indicators.read(section, asked, layout, None, funds.total)
    questions = {
        each.key: Query(
            each.key,
            each.text,
            str(each.place),
            each.answers,
            layout.answers.get(each.key, ""),
        )
        for each in asked.every
        if each.answers and each.answers != ("",)
    }
    return Pattern(
        fingerprint,
        f"{workbook}（{name or '未读到名称'}）",
        (*_labels(section, layout), *_funds(section, found), *_lines(section, layout)),
        tuple(questions.values()),
    )


def _labels(section: Section, layout: Layout) -> list[Line]:
    """The labels of the head that nobody knows, with what they were said to mean."""
    board = section.board
    return [
        Line(key, text, _shortened(board.text(row, board.neighbour(row, column))), meant)
        for text, row, column in head.read_facts(board, section.head).unknown
        for key in (label_key(board.label(row, column).key),)
        for meant in (layout.columns.get(key, ""),)
    ]


def _funds(section: Section, found: Found) -> list[Line]:
    """The headers of the funds; what stands above the names of the sources is none."""
    board = section.board
    names = {line.column for line in found.lines}
    return [
        Line(fund_key(at), head.clean_line(header), _below(board, found, column), meant)
        for at, (column, meant) in enumerate(found.headers.items())
        for header in (board.text(found.header, column),)
        if meant in FUND_WORDS or (not meant and column not in names)
    ]


def _below(board: Board, found: Found, column: int) -> str:
    """An example of what stands below a header of the funds."""
    rows = [line.row for line in found.lines]
    return next(
        (_shortened(board.text(row, column)) for row in rows if board.text(row, column)), ""
    )


def _shortened(text: str) -> str:
    return head.clean_line(text)[:40]


def _lines(section: Section, layout: Layout) -> list[Line]:
    lines = []
    for number, table in enumerate(indicator_columns.known_columns(section, layout)):
        for at, column in enumerate(table.columns):
            header = head.clean_line(column.header) or "（没有表头）"
            lines.append(Line(f"{number}.{at}", header, _example(section, table, at), column.field))
    return lines


def _example(section: Section, table: Table, at: int) -> str:
    board = section.board
    for row in board.rows:
        if table.bottom < row <= section.end:
            column = rows.cell(board, row, table.columns[at])
            if column > 0:
                return _shortened(board.text(row, column))
    return ""
