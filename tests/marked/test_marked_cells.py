"""The pieces that marking is made of: addresses, anchors, lines, drawings."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_batch import office_package
from perfeval_batch.marked import drawing, sheet_cells
from perfeval_batch.marked.comment_boxes import Ruler
from perfeval_batch.marked.sheet_cells import Sheet

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
CELLS = st.tuples(st.integers(1, 1_048_576), st.integers(1, 16_384))


def sheet(inside: str) -> Sheet:
    return Sheet(f'<worksheet xmlns="{_MAIN}">{inside}</worksheet>'.encode())


@given(CELLS)
def test_an_address_that_was_written_is_read_back(cell: tuple[int, int]) -> None:
    assert sheet_cells.address(sheet_cells.name(cell)) == cell
    assert sheet_cells.area(f"{sheet_cells.name(cell)}:XFD1048576") == (cell, (1_048_576, 16_384))


@pytest.mark.parametrize("text", ["", "9", "J", "J-9", "J9 ", "绩效指标!J9", "JJJJ9", "J12345678"])
def test_what_is_no_address_is_none(text: str) -> None:
    assert sheet_cells.address(text) is None


@given(st.sets(CELLS, min_size=1, max_size=12))
def test_made_cells_stand_in_order_each_once(wanted: set[tuple[int, int]]) -> None:
    page = sheet('<sheetData><row r="5"><c r="C5"/></row><row r="900"/></sheetData>')
    page.fill({cell: lambda number: number + 7 for cell in wanted})
    rows = [int(row.get("r", "0")) for row in page.data]
    found = [
        [sheet_cells.address(cell.get("r", "")) or (0, 0) for cell in row] for row in page.data
    ]
    assert rows == sorted(set(rows))
    assert all(row == sorted(row) for row in found)
    assert {cell for row in found for cell in row} == wanted | {(5, 3)}


def test_a_made_cell_takes_the_format_of_its_row_before_that_of_its_column() -> None:
    page = sheet(
        '<cols><col min="2" max="3" style="4"/></cols><sheetData>'
        '<row r="1" s="6" customFormat="1"/><row r="2" s="6"/></sheetData>'
    )
    seen: list[int] = []

    def note(number: int) -> int:
        seen.append(number)
        return number

    for cell in ((1, 2), (2, 2), (2, 4)):
        page.fill({cell: note})
    assert seen == [6, 4, 0]


def test_a_merged_area_is_seen_at_its_first_cell() -> None:
    page = sheet('<sheetData/><mergeCells><mergeCell ref="B2:D9"/></mergeCells>')
    wanted = [(2, 2), (9, 4), (5, 5), (10, 2), (1, 3)]
    assert page.seen(wanted) == {
        (2, 2): (2, 2),
        (9, 4): (2, 2),
        (5, 5): (5, 5),
        (10, 2): (10, 2),
        (1, 3): (1, 3),
    }


@given(CELLS, st.text(max_size=400))
def test_a_box_ends_below_and_right_of_where_it_begins(cell: tuple[int, int], text: str) -> None:
    page = sheet(
        '<sheetFormatPr defaultRowHeight="14.4"/><cols><col min="1" max="4" width="40"/>'
        '<col min="5" max="9" hidden="1"/></cols><sheetData><row r="3" ht="60"/></sheetData>'
    )
    anchor = Ruler(page).box(cell, text).anchor
    left, _, top, _, right, across, bottom, down = anchor
    assert left == cell[1]
    assert (right, across) > (left, 0)
    assert (bottom, down) > (top, 0)


@given(st.text(max_size=200))
def test_what_is_written_holds_no_character_that_xml_may_not_hold(text: str) -> None:
    written = office_package.escaped(office_package.cell_text(text))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", written)
    assert office_package.writable(written) == written


def test_an_over_long_text_is_cut_and_says_so() -> None:
    assert office_package.cell_text("字" * 17000).endswith("……（后文过长，已略去）")


def test_a_box_of_another_cell_stays() -> None:
    page = sheet("<sheetData/>")
    boxes = {cell: Ruler(page).box(cell, "说明") for cell in ((2, 2), (3, 3))}
    both = drawing.with_boxes(drawing.new(4), boxes, {1, 2, 3})
    one = drawing.without(both, {(2, 2)})
    assert drawing.blocks(one) == {4}
    assert b"_x0000_s4097" in both
    assert (both.count(b"<v:shape "), one.count(b"<v:shape ")) == (2, 1)
    assert b"<x:Row>2</x:Row><x:Column>2</x:Column>" in one
