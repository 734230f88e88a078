"""The arithmetic: rates, scores, sums, grades, achievements; and what stays unknown."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_batch import schemes, scoring
from perfeval_batch.model import (
    Achievement,
    Assessment,
    CellValue,
    Entry,
    Filling,
    Indicator,
    Quantity,
    State,
)
from perfeval_batch.schemes import Scheme
from perfeval_batch.scoring import achievement
from perfeval_batch.values import replace
from tests.rules import build

SCHEME = schemes.load()
D = Decimal
RATIO = schemes.parse(
    'based_on = "成本单列"\nname = "比值"\nbasis = "x"\n[scores]\nreverse = "ratio"\n', "x.toml"
)


def assessed(filling: Filling, by: Scheme = SCHEME) -> Assessment:
    return scoring.assess(build.project(filling), by)


def seed(*rows: dict[str, CellValue], **funds: CellValue) -> Filling:
    return build.with_funds(build.with_rows(build.seed(), *rows), **funds)


def without_review(filling: Filling) -> Filling:
    rows = tuple({**row, "复核得分": None} for row in filling.indicators)
    return build.with_funds(replace(filling, indicators=rows), 复核得分=None)


def sums(found: Assessment) -> list[Decimal | None]:
    return [found.weight, found.self_score, found.review_score, found.score]


def test_the_seed_scores_97() -> None:
    found = assessed(build.seed())
    assert sums(found) == [100, 97, 97, 97]
    assert (found.grade, found.self_grade, found.review_grade) == ("优", "优", "优")
    assert [found.execution_rate, found.arrival_rate, found.spending_rate] == [100, 100, 100]


def test_the_seed_has_its_levels_in_the_schemes_order() -> None:
    levels = scoring.level_figures(assessed(build.seed()))
    assert [f"{level.name} {level.score}/{level.weight}" for level in levels] == [
        *("预算执行率 10/10", "产出指标 30/30", "效益指标 28.2/30"),
        *("满意度指标 9.8/10", "成本指标 19/20"),
    ]


def test_deductions_come_in_the_reports_order_with_their_reasons() -> None:
    found = scoring.deductions(assessed(build.seed()))
    assert [(each.level2, each.points) for each in found] == [
        ("经济效益指标", D("0.5")),
        ("社会效益指标", D("0.3")),
        ("生态效益指标", 1),
        ("服务对象满意度指标", D("0.2")),
        ("生态环境成本指标", 1),
    ]
    assert found[0].reason == "老旧小区改造项目带动周边产业的发展有限"


def test_a_deduction_that_rounds_to_nothing_is_none() -> None:
    row: dict[str, CellValue] = {"自评得分": D("9.996"), "复核得分": D("9.996")}
    names = [each.indicator for each in scoring.deductions(assessed(seed(row)))]
    assert "任务完成率" not in names


def test_the_final_score_is_the_review_score_when_the_review_is_complete() -> None:
    row: dict[str, CellValue] = {"自评得分": D(10), "复核得分": D(9)}
    found = assessed(seed(row))
    assert found.reviewed
    assert sums(found) == [100, 97, 96, 96]


def test_without_a_review_the_self_score_counts() -> None:
    found = assessed(without_review(build.seed()))
    assert not found.reviewed
    assert sums(found) == [100, 97, None, 97]
    assert found.review_grade is None


def test_a_review_with_a_gap_is_no_review() -> None:
    found = assessed(seed({"复核得分": None}))
    assert not found.reviewed
    assert sums(found) == [100, 97, None, 97]


@pytest.mark.parametrize(
    "row",
    [{"自评得分": None}, {"自评得分": "满分"}, {"自评得分": D(-1)}, {"自评得分": D(11)}],
)
def test_an_unsound_score_leaves_the_total_unknown(row: dict[str, CellValue]) -> None:
    found = assessed(seed(row))
    assert found.items[1].self_score is None
    assert (found.self_score, found.self_grade) == (None, None)


@pytest.mark.parametrize("weight", [None, "十分", D(0), D(-10)])
def test_an_unsound_weight_leaves_the_sum_unknown(weight: CellValue) -> None:
    found = assessed(seed({"分值": weight}))
    assert (found.items[1].weight, found.weight) == (None, None)
    assert found.items[1].deduction is None


def test_execution_without_a_weight_is_not_scored() -> None:
    found = assessed(seed(分值=None))
    assert found.execution is None
    assert sums(found)[:2] == [90, 87]
    assert found.levels[0].name == "产出指标"


@pytest.mark.parametrize(
    ("executed", "due"),
    [("6313.66", "10"), ("5442.37", "8.62"), ("5441.74", "8.62"), ("0", "0"), ("3156.83", "5")],
)
def test_the_execution_score_is_linear(executed: str, due: str) -> None:
    rate = scoring.rate(D(executed), D("6313.66"))
    assert rate is not None
    assert scoring.execution_score(D(10), rate) == D(due)
    wrong = seed(全年执行数=D(executed), 自评得分=D("7.77"))
    differs = scoring.execution_score_differs(
        build.project(wrong).funds.total.self_score, build.project(wrong), SCHEME
    )
    assert differs == D(due)


def test_a_wrong_execution_score_is_not_trusted_even_when_0_is_due() -> None:
    found = assessed(seed(全年执行数=D(0)))
    assert found.execution is not None
    assert found.execution.self_score is None
    assert found.self_score is None


def test_more_spent_than_budgeted_gives_at_most_the_weight() -> None:
    assert scoring.execution_score(D(10), D(120)) == 10


def test_the_scheme_may_give_full_marks_from_95_percent() -> None:
    generous = dataclasses.replace(
        SCHEME, execution=dataclasses.replace(SCHEME.execution, full_from=D(95))
    )
    assert scoring.execution_score(D(10), D("95.5"), generous) == 10
    found = assessed(seed(全年执行数=D("6100")), generous)
    assert found.execution is not None
    assert found.execution.self_score == 10


@pytest.mark.parametrize(
    ("part", "whole"), [(None, D(1)), (D(1), None), (D(1), D(0)), (D(-1), D(1)), (D(1), D(-1))]
)
def test_a_rate_of_unsound_amounts_is_unknown(part: Decimal | None, whole: Decimal | None) -> None:
    assert scoring.rate(part, whole) is None


@pytest.mark.parametrize(
    ("value", "shown"),
    [("2.345", "2.35"), ("2.344999", "2.34"), ("-2.345", "-2.35"), ("1E+30", None)],
)
def test_rounding_is_half_up_for_any_number(value: str, shown: str | None) -> None:
    assert scoring.rounded(D(value)) == D(shown or value)


def test_89_995_is_shown_as_90_and_graded_so() -> None:
    row: dict[str, CellValue] = {"自评得分": D("2.995"), "复核得分": D("2.995")}
    found = assessed(seed(row))
    assert found.score == D("89.995")
    assert found.grade == "优"


def test_names_are_the_schemes_whatever_was_typed() -> None:
    found = assessed(seed({"一级指标": "一、产出 指标(30分)", "二级指标": "产出数量指标"}))
    assert (found.items[1].level1, found.items[1].level2) == ("产出指标", "数量指标")


def test_unknown_names_stay_as_typed_and_come_last() -> None:
    found = assessed(seed({"一级指标": "管理指标", "二级指标": "制度"}))
    assert (found.items[1].level1, found.items[1].level2) == ("管理指标", "制度")
    assert found.levels[-1].name == "管理指标"


# Achievements: domain.md, Scoring.


@pytest.mark.parametrize(
    ("sign", "target", "actual", "due", "ratio"),
    [
        ("≥", "100", "100", "10", "10"),
        ("≥", "100", "130", "10", "10"),
        ("≥", "95", "92.5", "9.74", "9.74"),
        (">", "100", "100", "10", "10"),
        ("＝", "46", "46", "10", "10"),
        ("＝", "46", "23", "5", "5"),
        ("＝", "0", "0", "10", "10"),
        ("＝", "0", "1", "0", "0"),
        ("≤", "24", "20", "10", "10"),
        ("≤", "24", "26", "9.17", "9.23"),
        ("≤", "24", "48", "0", "5"),
        ("≤", "24", "60", "0", "4"),
        ("≤", "0", "0", "10", "10"),
        ("≤", "0", "1", "0", "0"),
        ("<", "24", "23", "10", "10"),
    ],
)
def test_a_quantitative_score_follows_the_schemes_formula(
    sign: str, target: str, actual: str, due: str, ratio: str
) -> None:
    reached = Achievement(sign, D(target), D(actual))
    assert scoring.rounded(scoring.due_score(reached, D(10), SCHEME)) == D(due)
    assert scoring.rounded(scoring.due_score(reached, D(10), RATIO)) == D(ratio)


amounts = st.decimals(0, 10**9, allow_nan=False, allow_infinity=False, places=4)


@given(st.sampled_from("≥≤＝><"), amounts, amounts, amounts, st.sampled_from([SCHEME, RATIO]))
def test_a_due_score_lies_between_0_and_the_weight(
    sign: str, target: Decimal, actual: Decimal, weight: Decimal, by: Scheme
) -> None:
    due = scoring.due_score(Achievement(sign, target, actual), weight, by)
    assert 0 <= due <= weight


def row(
    comparison: str = "", target: Quantity | None = None, actual: Quantity | None = None,
    unit: str = "", name: str = "指标",
) -> Indicator:  # fmt: skip
    indicator = build.project(build.seed()).indicators[0]

    def entry(value: Quantity | None) -> Entry[Quantity]:
        place = indicator.target.place
        return Entry(place) if value is None else Entry(place, "x", value, State.READ)

    return replace(
        indicator,
        comparison=Entry(indicator.comparison.place, comparison, comparison, State.READ),
        target=entry(target),
        actual=entry(actual),
        unit_of_measure=Entry(indicator.unit_of_measure.place, unit, unit, State.READ),
        name=Entry(indicator.name.place, name, name, State.READ),
    )


def q(number: str, unit: str = "", comparison: str = "") -> Quantity:
    return Quantity(comparison, D(number), unit)


@pytest.mark.parametrize(
    ("indicator", "expected"),
    [
        (row("≥", q("50"), q("52"), "个"), Achievement("≥", D(50), D(52), "个")),
        (row("", q("50", "个", "≥"), q("52", "个")), Achievement("≥", D(50), D(52), "个")),
        (row("", q("50", "个", "≥"), q("52")), Achievement("≥", D(50), D(52), "个")),
        (row("≧", q("50"), q("52")), Achievement("≥", D(50), D(52), "")),
        (row("反向指标", q("24"), q("26"), "小时"), Achievement("≤", D(24), D(26), "小时")),
        (row("≥", q("98", "%"), q("97.5"), "百分比"), Achievement("≥", D(98), D("97.5"), "%")),
        (
            row("", None, q("93", "%"), "", "群众满意度≥90%"),
            Achievement("≥", D(90), D(93), "%"),
        ),
        (row("＝", q("100", "%", "≥"), q("100", "%")), Achievement("＝", D(100), D(100), "%")),
    ],
)
def test_target_and_actual_are_found_wherever_sign_and_unit_stand(
    indicator: Indicator, expected: Achievement
) -> None:
    assert achievement.measure(indicator) == expected


@pytest.mark.parametrize(
    "indicator",
    [
        row("", q("50"), q("52")),
        row("≥", q("50", "个"), q("52", "户")),
        row("≥", q("95", "%"), q("0.95"), "%"),
        row("≥", q("50"), q("50", "", "≥")),
        row("≤", q("50", "", "≥"), q("50")),
        row("≥", Quantity(), q("50")),
        row("≥", q("50"), Quantity()),
        row("≥", q("-5"), q("50")),
        row("≥", None, q("50")),
    ],
)
def test_what_is_not_plain_is_not_measured(indicator: Indicator) -> None:
    assert achievement.measure(indicator) is None


def test_a_reason_of_its_own_is_why_the_execution_rate_lost_points_else_the_remark_is() -> None:
    remark = build.with_funds(build.seed(), 说明="年末尾款跨年支付")
    own = build.with_funds(remark, 扣分原因="设备到货晚，尾款没有付成")
    told = [assessed(filling).execution for filling in (remark, own)]
    assert [each.reason.text for each in told if each] == [
        "年末尾款跨年支付",
        "设备到货晚，尾款没有付成",
    ]
