"""Cells of .xlsb, the binary workbook format."""

from __future__ import annotations

import io
import struct
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from perfeval_batch.model import State
from perfeval_batch.reading.grid import Broken, Content, Moment, Percent
from tests import judges
from tests.reading import build
from tests.reading.build import binary_cell, record, row, wide, xlsb

REAL = struct.Struct("<d")


def one(cell: bytes, **more: object) -> Content | None:
    """What A1 holds."""
    data = xlsb(row(1) + cell, **more)  # type: ignore[arg-type]  # passed on as it is
    return build.grid_of(data).sheets[0].rows.get(1, {}).get(1)


@pytest.mark.parametrize(
    ("cell", "content"),
    [
        (binary_cell(5, 1, REAL.pack(18.5)), Decimal("18.5")),
        (binary_cell(9, 1, REAL.pack(18.5) + bytes(12)), Decimal("18.5")),
        (binary_cell(2, 1, struct.pack("<I", 10 << 2 | 2)), Decimal(10)),
        (binary_cell(2, 1, struct.pack("<i", -7 << 2 | 2)), Decimal(-7)),
        (binary_cell(2, 1, struct.pack("<I", 950 << 2 | 3)), Decimal("9.5")),
        (binary_cell(2, 1, REAL.pack(2.5)[4:]), Decimal("2.5")),
        (binary_cell(6, 1, wide("文字")), "文字"),
        (binary_cell(8, 1, wide("文字") + bytes(12)), "文字"),
        (binary_cell(62, 1, b"\0" + wide("文字")), "文字"),
        (binary_cell(4, 1, b"\1"), True),
        (binary_cell(10, 1, b"\0" + bytes(12)), False),
        (binary_cell(3, 1, b"\x17"), Broken(State.ERROR, "#REF!")),
        (binary_cell(11, 1, b"\x07" + bytes(12)), Broken(State.ERROR, "#DIV/0!")),
        (binary_cell(1, 1, b""), None),
        (binary_cell(8, 1, wide("") + bytes(12)), None),
    ],
)
def test_each_type_of_cell_is_read_as_what_it_is(cell: bytes, content: Content | None) -> None:
    assert one(cell) == content


def test_the_style_tells_percentages_and_dates_from_numbers() -> None:
    number = REAL.pack(45291)
    cells = b"".join(binary_cell(5, at + 1, number, style=at) for at in range(3))
    data = xlsb(row(1) + cells, formats=[9, 'yyyy"年"m"月"d"日"'])
    assert build.grid_of(data).sheets[0].rows[1] == {
        1: Decimal(45291),
        2: Percent(Decimal(4529100)),
        3: Moment(date(2023, 12, 31), "2023年12月31日"),
    }


def test_days_may_be_counted_from_1904() -> None:
    content = one(binary_cell(5, 1, REAL.pack(0), style=1), formats=[14], flags=1)
    assert content == Moment(date(1904, 1, 1), "1904年1月1日")


def test_shared_strings_hidden_rows_columns_and_merges_are_known() -> None:
    cells = row(2, hidden=True) + binary_cell(7, 1, struct.pack("<I", 1))
    column = record(60, struct.pack("<IIIIH", 2, 4, 256, 0, 1))
    merge = record(176, struct.pack("<IIII", 1, 2, 0, 0))
    cells += row(3) + binary_cell(5, 1, REAL.pack(9))
    sheet = build.grid_of(xlsb(column + cells + merge, strings=["甲", "乙"], hidden=True)).sheets[0]
    assert sheet.rows[2] == {1: "乙"}
    assert sheet.covered == {(3, 1): Decimal(9)}
    assert (sheet.hidden, sheet.hidden_rows) == (True, frozenset({2}))
    assert [sheet.column_hidden(each) for each in (2, 3, 5, 6)] == [False, True, True, False]


@pytest.mark.parametrize("cut", [1, 5, 12])
def test_a_record_that_is_cut_off_refuses_the_workbook(cut: int) -> None:
    cells = row(1) + binary_cell(6, 1, wide("文字" * 20))
    parts = build.unzipped(xlsb(cells, name="绩效指标"))
    part = "xl/worksheets/sheet1.bin"
    broken = build.zipped({**parts, part: parts[part][: -len(record(146) + record(130)) - cut]})
    assert build.refused(broken, "项目.xlsb") == ["PE001"]


@given(st.binary(max_size=200))
def test_no_records_make_the_reader_raise(noise: bytes) -> None:
    data = xlsb(noise, name="绩效指标")
    assert set(build.refused(data, "项目.xlsb")) <= {"PE001", "PE003", "PE005"}


@given(
    st.dictionaries(
        st.tuples(st.integers(1, 20), st.integers(1, 20)),
        st.one_of(
            # calamine takes a leading byte order mark, and its mirror, for no text
            st.text(
                st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff\ufffe"),
                min_size=1,
                max_size=12,
            ),
            st.floats(-1e9, 1e9).map(lambda each: round(each, 6)),
        ),
        min_size=1,
        max_size=20,
    ),
)
def test_another_reader_finds_the_same_values(values: dict[tuple[int, int], str | float]) -> None:
    rows = b""
    for number in sorted({at for at, _ in values}):
        rows += row(number)
        for (at, column), value in sorted(values.items()):
            if at == number:
                body = wide(value) if isinstance(value, str) else REAL.pack(value)
                rows += binary_cell(6 if isinstance(value, str) else 5, column, body)
    data = xlsb(rows)
    theirs = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("表")
    found = {
        (at, column): cell
        for at, cells in enumerate(theirs.to_python(skip_empty_area=False), 1)
        for column, cell in enumerate(cells, 1)
        if cell != ""
    }
    mine = {
        (at, column): float(cell) if isinstance(cell, Decimal) else cell
        for at, cells in build.grid_of(data).sheets[0].rows.items()
        for column, cell in cells.items()
    }
    assert mine == pytest.approx(found)


@pytest.mark.libreoffice
def test_the_binary_workbooks_of_these_tests_are_what_others_call_binary_workbooks() -> None:
    cells = row(1) + binary_cell(5, 1, REAL.pack(18.5)) + binary_cell(7, 2, struct.pack("<I", 0))
    data = xlsb(cells, strings=["文字"])
    converted = judges.convert(data, ".xlsb", "xlsx")
    assert build.grid_of(converted).sheets[0].rows == {1: {1: Decimal("18.5"), 2: "文字"}}


def test_short_records_stand_right_of_the_cell_before_and_unknown_ones_are_refused() -> None:
    style = struct.pack("<I", 0)
    short = record(16, style + REAL.pack(9)) + record(17, style + wide("文")) + record(12, style)
    cells = row(1) + binary_cell(5, 2, REAL.pack(1)) + short + record(15, style + b"\1")
    sheet = build.grid_of(xlsb(cells)).sheets[0]
    assert sheet.rows[1] == {2: Decimal(1), 3: Decimal(9), 4: "文", 6: True}
    assert build.refused(xlsb(row(1) + record(25, style), name="绩效指标"), "项目.xlsb") == [
        "PE001"
    ]


def test_a_row_without_height_is_hidden() -> None:
    flat = build.record(0, struct.pack("<IIH", 4, 0, 0) + bytes(7))
    sheet = build.grid_of(build.xlsb(flat + build.binary_cell(5, 1, struct.pack("<d", 9)))).sheets[
        0
    ]
    assert sheet.hidden_rows == {5}


@pytest.mark.parametrize("flag", [0x01, 0x10])
def test_a_workbook_whose_formulas_may_be_out_of_date_says_so(flag: int) -> None:
    parts = build.unzipped(build.xlsb(b""))
    calm, stale = (build.record(157, bytes(24) + bytes([each, 0])) for each in (0, flag))
    parts["xl/workbook.bin"] = parts["xl/workbook.bin"].replace(calm, stale)
    assert build.grid_of(build.zipped(parts)).sheets[0].recalculates
