"""The letters' templates: Word documents in the report's form, each with its own fields."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from perfeval_batch.errors import TemplateError
from perfeval_batch.findings import Finding, Place, Severity
from perfeval_batch.letters import (
    department_summary,
    doubts_letter,
    letter_templates,
    reminder,
    return_notice,
)
from perfeval_batch.model import Due, Figures, Identity, Outcome, Status
from perfeval_batch.template import compiled, fields
from perfeval_batch.template.fields import Form
from tests.report.documents import docx as document_of
from tests.report.documents import p, unpack

LETTERS = {
    "return_notice": return_notice.FIELDS,
    "reminder": reminder.FIELDS,
    "doubts_letter": doubts_letter.FIELDS,
    "department_summary": department_summary.FIELDS,
}
TEXT_WIDTH = 11906 - 1587 - 1474
"""Between the margins, in twips."""
STYLES = {"ReportTitle", "ReportAddressee", "1", "3", "ReportBody", "ReportNote", "ReportSignature"}


def notice(name: str = "甲项目") -> bytes:
    fault = Finding(
        Place("一.xlsx", "绩效指标", 4, 10), "PE403", "n", Severity.ERROR, "多。", "改。"
    )
    identity = Identity(name=name, department="甲局", year=2023)
    outcome = Outcome("一.xlsx", "", Status.RETURNED, identity, Figures(), findings=(fault,))
    return return_notice.write("甲局", (outcome,))


def opened(data: bytes) -> Document:
    return docx.Document(io.BytesIO(data))


def test_every_letter_has_a_template_that_names_its_own_fields() -> None:
    folder = Path(letter_templates.__file__).parent
    assert {each.stem for each in folder.glob("*.docx")} == set(LETTERS)
    for letter, meanings in LETTERS.items():
        own = fields.of(dict(meanings))
        assert compiled.problems(letter_templates.default(letter), own) == ()


def test_every_letter_explains_its_tags_in_comments() -> None:
    for letter in LETTERS:
        comments = list(opened(letter_templates.default(letter)).comments)
        assert "批注不会出现在发出的文件里" in comments[0].text
        assert all(each.timestamp is None for each in comments)


def test_comments_never_reach_a_letter() -> None:
    assert not any("comment" in name for name in unpack(notice()))


def test_every_paragraph_has_a_style_of_the_report() -> None:
    styles = {each.style.style_id for each in opened(notice()).paragraphs if each.style}
    assert styles == STYLES


@pytest.mark.parametrize("letter", LETTERS)
def test_the_page_and_the_styles_are_the_reports(letter: str) -> None:
    ours, report = (
        unpack(data)["word/styles.xml"]
        for data in (
            letter_templates.default(letter),
            Path("perfeval_batch/template/report.docx").read_bytes(),
        )
    )
    assert ours == report
    section = opened(letter_templates.default(letter)).sections[0]
    assert section.page_width is not None
    assert round(section.page_width.mm) == 210
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(each.mm) for each in margins if each is not None] == [37, 35, 28, 26]


def test_a_table_repeats_its_header_and_splits_no_row() -> None:
    rows = list(opened(notice()).element.iter(qn("w:tr")))
    marks = [bool(row.findall(f".//{qn('w:tblHeader')}")) for row in rows]
    assert marks == [True, False]
    assert all(row.findall(f".//{qn('w:cantSplit')}") for row in rows)


@pytest.mark.parametrize("letter", LETTERS)
def test_a_tables_widths_stand_where_word_and_wps_look_for_them(letter: str) -> None:
    for table in opened(letter_templates.default(letter)).element.iter(qn("w:tbl")):
        grid = [int(each.get(qn("w:w"), 0)) for each in table.iter(qn("w:gridCol"))]
        (whole,) = [int(each.get(qn("w:w"), 0)) for each in table.iter(qn("w:tblW"))]
        assert whole == sum(grid) == TEXT_WIDTH
        for row in table.iter(qn("w:tr")):
            assert sum(int(each.get(qn("w:w"), 0)) for each in row.iter(qn("w:tcW"))) == whole


def test_a_tag_that_names_no_field_is_refused() -> None:
    own = fields.of({"函.标题": "标题"})
    with pytest.raises(TemplateError, match=r"函.*没有字段“标提”"):
        compiled.compile_template(document_of(p("{{ 函.标提 }}")), fields=own)


def test_a_letter_cannot_name_the_fields_of_a_report() -> None:
    own = fields.of({"函.标题": "标题"})
    with pytest.raises(TemplateError, match="没有字段“项目”"):
        compiled.compile_template(document_of(p("{{ 项目.名称 }}")), fields=own)


def test_texts_are_data_and_no_markup_and_no_tags() -> None:
    hostile = "<w:p/>&amp;{{ 通知.标题 }}"
    assert f"1．{hostile}" in [each.text for each in opened(notice(hostile)).paragraphs]


def test_the_title_stands_in_the_documents_properties() -> None:
    core = unpack(notice())["docProps/core.xml"].decode()
    assert "<dc:title>关于退回修改2023年度绩效自评材料的通知</dc:title>" in core


def test_the_reminder_lists_what_nobody_handed_in() -> None:
    due = (Due(Identity(name="甲", code="01")), Due(Identity(name="乙"), source="乙.xlsx"))
    document = opened(reminder.write("甲局", due, 2023))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows[1:] == [["1", "01", "甲", "", ""]]
    assert "应报送项目支出绩效自评材料2个，已报送1个" in document.paragraphs[2].text


def test_paths_tell_what_there_are_several_of() -> None:
    found = fields.of(
        {"函.标题": "标题", "函.段落[]": "各段", "表[].号": "序号", "表[].名": "名称"}
    )
    letter, table = found["函"], found["表"]
    assert (letter.form, table.form) == (Form.RECORD, Form.ROWS)
    assert [part.form for part in letter.parts] == [Form.TEXT, Form.TEXTS]
    assert [part.name for part in table.parts] == ["号", "名"]
    assert found["一级序号"].form is Form.NUMERAL
