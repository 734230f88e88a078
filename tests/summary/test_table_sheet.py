"""A table of the summary writes every value as what it is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from perfeval_batch import office_package
from perfeval_batch.sheets import Book
from perfeval_batch.summary import figures
from perfeval_batch.summary.workbook import table_sheet
from perfeval_batch.summary.workbook.cell_text import Cell, Link
from perfeval_batch.summary.workbook.look import Look
from tests import books, judges

RICH = "<r>&<b></r>"
TRAPS = ("_x000D_", "_x0041_b", " 两端 ", "\n", "=1+1", "'a", "<&>\"'", "a\nb", RICH)
texts = st.text(min_size=1) | st.sampled_from(TRAPS) | st.text("字a \n", min_size=1, max_size=60)
numbers = st.decimals(-(10**12), 10**12, places=6) | st.integers(-(10**15), 10**15)


def package(values: list[Any], style: str = "text") -> bytes:
    columns = [table_sheet.Column("列", 9, "value", style), table_sheet.Column("空", 9, "nothing")]
    rows = figures.frame([(value, None) for value in values], ("value", "nothing"))
    book = Book("书")
    table_sheet.write_page(
        book, Look(book), table_sheet.Page("表", "说明", table_sheet.Table(columns, rows)), "标题"
    )
    return book.finish()


def cells(data: bytes) -> list[Any]:
    sheet = books.opened(data)["表"]
    assert isinstance(sheet, Worksheet)
    return [row[0] for row in sheet.iter_rows(min_row=table_sheet.FIRST + 1)]


@given(st.lists(texts, min_size=1, max_size=5))
def test_a_text_stays_that_text(values: list[str]) -> None:
    found = [cell.value for cell in cells(package(values))]
    told = [str(value).removesuffix(" ").replace("\r\n", "\n") for value in found]
    expected = [
        office_package.cell_text(value).removesuffix(" ").replace("\r", "\n") for value in values
    ]
    assert [each.replace("\r", "\n") for each in told] == [
        each.replace("\r\n", "\n") for each in expected
    ]


@given(st.lists(numbers, min_size=1, max_size=5))
def test_a_number_stays_that_number(values: list[Any]) -> None:
    found = [cell.value for cell in cells(package(values, "amount"))]
    assert found == pytest.approx([float(value) for value in values], rel=1e-14)


def test_what_is_not_known_is_an_empty_cell() -> None:
    assert [cell.value for cell in cells(package([None, 1], "amount"))] == [None, 1]


@pytest.mark.validator
@pytest.mark.parametrize("value", [*TRAPS, Link("开", "报告/a&b<c>'.docx")])
def test_whatever_a_row_holds_the_workbook_is_valid(value: Cell) -> None:
    style = "link" if isinstance(value, Link) else "text"
    assert judges.validate(package([value, None, "后"], style), ".xlsx") == []


def test_a_link_opens_its_target_and_one_without_a_target_is_a_text() -> None:
    rows = [Link("开", "报告/甲局/a.docx"), None, Link("关", None), Link("开", "退回/50%25.xlsx")]
    found = cells(package(rows, "link"))
    assert [each.value for each in found] == ["开", None, "关", "开"]
    links = [each.hyperlink and str(each.hyperlink.target) for each in found]
    assert links == ["报告\\甲局\\a.docx", None, None, "退回\\50%25.xlsx"]


def test_a_table_of_many_rows_is_whole() -> None:
    assert [each.value for each in cells(package(list(range(2500)), "count"))] == list(range(2500))
