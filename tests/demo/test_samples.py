"""The samples: what their files say is what they hold, and they are as clean as they claim."""

from __future__ import annotations

from decimal import Decimal

import pytest

from perfeval_batch import parsing, rules, schemes, scoring
from perfeval_batch.demo import samples
from perfeval_batch.findings import Finding, Severity
from perfeval_batch.model import Assessment, Project
from perfeval_batch.schemes import Scheme


def assessed(name: str) -> tuple[Assessment, Scheme]:
    """A sample read back from its workbook."""
    project = parsing.read(samples.write(name), f"{name}.xlsx")
    assert isinstance(project, Project)
    own = schemes.load(project.facts.scheme.text or schemes.DEFAULT)
    return scoring.assess(project, own), own


def findings(name: str) -> tuple[Finding, ...]:
    """What the checks say about a sample."""
    assessment, own = assessed(name)
    return rules.check(assessment, own)


def test_the_seed_comes_first_and_there_are_five() -> None:
    assert samples.names()[0] == "01-运行维护经费"
    assert len(samples.names()) == 5


def test_the_seed_has_the_scores_of_its_report() -> None:
    assessment, _ = assessed(samples.names()[0])
    scores = (assessment.self_score, assessment.review_score, assessment.grade)
    assert scores == (Decimal(97), Decimal(97), "优")
    levels = [(level.name, level.weight, level.score) for level in assessment.levels]
    assert levels == [
        ("预算执行率", Decimal(10), Decimal(10)),
        ("产出指标", Decimal(30), Decimal(30)),
        ("效益指标", Decimal(30), Decimal("28.2")),
        ("满意度指标", Decimal(10), Decimal("9.8")),
        ("成本指标", Decimal(20), Decimal(19)),
    ]


@pytest.mark.parametrize("name", samples.names())
def test_no_sample_has_an_error(name: str) -> None:
    assert [str(each) for each in findings(name) if each.severity is Severity.ERROR] == []


@pytest.mark.parametrize("name", samples.names()[1:])
def test_no_sample_but_the_seeds_has_a_warning(name: str) -> None:
    assert [str(each) for each in findings(name) if each.severity is Severity.WARNING] == []


def test_the_faulty_sample_has_typical_errors() -> None:
    (name,) = samples.faulty_names()
    errors = {each.code for each in findings(name) if each.severity is Severity.ERROR}
    assert errors == {"PE101", "PE208", "PE403", "PE601"}


def test_the_samples_are_of_different_departments() -> None:
    departments = {samples.load(name).facts["主管部门"] for name in samples.names()}
    assert len(departments) == 5


def test_some_samples_are_reviewed_and_some_are_not() -> None:
    reviewed = {assessed(name)[0].reviewed for name in samples.names()}
    assert reviewed == {True, False}


def test_an_unknown_sample_is_refused() -> None:
    with pytest.raises(FileNotFoundError):
        samples.load("没有这个示例")
