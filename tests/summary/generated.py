"""Batches of many projects drawn by seeded chance: valid, of every status, like a county's."""

from __future__ import annotations

import random
from decimal import Decimal

from perfeval_batch.findings import Finding, Place, Severity
from perfeval_batch.model import (
    Batch,
    Deduction,
    Due,
    Figures,
    Identity,
    ItemFigures,
    LevelFigures,
    Outcome,
    Status,
)
from perfeval_batch.values import replace
from tests.summary import build

D = Decimal
DEPARTMENTS = ("教育局", "卫生健康委员会", "住房和城乡建设局", "农业农村局", "水利局", "民政局")
LEVELS = (
    *(("产出指标", "数量指标", 10), ("产出指标", "质量指标", 10), ("产出指标", "时效指标", 10)),
    *(("效益指标", "经济效益指标", 10), ("效益指标", "社会效益指标", 10)),
    *(("效益指标", "生态效益指标", 10), ("满意度指标", "服务对象满意度", 10)),
    *(("成本指标", "经济成本指标", 10), ("成本指标", "社会成本指标", 10)),
)
REASONS = ("项目验收滞后", "设备采购流标，推迟了进度", "后续管护机制不健全", "群众知晓率有待提高")
GRADES = ((90, "优"), (80, "良"), (60, "中"), (0, "差"))


def batch(count: int, seed: int = 1, *, roster: bool = True) -> Batch:
    """`count` workbooks, and a roster that knows seven projects more."""
    chance = random.Random(seed)
    whole = build.batch(*(outcome(number, chance) for number in range(count)))
    if not roster:
        return whole
    due = [Due(each.identity, each.figures.budget, each.source) for each in whole.outcomes]
    due += [Due(Identity(f"M{n}", f"未报项目{n}", "民政局"), D(n + 1)) for n in range(7)]
    return replace(whole, roster=tuple(each for each in due if each.identity.name))


def outcome(number: int, chance: random.Random) -> Outcome:
    """A project; some go back, some could not be read, half of them are reviewed."""
    department = chance.choice(DEPARTMENTS)
    source = f"{department}/项目{number:05d}.xlsx"
    fate = chance.random()
    if fate < 0.05:
        return build.failed(source)
    items, deductions = scored(chance)
    stated = sum((item.self_score for item in items if item.self_score is not None), D(0))
    review = stated - D(chance.randrange(0, 80)) / 10 if chance.random() < 0.5 else None
    score = stated if review is None else review
    budget = D(chance.randrange(1_000, 90_000_000)) / 10_000
    rate = (items[0].score or D(0)) * 10
    status = Status.RETURNED if fate < 0.2 else Status.REPORTED
    return Outcome(
        source=source,
        digest=f"{number:064x}",
        status=status,
        identity=Identity(
            f"X{number:05d}", f"项目{number:05d}", department, "一站", 2023, "成本单列"
        ),
        figures=Figures(
            workbooks=1,
            reported=int(status is Status.REPORTED),
            returned=int(status is Status.RETURNED),
            initial_budget=budget,
            budget=budget,
            arrived=budget,
            executed=(budget * rate / 100).quantize(D("0.000001")),
            weight=D(100),
            self_score=stated,
            review_score=review,
            score=score,
        ),
        execution_rate=rate,
        grade=next(name for floor, name in GRADES if score >= floor),
        levels=levels(items),
        deductions=deductions,
        findings=findings(source, status, chance),
        items=items,
        report=f"报告/{department}/项目{number:05d}.docx" if status is Status.REPORTED else None,
        returned=f"退回/{department}/项目{number:05d}.xlsx" if status is Status.RETURNED else None,
    )


def scored(chance: random.Random) -> tuple[tuple[ItemFigures, ...], tuple[Deduction, ...]]:
    """预算执行率 and nine indicators, a third of them with a deduction."""
    executed = D(chance.choice((1000, 1000, 1000, 980, 931, 870, 655))) / 100
    items = [ItemFigures("预算执行率", "", "", D(10), executed, executed)]
    deductions = []
    if executed < 10:
        deductions.append(Deduction("预算执行率", "", "", 10 - executed, "部分资金年底未支付"))
    for level1, level2, weight in LEVELS:
        lost = D(chance.randrange(1, 40)) / 10 if chance.random() < 0.3 else D(0)
        score = weight - lost
        items.append(ItemFigures(level1, level2, f"{level2}完成率", D(weight), score, score))
        if lost:
            reason = chance.choice(REASONS)
            deductions.append(Deduction(level1, level2, f"{level2}完成率", lost, reason))
    return tuple(items), tuple(deductions)


def levels(items: tuple[ItemFigures, ...]) -> tuple[LevelFigures, ...]:
    """Level 1 by level 1, in the scheme's order."""
    found = []
    for name in dict.fromkeys(item.level1 for item in items):
        rows = [item for item in items if item.level1 == name]
        weight = sum((row.weight for row in rows if row.weight is not None), D(0))
        score = sum((row.score for row in rows if row.score is not None), D(0))
        found.append(LevelFigures(name, weight, score, None, score))
    return tuple(found)


def findings(source: str, status: Status, chance: random.Random) -> tuple[Finding, ...]:
    """Some warnings; an error for what goes back."""
    place = Place(source, "绩效指标", 9, 12)
    found = [
        Finding(place, "PE606", "deduction-unanswered", Severity.WARNING, "没有回应。", "请写明。")
        for _ in range(chance.randrange(3))
    ]
    if status is Status.RETURNED:
        found.insert(0, build.finding(source))
    return tuple(found)
