"""The roster: due = handed in + missing, whatever was handed in."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_batch.batch_rules import against_roster, approved_indicators
from perfeval_batch.findings import Place
from perfeval_batch.model import (
    Achievement,
    ApprovedIndicator,
    Due,
    Figures,
    Identity,
    ItemFigures,
    Outcome,
    Quantity,
    Status,
)
from perfeval_batch.typed import quantities
from perfeval_batch.values import replace

TOLERANCE = Decimal("0.01")


def due(code: str, name: str = "项目", budget: str = "10", department: str = "甲局") -> Due:
    identity = Identity(code=code or None, name=name, department=department, unit="一中")
    return Due(identity, Decimal(budget), place=Place("项目名册.xlsx", "项目", 2, 1))


def outcome(
    source: str,
    code: str | None = None,
    name: str = "项目",
    *,
    budget: str = "10",
    department: str = "甲局",
    status: Status = Status.REPORTED,
) -> Outcome:
    identity = Identity(code, name, department, "一中", 2023)
    return Outcome(source, "", status, identity, Figures(initial_budget=Decimal(budget)))


def reconcile(roster: list[Due], outcomes: list[Outcome]) -> against_roster.Reconciliation:
    return against_roster.reconcile(roster, outcomes, TOLERANCE)


def test_a_project_is_found_by_its_code_whatever_its_name() -> None:
    told = reconcile([due("A1")], [outcome("a.xlsx", "A1", "改了名")])
    assert told.due[0].source == "a.xlsx"
    assert told.missing == ()
    (finding,) = told.of["a.xlsx"]
    assert finding.message == "项目名称填的是“改了名”，项目名册中是“项目”。"


def test_a_code_is_compared_without_blanks_width_and_case() -> None:
    assert reconcile([due("A1")], [outcome("a.xlsx", " ａ１ ")]).missing == ()


def test_a_project_without_a_code_is_found_by_name_and_unit() -> None:
    assert reconcile([due("")], [outcome("a.xlsx")]).missing == ()


def test_a_project_nobody_handed_in_is_missing_at_its_cell_of_the_roster() -> None:
    told = reconcile([due("A1"), due("A2", "乙")], [outcome("a.xlsx", "A1")])
    assert [(each.code, str(each.place)) for each in told.missing] == [("PE802", "项目!A2")]
    assert "乙" in told.missing[0].message


def test_a_workbook_that_could_not_be_read_answers_nothing_and_the_doubt_is_said() -> None:
    told = reconcile([due("A1")], [outcome("a.xlsx", "A1", status=Status.FAILED)])
    assert "1个文件未能读取" in told.missing[0].message


def approved(name: str, target: str, weight: str = "10") -> ApprovedIndicator:
    quantity = Quantity("", Decimal(target)) if target.isdigit() else None
    return ApprovedIndicator(name, "≥", quantity, target, Decimal(weight))


def row(name: str, target: str, weight: str = "10") -> ItemFigures:
    numbers = Achievement("≥", Decimal(target), Decimal(99)) if target.isdigit() else None
    full = Decimal(weight)
    return ItemFigures(
        "产出指标", "数量指标", name, full, full, full, achievement=numbers, target=f"≥{target}"
    )


@pytest.mark.parametrize(
    ("filled", "said"),
    [
        (row("完成率", "95"), []),
        (row("完成率", "90"), ["指标“完成率”的年度指标值填的是“≥90”，批复的是“≥95”。"]),
        (row("完成率", "95", "8"), ["指标“完成率”的分值填的是8分，批复的是10分。"]),
        (row("别的", "95"), ["没有填报批复的指标“完成率”。"]),
    ],
    ids=["same", "target", "weight", "missing"],
)
def test_approved_indicators_are_compared(filled: ItemFigures, said: list[str]) -> None:
    listed = replace(due("A1"), indicators=(approved("完成率", "95"),))
    given = replace(outcome("a.xlsx", "A1"), items=(filled,))
    assert [each.message for each in reconcile([listed], [given]).of["a.xlsx"]] == said


def listed(
    name: str, target: str, weight: str | None = "45", sign: str = "", unit: str = ""
) -> ApprovedIndicator:
    value = quantities.read(target, 2023)
    points = None if weight is None else Decimal(weight)
    return ApprovedIndicator(name, sign, value, target, points, unit)


def filled(name: str, target: str, weight: str = "45") -> ItemFigures:
    full = Decimal(weight)
    return ItemFigures("产出指标", "数量指标", name, full, full, full, target=target)


TWO = (
    listed("养护里程", "120", sign="≥", unit="公里"),
    listed("道路平整度", "显著提升", sign="定性"),
)
SAME = (filled("养护里程", "≥120公里"), filled("道路平整度", "显著提升"))
EXECUTION = ItemFigures("预算执行率", "", "", Decimal(10), Decimal(10), Decimal(10))


@pytest.mark.parametrize(
    ("approved_rows", "rows", "said"),
    [
        (TWO, SAME, []),
        (TWO, SAME[::-1], []),
        (TWO, (filled(" 养护　里程", "≥１２０ 公里"), filled("道路平整度", "显著提升。")), []),
        (TWO, (filled("1．养护里程", "≥120千米"), SAME[1]), []),
        (TWO, (filled("养护里程", "≥120000米"), SAME[1]), []),
        (TWO, (filled("养护里程≥120公里", ""), SAME[1]), []),
        (TWO, (filled("养护里程", "正向120公里"), SAME[1]), []),
        (TWO, (filled("养护里程", ""), SAME[1]), []),
        (TWO, (filled("养护里程", "≥100公里"), SAME[1]), ["填的是“≥100公里”，批复的是“≥120公里”"]),
        (TWO, (filled("养护里程", "≥120米"), SAME[1]), ["填的是“≥120米”"]),
        (TWO, (filled("养护里程", "≤120公里"), SAME[1]), ["填的是“≤120公里”"]),
        (TWO, (filled("养护里程", "基本完成"), SAME[1]), ["填的是“基本完成”"]),
        (TWO, (SAME[0], filled("道路平整度", "有所提升")), ["批复的是“显著提升”"]),
        (TWO, (SAME[0], filled("道路平整度", "基本显著提升")), ["批复的是“显著提升”"]),
        (
            TWO,
            (filled("养护里程", "≥120公里", "50"), filled("道路平整度", "显著提升", "40")),
            ["“养护里程”的分值填的是50分，批复的是45分", "“道路平整度”的分值填的是40分"],
        ),
        (TWO, SAME[:1], ["没有填报批复的指标“道路平整度”。"]),
        (
            TWO,
            (filled("公路养护里程数", "≥120公里"), SAME[1]),
            [
                "没有填报批复的指标“养护里程”。填报的“公路养护里程数”如是改了名称，请改回批复的名称。"
            ],
        ),
        (TWO, (*SAME, filled("宣传次数", "≥2次", "5")), ["指标“宣传次数”不在批复中。"]),
        (
            (listed("养护里程", "120", None, unit="公里"),),
            (*SAME, filled("宣传次数", "≥2次", "5")),
            [],
        ),
        (
            (listed("完工时间", "2023年12月底前"), listed("公众满意度", "≥90%")),
            (filled("完工时间", "2023年12月31日"), filled("公众满意度", "90%以上")),
            [],
        ),
        (
            (listed("完工时间", "2023年10月底前"), listed("公众满意度", "≥90%")),
            (filled("完工时间", "2023年12月31日"), filled("公众满意度", "≥85%")),
            ["批复的是“2023年10月底前”", "批复的是“≥90%”"],
        ),
        (
            (listed("满意度", "≥90%", "40"), listed("满意度", "≥85%", "50")),
            (filled("满意度", "≥85%", "50"), filled("满意度", "≥90%", "40")),
            [],
        ),
        (
            (listed("满意度", "≥90%", "40"), listed("满意度", "≥85%", "50")),
            (filled("满意度", "≥85%", "50"), filled("满意度", "≥80%", "40")),
            ["填的是“≥80%”，批复的是“≥90%”"],
        ),
        ((), SAME, []),
    ],
)
def test_indicators_are_compared_with_what_was_approved(
    approved_rows: tuple[ApprovedIndicator, ...], rows: tuple[ItemFigures, ...], said: list[str]
) -> None:
    given = replace(outcome("a.xlsx", "A1"), items=(EXECUTION, *rows))
    told = reconcile([replace(due("A1"), indicators=approved_rows)], [given]).of["a.xlsx"]
    assert len(told) == len(said), [each.message for each in told]
    for finding, words in zip(told, said, strict=True):
        assert words in finding.message


def test_a_workbook_the_roster_does_not_know_is_said() -> None:
    told = reconcile([due("A1")], [outcome("b.xlsx", "B9", "别的")])
    assert [each.code for each in told.of["b.xlsx"]] == ["PE803"]


def test_another_department_budget_or_code_differs() -> None:
    given = outcome("a.xlsx", "A1", department="乙局", budget="100")
    assert [each.code for each in reconcile([due("A1")], [given]).of["a.xlsx"]] == [
        "PE804",
        "PE804",
    ]
    recoded = outcome("a.xlsx", "A7")
    assert [each.code for each in reconcile([due("A1")], [recoded]).of["a.xlsx"]] == ["PE804"]


def test_a_budget_within_the_tolerance_does_not_differ() -> None:
    told = reconcile([due("A1")], [outcome("a.xlsx", "A1", budget="10.01")])
    assert told.of["a.xlsx"] == ()


codes = st.lists(st.sampled_from([f"C{number}" for number in range(12)]), max_size=20)


@given(st.sets(st.sampled_from([f"C{number}" for number in range(10)])), codes)
def test_due_is_always_handed_in_plus_missing(due_codes: set[str], handed_in: list[str]) -> None:
    roster = [due(code, name=code) for code in sorted(due_codes)]
    outcomes = [outcome(f"{number}.xlsx", code, name=code) for number, code in enumerate(handed_in)]
    told = reconcile(roster, outcomes)
    answered = [each for each in told.due if each.source is not None]
    assert len(told.due) == len(roster) == len(answered) + len(told.missing)
    assert len(answered) == len(due_codes & set(handed_in))
    unknown = [source for source, found in told.of.items() if found]
    assert len(unknown) == sum(code not in due_codes for code in handed_in)


@pytest.mark.parametrize("unit", ["路（台）", "台（套）", "人次/月"])
def test_a_target_with_any_unit_equals_itself(unit: str) -> None:
    one = listed("维护前端设备数", "2065", sign="≥", unit=unit)
    handed_in = replace(outcome("一.xlsx"), items=(filled("维护前端设备数", f"≥2065{unit}"),))
    assert list(approved_indicators.differences((one,), handed_in)) == []
