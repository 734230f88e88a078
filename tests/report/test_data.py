"""What people type is data: it comes out as typed, or cleaned, and never acts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfeval_batch import report, scoring
from perfeval_batch.report.narrative import context
from perfeval_batch.template import template_check
from tests.report import documents, projects, reports
from tests.report.documents import docx, p

ODD = {
    "angle": "甲<乙>丙</w:t></w:r></w:p>",
    "ampersand": "A&B &amp; &#20013;",
    "quotes": "\"双\"'单'“中”",
    "tags": "{{ 项目.名称 }} {% for x in y %} {# 注 #} {{ 7*7 }}",
    "emoji": "顺利完工👍🏽",
    "extension B": "𠮷𡈽𪚥",
    "our marks": "\ue0fe0\ue0ff <?pe 0?>",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_a_text_comes_out_as_typed(text: str) -> None:
    document = reports.rendered(projects.project({"purpose": text, "name": text}))
    found = reports.paragraphs(document)
    assert text in [each.removesuffix("。") for each in found]
    assert f"{text}绩效评价报告综述" in found


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_a_text_comes_out_as_typed_in_the_annex_and_the_properties(text: str) -> None:
    row = projects.indicator("产出指标", "数量指标", text, "10", "9", reason=text, measure=text)
    project = projects.project({"name": text, "department": text}, indicators=[row])
    document = reports.opened(reports.rendered(project))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert text in cells
    assert f"{text}\n改进措施：{text}" in cells
    assert document.core_properties.title == f"{text}绩效评价报告综述"


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_typed_tags_are_no_leftover_tags(text: str) -> None:
    project = projects.project({"purpose": text})
    assessment = scoring.assess(project, reports.SCHEME)
    document = report.render(assessment, reports.SCHEME, reports.template())
    assert report.check(document, assessment, reports.SCHEME) == ()


@pytest.mark.parametrize("bad", ["\x00", "\x01", "\x08", "\x1b", "\ufffe", "\uffff", "\ud800"])
def test_a_character_that_no_xml_can_hold_is_left_out(bad: str) -> None:
    document = reports.rendered(projects.project({"purpose": f"甲{bad}乙"}))
    assert "甲乙。" in reports.paragraphs(document)


def test_lines_make_paragraphs_in_the_text_and_line_breaks_in_the_annex() -> None:
    project = projects.project({"completion": "一是甲。\n二是乙。"})
    document = reports.opened(reports.rendered(project))
    texts = [each.text for each in document.paragraphs]
    assert "一是甲。" in texts
    assert "二是乙。" in texts
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "一是甲。\n二是乙。" in cells


def test_a_line_end_in_a_property_or_a_chart_breaks_nothing() -> None:
    template = report.compile_template(report.default_template())
    told = {**template_check.example(), "报告标题": "甲\n乙"}
    documents.parse(template.render(told))


PRINTED = report.compile_template(docx(p("{{ 报告标题 }}"), p("{{ 项目.名称 ~ '。' }}")))


@settings(max_examples=300)
@given(st.text(st.characters(exclude_categories=())))
def test_any_text_gives_whole_xml_that_reads_back(text: str) -> None:
    example = template_check.example()
    document = PRINTED.render(
        {**example, "报告标题": text, "项目": {**example["项目"], "名称": text}},
    )
    documents.parse(document)
    kept = "".join(c for c in text if c.isprintable())
    assert kept in "".join(
        c
        for c in "".join(each.text for each in reports.opened(document).paragraphs)
        if c.isprintable()
    )


@settings(max_examples=25)
@given(st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=6))
def test_any_project_gives_a_whole_report(texts: list[str]) -> None:
    rows = [
        projects.indicator("产出指标", text, text, "10", "9", reason=text, description=text)
        for text in texts
    ]
    project = projects.project({"name": texts[0], "unit": texts[-1]}, indicators=rows)
    assessment = scoring.assess(project, reports.SCHEME)
    document = reports.template().render(context(assessment, reports.SCHEME))
    documents.parse(document)
    assert report.check(document, assessment, reports.SCHEME) == ()
