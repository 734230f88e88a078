"""Drafts: every page marked 草稿, the open errors at the end, whatever the template."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from perfeval_batch import report, scoring
from perfeval_batch.findings import Finding, Place, Severity
from perfeval_batch.model import Entry, State
from perfeval_batch.template import template_check
from perfeval_batch.values import replace
from tests.report import documents, projects, reports
from tests.report.documents import W, docx, p, pack, unpack
from tests.report.projects import indicator, points

OPEN = (
    Finding(
        Place("甲.xlsx", "绩效指标", 9, 10),
        "PE403",
        "score-over-weight",
        Severity.ERROR,
        "自评得分11分，超过分值10分。",
        "请把得分改为不超过10分。",
    ),
)
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def _draft(template: bytes) -> bytes:
    """A draft of the seed's project from a template."""
    made = report.compile_template(template, draft=True)
    assessment = scoring.assess(projects.project(), reports.SCHEME)
    return report.render(assessment, reports.SCHEME, made, OPEN)


def _headers(document: bytes) -> dict[str, str]:
    """Kind of page → the XML of its header, of the first section."""
    parts = unpack(document)
    links = {
        each.get("Id", ""): each.get("Target", "")
        for each in documents.parse(document)["word/_rels/document.xml.rels"]
    }
    (first, *_) = documents.parse(document)["word/document.xml"].iter(f"{{{W}}}sectPr")
    return {
        each.get(f"{{{W}}}type", ""): parts[f"word/{links[each.get(f'{R}id', '')]}"].decode()
        for each in first.iter(f"{{{W}}}headerReference")
    }


@pytest.mark.parametrize("template", [report.default_template(), docx(p("甲"))])
def test_every_kind_of_page_is_marked(template: bytes) -> None:
    headers = _headers(_draft(template))
    assert set(headers) == {"default", "even", "first"}
    for header in headers.values():
        assert "草稿——仅供内部核对，不得作为正式报告" in header
        assert 'string="草稿"' in header


def test_the_headers_of_an_office_are_kept_and_marked() -> None:
    parts = unpack(
        report.compile_template(report.default_template(), draft=True).render(
            {**template_check.example()},
        )
    )
    edited = pack(
        {
            name: content.replace("不得作为正式报告".encode(), "某县财政局".encode())
            for name, content in parts.items()
        }
    )
    for header in _headers(_draft(edited)).values():
        assert "某县财政局" in header
        assert header.count("不得作为正式报告") == 1


def test_the_open_errors_stand_at_the_end_on_a_page_of_their_own() -> None:
    document = _draft(report.default_template())
    texts = reports.paragraphs(document)
    assert texts[-2:] == [
        "尚未解决的问题",
        "1．〔错误 PE403〕绩效指标!J9：自评得分11分，超过分值10分。请把得分改为不超过10分。",
    ]
    last = documents.body(document).rindex("尚未解决的问题")
    assert "pageBreakBefore" in documents.body(document)[last - 400 : last]


def test_warnings_are_not_among_the_open_errors() -> None:
    template = report.compile_template(report.default_template(), draft=True)
    assessment = scoring.assess(projects.project(), reports.SCHEME)
    found = (replace(OPEN[0], severity=Severity.WARNING),)
    document = report.render(assessment, reports.SCHEME, template, found)
    assert "尚未解决的问题" not in reports.paragraphs(document)


def test_a_report_that_is_no_draft_bears_no_mark() -> None:
    document = reports.rendered(projects.project())
    assert b"".join(unpack(document).values()).count("草稿".encode()) == 0


def test_a_draft_of_a_project_without_figures_says_what_is_open() -> None:
    row = indicator("产出指标", "数量指标", "甲", "10", "9", self_score=points(None))
    bare = projects.project(
        {"name": None, "purpose": None},
        {"budget": None, "executed": None, "self_score": None, "review_score": None},
        [row],
    )
    made = report.compile_template(report.default_template(), draft=True)
    document = report.render(scoring.assess(bare, reports.SCHEME), reports.SCHEME, made, OPEN)
    texts = reports.paragraphs(document)
    assert texts[0] == "（未填写）绩效评价报告综述"
    assert "甲：分值10分，得（待核实）分。" in texts
    assert any("自评分（待核实）分" in text for text in texts)
    assert not any("无扣分" in text for text in texts)
    assert documents.parse(document)


@pytest.mark.parametrize("state", [State.UNCALCULATED, State.ERROR, State.UNREADABLE])
def test_a_draft_leaves_a_description_open_that_cannot_be_read(state: State) -> None:
    broken: Entry[str] = Entry(Place(projects.WORKBOOK), "", None, state)
    row = indicator("产出指标", "数量指标", "甲", "10", "9", description=broken)
    made = report.compile_template(report.default_template(), draft=True)
    bare = projects.project(indicators=[row])
    document = report.render(scoring.assess(bare, reports.SCHEME), reports.SCHEME, made, OPEN)
    assert "甲：（待核实），分值10分，得9分。" in reports.paragraphs(document)


def test_a_draft_without_any_indicator_is_whole() -> None:
    bare = projects.project(total={"weight": None, "executed": Decimal(0)}, indicators=[])
    made = report.compile_template(report.default_template(), draft=True)
    document = report.render(scoring.assess(bare, reports.SCHEME), reports.SCHEME, made)
    assert documents.parse(document)
    assert "尚未解决的问题" not in reports.paragraphs(document)


def test_a_draft_shows_an_unknown_rate_as_open_and_without_a_bar() -> None:
    blank = {"review_score": points(None)}
    rows = [
        indicator("产出指标", "数量指标", "甲", "10", "9", **blank),
        indicator("效益指标", "社会效益指标", "乙", "10", "9", **blank, self_score=points(None)),
    ]
    bare = projects.project(total={"review_score": None}, indicators=rows)
    made = report.compile_template(report.default_template(), draft=True)
    document = report.render(scoring.assess(bare, reports.SCHEME), reports.SCHEME, made, OPEN)
    scores = reports.opened(document).tables[0]
    assert [row.cells[-1].text for row in scores.rows] == [
        *("得分率", "100%", "90%", "待核实", "待核实"),
    ]
    chart = unpack(document)["word/charts/chart1.xml"].decode()
    values = chart[chart.index("<c:val>") : chart.index("</c:val>")]
    assert re.findall(r'idx="(\d)"', values) == ["0", "1"]
    assert '<c:dispBlanksAs val="gap"/>' in chart
