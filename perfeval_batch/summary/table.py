"""Columns and rows in, a worksheet out that reads, filters, prints and adds up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from typing import Generic, TypeVar

from perfeval_batch.findings import column_letters
from perfeval_batch.sheets import Book, Format, Worksheet

R = TypeVar("R")

MAX_TEXT = 16_000
"""Excel holds 32,767 UTF-16 units in a cell; this many characters always fit."""
MAX_LINKS = 65_000
"""Excel holds 65,530 links on a sheet; from here on a link is written as its text."""
TITLE, NOTE, HEADER, FIRST = range(4)
"""Rows of a table sheet, counted from 0."""
A4 = 9
INCH = 1 / 25.4


class Total(IntEnum):
    """What the total row computes, as SUBTOTAL's function number: it follows the filter."""

    MEAN = 1
    SUM = 9


@dataclass(frozen=True, slots=True)
class Link:
    """A text that opens a result; `target` is made by `links.relative`."""

    text: str
    target: str | None


Cell = str | int | Decimal | Link | None


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """A column of a table.

    Attributes:
        header: what stands over it.
        width: in characters of a digit (a Chinese one takes 2).
        value: what it shows of a row; None shows nothing.
        style: text, centre, amount, points, rate or count.
        total: what the total row computes; None: nothing.
        stated: the total's value, known from elsewhere; the formula has to give the same.
    """

    header: str
    width: float
    value: Callable[[R], Cell]
    style: str = "text"
    total: Total | None = None
    stated: Decimal | int | None = None


_STYLES: dict[str, dict[str, object]] = {
    "text": {"text_wrap": True, "align": "left"},
    "centre": {"text_wrap": True, "align": "center"},
    "amount": {"num_format": "#,##0.00####", "align": "right"},
    "points": {"num_format": "0.00", "align": "right"},
    "rate": {"num_format": '0.00"%"', "align": "right"},
    "count": {"num_format": "0", "align": "center"},
    "link": {"align": "center", "font_color": "#1F3864", "underline": 1},
}


class Look:
    """The formats of a workbook, each made once; readable in black and white."""

    def __init__(self, book: Book) -> None:
        self.title = book.format(font_name="黑体", font_size=18, align="center", valign="vcenter")
        self.note = book.format(font_size=10, align="left", valign="vcenter")
        self.header = book.format(
            font_name="黑体",
            font_size=10.5,
            align="center",
            valign="vcenter",
            text_wrap=True,
            border=1,
            bg_color="#E7E6E6",
        )
        self.cell: dict[str, Format] = {
            style: book.format(font_size=10, valign="vcenter", border=1, **properties)
            for style, properties in _STYLES.items()
        }
        self.total: dict[str, Format] = {
            style: book.format(
                font_size=10,
                valign="vcenter",
                border=1,
                bold=True,
                bg_color="#F2F2F2",
                **properties,
            )
            for style, properties in _STYLES.items()
        }


def write(  # a table is what it says, over what, how
    book: Book,
    look: Look,
    name: str,
    *,
    title: str,
    note: str,
    columns: Sequence[Column[R]],
    rows: Sequence[R],
    frozen: int = 0,
) -> Worksheet:
    """Add a sheet: title, note, header, a row each, and the total row where a column has one.

    Args:
        book: the workbook in the making.
        look: its formats.
        name: the sheet's name.
        title: over the table.
        note: below the title: unit, what is counted.
        columns: from left to right.
        rows: from top to bottom.
        frozen: how many columns stay in view when scrolled sideways.
    """
    sheet = book.sheet(name)
    _set_up(sheet, columns, frozen)
    sheet.merge_range(TITLE, 0, TITLE, len(columns) - 1, "", look.title)
    sheet.write_string(TITLE, 0, title, look.title)
    sheet.write_string(NOTE, 0, note, look.note)
    for index, column in enumerate(columns):
        sheet.write_string(HEADER, index, column.header, look.header)
        _column(sheet, look, index, column, rows)
    last = FIRST + len(rows) - 1
    sheet.autofilter(HEADER, 0, max(last, HEADER), len(columns) - 1)
    if rows and any(column.total for column in columns):
        _total_row(sheet, look, columns, last)
    return sheet


def _set_up(sheet: Worksheet, columns: Sequence[Column[R]], frozen: int) -> None:
    """Frozen header; prints on A4 landscape, as wide as the page, header on every page."""
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width)
    sheet.set_row(TITLE, 32)
    sheet.set_row(NOTE, 18)
    sheet.set_row(HEADER, 32)
    sheet.freeze_panes(FIRST, frozen)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=12 * INCH, right=12 * INCH, top=15 * INCH, bottom=18 * INCH)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER)
    sheet.set_footer("&C第 &P 页，共 &N 页", {"margin": 8 * INCH})
    sheet.hide_gridlines(2)


def _column(
    sheet: Worksheet,
    look: Look,
    index: int,
    column: Column[R],
    rows: Sequence[R],
) -> None:
    style = look.cell[column.style]
    for number, row in enumerate(rows):
        value = column.value(row)
        if isinstance(value, Link):
            _link(sheet, look, FIRST + number, index, value)
        elif isinstance(value, str):
            sheet.write_string(FIRST + number, index, text(value), style)
        elif value is None:
            sheet.write_blank(FIRST + number, index, None, style)
        else:
            sheet.write_number(FIRST + number, index, value, style)


def _link(sheet: Worksheet, look: Look, row: int, index: int, link: Link) -> None:
    if link.target is None or row >= MAX_LINKS:
        sheet.write_string(row, index, text(link.text), look.cell["centre"])
    else:
        sheet.write_url(row, index, f"external:{link.target}", look.cell["link"], text(link.text))


def _total_row(
    sheet: Worksheet,
    look: Look,
    columns: Sequence[Column[R]],
    last: int,
) -> None:
    """The row 合计: formulas with their values stored, for readers that do not compute."""
    row = last + 1
    for index, column in enumerate(columns):
        style = look.total[column.style]
        if column.total is None or column.stated is None:
            sheet.write_blank(row, index, None, style)
        else:
            area = f"{letters(index)}{FIRST + 1}:{letters(index)}{last + 1}"
            formula = f"=SUBTOTAL({column.total.value},{area})"
            sheet.write_formula(row, index, formula, style, column.stated)
    sheet.write_string(row, 0, "合计", look.total["centre"])


def letters(index: int) -> str:
    """The letters of a column counted from 0."""
    return column_letters(index + 1)


def text(value: str) -> str:
    """`value` as a cell can hold it: what no XML may hold is left out, over-long is cut."""
    if not value.isprintable():
        value = "".join(filter(_writable, value))
    if len(value) > MAX_TEXT:
        return f"{value[:MAX_TEXT]}……（后文过长，已略去）"
    return value


def _writable(character: str) -> bool:
    return character == "\n" or (
        character >= " "
        and not "\x7f" <= character <= "\x9f"
        and not "\ud800" <= character <= "\udfff"
        and character not in "\ufffe\uffff"
    )
