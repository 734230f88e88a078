"""Usual forms are read by pattern, the rest by the XML parser: both say the same, always."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfeval_batch import blank
from perfeval_batch.demo import samples
from perfeval_batch.model import Rejected
from perfeval_batch.parsing.standard import standard_workbook
from perfeval_batch.reading import archive, guard, ordinary, readers, xlsx, xlsx_sheet, xlsx_usual
from perfeval_batch.reading.cell_meaning import Meanings, unescaped
from perfeval_batch.reading.grid import Sheet
from perfeval_batch.reading.number_formats import PERCENT, Format
from perfeval_batch.reading.refusals import RefusedError
from perfeval_batch.scheme import load
from tests import hostile
from tests.reading import build

MEANINGS = Meanings({"1": PERCENT, "2": Format(date_parts="ymd")})
STRINGS = {index: f"文字{index}" for index in range(400)} | {3: ""}
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

Answer = Sheet | tuple[str, str]


def by_parser(part: bytes) -> Answer:
    """What the XML parser makes of a worksheet part, or of what it refuses."""
    try:
        draft = xlsx_sheet.Reader("表", MEANINGS).read(part)
        return draft.finish(STRINGS, hidden=False)
    except RefusedError as refused:
        return refused.kind.code, refused.what


def by_pattern(part: bytes) -> Answer | None:
    """The same by the pattern; None where it leaves the part to the parser."""
    strings = [STRINGS[index] or None for index in range(len(STRINGS))]
    reader = xlsx_sheet.Reader("表", MEANINGS, strings)
    try:
        draft = reader.read(part)
    except RefusedError as refused:
        return (refused.kind.code, refused.what) if reader.draft.settled else None
    return draft.finish({}, hidden=False) if draft.settled else None


def agree(part: bytes) -> bool:
    """Whether the pattern took the part; it must then say what the parser says, in its order."""
    quick = by_pattern(part)
    if quick is None:
        return False
    slow = by_parser(part)
    assert quick == slow
    if isinstance(quick, Sheet) and isinstance(slow, Sheet):
        assert [[*row.items()] for row in quick.rows.values()] == [
            [*row.items()] for row in slow.rows.values()
        ]
    return True


def sheet(rows: str, behind: str = "", root: str = f'xmlns="{MAIN}"') -> bytes:
    """A worksheet part."""
    return f"<worksheet {root}><sheetData>{rows}</sheetData>{behind}</worksheet>".encode()


@lru_cache
def written() -> tuple[bytes, ...]:
    """Worksheet parts as XlsxWriter and openpyxl write them."""
    name = samples.names()[0]
    packages = (blank.write(samples.load(name), load()), build.edited(lambda _: None))
    parts = [archive.parts(data) for data in packages]
    return tuple(each[name] for each in parts for name in sorted(each) if "/sheet" in name)


def test_what_the_usual_programs_write_is_read_by_pattern() -> None:
    parts = [part for part in written() if b"<sheetData>" in part]
    assert len(parts) >= 10
    assert all(agree(part) for part in parts)


LIBREOFFICE = (
    '<row r="1" customFormat="false" ht="30" hidden="false" outlineLevel="0" collapsed="false">'
    '<c r="A1" s="1" t="s"><v>7</v></c><c r="B1" s="1"/>'
    '<c r="C1" s="1" t="n"><f aca="false">1+1</f><v>0.5</v></c></row>'
)
EXCEL = (
    '<row r="4" spans="1:3" ht="27" x14ac:dyDescent="0.15">'
    '<c r="A4" t="e"><v>#REF!</v></c><c r="B4" s="2"><v>45291</v></c><c r="C4" t="b"><v>1</v></c>'
    '</row><row r="5" s="3" customFormat="1"/>'
)
X14 = f'xmlns="{MAIN}" xmlns:x14ac="urn:x"'


@pytest.mark.parametrize(
    "part",
    [
        sheet(LIBREOFFICE),
        sheet(EXCEL, root=X14),
        sheet(LIBREOFFICE + EXCEL, '<mergeCells><mergeCell ref="A4:B4"/></mergeCells>', X14),
        sheet('<row r="2"><c r="A2" t="s"><v>3</v></c><c r="B2" t="s"><v>99</v></c></row>'),
        sheet(
            '<row r="2"><c r="A2" t="str"><f>A1&amp;"x"</f><v>甲&lt;乙&#10;_x000D_</v></c></row>'
        ),
        sheet('<row r="2"><c r="A2"><f t="shared" ref="A2:A9" si="0"/><v/></c></row>'),
        sheet('<row r="2"><c r="A2" t="inlineStr"><is><t>&#39033;目</t></is></c></row>'),
        sheet('<row r="2"><c r="A2" t="s"><v>&#49;</v></c><c r="B2" t="s"><v>2</v></c></row>'),
        sheet('<row r="2"><c r="A2"><v>1</v></c></row>', '<mergeCell ref="A4"/>'),
    ],
)
def test_these_forms_are_usual_and_read_alike(part: bytes) -> None:
    assert agree(part)


CELL = '<c r="A2"><v>1</v></c>'


@pytest.mark.parametrize(
    "part",
    [
        sheet(f'<row r="2" hidden="1">{CELL}</row>'),
        sheet(f'<row r="2" ht="1" ht="2">{CELL}</row>'),
        sheet(f'<row r="2" r="3">{CELL}</row>'),
        sheet(f'<row r="2" x14ac:dyDescent="1">{CELL}</row>'),
        sheet(f'<row r="2" xmlns="urn:x">{CELL}</row>'),
        sheet(f'<row r="2">{CELL}{CELL}</row>'),
        sheet(f'<row r="3"><c r="A3"><v>1</v></c></row><row r="2">{CELL}</row>'),
        sheet(f'<row r="2">{CELL}'),
        sheet(CELL),
        sheet(f'<row r="2">{CELL}</row></row>'),
        sheet(f"<row r='2'>{CELL}</row>"),
        sheet(f'<row r="2">{CELL}<!-- --></row>'),
        sheet(f'<row r="2">{CELL} </row>'),
        sheet('<row r="2"><c r="XFE2"><v>1</v></c></row>'),
        sheet('<row r="2"><c r="A1048577"><v>1</v></c></row>'),
        sheet('<row r="2"><c r="A2" t="s"><v>999</v></c></row>'),
        sheet('<row r="2"><c r="A2"><v>1</v></c><c r="B3"><v>2</v></c></row>'),
        sheet('<row r="2"><c r="A0"><v>1</v></c></row>'),
        sheet('<row r="2"><c><v>1</v></c></row>'),
        sheet('<row r="2"><c r="A2"><v>1</v><v>2</v></c></row>'),
        sheet('<row r="2"><c r="A2"><v>1</v><f>1</f></c></row>'),
        sheet('<row r="2"><c r="A2"><v>1&nbsp;</v></c></row>'),
        sheet('<row r="2"><c r="A2"><f>&#0;</f><v>1</v></c></row>'),
        sheet('<row r="2"><c r="A2" t="str"><v>a]]>b</v></c></row>'),
        sheet('<row r="2"><c r="A2" t="str"><v>a\x01b</v></c></row>'),
        sheet('<row r="2"><c r="A2" t="str"><v>a\uffffb</v></c></row>'),
        sheet('<row r="2"><c r="A2" t="str"><v>a\r\nb</v></c></row>'),
        sheet('<row r="2"><c r="A2" t="inlineStr"><is><r><t>a</t></r></is></c></row>'),
        sheet('<row r="2"><c r="A2"><v>1</v></c></row>', '<mergeCell ref="?:B5"/>'),
        sheet(f'<row r="2">{CELL}</row>', root=""),
        sheet(f'<row r="2">{CELL}</row>', "<oddHeader>"),
        sheet(f'<row r="2">{CELL}</row>', '<row r="9"><c r="A9"><v>1</v></c></row>'),
        sheet(f'<row r="2">{CELL}</row>', "<?x y?>"),
        b"<?xml version='1.0' encoding='GBK'?>" + sheet(f'<row r="2">{CELL}</row>'),
        sheet('<row r="2"><c r="A2" t="str"><v>甲</v></c></row>').replace("甲".encode(), b"\xff"),
    ],
)
def test_what_is_not_usual_is_left_to_the_parser(part: bytes) -> None:
    assert by_pattern(part) is None


PIECES = (
    *(b"<", b">", b"&", b"&amp;", b"&#10;", b"&#0;", b'"', b"'", b"/", b" ", b"\n", b"\r", b"\0"),
    *(b"<v>", b"</v>", b"<v/>", b"<f>", b"</f>", b"<f/>", b"</c>", b"</row>", b"<row>", b"<x/>"),
    *(b'<c r="A1">', b'<row r="3">', b'<row r="9"/>', b' hidden="1"', b' hidden="0"', b' s="1"'),
    *(b' t="s"', b' t="e"', b' t="b"', b' t="str"', b' t="d"', b' t="inlineStr"', b' xmlns="x"'),
    *(b"<is><t>x</t></is>", b"<!-- -->", b"<![CDATA[x]]>", b"]]>", b"<?x y?>", b"A0", b"XFE1"),
    *(b"0", b"9", b"-1", b"1e5", b"NaN", b'"B4"', b"_x000D_", b"\xe4\xb8\xad", b"\xef\xbf\xbf"),
    *(b"<sheetData>", b"</sheetData>", b'<mergeCell ref="A4:B5"/>', b'<col min="2" max="3"/>'),
)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The bytes after one to three small changes, most of them where a tag or value begins."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(changed))
        near = changed.find(chance.choice((b"<", b">", b'"', b" ")), at)
        at = near if near >= 0 and chance.random() < 0.5 else at
        cut = chance.choice((0, 0, 1, 1, 4, 20))
        start = chance.randrange(len(changed))
        copied = bytes(changed[start : start + chance.choice((5, 20, 60))])
        changed[at : at + cut] = chance.choice((b"", chance.choice(PIECES), copied))
    return bytes(changed)


def _short() -> Iterator[bytes]:
    """The parts with their first rows only, so that a change hits what matters."""
    for part in written():
        head, found, rest = part.partition(b"<sheetData>")
        rows = b"".join(each + b"</row>" for each in rest.split(b"</row>")[:4])
        yield head + found + rows + b"</sheetData></worksheet>"


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32))
def test_after_any_change_both_ways_say_the_same(seed: int) -> None:
    chance = random.Random(seed)
    agree(mutated(chance.choice((*written(), *_short())), chance))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32))
def test_shared_strings_are_the_same_both_ways(seed: int) -> None:
    chance = random.Random(seed)
    more = chance.choice(("<phoneticPr fontId='1'/>", '<phoneticPr fontId="1"/>', "", "", ""))
    text = (
        f'<sst xmlns="{MAIN}"><si><t>甲&amp;</t>{more}</si><si><t xml:space="preserve"> 乙</t></si>'
    )
    data = f"{text}<si><t/></si><si><t>a_x000D_b&#10;</t></si></sst>".encode()
    part = data if seed % 5 == 0 else mutated(data, chance)
    quick = xlsx_usual.strings(part)
    if quick is not None:
        slow = xlsx._shared_strings(part, range(100))  # noqa: SLF001  # the other way
        assert dict(enumerate(map(unescaped, quick))) == slow


def test_simple_strings_are_usual() -> None:
    data = f'<sst xmlns="{MAIN}"><si><t>甲</t><phoneticPr fontId="1"/></si><si><t/></si></sst>'
    assert xlsx_usual.strings(data.encode()) == ["甲", ""]


@pytest.mark.parametrize("text", ["a_x000D_b", "a&#95;x0041_b", "a_&#120;0041_b", "a&#x5f;x0041_"])
def test_an_escaped_sign_of_a_string_is_resolved_however_it_is_written(text: str) -> None:
    data = f'<sst xmlns="{MAIN}"><si><t>{text}</t></si></sst>'.encode()
    assert xlsx_usual.strings(data) is not None
    quick = xlsx._strings(data)  # noqa: SLF001  # the one way
    slow = xlsx._shared_strings(data, {0})  # noqa: SLF001  # the other way
    assert quick == [slow[0]]


def test_hostile_and_sample_workbooks_are_read_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {each.name: each.make() for each in hostile.files()}
    files |= {name: blank.write(samples.load(name), load()) for name in samples.names()}
    small = {name: data for name, data in files.items() if len(data) < 200_000}
    quick = {name: _grid(data) for name, data in small.items()}
    monkeypatch.setattr(xlsx_usual, "cells", lambda *_: None)
    monkeypatch.setattr(xlsx_usual, "strings", lambda _: None)
    monkeypatch.setattr(ordinary, "parts", lambda *_: None)
    assert len(small) > 50
    for name, data in small.items():
        assert quick[name] == _grid(data), name


def _grid(data: bytes) -> object:
    admitted = guard.admit(data, build.NAME)
    if isinstance(admitted, Rejected):
        return admitted
    return readers.read(admitted, build.NAME, standard_workbook.wanted)
