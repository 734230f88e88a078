"""The parts of an .xlsx or .xlsm → Grid.

Our own reader, for one reason: whoever reads the values must be the one who sees which cells are
errors, formulas without a stored value, percentages, Chinese dates (format 31) or covered by a
merge. Two readers of one file can disagree, and then a wrong number is silent. Guard, cells and
project together cost about one and a half times what calamine takes for the cells alone
(tests/bench/reading.py), and far-away cells cost nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from xml.etree.ElementTree import Element

from perfeval_batch.reading import number_formats, opc, xlsx_sheet, xlsx_usual, xml_events
from perfeval_batch.reading.cell_meaning import TRUE, Meanings, unescaped, whole
from perfeval_batch.reading.grid import Grid, Wanted
from perfeval_batch.reading.number_formats import Format
from perfeval_batch.reading.refusals import UNREADABLE, RefusedError
from perfeval_batch.reading.sheet_builder import LONGEST_TEXT


def read(parts: Mapping[str, bytes], wanted: Wanted) -> Grid:
    """Read the sheets whose names are wanted.

    Args:
        parts: the package's XML parts by lower-case name, already admitted by the guard.
        wanted: tells by its name whether a sheet is to be read.

    Raises:
        RefusedError: the package is no workbook, is damaged, or is beyond the limits.
    """
    book = _book(parts)
    meanings = _meanings(parts.get(book.styles, b""), since_1904=book.since_1904)
    strings = _strings(parts.get(book.strings, b""))
    drafts = []
    others = []
    for each in book.sheets:
        if not wanted(each.name):
            others.append(each.name)
            continue
        if each.part not in parts:
            raise RefusedError(UNREADABLE, f"文件内部缺少工作表“{each.name}”的内容")
        reader = xlsx_sheet.Reader(each.name, meanings, strings)
        drafts.append((reader.read(parts[each.part]), each.hidden))
    asked = frozenset[int]().union(*(draft.asked for draft, _ in drafts))
    texts = _shared_strings(parts.get(book.strings, b""), asked)
    sheets = tuple(draft.finish(texts, hidden=hidden) for draft, hidden in drafts)
    return Grid(sheets, tuple(others))


_SHORT = 65_536
"""Bytes of parts that are worth remembering."""


@dataclass(frozen=True, slots=True)
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


def _book(parts: Mapping[str, bytes]) -> _Book:
    """Find the workbook's parts by the package's relations, as every reader must."""
    main = opc.main(parts)
    related = opc.related(parts, main)
    made = _known_book if len(parts[main]) + len(related) < _SHORT else _made_book
    return made(parts[main], main, related)


@lru_cache(maxsize=32)
def _known_book(data: bytes, main: str, related: bytes) -> _Book:
    """The same for workbooks that come from one blank workbook: they differ in cells only."""
    return _made_book(data, main, related)


def _made_book(data: bytes, main: str, related: bytes) -> _Book:
    relations = opc.read(related, main)
    sheets: list[_Listed] = []
    since_1904 = False
    for element in xml_events.elements(data, main, "workbookPr", "sheet"):
        if xml_events.local(element) == "sheet":
            sheets.append(_listed(element, relations))
        else:
            since_1904 = element.get("date1904") in TRUE
    by_kind = dict(relations.values())
    strings, styles = by_kind.get("sharedStrings", ""), by_kind.get("styles", "")
    return _Book(tuple(sheets), strings, styles, since_1904)


def _listed(sheet: Element, related: Mapping[str, tuple[str, str]]) -> _Listed:
    relation = next((value for key, value in sheet.items() if key.endswith("}id")), "")
    kind, target = related.get(relation, ("", ""))
    hidden = sheet.get("state", "visible") != "visible"
    return _Listed(sheet.get("name", ""), target if kind == "worksheet" else "", hidden)


def _meanings(styles: bytes, *, since_1904: bool) -> Meanings:
    """What cells mean, by the part that lists the styles."""
    made = _known_meanings if len(styles) < _SHORT else _made_meanings
    return made(styles, since_1904=since_1904)


@lru_cache(maxsize=32)
def _known_meanings(styles: bytes, *, since_1904: bool) -> Meanings:
    """The same for workbooks that come from one blank workbook: they differ in cells only."""
    return _made_meanings(styles, since_1904=since_1904)


def _made_meanings(styles: bytes, *, since_1904: bool) -> Meanings:
    return Meanings(MappingProxyType(_read_styles(styles)), since_1904=since_1904)


def _read_styles(data: bytes) -> dict[str, Format]:
    """The number format of each cell style (cellXfs), by its index as cells write it."""
    codes: dict[str, str] = {}
    for element in xml_events.elements(data, "styles.xml", "numFmt", "cellXfs"):
        if xml_events.local(element) == "cellXfs":
            return {
                str(index): _format(xf.get("numFmtId", "0"), codes)
                for index, xf in enumerate(element)
            }
        codes[element.get("numFmtId", "")] = element.get("formatCode", "")
    return {}


def _format(number: str, codes: Mapping[str, str]) -> Format:
    if number in codes:
        return number_formats.of(codes[number])
    return number_formats.BUILT_IN.get(whole(number), number_formats.GENERAL)


def _strings(data: bytes) -> Sequence[str | None] | None:
    """All shared strings, None for an empty one; None when they are damaged, too many or too long.

    Then each sheet is read by the parser, which asks for those that it needs.
    """
    found = xlsx_usual.strings(data) if data else []
    if found is None:
        found = _parsed_strings(data)
    elif b"_x" in data or b"&#" in data:
        found = [unescaped(each) for each in found]
    if found is None or (
        len(data) > LONGEST_TEXT and max(map(len, found), default=0) > LONGEST_TEXT
    ):
        return None
    return [each or None for each in found] if "" in found else found


def _parsed_strings(data: bytes) -> list[str] | None:
    """The same for strings in several fonts, which LibreOffice writes and people paste."""
    if len(data) > xlsx_usual.LARGEST:
        return None
    try:
        listed = xml_events.elements(data, "sharedStrings.xml", "si")
        return [xlsx_sheet.string(element) for element in listed]
    except RefusedError:
        return None


def _shared_strings(data: bytes, asked: Collection[int]) -> dict[int, str]:
    """The shared strings that the sheets ask for; the others are passed over."""
    texts: dict[int, str] = {}
    if asked:
        for index, element in enumerate(xml_events.elements(data, "sharedStrings.xml", "si")):
            if index in asked:
                texts[index] = xlsx_sheet.string(element)
            element.clear()
    return texts
