"""Workbooks to read: the seed's with changes, and packages made by hand, part by part."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from unittest import mock

from openpyxl.workbook.workbook import Workbook

from perfeval_batch import blank, parsing, schemes
from perfeval_batch.demo import samples
from perfeval_batch.findings import Place
from perfeval_batch.model import Entry, Project, Rejected
from perfeval_batch.reading import guard, readers, xlsx_quick
from perfeval_batch.reading.grid import Content, Grid
from tests import books

NAME = "甲局/项目一.xlsx"
HERE = Place(NAME, "绩效指标", 9, 10)

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = {
    _MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    _RELATION: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
_SHEET_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


@lru_cache
def seed() -> bytes:
    """The workbook filled with the seed's facts."""
    return blank.write(samples.load(samples.names()[0]), schemes.load())


def edited(change: Callable[[Workbook], object], data: bytes | None = None) -> bytes:
    """The seed's workbook, or another, after a change made with openpyxl."""
    book = books.opened(data or seed())
    change(book)
    return books.saved(book)


def read(data: bytes) -> Project:
    """The project, which must be there."""
    found = parsing.read(data, NAME)
    assert isinstance(found, Project), [str(each) for each in found.findings]
    return found


def refused(data: bytes, name: str = NAME) -> list[str]:
    """The codes of a refusal, which must be there."""
    found = parsing.read(data, name)
    assert isinstance(found, Rejected)
    return [each.code for each in found.findings]


def told(project: Project) -> dict[str, tuple[str, object, str]]:
    """What every cell says, without its place: text, value, state."""
    return {name: _said(entry) for name, entry in project.entries() if not entry.blank}


def _said(entry: Entry[object]) -> tuple[str, object, str]:
    return entry.text, entry.value, entry.state.name


def zipped(parts: Mapping[str, bytes | str]) -> bytes:
    """A zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name)  # without a clock
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    """The parts of a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def replaced(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The workbook with bytes of a part replaced, which must be there."""
    parts = unzipped(data)
    assert old in parts[part], part
    return zipped({**parts, part: parts[part].replace(old, new)})


def parts_of(
    rows: str,
    *,
    name: str = "表",
    formats: Sequence[int | str] = (),
    strings: Iterable[str] = (),
    behind: str = "",
    before: str = "",
    workbook: str = "",
) -> dict[str, bytes | str]:
    """The parts of a workbook of one sheet.

    Args:
        rows: XML inside sheetData.
        name: the sheet's name.
        formats: number formats of the styles 1, 2 …: an id or a code.
        strings: XML of the shared strings' `si`.
        behind: XML after sheetData.
        before: XML before sheetData.
        workbook: XML before the list of sheets.
    """
    codes = [each for each in formats if isinstance(each, str)]
    numbers = [164 + codes.index(each) if isinstance(each, str) else each for each in (0, *formats)]
    escaped = [code.replace("&", "&amp;").replace('"', "&quot;") for code in codes]
    return {
        "[Content_Types].xml": _types([("/xl/workbook.xml", _SHEET_MAIN)]),
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATION}">{workbook}'
        f'<sheets><sheet name="{name}" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(
            [
                ("worksheet", "worksheets/sheet1.xml"),
                ("styles", "styles.xml"),
                ("sharedStrings", "/xl/sharedStrings.xml"),
            ],
        ),
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><numFmts>'
        + "".join(
            f'<numFmt numFmtId="{164 + at}" formatCode="{code}"/>'
            for at, code in enumerate(escaped)
        )
        + '</numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs>'
        + "".join(f'<xf numFmtId="{number}"/>' for number in numbers)
        + "</cellXfs></styleSheet>",
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">'
        + "".join(f"<si>{each}</si>" for each in strings)
        + "</sst>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}">{before}'
        f"<sheetData>{rows}</sheetData>{behind}</worksheet>",
    }


_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def _types(parts: Sequence[tuple[str, str]], binary: str = "") -> str:
    """The content types of a package: of .rels, of .bin if there are any, of single parts."""
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="{rels}"/>'
        + (f'<Default Extension="bin" ContentType="{binary}"/>' if binary else "")
        + "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts)
        + "</Types>"
    )


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    """Relations r1, r2 …: the last word of the type, the target."""
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="r{number}" Type="{_RELATION}/{kind}" Target="{target}"/>'
            for number, (kind, target) in enumerate(targets, 1)
        )
        + "</Relationships>"
    )


def grid_of(data: bytes, name: str = NAME) -> Grid:
    """The grid of all sheets, which must be readable."""
    admitted = guard.admit(data, name)
    assert not isinstance(admitted, Rejected), [str(each) for each in admitted.findings]
    found = readers.read(admitted, name, lambda _: True)
    assert isinstance(found, Grid), [str(each) for each in found.findings]
    return found


def cells_of(rows: str, **more: object) -> dict[int, dict[int, Content]]:
    """The cells of a sheet written as XML (see `parts_of`)."""
    return grid_of(zipped(parts_of(rows, **more))).sheets[0].rows  # type: ignore[arg-type]


def strict(parts: Mapping[str, bytes | str]) -> bytes:
    """The same package in Strict Open XML."""
    made = {}
    for name, content in parts.items():
        text = content if isinstance(content, str) else content.decode()
        for old, new in STRICT.items():
            text = text.replace(old, new)
        made[name] = text
    return zipped(made)


def record(kind: int, body: bytes = b"") -> bytes:
    """A record of a binary workbook."""
    number = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = b""
    length = len(body)
    while length >= 128:
        size += bytes([length & 0x7F | 0x80])
        length >>= 7
    return number + size + bytes([length]) + body


def wide(text: str) -> bytes:
    """A string of a binary workbook."""
    return struct.pack("<I", len(text.encode("utf-16-le")) // 2) + text.encode("utf-16-le")


def xlsb(
    sheet: bytes,
    *,
    name: str = "表",
    strings: Sequence[str] = (),
    formats: Sequence[int | str] = (),
    hidden: bool = False,
    flags: int = 0,
) -> bytes:
    """A binary workbook of one sheet.

    Args:
        sheet: its records between BrtBeginSheetData and BrtEndSheetData.
        name: the sheet's name.
        strings: the shared strings.
        formats: number formats of the styles 1, 2 …: an id or a code.
        hidden: the sheet is hidden.
        flags: of BrtWbProp; 1 counts days from 1904.
    """
    codes = [each for each in formats if isinstance(each, str)]
    numbers = [164 + codes.index(each) if isinstance(each, str) else each for each in (0, *formats)]
    bundle = struct.pack("<II", int(hidden), 1) + wide("r1") + wide(name)
    book = (
        record(131)
        + record(153, struct.pack("<III", flags, 0, 0))
        + record(143)
        + record(156, bundle)
        + record(144)
        + record(157, bytes(26))
        + record(132)
    )
    styles = (
        record(278)
        + record(615, struct.pack("<I", len(codes)))
        + b"".join(
            record(44, struct.pack("<H", 164 + at) + wide(code)) for at, code in enumerate(codes)
        )
        + record(616)
        + record(617, struct.pack("<I", len(numbers)))
        + b"".join(record(47, struct.pack("<HH", 0, each) + bytes(12)) for each in numbers)
        + record(618)
        + record(279)
    )
    table = (
        record(159, struct.pack("<II", len(strings), len(strings)))
        + b"".join(record(19, b"\0" + wide(each)) for each in strings)
        + record(160)
    )
    excel = "application/vnd.ms-excel"
    return zipped(
        {
            "[Content_Types].xml": _types(
                [
                    ("/xl/workbook.bin", f"{excel}.sheet.binary.macroEnabled.main"),
                    ("/xl/sharedStrings.bin", f"{excel}.sharedStrings"),
                    ("/xl/styles.bin", f"{excel}.styles"),
                ],
                binary=f"{excel}.worksheet",
            ),
            "_rels/.rels": _relations([("officeDocument", "xl/workbook.bin")]),
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": _relations(
                [
                    ("worksheet", "worksheets/sheet1.bin"),
                    ("styles", "styles.bin"),
                    ("sharedStrings", "sharedStrings.bin"),
                ],
            ),
            "xl/worksheets/sheet1.bin": record(129)
            + record(148, struct.pack("<IIII", 0, 100, 0, 100))
            + record(145)
            + sheet
            + record(146)
            + record(130),
            "xl/styles.bin": styles,
            "xl/sharedStrings.bin": table,
        },
    )


def row(number: int, *, hidden: bool = False) -> bytes:
    """The start of a row (1-based) of a binary sheet."""
    flags = bytes([0, 0x10 if hidden else 0, 0])
    return record(0, struct.pack("<IIH", number - 1, 0, 300) + flags + struct.pack("<I", 0))


def binary_cell(kind: int, column: int, body: bytes, style: int = 0) -> bytes:
    """A cell (1-based column) of a binary sheet."""
    return record(kind, struct.pack("<II", column - 1, style) + body)


@contextmanager
def by_openpyxl() -> Iterator[None]:
    """Take no worksheet for ordinary, so that openpyxl reads all of them."""
    with (
        mock.patch.object(xlsx_quick, "read", return_value=False),
        mock.patch.object(xlsx_quick, "read_strings", return_value=None),
    ):
        yield
