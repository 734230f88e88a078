"""The generator: the same for the same seed, clean or faulty as it says."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from itertools import combinations

import pytest

from perfeval_batch import blank, demo, parsing, rules, schemes, scoring
from perfeval_batch.batch_rules import copied_texts, side_by_side
from perfeval_batch.demo import faults, generator, project, sectors, writing
from perfeval_batch.demo.writing import Voice
from perfeval_batch.findings import Finding, Severity
from perfeval_batch.model import (
    Filling,
    Identity,
    ItemFigures,
    Outcome,
    Project,
    Status,
    packed,
)
from tests import judges

SCHEME = schemes.load(project.SCHEME)


def read(data: bytes, path: str = "甲.xlsx") -> Project:
    """A workbook read back."""
    found = parsing.read(data, path)
    assert isinstance(found, Project)
    return found


def findings(found: Project) -> tuple[Finding, ...]:
    """What the checks say about it."""
    return rules.check(scoring.assess(found, SCHEME), SCHEME)


@pytest.fixture(scope="module")
def clean() -> list[tuple[str, bytes]]:
    """A batch of clean workbooks, every sector several times."""
    return list(demo.generate(96, 5, clean=True))


def test_the_same_seed_gives_the_same_workbooks() -> None:
    assert list(demo.generate(6, 3)) == list(demo.generate(6, 3))


def test_a_longer_run_begins_like_a_shorter_one() -> None:
    assert list(demo.generate(8, 3))[:4] == list(demo.generate(4, 3))


def test_another_seed_gives_other_workbooks() -> None:
    one, other = dict(demo.generate(6, 3)), dict(demo.generate(6, 4))
    assert all(one[path] != other[path] for path in one)


def test_a_clean_workbook_has_no_error_and_no_warning(clean: list[tuple[str, bytes]]) -> None:
    grave = [
        (path, str(finding))
        for path, data in clean
        for finding in findings(read(data, path))
        if finding.severity is not Severity.NOTE
    ]
    assert grave == []


def test_no_two_clean_projects_have_near_identical_texts(clean: list[tuple[str, bytes]]) -> None:
    texts = []
    for owner, (path, data) in enumerate(clean):
        by_label: dict[str, list[str]] = {}
        for passage in read(data, path).passages():
            by_label.setdefault(passage.label, []).append(passage.text)
        texts += [
            copied_texts.Text(owner, label, "\n".join(said)) for label, said in by_label.items()
        ]
    assert copied_texts.near_identical(texts) == []


def test_a_clean_workbook_adds_up_to_a_hundred(clean: list[tuple[str, bytes]]) -> None:
    for path, data in clean:
        assessment = scoring.assess(read(data, path), SCHEME)
        assert assessment.weight == schemes.FULL_WEIGHT, path
        assert assessment.score is not None


def test_projects_fare_as_real_ones_do() -> None:
    stories = [project.tell(4, number) for number in range(300)]
    grades = Counter(
        SCHEME.grade(sum((row.score for row in each.rows), each.spent.score)) for each in stories
    )
    assert set(grades) == {"优", "良", "中", "差"}
    assert grades["优"] > grades["良"] > grades["差"]
    rates = [each.spent.rate for each in stories]
    assert min(rates) < 40
    assert max(rates) == 100


def test_a_poor_project_does_not_praise_itself() -> None:
    number = next(each for each in range(300) if project.tell(4, each).fortune.poor)
    good = next(each for each in range(300) if not project.tell(4, each).fortune.poor)
    poor_slots, good_slots = (writing.phrases()[f"completion{kind}"][0] for kind in ("_weak", ""))
    for at, slots in ((number, poor_slots), (good, good_slots)):
        said = str(project.make(4, at).facts["项目预期目标完成情况"])
        work = project.plan(at).subject.work
        place = project.plan(at).town
        unit = project.plan(at).unit
        words = [each.format(work=work, place=place, unit=unit, year=2023) for each in slots]
        assert any(each in said for each in words)


def test_indicators_of_another_theme_are_rare() -> None:
    foreign = 0
    for number in range(60):
        who = project.plan(number)
        names = [str(row["三级指标"]) for row in project.make(1, number).indicators]
        foreign += sum(not project._fits(name, who) for name in names)  # noqa: SLF001
    assert foreign < 60


def test_a_second_year_follows_from_the_first() -> None:
    for number in range(80):
        before, after = (project.tell(6, number, year) for year in (2023, 2024))
        former = {row.pattern.name: row for row in before.rows}
        assert not before.missed & after.missed
        assert after.spent.rate >= before.spent.rate - Decimal("0.2")
        for row in after.rows:
            last = former[row.pattern.name]
            if row.target is None or last.target is None or last.actual is None:
                continue
            lower = row.pattern.comparison == "≤"
            assert row.target <= last.actual or not lower or last.actual > last.target
            assert row.target >= last.actual or lower
        carried = after.spent.sources.get("上年结转资金")
        assert carried is None or carried[1] == before.spent.remainder


def test_a_second_year_is_clean_too() -> None:
    for number in range(24):
        data = blank.write(project.make(6, number, 2024), SCHEME, roomy=True)
        grave = [each for each in findings(read(data)) if each.severity is not Severity.NOTE]
        assert [str(each) for each in grave] == []


def test_nobody_reviews_its_own_project(clean: list[tuple[str, bytes]]) -> None:
    assert not any(scoring.assess(read(data), SCHEME).reviewed for _, data in clean)


def test_there_are_twelve_sectors_and_eight_to_twenty_indicators() -> None:
    assert len(sectors.load()) == 12
    counts = {len(project.make(1, number).indicators) for number in range(300)}
    assert min(counts) >= 8
    assert max(counts) <= 20
    assert len(counts) > 6


def test_no_two_projects_share_path_code_or_name_and_unit() -> None:
    plans = [project.plan(number) for number in range(12_000)]
    assert len({(each.subject.name, each.unit) for each in plans}) == len(plans)
    paths = [generator.path(number) for number in range(3_000)]
    assert len(set(paths)) == len(paths)
    assert project.plan(0).unit != project.plan(10**6).unit


def test_the_funds_of_a_project_add_up() -> None:
    for number in range(60):
        filling = project.make(9, number)
        spent = filling.funds["年度资金总额"]["全年执行数"]
        assert sum(use["金额"] for use in filling.uses) == spent  # type: ignore[misc]


EXPECTED = {
    "_heavy": {"PE301"},
    "_over_weight": {"PE403"},
    "_no_score": {"PE401"},
    "_no_reason": {"PE601"},
    "_no_fact": {"PE101"},
    "_execution_score": {"PE208"},
    "_overspent": {"PE205"},
    "_sources": {"PE204"},
    "_amount_in_words": {"PE202"},
    "_wide_digits": {"PE416"},
    "_stated_total": {"PE404"},
    "_stated_grade": {"PE415"},
    "_half_reviewed": {"PE702"},
    "_no_target": {"PE501"},
    "_actual_in_words": {"PE502"},
    "_unfinished": {"PE607"},
    "_denied": {"PE605"},
    "_copied_goal": {"PE105"},
    "_no_period": {"PE107"},
    "_placeholder": {"PE009"},
}
"""Fault → what it is meant to be found as."""


def unreviewed() -> Filling:
    """A clean project without a review."""
    makes = (project.make(2, number) for number in range(40))
    return next(each for each in makes if "复核得分" not in each.indicators[0])


@pytest.mark.parametrize("fault", faults.FAULTS, ids=lambda fault: fault.__name__)
def test_a_typical_fault_is_found_as_what_it_is(fault: faults.Fault) -> None:
    rng = project.generator(2, 0, "faults")
    found = findings(read(blank.write(fault(unreviewed(), rng), SCHEME, roomy=True)))
    assert EXPECTED[fault.__name__] <= {each.code for each in found}


def test_without_its_option_a_batch_has_faulty_and_clean_workbooks() -> None:
    faulty = sum(
        any(each.severity is Severity.ERROR for each in findings(read(data)))
        for _, data in demo.generate(120, 1)
    )
    assert 5 < faulty < 60


def test_all_can_be_faulty() -> None:
    every = [demo.generator.filling(number, 1, 1.0, 0.0) for number in range(12)]
    assert all(each != project.make(1, number) for number, each in enumerate(every))


def test_a_copied_project_has_another_ones_texts() -> None:
    copied = demo.generator.filling(20, 1, 0.0, 1.0)
    model = project.make(1, 20 - len(sectors.load()))
    assert copied.facts["项目目的"] == model.facts["项目目的"]
    assert copied.lists == model.lists
    assert copied.facts["实施单位"] != model.facts["实施单位"]


def test_two_projects_of_a_sector_agree_in_at_most_two_slots() -> None:
    voices = [Voice(turn, theme, 5, {}) for turn in range(49) for theme in range(writing.WORDINGS)]
    wordings = [tuple(voice.wording(slot) for slot in range(6)) for voice in voices]
    agreed = max(
        sum(mine == theirs for mine, theirs in zip(one, other, strict=True))
        for one, other in combinations(wordings, 2)
    )
    assert agreed == 2


def test_two_projects_of_a_theme_tell_the_same_problem_otherwise() -> None:
    voices = [
        Voice(turn, 3, 5, {"people": "", "unit": "", "work": "", "place": ""}) for turn in range(49)
    ]
    told = [
        tuple(voice.said(name, 4, slot) for slot, name in enumerate(project._SPOKEN))  # noqa: SLF001
        for voice in voices
    ]
    for one, other in combinations(told, 2):
        assert sum(mine == theirs for mine, theirs in zip(one, other, strict=True)) <= 1


@pytest.mark.parametrize("count", [40, 400])
def test_no_project_of_a_clean_batch_is_remarkable_beside_the_others(count: int) -> None:
    """No copied text, no outlier: what the batch as a whole shows is clean too."""
    outcomes = []
    for number in range(count):
        found = read(blank.write(project.make(5, number), SCHEME), f"{number}.xlsx")
        assessment = scoring.assess(found, SCHEME)
        outcomes.append(
            Outcome(
                f"{number}.xlsx",
                "",
                Status.REPORTED,
                Identity(name=found.facts.name.value, unit=found.facts.unit.value),
                scoring.figures(assessment),
                texts=packed(found.passages()),
                execution_rate=assessment.execution_rate,
                items=tuple(map(ItemFigures.of, assessment.items)),
            )
        )
    verdicts = side_by_side.judge(outcomes)
    assert [str(each) for found in verdicts.of.values() for each in found] == []
    assert verdicts.departments == ()


def test_every_slot_has_all_its_wordings() -> None:
    for name, slots in writing.phrases().items():
        if name == "descriptions":
            assert all(len(set(slot)) == writing.WORDINGS for slot in slots.values())
        elif isinstance(slots[0], list):
            assert all(len(set(slot)) == writing.WORDINGS for slot in slots), name


def test_every_measure_of_the_sectors_answers_its_reason() -> None:
    for sector in sectors.load():
        assert len({pattern.name for pattern in sector.patterns}) == len(sector.patterns)
        for pattern in sector.patterns:
            pieces = {pattern.reason[at : at + 2] for at in range(len(pattern.reason) - 1)}
            answered = [at for at in pieces if at in pattern.measure]
            assert answered, (sector.department, pattern.name)


@pytest.mark.validator
def test_the_validator_finds_nothing() -> None:
    ((_, data),) = demo.generate(1, 11)
    assert judges.validate(data, ".xlsx") == []
