"""PE810–PE814: the same project last year: targets, deductions, texts, money carried over."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

from perfeval_batch import wording
from perfeval_batch.batch_rules import copied_texts
from perfeval_batch.batch_rules.duplicates import Key, plain
from perfeval_batch.findings import Finding, Place, Severity, kind
from perfeval_batch.model import Achievement, Identity, LastItem, LastYear, Outcome, Status
from perfeval_batch.schemes import Scheme
from perfeval_batch.scoring import CARRIED_OVER
from perfeval_batch.scoring.units import read_unit
from perfeval_batch.values import replace

TARGET_BELOW = kind("PE810", "target-below-last-year", Severity.WARNING)("""
    本年指标值低于上年实际完成值。

    为什么：上年已经做到的，本年定得更低，指标就失去了约束；工作量确有减少的应说明。
    反例：上年“培训人数”实际完成520人，本年指标值只定≥260人。
    正例：本年指标值不低于上年实际完成值；略低于上年的（10%以内）不提示。
    怎么改：请核对指标值；确因任务减少调低的，请在完成情况说明中写明。
""")

DEDUCTED_AGAIN = kind("PE811", "deducted-again", Severity.WARNING)("""
    同一指标连续两年因同样的原因扣分。

    为什么：上年已找到原因而本年照样扣分，说明整改没有落实。
    反例：“项目验收及时率”上年因“验收滞后”扣1分，本年又因“验收滞后”扣1.5分。
    正例：上年扣分的指标本年达标，或原因不同并已说明。
    怎么改：请核实整改情况，在改进措施中写明上年措施为何没有见效、今年怎么改。
""")

COPIED_FROM_LAST_YEAR = kind("PE812", "copied-from-last-year", Severity.WARNING)("""
    完成情况、问题或措施照抄上年。

    为什么：每年的完成情况和问题应当不同，照抄上年的自评没有反映本年情况。
    反例：本年的“存在的问题及原因分析”与上年只差年份。
    正例：目标、内容可以沿用；完成情况、经验、问题和措施按本年实际写。
    怎么改：请按本年实际情况重写。
""")

CARRY_OVER_DIFFERS = kind("PE813", "carry-over-differs", Severity.WARNING)("""
    上年结转资金与上年的结余不符。

    为什么：上年结转就是上年没有用完的钱，与上年自评的结余对不上，必有一年填错。
    反例：上年预算100万元、执行92万元，本年上年结转填18万元。
    正例：上年结转等于上年全年预算数（或实际到位数）减全年执行数；没有结转的填0或不填。
    怎么改：请与上年决算核对，改正上年结转；部分被收回的，请在说明栏写明。
""")

SCORE_UP = kind("PE814", "score-up-execution-down", Severity.NOTE)("""
    自评分比上年高出5分以上，执行率却下降。

    为什么：钱用得更慢而分打得更高，宜看一看打分是否偏松。
    反例：上年自评88分、执行率96%，本年自评97分、执行率71%。
    正例：得分与执行率同向变化，或完成情况说明了原因。
    怎么改：请核对得分；属实的不必修改，复核时重点了解。
""")

KINDS = (TARGET_BELOW, DEDUCTED_AGAIN, COPIED_FROM_LAST_YEAR, CARRY_OVER_DIFFERS, SCORE_UP)

MARGIN = Decimal("0.9")
"""A target from this part of last year's actual value on is none too low."""
SCORE_RISE = Decimal(5)
OWN_YEAR = (
    *("项目预期目标完成情况", "经验概述", "主要经验及做法", "存在的问题及原因分析", "改进措施"),
)
"""Texts that every year has its own of; purpose, content and goals may stay."""
SHORT = 20
"""Letters; a shorter text may well be the same again."""
SAME_REASON, SAME_TEXT = 0.7, 0.9
"""Share of the pairs of letters that both have."""


def match_last(last: Sequence[LastYear], outcomes: Sequence[Outcome]) -> dict[str, LastYear]:
    """Source → the same project last year; see `match_projects`."""
    read = [outcome for outcome in outcomes if outcome.status is not Status.FAILED]
    found = match_projects(last, [outcome.identity for outcome in read])
    return {
        outcome.key: last[number]
        for outcome, number in zip(read, found, strict=True)
        if number is not None
    }


def match_projects(last: Sequence[LastYear], identities: Sequence[Identity]) -> list[int | None]:
    """For each project the position of last year's: the same code, else the same name and unit.

    A code that another project has now, and a name that several have, tell nothing; none of last
    year's is taken twice.
    """
    before = [each.identity for each in last]
    found: list[int | None] = [None] * len(identities)
    taken: set[int] = set()
    for key_of in (_code, _named):
        known = _unique(before, key_of)
        asked = _unique(identities, key_of)
        for key, number in asked.items():
            at = known.get(key)
            if at is None or found[number] is not None or at in taken:
                continue
            if key_of is _named or _is_same(before[at], identities[number]):
                found[number] = at
                taken.add(at)
    return found


def _code(identity: Identity) -> Key | None:
    return plain(identity.code)


def _named(identity: Identity) -> Key | None:
    return plain(identity.name, identity.unit)


def _unique(
    identities: Sequence[Identity], key_of: Callable[[Identity], Key | None]
) -> dict[Key, int]:
    """Key → position, of the keys that only one has."""
    keys = [key_of(each) for each in identities]
    counts = Counter(keys)
    return {key: at for at, key in enumerate(keys) if key is not None and counts[key] == 1}


def _is_same(one: Identity, other: Identity) -> bool:
    """Whether the same code means the same project: `3` is one of every department's."""
    if plain(one.name) == plain(other.name):
        return True
    known = [
        (plain(getattr(one, each)), plain(getattr(other, each))) for each in ("unit", "department")
    ]
    same = any(ours is not None and ours == theirs for ours, theirs in known)
    return same and len("".join((one.code or "").split())) >= LONG_CODE


LONG_CODE = 6
"""Characters; so long a code is a project's own, whatever it is called now."""


def compare(
    last: Mapping[str, LastYear], outcomes: Sequence[Outcome], scheme: Scheme
) -> dict[str, tuple[Finding, ...]]:
    """Compare projects with last year's.

    Args:
        last: source → the same project last year.
        outcomes: of the run.
        scheme: weighs the checks; its tolerance is that of amounts.

    Returns:
        source → its findings.
    """
    found: dict[str, tuple[Finding, ...]] = {}
    kinds = {kind.code: kind for kind in KINDS}
    for outcome in outcomes:
        before = last.get(outcome.key)
        if before is not None:
            told = (
                *_items(before, outcome),
                *_texts(before, outcome),
                *_money(before, outcome, scheme.tolerance),
                *_scores(before, outcome),
            )
            weighed = ((each, scheme.severity(kinds[each.code])) for each in told)
            found[outcome.key] = tuple(
                replace(each, severity=severity) for each, severity in weighed if severity
            )
    return {source: findings for source, findings in found.items() if findings}


def _items(before: LastYear, outcome: Outcome) -> Iterator[Finding]:
    known = {plain(item.name): item for item in before.items if item.name}
    for item in outcome.items:
        was = known.get(plain(item.name)) if item.name else None
        if was is None:
            continue
        now = item.achievement
        if now and was.actual is not None and _below(now, was.actual, was.unit):
            yield TARGET_BELOW.at(
                item.target_place or Place(outcome.source),
                f"“{item.name}”的年度指标值{item.target}低于上年实际完成值"
                f"{wording.number(was.actual)}{was.unit}。",
                "请核对指标值；确因任务减少调低的，请在完成情况说明中写明。",
            )
        lost, lost_before = _lost(item.weight, item.score), _lost(was.weight, was.score)
        if lost and lost_before and repeated(item.reason, was):
            yield DEDUCTED_AGAIN.at(
                item.reason_place or Place(outcome.source),
                f"“{item.name}”上年因同样的原因扣{wording.points(lost_before)}分，"
                f"本年又扣{wording.points(lost)}分：{wording.quoted(item.reason)}。",
                "请核实整改情况，写明上年措施为何没有见效、今年怎么改。",
            )


def _below(now: Achievement, actual: Decimal, unit: str) -> bool:
    """Whether a target asks for clearly less than was reached last year."""
    one, two = read_unit(now.unit), read_unit(unit)
    if now.comparison not in _AT_LEAST or one.name != two.name:
        return False
    return now.target * one.factor < actual * two.factor * MARGIN


_AT_LEAST = ("≥", ">", "＝")


def _lost(weight: Decimal | None, score: Decimal | None) -> Decimal | None:
    return None if weight is None or score is None or score >= weight else weight - score


def repeated(reason: str, was: LastItem) -> bool:
    """Whether a deduction's reason is last year's again."""
    return bool(reason and was.reason) and _alike(reason, was.reason) >= SAME_REASON


def _alike(one: str, other: str) -> float:
    """The share of all pairs of letters that both texts have."""
    ours, theirs = _pairs(one), _pairs(other)
    return len(ours & theirs) / len(ours | theirs) if ours and theirs else float(one == other)


def _pairs(text: str) -> set[str]:
    letters = copied_texts.plain(text).replace("\n", "")
    return {letters[at : at + 2] for at in range(len(letters) - 1)}


def _texts(before: LastYear, outcome: Outcome) -> Iterator[Finding]:
    was: dict[str, list[str]] = defaultdict(list)
    for label, text in before.texts:
        was[label].append(text)
    now: dict[str, list[str]] = defaultdict(list)
    places: dict[str, Place] = {}
    for passage in outcome.passages if was else ():
        now[passage.label].append(passage.text)
        places.setdefault(passage.label, passage.place)
    for label in OWN_YEAR:
        ours, theirs = "\n".join(now[label]), "\n".join(was[label])
        if len(copied_texts.plain(ours)) >= SHORT and _alike(ours, theirs) >= SAME_TEXT:
            yield COPIED_FROM_LAST_YEAR.at(
                places[label], f"“{label}”与上年的文字几乎相同。", "请按本年实际情况重写。"
            )


def _money(before: LastYear, outcome: Outcome, tolerance: Decimal) -> Iterator[Finding]:
    carried = outcome.carried_over
    if not carried or before.executed is None:
        return
    left = [
        money - before.executed for money in (before.budget, before.arrived) if money is not None
    ]
    if left and all(abs(carried - each) > tolerance for each in left):
        remainder = "或".join(dict.fromkeys(f"{wording.number(each)}万元" for each in left))
        yield CARRY_OVER_DIFFERS.at(
            outcome.identity.places.get(CARRIED_OVER, Place(outcome.source)),
            f"上年结转资金填的是{wording.number(carried)}万元，上年自评的结余是{remainder}。",
            "请与上年决算核对，改正上年结转；部分被收回的，请在说明栏写明。",
        )


def _scores(before: LastYear, outcome: Outcome) -> Iterator[Finding]:
    now, was = outcome.figures.self_score, before.self_score
    rate, rate_before = outcome.execution_rate, before.execution_rate
    if now is None or was is None or rate is None or rate_before is None:
        return
    if now - was > SCORE_RISE and rate < rate_before:
        yield SCORE_UP.at(
            Place(outcome.source),
            f"自评总分由上年{wording.points(was)}分升至{wording.points(now)}分，"
            f"执行率却由{wording.percent(rate_before)}降至{wording.percent(rate)}。",
            "请核对得分；属实的不必修改，复核时重点了解。",
        )
