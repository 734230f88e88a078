"""Writes 问题清单 of the department's own workbook out, as XML."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from perfeval_batch import office_package, schema
from perfeval_batch.findings import Place, Severity, column_letters
from perfeval_batch.marked import listing
from perfeval_batch.marked.listing import Listing, Row
from perfeval_batch.marked.styles import Styles

_NO_FILL = '<fill><patternFill patternType="none"/></fill>'
_NO_BORDER = "<border><left/><right/><top/><bottom/><diagonal/></border>"
_SIDES = "".join(
    f'<{side} style="thin"><color rgb="FFBFBFBF"/></{side}>'
    for side in ("left", "right", "top", "bottom")
)
_BORDER = f"<border>{_SIDES}<diagonal/></border>"
_LEFT = '<alignment horizontal="left" vertical="center" wrapText="1"/>'
_CENTRE = '<alignment horizontal="center" vertical="center" wrapText="1"/>'
_TITLE, _SUMMARY, _NOTES = 1, 2, 3
_LAST = column_letters(len(listing.HEADERS))


def _fill(colour: str) -> str:
    inner = f'<fgColor rgb="FF{colour}"/><bgColor indexed="64"/>'
    return f'<fill><patternFill patternType="solid">{inner}</patternFill></fill>'


def _font(size: str, name: str = "宋体", extra: str = "", colour: str = "000000") -> str:
    color = f'<color rgb="FF{colour}"/>'
    return f'<font>{extra}<sz val="{size}"/>{color}<name val="{name}"/><charset val="134"/></font>'


class _Look:
    """The formats of the list; they join those of the workbook."""

    def __init__(self, styles: Styles) -> None:
        small = _font("10")
        plain, boxed = (_NO_FILL, _NO_BORDER), (_NO_FILL, _BORDER)
        self.title = styles.format(_font("18", "黑体"), *plain, _CENTRE)
        self.summary = styles.format(_font("12", extra="<b/>"), *plain, _LEFT)
        self.note = styles.format(small, *plain, _LEFT)
        self.header = styles.format(_font("10.5", "黑体"), _fill("E7E6E6"), _BORDER, _CENTRE)
        self.text = styles.format(small, *boxed, _LEFT)
        self.centre = styles.format(small, *boxed, _CENTRE)
        link = _font("10", extra="<u/>", colour="0563C1")
        self.link = styles.format(link, *boxed, _LEFT)
        self.severity = {
            Severity.ERROR: styles.format(small, _fill("FFC7CE"), _BORDER, _CENTRE),
            Severity.WARNING: styles.format(small, _fill("FFEB9C"), _BORDER, _CENTRE),
            Severity.NOTE: self.centre,
        }


def header_row(content: Listing) -> int:
    """The row of the table's header (1-based)."""
    return _NOTES + len(content.notes)


def write(content: Listing, styles: Styles, namespace: str) -> bytes:
    """Write the worksheet; its formats are added to `styles`."""
    look, header = _Look(styles), header_row(content)
    first = header + 1
    last = header + len(content.rows) + bool(content.rest)
    merged = "".join(
        f'<mergeCell ref="A{row}:{_LAST}{row}"/>'
        for row in range(_TITLE, _NOTES + len(content.notes))
    )
    links = "".join(_links(content.rows, first))
    return "".join(
        (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n',
            f'<worksheet xmlns="{namespace}">',
            '<sheetPr><tabColor rgb="FFC00000"/><pageSetUpPr fitToPage="1"/></sheetPr>',
            f'<dimension ref="A1:{_LAST}{last}"/>',
            '<sheetViews><sheetView showGridLines="0" tabSelected="1" workbookViewId="0">',
            f'<pane ySplit="{header}" topLeftCell="A{first}" activePane="bottomLeft" ',
            f'state="frozen"/><selection pane="bottomLeft" activeCell="A{first}" ',
            f'sqref="A{first}"/></sheetView></sheetViews>',
            '<sheetFormatPr defaultRowHeight="15"/>',
            f"<cols>{''.join(_columns())}</cols>",
            f"<sheetData>{''.join(_rows(content, look, header))}</sheetData>",
            f'<mergeCells count="{header - 1}">{merged}</mergeCells>',
            f"<hyperlinks>{links}</hyperlinks>" if links else "",
            '<pageMargins left="0.47" right="0.47" top="0.59" bottom="0.71" ',
            'header="0.31" footer="0.31"/>',
            '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>',
            "<headerFooter><oddFooter>&amp;C第 &amp;P 页，共 &amp;N 页</oddFooter></headerFooter>",
            "</worksheet>",
        ),
    ).encode()


def _columns() -> Iterator[str]:
    for number, width in enumerate(listing.WIDTHS, 1):
        yield f'<col min="{number}" max="{number}" width="{width + 0.7109375}" customWidth="1"/>'


def _rows(content: Listing, look: _Look, header: int) -> Iterator[str]:
    yield _row(_TITLE, [(schema.MARKS, look.title)], 30)
    yield _row(_SUMMARY, [(content.summary, look.summary)], 21)
    for number, note in enumerate(content.notes, _NOTES):
        yield _row(number, [(note, look.note)], 18)
    yield _row(header, [(each, look.header) for each in listing.HEADERS], 24)
    for row, height in zip(content.rows, content.heights, strict=True):
        yield _finding(header + row.number, row, look, height)
    if content.rest:
        said = [("", look.centre)] * 4 + [(listing.more(content.rest), look.text), ("", look.text)]
        yield _row(header + len(content.rows) + 1, said)


def _finding(number: int, row: Row, look: _Look, height: float) -> str:
    finding = row.finding
    position = f'<c r="A{number}" s="{look.centre}"><v>{row.number}</v></c>'
    cells = [
        (finding.severity.label, look.severity[finding.severity]),
        (finding.code, look.centre),
        (row.place, look.link if row.target else look.text),
        (finding.message, look.text),
        (finding.fix, look.text),
    ]
    texts = "".join(_cell(number, column, *cell) for column, cell in enumerate(cells, 2))
    return f'<row r="{number}" ht="{height}" customHeight="1">{position}{texts}</row>'


def _row(number: int, cells: list[tuple[str, int]], height: int = 0) -> str:
    said = f' ht="{height}" customHeight="1"' if height else ""
    texts = "".join(_cell(number, column, *cell) for column, cell in enumerate(cells, 1))
    return f'<row r="{number}"{said}>{texts}</row>'


def _cell(row: int, column: int, text: str, style: int) -> str:
    value = f'<is><t xml:space="preserve">{escape(_value(text))}</t></is>'
    return f'<c r="{column_letters(column)}{row}" s="{style}" t="inlineStr">{value}</c>'


def _links(rows: tuple[Row, ...], first: int) -> Iterator[str]:
    for number, row in enumerate(rows, first):
        if row.target is not None:
            place, shown = (quoteattr(_value(text)) for text in (location(row.target), row.place))
            yield f'<hyperlink ref="D{number}" location={place} display={shown}/>'


def location(place: Place) -> str:
    """A cell as a link within the workbook names it: `'某人''s'!J9`."""
    sheet = place.sheet.replace("'", "''")
    return f"'{sheet}'!{place.cell}"


def _value(text: str) -> str:
    return office_package.escaped(office_package.cell_text(text))
