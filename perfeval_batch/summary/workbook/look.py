"""How the summary workbook looks and prints: official, readable in black and white."""

from __future__ import annotations

from typing import Any

from perfeval_batch.sheets import Book, Worksheet

A4, A3 = 9, 8
MOST_ON_A4 = 205
"""Characters side by side; more would print smaller than 7 points."""
INCH = 1 / 25.4
HEADING_FONT = "黑体"
GREY, LIGHT = "#E7E6E6", "#F2F2F2"
INK = "#1F3864"

_STYLES: dict[str, dict[str, object]] = {
    "text": {"text_wrap": True, "align": "left"},
    "centre": {"text_wrap": True, "align": "center"},
    "amount": {"num_format": "#,##0.00####", "align": "right"},
    "points": {"num_format": "0.00", "align": "right"},
    "rate": {"num_format": '0.00"%"', "align": "right"},
    "count": {"num_format": "#,##0", "align": "center"},
    "link": {"align": "center", "font_color": INK, "underline": 1},
    "label": {"align": "left", "text_wrap": False},
}
_HEADLINE: dict[str, dict[str, object]] = {"amount": {"num_format": "#,##0.00"}}
"""Two decimals are enough at the head; the sheets below have them all."""


class Look:
    """The formats of a workbook, each made once.

    Attributes:
        title: over a sheet.
        note: below the title.
        section: over a part of a sheet.
        header: over a column.
        cell: style → format of an ordinary cell.
        total: style → format of a cell in a total row.
        figure: style → format of a key figure of 总览.
        bar: the data bars.
    """

    def __init__(self, book: Book) -> None:
        middle: dict[str, Any] = {"valign": "vcenter"}
        framed = {**middle, "font_size": 10, "border": 1}
        self.title = book.format(font_name=HEADING_FONT, font_size=18, align="center", **middle)
        self.note = book.format(font_size=10, align="left", **middle)
        self.section = book.format(font_name=HEADING_FONT, font_size=12, **middle)
        self.header = book.format(
            **{**framed, "font_name": HEADING_FONT, "align": "center"},
            text_wrap=True,
            bg_color=GREY,
        )
        self.cell = {name: book.format(**framed, **style) for name, style in _STYLES.items()}
        self.total = {
            name: book.format(**framed, **style, bold=True, bg_color=LIGHT)
            for name, style in _STYLES.items()
        }
        large = {**middle, "font_size": 14, "border": 1, "bold": True}
        self.figure = {
            name: book.format(**{**large, **style, **_HEADLINE.get(name, {}), "align": "center"})
            for name, style in _STYLES.items()
        }
        self.bar: dict[str, object] = {
            "type": "data_bar",
            "bar_solid": True,
            "bar_color": "#BFBFBF",
            "bar_border_color": "#7F7F7F",
            "min_type": "num",
            "min_value": 0,
            "max_type": "num",
        }


def set_up(
    sheet: Worksheet, *, repeat: int | None = None, pages: int = 0, width: float = 0
) -> None:
    """Print landscape, as wide as the page, with page numbers; what is too wide for A4 on A3.

    Args:
        sheet: the sheet.
        repeat: a row that every page repeats.
        pages: how many pages high; 0: as many as it takes.
        width: of the printed columns, in characters.
    """
    sheet.set_landscape()
    sheet.set_paper(A3 if width > MOST_ON_A4 else A4)
    sheet.set_margins(left=12 * INCH, right=12 * INCH, top=15 * INCH, bottom=18 * INCH)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, pages)
    if repeat is not None:
        sheet.repeat_rows(repeat)
    sheet.set_footer("&C第 &P 页，共 &N 页", {"margin": 8 * INCH})
    sheet.hide_gridlines(2)
