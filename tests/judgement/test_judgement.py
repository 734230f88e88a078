"""The checks find what is planted and leave alone what is merely unusual."""

from __future__ import annotations

from tests.judgement import measure

MOST_FALSE, LEAST_FOUND = 0.2, 0.9


def test_unusual_workbooks_without_faults_raise_hardly_a_warning() -> None:
    false = [str(one) for each in measure.judged("clean") for one in each.false]
    assert measure.false_share() <= MOST_FALSE, false


def test_planted_faults_are_found() -> None:
    missed = [(each.name, sorted(each.missed)) for each in measure.judged("faulty") if each.missed]
    assert measure.found_share() >= LEAST_FOUND, missed


def test_a_workbook_with_a_planted_fault_raises_no_other() -> None:
    false = [(each.name, str(one)) for each in measure.judged("faulty") for one in each.false]
    assert len(false) <= MOST_FALSE * len(measure.judged("faulty")), false


def test_there_are_enough_workbooks_of_both_kinds() -> None:
    clean, faulty = measure.judged("clean"), measure.judged("faulty")
    assert min(len(clean), len(faulty)) >= 30
    assert not any(each.truth for each in clean)
    assert all(each.truth for each in faulty)
