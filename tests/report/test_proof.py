"""PE903: the finished report is read back and lacks no number of the tables."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_batch import report, scoring
from perfeval_batch.demo import samples
from perfeval_batch.findings import Finding
from perfeval_batch.model import Project, Use
from perfeval_batch.values import replace
from tests.report import documents, projects, reports


def _checked(document: bytes) -> tuple[Finding, ...]:
    return report.check(
        document, scoring.assess(projects.project(), reports.SCHEME), reports.SCHEME
    )


def _with(old: str, new: str) -> bytes:
    """The seed's report with a text changed, as a faulty template would have it."""
    document = reports.rendered(projects.project())
    return documents.changed(document, {"word/document.xml": (old, new)})


@pytest.mark.parametrize("name", samples.names())
def test_the_reports_of_the_samples_pass(name: str) -> None:
    assessment, scheme = reports.sample(name)
    document = report.render(assessment, scheme, reports.template())
    assert report.check(document, assessment, scheme) == ()


@pytest.mark.parametrize(
    ("number", "named"),
    [
        ("9.5", "带动周边产业的发展得分“9.5”"),
        ("9.7", "提高居住环境质量得分“9.7”"),
        ("97", "自评总分“97”"),
        ("6313.66", "全年预算数“6313.66”、实际到位数“6313.66”"),
    ],
)
def test_a_number_that_is_missing_is_named(number: str, named: str) -> None:
    (finding,) = _checked(_with(number, "若干"))
    assert finding.code == "PE903"
    assert named in finding.message
    assert finding.place.workbook == projects.WORKBOOK


def test_a_number_that_was_changed_is_missing() -> None:
    (finding,) = _checked(_with("9.8", "8.9"))
    assert "社会公众满意度得分“9.8”" in finding.message


@pytest.mark.parametrize("sign", ['"', "'"])
def test_a_sign_that_is_written_by_its_number_is_no_number(sign: str) -> None:
    """`"` stands as `&#34;` in the report; 34 is no longer missing for that."""
    number = str(ord(sign))
    project = projects.project({"basis": f"照{sign}甲{sign}办理"})
    project = replace(project, funds=replace(project.funds, uses=_uses(project, number)))
    assessment = scoring.assess(project, reports.SCHEME)
    document = reports.rendered(project)
    assert report.check(document, assessment, reports.SCHEME) == ()
    lacking = documents.changed(
        document, {"word/document.xml": (f"用于老旧小区改造{number}万元", "")}
    )
    (finding,) = report.check(lacking, assessment, reports.SCHEME)
    assert f"支出用途金额“{number}”" in finding.message


def _uses(project: Project, number: str) -> tuple[Use, ...]:
    first = project.funds.uses[0]
    amount = replace(first.amount, text=number, value=Decimal(number))
    return (replace(first, amount=amount),)


def test_a_leftover_tag_is_found() -> None:
    (finding,) = _checked(_with("一、项目基本情况", "{{ 项目.名称 }}"))
    assert finding.message == "报告中残留模板标记“{{ 项目.名称 }}”。"


def test_what_was_typed_like_a_tag_is_no_leftover() -> None:
    typed = """照{{ "甲" & '乙' }}填写"""
    project = projects.project({"basis": typed})
    assessment = scoring.assess(project, reports.SCHEME)
    assert report.check(reports.rendered(project), assessment, reports.SCHEME) == ()


def test_a_number_before_a_point_is_found() -> None:
    assert _checked(_with("得9.5分", "得9.5.")) == ()


def test_a_report_that_cannot_be_read_back_is_no_report() -> None:
    document = reports.rendered(projects.project())
    assert _checked(document[: len(document) // 2])[0].code == "PE903"
    (finding,) = _checked(_with("</w:body>", ""))
    assert "无法读回" in finding.message


SOUND = reports.rendered(projects.project())


@given(at=st.integers(0, len(SOUND) - 1), bit=st.integers(0, 7))
def test_a_report_with_a_flipped_bit_is_told_or_reads_the_same(at: int, bit: int) -> None:
    damaged = bytearray(SOUND)
    damaged[at] ^= 1 << bit
    assert {each.code for each in _checked(bytes(damaged))} <= {"PE903"}


def test_a_changed_bit_in_the_body_is_found() -> None:
    begin = SOUND.index(b"word/document.xml") + len("word/document.xml")
    for step in range(0, 2000, 97):
        damaged = bytearray(SOUND)
        damaged[begin + step] ^= 0x10
        assert [each.code for each in _checked(bytes(damaged))] == ["PE903"]


@given(st.binary(max_size=200))
def test_bytes_that_are_no_report_are_told(data: bytes) -> None:
    assert [each.code for each in _checked(data)] == ["PE903"]


def test_a_template_that_prints_no_scores_is_stopped() -> None:
    template = report.compile_template(documents.docx(documents.p("{{ 报告标题 }}")))
    assessment = scoring.assess(projects.project(), reports.SCHEME)
    (finding,) = report.check(
        report.render(assessment, reports.SCHEME, template),
        assessment,
        reports.SCHEME,
    )
    assert "报告中缺少全年预算数“6313.66”" in finding.message
    assert "个数字" in finding.message


def test_the_kind_is_in_the_catalogue_with_its_page() -> None:
    (kind,) = report.KINDS
    assert (kind.code, kind.name) == ("PE903", "report-check-failed")
    assert kind.page.mend
