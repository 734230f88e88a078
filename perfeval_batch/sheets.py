"""New workbooks: the only place that knows XlsxWriter; the same cells give the same bytes.

Texts go in through `write_string` only: XlsxWriter's `write` turns `=…` into a live formula.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from unicodedata import east_asian_width

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from perfeval_batch import office_package

__all__ = ["Book", "Format", "Worksheet", "count_lines", "row_height"]

_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001  # the property has no zone; it never changes
FONT = "宋体"
_TALLEST = 409
"""Points; Excel knows no higher row."""


class _Sheet(Worksheet):  # type: ignore[misc]  # XlsxWriter tells no types
    """A worksheet in which every text is a text, as a cell can hold it."""

    def write_string(self, row: int, column: int, text: str, style: Format | None = None) -> int:
        """Write a text into a cell counted from 0.

        What begins with `<r>` and ends with `</r>` XlsxWriter takes for XML of its own and does
        not escape; a space behind it, which nobody sees, makes it a text again.
        """
        held = office_package.cell_text(text)
        if held.startswith("<r>") and held.endswith("</r>"):
            held = f"{held} "
        written: int = super().write_string(row, column, held, style)
        return written


class Book:
    """A workbook in the making; `finish` gives its bytes.

    Attributes:
        book: XlsxWriter's workbook, for formats, charts and defined names.
    """

    def __init__(self, title: str, scratch: Path | None = None) -> None:
        """Begin a workbook.

        Args:
            title: its property.
            scratch: folder for the parts of a very large one while it is put together, which
                would take four times their size in memory; None: in memory.
        """
        self._out = io.BytesIO()
        self.book: Workbook = xlsxwriter.Workbook(
            self._out,
            {
                "in_memory": scratch is None,
                "tmpdir": None if scratch is None else str(scratch),
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

    def finish(self) -> bytes:
        """Close the workbook and give its bytes: the same on every system.

        Raises:
            OSError: the scratch folder cannot be written to.
        """
        try:
            self.book.close()
        except FileCreateError as problem:
            raise problem.args[0] from problem
        return office_package.repack(self._out.getvalue())


def count_lines(text: str, width: float) -> int:
    """How many lines a text takes where `width` digits stand side by side.

    A Chinese character takes two; a word or a number is not broken, so lines are not quite full.
    """
    room = max(2, int(width) - 2)
    return sum(max(1, -(-_digits(line) // room)) for line in text.split("\n"))


def _digits(line: str) -> int:
    return len(line) + sum(east_asian_width(each) in "WFA" for each in line)


def row_height(
    texts: Iterable[tuple[str, float]], least: float, line: float = 15, air: float = 6
) -> float:
    """The points that a row needs for its texts, each with the width of its column.

    Said to every program, because LibreOffice does not find out when it opens a workbook.

    Args:
        texts: with widths in characters of a digit.
        least: the row is never lower.
        line: points of a line: 15 at 11 pt, 14 at 10 pt.
        air: points above and below together.
    """
    most = max((count_lines(text, width) for text, width in texts if text), default=0)
    return min(max(least, most * line + air), _TALLEST)
