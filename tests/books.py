"""Workbooks as openpyxl reads and writes them, in memory."""

from __future__ import annotations

import io

import openpyxl
from openpyxl.workbook import Workbook


def opened(data: bytes, *, values: bool = False) -> Workbook:
    """A workbook to look into or to work on; with what its formulas came to instead of them."""
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
