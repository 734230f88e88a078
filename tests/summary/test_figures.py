"""The figures of a group: what they count, what they leave out, and that they add up."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_batch.findings import Severity
from perfeval_batch.model import Batch, Figures, Identity, ItemFigures, Outcome
from perfeval_batch.summary import figures
from perfeval_batch.summary.page import charts
from perfeval_batch.values import replace
from tests.summary import build, generated

D = Decimal


def scored(score: str | None, budget: str | None = "1", **changes: Any) -> Outcome:  # noqa: ANN401
    funds = replace(
        build.reported().figures,
        score=None if score is None else D(score),
        budget=None if budget is None else D(budget),
    )
    number = f"{score}-{budget}-{changes}"
    return build.reported(f"甲局/{number}.xlsx", figures=funds, **changes)


def whole(*outcomes: Outcome) -> figures.Group:
    return figures.gather(build.batch(*outcomes)).whole


def test_amounts_and_means_leave_out_what_goes_back() -> None:
    found = whole(scored("90"), scored("80"), build.returned()).figures
    assert (found["workbooks"], found["reported"]) == (3, 2)
    assert found["budget"] == 2
    assert found["mean"] == 85


def test_the_weighted_mean_follows_the_money() -> None:
    found = whole(scored("90", "300"), scored("60", "100")).figures
    assert found["weighted_mean"] == D("82.50")


def test_an_unknown_score_or_budget_counts_in_no_mean() -> None:
    found = whole(scored("90", "300"), scored(None, "100"), scored("60", None)).figures
    assert found["mean"] == 75
    assert found["weighted_mean"] == 90


def test_a_mean_of_nothing_is_unknown() -> None:
    found = whole(build.failed()).figures
    unknown = ("mean", "weighted_mean", "execution_rate", "budget", "unspent", "good_rate")
    assert [found[key] for key in unknown] == [None] * 6


def test_an_unknown_amount_stays_unknown_and_is_no_zero() -> None:
    unknown = Figures(workbooks=1, reported=1)
    (row,) = whole(build.reported(figures=unknown)).projects.to_dict("records")
    assert row["budget"] is None
    assert row["unspent"] is None


def test_the_execution_rate_of_a_group_is_that_of_its_sums() -> None:
    funds = build.reported().figures
    one = build.reported("1", figures=replace(funds, budget=D(100), executed=D(50)))
    two = build.reported("2", figures=replace(funds, budget=D(900), executed=D(900)))
    assert whole(one, two).figures["execution_rate"] == 95


def test_a_mean_is_rounded_half_up() -> None:
    assert figures.mean([D("0.01"), D("0.02")]) == D("0.02")


def test_departments_are_sorted_and_the_unnamed_come_last() -> None:
    batch = build.batch(
        build.failed("0.xlsx"), build.reported("b.xlsx", identity=Identity(department="乙局"))
    )
    names = [group.name for group in figures.gather(batch).departments]
    assert names == ["乙局", "未填部门"]


@given(st.integers(0, 40), st.integers(0, 1000))
def test_groups_add_up_to_the_batch(count: int, seed: int) -> None:
    account = figures.gather(generated.batch(count, seed))
    counted = ("workbooks", "reported", "returned", "failed", "due", "missing")
    summed = ("budget", "executed", *counted, *(severity.value for severity in Severity))
    for key in (*summed, *(f"grade {name}" for name in account.grades)):
        parts = [group.figures[key] for group in account.departments]
        assert (figures.total(parts) or 0) == (account.whole.figures[key] or 0), key


@given(st.lists(st.none() | st.decimals(0, 110, places=2)))
def test_each_project_is_put_into_the_band_that_holds_its_score(
    scores: list[Decimal | None],
) -> None:
    funds = build.reported().figures
    batch = [
        build.reported(f"{number}.xlsx", figures=replace(funds, score=score))
        for number, score in enumerate(scores)
    ]
    split = figures.SCORE_BANDS.split(whole(*batch).projects, "score")
    assert sum(len(part) for _, part in split) == sum(score is not None for score in scores)
    lows = [None, *figures.SCORE_BANDS.edges]
    highs = [*figures.SCORE_BANDS.edges, None]
    for (_, part), low, high in zip(split, lows, highs, strict=True):
        assert all(low is None or score >= low for score in part["score"])
        assert all(high is None or score < high for score in part["score"])


@given(st.lists(st.none() | st.decimals(-(10**9), 10**9, places=6)))
def test_a_total_is_exact(amounts: list[Decimal | None]) -> None:
    known = [amount for amount in amounts if amount is not None]
    assert figures.total(amounts) == (sum(known) if known else None)


def test_bands_are_half_open() -> None:
    projects = [scored(score) for score in ("90", "95", "59.99", "100")]
    split = dict(figures.SCORE_BANDS.split(whole(*projects).projects, "score"))
    names = {name: [str(score) for score in part["score"]] for name, part in split.items()}
    assert {name: found for name, found in names.items() if found} == {
        "60分以下": ["59.99"],
        "90～95分": ["90"],
        "95～100分": ["95"],
        "100分": ["100"],
    }


def test_the_grades_are_the_schemes_with_what_else_occurs() -> None:
    def grades(batch: Batch) -> tuple[str, ...]:
        return figures.gather(batch).grades

    assert grades(build.three()) == ("优", "良", "中", "差")
    other = build.batch(build.reported(grade="特优"), build.reported("b.xlsx"))
    assert grades(other) == ("优", "良", "中", "差", "特优")
    words = build.batch(scored("92", grade="优秀"), scored("83", grade="良好"))
    assert grades(words) == ("优秀", "良好")


def item(level1: str, level2: str, score: str | None) -> ItemFigures:
    value = None if score is None else D(score)
    return ItemFigures(level1, level2, f"{level2}甲", D(10), value, value)


def test_score_rates_are_summed_by_level_in_the_schemes_order() -> None:
    items = (
        ItemFigures("预算执行率", "", "", D(10), D(9), D(9)),
        item("产出指标", "质量指标", "10"),
        item("产出指标", "数量指标", "8"),
        item("成本指标", "经济成本指标", None),
    )
    rows = figures.level_rates(whole(build.reported(items=items)).issued)
    assert rows[["level1", "level2", "rate"]].values.tolist() == [
        ["预算执行率", "", D("90.00")],
        ["产出指标", "", D("90.00")],
        ["产出指标", "质量指标", D("100.00")],
        ["产出指标", "数量指标", D("80.00")],
    ]
    assert figures.whole_level(rows)["items"] == 3


def test_bubbles_count_every_project_once() -> None:
    account = figures.gather(generated.batch(300))
    (chart,) = (chart for chart in charts.draw(account) if chart.key == "bubbles")
    assert sum(int(row[1]) for row in chart.rows) == len(account.whole.issued)


@pytest.mark.parametrize("rate", ["0", "50", "100", "130.55"])
def test_every_bubble_lies_within_its_picture(rate: str) -> None:
    low = replace(build.reported().figures, score=D(0))
    one = build.reported(execution_rate=D(rate), figures=low)
    chart = charts.draw(figures.gather(build.batch(one, build.reported("b.xlsx"))))[2]
    assert all(0 < mark.x < charts.WIDTH and 0 < mark.y < charts.HEIGHT for mark in chart.marks)
