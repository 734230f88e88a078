"""A sheet in the making: styles, print set-up, and the slots that a filling will take.

The workbook is drawn once per size (`blank_frame`) and filled many times (`blank_form`): what a
filling decides is drawn as a token, `⟦facts/项目名称⟧`, which the form recognises.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from perfeval_batch.schema import ValueKind
from perfeval_batch.sheets import Book, Format, Worksheet

OPEN = "#FFFBE5"
HEAD = "#DCE6F1"
LABEL = "#F2F5F9"
COMPUTED = "#EDEDED"
LINE = "#A6A6A6"
GREY = "#7F7F7F"
RED = {"bg_color": "#FFC7CE", "font_color": "#9C0006"}
AMBER = {"bg_color": "#FFEB9C", "font_color": "#7F6000"}
GREEN = {"bg_color": "#C6EFCE", "font_color": "#006100"}

MARK, CLOSE = "⟦", "⟧"
"""What a token begins and ends with; no text of the blank workbook begins so."""
A4 = 9

_NUMBERS = {
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


def token(*path: object) -> str:
    """The token of a value of the filling, by its path."""
    return f"{MARK}{'/'.join(str(step) for step in path)}{CLOSE}"


@dataclass(frozen=True, slots=True)
class Fit:
    """How high a row must be: its slots with the width they have, in characters of a digit.

    Attributes:
        cells: token and width.
        roomy: points in the blank workbook, so that there is room to write by hand.
        least: points in a filled one.
    """

    cells: tuple[tuple[str, float], ...]
    roomy: float
    least: float


@dataclass(frozen=True, slots=True)
class Paper:
    """The workbook in the making with what all its sheets share.

    Attributes:
        book: the workbook.
        locking: every sheet is protected; cells that the filling fills are locked (pre-filled).
        fits: sheet and 1-based row → how high it must be.
    """

    book: Book
    locking: bool = False
    fits: dict[tuple[str, int], Fit] = field(default_factory=dict)
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

    def answer(self, kind: ValueKind, align: str = "", *, as_text: bool = False) -> Format:
        """A cell to fill in: coloured and open; as text, a code keeps its leading zeros."""
        side = align or _ALIGNMENTS.get(kind, "")
        properties = {"align": side} if side else {}
        number = {"num_format": "@"} if as_text else _number(kind)
        return self.boxed(bg_color=OPEN, locked=False, **properties, **number)

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

    def formula(
        self,
        sheet: Worksheet,
        cell: str,
        formula: str,
        style: Format,
        stated: str = "",
    ) -> None:
        """Write a formula; its stored value, and what replaces it (`stated`), come at filling."""
        result = token(f"={sheet.get_name()}!{cell}")
        sheet.write_formula(cell, formula, style, result + stated)

    def fit(
        self,
        sheet: Worksheet,
        row: int,
        cells: Iterable[tuple[str, float]],
        roomy: float = 24,
        least: float = 20,
    ) -> None:
        """Let the 1-based row be as high as its texts need."""
        self.fits[sheet.get_name(), row] = Fit(tuple(cells), roomy, least)
        sheet.set_row(row - 1, roomy)

    def finished(self, sheet: Worksheet, *, landscape: bool, repeat: int = 0) -> None:
        """Set up for print on A4, one page wide, page numbers; protect where sheets are locked."""
        sheet.set_paper(A4)
        if landscape:
            sheet.set_landscape()
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.center_horizontally()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C&9第 &P 页 共 &N 页")
        if repeat:
            sheet.repeat_rows(0, repeat - 1)
        if self.locking:
            protect(sheet)


def _number(kind: ValueKind) -> dict[str, object]:
    return {"num_format": _NUMBERS[kind]} if kind in _NUMBERS else {}


def protect(sheet: Worksheet) -> None:
    """Protect without a password: guidance, not security; widths and heights stay free."""
    sheet.protect("", {"format_cells": True, "format_columns": True, "format_rows": True})
