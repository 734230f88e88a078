"""A listing in, a workbook of its own out: it goes beside files that cannot be marked."""

from __future__ import annotations

from perfeval_batch import schema
from perfeval_batch.findings import Severity
from perfeval_batch.marked import listing
from perfeval_batch.marked.listing import Listing
from perfeval_batch.sheets import Book, Format, Worksheet

_A4 = 9
_FILLS = {Severity.ERROR: "#FFC7CE", Severity.WARNING: "#FFEB9C"}
_LAST = len(listing.HEADERS) - 1


def write(content: Listing, workbook: str) -> bytes:
    """Write the workbook; `workbook` is the name of the file it is about."""
    book = Book(schema.MARKS)
    sheet = book.sheet(schema.MARKS)
    _set_up(sheet)
    header = _tops(book, sheet, content, workbook)
    sheet.freeze_panes(header + 1, 0)
    sheet.repeat_rows(header)
    style = book.format(
        font_name="黑体",
        font_size=10.5,
        align="center",
        valign="vcenter",
        border=1,
        bg_color="#E7E6E6",
    )
    sheet.set_row(header, 24)
    sheet.repeat_rows(header)
    for column, text in enumerate(listing.HEADERS):
        sheet.write_string(header, column, text, style)
    _rows(book, sheet, content, header + 1)
    return book.finish()


def _set_up(sheet: Worksheet) -> None:
    for column, width in enumerate(listing.WIDTHS):
        sheet.set_column(column, column, width)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C第 &P 页，共 &N 页")


def _tops(book: Book, sheet: Worksheet, content: Listing, workbook: str) -> int:
    """Title, round, file and notes; gives the row below them."""
    title = book.format(font_name="黑体", font_size=18, align="center", valign="vcenter")
    bold = book.format(font_size=12, bold=True, valign="vcenter")
    note = book.format(font_size=10, valign="vcenter", text_wrap=True)
    tops = [(schema.MARKS, title, 30), (content.summary, bold, 21)]
    tops += [(text, note, 18) for text in (f"文件：{workbook}", *content.notes)]
    for row, (text, style, height) in enumerate(tops):
        sheet.set_row(row, height)
        sheet.merge_range(row, 0, row, _LAST, "", style)
        sheet.write_string(row, 0, text, style)
    return len(tops)


def _rows(book: Book, sheet: Worksheet, content: Listing, first: int) -> None:
    text, centre = _cell(book, "left"), _cell(book, "center")
    severities = {each: _cell(book, "center", bg_color=fill) for each, fill in _FILLS.items()}
    for number, (row, height) in enumerate(zip(content.rows, content.heights, strict=True), first):
        finding = row.finding
        sheet.set_row(number, height)
        sheet.write_number(number, 0, row.number, centre)
        style = severities.get(finding.severity, centre)
        sheet.write_string(number, 1, finding.severity.label, style)
        sheet.write_string(number, 2, finding.code, centre)
        for column, each in enumerate((row.place, finding.message, finding.fix), 3):
            sheet.write_string(number, column, each, text)
    if content.rest:
        sheet.write_string(first + len(content.rows), 4, listing.more(content.rest), text)


def _cell(book: Book, align: str, **more: object) -> Format:
    shape = {"font_size": 10, "align": align, "valign": "vcenter", "text_wrap": True, "border": 1}
    return book.format(**shape, quote_prefix=True, **more)
