"""Ordinary worksheets say the same by the quick reader and by openpyxl."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from functools import lru_cache

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from perfeval_batch import blank
from perfeval_batch.demo import samples
from perfeval_batch.model import Rejected
from perfeval_batch.parsing.standard import standard_workbook
from perfeval_batch.reading import guard, readers, xlsx_quick
from perfeval_batch.reading.guard import Admitted
from perfeval_batch.reading.number_formats import PERCENT
from perfeval_batch.reading.sheet_builder import Draft
from perfeval_batch.schemes import load
from tests import hostile, judges
from tests.reading import build

FORMATS = ("0.00", "0%", '0"人"', "yyyy-mm-dd", ";;;", '"第"@"批"', "0,")


def read(data: bytes) -> object:
    """The grid of a workbook, or the codes of its refusal."""
    admitted = guard.admit(data, build.NAME)
    assert isinstance(admitted, Admitted)
    found = readers.read(admitted, build.NAME, standard_workbook.wanted)
    return [each.code for each in found.findings] if isinstance(found, Rejected) else found


def assert_equal_to_openpyxl(data: bytes) -> None:
    """What is read quickly is what openpyxl reads; what is not ordinary goes there anyhow."""
    quickly = read(data)
    with build.by_openpyxl():
        assert quickly == read(data)


def is_ordinary(data: bytes) -> bool:
    """Every worksheet and the shared strings are ordinary."""
    parts = guard.admit(data, build.NAME)
    assert isinstance(parts, Admitted)
    sheets = [part for name, part in parts.parts.items() if name.startswith("xl/worksheets/sheet")]
    strings = parts.parts.get("xl/sharedstrings.xml", b"")
    texts = xlsx_quick.read_strings(strings) if strings else []
    return texts is not None and all(
        xlsx_quick.read(part, Draft("表"), [PERCENT] * 200, texts) for part in sheets
    )


def by_xlsxwriter() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("绩效指标")
        percent = book.add_format({"num_format": "0.0%"})
        sheet.write_row(0, 0, ["文字", 18.5, True, "甲\n乙", "a&b<c>", "  前后  "])
        sheet.write_number(1, 0, 0.955, percent)
        sheet.write_formula(1, 1, "=1+1", None, 2)
        sheet.write_rich_string(1, 2, "红", book.add_format({"bold": True}), "字", "后")
        sheet.merge_range(2, 0, 3, 1, "合并")
    return out.getvalue()


def by_openpyxl() -> bytes:
    return build.edited(lambda _: None)


def by_libreoffice() -> bytes:
    return judges.convert(build.seed(), ".xlsx", "xlsx")


def ours() -> bytes:
    return blank.write(samples.load(samples.names()[1]), load())


@pytest.mark.parametrize("write", [by_xlsxwriter, ours])
def test_what_is_written_through_xlsxwriter_is_ordinary(write: Callable[[], bytes]) -> None:
    assert is_ordinary(write())
    assert_equal_to_openpyxl(write())


@pytest.mark.libreoffice
def test_what_libreoffice_saves_is_ordinary() -> None:
    assert is_ordinary(by_libreoffice())
    assert_equal_to_openpyxl(by_libreoffice())


def test_what_openpyxl_saves_is_read_the_same() -> None:
    assert_equal_to_openpyxl(by_openpyxl())


def test_hostile_workbooks_are_read_or_refused_the_same() -> None:
    for each in list(hostile.files())[::11]:
        data = each.make()
        if isinstance(guard.admit(data, build.NAME), Admitted):
            assert_equal_to_openpyxl(data)


_PIECES = (
    *("<row r='1'>", '<row r="1">', '<row r="2" hidden="1">', '<row r="2" ht="0">', "</row>"),
    *('<row r="2" spans="1:3" x14ac:dyDescent="1"/>', "<row>", '<row r="1">'),
    *('<c r="A1"><v>1</v></c>', '<c r="B1" s="1"><v>0.955</v></c>', '<c r="B1" s="1"/>'),
    *('<c r="C1" t="s"><v>0</v></c>', '<c r="C1" t="s" s="6"><v>1</v></c>', "<c><v>7</v></c>"),
    *('<c r="D1" t="str"><f>A1</f><v>x</v></c>', '<c r="D1" s="9"><v>1</v></c>'),
    *('<c r="E1" t="b"><v>1</v></c>', '<c r="E1" t="e"><v>#REF!</v></c>', '<c r="E1" t="n"></c>'),
    *('<c r="F1" t="inlineStr"><is><t>a&amp;b&#10;</t></is></c>', '<c r="F1"><f>1</f></c>'),
    *('<c r="F1" t="inlineStr"><is><r><t>a</t></r></is></c>', '<c r="A2" s="4"><v>45291</v></c>'),
    *('<c r="A2" t="str"><f>1</f><v></v></c>', '<c r="A2" s="5"><v>5</v></c>', "<!-- x -->"),
    *('<c r="A2"><f>1</f><v></v></c>', '<c r="B2"><v> 5 </v></c>', '<c r="B2"><v>NaN</v></c>'),
    *('<c r="G1" t="d"><v>2023-12-31</v></c>', '<c r="G1" t="s"><v>9</v></c>', " ", "&#65;"),
    *('<c r="H1"><v>1</v><v>2</v></c>', '<x:c xmlns:x="y" r="H1"><v>9</v></x:c>'),
    *('<c r="H1" s="3"><f t="shared" si="0"/><v>3</v></c>', '<c r="H1" t="q"><v>9</v></c>'),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=8), st.booleans())
def test_rows_put_together_from_any_pieces_are_read_the_same(
    pieces: list[str],
    whole: bool,  # noqa: FBT001  # drawn
) -> None:
    rows = f'<row r="1">{"".join(pieces)}</row>' if whole else "".join(pieces)
    parts = build.parts_of(
        rows,
        name="绩效指标",
        formats=FORMATS,
        strings=["<t>甲</t>", "<r><t>乙</t></r><r><t>丙</t></r>"],
        behind='<mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>',
    )
    assert_equal_to_openpyxl(build.zipped(parts))


@lru_cache
def _seed() -> dict[str, bytes]:
    return build.unzipped(build.seed())


def _mutated(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(changed))
        if chance.random() < 0.5:
            changed[at] = chance.choice(b'<>/="&; 0159scrvtfAZ')
        else:
            piece = changed[at : at + chance.randint(1, 30)]
            to = chance.randrange(len(changed))
            changed[to:to] = piece
    return bytes(changed)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(["worksheets/sheet4.xml", "sharedStrings.xml"]))
def test_after_any_change_a_workbook_is_read_or_refused_the_same(seed: int, part: str) -> None:
    name = f"xl/{part}"
    changed = _mutated(_seed()[name], random.Random(seed))
    assert_equal_to_openpyxl(build.zipped({**_seed(), name: changed}))
