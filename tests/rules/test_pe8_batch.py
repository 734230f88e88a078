"""The verdicts on the batch as a whole: what is planted is found, on the projects it concerns."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Sequence
from decimal import Decimal

import pytest

from perfeval_batch import schemes
from perfeval_batch.batch_rules import duplicates, side_by_side
from perfeval_batch.findings import Finding, Place, Severity
from perfeval_batch.model import Figures, Identity, ItemFigures, Outcome, Passage, Status, packed
from perfeval_batch.values import replace
from tests.rules.test_similarity import edited, written

D = Decimal
WEIGHTS = (10, 10, 10, 10, 10, 10, 10, 10, 10, 5, 5)


def outcome(number: int, scores: Sequence[str] = (), department: str = "甲局") -> Outcome:
    """A project of `department`; scores are those of the 11 rows, 预算执行率 first."""
    source = f"{department}/项目{number}.xlsx"
    stated = [D(score) for score in scores]
    items = tuple(
        ItemFigures("产出指标", "数量指标" if row else "", f"指标{row}" if row else "", D(w), s, s)
        for row, (w, s) in enumerate(zip(WEIGHTS, stated, strict=False))
    )
    total = sum(stated, D(0)) if stated else None
    return Outcome(
        source=source,
        digest=f"{number:064x}",
        status=Status.REPORTED,
        identity=Identity(f"X{number}", f"项目{number}", department, "一站", 2023, "成本单列"),
        figures=Figures(workbooks=1, reported=1, self_score=total, score=total),
        execution_rate=D(100),
        items=items,
    )


def scored(number: int, chance: random.Random, department: str = "甲局") -> Outcome:
    """A project like most: a few tenths off here and there."""
    scores = [
        str(D(weight) - (D(chance.randrange(1, 12)) / 10 if chance.random() < 0.4 else 0))
        for weight in WEIGHTS
    ]
    return outcome(number, scores, department)


def telling(whole: Outcome, text: str, label: str = "改进措施") -> Outcome:
    place = Place(whole.source, "综合评价", 6, 3)
    return replace(whole, texts=packed((Passage(label, text, place),)))


def codes(verdicts: side_by_side.Verdicts) -> list[tuple[str, str]]:
    return sorted(
        (finding.code, source) for source, found in verdicts.of.items() for finding in found
    )


def test_a_copied_text_is_told_on_both_projects_and_at_its_cell() -> None:
    chance = random.Random(1)
    batch = [telling(outcome(number), written(chance)) for number in range(40)]
    batch[30] = telling(batch[30], edited(batch[3].passages[0].text, chance, 3))
    verdicts = side_by_side.judge(batch)
    assert codes(verdicts) == [("PE805", "甲局/项目3.xlsx"), ("PE805", "甲局/项目30.xlsx")]
    (found,) = verdicts.of["甲局/项目3.xlsx"]
    assert (found.place.sheet, found.place.cell) == ("综合评价", "C6")
    assert found.severity is Severity.WARNING
    assert "“改进措施”与“甲局/项目30.xlsx”（项目30）的文字几乎相同" in found.message


def test_the_items_of_a_list_are_compared_as_one_text() -> None:
    chance = random.Random(2)
    lines = [written(chance, 30) for _ in range(4)]
    batch = [telling(outcome(0), ""), telling(outcome(1), "")]
    place = Place("", "综合评价", 6, 3)
    batch[0] = replace(batch[0], texts=packed(Passage("改进措施", x, place) for x in lines))
    batch[1] = replace(batch[1], texts=packed((Passage("改进措施", "；".join(lines), place),)))
    found = side_by_side.judge(batch).of
    assert sum(len(each) for each in found.values()) == 2


def test_the_names_of_project_unit_and_department_are_no_copied_words() -> None:
    chance = random.Random(21)
    name, unit = written(chance, 40), written(chance, 40)
    batch = [
        telling(
            replace(outcome(number), identity=Identity(f"X{number}", name, "甲局", unit)),
            f"{name}由{unit}承担，{written(chance, 20)}",
        )
        for number in range(2)
    ]
    assert codes(side_by_side.judge(batch)) == []


def test_a_whole_form_copied_with_renamed_project_is_found() -> None:
    chance = random.Random(22)
    labels = ("项目目的", "项目内容", "改进措施")
    texts = [written(chance, 12) for _ in labels]
    batch = []
    for number in range(2):
        one = outcome(number)
        place = Place(one.source, "基本情况", 12, 2)
        passages = tuple(
            Passage(label, f"{one.identity.name}：{text}", place)
            for label, text in zip(labels, texts, strict=True)
        )
        batch.append(replace(one, texts=packed(passages)))
    (found,) = side_by_side.judge(batch).of["甲局/项目0.xlsx"]
    assert found.message.startswith("“全文”与“甲局/项目1.xlsx”（项目1）的文字几乎相同")


def test_of_many_alike_five_are_named_and_the_rest_counted() -> None:
    chance = random.Random(3)
    text = written(chance)
    batch = [telling(outcome(number), text) for number in range(9)]
    (found,) = side_by_side.judge(batch).of["甲局/项目0.xlsx"]
    assert "项目5.xlsx”（项目5）等8个项目的文字" in found.message


def test_a_department_is_not_told_the_files_of_another() -> None:
    text = written(random.Random(31))
    batch = [telling(outcome(0), text), *(telling(outcome(n, (), "乙局"), text) for n in (1, 2))]
    verdicts = side_by_side.judge(batch)
    told = {source: found[0].message for source, found in verdicts.of.items()}
    assert "与其他部门的2个项目的文字几乎相同" in told["甲局/项目0.xlsx"]
    assert "乙局/项目2.xlsx”（项目2）和其他部门的1个项目" in told["乙局/项目1.xlsx"]
    assert not any("甲局" in told[f"乙局/项目{number}.xlsx"] for number in (1, 2))
    (between,) = verdicts.departments
    assert between.message == (
        "“甲局/项目0.xlsx”（项目0）、“乙局/项目1.xlsx”（项目1）、“乙局/项目2.xlsx”（项目2）"
        "分属2个部门，“改进措施”的文字几乎相同。"
    )


def test_what_many_departments_share_is_said_once_for_each_text() -> None:
    texts = [written(random.Random(31)), written(random.Random(32))]
    batch = [telling(outcome(n, (), f"第{n}局"), texts[n % 2]) for n in range(40)]
    first, second = side_by_side.judge(batch).departments
    for finding in (first, second):
        assert "等20个项目分属20个部门，“改进措施”的文字几乎相同。" in finding.message


def test_two_workbooks_of_one_project_are_not_told_twice() -> None:
    text = written(random.Random(4))
    twice = Finding(Place(""), "PE801", "project-duplicate", Severity.ERROR, "重复。", "请删去。")
    batch = [replace(telling(outcome(number), text), findings=(twice,)) for number in range(2)]
    assert codes(side_by_side.judge(batch)) == []


def test_five_identical_score_vectors_are_found_and_nothing_else() -> None:
    chance = random.Random(5)
    batch = [scored(number, chance, f"部门{number % 25}") for number in range(1000)]
    planted = [(40, 65), (141, 166), (242, 267), (343, 368), (444, 469)]
    for original, copy in planted:
        batch[original] = outcome(original, VECTOR, batch[original].identity.department or "")
        batch[copy] = outcome(copy, VECTOR, batch[copy].identity.department or "")
    found = {source for code, source in codes(side_by_side.judge(batch)) if code == "PE806"}
    wanted = {batch[each].source for pair in planted for each in pair}
    assert wanted <= found
    assert len(found - wanted) <= 1


VECTOR = ("10", "9.3", "10", "8.1", "10", "10", "9.6", "10", "10", "5", "4.4")


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (outcome(2, VECTOR, "乙局"), "another department"),
        (outcome(2, (*VECTOR[:-1], "4.5")), "a row differs"),
        (outcome(2, VECTOR[:-1]), "a row less"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_scores_that_differ_or_stand_elsewhere_are_not_identical(other: Outcome, why: str) -> None:
    assert why
    assert codes(side_by_side.judge([outcome(1, VECTOR), other])) == []


@pytest.mark.parametrize(
    "scores",
    [
        tuple(str(weight) for weight in WEIGHTS),
        ("10", "9.5", *(str(weight) for weight in WEIGHTS[2:])),
    ],
    ids=["all full", "a single deduction"],
)
def test_full_marks_and_a_single_deduction_agree_by_chance(scores: tuple[str, ...]) -> None:
    found = codes(side_by_side.judge([outcome(1, scores), outcome(2, scores)]))
    assert [code for code, _ in found] == []


def test_departments_all_at_a_hundred_are_told_with_their_projects() -> None:
    chance = random.Random(6)
    full = tuple(str(weight) for weight in WEIGHTS)
    batch = [scored(number, chance, f"部门{number % 20}") for number in range(200)]
    batch += [outcome(1000 + number, full, "满分局") for number in range(6)]
    batch += [outcome(2000 + number, full, "满分二局") for number in range(3)]
    found = [each for each in side_by_side.judge(batch).departments if each.code == "PE807"]
    assert len(found) == 2
    assert "“满分局”的6个项目得分全部是100分" in found[0].message
    assert "项目1004.xlsx”（项目1004）等6个项目" in found[0].message


def test_two_projects_at_a_hundred_prove_nothing() -> None:
    full = tuple(str(weight) for weight in WEIGHTS)
    assert side_by_side.judge([outcome(1, full), outcome(2, full)]).departments == ()


def test_one_project_below_a_hundred_clears_its_department() -> None:
    full = tuple(str(weight) for weight in WEIGHTS)
    batch = [*(outcome(number, full) for number in range(5)), outcome(9, (*full[:-1], "4.9"))]
    assert side_by_side.judge(batch).departments == ()


def test_a_score_far_from_all_others_is_told() -> None:
    chance = random.Random(7)
    batch = [scored(number, chance) for number in range(60)]
    batch.append(outcome(99, ("3", "4", "4", "5", "3", "4", "5", "4", "4", "2", "3")))
    assert codes(side_by_side.judge(batch)) == [("PE808", "甲局/项目99.xlsx")]


def test_scores_that_the_execution_does_not_bear_out_are_told() -> None:
    chance = random.Random(8)
    batch = [scored(number, chance) for number in range(60)]
    full = outcome(99, ("1.2", *(str(weight) for weight in WEIGHTS[1:])))
    batch.append(replace(full, execution_rate=D("12.00")))
    (found,) = side_by_side.judge(batch).of["甲局/项目99.xlsx"]
    assert found.code == "PE808"
    assert "执行率12%，其他指标的得分率却有100%" in found.message


def test_a_department_that_scores_far_above_its_execution_is_told() -> None:
    chance = random.Random(9)
    batch = [scored(number, chance, f"部门{number % 12}") for number in range(120)]
    batch += [
        replace(scored(500 + number, chance, "虚高局"), execution_rate=D(60 + number))
        for number in range(6)
    ]
    found = side_by_side.judge(batch).departments
    assert [each.code for each in found] == ["PE808"]
    assert found[0].message.startswith("“虚高局”各项目的得分率平均比执行率高")


def test_few_projects_have_no_outliers() -> None:
    chance = random.Random(10)
    batch = [scored(number, chance) for number in range(10)]
    batch.append(outcome(99, ("0",) * 11))
    assert codes(side_by_side.judge(batch)) == []


def test_what_could_not_be_read_is_not_judged() -> None:
    text = written(random.Random(11))
    batch = [replace(telling(outcome(number), text), status=Status.FAILED) for number in range(2)]
    assert codes(side_by_side.judge(batch)) == []


def test_a_scheme_may_switch_a_verdict_off_or_weigh_it_differently() -> None:
    batch = [outcome(1, VECTOR), outcome(2, VECTOR)]
    scheme = schemes.load()
    off = dataclasses.replace(scheme, severities={"PE806": "off"})
    graver = dataclasses.replace(scheme, severities={"PE806": "warning"})
    assert codes(side_by_side.judge(batch, off)) == []
    found = side_by_side.judge(batch, graver).of["甲局/项目1.xlsx"]
    assert [each.severity for each in found] == [Severity.WARNING]


def test_the_order_of_the_workbooks_changes_nothing() -> None:
    chance = random.Random(12)
    batch = [telling(scored(number, chance), written(chance)) for number in range(60)]
    batch[5] = telling(batch[5], batch[9].passages[0].text)
    shuffled = sorted(batch, key=lambda each: each.digest[::-1])
    assert codes(side_by_side.judge(batch)) == codes(side_by_side.judge(shuffled))


def test_every_verdict_has_a_whole_page() -> None:
    assert [kind.code for kind in side_by_side.KINDS] == ["PE805", "PE806", "PE807", "PE808"]
    for kind in side_by_side.KINDS:
        assert kind.page.title
        assert kind.page.mend


def test_a_form_of_several_in_a_file_is_named_by_its_sheet_and_place() -> None:
    one, other = outcome(1), replace(outcome(2), identity=outcome(1).identity, sheet="自评表#2")
    (told,) = duplicates.duplicates((one, other))[one.key]
    assert "“甲局/项目2.xlsx”的“自评表”表第2张相同，但内容不同" in told.message
