"""Columns and rows in, a worksheet out that reads, filters, prints and adds up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Generic, TypeVar

from perfeval_batch.findings import column_letters
from perfeval_batch.sheets import Book, Worksheet
from perfeval_batch.summary.look import Look, set_up

R = TypeVar("R")

MAX_TEXT = 16_000
"""Excel holds 32,767 UTF-16 units in a cell; this many characters always fit."""
MAX_LINKS = 65_000
"""Excel holds 65,530 links on a sheet; from here on a link is written as its text."""
LINE, PADDING, MAX_HEIGHT = 13.5, 3, 409
"""Points: a line of 10 pt, what a row has above and below, the most Excel allows."""
TITLE, NOTE, HEADER, FIRST = range(4)
"""Rows of a table sheet, counted from 0."""


@dataclass(frozen=True, slots=True)
class Link:
    """A text that opens a result; `target` is made by `links.relative`."""

    text: str
    target: str | None


@dataclass(frozen=True, slots=True)
class Formula:
    """What a total cell computes, and what comes out; Excel and we have to agree.

    Attributes:
        text: without `=`; `{主管部门}` stands for the cells of the column of that header.
        value: the result, known from the figures; None: nothing is written.
    """

    text: str
    value: Decimal | int | None


Cell = str | int | Decimal | Link | Formula | None


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


def write(book: Book, look: Look, page: Page[R]) -> Worksheet:
    """Add a sheet: title, note, header, a row each, total rows; filters, ready to print."""
    sheet = book.sheet(page.name)
    columns = page.table.columns
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
    last = place(sheet, look, page.table)
    sheet.autofilter(HEADER, 0, HEADER + max(len(page.table.rows), 1), len(columns) - 1)
    sheet.print_area(0, 0, last, printed - 1)
    return sheet


def place(
    sheet: Worksheet,
    look: Look,
    table: Table[R],
    top: int = HEADER,
    left: int = 0,
) -> int:
    """Write a table with its header at `top`; gives its last row."""
    columns = list(enumerate(table.columns, left))
    for index, column in columns:
        sheet.write_string(top, index, column.header, look.header)
    for number, row in enumerate(table.rows, top + 1):
        lines = 1
        for index, column in columns:
            value = column.value(row)
            put(sheet, look, number, index, value, look.cell[column.style])
            if isinstance(value, str) and wraps(column) and len(value) * 2 > column.width:
                lines = max(lines, lines_of(value, column.width))
        if lines > 1:
            sheet.set_row(number, min(lines * LINE + PADDING, MAX_HEIGHT))
    if not table.rows:
        return top
    _bars(sheet, look, table, top, left)
    areas = table.areas(top=top, left=left)
    for number, label in enumerate(table.totals):
        at = (top + 1 + len(table.rows) + number, left, number)
        _total_row(sheet, look, table, areas, at)
        _label(sheet, look, table, at, label)
    return top + len(table.rows) + len(table.totals)


def wraps(column: Column[R]) -> bool:
    """Whether a long text of the column goes on in the next line."""
    return column.style == "text"


def lines_of(value: str, width: float) -> int:
    """How many lines `value` takes in a column; a Chinese character is two digits wide.

    Said to every program, because LibreOffice does not find out when it opens a workbook.
    """
    room = max(width - 1, 2)
    return sum(
        max(1, ceil((len(line) + len(line.encode("utf-8", "replace"))) / 2 / room))
        for line in value.split("\n")
    )


def _bars(sheet: Worksheet, look: Look, table: Table[R], top: int, left: int) -> None:
    for index, column in enumerate(table.columns, left):
        if column.bar is not None:
            bar = {**look.bar, "max_value": column.bar}
            sheet.conditional_format(top + 1, index, top + len(table.rows), index, bar)


def _label(
    sheet: Worksheet,
    look: Look,
    table: Table[R],
    at: tuple[int, int, int],
    label: str,
) -> None:
    """What a total row is called, over as many columns as it leaves empty at its beginning."""
    row, left, number = at
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
    table: Table[R],
    areas: Mapping[str, str],
    at: tuple[int, int, int],
) -> None:
    row, left, number = at
    for index, column in enumerate(table.columns):
        value = column.totals[number] if column.totals else None
        if isinstance(value, Formula):
            value = Formula(value.text.format_map(areas), value.value)
        put(sheet, look, row, left + index, value, look.total[column.style])


def put(
    sheet: Worksheet,
    look: Look,
    row: int,
    column: int,
    value: Cell,
    style: object,
) -> None:
    """Write a cell as what it is: a text is never a formula, a number never a text."""
    if isinstance(value, str):
        sheet.write_string(row, column, text(value), style)
    elif value is None:
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, Link):
        _link(sheet, look, row, column, value)
    elif isinstance(value, Formula):
        _formula(sheet, row, column, value, style)
    else:
        sheet.write_number(row, column, value, style)


def _formula(sheet: Worksheet, row: int, column: int, formula: Formula, style: object) -> None:
    if formula.value is None:
        sheet.write_blank(row, column, None, style)
    else:
        sheet.write_formula(row, column, f"={formula.text}", style, formula.value)


def _link(sheet: Worksheet, look: Look, row: int, column: int, link: Link) -> None:
    if link.target is None or row >= MAX_LINKS:
        sheet.write_string(row, column, text(link.text), look.cell["centre"])
    else:
        target = f"external:{link.target}"
        sheet.write_url(row, column, target, look.cell["link"], text(link.text))


def text(value: str) -> str:
    """`value` as a cell can hold it: what no XML may hold is left out, over-long is cut."""
    if not value.isprintable():
        value = "".join(filter(_writable, value))
    if len(value) > MAX_TEXT:
        return f"{value[:MAX_TEXT]}……（后文过长，已略去）"
    return value


def _writable(character: str) -> bool:
    """Line breaks, and what is neither a control, half a surrogate pair nor a non-character."""
    return character == "\n" or (
        character >= " "
        and not "\x7f" <= character <= "\x9f"
        and not "\ud800" <= character <= "\udfff"
        and character not in "\ufffe\uffff"
    )
