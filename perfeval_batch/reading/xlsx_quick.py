"""Reads ordinary worksheets of .xlsx quickly: cells as Excel, WPS and LibreOffice write them.

A part is ordinary when it is well-formed XML in UTF-8 and every sign between its first and last row
belongs to a row or cell of a known form; whatever is not is left to `xlsx`, which reads it through
openpyxl. An ordinary part says the same as openpyxl says of it (tests/reading/test_xlsx_quick.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.parsers import expat

from perfeval_batch.reading import number_formats
from perfeval_batch.reading.addresses import column_number, spot
from perfeval_batch.reading.grid import LAST_COLUMN, LAST_ROW, UNCALCULATED, Broken, Content
from perfeval_batch.reading.number_formats import GENERAL, Format
from perfeval_batch.reading.sheet_builder import Draft

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_BEGINNING = re.compile(
    r'(?:<\?xml version="1\.0"(?: encoding="(?i:utf-8)")?(?: standalone="(?:yes|no)")? ?\?>)?'
    r'\s*<(?:worksheet|sst)(?: (?!xmlns=)[A-Za-z0-9:]+="[^"]*+")*+ '
    rf'xmlns="{re.escape(_MAIN)}"[^<>]*+>',
)
_PLACE = r'r="[A-Z]{1,3}[1-9][0-9]{0,6}"'
_HOW = r'(?: (?:s|t|cm|vm|ph)="[^"]*+")*+'
_ROW = (
    r'<row r="([0-9]{1,7})"(?:(?=[^<>]* ht=")|(?![^<>]* customHeight="[1t]))'
    r"(?: (?:spans|s|customFormat|customHeight|outlineLevel|collapsed|thickTop"
    r'|thickBot|ph|x14ac:dyDescent)="[^"]*+"'
    r'| ht="(?!0*(?:\.(?:[0-3][0-9]*)?)?")[^"]*+"| hidden="(?:0|false)")*+ ?'
)
_EMPTY = rf"(?:<c {_PLACE}{_HOW} ?(?:/>|></c>))*+"
_BETWEEN = rf"{_EMPTY}(?:</row>(?:{_ROW}/>)*+{_ROW}>{_EMPTY})*+"
_CELL = re.compile(
    rf'{_BETWEEN}(?:<c r="([A-Z]{{1,3}})([1-9][0-9]{{0,6}})"({_HOW})>'
    r"(<f(?: [^<>]*+)?(?:/>|>[^<]*+</f>))?"
    r'(?:<v>([^<]*+)</v>|<is><t(?: xml:space="preserve")?>([^<]*+)</t></is>)</c>|([\s\S]++))',
)
_END = '<row r="0">\n'
"""Put behind the rows, so that one row always follows another; and the end of a row before them."""
_STYLE = re.compile(r' s="([0-9]{1,5})"')
_TYPE = re.compile(r' t="([^"]*)"')
_MERGE = re.compile(r'<mergeCell ref="([A-Z]{1,3}[1-9][0-9]{0,6}):([A-Z]{1,3}[1-9][0-9]{0,6})" ?/>')
_HIDING = re.compile(
    r'<(?:col|sheetFormatPr) [^<>]*?(?:hidden="[1t]|zeroHeight="[1t]|[wW]idth="0[."])'
)
_TEXT = re.compile(r'<t(?: xml:space="preserve")?>([^<]*+)</t>')
_ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9a-fA-F]{1,6}));")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def read(data: bytes, draft: Draft, formats: Sequence[Format], strings: Sequence[str]) -> bool:
    """Read a worksheet part into its draft; False when it is not ordinary: the draft is void."""
    before, found, beyond = _ordinary_text(data).partition("<sheetData>")
    inside, ended, behind = beyond.partition("</sheetData>")
    around = before + behind
    if not (found and ended) or "<row" in around or "<sheetData" in around:
        return False
    merges = _MERGE.findall(behind)
    if _HIDING.search(before) or around.count("<mergeCell ") != len(merges):
        return False
    for first, last in merges:
        draft.merge(spot(first), spot(last))
    return _read_cells(inside, draft, formats, strings)


def read_strings(data: bytes) -> list[str] | None:
    """Read the shared strings, their runs joined; None when the part is not ordinary."""
    before, found, inside = _ordinary_text(data).partition("<si>")
    *items, behind = inside.split("</si>")
    usual = found and behind == "</sst>" and "<t" not in before and "<rPh" not in inside
    if not usual or not all(item.startswith("<si>") for item in items[1:]):
        return None
    texts = _TEXT.findall(inside)
    if len(texts) != inside.count("<t>") + inside.count("<t "):
        return None
    if len(texts) != len(items) or "<r>" in inside or "<t/>" in inside:
        texts = ["".join(_TEXT.findall(item)) for item in items]
    return [_plain(each) for each in texts] if "&" in inside else texts


def _ordinary_text(data: bytes) -> str:
    """The part, when it is well-formed and holds no comments and the like; else nothing."""
    if _BEGINNING.match(data[:4096].decode("utf-8", "replace")) is None:
        return ""
    odd: list[object] = []
    defaults: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.CommentHandler = parser.StartCdataSectionHandler = lambda *told: odd.append(told)
    parser.ProcessingInstructionHandler = parser.StartDoctypeDeclHandler = parser.CommentHandler
    parser.StartNamespaceDeclHandler = lambda prefix, _: None if prefix else defaults.append("")
    try:
        parser.Parse(data, True)  # noqa: FBT003  # the last piece
        text = data.decode()
    except (expat.ExpatError, ValueError):
        return ""
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    return "" if odd or len(defaults) > 1 or "\r" in text else text


def _read_cells(
    inside: str, draft: Draft, formats: Sequence[Format], strings: Sequence[str]
) -> bool:
    last = number = 0
    cells: dict[int, Content] = {}
    known: dict[str, tuple[str, Format]] = {}
    for found in _CELL.finditer(f"</row>{inside}{_END}"):
        begun, letters, digits, how, formula, raw, inline, rest = found.groups()[1:]
        if rest is not None:
            return bool(rest == "\n" and begun == "0")
        row, column = int(digits), column_number(letters)
        kind, form = known.get(how) or known.setdefault(how, _typed(how, formats))
        content = _content(kind, form, raw, inline, strings, draft)
        if formula:
            draft.formulas[row, column] = _plain(formula[formula.find(">") + 1 : -4])
            content = UNCALCULATED if kind == "n" and raw == "" else content
        if content is None or (type(content) is Broken and content is not UNCALCULATED):
            return False
        if begun is not None and number < int(begun) <= LAST_ROW:
            number, last, cells = int(begun), 0, draft.rows.setdefault(row, {})
        elif begun is not None:
            return False
        if row != number or not last < column <= LAST_COLUMN:
            return False
        last = column
        if content != "":
            cells[column] = content
    return False


def _typed(how: str, formats: Sequence[Format]) -> tuple[str, Format]:
    """A cell's type and number format."""
    kind, style = _TYPE.search(how), _STYLE.search(how)
    index = int(style[1]) if style else 0
    return kind[1] if kind else "n", formats[index] if index < len(formats) else GENERAL


def _content(
    kind: str,
    form: Format,
    raw: str | None,
    inline: str | None,
    strings: Sequence[str],
    draft: Draft,
) -> Content | None:
    """What a cell holds, an empty text for nothing; None when it is not ordinary."""
    if kind == "s" and raw and raw.isdigit() and raw.isascii() and len(raw) < _MOST_DIGITS:
        text = strings[int(raw)] if int(raw) < len(strings) else None
        return text if text is None or form is GENERAL else number_formats.text(text, form)
    if kind == "n" and raw:
        content = number_formats.content(raw.strip(), form, since_1904=draft.since_1904)
        return "" if content is None else content
    if kind == "str" and raw is not None:
        return number_formats.text(_plain(raw), form)
    if kind == "inlineStr" and inline is not None:
        return number_formats.text(_plain(inline), form)
    return raw == "1" if kind == "b" and raw in ("0", "1") else None


_MOST_DIGITS = 9


def _plain(text: str) -> str:
    """The text with its references resolved, which the parser found to be right."""
    return _ENTITY.sub(_resolved, text) if "&" in text else text


def _resolved(found: re.Match[str]) -> str:
    name, decimal, hexadecimal = found.groups()
    return _ENTITIES[name] if name else chr(int(decimal) if decimal else int(hexadecimal, 16))
