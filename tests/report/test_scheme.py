"""What a scheme says of the report: how its numbers are written, which parts it leaves out."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from functools import lru_cache

import pytest

from perfeval_batch import report, schemes, scoring
from perfeval_batch.demo import samples
from perfeval_batch.model import Project
from perfeval_batch.schemes import OPTIONAL_SECTIONS, Scheme
from perfeval_batch.values import replace
from tests import judges
from tests.report import documents, projects, reports
from tests.report.projects import entry


@lru_cache
def based(settings: str) -> Scheme:
    """An office's own scheme, based on the default one."""
    return schemes.parse(f'based_on = "{schemes.DEFAULT}"\n{settings}\n', "本县.toml")


def omitting(*sections: str) -> Scheme:
    """The default scheme without some sections."""
    return based(f"omit = [{', '.join(map(repr, sections))}]")


def made(project: Project, scheme: Scheme) -> bytes:
    """A report that has passed PE903."""
    assessment = scoring.assess(project, scheme)
    document = report.render(assessment, scheme, reports.template())
    assert report.check(document, assessment, scheme) == ()
    return document


def full() -> Project:
    """The seed's project with something in every list."""
    project = projects.project()
    told = (entry("与预算安排挂钩。", "综合评价", 6, 5), entry("无异常情况。", "综合评价", 6, 6))
    texts = replace(project.texts, suggestions=told[:1], others=told[1:])
    return replace(project, texts=texts)


def said(document: bytes) -> str:
    """The whole text of a report, tables too."""
    opened = reports.opened(document)
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in opened.paragraphs), *cells])


def titles(document: bytes) -> list[str]:
    """The headings of the first level."""
    return [text for level, text in reports.headings(document) if level == 0]


def test_a_scheme_that_says_nothing_of_it_changes_no_byte() -> None:
    plain = report.render(
        scoring.assess(full(), reports.SCHEME), reports.SCHEME, reports.template()
    )
    own = based("[numbers]\namount_decimals = 6\nscore_decimals = 2\nrate_decimals = 2")
    own = dataclasses.replace(own, name=reports.SCHEME.name)
    assert made(full(), own) == plain


def test_without_the_annex_the_note_the_page_and_its_tables_go() -> None:
    text = said(made(full(), omitting("附件")))
    assert "附件" not in text
    assert "项目支出绩效自评表" not in text
    assert "绩效评价得分情况表" in text
    assert "ReportAnnex" not in documents.body(made(full(), omitting("附件")))


def test_without_the_score_table_the_chart_stays_with_its_figures() -> None:
    document = made(full(), omitting("得分表"))
    assert "绩效评价得分情况表" not in said(document)
    assert "单位：分" not in said(document)
    assert "<c:chart " in documents.body(document)


def test_without_the_chart_the_score_table_stays() -> None:
    document = made(full(), omitting("得分率图"))
    assert "绩效评价得分情况表" in said(document)
    assert "<w:drawing" not in documents.body(document)


def test_the_numbering_closes_up_where_a_section_is_left_out() -> None:
    whole = titles(made(full(), reports.SCHEME))
    assert "五、评价结果应用建议" in whole
    assert "七、其他需要说明的问题" in whole
    less = titles(made(full(), omitting("评价结果应用建议")))
    assert "五、项目实施经验及做法、存在的问题和改进措施" in less
    assert "六、其他需要说明的问题" in less
    least = titles(made(full(), omitting("评价结果应用建议", "其他需要说明的问题")))
    assert least[-1] == "五、项目实施经验及做法、存在的问题和改进措施"


@pytest.mark.parametrize("name", samples.names())
def test_a_sample_without_all_that_can_be_left_out_still_holds_every_number(name: str) -> None:
    assessment, scheme = reports.sample(name)
    scheme = dataclasses.replace(scheme, omitted=OPTIONAL_SECTIONS)
    document = report.render(assessment, scheme, reports.template())
    assert report.check(document, assessment, scheme) == ()
    assert documents.parse(document)


@pytest.mark.validator
@pytest.mark.parametrize("section", OPTIONAL_SECTIONS)
def test_the_validator_finds_nothing_where_a_section_is_left_out(section: str) -> None:
    assert judges.validate(made(full(), omitting(section)), ".docx") == []


def test_amounts_have_as_many_decimals_as_the_scheme_says() -> None:
    text = said(made(full(), based("[numbers]\namount_decimals = 1")))
    assert "预算安排了6313.7万元" in text
    assert "资金实际到位6313.7万元" in text
    assert "\n6313.7\n" in text
    assert "\n6313.66\n" not in text


def test_thousands_are_set_apart_where_the_scheme_says_so() -> None:
    text = said(made(full(), based("[numbers]\nthousands = true")))
    assert "资金实际到位6,313.66万元，到位率为100%" in text


def test_a_report_without_the_thousands_that_the_scheme_wants_is_not_sent() -> None:
    own = based("[numbers]\nthousands = true")
    plain = reports.rendered(projects.project())
    (finding,) = report.check(plain, scoring.assess(projects.project(), own), own)
    assert finding.code == "PE903"
    assert "6,313.66" in finding.message


def test_scores_and_rates_have_as_many_decimals_as_the_scheme_says() -> None:
    own = based("[numbers]\nscore_decimals = 0\nrate_decimals = 1")
    context = reports.told(full(), own)
    rows = {row["名称"]: row for row in context["得分表"]}
    assert rows["效益指标"]["自评得分"] == "28"
    assert rows["效益指标"]["得分率"] == "94"
    spent = replace(full().funds.total, executed=entry("6000", "资金情况", 4, 5))
    spent = replace(spent, executed=replace(spent.executed, value=Decimal(6000)))
    funds = replace(full().funds, total=spent)
    context = reports.told(replace(full(), funds=funds), own)
    assert context["资金"]["执行率"] == "95"
    assert reports.told(replace(full(), funds=funds))["资金"]["执行率"] == "95.03"


@pytest.mark.parametrize(("decimals", "grade"), [(2, "良"), (1, "优"), (0, "优")])
def test_the_grade_is_that_of_the_total_as_it_is_printed(decimals: int, grade: str) -> None:
    own = based(f"[numbers]\nscore_decimals = {decimals}")
    first, *rest = projects.project().indicators
    lost = Decimal(97) - Decimal("89.96")
    score = replace(first.self_score, value=Decimal(10) - lost)
    row = replace(first, self_score=score, review_score=replace(score))
    project = replace(projects.project(), indicators=(row, *rest))
    assert reports.told(project, own)["结论"]["等级"] == grade
