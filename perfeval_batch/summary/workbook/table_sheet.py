"""Tables of the summary workbook: a frame as a sheet that filters, prints and adds up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pandas import DataFrame

from perfeval_batch.findings import column_letters
from perfeval_batch.sheets import Book, Worksheet, row_height
from perfeval_batch.summary import figures
from perfeval_batch.summary.workbook.cell_text import Cell, Formula, Link, height, lines_of
from perfeval_batch.summary.workbook.look import Look, set_up

TITLE, NOTE, HEADER, FIRST = range(4)
"""Rows of a table sheet, counted from 0."""
MAX_LINKS = 65_000
"""Excel holds 65,530 links on a sheet; from here on a link is written as its text."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        header: what stands over it; no two columns of a table share it.
        width: in characters of a digit (a Chinese one takes 2).
        key: the column of the frame; empty: the number of the row.
        style: text, label (one line), centre, amount, points, rate, count or link.
        totals: what it shows in each total row, from top to bottom.
        bar: the largest value, for which a data bar fills the cell; None: no bars.
    """

    header: str
    width: float
    key: str = ""
    style: str = "text"
    totals: tuple[Cell, ...] = ()
    bar: int | None = None

    def values(self, rows: DataFrame) -> Iterable[Any]:
        """What it shows of each row."""
        return rows[self.key].tolist() if self.key else range(1, len(rows) + 1)


NUMBER = Column("序号", 6, style="count")


def filtered_sum(header: str, total: Decimal | int | None) -> Formula:
    """The sum of a column over the rows that a filter leaves; `total` is that of all."""
    return Formula(f"SUBTOTAL(9,{{{header}}})", total)


def summed(rows: DataFrame, header: str, width: float, key: str, style: str = "amount") -> Column:
    """A column of numbers with their sum below."""
    return Column(header, width, key, style, (filtered_sum(header, figures.total(rows[key])),))


@dataclass(frozen=True)
class Table:
    """A table: what it says, over what.

    Attributes:
        columns: from left to right.
        rows: from top to bottom.
        totals: labels of the total rows; without rows there are none.
    """

    columns: Sequence[Column]
    rows: DataFrame
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


@dataclass(frozen=True)
class Page:
    """A sheet of one table.

    Attributes:
        name: of the sheet.
        note: below the title: unit, what is counted.
        table: the table.
        frozen: how many columns stay in view when scrolled sideways.
        printed: how many columns are printed; None: all.
    """

    name: str
    note: str
    table: Table
    frozen: int = 0
    printed: int | None = None


def write_title(sheet: Worksheet, look: Look, title: str, columns: int, height: int = 32) -> None:
    """Write the title over a sheet, across so many columns."""
    sheet.set_row(TITLE, height)
    sheet.merge_range(TITLE, 0, TITLE, columns - 1, "", look.title)
    sheet.write_string(TITLE, 0, title, look.title)


def write_page(book: Book, look: Look, page: Page, title: str) -> None:
    """Add a sheet: title, note, header, rows, total rows; filters, ready to print."""
    sheet = book.sheet(page.name)
    columns, rows = page.table.columns, page.table.rows
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width)
    printed = page.printed or len(columns)
    set_up(sheet, repeat=HEADER, width=sum(column.width for column in columns[:printed]))
    write_title(sheet, look, title, printed)
    sheet.set_row(NOTE, 18)
    headers = ((column.header, column.width) for column in columns)
    sheet.set_row(HEADER, row_height(headers, 32, line=14))
    sheet.freeze_panes(FIRST, page.frozen)
    sheet.write_string(NOTE, 0, page.note, look.note)
    last = place(sheet, look, page.table, HEADER)
    sheet.autofilter(HEADER, 0, HEADER + max(len(rows), 1), len(columns) - 1)
    sheet.print_area(0, 0, last, printed - 1)


def place(sheet: Worksheet, look: Look, table: Table, top: int, left: int = 0) -> int:
    """Write a table with its header at `top`; gives its last row."""
    for index, column in enumerate(table.columns, left):
        sheet.write_string(top, index, column.header, look.header)
    if not len(table.rows):
        return top
    lines = [1] * len(table.rows)
    for index, column in enumerate(table.columns, left):
        _fill(sheet, look, column, column.values(table.rows), (top + 1, index), lines)
    for number, count in enumerate(lines, top + 1):
        if count > 1:
            sheet.set_row(number, height(count))
    areas = table.areas(top=top, left=left)
    for number, label in enumerate(table.totals):
        at = (top + 1 + len(table.rows) + number, left)
        _total_row(sheet, look, table, areas, at, number)
        _label(sheet, look, table, at, (number, label))
    return top + len(table.rows) + len(table.totals)


def _fill(
    sheet: Worksheet,
    look: Look,
    column: Column,
    values: Iterable[Cell],
    at: tuple[int, int],
    lines: list[int],
) -> None:
    """Write the cells of a column, note the lines that each takes, and lay the data bars."""
    style, (first, index) = look.cell[column.style], at
    wraps = column.style == "text"
    links = 0
    for number, value in enumerate(values):
        if isinstance(value, Link) and value.target and links < MAX_LINKS:
            links += 1
            sheet.write_url(
                first + number, index, f"external:{value.target}", look.cell["link"], value.text
            )
        else:
            put(sheet, first + number, index, value, style)
        if wraps and isinstance(value, str) and len(value) * 2 > column.width:
            lines[number] = max(lines[number], lines_of(value, column.width))
    if column.bar is not None:
        bar = {**look.bar, "max_value": column.bar}
        sheet.conditional_format(first, index, first + len(lines) - 1, index, bar)


def _label(
    sheet: Worksheet, look: Look, table: Table, at: tuple[int, int], told: tuple[int, str]
) -> None:
    """What a total row is called, over as many columns as it leaves empty at its beginning."""
    (row, left), (number, label) = at, told
    empty = 0
    for column in table.columns:
        if column.totals and column.totals[number] is not None:
            break
        empty += 1
    style = look.total["label"]
    if empty > 1:
        sheet.merge_range(row, left, row, left + min(empty, 3) - 1, label, style)
    else:
        sheet.write_string(row, left, label, style)


def _total_row(
    sheet: Worksheet,
    look: Look,
    table: Table,
    areas: Mapping[str, str],
    at: tuple[int, int],
    number: int,
) -> None:
    for index, column in enumerate(table.columns, at[1]):
        value = column.totals[number] if column.totals else None
        if isinstance(value, Formula):
            value = Formula(value.text.format_map(areas), value.value)
        put(sheet, at[0], index, value, look.total[column.style])


def put(sheet: Worksheet, row: int, column: int, value: Cell, style: object) -> None:
    """Write a cell as what it is: a text is never a formula, a number never a text."""
    if isinstance(value, str):
        sheet.write_string(row, column, value, style)
    elif value is None:
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, Link):
        sheet.write_string(row, column, value.text, style)
    elif not isinstance(value, Formula):
        sheet.write_number(row, column, value, style)
    elif value.value is None:
        sheet.write_blank(row, column, None, style)
    else:
        sheet.write_formula(row, column, f"={value.text}", style, value.value)
