"""Finds funds that are a table: a header of amounts, a row a source."""

from __future__ import annotations

from perfeval_batch.parsing.official.form_cells import Board
from perfeval_batch.parsing.official.fund_lines import (
    AMOUNTS,
    MONEY,
    Found,
    Line,
    field_at,
    is_amount,
    take_points,
)
from perfeval_batch.parsing.official.fund_pairs import pairs
from perfeval_batch.parsing.official.labels import (
    fact_field,
    indicator_field,
    known,
    label,
    source_label,
    text_field,
    unit_of,
)
from perfeval_batch.parsing.official.layouts import fund_key


def is_header(board: Board, row: int) -> bool:
    """The row names at least two columns of funds, and no value stands beside a label."""
    cells = board.cells(row)
    fields = {found for column in cells if (found := field_at(board, row, column))}
    if not fields & MONEY or len(fields) < 2:  # noqa: PLR2004  # two columns make a table
        return False
    return not any(is_amount(content) for content in cells.values()) and not _has_pairs_below(
        board, row
    )


def heads_amounts(board: Board, row: int) -> bool:
    """The row has words that nobody knows, and amounts stand below them."""
    cells = board.cells(row)
    below = board.cells(row + 1)
    if len(cells) <= _FEWEST or not all(isinstance(each, str) for each in cells.values()):
        return False
    if any(is_amount(each) or fact_field(board.label(row, at).key) for at, each in cells.items()):
        return False
    amounts = [at for at, each in below.items() if at in cells and is_amount(each)]
    return len(amounts) >= _FEWEST


_FEWEST = 2


def _has_pairs_below(board: Board, row: int) -> bool:
    """The row heads pairs of labels and values, which state the amounts themselves."""
    below = next((each for each in board.rows if each > row), 0)
    return any(field_at(board, below, column) in AMOUNTS for column, _ in pairs(board, below))


def take_table(board: Board, header: int, bottom: int, found: Found) -> None:
    """Take the sources below a header, with the cells of their values."""
    columns = _columns(board, header, found)
    spans = [*columns.values()] or [(at, board.right(header, at)) for at in board.cells(header)][1:]
    first = min(low for low, _ in spans)
    below = max(board.bottom(header, low) for low, _ in spans)
    found.header = header
    for number in [row for row in board.rows if below < row <= bottom]:
        if _ends_funds(board, number):
            break
        if board.counts_columns(number):
            continue
        line = _line(board, number, columns, first)
        if line is not None:
            found.lines.append(line)
    take_points(board, header, below, found)


def _columns(board: Board, header: int, found: Found) -> dict[str, tuple[int, int]]:
    columns: dict[str, tuple[int, int]] = {}
    sources: list[tuple[int, int]] = []
    named = {column: field_at(board, header, column) for column in board.cells(header)}
    _name_the_rate(board, header, named)
    for at, column in enumerate(named):
        named[column] = found.named.get(fund_key(at), named[column])
    found.headers = named
    by_source = "budget" not in named.values() and "total" in named.values()
    for column, what in named.items():
        meant = "budget" if what == "total" and by_source else what
        span = _whole_of(board, header, (column, board.right(header, column)))
        found.labels.append(board.label(header, column).key)
        if meant == "source":
            sources.append(span)
        elif meant in columns:
            found.doubled[meant] = (header, column)
            found.claims.setdefault(meant, [columns[meant]]).append(span)
        elif meant and meant != "total":
            columns[meant] = span
            found.units[meant] = unit_of(board.label(header, column))
            found.words[meant] = board.label(header, column).key
    found.sources = sources if by_source else []
    return columns


def _whole_of(board: Board, header: int, span: tuple[int, int]) -> tuple[int, int]:
    """Of a header over several columns the one of the sum (小计), where they have headers too."""
    if span[0] == span[1]:
        return span
    below = board.cells(board.bottom(header, span[0]) + 1)
    inside = [column for column in below if span[0] <= column <= span[1]]
    texts = [content for column in inside if isinstance(content := below[column], str)]
    whole = [
        column
        for column in inside
        if isinstance(content := below[column], str) and label(content).key in _SUMS
    ]
    return (whole[0],) * 2 if len(whole) == 1 and len(texts) == len(inside) else span


_SUMS = frozenset({"小计", "合计", "总额", "总计", "金额", "资金总额"})


def _name_the_rate(board: Board, header: int, named: dict[int, str]) -> None:
    """预算执行率 left of the amounts is the heading of the row; its 实际完成值 is the rate."""
    money = [column for column, what in named.items() if what in MONEY]
    first = min(money, default=0)
    headings = [column for column, what in named.items() if what == "rate" and column < first]
    for column in headings:
        named[column] = ""
    if headings and "rate" not in named.values():
        for column in named:
            if indicator_field(board.label(header, column).key) == "actual":
                named[column] = "rate"


def _ends_funds(board: Board, row: int) -> bool:
    for column in board.cells(row):
        key = board.label(row, column).key
        if text_field(key) in _AFTER_FUNDS or fact_field(key):
            return True
    return False


_AFTER_FUNDS = ("goal", "completion", "content", "management")


def _line(
    board: Board,
    row: int,
    columns: dict[str, tuple[int, int]],
    first: int,
) -> Line | None:
    """A source of funds; None when the row says neither its name nor an amount."""
    cells = board.cells(row)
    names = [
        column
        for column, content in cells.items()
        if column < first and isinstance(content, str) and not is_amount(content)
    ]
    words = known().fund_rows
    named = [column for column in names if source_label(board.text(row, column)).key in words]
    at = next(reversed(named or names), 0)
    key = source_label(board.text(row, at)).key if at else ""
    line = Line(key, known().fund_rows.get(key, ""), row, at)
    for what, (low, high) in columns.items():
        inside = [column for column in cells if low <= column <= high]
        if inside:
            line.cells[what] = (row, inside[0] if len(inside) == 1 else -1)
    valued = any(what in line.cells for what in columns)
    return line if line.kind or valued else None
