"""Sheets and strings as the usual programs write them, read without building a tree.

Excel, WPS, LibreOffice, XlsxWriter and openpyxl all write rows in one of very few forms, which
`rows` knows. Whatever is of no such form leaves the whole part to `worksheet` and `markup`, which
give the same answer more slowly. What stands around the rows is still read by the XML parser.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from xml.etree.ElementTree import Element, ParseError, XMLParser

from perfeval_batch.reading import xlsx_rows
from perfeval_batch.reading.cell_meaning import Meanings, area
from perfeval_batch.reading.grid import Merges
from perfeval_batch.reading.refusals import RefusedError
from perfeval_batch.reading.xlsx_rows import Row

LARGEST = 1_000_000
"""Bytes; a larger part is read piece by piece by `markup`, so that memory stays bounded."""

_DECLARED = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?xml[^<>]*?\?>)?\s*<(?![?!])")
_ENCODING = re.compile(rb"encoding\s*=\s*[\"'](?!utf-8[\"'])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Around:
    """What a worksheet part says beside its cells.

    Attributes:
        merges: the merged areas.
        stated: how many times one is stated.
        hidden_columns: first and last of each hidden stretch, as written.
        further: the prefix of Excel's own additions is declared.
    """

    merges: Merges
    stated: int
    hidden_columns: tuple[tuple[str, str], ...]
    further: bool


@dataclass(frozen=True, slots=True)
class Cells:
    """A worksheet part in usual forms.

    Attributes:
        rows: in the part's order; some without cells.
        around: what the part says beside.
    """

    rows: Sequence[Row]
    around: Around


def cells(data: bytes, meanings: Meanings) -> Cells | None:
    """The cells of a worksheet part; None when anything in it is not of a usual form."""
    if len(data) > LARGEST:
        return None
    before, found, beyond = data.partition(b"<sheetData>")
    inside, ended, behind = beyond.partition(b"</sheetData>")
    if not (found and ended):
        return None
    around = _around(b"".join((before, b"<sheetData/>", behind)))
    read = None if around is None else _rows(inside, meanings)
    if around is None or read is None:
        return None
    if not around.further and any(row.further for row in read):
        return None
    return Cells(read, around)


def _rows(inside: bytes, meanings: Meanings) -> list[Row] | None:
    *pieces, last = inside.split(b"</row>")
    found: list[Row] = []
    for piece in pieces:
        row = xlsx_rows.read(piece, meanings)
        if row is None:
            return None
        found.append(row)
    behind = xlsx_rows.rest(last)
    return None if behind is None else [*found, behind]


def _around(data: bytes) -> Around | None:
    return _judged(data) if len(data) < _SHORT else _judge(data)


_SHORT = 65_536


@lru_cache(maxsize=32)
def _judged(data: bytes) -> Around | None:
    """The same for workbooks that come from one blank workbook, which differ in cells only."""
    return _judge(data)


def _judge(data: bytes) -> Around | None:
    """What stands around the cells; None when the cells are not the root's own."""
    if not _is_declared(data):
        return None
    root = _root(data)
    space = "" if root is None else root.tag[: root.tag.rfind("}") + 1]
    if root is None or not space or next(root.iter(f"{space}row"), None) is not None:
        return None
    if len(root.findall(f"{space}sheetData")) != 1:
        return None
    references = [each.get("ref", "") for each in root.iter(f"{space}mergeCell")]
    try:
        merges = dict(filter(None, map(area, references)))
    except RefusedError:
        return None
    return Around(
        MappingProxyType(merges),
        len(references),
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


def _is_declared(data: bytes) -> bool:
    """It is in UTF-8 and has neither comments nor instructions: tags are told by a first sign."""
    declared = _DECLARED.match(data)
    if declared is None or _ENCODING.search(declared[0]):
        return False
    return not _holds(data, b"<!") and not _holds(data, b"<?", declared.end())


def _holds(data: bytes, mark: bytes, start: int = 0) -> bool:
    """The mark stands there; its second sign alone is rare and found much faster."""
    return data.find(mark[1:2], start) >= 0 and data.find(mark, start) >= 0


_PHONETIC = re.compile(rf"</t>(<phoneticPr{xlsx_rows.ATTRIBUTES}/>)")


def strings(data: bytes) -> list[str] | None:
    """The shared strings in their order; None when anything among them is not of a usual form."""
    first, last = data.find(b"<si>"), data.rfind(b"</si>")
    if not 0 <= first < last or len(data) > LARGEST or not _is_declared(data):
        return None
    body = xlsx_rows.text(data[first:last])
    if body is None:
        return None
    body, forms = _without_phonetics(body)
    simple = body.replace('<t xml:space="preserve">', "<t>").replace("<t/>", "<t></t>")
    found = simple[len("<si><t>") : -len("</t>")].split("</t></si><si><t>")
    usual = simple.startswith("<si><t>") and simple.endswith("</t>")
    if not usual or simple.count("<") != 4 * len(found) - 1:
        return None
    around = data[:first] + f"<si>{forms}</si>".encode() + data[last + len(b"</si>") :]
    return _resolved(found, simple) if _is_list(_DIGITS.sub(b'"0"', around)) else None


_DIGITS = re.compile(rb'"[0-9]{1,9}"')
"""How many strings there are, which nobody needs and which differs from workbook to workbook."""


def _is_list(data: bytes) -> bool:
    """What stands around the strings is a list of them and nothing else."""
    return _known_list(data) if len(data) < _SHORT else _judged_list(data)


@lru_cache(maxsize=32)
def _known_list(data: bytes) -> bool:
    return _judged_list(data)


def _judged_list(data: bytes) -> bool:
    root = _root(data)
    if root is None or not root.tag.startswith("{") or len(root) < 1:
        return False
    space = root.tag[: root.tag.rfind("}") + 1]
    return root[0].tag == f"{space}si" and len(list(root.iter(f"{space}si"))) == 1


def _without_phonetics(body: str) -> tuple[str, str]:
    """The strings without how they are read aloud, which Excel notes down; and these notes."""
    if "<phoneticPr" not in body:
        return body, ""
    forms = dict.fromkeys(_PHONETIC.findall(body))
    return _PHONETIC.sub("</t>", body), "".join(forms)


def _resolved(found: list[str], body: str) -> list[str] | None:
    if "&" not in body:
        return found
    characters = xlsx_rows.references(body)
    if characters is None:
        return None
    return [xlsx_rows.plain(each, characters) if "&" in each else each for each in found]
