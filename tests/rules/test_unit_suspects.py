"""PE212 over the batch: amounts typed in 元 that only the roster or the other projects show."""

from __future__ import annotations

from decimal import Decimal

from perfeval_batch.batch_rules import unit_suspects
from perfeval_batch.findings import Finding, Place, Severity
from perfeval_batch.model import Due, Figures, Identity, Outcome, Status

D = Decimal


def handed_in(number: int, budget: int | str, findings: tuple[Finding, ...] = ()) -> Outcome:
    identity = Identity(f"A{number}", f"项目{number}", "甲局", "甲站", 2023)
    figures = Figures(workbooks=1, initial_budget=D(budget), budget=D(budget))
    return Outcome(f"甲局/{number}.xlsx", "", Status.REPORTED, identity, figures, findings=findings)


def due(number: int, budget: str) -> Due:
    return Due(Identity(f"A{number}", f"项目{number}", "甲局", "甲站"), D(budget))


def test_ten_thousand_times_the_roster_is_an_error_that_can_be_confirmed() -> None:
    found = unit_suspects.find_suspects([handed_in(1, 4285000)], [due(1, "428.5")])
    ((finding,),) = found.values()
    assert finding.code == "PE212"
    assert finding.severity is Severity.ERROR
    assert "428.5万元的一万倍" in finding.message
    assert "应填428.5" in finding.fix


def test_another_multiple_of_the_roster_is_no_slip_of_the_unit() -> None:
    assert unit_suspects.find_suspects([handed_in(1, 4285)], [due(1, "428.5")]) == {}


def test_a_budget_out_of_all_scale_is_told_by_the_other_projects() -> None:
    batch = [handed_in(number, 200 + number * 10) for number in range(10)]
    found = unit_suspects.find_suspects([*batch, handed_in(99, 2450000)])
    assert list(found) == ["甲局/99.xlsx"]


def test_what_is_said_stays_the_same_when_other_projects_are_mended() -> None:
    """A confirmed doubt is known by its words."""
    batches = (
        [handed_in(number, 200 + number * step) for number in range(10)] for step in (10, 14)
    )
    found = [unit_suspects.find_suspects([*batch, handed_in(99, 2450000)]) for batch in batches]
    assert found[0] == found[1]


def test_a_large_project_beside_small_ones_is_none() -> None:
    batch = [handed_in(number, 200 + number * 10) for number in range(10)]
    assert unit_suspects.find_suspects([*batch, handed_in(99, 40000)]) == {}


def test_a_few_projects_do_not_show_what_is_usual() -> None:
    assert unit_suspects.find_suspects([handed_in(1, 300), handed_in(2, 2450000)]) == {}


def test_what_the_workbook_itself_shows_is_not_said_twice() -> None:
    said = Finding(Place("甲局/1.xlsx"), "PE212", "unit-suspect", Severity.NOTE, "…", "…")
    assert unit_suspects.find_suspects([handed_in(1, 4285000, (said,))], [due(1, "428.5")]) == {}
