"""New workbooks: the only place that knows XlsxWriter; the same cells give the same bytes.

Texts go in through `write_string` only: XlsxWriter's `write` turns `=…` into a live formula.
"""

from __future__ import annotations

import io
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

__all__ = ["Book", "Format", "Worksheet"]

_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001  # the property has no zone; it never changes
FONT = "宋体"


class _Sheet(Worksheet):  # type: ignore[misc]  # XlsxWriter tells no types
    """A worksheet in which every text is a text."""

    def _write_string(self, row: int, col: int, string: str, *style: Format | None) -> int:
        """Write a text: through here goes each that XlsxWriter writes, however it was asked.

        What begins with `<r>` and ends with `</r>` it takes for XML of its own and does not
        escape; a space behind it, which nobody sees, makes it a text again.
        """
        if string.startswith("<r>") and string.endswith("</r>"):
            string += " "
        written: int = super()._write_string(row, col, string, *style)
        return written


class Book:
    """A workbook in the making; `finish` gives its bytes.

    Attributes:
        book: XlsxWriter's workbook, for formats, charts and defined names.
    """

    def __init__(self, title: str) -> None:
        self._out = io.BytesIO()
        self.book: Workbook = xlsxwriter.Workbook(
            self._out,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_format_properties": {"font_name": FONT, "font_size": 11},
            },
        )
        self.book.set_properties({"title": title, "created": _CREATED})

    def sheet(self, name: str) -> Worksheet:
        """Add a worksheet."""
        return self.book.add_worksheet(name, _Sheet)

    def format(self, **properties: object) -> Format:
        """Add a cell format (XlsxWriter's property names)."""
        return self.book.add_format(properties)

    def style(self, made: Format) -> int:
        """The number by which a cell names a format of this workbook."""
        number: int = made._get_xf_index()  # noqa: SLF001  # nothing public tells it
        return number

    def finish(self) -> bytes:
        """Close the workbook and give its bytes."""
        self.book.close()
        return self._out.getvalue()
