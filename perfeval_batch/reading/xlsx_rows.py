"""A row as the usual programs write it → its cells; None when anything in it is not of that form.

A pattern that knows the few forms of cells reads them several times faster than an XML parser
followed by Python. It guesses nothing: every character is part of a known form, or the row is
none of ours. Most rows are alike in all workbooks that come from one blank workbook: headings,
rows that are not filled in. What such a row says is remembered.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from perfeval_batch.reading import number_formats
from perfeval_batch.reading.cell_meaning import Meanings, spot, unescaped, whole
from perfeval_batch.reading.grid import LAST_COLUMN, LAST_ROW, Content, Spot
from perfeval_batch.reading.number_formats import GENERAL, Format
from perfeval_batch.reading.sheet_builder import LONGEST_TEXT, NO_STRING
from perfeval_batch.values import Value

_TEXT = "[^<&]*+"
_ESCAPED = rf"{_TEXT}(?:&(?:amp|lt|gt|quot|apos|#[0-9]{{1,7}}|#x[0-9a-fA-F]{{1,6}});{_TEXT})*+"
ATTRIBUTES = r'(?: [A-Za-z0-9:]{1,40}="[^"<>&]*+")*+'
"""Of a tag in which no sign is escaped."""
_PLACE = r"[A-Z]{1,3}[1-9][0-9]{0,6}"
_EMPTY = rf'(?:<c r="{_PLACE}"(?: s="[0-9]{{1,6}}")?+(?: t="[a-zA-Z]{{1,9}}")?+(?:/>|></c>))*+'
_ROW = rf'<row r="[0-9]{{1,7}}"{ATTRIBUTES}'
_ROWS = rf"(?:{_ROW}/>)*+"

_AFTER_ALL = re.compile(_ROWS)
_START = re.compile(rf"{_ROWS}{_ROW}>{_EMPTY}")
_CELL = re.compile(
    rf'<c r="({_PLACE})"(?: s="([0-9]{{1,6}})")?(?: t="([a-zA-Z]{{1,9}})")?>'
    rf"(?:(<f{ATTRIBUTES}(?:/>|>{_ESCAPED}</f>))?(?:(<v>)({_ESCAPED})</v>|(<v ?/>))?"
    rf'|<is><t(?: xml:space="preserve")?>({_ESCAPED})</t></is>)</c>{_EMPTY}'
    r"|([\s\S]++)",
)
_VALUE = re.compile(rf"<v>({_TEXT})</v>")
_NO_VALUE = "<v></v>"
_MOST_DIGITS = 9

_Written = tuple[str, str, str, str, str, str, str, str, str]
"""A cell as it is written: its place; the index of its style, empty for 0; its type, empty for a
number; its formula; whether it has a value; the value; whether it has an empty one in a single
tag; the text of an inline string; what is no cell at all. Texts are still escaped; what is not
there is empty."""
_Held = tuple[int, Content | int]
"""A cell's column, and its content or the index of its shared string."""


class Row(Value, frozen=True):
    """A row, or nothing but rows without cells.

    Attributes:
        number: of the row; 0 when none of its cells holds anything.
        cells: column and content; a plain int is the index of a shared string.
        highest: the highest such index, or −1.
        further: a row has Excel's own addition, whose prefix has to be declared.
    """

    number: int
    cells: tuple[_Held, ...]
    highest: int
    further: bool


def read(piece: bytes, meanings: Meanings) -> Row | None:
    """Read all that stands up to the end tag of a row: the row, and rows of one tag before it."""
    return _known(piece, meanings) if len(piece) < _SHORT else _read(piece, meanings)


_SHORT = 2048


@lru_cache(maxsize=2048)
def _known(piece: bytes, meanings: Meanings) -> Row | None:
    """The same for a row that other workbooks may have, too."""
    return _read(piece, meanings)


def rest(piece: bytes) -> Row | None:
    """Read what stands behind the last end tag: rows of one tag."""
    body = text(piece) if piece else ""
    if body is None or not _AFTER_ALL.fullmatch(body) or not _forms_are_usual(body):
        return None
    return Row(0, (), -1, _FURTHER in body)


def _read(piece: bytes, meanings: Meanings) -> Row | None:
    body = text(piece)
    if body is None:
        return None
    parts = _VALUE.split(body) if len(body) < _SHORT else [body]
    shape = _shape(_NO_VALUE.join(parts[::2]), meanings) if len(parts) > 1 else None
    filled = _filled(shape, parts[1::2], meanings) if shape else None
    return filled or _any(body, meanings)


class _Shape(Value, frozen=True):
    """A row without its values, each of which has a cell of its own.

    Attributes:
        number: of the row.
        columns: of the values.
        forms: of the values: None for the index of a shared string.
        further: as for a row.
    """

    number: int
    columns: tuple[int, ...]
    forms: tuple[Format | None, ...]
    further: bool


@lru_cache(maxsize=1024)
def _shape(body: str, meanings: Meanings) -> _Shape | None:
    """The shape of a row whose values were taken out; it is alike in many workbooks.

    None where not every value is a number or the index of a shared string.
    """
    start = _START.match(body)
    listed = _CELL.findall(body, start.end()) if start else []
    kinds = {cell[2] for cell in listed}
    simple = all(cell[4] and not cell[5] and not cell[8] for cell in listed)
    if not listed or not simple or not kinds <= {"", "n", "s"} or not _forms_are_usual(body):
        return None
    places = [spot(cell[0]) for cell in listed]
    columns = tuple(column for _, column in places)
    if not _are_one_row(places) or references(body) is None:
        return None
    forms = [None if kind == "s" else meanings.form(style or "0") for _, style, kind, *_ in listed]
    return _Shape(places[0][0], columns, tuple(forms), _FURTHER in body)


def _filled(shape: _Shape, values: Sequence[str], meanings: Meanings) -> Row | None:
    """The row with these values; None where one has to be looked at more closely."""
    cells: list[_Held] = []
    highest = -1
    for column, form, value in zip(shape.columns, shape.forms, values, strict=True):
        if form is not None:
            if not value:
                return None
            plain = form is GENERAL
            number = number_formats.number(value.strip()) if plain else meanings.number(value, form)
            cells.append((column, number))
        elif value.isdigit() and value.isascii() and len(value) <= _MOST_DIGITS:
            index = int(value)
            cells.append((column, index))
            if index > highest:  # noqa: PLR1730  # a call of max costs more
                highest = index
        else:
            return None
    return Row(shape.number, tuple(cells), highest, shape.further)


def _any(body: str, meanings: Meanings) -> Row | None:
    """A row of any usual form."""
    start = _START.match(body)
    listed = _CELL.findall(body, start.end()) if start else []
    characters = references(body)
    if start is None or (listed and listed[-1][8]) or characters is None:
        return None
    meant = [(spot(cell[0]), _meant(cell, characters, meanings)) for cell in listed]
    places = [place for place, each in meant if each is not None]
    contents = [each for _, each in meant if each is not None]
    if not _are_one_row(places) or not _forms_are_usual(body):
        return None
    if any(isinstance(each, str) and len(each) > LONGEST_TEXT for each in contents):
        return None
    cells = [(at[1], each) for at, each in zip(places, contents, strict=True) if each != ""]
    highest = max((each for _, each in cells if type(each) is int), default=-1)
    return Row(places[0][0] if cells else 0, tuple(cells), highest, _FURTHER in body)


def _are_one_row(places: Sequence[Spot]) -> bool:
    """They are of one row, each there once, and all within bounds."""
    rows = {row for row, _ in places}
    columns = {column for _, column in places}
    if len(rows) > 1 or len(columns) < len(places):
        return False
    return max(rows, default=0) <= LAST_ROW and max(columns, default=0) <= LAST_COLUMN


def _meant(
    cell: _Written,
    characters: Mapping[str, str],
    meanings: Meanings,
) -> Content | int | None:
    """What a cell of a usual form holds, or the index of the shared string that it holds."""
    _, style, kind, formula, opened, raw, closed, inline, _ = cell
    if kind == "s" and raw:
        index = whole(plain(raw, characters))
        return index if index >= 0 else NO_STRING
    if inline:
        return unescaped(plain(inline, characters)) if kind == "inlineStr" else None
    stated = plain(raw, characters) if opened or closed else None
    return meanings.of(kind or "n", style or "0", stated, formula=bool(formula))


_CONTROLS = bytes({*range(0x20)} - {0x9, 0xA})
"""What XML cannot hold; and carriage returns, which the parser turns into line feeds."""


def text(data: bytes) -> str | None:
    """What stands there; None where the XML parser would refuse it or read something else."""
    if b"]" in data and b"]]>" in data:
        return None
    if len(data.translate(None, _CONTROLS)) != len(data):
        return None
    try:
        body = data.decode()
    except UnicodeDecodeError:
        return None
    return None if "\ufffe" in body or "\uffff" in body else body


_REFERENCE = re.compile(r"&(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});")
_ENTITY = re.compile(r"&[^;]*;")
_FIVE = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'"}


def plain(text: str, characters: Mapping[str, str]) -> str:
    """The text with its references resolved."""
    return _ENTITY.sub(lambda found: characters[found[0]], text) if "&" in text else text


def references(body: str) -> Mapping[str, str] | None:
    """What the references stand for; None when one stands for what XML cannot hold."""
    if "&" not in body:
        return _FIVE
    listed = _REFERENCE.findall(body)
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
        "x14ac:dyDescent",
    ),
)
_FORMULA_NAMES = frozenset(
    ("t", "ref", "si", "aca", "ca", "bx", "dt2D", "dtr", "r1", "r2", "del1", "del2", "xml:space"),
)
_ANY_NAME = re.compile(r' ([A-Za-z0-9:]+)="')
_FURTHER = "x14ac:dyDescent"
"""Excel's own addition to a row; its prefix has to be declared."""


def _forms_are_usual(body: str) -> bool:
    """No row or formula has an attribute twice or one that is not known; no row is hidden."""
    pieces = body.split('<row r="')
    rows = {piece[piece.index('"') + 1 : piece.index(">")] for piece in pieces[1:]}
    formulas = {piece[: piece.index(">")] for piece in body.split("<f ")[1:]}
    return all(map(_is_usual_row, rows)) and all(
        _are_usual(f" {each}", _FORMULA_NAMES) for each in formulas
    )


def _is_usual_row(form: str) -> bool:
    shown = ' hidden="' not in form or ' hidden="0"' in form or ' hidden="false"' in form
    return shown and _are_usual(form, _ROW_NAMES)


def _are_usual(form: str, known: frozenset[str]) -> bool:
    names = _ANY_NAME.findall(form)
    return len(set(names)) == len(names) and known.issuperset(names)
