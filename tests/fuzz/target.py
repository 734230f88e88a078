"""Bytes → a workbook → all the way to the findings: whatever the bytes, no bug and no exception.

The first byte says what the others become: one part of a package, or cells of the seed's
workbook, so that mutations reach the readers and do not end at a checksum.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from xml.sax.saxutils import escape

from perfeval_batch import office, parsing, pipeline, schema
from perfeval_batch.findings import Severity, column_letters
from perfeval_batch.model import Rejected, Status
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
    ((outcome, _),) = pipeline.work(_NAME, made, _PLAN)
    if outcome.trace:
        raise BrokenPromiseError(outcome.trace)
    errors = any(each.severity is Severity.ERROR for each in outcome.findings)
    if errors is (outcome.status is Status.REPORTED):
        raise BrokenPromiseError(f"{outcome.status} with {outcome.findings}")
    usually = _told(made)
    with build.by_openpyxl():
        parsed = _told(made)
    if usually != parsed:
        raise BrokenPromiseError("the quick reader and openpyxl disagree")


def _told(made: bytes) -> str:
    """What was read, or the code of the refusal."""
    found = parsing.read(made, _NAME)
    return found.findings[0].code if isinstance(found, Rejected) else repr(found)


def _raw(content: bytes) -> bytes:
    return content


@cache
def _parts() -> dict[str, bytes]:
    return dict(build.unzipped(build.seed()))


def _part(name: str) -> Callable[[bytes], bytes]:
    def made(content: bytes) -> bytes:
        return office.pack({**_parts(), name: content}, level=1)

    return made


def _ods(content: bytes) -> bytes:
    mimetype = b"application/vnd.oasis.opendocument.spreadsheet"
    parts = {"mimetype": mimetype, "content.xml": content}
    return office.pack(parts, level=1)


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
def _text(part: str) -> str:
    return build.unzipped(build.seed())[part].decode()


@cache
def _cells(part: str) -> dict[tuple[int, str], str]:
    """The XML of the seed's cells."""
    found = _CELL.finditer(_text(part))
    return {(int(each[2]), each[1]): each[0] for each in found}


def _edited(content: bytes) -> bytes:
    """The seed's workbook with cells changed: a sequence of records, each with its text."""
    sheets = {part: dict(_cells(part)) for part in PARTS[:4]}
    at = 0
    while at + _RECORD <= len(content):
        sheet, row, column, kind, length = content[at : at + _RECORD]
        text = content[at + _RECORD : at + _RECORD + length].decode(errors="ignore")
        at += _RECORD + length
        place = (row % 48 + 1, column_letters(column % 18 + 1))
        changed = _changed(place, _KINDS[kind % len(_KINDS)], text)
        sheets[PARTS[sheet % 4]][place] = changed
    parts = {part: _sheet(part, cells) for part, cells in sheets.items()}
    return office.pack({**_parts(), **parts}, level=1)


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


def _sheet(part: str, cells: dict[tuple[int, str], str]) -> bytes:
    rows: dict[int, list[str]] = {}
    for row, column in sorted(cells, key=lambda cell: (cell[0], len(cell[1]), cell[1])):
        rows.setdefault(row, []).append(cells[row, column])
    inside = "".join(f'<row r="{row}">{"".join(found)}</row>' for row, found in rows.items())
    made = _DATA.sub(lambda _: f"<sheetData>{inside}</sheetData>", _text(part))
    return made.encode()


_MADE: tuple[Callable[[bytes], bytes], ...] = (
    _raw,
    *(_part(name) for name in PARTS),
    _ods,
    _xlsb,
    _xls,
    *(_edited,) * 8,
)
RAW, FIRST_PART, ODS, XLSB, EDITED = 0, 1, len(PARTS) + 1, len(PARTS) + 2, len(PARTS) + 4
