"""What is planted in 1,000 demo projects is found, with at most one false alarm (issue 8)."""

from __future__ import annotations

import random
from collections import defaultdict
from decimal import Decimal

import pytest

from perfeval_batch import schema, schemes, scoring
from perfeval_batch.batch_rules import side_by_side
from perfeval_batch.demo import faults, generator
from perfeval_batch.demo import project as demo
from perfeval_batch.model import CellValue, Filling, Identity, ItemFigures, Outcome, Status, packed
from perfeval_batch.values import replace
from tests.rules import build

COUNT, COPIES, VECTORS = 1000, 12, 5
OUTLIER = "PE808"
"""A few demo projects fare so badly that they are outliers indeed."""
WORDS = "的了进一步加强做好工作并及时"
SCHEME = schemes.load()


def outcome(number: int, filling: Filling) -> Outcome:
    """What the run would know of the demo's project."""
    project = build.project(filling)
    assessment = scoring.assess(project, SCHEME)
    facts = project.facts
    identity = Identity(
        facts.code.value, facts.name.value, facts.department.value, facts.unit.value, 2023
    )
    rate = assessment.execution_rate
    source = generator.path(number)
    return Outcome(
        source=source,
        digest=f"{number:064x}",
        status=Status.REPORTED,
        identity=identity,
        figures=scoring.figures(assessment),
        execution_rate=None if rate is None else scoring.rounded(rate),
        items=tuple(map(ItemFigures.of, assessment.items)),
        texts=packed(
            replace(each, place=replace(each.place, workbook=source)) for each in project.passages()
        ),
    )


@pytest.fixture(scope="module")
def clean() -> tuple[Outcome, ...]:
    return tuple(outcome(number, demo.make(0, number)) for number in range(COUNT))


def edited(text: CellValue, chance: random.Random) -> CellValue:
    """Two characters in a hundred are others, at least one."""
    if not isinstance(text, str) or not text:
        return text
    letters = list(text)
    for _ in range(max(1, len(letters) // 50)):
        letters[chance.randrange(len(letters))] = chance.choice(WORDS)
    return "".join(letters)


def copied(original: int, copy: int, chance: random.Random) -> Outcome:
    """The texts of another project, slightly edited; name, scores and funds are its own."""
    made = faults.copy(demo.make(0, copy), demo.make(0, original))
    names = {field.name for field in schema.FACT_FIELDS if field.required} - {
        *("评价年度", "项目名称", "主管部门", "实施单位")
    }
    facts = {
        name: edited(value, chance) if name in names else value
        for name, value in made.facts.items()
    }
    lists = {
        name: tuple(edited(item, chance) for item in items) for name, items in made.lists.items()
    }
    return outcome(copy, replace(made, facts=facts, lists=lists))


def full(original: Outcome) -> Outcome:
    """Every row at its weight."""
    items = tuple(
        replace(item, self_score=item.weight, score=item.weight) for item in original.items
    )
    score = Decimal(100)
    return replace(
        original,
        items=items,
        figures=replace(original.figures, self_score=score, score=score),
    )


def test_nothing_is_told_of_a_thousand_projects_without_a_plant(clean: tuple[Outcome, ...]) -> None:
    verdicts = side_by_side.judge(clean)
    told = [one for found in verdicts.of.values() for one in found if one.code != OUTLIER]
    assert len([*told, *verdicts.departments]) <= 1


def test_all_that_is_planted_is_found_and_hardly_anything_else(clean: tuple[Outcome, ...]) -> None:
    chance = random.Random(8)
    batch = list(clean)
    departments: dict[str | None, list[int]] = defaultdict(list)
    for number, each in enumerate(batch):
        departments[each.identity.department].append(number)
    names = sorted(name for name, members in departments.items() if name and len(members) >= 3)
    generous = set(names[:2])
    for name in generous:
        for number in departments[name]:
            batch[number] = full(batch[number])

    others = [each for each in range(COUNT) if batch[each].identity.department not in generous]
    drawn = chance.sample(others, 2 * COPIES)
    texts = set()
    for original, copy in zip(drawn[:COPIES], drawn[COPIES:], strict=True):
        batch[copy] = copied(original, copy, chance)
        texts |= {batch[original].source, batch[copy].source}

    vectors = set()
    for name in names[2 : 2 + VECTORS]:
        deducted = [
            each
            for each in departments[name]
            if sum(item.score != item.weight for item in batch[each].items) >= 2
        ]
        original, copy = deducted[0], deducted[1]
        batch[copy] = replace(batch[copy], items=batch[original].items)
        vectors |= {batch[original].source, batch[copy].source}

    verdicts = side_by_side.judge(batch)
    found: dict[str, set[str]] = defaultdict(set)
    for source, findings in verdicts.of.items():
        for finding in findings:
            found[finding.code].add(source)
    full_marks = [each.message for each in verdicts.departments if each.code == "PE807"]

    assert texts <= found["PE805"]
    assert vectors <= found["PE806"]
    assert all(any(f"“{name}”" in message for message in full_marks) for name in generous)
    false_alarms = (
        len(found["PE805"] - texts)
        + len(found["PE806"] - vectors)
        + len(full_marks)
        - len(generous)
    )
    assert false_alarms <= 1
