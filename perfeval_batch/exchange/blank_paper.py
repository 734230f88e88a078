"""A sheet in the making: styles, print set-up, how a value gets into a cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from perfeval_batch.model import CellValue
from perfeval_batch.schema import ValueKind
from perfeval_batch.sheets import Book, Format, Worksheet

OPEN = "#FFFBE5"
FIXED = "#FFFFFF"
HEAD = "#DCE6F1"
LABEL = "#F2F5F9"
COMPUTED = "#EDEDED"
LINE = "#A6A6A6"
GREY = "#7F7F7F"

_NUMBERS = {
    ValueKind.YEAR: "0",
    ValueKind.DAY: 'yyyy"年"m"月"d"日"',
    ValueKind.AMOUNT: "#,##0.00####",
    ValueKind.RATE: "0.00%",
}
_CENTRED = (ValueKind.POINTS, ValueKind.QUANTITY, ValueKind.RATE)
_COMMON = {"border": 1, "border_color": LINE, "valign": "vcenter", "text_wrap": True}

Results = dict[str, CellValue]
"""Formula address (`自检!C4`) → the value it stores; one that is missing stores an empty text."""


@dataclass(frozen=True, slots=True)
class Paper:
    """The workbook in the making with what all its sheets share.

    Attributes:
        book: the workbook.
        results: what the formulas store.
        locking: cells that are filled get locked and every sheet is protected (pre-filled ones).
    """

    book: Book
    results: Results
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

    def computed(self, kind: ValueKind) -> Format:
        """A formula's cell."""
        return self.boxed(bg_color=COMPUTED, align="center", **_number(kind))

    def answer(self, kind: ValueKind, *, filled: bool, align: str = "") -> Format:
        """A cell to fill in: coloured and open; white and locked when the bureau has filled it."""
        fixed = self.locking and filled
        side = align or ("center" if kind in _CENTRED else "")
        properties: dict[str, object] = {"align": side} if side else {}
        if kind in (ValueKind.YEAR, ValueKind.DAY):
            properties["align"] = "left"
        return self.boxed(
            bg_color=FIXED if fixed else OPEN,
            locked=fixed,
            **properties,
            **_number(kind),
        )

    def sheet(self, name: str, heading: str, columns: list[float]) -> Worksheet:
        """Add a sheet with its column widths, its heading in row 1, gridlines off."""
        sheet = self.book.sheet(name)
        for column, width in enumerate(columns):
            sheet.set_column(column, column, width)
        sheet.hide_gridlines(2)
        title = self.style(
            bold=True, font_size=16, font_name="黑体", align="center", valign="vcenter"
        )
        sheet.merge_range(0, 0, 0, len(columns) - 1, "", title)
        sheet.write_string(0, 0, heading, title)
        sheet.set_row(0, 32)
        return sheet

    def formula(self, sheet: Worksheet, cell: str, formula: str, style: Format) -> None:
        """Write a formula with what it stores: its result when known, else an empty text."""
        value = self.results.get(f"{sheet.get_name()}!{cell}", "")
        sheet.write_formula(cell, formula, style, "" if value is None else value)


def _number(kind: ValueKind) -> dict[str, object]:
    return {"num_format": _NUMBERS[kind]} if kind in _NUMBERS else {}


def put(sheet: Worksheet, row: int, column: int, value: CellValue, style: Format) -> None:
    """Write a value as what it is; a text is never taken for a formula, an address or a number."""
    if value is None:
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, style)
    elif isinstance(value, Decimal | int | float):
        sheet.write_number(row, column, value, style)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, style)
    else:
        sheet.write_string(row, column, value, style)


def printed(sheet: Worksheet, *, landscape: bool, repeat: tuple[int, int] | None = None) -> None:
    """Set up for A4: one page wide, header rows repeated, page numbers."""
    sheet.set_paper(9)
    if landscape:
        sheet.set_landscape()
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&9第 &P 页 共 &N 页")
    if repeat:
        sheet.repeat_rows(*repeat)


def protect(sheet: Worksheet) -> None:
    """Protect without a password: guidance, not security; widths and heights stay free."""
    sheet.protect(
        "",
        {
            "format_cells": True,
            "format_columns": True,
            "format_rows": True,
            "select_locked_cells": True,
        },
    )
