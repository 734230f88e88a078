"""The rows that are written beside XlsxWriter say what XlsxWriter would have said."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from perfeval_batch import office
from perfeval_batch.sheets import Book
from perfeval_batch.summary import cell, filling, table
from perfeval_batch.summary.cell import Cell, Link
from perfeval_batch.summary.look import Look
from tests import judges

STYLES = ("text", "label", "centre", "amount", "points", "rate", "count")
RICH = "<r>&<b></r>"
TRAPS = ("_x000D_", "_x0041_b", " 两端 ", "", "\n", "=1+1", "'a", "<&>\"'", "a\nb")
texts = st.text() | st.sampled_from(TRAPS) | st.text("字a \n", max_size=60)
numbers = st.decimals(allow_nan=False, allow_infinity=False) | st.integers(-(10**18), 10**18)
tables = st.lists(st.tuples(*(st.none() | texts | numbers for _ in STYLES)), min_size=1, max_size=8)


def columns() -> list[table.Column[Any]]:
    return [
        table.Column(name, 9.0, lambda row, at=at: row[at], name)  # type: ignore[misc]
        for at, name in enumerate(STYLES)
    ]


def one() -> list[table.Column[Any]]:
    """A column of the values, and one of nothing: a title takes two."""
    return [table.Column("列", 9, lambda row: row), table.Column("空", 9, lambda _: None)]


def page(rows: list[Any], told: list[table.Column[Any]]) -> table.Page[Any]:
    return table.Page("表", "标题", "说明", table.Table(told, rows))


def package(rows: list[Any], told: list[table.Column[Any]]) -> bytes:
    book = Book("书")
    found = table.write(book, Look(book), page(rows, told))
    return filling.filled(book.finish(), found)


def by_xlsxwriter(rows: list[Any]) -> bytes:
    """The same rows, cell by cell."""
    book = Book("书")
    table.place(book.sheet("表"), Look(book), table.Table(columns(), rows), table.HEADER)
    return book.finish()


def opened(data: bytes) -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(data))["表"]
    assert isinstance(sheet, Worksheet)
    return sheet


def told(sheet: Worksheet) -> list[Any]:
    """All that a person sees of the rows."""
    return [
        (
            [(c.value, c.data_type, c.number_format, c.alignment.wrap_text) for c in row],
            sheet.row_dimensions[number].height,
        )
        for number, row in enumerate(sheet.iter_rows(min_row=table.FIRST + 1), table.FIRST + 1)
    ]


@given(tables)
def test_the_rows_read_as_those_that_xlsxwriter_writes(rows: list[Any]) -> None:
    assert told(opened(package(rows, columns()))) == told(opened(by_xlsxwriter(rows)))


@given(tables)
def test_nothing_but_the_rows_differs_from_a_workbook_of_other_rows(rows: list[Any]) -> None:
    other = office.unpack(package([(None,) * len(STYLES)] * len(rows), columns()))
    found = office.unpack(package(rows, columns()))
    sheet = "xl/worksheets/sheet1.xml"
    frame, of_other = (each.pop(sheet).decode() for each in (found, other))
    assert frame.partition("<sheetData>")[0] == of_other.partition("<sheetData>")[0]
    assert frame.partition("</sheetData>")[2] == of_other.partition("</sheetData>")[2]
    assert {k: v for k, v in found.items() if "shared" not in k} == {
        k: v for k, v in other.items() if "shared" not in k
    }


@pytest.mark.validator
@pytest.mark.parametrize("value", [*TRAPS, RICH, Link("开", "报告/a&b<c>'.docx")])
def test_whatever_a_row_holds_the_workbook_is_valid(value: Cell) -> None:
    assert judges.validate(package([value, None, "后"], one()), ".xlsx") == []


def test_equal_texts_are_kept_once_whoever_wrote_them() -> None:
    strings = office.unpack(package([("标题", "说明", "又", "又", 1, 1, 1)], columns()))
    xml = strings["xl/sharedStrings.xml"].decode()
    assert [xml.count(f"<t>{each}</t>") for each in ("标题", "说明", "又")] == [1, 1, 1]


def test_a_link_opens_its_target_and_one_without_a_target_is_a_text() -> None:
    rows = [Link("开", "报告/甲局/a.docx"), None, Link("关", None), Link("开", "退回/b.xlsx")]
    found = opened(package(rows, one()))
    cells = [row[0] for row in found.iter_rows(min_row=table.FIRST + 1)]
    assert [each.value for each in cells] == ["开", None, "关", "开"]
    links = [each.hyperlink and str(each.hyperlink.target) for each in cells]
    assert links == ["报告\\甲局\\a.docx", None, None, "退回\\b.xlsx"]


def test_a_table_of_many_rows_is_whole() -> None:
    found = opened(package(list(range(2500)), one()))
    values = [row[0].value for row in found.iter_rows(min_row=table.FIRST + 1)]
    assert values == list(range(2500))


def test_a_workbook_without_the_mark_is_not_filled() -> None:
    book = Book("书")
    rows = table.write(book, Look(book), page(["一"], one()))
    other = Book("书")
    other.sheet("表").write_string(0, 0, "标题")
    with pytest.raises(ValueError, match="sheet1"):
        filling.filled(other.finish(), rows)


@given(texts)
def test_a_text_that_xlsxwriter_takes_for_xml_stays_a_text(inner: str) -> None:
    book = Book("书")
    typed = f"<r>{cell.text(inner)}</r>"
    book.sheet("表").write_string(0, 0, typed)
    found = opened(book.finish())["A1"].value
    assert str(found).strip().replace("\r\n", "\n") == typed
