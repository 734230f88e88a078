"""Outcomes in, the figures of a department or of the whole batch out: every total comes from here.

Counts cover all workbooks. Amounts, means, grades and rates cover the projects whose report was
issued: what stands in a workbook that goes back is not yet certain.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import add, attrgetter
from typing import Any

from perfeval_batch import scheme as schemes
from perfeval_batch import wording
from perfeval_batch.model import Batch, Deduction, Due, Figures, Outcome, Status
from perfeval_batch.scoring import rate, rounded

WHOLE = "合计"
LOW_EXECUTION = Decimal(90)
"""Percent; a rate below it is low (PE211)."""


@dataclass(frozen=True, slots=True)
class Tally:
    """The figures of a group of workbooks; those of the whole batch are the sum of its groups.

    Attributes:
        name: of the department, or 合计.
        outcomes: all its workbooks.
        issued: the projects whose report was issued.
        figures: of all workbooks, for counting.
        certain: of the projects whose report was issued, for amounts and scores.
        due: what the roster expects of it; None without a roster.
    """

    name: str
    outcomes: tuple[Outcome, ...]
    issued: tuple[Outcome, ...]
    figures: Figures
    certain: Figures
    due: tuple[Due, ...] | None = None

    @classmethod
    def of(
        cls,
        name: str,
        outcomes: tuple[Outcome, ...],
        due: tuple[Due, ...] | None = None,
    ) -> Tally:
        """Add up."""
        issued = tuple(each for each in outcomes if each.status is Status.REPORTED)
        return cls(name, outcomes, issued, total(outcomes), total(issued), due)

    @property
    def mean(self) -> Decimal | None:
        """Plain mean of the final scores, 2 decimals."""
        return mean(each.figures.score for each in self.issued)

    @property
    def self_mean(self) -> Decimal | None:
        """Plain mean of the self scores."""
        return mean(each.figures.self_score for each in self.issued)

    @property
    def review_mean(self) -> Decimal | None:
        """Plain mean of the review scores, of the projects that have one."""
        return mean(each.figures.review_score for each in self.issued)

    @property
    def weighted_mean(self) -> Decimal | None:
        """Mean of the final scores weighted by 全年预算数, 2 decimals."""
        known = [
            (each.figures.score, each.figures.budget)
            for each in self.issued
            if each.figures.score is not None and each.figures.budget
        ]
        weights = sum((budget for _, budget in known), Decimal(0))
        if not weights:
            return None
        return rounded(sum((score * budget for score, budget in known), Decimal(0)) / weights)

    @property
    def execution_rate(self) -> Decimal | None:
        """Σ全年执行数 ÷ Σ全年预算数 in percent, 2 decimals."""
        figures = self.certain
        found = rate(figures.executed, figures.budget)
        return None if found is None else rounded(found)

    @property
    def grades(self) -> Counter[str]:
        """How many projects have each grade."""
        return Counter(each.grade for each in self.issued if each.grade is not None)

    @property
    def deductions(self) -> list[tuple[Outcome, Deduction]]:
        """What was taken off, the largest first."""
        found = [(each, deduction) for each in self.issued for deduction in each.deductions]
        return sorted(found, key=lambda pair: (-pair[1].points, pair[0].source))

    @property
    def missing(self) -> tuple[Due, ...]:
        """What the roster expects and nobody handed in."""
        return tuple(each for each in self.due or () if each.source is None)


def total(outcomes: Iterable[Outcome]) -> Figures:
    """The sum of their figures: `sum(figures, Figures())`, number by number."""
    rows = [_NUMBERS(outcome.figures) for outcome in outcomes]
    return Figures(*map(_added, zip(*rows, strict=True))) if rows else Figures()


_NUMBERS = attrgetter(*Figures.__struct_fields__)


def _added(values: Sequence[Any]) -> Any:  # noqa: ANN401  # counts, or amounts and None
    known = [value for value in values if value is not None]
    return sum(known[1:], known[0]) if known else None


def mean(values: Iterable[Decimal | None]) -> Decimal | None:
    """Plain mean of the known ones, 2 decimals; None of none."""
    known = [value for value in values if value is not None]
    return rounded(sum(known, Decimal(0)) / len(known)) if known else None


@dataclass(frozen=True, slots=True)
class Account:
    """The batch with its figures, made once for all that tells of it.

    Attributes:
        batch: the run.
        whole: everything.
        departments: every department that handed something in or has to, by name.
        grades: the names of the grades, best first.
    """

    batch: Batch
    whole: Tally
    departments: tuple[Tally, ...]
    grades: tuple[str, ...]


def account(batch: Batch) -> Account:
    """Add up the batch."""
    whole = Tally.of(WHOLE, by_source(batch.outcomes), batch.roster)
    return Account(batch, whole, _departments(batch), _grade_names(batch))


def by_source(outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
    """In the order of 运行结果.json."""
    return tuple(sorted(outcomes, key=lambda outcome: outcome.source))


def _departments(batch: Batch) -> tuple[Tally, ...]:
    """Sorted by name, the unnamed last."""
    names: dict[str, list[Outcome]] = {}
    for outcome in by_source(batch.outcomes):
        names.setdefault(department(outcome), []).append(outcome)
    due: dict[str, list[Due]] = {}
    for each in batch.roster or ():
        due.setdefault(each.identity.department or wording.NO_DEPARTMENT, []).append(each)
    everyone = sorted({*names, *due}, key=lambda name: (name == wording.NO_DEPARTMENT, name))
    return tuple(
        Tally.of(
            name,
            tuple(names.get(name, ())),
            None if batch.roster is None else tuple(due.get(name, ())),
        )
        for name in everyone
    )


def department(outcome: Outcome) -> str:
    """主管部门, or what stands for a blank one."""
    return outcome.identity.department or wording.NO_DEPARTMENT


def _grade_names(batch: Batch) -> tuple[str, ...]:
    """The grades, best first: those of the scheme, and what else the batch has."""
    scheme = batch.scheme if batch.scheme in schemes.names() else schemes.DEFAULT
    known = [grade.name for grade in schemes.load(scheme).grades]
    scores: dict[str, list[Decimal]] = {}
    for outcome in batch.outcomes:
        if outcome.grade is not None and outcome.figures.score is not None:
            scores.setdefault(outcome.grade, []).append(outcome.figures.score)
    others = [name for name in scores if name not in known]
    others.sort(key=lambda name: (-max(scores[name]), name))
    return tuple(others if others and not set(known) & set(scores) else [*known, *others])


@dataclass(frozen=True, slots=True)
class Band:
    """A range of values, `low` included, `high` not; an open end is None."""

    name: str
    low: Decimal | None
    high: Decimal | None

    def holds(self, value: Decimal | None) -> bool:
        """Whether `value` lies in it; an unknown value lies nowhere."""
        if value is None:
            return False
        above = self.low is None or value >= self.low
        return above and (self.high is None or value < self.high)


def _bands(*edges: int, unit: str) -> tuple[Band, ...]:
    lows = [None, *(Decimal(edge) for edge in edges)]
    highs = [*(Decimal(edge) for edge in edges), None]
    return tuple(
        Band(_name(low, high, unit), low, high) for low, high in zip(lows, highs, strict=True)
    )


def _name(low: Decimal | None, high: Decimal | None, unit: str) -> str:
    if low is None:
        return f"{high}{unit}以下"
    return f"{low}{unit}" if high is None else f"{low}～{high}{unit}"


SCORE_BANDS = _bands(60, 70, 80, 85, 90, 95, 100, unit="分")
EXECUTION_BANDS = _bands(50, 70, 80, 90, 95, 100, unit="%")


@dataclass(frozen=True, slots=True)
class LevelRate:
    """指标得分率 of a level 2 (or, with an empty `level2`, of a level 1) over many projects.

    Attributes:
        level1: name.
        level2: name; empty for the level 1 as a whole.
        items: how many indicators.
        deducted: on how many of them points were taken off.
        weight: Σ分值.
        score: Σ final scores.
    """

    level1: str
    level2: str
    items: int
    deducted: int
    weight: Decimal
    score: Decimal

    @property
    def rate(self) -> Decimal | None:
        """得分率: Σ得分 ÷ Σ分值 in percent, 2 decimals."""
        found = rate(self.score, self.weight)
        return None if found is None else rounded(found)


def level_rates(outcomes: Sequence[Outcome]) -> list[LevelRate]:
    """Level 1 by level 1, each followed by its level 2, in the order most projects have them."""
    sums: dict[tuple[str, str], list[Any]] = defaultdict(lambda: [0, 0, Decimal(0), Decimal(0)])
    for outcome in outcomes:
        for item in outcome.items:
            weight, score = item.weight, item.score
            if weight is not None and score is not None:
                found = sums[item.level1, item.level2]
                found[0] += 1
                found[1] += score < weight
                found[2] += weight
                found[3] += score
    for (level1, level2), found in tuple(sums.items()):
        if level2:
            sums[level1, ""] = list(map(add, sums[level1, ""], found))
    order = _positions(outcomes)
    return sorted(
        (LevelRate(*key, *found) for key, found in sums.items()),
        key=lambda each: (
            order.get((each.level1, ""), Decimal(0)),
            each.level1,
            each.level2 != "",
            order.get((each.level1, each.level2), Decimal(0)),
            each.level2,
        ),
    )


def combined(rows: Iterable[LevelRate]) -> LevelRate:
    """Several of them as one."""
    found = tuple(rows)
    return LevelRate(
        WHOLE,
        "",
        sum(row.items for row in found),
        sum(row.deducted for row in found),
        sum((row.weight for row in found), Decimal(0)),
        sum((row.score for row in found), Decimal(0)),
    )


def _positions(outcomes: Sequence[Outcome]) -> dict[tuple[str, str], Decimal]:
    """Mean position of each level within its projects: the schemes' order, whatever their mix."""
    seen: Counter[tuple[str, str]] = Counter()
    place: Counter[tuple[str, str]] = Counter()
    for (levels, items), times in Counter(map(_shape, outcomes)).items():
        first = {name: number for number, name in enumerate(levels)}
        for number, (name, below) in enumerate(items):
            seen[name, ""] += times
            place[name, ""] += first.get(name, number) * times
            if below:
                seen[name, below] += times
                place[name, below] += number * times
    return {key: Decimal(place[key]) / seen[key] for key in seen}


def _shape(outcome: Outcome) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """The levels of a project and of its items; most projects of a scheme share theirs."""
    levels = tuple([level.name for level in outcome.levels])
    return levels, tuple([(item.level1, item.level2) for item in outcome.items])


def deviation(outcome: Outcome) -> Decimal | None:
    """偏离度: (自评 − 复核) ÷ 自评 in percent, 2 decimals; None without both."""
    stated, reviewed = outcome.figures.self_score, outcome.figures.review_score
    if not stated or reviewed is None:
        return None
    return rounded((stated - reviewed) / stated * 100)


def banded(
    outcomes: Sequence[Outcome],
    bands: Sequence[Band],
    value: Value,
) -> list[tuple[Outcome, ...]]:
    """The outcomes that each band holds, in their order; the bands go up without a gap."""
    found: list[list[Outcome]] = [[] for _ in bands]
    lows = [band.low for band in bands if band.low is not None]
    for outcome in outcomes:
        known = value(outcome)
        if known is not None:
            found[bisect_right(lows, known)].append(outcome)
    return list(map(tuple, found))


Value = Callable[[Outcome], Decimal | None]


def score(outcome: Outcome) -> Decimal | None:
    """The final score."""
    return outcome.figures.score


def shown(value: Decimal | None) -> str:
    """A number in a sentence: at most 2 decimals, no trailing zeros; `—` when unknown."""
    return wording.known(value)


def amount(value: Decimal | None) -> str:
    """An amount in a sentence: at most 6 decimals, no trailing zeros (contract §5)."""
    return wording.known(value, 6)
