"""Marking a department's workbook: what is added, and that nothing of its own is lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import openpyxl
import pytest
from lxml import etree

from perfeval_batch import marked, schema
from perfeval_batch.findings import Severity
from tests import judges
from tests.marked import marked_samples as samples
from tests.marked.marked_samples import (
    EVIDENCE,
    FINDINGS,
    INDICATORS,
    NAME,
    finding,
    opened,
    parts,
)

RED, YELLOW = marked.FILLS[Severity.ERROR], marked.FILLS[Severity.WARNING]


@pytest.fixture(scope="module")
def original() -> bytes:
    return samples.department()


@pytest.fixture(scope="module")
def result(original: bytes) -> bytes:
    return marked.mark(original, FINDINGS, 1, deadline=date(2024, 3, 15), workbook=NAME)


def fill(book: openpyxl.Workbook, sheet: str, cell: str) -> str:
    pattern = book[sheet][cell].fill
    return str(pattern.fgColor.rgb) if pattern.fill_type else ""


def listed(book: openpyxl.Workbook) -> Sequence[tuple[object, ...]]:
    rows = list(book[schema.MARKS].iter_rows(values_only=True))
    return rows[rows.index(("序号", "级别", "检查编号", "位置", "问题", "怎么改")) + 1 :]


def test_errors_are_red_and_warnings_yellow(result: bytes) -> None:
    book = opened(result)
    assert fill(book, INDICATORS, "D2") == RED
    assert fill(book, INDICATORS, "C2") == YELLOW
    assert fill(book, "基本情况", "B2") == RED


def test_a_cell_that_did_not_exist_is_made_and_filled(result: bytes) -> None:
    assert fill(opened(result), INDICATORS, "G60") == RED


def test_a_note_is_listed_but_not_filled(result: bytes) -> None:
    book = opened(result)
    assert fill(book, INDICATORS, "C6") == "FFDDEBF7"
    assert ("提示", "PE306") in [row[1:3] for row in listed(book)]


def test_a_fault_within_a_merged_area_is_marked_where_it_is_seen(result: bytes) -> None:
    book = opened(result)
    assert fill(book, INDICATORS, "A2") == RED
    assert "一级指标" in book[INDICATORS]["A2"].comment.text


def test_the_comment_says_what_is_wrong_and_how_to_mend_it(result: bytes) -> None:
    text = opened(result)[INDICATORS]["D2"].comment.text
    assert text.startswith(marked.HEADING)
    assert "错误PE403：自评得分11分，超过分值10分。" in text
    assert "怎么改：请把得分改为不超过10分。" in text


def test_two_faults_of_a_cell_share_its_comment_and_the_graver_colours_it(original: bytes) -> None:
    both = (
        finding(INDICATORS, 5, 3, Severity.WARNING, code="PE305"),
        finding(INDICATORS, 5, 3, code="PE403"),
    )
    book = opened(marked.mark(original, both))
    text = book[INDICATORS]["C5"].comment.text
    assert text.index("PE403") < text.index("PE305")
    assert fill(book, INDICATORS, "C5") == RED


def test_the_departments_own_comment_stays_above_ours(result: bytes) -> None:
    text = opened(result)["基本情况"]["B2"].comment.text
    own, _, ours = text.partition(marked.HEADING)
    assert own.strip() == "单位自己的批注"
    assert "PE101" in ours


def test_the_list_is_the_first_sheet_and_open(result: bytes) -> None:
    book = opened(result)
    assert book.sheetnames[0] == schema.MARKS
    assert book.active is not None
    assert book.active.title == schema.MARKS
    selected = [sheet.title for sheet in book.worksheets if sheet.sheet_view.tabSelected]
    assert selected == [schema.MARKS]


def test_the_list_holds_every_finding_the_gravest_first(result: bytes) -> None:
    rows = listed(opened(result))
    assert len(rows) == len(FINDINGS)
    assert [row[1] for row in rows] == ["错误"] * 5 + ["警告"] * 4 + ["提示"]


def test_every_cell_of_the_list_is_a_link_to_it(result: bytes) -> None:
    sheet = opened(result)[schema.MARKS]
    links = {cell.value: cell.hyperlink.location for (cell,) in sheet["D6:D15"] if cell.hyperlink}
    assert links["绩效指标!D2"] == "'绩效指标'!D2"
    assert links["绩效指标!G60"] == "'绩效指标'!G60"
    assert links["基本情况"] == "'基本情况'!A1"
    assert "没有的表!B2" not in links
    assert "（整个文件）" not in links


def test_the_list_states_round_and_deadline(result: bytes) -> None:
    texts = [str(row[0]) for row in opened(result)[schema.MARKS].iter_rows(values_only=True)]
    assert texts[1] == "第1轮退回：错误5处，警告4处，提示1处。"
    assert "请于2024年3月15日前" in texts[3]
    assert schema.rounds_stated(texts) == 1


def test_the_same_workbook_and_findings_give_the_same_bytes(original: bytes, result: bytes) -> None:
    again = marked.mark(original, FINDINGS, 1, deadline=date(2024, 3, 15), workbook=NAME)
    assert again == result


def test_the_order_of_findings_does_not_matter(original: bytes, result: bytes) -> None:
    again = marked.mark(original, FINDINGS[::-1], 1, deadline=date(2024, 3, 15), workbook=NAME)
    assert again == result


def test_findings_of_another_workbook_are_listed_but_not_marked(original: bytes) -> None:
    other = (finding(INDICATORS, 2, 4, workbook="复核表.xlsx"),)
    book = opened(marked.mark(original, other, workbook=NAME))
    assert fill(book, INDICATORS, "D2") == "FFDDEBF7"
    assert [row[3] for row in listed(book)] == ["复核表.xlsx：绩效指标!D2"]


@pytest.mark.parametrize(
    "data",
    [b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), b"PK\x03\x04", b"a,b\n1,2\n"],
    ids=["empty", "xls", "torn zip", "csv"],
)
def test_what_is_no_open_xml_workbook_comes_back_as_it_is(data: bytes) -> None:
    assert marked.mark(data, FINDINGS) == data


def test_the_list_beside_a_workbook_says_the_same(original: bytes) -> None:
    del original
    book = opened(marked.problem_list(FINDINGS, NAME, 2, deadline=date(2024, 3, 15)))
    rows = listed(book)
    assert len(rows) == len(FINDINGS)
    texts = [str(row[0]) for row in book[schema.MARKS].iter_rows(values_only=True)]
    assert schema.rounds_stated(texts) == 2
    assert f"文件：{NAME}" in texts


def test_the_list_beside_a_workbook_has_the_same_bytes_each_time() -> None:
    assert marked.problem_list(FINDINGS, NAME) == marked.problem_list(FINDINGS, NAME)


@pytest.mark.parametrize("macros", [False, True])
def test_every_part_of_the_workbook_is_still_there(*, macros: bool) -> None:
    before = samples.department(macros=macros)
    old, new = parts(before), parts(marked.mark(before, FINDINGS, workbook=NAME))
    assert [name for name in old if name not in new] == []
    changed = {name for name in old if old[name] != new[name]}
    assert changed == {
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",
        "xl/comments1.xml",
        "xl/comments2.xml",
        "xl/drawings/vmlDrawing1.vml",
        "xl/drawings/vmlDrawing2.vml",
    }
    assert new.keys() - old.keys() == {"xl/worksheets/sheet4.xml"}


def test_worksheets_keep_all_but_the_format_of_marked_cells(original: bytes, result: bytes) -> None:
    old, new = parts(original), parts(result)
    for name in ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"):
        known = set(re.findall(rb'<(?:c|row) r="([A-Z0-9]+)"', old[name]))
        assert bare_sheet(old[name], known) == bare_sheet(new[name], known)


def bare_sheet(content: bytes, known: set[bytes]) -> bytes:
    """A worksheet without what marking may change: formats, made cells, the selected tab."""
    root = etree.fromstring(content)
    for each in list(root.iter("{*}c", "{*}row")):
        each.attrib.pop("spans", "")
        if etree.QName(each).localname == "c":
            each.attrib.pop("s", "")
        parent = each.getparent()
        if parent is not None and each.get("r", "").encode() not in known:
            parent.remove(each)
    for each in root.iter("{*}sheetView", "{*}dimension"):
        each.attrib.pop("tabSelected", "")
        each.attrib.pop("ref", "")
    return etree.tostring(root, method="c14n")


def test_styles_of_the_workbook_keep_their_numbers(original: bytes, result: bytes) -> None:
    old, new = (etree.fromstring(parts(each)["xl/styles.xml"]) for each in (original, result))
    assert [each.tag for each in old] == [each.tag for each in new]
    for one, other in zip(old, new, strict=True):
        kept = [etree.tostring(each, method="c14n") for each in other][: len(one)]
        assert kept == [etree.tostring(each, method="c14n") for each in one]


def test_names_still_belong_to_their_sheets(original: bytes, result: bytes) -> None:
    before, after = opened(original), opened(result)
    assert list(before.defined_names) == list(after.defined_names)
    for sheet in before.worksheets:
        assert list(sheet.defined_names) == list(after[sheet.title].defined_names)
        assert sheet.print_title_rows == after[sheet.title].print_title_rows


def test_boxes_of_own_comments_and_buttons_stay(original: bytes, result: bytes) -> None:
    old = parts(original)["xl/drawings/vmlDrawing2.vml"]
    new = parts(result)["xl/drawings/vmlDrawing2.vml"]
    shapes = old[old.index(b"<v:shape ") : old.rindex(b"</xml>")]
    assert shapes in new
    assert b'ObjectType="Button"' in new


def test_an_unmarked_sheet_is_only_no_longer_selected(original: bytes) -> None:
    new = parts(marked.mark(original, (finding("基本情况", 2, 2),)))
    old = parts(original)
    selected = old["xl/worksheets/sheet2.xml"]
    assert b'tabSelected="1"' in selected
    assert new["xl/worksheets/sheet2.xml"] == selected.replace(
        b'tabSelected="1"', b'tabSelected="0"'
    )
    assert new["xl/worksheets/sheet3.xml"] == old["xl/worksheets/sheet3.xml"]
    assert EVIDENCE in opened(original).sheetnames


@pytest.mark.validator
@pytest.mark.parametrize("macros", [False, True])
def test_the_open_xml_sdk_finds_no_fault(*, macros: bool) -> None:
    suffix = ".xlsm" if macros else ".xlsx"
    before = samples.department(macros=macros)
    after = marked.mark(before, FINDINGS, workbook=NAME)
    assert judges.validate(before, suffix) == []
    assert judges.validate(after, suffix) == []
    assert judges.validate(marked.mark(after, FINDINGS[:3], 2, workbook=NAME), suffix) == []


@pytest.mark.libreoffice
def test_libreoffice_opens_it_with_marks_and_all_that_it_held(result: bytes) -> None:
    saved = judges.convert(result, ".xlsx", "xlsx")
    book = opened(saved)
    assert book.sheetnames[0] == schema.MARKS
    assert fill(book, INDICATORS, "D2") == RED
    assert "PE403" in book[INDICATORS]["D2"].comment.text
    assert "单位自己的批注" in book[INDICATORS]["C2"].comment.text
    assert len(book[INDICATORS].data_validations.dataValidation) == 1
    assert len(book[INDICATORS].conditional_formatting) == 2
    drawing = parts(saved)
    shapes = b"".join(content for name, content in drawing.items() if "drawings/drawing" in name)
    assert "现场照片摄于".encode() in shapes
    assert any(name.startswith("xl/media/") for name in drawing)
    assert any(name.startswith("xl/charts/chart") for name in drawing)
