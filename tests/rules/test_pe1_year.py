"""PE103: a workbook of another year than the run's."""

from __future__ import annotations

from perfeval_batch.batch_rules import year_differs
from perfeval_batch.findings import Place, Severity
from perfeval_batch.model import Figures, Identity, Outcome, Status


def outcome(source: str, year: int | None) -> Outcome:
    places = {"评价年度": Place(source, "基本情况", 4, 2)}
    return Outcome(source, "", Status.REPORTED, Identity(year=year, places=places), Figures())


def test_a_workbook_of_another_year_is_said_on_its_cell() -> None:
    found = year_differs.year_differs([outcome("甲.xlsx", 2022), outcome("乙.xlsx", 2023)], 2023)
    assert list(found) == ["甲.xlsx"]
    (finding,) = found["甲.xlsx"]
    assert (finding.code, finding.place.cell, finding.severity) == ("PE103", "B4", Severity.WARNING)
    assert "2022年" in finding.message
    assert "2023年" in finding.message


def test_a_workbook_without_a_year_has_an_error_of_its_own() -> None:
    assert year_differs.year_differs([outcome("甲.xlsx", None)], 2023) == {}


def test_a_run_without_a_year_has_nothing_to_compare() -> None:
    assert year_differs.year_differs([outcome("甲.xlsx", 2022)], None) == {}
