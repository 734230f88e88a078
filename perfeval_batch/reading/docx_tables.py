"""Reads the tables of Word documents (.docx) as sheets, for official forms in them.

The only thing read of a document are its tables and the captions above them.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from perfeval_batch.reading import archive, guard
from perfeval_batch.reading.grid import Content, Grid, Sheet, Spot
from perfeval_batch.reading.refusals import FORMAT, UNREADABLE, UNSAFE, RefusedError
from perfeval_batch.typed import clean_text, numerals

if TYPE_CHECKING:
    from docx.table import Table

MOST_CELLS = 20_000
"""Cells in all tables of a document; a form has some 300."""
MOST_TABLES = 500
_OUR_PROPERTIES = ("<dc:subject>项目支出绩效评价<", "<cp:category>绩效评价报告<")
"""What the properties of the program's own reports say."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TRACKED = tuple(_W + name for name in ("ins", "del", "moveFrom", "moveTo"))
_TAGS = re.compile(rb"<[^<>]*>|\s")
_FORM_WORDS = ("三级指标", "一级指标", "指标名称")
_CAPTION_LINES = 4
"""Paragraphs above a table that may be its caption and year."""
_TYPE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def is_document(data: bytes) -> bool:
    """The bytes are a Word document, as far as the zip's first look tells."""
    return data.startswith(b"PK") and b"word/document.xml" in data and b"xl/work" not in data


def why_not_read(data: bytes) -> str | None:
    """Why a document is not read, empty when it is none of ours; None: it may hold a form.

    It may, when its text has the words of one.
    """
    try:
        if data.startswith(guard.OLE2):
            guard.refuse_locked(data)
            return "旧版Word文档；其中有自评表的，请另存为.docx"
        parts = archive.unpack(data)
    except RefusedError as refused:
        return refused.what
    if "xl/workbook.xml" in parts:
        return "其实是Excel工作簿，请把扩展名改为.xlsx"
    text = _TAGS.sub(b"", parts.get("word/document.xml", b"")).decode("utf-8", "replace")
    if "绩效" not in text or not any(word in text for word in _FORM_WORDS):
        return ""
    properties = parts.get("docprops/core.xml", b"").decode("utf-8", "replace")
    ours = all(each in properties for each in _OUR_PROPERTIES)
    return "本程序出具的评价报告，其附件不作为自评表读取" if ours else None


def read(data: bytes) -> Grid:
    """Read the tables of a document; each with the captions above it is a sheet.

    Tables that follow each other without a text between them are one sheet.

    Raises:
        RefusedError: no document, unsafe, or with changes that nobody has accepted yet.
    """
    parts = archive.unpack(data)
    if _TYPE not in parts.get("[content_types].xml", b""):
        raise RefusedError(UNREADABLE, "文件不是Word文档（.docx），或已损坏")
    import docx

    try:
        document = docx.Document(io.BytesIO(data))
        blocks = list(document.iter_inner_content())
    except Exception as problem:
        raise RefusedError(UNREADABLE, "Word文档已损坏，读不出内容") from problem
    return Grid(tuple(_sheets(blocks)))


def _sheets(blocks: list[Any]) -> Iterator[Sheet]:
    captions: list[str] = []
    rows: dict[int, dict[int, Content]] = {}
    merges: dict[Spot, Spot] = {}
    number = tables = 0
    for block in blocks:
        if hasattr(block, "rows"):
            if captions and rows:
                number += 1
                yield _sheet(number, rows, merges)
                rows, merges = {}, {}
            _take_captions(captions, rows)
            captions = []
            tables += 1
            if tables > MOST_TABLES:
                raise RefusedError(UNSAFE, f"Word文档里的表格超过{MOST_TABLES}个")
            _take_table(block, rows, merges)
        elif text := clean_text.clean(block.text)[0]:
            captions.append(text)
    if rows:
        yield _sheet(number + 1, rows, merges)


def _sheet(number: int, rows: dict[int, dict[int, Content]], merges: dict[Spot, Spot]) -> Sheet:
    return Sheet(f"表格{number}", {row: rows[row] for row in sorted(rows)}, merges)


def _take_captions(captions: list[str], rows: dict[int, dict[int, Content]]) -> None:
    """The last paragraphs above a table, in rows above its first, which is row 1."""
    if rows:
        return
    for at, text in enumerate(reversed(captions[-_CAPTION_LINES:])):
        rows[-at] = {1: text}


def _take_table(
    table: Table,
    rows: dict[int, dict[int, Content]],
    merges: dict[Spot, Spot],
) -> None:
    """The cells of a table below the rows that are there, with what is merged."""
    element = table._tbl  # noqa: SLF001  # merged cells are told by their elements alone
    if next(element.iter(*_TRACKED), None) is not None:
        raise RefusedError(FORMAT, "Word表格里有未接受的修订，看到的和保存的不一定是同一个数")
    start = max((row for row in rows if row > 0), default=0)
    areas: dict[int, tuple[Any, list[Spot]]] = {}
    for at, row in enumerate(table.rows):
        column = row.grid_cols_before
        for cell in row.cells:
            column += 1
            found = areas.setdefault(id(cell._tc), (cell._tc, []))  # noqa: SLF001  # see above
            found[1].append((start + at + 1, column))
        if len(areas) > MOST_CELLS:
            raise RefusedError(UNSAFE, f"Word文档里的单元格超过{MOST_CELLS}个")
    for cell, spots in areas.values():
        first, last = min(spots), max(spots)
        content = _content(_text(cell))
        if content is not None:
            rows.setdefault(first[0], {})[first[1]] = content
        if last != first:
            merges[first] = last


def _text(cell: Any) -> str:  # noqa: ANN401  # an element of lxml
    """What a cell shows: no hidden text, no text boxes, no deleted text."""
    lines = []
    for paragraph in cell.iter(_W + "p"):
        if _inside(paragraph, cell, _BOXES):
            continue
        words = [
            text.text or ""
            for text in paragraph.iter(_W + "t")
            if not _is_hidden(text) and not _inside(text, paragraph, _BOXES)
        ]
        lines.append("".join(words))
    return clean_text.clean("\n".join(lines))[0]


_BOXES = frozenset(
    {_W + "txbxContent", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
)


def _inside(element: Any, until: Any, names: frozenset[str]) -> bool:  # noqa: ANN401  # see above
    above = element.getparent()
    while above is not None and above is not until:
        if above.tag in names:
            return True
        above = above.getparent()
    return False


def _is_hidden(text: Any) -> bool:  # noqa: ANN401  # see above
    run = text.getparent()
    return run is not None and run.find(f"{_W}rPr/{_W}vanish") is not None


_LEADING_ZERO = re.compile(r"0\d")


def _content(text: str) -> Content | None:
    """A number where the cell holds nothing else; codes with zeros in front stay texts."""
    if not text:
        return None
    value = None if _LEADING_ZERO.match(text) else numerals.read(text)
    return Decimal(value) if value is not None and text.isascii() else text
