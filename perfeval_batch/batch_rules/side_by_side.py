"""PE805–PE808: what texts and scores tell when all projects of a run lie side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from statistics import quantiles
from typing import TypeVar

from perfeval_batch import wording
from perfeval_batch.batch_rules import copied_texts
from perfeval_batch.findings import Finding, Place, Severity, kind
from perfeval_batch.model import ItemFigures, Outcome, Status
from perfeval_batch.schemes import Scheme
from perfeval_batch.scoring import HUNDRED
from perfeval_batch.values import Value, replace

TEXT_COPIED = kind("PE805", "text-copied", Severity.WARNING)("""
    文字与另一个项目几乎相同。

    为什么：自评应写本项目的事实，照抄别的项目的目标、完成情况或措施，评价就失去了依据。
    反例：两个项目的“存在的问题及原因分析”只差几个字。
    正例：同类项目用词相近，但各写各的事实；多个项目共用的套话不算。
    怎么改：请按本项目的实际情况重写；如确属同一事项，请在“其他需要说明的问题”中说明。
""")

SCORES_IDENTICAL = kind("PE806", "scores-identical", Severity.NOTE)("""
    各项得分与本部门另一个项目完全相同。

    为什么：两个项目在同样的行扣同样的分，多半是复制了表格而没有逐项打分。
    反例：甲、乙两个项目都是第3行扣0.5分、第7行扣1.2分，其余满分，分值也一样。
    正例：各项得分按各自的完成情况打；全部满分的表不算（见PE807）。
    怎么改：请核对两个项目的得分，按实际完成情况逐项打分。
""")

ALL_FULL_MARKS = kind("PE807", "all-full-marks", Severity.NOTE)("""
    一个部门的项目全部是100分。

    为什么：几个项目没有一处不足，通常说明自评流于形式，宜作为复核重点。
    反例：某局报送的12个项目总分都是100分。
    正例：同一部门的项目得分有高有低，扣分都有原因。
    怎么改：请主管部门组织重新自评；财政部门宜对该部门抽查复核。
""")

OUTLIER = kind("PE808", "outlier", Severity.NOTE)("""
    得分与本批次的其他项目相差很远，或与预算执行很不相称。

    为什么：离群的得分可能是填错，也可能是打分偏松或偏严，值得先看一眼。
    反例：多数项目在90至98分，某项目41分；执行率只有12%，其他指标却得了满分。
    正例：得分落在多数项目的范围内，或已说明为何与众不同。
    怎么改：请核对得分和资金数；属实的不必修改，复核时重点了解原因。
""")

KINDS = (TEXT_COPIED, SCORES_IDENTICAL, ALL_FULL_MARKS, OUTLIER)

FULL = HUNDRED
FEWEST_FULL = 3
"""A department of fewer projects that are all at 100 proves nothing (PE807)."""
FEWEST_DEDUCTIONS = 2
"""Two projects with a single deduction agree by chance (PE806)."""
FEWEST_SCORES = 30
"""Quartiles of fewer projects prove nothing (PE808)."""
FEWEST_DEPARTMENTS, FEWEST_MEMBERS = 8, 5
FENCE = 3
"""Tukey's outer fence: 3 interquartile ranges beyond the quartiles."""
LEAST_SPREAD = Decimal(2)
"""Points; where projects lie closer together, a range of this much is taken."""
INFLATED = Decimal(50)
"""Points by which the score rate of the indicators exceeds the execution rate (PE808)."""

Rows = dict[str, list[Finding]]
K = TypeVar("K")


class Verdicts(Value, frozen=True):
    """What the batch as a whole tells.

    Attributes:
        of: source → its findings.
        departments: findings about departments, for `Batch.findings`.
    """

    of: Mapping[str, tuple[Finding, ...]]
    departments: tuple[Finding, ...]


def judge(outcomes: Sequence[Outcome], scheme: Scheme | None = None) -> Verdicts:
    """Look at all read projects together; call it after `pe8.duplicates` has had its say.

    Args:
        outcomes: of the whole run, with their findings so far.
        scheme: the run's scheme, which may weigh these checks differently or switch them off;
            None: as the catalogue says.
    """
    read = [outcome for outcome in outcomes if outcome.status is not Status.FAILED]
    found: Rows = defaultdict(list)
    sources = {each.key: each.source for each in read}
    of_projects = (_copied(read), _identical(read), _outliers(read))
    for finding in _weighed(chain(*of_projects), scheme):
        key, place = finding.place.workbook, finding.place
        own = replace(place, workbook=sources.get(key, key))
        found[key].append(replace(finding, place=own))
    between = found.pop("", [])
    of_departments = chain(_full_marks(read), _inflated_departments(read))
    return Verdicts(
        {source: tuple(findings) for source, findings in found.items()},
        (*between, *_weighed(of_departments, scheme)),
    )


def _weighed(findings: Iterable[Finding], scheme: Scheme | None) -> Iterator[Finding]:
    kinds = {kind.code: kind for kind in KINDS}
    for finding in findings:
        severity = scheme.severity(kinds[finding.code]) if scheme else finding.severity
        if severity is not None:
            yield replace(finding, severity=severity)


def _copied(outcomes: Sequence[Outcome]) -> Iterator[Finding]:
    texts = [text for owner, outcome in enumerate(outcomes) for text in _own_words(owner, outcome)]
    matches: dict[int, list[tuple[int, copied_texts.Match]]] = defaultdict(list)
    for match in copied_texts.near_identical(texts):
        if not _same_project(outcomes[match.one], outcomes[match.other]):
            matches[match.one].append((match.other, match))
            matches[match.other].append((match.one, match))
    for owner, found in sorted(matches.items()):
        place, where = _told(outcomes[owner], {match.label for _, match in found})
        others = [outcomes[other] for other in sorted({other for other, _ in found})]
        closest = max(match.similarity for _, match in found)
        yield TEXT_COPIED.at(
            place,
            f"{where}与{_alike(outcomes[owner], others)}"
            f"的文字几乎相同（相似度{closest * 100:.0f}%）。",
            "请按本项目的实际情况重写。",
        )
    yield from _between_departments(outcomes, matches)


def _told(outcome: Outcome, labels: Collection[str]) -> tuple[Place, str]:
    """Where the texts of these labels stand, and what they are called."""
    named = [each for each in outcome.passages if each.label in labels] or outcome.passages
    told = dict.fromkeys(
        each.label if each.label in labels else copied_texts.WHOLE for each in named
    )
    return named[0].place, wording.listed([f"“{label}”" for label in told], counted="处")


def _between_departments(
    outcomes: Sequence[Outcome], matches: Mapping[int, Sequence[tuple[int, copied_texts.Match]]]
) -> Iterator[Finding]:
    """A finding for the bureau alone of each group of alike projects that departments share."""
    foreign = {
        owner: [
            (other, match)
            for other, match in found
            if not _same_department(outcomes[owner], outcomes[other])
        ]
        for owner, found in matches.items()
    }
    seen: set[int] = set()
    for owner in sorted(owner for owner, found in foreign.items() if found):
        if owner in seen:
            continue
        group, waiting = {owner}, [owner]
        while waiting:
            new = {other for other, _ in foreign[waiting.pop()]} - group
            group |= new
            waiting += new
        seen |= group
        labels = {match.label for each in group for _, match in foreign[each]}
        members = [outcomes[each] for each in sorted(group)]
        departments = len({each.identity.department for each in members})
        yield TEXT_COPIED.at(
            Place(""),
            f"{_named(members)}分属{departments}个部门，"
            f"{_told(members[0], labels)[1]}的文字几乎相同。",
            "请一并核实，由文字不属于本项目的单位重写。",
        )


def _alike(outcome: Outcome, others: Sequence[Outcome]) -> str:
    """The projects whose text it shares; a department is not told the files of another."""
    own = [other for other in others if _same_department(outcome, other)]
    foreign = len(others) - len(own)
    told = [_named(own)] if own else []
    return "和".join([*told, f"其他部门的{foreign}个项目"] if foreign else told)


def _same_department(one: Outcome, other: Outcome) -> bool:
    return one.identity.department == other.identity.department


def _own_words(owner: int, outcome: Outcome) -> Iterator[copied_texts.Text]:
    """The texts of a project, each label's as one; a line a passage.

    The names of project, unit and department are left out: they are no copy.
    """
    found: dict[str, list[str]] = {}
    for passage in outcome.passages:
        found.setdefault(passage.label, []).append(passage.text)
    identity = outcome.identity
    names = [name for name in (identity.name, identity.unit, identity.department) if name]
    for label, lines in found.items():
        text = "\n".join(lines)
        for name in names:
            text = text.replace(name, "")
        yield copied_texts.Text.of(owner, label, text)


def _same_project(one: Outcome, other: Outcome) -> bool:
    """Two workbooks of one project have their error already (PE801)."""
    return all(
        any(finding.code == "PE801" for finding in outcome.findings) for outcome in (one, other)
    )


def _identical(outcomes: Sequence[Outcome]) -> Iterator[Finding]:
    groups = _grouped(outcomes, _vector)
    for members in groups.values():
        for outcome in members if len(members) > 1 else ():
            others = [each for each in members if each is not outcome]
            if _same_project(outcome, others[0]):
                continue
            yield SCORES_IDENTICAL.at(
                Place(outcome.key),
                f"{len(outcome.items)}项分值和得分与{_named(others)}完全相同。",
                "请核对是否逐项按实际完成情况打分。",
            )


def _vector(outcome: Outcome) -> tuple[object, ...] | None:
    """Department, and weight and score row by row; None when nothing can be told from it."""
    scores = tuple((_level(item), item.weight, item.self_score) for item in outcome.items)
    if any(weight is None or score is None for _, weight, score in scores):
        return None
    if sum(weight != score for _, weight, score in scores) < FEWEST_DEDUCTIONS:
        return None
    return (outcome.identity.department, *scores)


def _level(item: ItemFigures) -> tuple[str, str]:
    return item.level1, item.level2


def _full_marks(outcomes: Sequence[Outcome]) -> Iterator[Finding]:
    for department, members in _departments(outcomes).items():
        scores = [each.figures.score for each in members if each.figures.score is not None]
        if len(scores) >= FEWEST_FULL and all(score == FULL for score in scores):
            yield ALL_FULL_MARKS.at(
                Place(""),
                f"“{department}”的{len(scores)}个项目得分全部是100分：{_named(members)}。",
                "宜请主管部门重新自评，并作为复核重点。",
            )


def _outliers(outcomes: Sequence[Outcome]) -> Iterator[Finding]:
    scored = [outcome for outcome in outcomes if outcome.figures.score is not None]
    low, high = _fences([outcome.figures.score or Decimal(0) for outcome in scored])
    for outcome in scored:
        score = outcome.figures.score
        if score is not None and not low <= score <= high:
            yield OUTLIER.at(
                Place(outcome.key),
                f"总分{_shown(score)}分，与本批次多数项目相差很远"
                f"（多数在{_shown(max(low, Decimal(0)))}至{_shown(min(high, HUNDRED))}分之间）。",
                "请核对得分；属实的，复核时请了解原因。",
            )
    yield from _inflated(outcomes)


def _inflated(outcomes: Sequence[Outcome]) -> Iterator[Finding]:
    """Scores that the execution does not bear out, far more than elsewhere in the batch."""
    gaps = [(outcome, excess) for outcome in outcomes if (excess := gap(outcome)) is not None]
    _, high = _fences([excess for _, excess in gaps])
    for outcome, excess in gaps:
        if excess > max(high, INFLATED):
            yield OUTLIER.at(
                Place(outcome.key),
                f"执行率{_shown(outcome.execution_rate)}%，其他指标的得分率却有"
                f"{_shown(excess + (outcome.execution_rate or 0))}%，与预算执行很不相称。",
                "请核对完成情况和资金数；属实的，复核时请了解原因。",
            )


def gap(outcome: Outcome) -> Decimal | None:
    """Score rate of the indicators (self scores) less the execution rate, in points."""
    reached = outcome.indicator_rate
    if reached is None or outcome.execution_rate is None:
        return None
    return reached - outcome.execution_rate


def _inflated_departments(outcomes: Sequence[Outcome]) -> Iterator[Finding]:
    """Departments whose scores exceed their execution far more than other departments' do."""
    means: dict[str, Decimal] = {}
    departments = _departments(outcomes)
    for department, members in departments.items():
        gaps = [excess for outcome in members if (excess := gap(outcome)) is not None]
        if len(gaps) >= FEWEST_MEMBERS:
            means[department] = sum(gaps, Decimal(0)) / len(gaps)
    if len(means) < FEWEST_DEPARTMENTS:
        return
    _, high = _fences(list(means.values()), FEWEST_DEPARTMENTS)
    for department, mean in means.items():
        if mean > max(high, LEAST_SPREAD):
            worst = sorted(departments[department], key=lambda each: -(gap(each) or Decimal(0)))
            yield OUTLIER.at(
                Place(""),
                f"“{department}”各项目的得分率平均比执行率高{_shown(mean)}个百分点，"
                f"远高于其他部门：{_named(worst)}。",
                "宜作为复核重点。",
            )


def _fences(values: Sequence[Decimal], fewest: int = FEWEST_SCORES) -> tuple[Decimal, Decimal]:
    """Tukey's outer fences; without limits where there are too few values."""
    if len(values) < fewest:
        return Decimal("-Infinity"), Decimal("Infinity")
    lower, _, upper = quantiles(values, n=4)
    reach = FENCE * max(upper - lower, LEAST_SPREAD)
    return lower - reach, upper + reach


def _departments(outcomes: Iterable[Outcome]) -> dict[str, list[Outcome]]:
    return _grouped(outcomes, lambda outcome: outcome.identity.department or None)


def _grouped(
    outcomes: Iterable[Outcome],
    key_of: Callable[[Outcome], K | None],
) -> dict[K, list[Outcome]]:
    """The outcomes by their key, in their order; those without a key are left out."""
    groups: dict[K, list[Outcome]] = {}
    for outcome in outcomes:
        key = key_of(outcome)
        if key is not None:
            groups.setdefault(key, []).append(outcome)
    return groups


def _named(outcomes: Sequence[Outcome]) -> str:
    """`“甲局/a.xlsx”（某项目）、…等5个项目`."""
    names = [
        f"“{outcome.source}”（{outcome.identity.name or '未填项目名称'}）" for outcome in outcomes
    ]
    return wording.listed(names, counted="个项目")


def _shown(value: Decimal | None) -> str:
    return "" if value is None else wording.points(value)
