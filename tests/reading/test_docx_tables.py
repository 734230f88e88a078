"""Tables of Word documents: what a cell shows, and which cells are one."""

from __future__ import annotations

from decimal import Decimal

import docx
import pytest

from perfeval_batch.reading import docx_tables
from perfeval_batch.reading.grid import Content, Sheet
from perfeval_batch.reading.refusals import RefusedError
from tests.forms import build as forms
from tests.reading import build


def sheet(rows: str, before: str = "<w:tbl>", behind: str = "</w:tbl>") -> Sheet:
    """The sheet of a document whose body is a table of these rows."""
    parts = build.unzipped(forms.saved(docx.Document()))
    name = "word/document.xml"
    body = parts[name].replace(b"<w:body>", f"<w:body>{before}{rows}{behind}".encode())
    return docx_tables.read(build.zipped({**parts, name: body})).sheets[0]


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


def cell(content: str, properties: str = "") -> str:
    """A cell of a paragraph; what is no run yet becomes one."""
    run = content if content.startswith("<w:r>") else f"<w:r><w:t>{content}</w:t></w:r>"
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{run}</w:p></w:tc>"


def styled(text: str, *properties: str) -> str:
    return f"<w:r><w:rPr>{''.join(properties)}</w:rPr><w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    ("run", "shown"),
    [
        ("<w:r><w:t>10</w:t><w:br/><w:t>20</w:t></w:r>", "10\n20"),
        ("<w:r><w:t>10</w:t><w:tab/><w:t>20</w:t></w:r>", "10 20"),
        ("<w:r><w:t>2023</w:t><w:noBreakHyphen/><w:t>01</w:t></w:r>", "2023-01"),
        ("<w:r><w:t>1</w:t></w:r><w:r><w:t>8.5</w:t></w:r>", Decimal("18.5")),
        (styled("10") + styled("1", '<w:vertAlign w:val="superscript"/>'), "10¹"),
        (styled("m") + styled("2", '<w:vertAlign w:val="superscript"/>'), "m²"),
        (styled("10") + styled("0", "<w:vanish/>"), Decimal(10)),
        (styled("10", '<w:vanish w:val="0"/>', '<w:strike w:val="false"/>'), Decimal(10)),
    ],
)
def test_a_cell_says_what_it_shows(run: str, shown: Content) -> None:
    assert sheet(row(cell(run))).rows == {1: {1: shown}}


def test_a_table_with_text_that_is_struck_out_is_refused() -> None:
    with pytest.raises(RefusedError) as refused:
        sheet(row(cell(styled("10", "<w:strike/>") + styled("9"))))
    assert "划掉的字" in refused.value.what


def test_rows_and_tables_in_content_controls_are_read_like_others() -> None:
    control = "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>"
    inner = row(cell("甲")) + control.format(row(cell("乙"), control.format(cell("丙"))))
    before, behind = control.format("<w:tbl>|</w:tbl>").split("|")
    assert sheet(inner, before, behind).rows == {1: {1: "甲"}, 2: {1: "乙", 2: "丙"}}


DOWN, BEGUN = "<w:vMerge/>", '<w:vMerge w:val="restart"/>'
WIDE = '<w:gridSpan w:val="2"/>'


def test_merged_cells_are_one_and_what_they_cover_is_kept_apart() -> None:
    found = sheet(
        row(cell("甲", BEGUN), cell("乙", WIDE)) + row(cell("盖住", DOWN), cell("丙"), cell("丁"))
    )
    assert found.rows == {1: {1: "甲", 2: "乙"}, 2: {2: "丙", 3: "丁"}}
    assert found.merges == {(1, 1): (2, 1), (1, 2): (1, 3)}
    assert found.covered == {(2, 1): "盖住"}


def test_a_cell_merged_with_nothing_is_a_cell_of_its_own() -> None:
    found = sheet(row(cell("甲", DOWN)) + row(cell("乙", WIDE), cell("丙", DOWN)))
    assert found.rows == {1: {1: "甲"}, 2: {1: "乙", 3: "丙"}}


def test_a_column_merged_over_thousands_of_rows_is_read() -> None:
    found = sheet(row(cell("甲", BEGUN)) + row(cell("", DOWN)) * 3_000)
    assert found.merges == {(1, 1): (3_001, 1)}


def test_a_table_with_more_columns_than_any_form_is_refused() -> None:
    with pytest.raises(RefusedError):
        sheet(row(cell("甲", '<w:gridSpan w:val="99999999"/>')))


@pytest.mark.parametrize(
    ("between", "sheets"),
    [
        ("二、绩效指标完成情况", 1),
        ("项目资金情况：", 1),
        ("项目支出绩效自评表", 2),
        ("单位：元", 2),
        ("项目名称：乙水库", 2),
    ],
)
def test_a_mere_heading_between_two_tables_leaves_them_one_form(between: str, sheets: int) -> None:
    document = docx.Document()
    for text in ("项目名称", "三级指标"):
        document.add_table(1, 1).cell(0, 0).text = text
        if text == "项目名称":
            document.add_paragraph(between)
    assert len(docx_tables.read(forms.saved(document)).sheets) == sheets
