"""The next round: a marked workbook comes back, and its marks are replaced, never piled up."""

from __future__ import annotations

import io
import warnings

import pytest
from lxml import etree

from perfeval_batch import marked, schema
from perfeval_batch.findings import Severity
from tests import books, judges
from tests.marked import marked_samples as samples
from tests.marked.marked_samples import FINDINGS, INDICATORS, NAME, finding, opened, parts

RED = marked.FILLS[Severity.ERROR]
LEFT = (finding(INDICATORS, 2, 4),)


@pytest.fixture(scope="module")
def first() -> bytes:
    return marked.mark(samples.department(), FINDINGS, 1, workbook=NAME)


def saved_by_openpyxl(package: bytes) -> bytes:
    """The workbook as openpyxl saves it."""
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        opened(package).save(out)
    return out.getvalue()


def fills(package: bytes) -> dict[str, dict[str, str]]:
    """Sheet → cell → colour, of all filled cells but those of the list."""
    return {
        sheet.title: {
            cell.coordinate: str(cell.fill.fgColor.rgb)
            for row in sheet.iter_rows()
            for cell in row
            if cell.fill.fill_type
        }
        for sheet in opened(package).worksheets
        if not schema.is_marks(sheet.title)
    }


def comments(package: bytes) -> dict[str, dict[str, str]]:
    """Sheet → cell → comment."""
    return {
        sheet.title: {
            cell.coordinate: cell.comment.text.strip()
            for row in sheet.iter_rows()
            for cell in row
            if cell.comment
        }
        for sheet in opened(package).worksheets
    }


def test_marking_again_with_the_same_findings_changes_nothing(first: bytes) -> None:
    again = marked.mark(first, FINDINGS, 1, workbook=NAME)
    old, new = parts(first), parts(again)
    assert old.keys() == new.keys()
    assert [name for name in old if old[name] != new[name]] == []


def test_many_rounds_add_neither_parts_nor_formats(first: bytes) -> None:
    result = first
    for number in range(2, 8):
        result = marked.mark(result, FINDINGS if number % 2 else LEFT, number, workbook=NAME)
    assert parts(result).keys() == parts(first).keys()
    old, new = (etree.fromstring(parts(each)["xl/styles.xml"]) for each in (first, result))
    grown = {
        etree.QName(one).localname: len(other) - len(one)
        for one, other in zip(old, new, strict=True)
    }
    assert sum(grown.values()) <= 3


def test_a_mended_cell_gets_its_own_fill_back(first: bytes) -> None:
    second = marked.mark(first, LEFT, 2, workbook=NAME)
    before = fills(samples.department())
    before[INDICATORS]["D2"] = RED
    after = fills(second)
    del after["基本情况"]["B2"], after["基本情况"]["B3"]  # made by the first round
    assert after["基本情况"] == before["基本情况"]
    assert after[INDICATORS] == before[INDICATORS]


def test_a_made_cell_gets_the_fill_of_its_column_back(first: bytes) -> None:
    assert fills(marked.mark(first, LEFT, 2, workbook=NAME))["基本情况"]["B2"] == "FFFFF2CC"


def test_a_mended_cell_loses_our_comment_and_keeps_its_own(first: bytes) -> None:
    after = comments(marked.mark(first, LEFT, 2, workbook=NAME))
    assert after["基本情况"] == {"A2": "按批复文件填写", "B2": "单位自己的批注"}
    assert set(after[INDICATORS]) == {"C2", "D2"}
    assert after[INDICATORS]["C2"] == "单位自己的批注"


def test_boxes_go_with_their_comments(first: bytes) -> None:
    second = marked.mark(first, LEFT, 2, workbook=NAME)
    boxes = parts(second)["xl/drawings/vmlDrawing2.vml"]
    assert boxes.count(b'ObjectType="Note"') == 2
    assert boxes.count(b'ObjectType="Button"') == 1


def test_there_is_one_list_and_it_states_the_new_round(first: bytes) -> None:
    book = opened(marked.mark(first, LEFT, 2, workbook=NAME))
    assert [name for name in book.sheetnames if schema.is_marks(name)] == [schema.MARKS]
    texts = [str(row[0]) for row in book[schema.MARKS].iter_rows(values_only=True)]
    assert schema.rounds_stated(texts) == 2


def test_a_list_that_was_moved_comes_to_the_front_and_names_follow(first: bytes) -> None:
    moved = opened(first)
    moved.move_sheet(schema.MARKS, offset=2)
    book = opened(marked.mark(books.saved(moved), LEFT, 2, workbook=NAME))
    assert book.sheetnames[:3] == [schema.MARKS, "基本情况", INDICATORS]
    assert list(book[INDICATORS].defined_names) == ["本表"]


def test_a_list_that_was_deleted_is_made_again_and_marks_are_known(first: bytes) -> None:
    book = opened(first)
    del book[schema.MARKS]
    second = marked.mark(books.saved(book), LEFT, 1, workbook=NAME)
    assert opened(second).sheetnames[0] == schema.MARKS
    assert [cell for cell, fill in fills(second)[INDICATORS].items() if fill == RED] == ["D2"]


def test_marks_are_known_after_openpyxl_saved_the_workbook(first: bytes) -> None:
    second = marked.mark(saved_by_openpyxl(first), LEFT, 2, workbook=NAME)
    assert fills(second)[INDICATORS]["C2"] == "FFDDEBF7"
    assert "PE101" not in comments(second)["基本情况"]["B2"]
    assert "PE403" in comments(second)[INDICATORS]["D2"]


def test_marks_follow_rows_that_were_inserted_above(first: bytes) -> None:
    book = opened(first)
    sheet = book[INDICATORS]
    cell, target = sheet["D2"], sheet["D40"]
    target.value, target._style, target.comment = 9, cell._style, None  # noqa: SLF001  # openpyxl's own way to copy a format
    second = marked.mark(books.saved(book), (), 2, workbook=NAME)
    assert fills(second)[INDICATORS]["D40"] == "FFDDEBF7"


@pytest.mark.validator
def test_no_fault_is_added_to_what_another_program_saved(first: bytes) -> None:
    before = saved_by_openpyxl(first)
    known = judges.validate(before, ".xlsx")
    after = judges.validate(marked.mark(before, FINDINGS, 2, workbook=NAME), ".xlsx")
    assert [each for each in after if each not in known] == []


@pytest.mark.libreoffice
def test_marks_are_known_after_libreoffice_saved_the_workbook(first: bytes) -> None:
    second = marked.mark(judges.convert(first, ".xlsx", "xlsx"), LEFT, 2, workbook=NAME)
    red = [cell for cell, fill in fills(second)[INDICATORS].items() if fill == RED]
    assert red == ["D2"]
    said = comments(second)
    assert said["基本情况"] == {"A2": "按批复文件填写", "B2": "单位自己的批注"}
    assert [name for name in opened(second).sheetnames if schema.is_marks(name)] == ["问题清单"]


@pytest.mark.libreoffice
def test_the_round_can_be_read_after_libreoffice_saved_it_as_xls(first: bytes) -> None:
    xlrd = pytest.importorskip("xlrd")
    book = xlrd.open_workbook(file_contents=judges.convert(first, ".xlsx", "xls"))
    sheet = book.sheet_by_name(schema.MARKS)
    assert schema.rounds_stated(str(sheet.cell_value(row, 0)) for row in range(5)) == 1


def test_a_sheet_of_the_departments_own_that_is_called_so_stays() -> None:
    book = books.opened(samples.plain())
    book.create_sheet(schema.MARKS)["A1"] = "单位自己整理的问题"
    result = marked.mark(books.saved(book), LEFT, 1, workbook=NAME)
    again = marked.mark(result, LEFT, 2, workbook=NAME)
    for package in (result, again):
        sheets = opened(package)
        assert sheets.sheetnames[0] == "问题清单（核对）"
        assert sheets[schema.MARKS]["A1"].value == "单位自己整理的问题"
        assert len(sheets.sheetnames) == 3
