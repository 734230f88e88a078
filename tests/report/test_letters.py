"""letters: a draft as data becomes a template in the report's form."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from perfeval_batch.errors import TemplateError
from perfeval_batch.letters import drafting
from perfeval_batch.model import Block, BlockTable
from perfeval_batch.office import unpack
from perfeval_batch.template import fields, word_styles
from perfeval_batch.template.fields import Form

TABLE = BlockTable(
    "名单", ("序号", "名称"), (20, 80), "for 行 in 表", ("{{ 行.号 }}", "{{ 行.名 }}")
)
BLOCKS = (
    Block("title", "{{ 函.标题 }}"),
    Block("addressee", "某局："),
    Block("steer", "if 函.段落"),
    Block("heading", "{{ 一级序号() }}情况"),
    Block("steer", "for 段 in 函.段落"),
    Block("body", "{{ 段 }}"),
    Block("steer", "endfor"),
    Block("steer", "endif"),
    TABLE,
    Block("signature", "某办公室"),
)
FIELDS = {"函.标题": "标题", "函.段落[]": "各段", "表[].号": "序号", "表[].名": "名称"}


def context(*paragraphs: str) -> dict[str, Any]:
    rows = [{"号": number, "名": f"第{number}项"} for number in (1, 2)]
    return {"函": {"标题": "关于某事的函", "段落": paragraphs}, "表": rows}


def letter(*paragraphs: str) -> Document:
    return docx.Document(io.BytesIO(drafting.template(BLOCKS, FIELDS).render(context(*paragraphs))))


def test_a_letter_reads_as_its_draft_with_the_texts_filled_in() -> None:
    told = [each.text for each in letter("第一段。", "第二段。").paragraphs]
    assert told == ["关于某事的函", "某局：", "一、情况", "第一段。", "第二段。", "", "某办公室"]


def test_what_is_left_out_leaves_no_empty_paragraph() -> None:
    told = [each.text for each in letter().paragraphs]
    assert told == ["关于某事的函", "某局：", "", "某办公室"]


def test_every_paragraph_has_a_style_of_the_report() -> None:
    document = letter("段。")
    styles = {each.style.style_id for each in document.paragraphs if each.style}
    assert styles == {
        *(
            word_styles.TITLE,
            word_styles.ADDRESSEE,
            word_styles.HEADINGS[0],
            word_styles.BODY,
            word_styles.NOTE,
            word_styles.SIGNATURE,
        ),
    }


def test_the_page_is_the_reports() -> None:
    section = letter().sections[0]
    assert section.page_width is not None
    assert round(section.page_width.mm) == 210
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(each.mm) for each in margins if each is not None] == [37, 35, 28, 26]


def test_a_table_has_a_row_for_each_and_repeats_its_header() -> None:
    (table,) = letter().tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["序号", "名称"],
        ["1", "第1项"],
        ["2", "第2项"],
    ]
    rows = list(letter().element.iter(qn("w:tr")))
    marks = [bool(row.findall(f".//{qn('w:tblHeader')}")) for row in rows]
    assert marks == [True, False, False]
    assert all(row.findall(f".//{qn('w:cantSplit')}") for row in rows)


def test_a_tables_widths_stand_where_word_and_wps_look_for_them() -> None:
    element = letter().element
    grid = [int(each.get(qn("w:w"), 0)) for each in element.iter(qn("w:gridCol"))]
    whole = [int(each.get(qn("w:w"), 0)) for each in element.iter(qn("w:tblW"))]
    cells = [int(each.get(qn("w:w"), 0)) for each in element.iter(qn("w:tcW"))]
    assert whole == [sum(grid)] == [word_styles.TEXT_WIDTH]
    assert cells == grid * 3


def test_a_tag_that_names_no_field_is_refused() -> None:
    with pytest.raises(TemplateError, match=r"函.*没有字段“标提”"):
        drafting.template((Block("title", "{{ 函.标提 }}"),), FIELDS)


def test_a_letter_cannot_name_the_fields_of_a_report() -> None:
    with pytest.raises(TemplateError, match="没有字段“项目”"):
        drafting.template((Block("title", "{{ 项目.名称 }}"),), FIELDS)


def test_a_letter_is_compiled_once() -> None:
    assert drafting.template(BLOCKS, FIELDS) is drafting.template(BLOCKS, dict(FIELDS))


def test_texts_are_data_and_no_markup_and_no_tags() -> None:
    hostile = "<w:p/>&amp;{{ 函.标题 }}"
    assert letter(hostile).paragraphs[3].text == hostile


def test_the_title_stands_in_the_documents_properties() -> None:
    core = unpack(drafting.template(BLOCKS, FIELDS).render(context()))["docProps/core.xml"]
    assert "<dc:title>关于某事的函</dc:title>" in core.decode()


def test_paths_tell_what_there_are_several_of() -> None:
    found = fields.of(FIELDS)
    letter, table = found["函"], found["表"]
    assert (letter.form, table.form) == (Form.RECORD, Form.ROWS)
    assert [part.form for part in letter.parts] == [Form.TEXT, Form.TEXTS]
    assert [part.name for part in table.parts] == ["号", "名"]
    assert found["一级序号"].form is Form.NUMERAL
