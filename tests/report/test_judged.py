"""What outside judges say of the reports: Open XML SDK validator and LibreOffice."""

from __future__ import annotations

import io
import struct
import zlib
from decimal import Decimal
from functools import lru_cache

import pytest
from docx import Document

from perfeval_batch import report, scoring
from perfeval_batch.demo import samples
from perfeval_batch.findings import Finding, Place, Severity
from perfeval_batch.model import Project
from perfeval_batch.template import chart, template_check
from tests import judges
from tests.report import projects, reports
from tests.report.documents import unpack
from tests.report.projects import indicator, points

LONG = "老旧小区改造，" * 714


def _with_indicators(count: int) -> Project:
    weight = Decimal(100) / count
    levels = (("产出指标", "数量指标"), ("产出指标", "质量指标"), ("效益指标", "社会效益指标"))
    rows = [
        indicator(*levels[n * 3 // count], f"指标{n}", str(weight), str(weight - weight / 10))
        for n in range(count)
    ]
    return projects.project(indicators=rows)


@lru_cache
def _documents() -> dict[str, bytes]:
    """The reports that have to be right: samples, extremes, a draft, the templates."""
    made = {}
    for name in samples.names():
        assessment, scheme = reports.sample(name)
        made[name] = report.render(assessment, scheme, reports.template())
    rows = [
        indicator("产出指标", "数量指标", LONG[:200], "50", "40", description=LONG, reason=LONG),
        indicator("效益指标", "社会效益指标", "甲", "40", "40", review_score=points(None)),
    ]
    long = {"purpose": LONG, "basis": LONG, "annual_goal": LONG, "completion": LONG}
    made |= {
        "1 indicator": reports.rendered(_with_indicators(1)),
        "100 indicators": reports.rendered(_with_indicators(100)),
        "5000 characters": reports.rendered(projects.project(long, indicators=rows)),
        "odd characters": reports.rendered(projects.project({"name": "甲<&>\"'{{乙}}\x0b𠮷👍"})),
        "template": report.default_template(),
        "template with comments": report.default_template(),
        "draft": _draft(),
    }
    return made


def _draft() -> bytes:
    place = Place("甲.xlsx", "绩效指标", 9, 10)
    found = Finding(place, "PE403", "score-over-weight", Severity.ERROR, "甲。", "乙。")
    template = report.compile_template(report.default_template(), draft=True)
    assessment = scoring.assess(projects.project(), reports.SCHEME)
    return report.render(assessment, reports.SCHEME, template, (found,) * 30)


NAMES = (
    *samples.names(),
    *("1 indicator", "100 indicators", "5000 characters", "odd characters"),
    *("template", "template with comments", "draft"),
)


@pytest.mark.validator
@pytest.mark.parametrize("name", NAMES)
def test_the_validator_finds_nothing(name: str) -> None:
    assert judges.validate(_documents()[name], ".docx") == []


@pytest.mark.validator
def test_the_validator_finds_nothing_in_the_charts_workbook() -> None:
    document = _documents()["100 indicators"]
    assert judges.validate(unpack(document)[chart.WORKBOOK], ".xlsx") == []


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", ["100 indicators", "5000 characters", "odd characters", "draft"])
def test_libreoffice_renders_it(name: str) -> None:
    pdf = judges.convert(_documents()[name], ".docx", "pdf")
    assert pdf.startswith(b"%PDF")
    assert pdf.count(b"/Type/Page") > 5


def _logo() -> bytes:
    """A red square as PNG."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)

    size = 24
    rows = b"".join(b"\0" + b"\xc0\0\0" * size for _ in range(size))
    head = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


@lru_cache
def _edited() -> bytes:
    """The exported template: sections moved, a heading renamed, a logo; saved by LibreOffice."""
    document = Document(io.BytesIO(report.default_template()))
    texts = [each.text for each in document.paragraphs]
    begin = next(at for at, text in enumerate(texts) if text.startswith("{%p if 评价."))
    end = texts.index("{%p if 指标分析 %}")
    moved = document.paragraphs[begin:end]
    anchor = document.paragraphs[texts.index("{{ 一级序号() }}综合评价结论")]
    for paragraph in moved:
        anchor._p.addprevious(paragraph._p)  # noqa: SLF001  # python-docx cannot move paragraphs
    anchor.runs[0].text = "{{ 一级序号() }}评价结论与等级"
    header = document.sections[0].header
    header.paragraphs[0].add_run().add_picture(io.BytesIO(_logo()))
    header.paragraphs[0].add_run("{{ 项目.主管部门 }}")
    saved = io.BytesIO()
    document.save(saved)
    return judges.convert(saved.getvalue(), ".docx", "docx:MS Word 2007 XML")


@pytest.mark.libreoffice
def test_a_template_edited_and_saved_by_libreoffice_renders_with_the_changes() -> None:
    assert template_check.check(_edited()) == ()
    assessment = scoring.assess(projects.project(), reports.SCHEME)
    document = report.render(assessment, reports.SCHEME, report.compile_template(_edited()))
    first = [text for level, text in reports.headings(document) if level == 0]
    assert first[:4] == [
        "一、项目基本情况",
        "二、绩效评价指标分析情况",
        "三、绩效评价工作情况",
        "四、评价结论与等级",
    ]
    parts = unpack(document)
    pictures = [content for name, content in parts.items() if name.startswith("word/media/")]
    assert _logo() in pictures
    headers = [content for name, content in parts.items() if name.startswith("word/header")]
    assert any("云溪县住房和城乡建设局".encode() in content for content in headers)
    assert not any("comments" in name for name in parts)
    assert report.check(document, assessment, reports.SCHEME) == ()
    found = [reports.without_numeral(text) for text in reports.paragraphs(document)]
    wanted = set(reports.seed_paragraphs()) - {"综合评价结论"}
    assert wanted <= set(found)


@pytest.mark.libreoffice
@pytest.mark.validator
def test_a_report_from_a_template_saved_by_libreoffice_is_valid_for_word() -> None:
    assessment = scoring.assess(projects.project(), reports.SCHEME)
    document = report.render(assessment, reports.SCHEME, report.compile_template(_edited()))
    assert judges.validate(document, ".docx") == []


@pytest.mark.libreoffice
@pytest.mark.validator
def test_its_draft_is_marked_and_valid_too() -> None:
    template = report.compile_template(_edited(), draft=True)
    assessment = scoring.assess(projects.project(), reports.SCHEME)
    document = report.render(assessment, reports.SCHEME, template)
    headers = {name: part for name, part in unpack(document).items() if "word/header" in name}
    assert headers
    assert all("草稿".encode() in part for part in headers.values())
    assert judges.validate(document, ".docx") == []
