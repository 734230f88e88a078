"""版式对照: the header patterns of official forms, out as a workbook and in with the answers."""

from perfeval_batch.layouts.layouts_book import SHEET, read, write

__all__ = ["SHEET", "read", "write"]
