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
        return self.book.add_worksheet(name)

    def format(self, **properties: object) -> Format:
        """Add a cell format (XlsxWriter's property names)."""
        return self.book.add_format(properties)

    def finish(self) -> bytes:
        """Close the workbook and give its bytes."""
        self.book.close()
        return self._out.getvalue()
