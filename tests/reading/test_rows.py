"""A row read by its shape is the row that is read cell by cell, and remembering changes nothing."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfeval_batch.reading import xlsx_rows
from perfeval_batch.reading.cell_meaning import Meanings
from perfeval_batch.reading.grid import Percent
from perfeval_batch.reading.number_formats import PERCENT, Format
from tests.reading.test_fast_usual import mutated, written

MEANINGS = Meanings({"1": PERCENT, "2": Format(date_parts="ymd"), "3": Format(scaled=True)})


def by_cells(piece: bytes) -> xlsx_rows.Row | None:
    """The row read cell by cell."""
    body = xlsx_rows.text(piece)
    return None if body is None else xlsx_rows._any(body, MEANINGS)  # noqa: SLF001  # the other way


def agree(piece: bytes) -> bool:
    """Whether the row is of a usual form; read by its shape and remembered it is the same."""
    found, again = xlsx_rows.read(piece, MEANINGS), xlsx_rows.read(piece, MEANINGS)
    assert repr(found) == repr(again) == repr(by_cells(piece))
    return found is not None


def row(*cells: str) -> bytes:
    """What stands up to the row's end tag."""
    return f'<row r="7" spans="1:3">{"".join(cells)}'.encode()


TEXT, NUMBER, PERCENTAGE = (
    '<c r="A7" t="s"><v>12</v></c>',
    '<c r="B7"><v>4.80</v></c>',
    '<c r="D7" s="1" t="n"><f aca="false">B7/100</f><v>0.048</v></c>',
)


def test_a_row_of_texts_and_numbers_has_a_shape() -> None:
    found = xlsx_rows.read(row(TEXT, NUMBER, '<c r="C7" s="4"/>', PERCENTAGE), MEANINGS)
    assert found is not None
    assert found.number == 7
    assert found.highest == 12
    assert [column for column, _ in found.cells] == [1, 2, 4]
    assert found.cells[0][1] == 12
    assert str(found.cells[1][1]) == "4.8"
    assert isinstance(found.cells[2][1], Percent)


ODD_VALUES = ("", " ", "007", "1234567890", "-1", "１", "1e400", "NaN", "&lt;", " 5\n", "x", "00")


@pytest.mark.parametrize("value", ODD_VALUES)
@pytest.mark.parametrize("kind", ["", ' t="s"', ' t="n"', ' t="str"', ' t="b"', ' t="q"'])
@pytest.mark.parametrize("formula", ["", "<f>1</f>", '<f a="1">1</f>', "<f/>"])
def test_odd_values_are_read_alike(value: str, kind: str, formula: str) -> None:
    cell = f'<c r="E7" s="2"{kind}>{formula}<v>{value}</v></c>'
    agree(row(cell))
    agree(row(TEXT, cell, NUMBER.replace("B7", "F7")))


@pytest.mark.parametrize(
    "cells",
    [
        (TEXT, TEXT),
        (NUMBER, NUMBER.replace("B7", "B8")),
        (NUMBER.replace("B7", "XFE7"),),
        (NUMBER.replace("B7", "B1048577"),),
        (NUMBER, "<c>"),
        (NUMBER, "<v></v>"),
        (NUMBER, "<v>1</v>"),
        (NUMBER, '<row r="8">', NUMBER),
        (NUMBER.replace("4.80", "]]>"),),
        (NUMBER.replace("4.80", "\r"),),
        (NUMBER.replace("4.80", "\x01"),),
        (NUMBER.replace("4.80", "\uffff"),),
        (PERCENTAGE.replace("B7/100", "&#0;"),),
        (PERCENTAGE.replace("aca=", "bca="),),
    ],
)
def test_these_rows_are_of_no_usual_form(cells: Sequence[str]) -> None:
    assert not agree(row(*cells))


def test_two_workbooks_with_other_styles_are_told_apart() -> None:
    piece = row('<c r="A7" s="1"><v>0.5</v></c>')
    plain = Meanings({})
    first, second = xlsx_rows.read(piece, MEANINGS), xlsx_rows.read(piece, plain)
    assert first is not None
    assert second is not None
    assert isinstance(first.cells[0][1], Percent)
    assert not isinstance(second.cells[0][1], Percent)


@settings(max_examples=400, deadline=None)
@given(st.integers(0, 2**32))
def test_after_any_change_a_row_is_read_alike(seed: int) -> None:
    chance = random.Random(seed)
    inside = chance.choice(written()).partition(b"<sheetData>")[2].partition(b"</sheetData>")[0]
    piece = chance.choice(inside.split(b"</row>")) or row(TEXT, NUMBER)
    agree(piece)
    agree(mutated(piece, chance))
