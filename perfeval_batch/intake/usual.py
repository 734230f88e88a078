"""Sheets and strings as the usual programs write them, read without building a tree.

Excel, WPS, LibreOffice, XlsxWriter and openpyxl all write cells in one of very few forms. A
pattern that knows these forms reads a sheet several times faster than any XML parser followed by
Python. It guesses nothing: every character is either part of a known form, or the whole part is
left to `worksheet` and `markup`, which give the same answer more slowly. What stands around the
cells is still read by the XML parser; of rows and formulas only the attributes that they can have
are known here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from xml.etree.ElementTree import Element, ParseError, XMLParser

LARGEST = 1_000_000
"""Bytes; a larger part is read piece by piece by `markup`, so that memory stays bounded."""

_DECLARED = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml[^<>]*?\?>)?\s*<(?![?!])")
_ENCODING = re.compile(rb"encoding\s*=\s*[\"'](?!utf-8[\"'])", re.IGNORECASE)

_TEXT = "[^<&]*+"
_ESCAPED = rf"{_TEXT}(?:&(?:amp|lt|gt|quot|apos|#[0-9]{{1,7}}|#x[0-9a-fA-F]{{1,6}});{_TEXT})*+"
_ATTRIBUTES = r'(?: [A-Za-z0-9:]{1,40}="[^"<>&]*+")*+'
_PLACE = r"[A-Z]{1,3}[1-9][0-9]{0,6}"
_STYLE = r'(?: s="([0-9]{1,6})")?'
_EMPTY = rf'(?:<c r="{_PLACE}"(?: s="[0-9]{{1,6}}")?+(?: t="[a-zA-Z]{{1,9}}")?+(?:/>|></c>))*+'
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
_REFERENCE = re.compile(r"&(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});")
_ENTITY = re.compile(r"&[^;]*;")
_FIVE = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'"}


Written = tuple[str, str, str, str, str, str, str, str, str, str]
"""A cell as it is written: its place; the index of its style, empty for 0; its type, empty for a
number; its formula; whether it has a value; the value; whether it has an empty one in a single
tag; the text of an inline string; whether the row ends behind it; what is no cell at all. Texts
are still escaped; what is not there is empty."""


@dataclass(frozen=True, slots=True)
class Around:
    """What a worksheet part says beside its cells.

    Attributes:
        merges: the addresses of the merged areas.
        hidden_columns: first and last of each hidden stretch, as written.
        further: the prefix of Excel's own additions is declared.
    """

    merges: tuple[str, ...]
    hidden_columns: tuple[tuple[str, str], ...]
    further: bool


@dataclass(frozen=True, slots=True)
class Cells:
    """A worksheet part in usual forms.

    Attributes:
        cells: those that hold something.
        characters: what each reference in their texts stands for.
        around: what the part says beside.
    """

    cells: Sequence[Written]
    characters: Mapping[str, str]
    around: Around


def plain(text: str, characters: Mapping[str, str]) -> str:
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
    around = _around(b"".join((before, b"<sheetData/>", behind)))
    if around is None or not _forms_are_usual(body, around):
        return None
    return Cells(listed, characters, around)


_CONTROLS = bytes({*range(0x20)} - {0x9, 0xA})
"""What XML cannot hold; and carriage returns, which the parser turns into line feeds."""


def _text(data: bytes, inside: bytes) -> str | None:
    """What stands inside, when the part is one in which tags can be told by their first bytes."""
    declared = _DECLARED.match(data)
    if declared is None or len(data) > LARGEST or _ENCODING.search(declared[0]):
        return None
    if _holds(data, b"<!") or _holds(data, b"<?", declared.end()) or _holds(inside, b"]]>"):
        return None
    if len(inside.translate(None, _CONTROLS)) != len(inside):
        return None
    try:
        body = inside.decode()
    except UnicodeDecodeError:
        return None
    return None if "\ufffe" in body or "\uffff" in body else body


def _holds(data: bytes, mark: bytes, start: int = 0) -> bool:
    """The mark stands there; its second sign alone is rare and found much faster."""
    return data.find(mark[1:2], start) >= 0 and data.find(mark, start) >= 0


def _characters(body: str) -> dict[str, str] | None:
    """What the references stand for; None when one stands for what XML cannot hold."""
    listed = _REFERENCE.findall(body) if "&" in body else []
    if len(listed) != body.count("&"):
        return None
    found = dict(_FIVE)
    for each in set(listed) - _FIVE.keys():
        code = int(each[3:-1], 16) if each[2] == "x" else int(each[2:-1])
        if not _is_character(code):
            return None
        found[each] = chr(code)
    return found


_LAST_CHARACTER = 0x10FFFF


def _is_character(code: int) -> bool:
    """XML 1.0 can hold it (production 2)."""
    if code < 0x20:  # noqa: PLR2004  # the first printable character
        return code in (0x9, 0xA, 0xD)
    return code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= _LAST_CHARACTER  # noqa: PLR2004


_ROW_NAMES = frozenset(
    (
        "spans",
        "s",
        "customFormat",
        "ht",
        "hidden",
        "customHeight",
        "outlineLevel",
        "collapsed",
        "thickTop",
        "thickBot",
        "ph",
    ),
)
_FORMULA_NAMES = frozenset(
    ("t", "ref", "si", "aca", "ca", "bx", "dt2D", "dtr", "r1", "r2", "del1", "del2", "xml:space"),
)
_ANY_NAME = re.compile(r' ([A-Za-z0-9:]+)="')
_FURTHER = "x14ac:dyDescent"
"""Excel's own addition to a row; its prefix has to be declared."""


def _forms_are_usual(body: str, around: Around) -> bool:
    """No row or formula has an attribute twice or one that is not known; no row is hidden."""
    pieces = body.split('<row r="')
    rows = {piece[piece.index('"') + 1 : piece.index(">")] for piece in pieces[1:]}
    formulas = {piece[: piece.index(">")] for piece in body.split("<f ")[1:]}
    return all(_is_usual_row(each, further=around.further) for each in rows) and all(
        _are_usual(f" {each}", _FORMULA_NAMES) for each in formulas
    )


@lru_cache(maxsize=1024)
def _is_usual_row(form: str, *, further: bool) -> bool:
    shown = ' hidden="' not in form or ' hidden="0"' in form or ' hidden="false"' in form
    return shown and _are_usual(form, _ROW_NAMES | {_FURTHER} if further else _ROW_NAMES)


def _are_usual(form: str, known: frozenset[str]) -> bool:
    names = _ANY_NAME.findall(form)
    return len(set(names)) == len(names) and known.issuperset(names)


def _around(data: bytes) -> Around | None:
    return _judged(data) if len(data) < _SHORT else _judge(data)


_SHORT = 65_536


@lru_cache(maxsize=32)
def _judged(data: bytes) -> Around | None:
    """The same for workbooks that come from one blank workbook, which differ in cells only."""
    return _judge(data)


def _judge(data: bytes) -> Around | None:
    """What stands around the cells; None when the cells are not the root's own."""
    root = _root(data)
    space = "" if root is None else root.tag[: root.tag.rfind("}") + 1]
    if root is None or not space or next(root.iter(f"{space}row"), None) is not None:
        return None
    if len(root.findall(f"{space}sheetData")) != 1:
        return None
    return Around(
        tuple(each.get("ref", "") for each in root.iter(f"{space}mergeCell")),
        tuple(
            (each.get("min", ""), each.get("max", ""))
            for each in root.iter(f"{space}col")
            if each.get("hidden") in ("1", "true")
        ),
        further=_declares(data),
    )


_DECLARATION = re.compile(rb'<worksheet(?: [A-Za-z0-9:]{1,40}="[^"<>&]*+")*? xmlns:x14ac="')


def _declares(data: bytes) -> bool:
    return _DECLARATION.search(data) is not None


def _root(data: bytes) -> Element | None:
    parser = XMLParser()  # noqa: S314  # the guard has refused document types and entities
    try:
        parser.feed(data)
        return parser.close()
    except (ParseError, ValueError, LookupError):
        return None


_PHONETIC = re.compile(rf"</t>(<phoneticPr{_ATTRIBUTES}/>)")


def strings(data: bytes) -> list[str] | None:
    """The shared strings in their order; None when anything among them is not of a usual form."""
    first, last = data.find(b"<si>"), data.rfind(b"</si>")
    body = _text(data, data[first:last]) if 0 <= first < last else None
    if body is None:
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
    return _PHONETIC.sub("</t>", body), "".join(forms)


def _resolved(found: list[str], body: str) -> list[str] | None:
    if "&" not in body:
        return found
    characters = _characters(body)
    if characters is None:
        return None
    return [plain(each, characters) for each in found]
