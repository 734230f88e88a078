"""A workbook in whose tables the rows are still to come, and the rows, in; the workbook out.

XlsxWriter holds each cell as an object until the end and takes some ten microseconds for it; a run
of ten thousand projects has 700,000 cells. So it lays out all else, with a blank cell as a mark in
the last row of each table, and the rows are written here, as XML into the place of the mark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any
from xml.sax.saxutils import escape

from perfeval_batch import office
from perfeval_batch.findings import column_letters
from perfeval_batch.office import Part
from perfeval_batch.summary.cell import Cell, Link, height, lines_of, text

MAX_LINKS = 65_000
"""Excel holds 65,530 links on a sheet; from here on a link is written as its text."""
_STRINGS = "xl/sharedStrings.xml"
_MEANT = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""`_x000D_` in a workbook means a character: where it is meant as text, the `_` is escaped."""
_AT_ONCE = 1000
"""So many rows are encoded together."""
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
_BEHIND_LINKS = re.compile(r"<(?:printOptions|pageMargins)\b")
"""What follows `hyperlinks` in a worksheet; the margins are always there."""


@dataclass(frozen=True, slots=True)
class Filler:
    """A column of the rows to come.

    Attributes:
        value: what it shows of a row.
        style: number of its cell format.
        wraps: the width at which a long text goes on in the next line; None: it does not.
    """

    value: Callable[[Any], Cell]
    style: int
    wraps: float | None


@dataclass(frozen=True, slots=True)
class Filling:
    """The rows of a table.

    Attributes:
        sheet: number of its worksheet, from 1.
        first: row of the first, from 1.
        rows: from top to bottom, at least one; a blank cell in column A marks where the last goes.
        columns: from column A on.
        link: number of the format of a link.
        unlinked: the same where it has no target.
    """

    sheet: int
    first: int
    rows: Sequence[object]
    columns: Sequence[Filler]
    link: int
    unlinked: int

    @property
    def last(self) -> int:
        """The row of the last."""
        return self.first + len(self.rows) - 1


def filled(package: bytes, fillings: Iterable[Filling]) -> bytes:
    """Put the rows into their places.

    Raises:
        ValueError: a mark is missing, or a sheet already has relations.
    """
    return office.pack(_parts(office.unpack(package), fillings))


def _parts(parts: dict[str, bytes], fillings: Iterable[Filling]) -> Iterator[Part]:
    strings = Strings(parts.pop(_STRINGS).decode())
    for filling in fillings:
        name = f"xl/worksheets/sheet{filling.sheet}.xml"
        related = f"xl/worksheets/_rels/sheet{filling.sheet}.xml.rels"
        links: list[tuple[str, str]] = []
        yield Part.streamed(name, _sheet(parts.pop(name).decode(), filling, strings, links))
        if links:
            if related in parts:
                raise ValueError(related)
            yield Part.streamed(related, [_relations(links).encode()])
    for name, content in parts.items():
        yield Part.of(name, content)
    yield Part.streamed(_STRINGS, strings.written())


def _sheet(
    xml: str,
    filling: Filling,
    strings: Strings,
    links: list[tuple[str, str]],
) -> Iterator[bytes]:
    """The worksheet with its rows; the links met in them are added to `links`."""
    last = filling.last
    mark = re.compile(rf'<row r="{last}"[^>]*><c r="A{last}" s="\d+"/></row>')
    before, found, after = _split(mark, xml)
    if not found:
        raise ValueError(f"sheet{filling.sheet}.xml: {last}")
    yield before.encode()
    rows = _rows(filling, strings, links)
    while chunk := "".join(islice(rows, _AT_ONCE)):
        yield chunk.encode("ascii")
    if links:
        before, found, after = _split(_BEHIND_LINKS, after)
        after = f"{before}{_hyperlinks(links)}{found}{after}"
    yield after.encode()


def _split(pattern: re.Pattern[str], xml: str) -> tuple[str, str, str]:
    """What stands before, in and behind the first match; nothing matched: all stands before."""
    found = pattern.search(xml)
    if found is None:
        return xml, "", ""
    return xml[: found.start()], found[0], xml[found.end() :]


def _rows(
    filling: Filling,
    strings: Strings,
    links: list[tuple[str, str]],
) -> Iterator[str]:
    """`<row>` by `<row>`; the innermost loop of the whole run, so it calls as little as it can."""
    columns = [
        (each.value, column_letters(number), f'" s="{each.style}"', each.wraps)
        for number, each in enumerate(filling.columns, 1)
    ]
    for number, row in enumerate(filling.rows, filling.first):
        cells = []
        lines = 1
        for value_of, letters, style, wraps in columns:
            value = value_of(row)
            if isinstance(value, str):
                cells.append(f'<c r="{letters}{number}{style} t="s"><v>{strings[value]}</v></c>')
                if wraps is not None and len(value) * 2 > wraps:
                    lines = max(lines, lines_of(value, wraps))
            elif value is None:
                cells.append(f'<c r="{letters}{number}{style}/>')
            elif isinstance(value, Link):
                cells.append(_link(filling, f"{letters}{number}", value, strings, links))
            else:
                cells.append(f'<c r="{letters}{number}{style}><v>{value:.16G}</v></c>')
        yield f'<row r="{number}"{_height(lines)}>{"".join(cells)}</row>'


def _link(
    filling: Filling,
    at: str,
    link: Link,
    strings: Strings,
    links: list[tuple[str, str]],
) -> str:
    style = filling.unlinked
    if link.target is not None and len(links) < MAX_LINKS:
        style = filling.link
        links.append((at, link.target))
    return f'<c r="{at}" s="{style}" t="s"><v>{strings[link.text]}</v></c>'


def _hyperlinks(links: Sequence[tuple[str, str]]) -> str:
    told = (f'<hyperlink ref="{at}" r:id="rId{n}"/>' for n, (at, _) in enumerate(links, 1))
    return f"<hyperlinks>{''.join(told)}</hyperlinks>"


def _relations(links: Sequence[tuple[str, str]]) -> str:
    """Targets with backslashes, as Excel itself writes the path of a file."""
    targets = (escape(target).replace("/", "\\") for _, target in links)
    told = (
        f'<Relationship Id="rId{number}" Type="{_LINKS}" Target="{target}" TargetMode="External"/>'
        for number, target in enumerate(targets, 1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships '
        'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{''.join(told)}</Relationships>"
    )


@lru_cache(maxsize=64)
def _height(lines: int) -> str:
    """The height of a row of so many lines, as attributes; one line needs none."""
    return f' ht="{height(lines):.16g}" customHeight="1"' if lines > 1 else ""


class Strings(dict[str, int]):
    """The shared strings of a workbook: text → number; a text that is not there yet is added."""

    def __init__(self, xml: str) -> None:
        """Those that `sharedStrings.xml` has."""
        self._items = {item: n for n, item in enumerate(re.findall(r"(?s)<si>.*?</si>", xml))}
        self._head = xml[: xml.index("<sst")]

    def __missing__(self, value: str) -> int:
        item = _item(text(value))
        number = self[value] = self._items.setdefault(item, len(self._items))
        return number

    def written(self) -> Iterator[bytes]:
        """The part. How often they are used together is not said: nobody needs to know."""
        spreadsheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        yield f'{self._head}<sst xmlns="{spreadsheet}" uniqueCount="{len(self._items)}">'.encode()
        items = iter(self._items)
        while chunk := "".join(islice(items, _AT_ONCE)):
            yield chunk.encode()
        yield b"</sst>"


def _item(value: str) -> str:
    """`value` as an item of the shared strings (ECMA-376, ST_Xstring)."""
    kept = ' xml:space="preserve"' if value != value.strip() else ""
    return f"<si><t{kept}>{escape(_MEANT.sub('_x005F_', value))}</t></si>"
