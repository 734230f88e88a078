"""Reads the tables of Word documents (.docx) as sheets, for official forms in them.

The only thing read of a document are its tables and the captions above them.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from perfeval_batch.reading import archive, guard
from perfeval_batch.reading.addresses import whole
from perfeval_batch.reading.grid import Content, Grid, Sheet, Spot
from perfeval_batch.reading.refusals import FORMAT, UNREADABLE, UNSAFE, RefusedError
from perfeval_batch.typed import clean_text, numerals

MOST_CELLS = 20_000
"""Cells in all tables of a document; a form has some 300."""
MOST_TABLES = 500
MOST_COLUMNS = 1_000
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

    Tables that follow each other without a text between them, or with a mere heading of the next
    part (二、绩效指标完成情况), are one sheet.

    Raises:
        RefusedError: no document, unsafe, or with changes that nobody has accepted yet.
    """
    parts = archive.unpack(data)
    if _TYPE not in parts.get("[content_types].xml", b""):
        raise RefusedError(UNREADABLE, "文件不是Word文档（.docx），或已损坏")
    import docx

    try:
        body = docx.Document(io.BytesIO(data)).element.body
        blocks = list(_children(body, f"{_W}p", f"{_W}tbl"))
    except Exception as problem:
        raise RefusedError(UNREADABLE, "Word文档已损坏，读不出内容") from problem
    return Grid(tuple(_sheets(blocks)))


_WRAPPERS = frozenset(_W + name for name in ("sdt", "sdtContent", "customXml", "smartTag"))


def _children(element: Any, *names: str) -> Iterator[Any]:  # noqa: ANN401  # elements of lxml
    """The children of these names, those in content controls too."""
    for child in element:
        if child.tag in names:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _children(child, *names)


@dataclass(slots=True)
class _Drawn:
    """A sheet while its tables are read: see `Sheet`."""

    rows: dict[int, dict[int, Content]] = field(default_factory=dict)
    merges: dict[Spot, Spot] = field(default_factory=dict)
    covered: dict[Spot, Content] = field(default_factory=dict)

    def finish(self, number: int) -> Sheet:
        """The sheet, its rows in order."""
        rows = {row: self.rows[row] for row in sorted(self.rows)}
        return Sheet(f"表格{number}", rows, self.merges, covered=self.covered)


def _sheets(blocks: list[Any]) -> Iterator[Sheet]:
    captions: list[str] = []
    drawn = _Drawn()
    number = tables = 0
    for block in blocks:
        if block.tag == f"{_W}tbl":
            if drawn.rows and not all(_heads_part(each) for each in captions):
                number += 1
                yield drawn.finish(number)
                drawn = _Drawn()
            _take_captions(captions, drawn.rows)
            captions = []
            tables += 1
            if tables > MOST_TABLES:
                raise RefusedError(UNSAFE, f"Word文档里的表格超过{MOST_TABLES}个")
            _take_table(block, drawn)
        elif text := clean_text.clean(_line(block))[0]:
            captions.append(text)
    if drawn.rows:
        yield drawn.finish(number + 1)


_HEADING = re.compile(
    r"(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）]?[、.．]?)?[\u4e00-\u9fff]{2,14}[:：]?"
)
_OF_A_FORM = re.compile(
    "[表元年续]|自评|附件|项目(?!基本|资金|绩效|支出|预算|总体|年度|实施|完成|执行)"
)


def _heads_part(text: str) -> bool:
    """The text heads a part of the form that the tables above have begun."""
    return bool(_HEADING.fullmatch(re.sub(r"\s", "", text))) and not _OF_A_FORM.search(text)


def _take_captions(captions: list[str], rows: dict[int, dict[int, Content]]) -> None:
    """The last paragraphs above a table, in rows above its first, which is row 1."""
    if rows:
        return
    for at, text in enumerate(reversed(captions[-_CAPTION_LINES:])):
        rows[-at] = {1: text}


@dataclass(slots=True)
class _Area:
    """A cell with those merged with it, by its first and last spot."""

    cell: Any
    first: Spot
    last: Spot


def _take_table(table: Any, drawn: _Drawn) -> None:  # noqa: ANN401  # an element of lxml
    """The cells of a table below the rows that are there, with what is merged."""
    if next(table.iter(*_TRACKED), None) is not None:
        raise RefusedError(FORMAT, "Word表格里有未接受的修订，看到的和保存的不一定是同一个数")
    start = max((row for row in drawn.rows if row > 0), default=0)
    areas: list[_Area] = []
    above: dict[int, _Area] = {}
    for number, row in enumerate(_children(table, f"{_W}tr"), start + 1):
        above = _take_row(row, number, above, areas, drawn)
        if len(areas) > MOST_CELLS:
            raise RefusedError(UNSAFE, f"Word文档里的单元格超过{MOST_CELLS}个")
    for area in areas:
        content = _content(_text(area.cell))
        if content is not None:
            drawn.rows.setdefault(area.first[0], {})[area.first[1]] = content
        if area.last != area.first:
            drawn.merges[area.first] = area.last


def _take_row(
    row: Any,  # noqa: ANN401  # an element of lxml
    number: int,
    above: Mapping[int, _Area],
    areas: list[_Area],
    drawn: _Drawn,
) -> dict[int, _Area]:
    """Take the cells of a row.

    Args:
        row: its element.
        number: its number on the sheet.
        above: what a cell in the row above is merged with, by its column.
        areas: the areas found so far; new ones are added.
        drawn: takes what is stored in cells that others cover.

    Returns:
        What the cells of this row are merged with, by their columns.
    """
    column = 1 + max(0, _number(row, "trPr", "gridBefore"))
    merged: dict[int, _Area] = {}
    area: _Area | None = None
    for cell in _children(row, f"{_W}tc"):
        last = column + max(1, _number(cell, "tcPr", "gridSpan")) - 1
        if last > MOST_COLUMNS:
            raise RefusedError(UNSAFE, f"Word文档里的表格超过{MOST_COLUMNS}列")
        down, across = (_merge(cell, name) for name in ("vMerge", "hMerge"))
        area = above.get(column) if down == "continue" else area if across == "continue" else None
        if area is None:
            area = _Area(cell, (number, column), (number, last))
            areas.append(area)
        else:
            area.last = (number, last if across else area.last[1])
            content = _content(_text(cell))
            if content is not None:
                drawn.covered[number, column] = content
        if down:
            merged[column] = area
        column = last + 1
    return merged


def _number(element: Any, holder: str, name: str) -> int:  # noqa: ANN401  # an element of lxml
    found = element.find(f"{_W}{holder}/{_W}{name}")
    return 0 if found is None else whole(found.get(f"{_W}val"))


def _merge(cell: Any, name: str) -> str:  # noqa: ANN401  # an element of lxml
    """`restart`, `continue`, or empty for a cell that is not merged."""
    found = cell.find(f"{_W}tcPr/{_W}{name}")
    return "" if found is None else str(found.get(f"{_W}val", "continue"))


def _text(cell: Any) -> str:  # noqa: ANN401  # an element of lxml
    """What a cell shows: no hidden text, no text boxes, no deleted text."""
    lines = [_line(each) for each in cell.iter(f"{_W}p") if not _inside(each, cell, _BOXES)]
    return clean_text.clean("\n".join(lines))[0]


def _line(paragraph: Any) -> str:  # noqa: ANN401  # an element of lxml
    """What a paragraph shows, with its line breaks."""
    shown: list[str] = []
    for run in paragraph.iter(f"{_W}r"):
        if not _is_on(run, "vanish") and not _inside(run, paragraph, _BOXES):
            text = "".join(_SIGNS.get(each.tag, each.text or "") for each in run.iter(*_SHOWN))
            if text.strip() and (_is_on(run, "strike") or _is_on(run, "dstrike")):
                raise RefusedError(FORMAT, "Word表格里有划掉的字，看不出哪一个数有效")
            raised = run.find(f"{_W}rPr/{_W}vertAlign[@{_W}val='superscript']") is not None
            shown.append(text.translate(_RAISED) if raised else text)
    return "".join(shown)


_SIGNS = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": " ", f"{_W}noBreakHyphen": "-"}
_SHOWN = (f"{_W}t", *_SIGNS)
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
"""A raised digit is the number of a note, or a unit's power: never a digit of the number."""
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


def _is_on(run: Any, name: str) -> bool:  # noqa: ANN401  # see above
    """The run has this property, and it is not switched off."""
    found = run.find(f"{_W}rPr/{_W}{name}")
    return found is not None and found.get(f"{_W}val") not in ("0", "false", "off")


_LEADING_ZERO = re.compile(r"0\d")


def _content(text: str) -> Content | None:
    """A number where the cell holds nothing else; codes with zeros in front stay texts."""
    if not text:
        return None
    value = None if _LEADING_ZERO.match(text) else numerals.read(text)
    return Decimal(value) if value is not None and text.isascii() else text
