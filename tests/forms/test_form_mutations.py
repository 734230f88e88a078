"""A form that hands have changed: no number is read wrongly, whatever else happens."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from perfeval_batch import parsing
from perfeval_batch.model import Project, Submission
from tests.forms import build, layouts, mutations
from tests.forms.build import INDICATORS, Form

TRUTH = {
    "initial": Decimal(300),
    "budget": Decimal(320),
    "executed": Decimal(304),
    "weight": Decimal(10),
    "score": Decimal("9.5"),
    "total": Decimal("98.5"),
    "total weight": Decimal(100),
}
ROWS = {str(row[2]): (Decimal(str(row[5])), Decimal(str(row[6]))) for row in INDICATORS if row[5]}


def _numbers(project: Project) -> dict[str, Decimal | None]:
    funds = project.funds.total
    return {
        "initial": funds.initial_budget.value,
        "budget": funds.budget.value,
        "executed": funds.executed.value,
        "weight": funds.weight.value,
        "score": funds.self_score.value,
        "total": project.totals.self_score.value,
        "total weight": project.totals.weight.value,
    }


def _wrong(data: bytes) -> list[str]:
    """The numbers that are read otherwise than they are; unknown ones are not wrong."""
    found = parsing.submission(data, "表.xlsx")
    if not isinstance(found, Submission):
        return []
    wrong = []
    for project in found.projects:
        wrong += [
            f"{name}: {value}"
            for name, value in _numbers(project).items()
            if value not in (None, TRUTH[name])
        ]
        for row in project.indicators:
            weight, score = ROWS.get(row.name.text, (None, None))
            wrong += [
                f"{row.name.text or '无名'}: {value}"
                for value, right in ((row.weight.value, weight), (row.self_score.value, score))
                if value not in (None, right) and row.name.value
            ]
    return wrong


def _mutations() -> Iterator[tuple[str, bytes]]:
    data = build.workbook(Form())
    yield "unmerged", build.changed(data, unmerge=True)
    for row in range(2, 19):
        yield f"row {row} inserted", build.changed(data, row=row)
    for column in range(1, 10):
        yield f"column {column} inserted", build.changed(data, column=column)
        yield f"column {column}, unmerged", build.changed(data, unmerge=True, column=column)
    for letter in "BCDEFGHI":
        for row in (5, 11):
            if (letter, row) != ("B", 5):
                yield f"{letter}{row} blanked", build.with_cell(data, f"{letter}{row}", None)
                yield f"{letter}{row} unknown", build.with_cell(data, f"{letter}{row}", "核算情况")
    yield "total's label blanked", build.with_cell(data, "A18", None)
    for shift in (-1, 1):
        stated: tuple[build.Cell, ...] = (None, 100, 98.5) if shift > 0 else (98.5,)
        yield f"total moved by {shift}", build.workbook(Form(stated=stated))


@pytest.mark.parametrize("data", [pytest.param(data, id=name) for name, data in _mutations()])
def test_no_mutation_makes_a_wrong_number(data: bytes) -> None:
    assert _wrong(data) == []


@pytest.mark.parametrize(
    "name", ["L03-broken-header", "L18-bond", "N02-jiangsu-process", "P02-inline-funds"]
)
def test_no_mutation_of_another_layout_makes_a_wrong_number(name: str) -> None:
    told: list[str] = []
    layout = layouts.load(name)
    mutations.wrong(layout, layouts.drawn(layout), told.append)
    assert told == []
