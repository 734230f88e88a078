"""Reads .xlsx and .xlsm workbooks: ordinary worksheets quickly, all others through openpyxl.

Before openpyxl reads a worksheet, `xlsx_scan` goes through it for what openpyxl does not tell:
formulas without a value, what is hidden, merged, stated twice, or no value at all. openpyxl gets a
package of these worksheets alone, in which each cell's number format is the index of its style, so
that numbers come as they are stored and are understood in one place (`number_formats`).
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from perfeval_batch.model import State
from perfeval_batch.reading import number_formats, opc, xlsx_quick, xlsx_scan, xml_events
from perfeval_batch.reading.addresses import FALSE, TRUE, whole
from perfeval_batch.reading.archive import LIMITS
from perfeval_batch.reading.grid import Broken, Content, Grid, Wanted
from perfeval_batch.reading.number_formats import Format
from perfeval_batch.reading.refusals import UNREADABLE, RefusedError
from perfeval_batch.reading.sheet_builder import Draft
from perfeval_batch.reading.xlsx_scan import MAIN, Scan

if TYPE_CHECKING:
    from openpyxl.cell import Cell


def read(parts: Mapping[str, bytes], main: str, wanted: Wanted, most: int = LIMITS.cells) -> Grid:
    """Read the sheets whose names are wanted.

    Args:
        parts: the package's XML parts by lower-case name, already admitted by the guard.
        main: the name of the part that is the workbook.
        wanted: tells by its name whether a sheet is to be read.
        most: cells that a sheet may have.

    Raises:
        RefusedError: the package is no workbook, is damaged, or is beyond the limits.
    """
    book = _read_book(parts, main)
    if any(each and each not in parts for each in (book.styles, book.strings)):
        raise RefusedError(UNREADABLE, "文件内部缺少样式或文字部件")
    formats = _read_formats(parts.get(book.styles, b""))
    strings = _read_strings(parts.get(book.strings, b""))
    ours = [each for each in book.sheets if wanted(each.name)]
    missing = next((each.name for each in ours if each.part not in parts), None)
    if missing is not None:
        raise RefusedError(UNREADABLE, f"文件内部缺少工作表“{missing}”的内容")
    drafts: list[Draft] = []
    others: list[tuple[int, bytes]] = []
    for each in ours:
        data = _without_escapes(parts[each.part])
        if data.count(b"<row ") > most:
            data = xlsx_scan.without_empty(data)  # most of them are only formatted
        stale = book.recalculates or b" fullCalcOnLoad=" in data  # the sheet's own
        draft = Draft(each.name, each.hidden, book.since_1904, stale, most=most)
        draft.limit_merges(data.count(b"mergeCell "))
        if not xlsx_quick.read(data, draft, formats, strings):
            others.append((len(drafts), data))
            draft = Draft(each.name, each.hidden, book.since_1904, stale, most=most)
        drafts.append(draft)
    if others:
        _read_others([(drafts[at], data) for at, data in others], formats, strings)
    unread = tuple(each.name for each in book.sheets if each not in ours)
    return Grid(tuple(draft.finish() for draft in drafts), unread)


@dataclass(frozen=True, slots=True, eq=False)
class _Listed:
    name: str
    part: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class _Book:
    sheets: tuple[_Listed, ...]
    strings: str
    styles: str
    since_1904: bool
    recalculates: bool


def _read_book(parts: Mapping[str, bytes], main: str) -> _Book:
    """Find the workbook's parts by the package's relations, as every reader must."""
    related = opc.relations(parts, main)
    root = xml_events.root(parts[main], main)
    space = xml_events.namespace(root)
    since, calculation = root.find(f"{space}workbookPr"), root.find(f"{space}calcPr")
    return _Book(
        tuple(_listed(each, related) for each in root.iterfind(f"{space}sheets/{space}sheet")),
        opc.target_of(related, "sharedStrings"),
        opc.target_of(related, "styles"),
        since is not None and since.get("date1904") in TRUE,
        calculation is not None and _is_stale(calculation),
    )


def _is_stale(calculation: Element) -> bool:
    """What formulas gave may be older than what they depend on (ECMA-376 part 1, 18.2.2)."""
    by_hand = calculation.get("calcMode") == "manual" and calculation.get("calcOnSave") in FALSE
    anew = ("fullCalcOnLoad", "forceFullCalc")
    return (
        by_hand
        or calculation.get("calcCompleted") in FALSE
        or any(calculation.get(each) in TRUE for each in anew)
    )


def _listed(sheet: Element, related: Mapping[str, opc.Relation]) -> _Listed:
    number = next((value for key, value in sheet.items() if key.endswith("}id")), "")
    relation = opc.related_by(related, number)
    hidden = sheet.get("state", "visible") != "visible"
    part = relation.target if relation.kind == "worksheet" else ""
    return _Listed(sheet.get("name", ""), part, hidden)


def _read_formats(data: bytes) -> Sequence[Format]:
    """The number format of each cell style (cellXfs), by its index as cells write it.

    Formats of conditional formatting (dxf) are no cell's own.
    """
    if not data:
        return ()
    root = xml_events.root(data, "styles.xml")
    space = xml_events.namespace(root)
    codes = {
        whole(each.get("numFmtId")): each.get("formatCode", "")
        for each in root.iterfind(f"{space}numFmts/{space}numFmt")
    }
    return [
        number_formats.by_number(whole(each.get("numFmtId", "0")), codes)
        for each in root.iterfind(f"{space}cellXfs/{space}xf")
    ]


def _read_strings(data: bytes) -> Sequence[str]:
    """The shared strings, their runs joined, without their phonetic runs."""
    data = _without_escapes(data)
    ordinary = xlsx_quick.read_strings(data)
    if ordinary is not None:
        return ordinary
    strings = []
    for each in xml_events.elements(data, "sharedStrings.xml", "si"):
        strings.append(xlsx_scan.string(each))
        each.clear()
    return strings


_ESCAPE = re.compile(rb"_x([0-9A-Fa-f]{4})_")
_FIRST, _SURROGATES, _LAST = 0x20, range(0xD800, 0xE000), 0xFFFD


def _without_escapes(data: bytes) -> bytes:
    """The part with `_x000D_` and the like resolved (ECMA-376 part 1, 22.4.2.4).

    What XML cannot hold becomes U+FEFF, which is cleaned off and said like any control character.
    """
    return _ESCAPE.sub(_resolved, data) if b"_" in data else data


def _resolved(found: re.Match[bytes]) -> bytes:
    code = int(found[1], 16)
    held = code in (0x9, 0xA, 0xD) or (_FIRST <= code <= _LAST and code not in _SURROGATES)
    return b"&#%d;" % (code if held else 0xFEFF)


def _read_others(
    drafts: Sequence[tuple[Draft, bytes]],
    formats: Sequence[Format],
    strings: Sequence[str],
) -> None:
    """Read worksheets that are not ordinary through openpyxl."""
    scans = [xlsx_scan.scan(data, draft, len(strings)) for draft, data in drafts]
    styles = max([len(formats) - 1, *(scan.highest_style for scan in scans)]) + 1
    package = _package([scan.data for scan in scans], strings, styles)
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(package), read_only=True, data_only=True)
            for sheet, found, (draft, _) in zip(book.worksheets, scans, drafts, strict=True):
                sheet.reset_dimensions()  # what a file says of its size is not always true
                for row in sheet.iter_rows():
                    for cell in row:
                        if cell.value is not None:
                            _take(draft, found, cell, formats)
                for place, content in found.known.items():
                    draft.put(*place, content)
    except RefusedError:
        raise
    except Exception as problem:
        # openpyxl parses bytes from outside: whatever it raises, the workbook cannot be read.
        raise RefusedError(UNREADABLE, "文件已损坏，工作表不能解析") from problem


def _take(draft: Draft, scan: Scan, cell: Cell, formats: Sequence[Format]) -> None:
    """Take a cell, unless the scan knows better what it holds."""
    row, column = cell.row, cell.column
    if (row, column) not in scan.known:
        style = int(cell.number_format.strip('"'))
        form = formats[style] if style < len(formats) else number_formats.GENERAL
        draft.put(row, column, _content(cell.value, cell.data_type, form, draft))


def _content(value: object, kind: str, form: Format, draft: Draft) -> Content | None:
    """What a cell holds by openpyxl's value and type."""
    if isinstance(value, bool):
        return value
    if kind == "e":
        return Broken(State.ERROR, str(value))
    if isinstance(value, int | float):
        return number_formats.content(str(value), form, since_1904=draft.since_1904)
    return number_formats.text(str(value), form)


_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def _package(sheets: Sequence[bytes], strings: Sequence[str], styles: int) -> bytes:
    """A package of these worksheets, whose styles have their index for a number format."""
    numbers = range(len(sheets))
    targets = {
        **{f"worksheets/{at}.xml": "worksheet" for at in numbers},
        "styles.xml": "styles",
        "sharedStrings.xml": "sharedStrings",
    }
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{_RELATIONS}"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        + "".join(
            f'<Override PartName="/xl/{target}" ContentType="{_TYPE}.{kind}+xml"/>'
            for target, kind in targets.items()
        )
        + "</Types>",
        "_rels/.rels": _related({"xl/workbook.xml": "officeDocument"}),
        "xl/_rels/workbook.xml.rels": _related(targets),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        + "".join(f'<sheet name="{at}" sheetId="{at + 1}" r:id="r{at}"/>' for at in numbers)
        + "</sheets></workbook>",
        "xl/styles.xml": _style_sheet(styles),
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">'
        + "".join(f"<si><t>{escape(each, _RETURN)}</t></si>" for each in strings)
        + "</sst>",
        **{f"xl/worksheets/{at}.xml": data for at, data in enumerate(sheets)},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


_RELATIONS = "application/vnd.openxmlformats-package.relationships+xml"
_RETURN = {"\r": "&#13;"}


def _related(targets: Mapping[str, str]) -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="r{at}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
            for at, (target, kind) in enumerate(targets.items())
        )
        + "</Relationships>"
    )


_FIRST_OWN_FORMAT = 164


def _style_sheet(styles: int) -> str:
    formats = range(styles)
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts>'
        + "".join(
            f'<numFmt numFmtId="{_FIRST_OWN_FORMAT + at}" formatCode="&quot;{at}&quot;"/>'
            for at in formats
        )
        + "</numFmts><cellXfs>"
        + "".join(f'<xf numFmtId="{_FIRST_OWN_FORMAT + at}"/>' for at in formats)
        + "</cellXfs></styleSheet>"
    )
