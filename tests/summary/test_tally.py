"""The figures of a group: what they count, what they leave out, and that they add up."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_batch.model import Figures, Identity, ItemFigures, Outcome
from perfeval_batch.summary import charts, tally
from perfeval_batch.values import replace
from tests.summary import build, generated

D = Decimal


def scored(score: str | None, budget: str | None = "1", **changes: object) -> Outcome:
    figures = replace(
        build.reported().figures,
        score=None if score is None else D(score),
        budget=None if budget is None else D(budget),
    )
    number = f"{score}-{budget}-{changes}"
    return build.reported(f"甲局/{number}.xlsx", figures=figures, **changes)


def whole(*outcomes: Outcome) -> tally.Tally:
    return tally.account(build.batch(*outcomes)).whole


def test_amounts_and_means_leave_out_what_goes_back() -> None:
    found = whole(scored("90"), scored("80"), build.returned())
    assert found.figures.workbooks == 3
    assert found.certain.workbooks == 2
    assert found.certain.budget == 2
    assert found.mean == 85


def test_the_weighted_mean_follows_the_money() -> None:
    assert whole(scored("90", "300"), scored("60", "100")).weighted_mean == D("82.50")


def test_an_unknown_score_or_budget_counts_in_no_mean() -> None:
    found = whole(scored("90", "300"), scored(None, "100"), scored("60", None))
    assert found.mean == 75
    assert found.weighted_mean == 90


def test_a_mean_of_nothing_is_unknown() -> None:
    found = whole(build.failed())
    assert (found.mean, found.weighted_mean, found.execution_rate) == (None, None, None)


def test_the_execution_rate_of_a_group_is_that_of_its_sums() -> None:
    figures = build.reported().figures
    one = build.reported("1", figures=replace(figures, budget=D(100), executed=D(50)))
    two = build.reported("2", figures=replace(figures, budget=D(900), executed=D(900)))
    assert whole(one, two).execution_rate == 95


def test_a_mean_is_rounded_half_up() -> None:
    assert tally.mean([D("0.01"), D("0.02")]) == D("0.02")


def test_departments_are_sorted_and_the_unnamed_come_last() -> None:
    batch = build.batch(
        build.failed("0.xlsx"), build.reported("b.xlsx", identity=Identity(department="乙局"))
    )
    names = [group.name for group in tally.account(batch).departments]
    assert names == ["乙局", "未填部门"]


@given(st.integers(0, 40), st.integers(0, 1000))
def test_groups_add_up_to_the_batch(count: int, seed: int) -> None:
    batch = generated.batch(count, seed)
    account = tally.account(batch)
    groups = account.departments
    assert sum((group.figures for group in groups), Figures()) == batch.figures
    assert sum((group.certain for group in groups), Figures()) == account.whole.certain
    assert sum(len(group.due or ()) for group in groups) == len(batch.roster or ())
    assert sum((group.grades for group in groups), start=type(account.whole.grades)()) == (
        account.whole.grades
    )


@given(st.decimals(0, 100, places=2))
def test_every_score_lies_in_exactly_one_band(score: Decimal) -> None:
    assert sum(band.holds(score) for band in tally.SCORE_BANDS) == 1
    assert sum(band.holds(score) for band in tally.EXECUTION_BANDS) == 1


@given(st.lists(st.none() | st.decimals(0, 110, places=2)))
def test_each_project_is_put_into_the_band_that_holds_its_score(
    scores: list[Decimal | None],
) -> None:
    figures = build.reported().figures
    outcomes = [build.reported(figures=replace(figures, score=score)) for score in scores]
    expected = [
        tuple(each for each in outcomes if band.holds(each.figures.score))
        for band in tally.SCORE_BANDS
    ]
    assert tally.banded(outcomes, tally.SCORE_BANDS, tally.score) == expected


@given(st.lists(st.tuples(*(st.none() | st.decimals(-(10**9), 10**9, places=6),) * 3)))
def test_a_total_is_the_sum_of_the_figures(amounts: list[tuple[Decimal | None, ...]]) -> None:
    outcomes = [build.reported(figures=Figures(1, 1, 0, 0, *each)) for each in amounts]
    expected = sum((each.figures for each in outcomes), Figures())
    assert str(tally.total(outcomes)) == str(expected)


def test_bands_are_half_open() -> None:
    names = {band.name: band for band in tally.SCORE_BANDS}
    assert names["90～95分"].holds(D(90))
    assert not names["90～95分"].holds(D(95))
    assert names["60分以下"].holds(D("59.99"))
    assert names["100分"].holds(D(100))


def test_the_grades_are_the_schemes_with_what_else_occurs() -> None:
    assert tally.account(build.three()).grades == ("优", "良", "中", "差")
    other = build.batch(build.reported(grade="特优"), build.reported("b.xlsx"))
    assert tally.account(other).grades == ("优", "良", "中", "差", "特优")
    words = build.batch(scored("92", grade="优秀"), scored("83", grade="良好"))
    assert tally.account(words).grades == ("优秀", "良好")


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
    rows = tally.level_rates([build.reported(items=items)])
    assert [(row.level1, row.level2, row.rate) for row in rows] == [
        ("预算执行率", "", D("90.00")),
        ("产出指标", "", D("90.00")),
        ("产出指标", "质量指标", D("100.00")),
        ("产出指标", "数量指标", D("80.00")),
    ]
    assert tally.combined(row for row in rows if not row.level2).items == 3


@pytest.mark.parametrize(
    ("value", "shown", "amount"),
    [
        (None, "—", "—"),
        ("100", "100", "100"),
        ("93.405", "93.41", "93.405"),
        ("0.00", "0", "0"),
        ("1234567.1234567", "1234567.12", "1234567.123457"),
    ],
)
def test_numbers_are_told_without_trailing_zeros(
    value: str | None, shown: str, amount: str
) -> None:
    number = None if value is None else D(value)
    assert (tally.shown(number), tally.amount(number)) == (shown, amount)


def test_bubbles_count_every_project_once() -> None:
    account = tally.account(generated.batch(300))
    execution = next(chart for chart in charts.told(account) if chart.key == "execution")
    assert sum(execution.traces[0]["marker"]["size"]) == len(account.whole.issued)


def test_charts_are_specifications_that_plotly_accepts() -> None:
    plotly = pytest.importorskip("plotly.graph_objects")
    for chart in charts.told(tally.account(generated.batch(40))):
        plotly.Figure(data=list(chart.traces), layout=chart.layout)


def test_a_hostile_name_is_no_tag_in_a_hover_text() -> None:
    hostile = build.reported(identity=Identity(name="<b>%{x}&lt;</b>"))
    execution = charts.told(tally.account(build.batch(hostile)))[2]
    assert execution.traces[0]["text"] == ["〈b〉％（x}＆lt;〈/b〉"]
