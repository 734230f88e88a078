"""The seed's report: every paragraph, in its order, word for word (contract §5)."""

from __future__ import annotations

import re

import pytest

from perfeval_batch import report
from perfeval_batch.demo import samples
from tests.report import projects, reports


def _assert_in_order(wanted: list[str], found: list[str]) -> None:
    at = 0
    for paragraph in wanted:
        assert paragraph in found[at:], f"missing or out of order: {paragraph}"
        at = found.index(paragraph, at) + 1


def test_the_report_of_the_seed_workbook_holds_every_paragraph_of_the_seed_in_order() -> None:
    assessment, scheme = reports.sample(samples.names()[0])
    document = report.render(assessment, scheme, reports.template())
    found = [reports.without_numeral(text) for text in reports.paragraphs(document)]
    _assert_in_order(reports.seed_paragraphs(), found)


def test_the_same_holds_for_the_facts_taken_cell_by_cell() -> None:
    document = reports.rendered(projects.project())
    found = [reports.without_numeral(text) for text in reports.paragraphs(document)]
    _assert_in_order(reports.seed_paragraphs(), found)


def test_headings_are_numbered_without_a_gap() -> None:
    document = reports.rendered(projects.project())
    first = [text for level, text in reports.headings(document) if level == 0]
    assert [text[:2] for text in first] == ["一、", "二、", "三、", "四、", "五、"]


@pytest.mark.parametrize("name", samples.names())
def test_every_level_of_headings_counts_on_from_one(name: str) -> None:
    assessment, scheme = reports.sample(name)
    document = report.render(assessment, scheme, reports.template())
    counts = [0, 0, 0]
    forms = (r"^[一二三四五六七八九十]+、", r"^（[一二三四五六七八九十]+）", r"^(\d+)．")
    chinese = "一二三四五六七八九十"
    for level, text in reports.headings(document):
        counts[level] += 1
        counts[level + 1 :] = [0] * (2 - level)
        match = re.match(forms[level], text)
        assert match, text
        number = match[0].strip("、（）．")
        assert number in (str(counts[level]), chinese[counts[level] - 1])


@pytest.mark.parametrize("name", samples.names())
def test_two_renderings_give_the_same_bytes(name: str) -> None:
    assessment, scheme = reports.sample(name)
    again = report.compile_template(report.default_template())
    one = report.render(assessment, scheme, reports.template())
    assert one == report.render(assessment, scheme, again)
