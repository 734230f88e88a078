"""Sheets and strings as the usual programs write them, read without building a tree.

Excel, WPS, LibreOffice, XlsxWriter and openpyxl all write cells in one of very few forms. A
pattern that knows these forms reads a sheet several times faster than any XML parser followed by
Python. It guesses nothing: every character is either part of a known form, or the whole part is
left to `worksheet` and `markup`, which give the same answer more slowly. What stands around the
cells and every distinct set of attributes is still judged by the XML parser.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError, XMLParser

LARGEST = 1_000_000
"""Bytes; a larger part is read piece by piece by `markup`, so that memory stays bounded."""

_DECLARED = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml[^<>]*?\?>)?\s*<(?![?!])")
_ENCODING = re.compile(rb"encoding\s*=\s*[\"'](?!utf-8[\"'])", re.IGNORECASE)

_TEXT = "[^<&\\x00-\\x08\\x0b-\\x1f\ufffe\uffff]*+"
_ESCAPED = rf"{_TEXT}(?:&(?:amp|lt|gt|quot|apos|#[0-9]{{1,7}}|#x[0-9a-fA-F]{{1,6}});{_TEXT})*+"
_ATTRIBUTES = r'(?: [A-Za-z0-9:]{1,40}="[^"<>&\x00-\x1f\ufffe\uffff]*+")*+'
_PLACE = r"[A-Z]{1,3}[1-9][0-9]{0,6}"
_STYLE = r'(?: s="([0-9]{1,6})")?'
_EMPTY = rf'(?:<c r="{_PLACE}"(?: s="[0-9]{{1,6}}")?+(?: t="n")?+(?:/>|></c>))*+'
_ROW = rf'<row r="[0-9]{{1,7}}"{_ATTRIBUTES}'
_EMPTY_ROWS = rf"(?:{_ROW}(?:/>|>{_EMPTY}</row>))*+"
_TO_NEXT = rf"{_EMPTY_ROWS}(?:{_ROW}>{_EMPTY}(?=<c )|\Z)"

_START = re.compile(_TO_NEXT)
_CELL = re.compile(
    rf'<c r="({_PLACE})"{_STYLE}(?: t="([a-zA-Z]{{1,9}})")?>'
    rf"(?:(<f{_ATTRIBUTES}(?:/>|>{_ESCAPED}</f>))?(?:(<v>)({_ESCAPED})</v>|(<v ?/>))?"
    rf'|<is><t(?: xml:space="preserve")?>({_ESCAPED})</t></is>)</c>'
    rf"{_EMPTY}(?:(</row>){_TO_NEXT})?"
    r"|([\s\S]++)",
)
_ROW_FORMS = re.compile(rf'<row r="[0-9]{{1,7}}"({_ATTRIBUTES})')
_FORMULA_FORMS = re.compile(rf"<f({_ATTRIBUTES})")
_REFERENCES = re.compile(r"&#(?:([0-9]{1,7})|x([0-9a-fA-F]{1,6}));")
_ENTITY = re.compile(r"&[^;]*;")
_FIVE = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'"}


class Cell(NamedTuple):
    """A cell that holds something, as it is written.

    Attributes:
        place: `J9`.
        style: the index of its style; empty for 0.
        kind: its type; empty for a number.
        formula: not empty when it has one.
        opened: not empty when it has a value, be it empty.
        value: the value, still escaped.
        closed: not empty when it has an empty value in one tag.
        inline: the text of an inline string, still escaped.
        end: not empty when the row ends behind it.
        other: not empty when this is no cell at all.
    """

    place: str
    style: str
    kind: str
    formula: str
    opened: str
    value: str
    closed: str
    inline: str
    end: str
    other: str


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a sheet and what else its part says.

    Attributes:
        cells: as `Cell`, plain tuples for speed.
        escaped: a value may hold a reference that `characters` resolves.
        characters: what each reference stands for.
        others: the elements `mergeCell` and `col`.
    """

    cells: Sequence[tuple[str, str, str, str, str, str, str, str, str, str]]
    escaped: bool
    characters: dict[str, str]
    others: Sequence[Element]


def plain(text: str, characters: dict[str, str]) -> str:
    """The text with its references resolved."""
    return _ENTITY.sub(lambda found: characters[found[0]], text) if "&" in text else text


def cells(data: bytes) -> Cells | None:
    """The cells of a worksheet part; None when anything in it is not of a usual form."""
    before, found, rest = data.partition(b"<sheetData>")
    inside, ended, behind = rest.partition(b"</sheetData>")
    body = _text(data, inside) if found and ended else None
    if body is None:
        return None
    start = _START.match(body)
    characters = _characters(body)
    if start is None or characters is None:
        return None
    listed = _CELL.findall(body, start.end())
    if listed and (listed[-1][9] or not listed[-1][8]):
        return None
    forms = _forms(body)
    root = _root(b"".join((before, found, forms.encode(), ended, behind)))
    if root is None or not _as_usual(root, forms.count("<row ")):
        return None
    space = root.tag[: root.tag.rfind("}") + 1]
    others = [*root.iter(f"{space}mergeCell"), *root.iter(f"{space}col")]
    return Cells(listed, "&" in body, characters, others)


def _text(data: bytes, inside: bytes) -> str | None:
    """What stands inside, when the part is one in which tags can be told by their first bytes."""
    declared = _DECLARED.match(data)
    if declared is None or len(data) > LARGEST or _ENCODING.search(declared[0]):
        return None
    if b"<!" in data or data.find(b"<?", declared.end() - 1) >= 0 or b"]]>" in inside:
        return None
    try:
        return inside.decode()
    except UnicodeDecodeError:
        return None


def _characters(body: str) -> dict[str, str] | None:
    """What the references stand for; None when one stands for what XML cannot hold."""
    if "&#" not in body:
        return _FIVE
    found = dict(_FIVE)
    for each in set(_REFERENCES.finditer(body)):
        code = int(each[1]) if each[1] else int(each[2], 16)
        if not _is_character(code):
            return None
        found[each[0]] = chr(code)
    return found


_LAST_CHARACTER = 0x10FFFF


def _is_character(code: int) -> bool:
    """XML 1.0 can hold it (production 2)."""
    if code < 0x20:  # noqa: PLR2004  # the first printable character
        return code in (0x9, 0xA, 0xD)
    return code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= _LAST_CHARACTER  # noqa: PLR2004


def _forms(body: str) -> str:
    """One row of each form and one formula of each form, for the XML parser to judge."""
    rows = dict.fromkeys(_ROW_FORMS.findall(body))
    formulas = dict.fromkeys(_FORMULA_FORMS.findall(body)) if "<f " in body else ()
    inside = "".join(f"<f{each}/>" for each in formulas)
    return "".join(f'<row r="1"{each}/>' for each in rows) + f"<row >{inside}</row>"


def _root(data: bytes) -> Element | None:
    parser = XMLParser()  # noqa: S314  # the guard has refused document types and entities
    try:
        parser.feed(data)
        return parser.close()
    except (ParseError, ValueError, LookupError):
        return None


def _as_usual(root: Element, rows: int) -> bool:
    """All rows belong to the sheet's own cells, and none is hidden."""
    space = root.tag[: root.tag.rfind("}") + 1]
    found = root.findall(f"{space}sheetData/{space}row")
    if not space or len(found) != rows or len(list(root.iter(f"{space}row"))) != rows:
        return False
    return all(each.get("hidden", "0") in {"0", "false"} for each in found)


_PHONETIC = re.compile(rf"<phoneticPr{_ATTRIBUTES}/>")
_NO_TEXT = re.compile("[\\x00-\\x08\\x0b-\\x1f\ufffe\uffff]")


def strings(data: bytes) -> list[str] | None:
    """The shared strings in their order; None when anything among them is not of a usual form."""
    first, last = data.find(b"<si>"), data.rfind(b"</si>")
    body = _text(data, data[first:last]) if 0 <= first < last else None
    if body is None or _NO_TEXT.search(body):
        return None
    body, forms = _without_phonetics(body)
    simple = body.replace('<t xml:space="preserve">', "<t>").replace("<t/>", "<t></t>")
    found = simple[len("<si><t>") : -len("</t>")].split("</t></si><si><t>")
    usual = simple.startswith("<si><t>") and simple.endswith("</t>")
    if not usual or simple.count("<") != 4 * len(found) - 1:
        return None
    around = f"<si>{forms}</si>".encode()
    root = _root(data[:first] + around + data[last + len(b"</si>") :])
    if root is None or not root.tag.startswith("{") or len(root) < 1:
        return None
    space = root.tag[: root.tag.rfind("}") + 1]
    if root[0].tag != f"{space}si" or len(list(root.iter(f"{space}si"))) != 1:
        return None
    return _resolved(found, simple)


def _without_phonetics(body: str) -> tuple[str, str]:
    """The strings without how they are read aloud, which Excel notes down; and these notes."""
    if "<phoneticPr" not in body:
        return body, ""
    forms = dict.fromkeys(_PHONETIC.findall(body))
    return _PHONETIC.sub("", body), "".join(forms)


def _resolved(found: list[str], body: str) -> list[str] | None:
    if "&" not in body:
        return found
    characters = _characters(body)
    if characters is None:
        return None
    try:
        return [plain(each, characters) for each in found]
    except KeyError:
        return None
