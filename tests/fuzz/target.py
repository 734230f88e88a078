"""Bytes → a workbook → all the way to the findings: whatever the bytes, no bug and no exception.

The first byte says what the others become: one part of a package, or cells of the seed's
workbook or of an official form, so that mutations reach the readers and do not end at a checksum.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from xml.sax.saxutils import escape

from perfeval_batch import office_package, parsing, pipeline, schema
from perfeval_batch.findings import Severity, column_letters
from perfeval_batch.model import Rejected, Status
from tests.forms import build as forms
from tests.hostile_parts import compound
from tests.reading import build

PARTS = (
    "xl/worksheets/sheet2.xml",
    "xl/worksheets/sheet3.xml",
    "xl/worksheets/sheet4.xml",
    "xl/worksheets/sheet5.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "_rels/.rels",
    "[Content_Types].xml",
)
"""The parts of an .xlsx that are replaced: 基本情况 … 综合评价 and what they hang on."""

_NAME = "模糊/项目.xlsx"
_PLAN = pipeline.Plan(render=False)


class BrokenPromiseError(Exception):
    """The program did not end in order."""


def one(data: bytes) -> None:
    """Put one input through.

    Raises:
        BrokenPromiseError: a bug (PE902), an outcome that does not fit its findings, or two ways
            to read that disagree.
    """
    if not data:
        return
    made = _MADE[data[0] % len(_MADE)](data[1:])
    for outcome, _ in pipeline.work(_NAME, made, _PLAN):
        if outcome.trace:
            raise BrokenPromiseError(outcome.trace)
        errors = any(each.severity is Severity.ERROR for each in outcome.findings)
        if errors is (outcome.status is Status.REPORTED):
            raise BrokenPromiseError(f"{outcome.status} with {outcome.findings}")
    parsing.why_not_read(made)
    usually = _told(made)
    with build.by_openpyxl():
        parsed = _told(made)
    if usually != parsed:
        raise BrokenPromiseError("the quick reader and openpyxl disagree")


def _told(made: bytes) -> str:
    """What was read, or the code of the refusal."""
    found = parsing.submission(made, _NAME)
    return found.findings[0].code if isinstance(found, Rejected) else repr(found)


def _raw(content: bytes) -> bytes:
    return content


Parts = Callable[[], Mapping[str, bytes]]
"""The parts of a package to start from."""


@cache
def _parts() -> Mapping[str, bytes]:
    return build.unzipped(build.seed())


@cache
def _form() -> Mapping[str, bytes]:
    return build.unzipped(forms.workbook(forms.Form()))


@cache
def _document() -> Mapping[str, bytes]:
    return build.unzipped(forms.document(forms.Form()))


def _part(name: str, parts: Parts = _parts) -> Callable[[bytes], bytes]:
    def made(content: bytes) -> bytes:
        return office_package.pack({**parts(), name: content}, level=1)

    return made


def _ods(content: bytes) -> bytes:
    mimetype = b"application/vnd.oasis.opendocument.spreadsheet"
    parts = {"mimetype": mimetype, "content.xml": content}
    return office_package.pack(parts, level=1)


def _xlsb(content: bytes) -> bytes:
    return build.xlsb(content, name=schema.INDICATORS)


def _xls(content: bytes) -> bytes:
    return compound({"Workbook": content})


_CELL = re.compile(r'<c r="([A-Z]+)(\d+)"[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
_DATA = re.compile(r"<sheetData>.*</sheetData>", re.DOTALL)
_RECORD = 5
"""Bytes before the text of a changed cell: sheet, row, column, kind, length."""
_KINDS = ("inlineStr", "n", "str", "b", "e", "d", "f", "-")


@cache
def _cells(parts: Parts, part: str) -> Mapping[tuple[int, str], str]:
    """The XML of the cells of a worksheet."""
    found = _CELL.finditer(parts()[part].decode())
    return {(int(each[2]), each[1]): each[0] for each in found}


def _records(content: bytes) -> Iterator[tuple[int, tuple[int, str], int, str]]:
    """Sheet, place, kind and text of each changed cell."""
    at = 0
    while at + _RECORD <= len(content):
        sheet, row, column, kind, length = content[at : at + _RECORD]
        text = content[at + _RECORD : at + _RECORD + length].decode(errors="ignore")
        at += _RECORD + length
        yield sheet, (row % 48 + 1, column_letters(column % 18 + 1)), kind, text


def _edited(content: bytes, parts: Parts = _parts, names: Sequence[str] = PARTS[:4]) -> bytes:
    """A workbook with cells changed: a sequence of records, each with its text."""
    sheets = {name: dict(_cells(parts, name)) for name in names}
    for sheet, place, kind, text in _records(content):
        changed = _changed(place, _KINDS[kind % len(_KINDS)], text)
        sheets[names[sheet % len(names)]][place] = changed
    written = {name: _sheet(parts, name, cells) for name, cells in sheets.items()}
    return office_package.pack({**parts(), **written}, level=1)


_TABLE_CELL = re.compile(r"<w:tc>.*?</w:tc>", re.DOTALL)
_FEATURES = (
    *('<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>', "<w:tcPr><w:vMerge/></w:tcPr>"),
    *('<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>', "", "", ""),
)
"""How a changed cell of a document is merged."""


def _document_edited(content: bytes) -> bytes:
    """A form in a Word document with the cells of its table changed."""
    name = "word/document.xml"
    text = _document()[name].decode()
    cells = _TABLE_CELL.findall(text)
    for sheet, (row, _), kind, typed in _records(content):
        seen = escape(re.sub("[^\t\n\x20-\ud7ff\ue000-\ufffd]", "", typed))
        shown = f"<w:p><w:r><w:t>{seen}</w:t></w:r></w:p>"
        merged = _FEATURES[kind % len(_FEATURES)]
        cells[(sheet * 48 + row) % len(cells)] = f"<w:tc>{merged}{shown}</w:tc>"
    given = iter(cells)
    changed = _TABLE_CELL.sub(lambda _: next(given), text)
    return office_package.pack({**_document(), name: changed.encode()}, level=1)


def _changed(place: tuple[int, str], kind: str, text: str) -> str:
    row, column = place
    seen = escape(re.sub("[^\t\n\x20-\ud7ff\ue000-\ufffd]", "", text))
    match kind:
        case "-":
            return ""
        case "f":
            return f'<c r="{column}{row}"><f>1</f><v>{seen}</v></c>'
        case "inlineStr":
            return f'<c r="{column}{row}" t="inlineStr"><is><t>{seen}</t></is></c>'
    return f'<c r="{column}{row}" t="{kind}" s="{len(text) % 40}"><v>{seen}</v></c>'


def _sheet(parts: Parts, part: str, cells: Mapping[tuple[int, str], str]) -> bytes:
    rows: dict[int, list[str]] = {}
    for row, column in sorted(cells, key=lambda cell: (cell[0], len(cell[1]), cell[1])):
        rows.setdefault(row, []).append(cells[row, column])
    inside = "".join(f'<row r="{row}">{"".join(found)}</row>' for row, found in rows.items())
    made = _DATA.sub(lambda _: f"<sheetData>{inside}</sheetData>", parts()[part].decode())
    return made.encode()


FORM_SHEET = "xl/worksheets/sheet1.xml"
_MADE: tuple[Callable[[bytes], bytes], ...] = (
    _raw,
    *(_part(name) for name in PARTS),
    _ods,
    _xlsb,
    _xls,
    *(_edited,) * 6,
    _part(FORM_SHEET, _form),
    *(partial(_edited, parts=_form, names=(FORM_SHEET,)),) * 4,
    _part("word/document.xml", _document),
    *(_document_edited,) * 3,
)
RAW, FIRST_PART, ODS, XLSB, EDITED = 0, 1, len(PARTS) + 1, len(PARTS) + 2, len(PARTS) + 4
FORM = EDITED + 6
DOCUMENT = FORM + 5
