"""The look that all sheets for departments and reviewers share: styles, headings, print set-up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from perfeval_batch.model import CellValue
from perfeval_batch.schema import ValueKind
from perfeval_batch.sheets import Book, Format, Worksheet, row_height

OPEN = "#FFFBE5"
HEAD = "#DCE6F1"
LABEL = "#F2F5F9"
COMPUTED = "#EDEDED"
LINE = "#A6A6A6"
GREY = "#7F7F7F"
RED = {"bg_color": "#FFC7CE", "font_color": "#9C0006"}
AMBER = {"bg_color": "#FFEB9C", "font_color": "#7F6000"}
GREEN = {"bg_color": "#C6EFCE", "font_color": "#006100"}

A4, A3 = 9, 8

_NUMBERS = {
    ValueKind.CODE: "@",
    ValueKind.YEAR: "0",
    ValueKind.DAY: 'yyyy"年"m"月"d"日"',
    ValueKind.AMOUNT: "#,##0.00####",
    ValueKind.RATE: "0.00%",
}
_ALIGNMENTS = {
    ValueKind.POINTS: "center",
    ValueKind.QUANTITY: "center",
    ValueKind.RATE: "center",
    ValueKind.YEAR: "left",
    ValueKind.DAY: "left",
}
_COMMON = {"border": 1, "border_color": LINE, "valign": "vcenter", "text_wrap": True}
_FREE = {"format_cells": True, "format_columns": True, "format_rows": True}
"""What stays allowed on a protected sheet."""


@dataclass(frozen=True, slots=True)
class Design:
    """A workbook in the making with the formats that its sheets share.

    Attributes:
        book: the workbook.
        locking: what is filled in is fixed: its cells are locked and white, sheets are protected.
    """

    book: Book
    locking: bool = False
    _formats: dict[tuple[tuple[str, object], ...], Format] = field(default_factory=dict)

    def style(self, **properties: object) -> Format:
        """The format with these properties, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.book.format(**properties)
        return self._formats[key]

    def boxed(self, **properties: object) -> Format:
        """A bordered, wrapped cell."""
        return self.style(**_COMMON, **properties)

    def head(self) -> Format:
        """A header cell."""
        return self.boxed(bold=True, align="center", bg_color=HEAD)

    def label(self, **properties: object) -> Format:
        """A label beside a cell to fill in."""
        return self.boxed(bold=True, bg_color=LABEL, **properties)

    def remark(self, **properties: object) -> Format:
        """What stands small and grey between heading and table."""
        return self.style(font_color=GREY, font_size=10, valign="vcenter", **properties)

    def computed(self, kind: ValueKind) -> Format:
        """A formula's cell."""
        return self.boxed(bg_color=COMPUTED, align="center", **_number(kind))

    def answer(self, kind: ValueKind, align: str = "", *, fixed: bool = False) -> Format:
        """A cell to fill in: coloured and open, or fixed; a code keeps its leading zeros."""
        side = align or _ALIGNMENTS.get(kind, "")
        properties: dict[str, object] = {"align": side} if side else {}
        properties |= _number(kind)
        if not fixed:
            properties |= {"bg_color": OPEN, "locked": False}
        return self.boxed(**properties)

    def put(
        self,
        sheet: Worksheet,
        cell: tuple[int, int],
        value: CellValue,
        kind: ValueKind = ValueKind.TEXT,
        align: str = "",
        *,
        last: int = 0,
    ) -> None:
        """Fill in a cell (row and column from 1), or leave it open.

        Args:
            sheet: where.
            cell: row and column.
            value: what stands in it; None: it is open.
            kind: what it is meant to hold.
            align: left or center, where the kind does not say.
            last: the column up to which the cell is merged.
        """
        row, column = cell[0] - 1, cell[1] - 1
        dated = isinstance(value, date)
        style = self.answer(
            ValueKind.DAY if dated else kind,
            align,
            fixed=self.locking and value is not None,
        )
        if last:
            sheet.merge_range(row, column, row, last - 1, "", style)
        write_value(sheet, row, column, value, style)

    def sheet(self, name: str, heading: str, remark: str, widths: Iterable[float]) -> Worksheet:
        """Add a sheet with its column widths, its heading in row 1, a remark in row 2."""
        sheet = self.book.sheet(name)
        last = -1
        for last, width in enumerate(widths):
            sheet.set_column(last, last, width)
        sheet.hide_gridlines(2)
        title = self.style(bold=True, font_size=16, font_name="黑体", align="center", valign="top")
        sheet.merge_range(0, 0, 0, last, heading, title)
        sheet.merge_range(1, 0, 1, last, remark, self.remark())
        sheet.set_row(0, 30)
        sheet.set_row(1, 18)
        return sheet

    def headers(self, sheet: Worksheet, row: int, names: Iterable[str]) -> None:
        """Write a header row (1-based)."""
        for column, name in enumerate(names):
            sheet.write_string(row - 1, column, name, self.head())
        sheet.set_row(row - 1, 32)


def write_formula(sheet: Worksheet, cell: str, formula: str, style: Format) -> None:
    """Write a formula that stores an empty text: nothing is stated before it is computed."""
    sheet.write_formula(cell, f"={formula}", style, "")


def write_value(sheet: Worksheet, row: int, column: int, value: CellValue, style: Format) -> None:
    """Write a value into a cell counted from 0; a text stays a text, whatever it looks like."""
    if value is None:
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, style)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, style)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, style)
    else:
        sheet.write_number(row, column, value, style)


def fit_row(
    sheet: Worksheet, row: int, cells: Iterable[tuple[CellValue, float]], least: float = 24
) -> None:
    """Let the 1-based row be as high as the texts of its cells need, each with its width."""
    texts = ((value, width) for value, width in cells if isinstance(value, str))
    sheet.set_row(row - 1, row_height(texts, least))


def set_up_print(sheet: Worksheet, *, landscape: bool, repeat: int = 0, paper: int = A4) -> None:
    """Print one page wide, with page numbers, `repeat` rows again on every page."""
    sheet.set_paper(paper)
    if landscape:
        sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&9第 &P 页 共 &N 页")
    if repeat:
        sheet.repeat_rows(0, repeat - 1)


def protect(sheet: Worksheet, **allowed: bool) -> None:
    """Protect without a password: guidance, not security; widths and heights stay free."""
    sheet.protect("", {**_FREE, **allowed})


def _number(kind: ValueKind) -> dict[str, object]:
    return {"num_format": _NUMBERS[kind]} if kind in _NUMBERS else {}
