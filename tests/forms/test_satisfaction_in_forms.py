"""PE510 of an official form: asked only where the form has a place to answer."""

from __future__ import annotations

from decimal import Decimal

from perfeval_batch import schemes, scoring
from perfeval_batch.findings import Place
from perfeval_batch.model import OFFICIAL, Entry, Project, Quantity, State
from perfeval_batch.rules import pe5_choice
from perfeval_batch.rules.project_view import View
from perfeval_batch.values import replace
from tests.rules import build


def unsurveyed(project: Project) -> int:
    by = schemes.load()
    view = View(scoring.assess(project, by), by)
    return len(list(pe5_choice.satisfaction_is_surveyed.check(view)))


def form(*, column: bool) -> Project:
    """The seed's project as a form whose satisfaction is a bare rate; it may have notes."""
    project = build.project(build.seed())
    where = Place("表.xlsx", "Sheet1", 9, 8) if column else Place("表.xlsx", "Sheet1")
    rate = Entry(
        Place("表.xlsx", "Sheet1", 9, 7), "95%", Quantity("", Decimal(95), "%"), State.READ
    )
    blank = Entry[str](where)
    rows = tuple(
        replace(row, description=blank, evidence=Entry(Place("表.xlsx", "Sheet1")), actual=rate)
        if "满意" in row.level1.text
        else row
        for row in project.indicators
    )
    return replace(project, form=OFFICIAL, indicators=rows)


def test_a_form_without_a_column_for_notes_is_not_asked_how_its_rate_came_about() -> None:
    assert unsurveyed(form(column=False)) == 0


def test_a_form_with_such_a_column_is_asked() -> None:
    assert unsurveyed(form(column=True)) > 0


def test_our_own_workbook_is_asked() -> None:
    assert unsurveyed(replace(form(column=True), form="standard")) > 0
