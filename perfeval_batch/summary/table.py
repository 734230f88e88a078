"""Columns and rows in, a worksheet out that reads, filters, prints and adds up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from perfeval_batch.findings import column_letters
from perfeval_batch.sheets import Book, Worksheet
from perfeval_batch.summary.cell import Cell, Formula, Link, height, lines_of, text
from perfeval_batch.summary.filling import Filler, Filling
from perfeval_batch.summary.look import Look, set_up

R = TypeVar("R")

TITLE, NOTE, HEADER, FIRST = range(4)
"""Rows of a table sheet, counted from 0."""


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """A column of a table.

    Attributes:
        header: what stands over it; no two columns of a table share it.
        width: in characters of a digit (a Chinese one takes 2).
        value: what it shows of a row; None shows nothing.
        style: text, label (one line), centre, amount, points, rate or count.
        totals: what it shows in each total row, from top to bottom.
        bar: the largest value, for which a data bar fills the cell; None: no bars.
    """

    header: str
    width: float
    value: Callable[[R], Cell]
    style: str = "text"
    totals: tuple[Cell, ...] = ()
    bar: int | None = None


@dataclass(frozen=True, slots=True)
class Table(Generic[R]):
    """A table: what it says, over what.

    Attributes:
        columns: from left to right.
        rows: from top to bottom.
        totals: labels of the total rows; without rows there are none.
    """

    columns: Sequence[Column[R]]
    rows: Sequence[R]
    totals: tuple[str, ...] = ()

    def areas(self, sheet: str = "", top: int = HEADER, left: int = 0) -> dict[str, str]:
        """Header → the cells below it, as a formula writes them; with a sheet, from any sheet."""
        first, last = top + 2, top + 1 + max(len(self.rows), 1)
        prefix = f"'{sheet}'!" if sheet else ""
        found = {}
        for index, column in enumerate(self.columns, left + 1):
            letters = column_letters(index)
            found[column.header] = f"{prefix}${letters}${first}:${letters}${last}"
        return found


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """A sheet of one table.

    Attributes:
        name: of the sheet.
        title: over the table.
        note: below the title: unit, what is counted.
        table: the table.
        frozen: how many columns stay in view when scrolled sideways.
        printed: how many columns are printed; None: all.
    """

    name: str
    title: str
    note: str
    table: Table[R]
    frozen: int = 0
    printed: int | None = None


def write(book: Book, look: Look, page: Page[R]) -> list[Filling]:
    """Add a sheet: title, note, header, total rows; filters, ready to print.

    Returns:
        its rows, which `filling` puts in when all else is there; empty where there are none.
    """
    sheet = book.sheet(page.name)
    columns, rows = page.table.columns, page.table.rows
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width)
    set_up(sheet, repeat=HEADER)
    sheet.set_row(TITLE, 32)
    sheet.set_row(NOTE, 18)
    sheet.set_row(HEADER, 32)
    sheet.freeze_panes(FIRST, page.frozen)
    printed = page.printed or len(columns)
    sheet.merge_range(TITLE, 0, TITLE, printed - 1, "", look.title)
    sheet.write_string(TITLE, 0, page.title, look.title)
    sheet.write_string(NOTE, 0, page.note, look.note)
    _header(sheet, look, page.table, HEADER)
    last = _ending(sheet, look, page.table, HEADER)
    sheet.autofilter(HEADER, 0, HEADER + max(len(rows), 1), len(columns) - 1)
    sheet.print_area(0, 0, last, printed - 1)
    if not rows:
        return []
    sheet.write_blank(HEADER + len(rows), 0, None, look.cell["text"])
    fillers = [
        Filler(each.value, book.style(look.cell[each.style]), each.width if wraps(each) else None)
        for each in columns
    ]
    styles = (book.style(look.cell["link"]), book.style(look.cell["centre"]))
    return [Filling(sheet.index + 1, FIRST + 1, rows, fillers, *styles)]


def place(sheet: Worksheet, look: Look, table: Table[R], top: int) -> int:
    """Write a small table with its header at `top`; gives its last row."""
    _header(sheet, look, table, top)
    for number, row in enumerate(table.rows, top + 1):
        lines = 1
        for index, column in enumerate(table.columns):
            value = column.value(row)
            put(sheet, number, index, value, look.cell[column.style])
            if isinstance(value, str) and wraps(column) and len(value) * 2 > column.width:
                lines = max(lines, lines_of(value, column.width))
        if lines > 1:
            sheet.set_row(number, height(lines))
    return _ending(sheet, look, table, top)


def _header(sheet: Worksheet, look: Look, table: Table[R], top: int) -> None:
    for index, column in enumerate(table.columns):
        sheet.write_string(top, index, column.header, look.header)


def _ending(sheet: Worksheet, look: Look, table: Table[R], top: int) -> int:
    """The data bars and the total rows of a table with rows; gives its last row."""
    if not table.rows:
        return top
    _bars(sheet, look, table, top)
    areas = table.areas(top=top)
    for number, label in enumerate(table.totals):
        at = (top + 1 + len(table.rows) + number, number)
        _total_row(sheet, look, table, areas, at)
        _label(sheet, look, table, at, label)
    return top + len(table.rows) + len(table.totals)


def wraps(column: Column[R]) -> bool:
    """Whether a long text of the column goes on in the next line."""
    return column.style == "text"


def _bars(sheet: Worksheet, look: Look, table: Table[R], top: int) -> None:
    for index, column in enumerate(table.columns):
        if column.bar is not None:
            bar = {**look.bar, "max_value": column.bar}
            sheet.conditional_format(top + 1, index, top + len(table.rows), index, bar)


def _label(
    sheet: Worksheet,
    look: Look,
    table: Table[R],
    at: tuple[int, int],
    label: str,
) -> None:
    """What a total row is called, over as many columns as it leaves empty at its beginning."""
    row, number = at
    empty = 0
    for column in table.columns:
        if column.totals and column.totals[number] is not None:
            break
        empty += 1
    style = look.total["label"]
    if empty > 1:
        sheet.merge_range(row, 0, row, min(empty, 3) - 1, label, style)
    else:
        sheet.write_string(row, 0, label, style)


def _total_row(
    sheet: Worksheet,
    look: Look,
    table: Table[R],
    areas: Mapping[str, str],
    at: tuple[int, int],
) -> None:
    row, number = at
    for index, column in enumerate(table.columns):
        value = column.totals[number] if column.totals else None
        if isinstance(value, Formula):
            value = Formula(value.text.format_map(areas), value.value)
        put(sheet, row, index, value, look.total[column.style])


def put(sheet: Worksheet, row: int, column: int, value: Cell, style: object) -> None:
    """Write a cell as what it is: a text is never a formula, a number never a text.

    A link is the text alone: links stand in the rows of a sheet's own table (`filling`).
    """
    if isinstance(value, str):
        sheet.write_string(row, column, text(value), style)
    elif value is None:
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, Link):
        sheet.write_string(row, column, text(value.text), style)
    elif isinstance(value, Formula):
        _formula(sheet, row, column, value, style)
    else:
        sheet.write_number(row, column, value, style)


def _formula(sheet: Worksheet, row: int, column: int, formula: Formula, style: object) -> None:
    if formula.value is None:
        sheet.write_blank(row, column, None, style)
    else:
        sheet.write_formula(row, column, f"={formula.text}", style, formula.value)
