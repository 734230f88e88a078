"""Scoring standards as departments write them (评（扣）分标准), as far as they can be computed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from perfeval_batch.model import Achievement
from perfeval_batch.typed import clean_text
from perfeval_batch.values import Value

_NUMBER = r"(\d+(?:\.\d+)?)"
_UNIT = r"(?:%|个百分点|百分点|[\u3400-\u9fff]{0,2}?)"
_EACH = re.compile(
    rf"每(?:低于?|少于?|减少|降低|下降|不足|超过?|高于?|高出|增加|多|延迟|推迟|发生|出现|缺少?)?[\u3400-\u9fff]{{0,4}}?"
    rf"{_NUMBER}{_UNIT}[，,]?(?:的)?扣(?:除|减)?{_NUMBER}分"
)
_NOTHING = re.compile(
    rf"(?:(?:低于|小于|不足|少于|<){_NUMBER}{_UNIT}|{_NUMBER}{_UNIT}以下)(?:的|时)*[，,]?"
    r"(?:不得分|得0分|计0分)"
)
_STEP = re.compile(
    rf"(?:(?:≥|>=|达到|不低于|大于等于|大于或等于|超过|高于){_NUMBER}{_UNIT}"
    rf"|{_NUMBER}{_UNIT}(?:[（(]含[）)])?(?:及|或)?以上)(?:的|时)*[，,]?(?:得|计){_NUMBER}分"
)
_RANGE = re.compile(
    rf"{_NUMBER}{_UNIT}(?:[（(]含[）)])?(?:-|—|~|～|至|到){_NUMBER}{_UNIT}(?:[（(]不含[）)])?"
    rf"(?:的|之间|时)*[，,]?(?:得|计){_NUMBER}分"
)
_FULL = re.compile(r"(?:达到|完成)(?:年度)?(?:目标|指标)值?(?:的)?[，,]?得?满分")


class Due(Value, frozen=True):
    """The scores that a standard allows; they differ where a part of a step may count or not."""

    least: Decimal
    most: Decimal


def read_due(text: str, achievement: Achievement, weight: Decimal) -> Due | None:
    """The score that the standard gives, from 0 to `weight`; None when it cannot be computed.

    Computed are `每低N%扣M分`, `低于N%不得分`, and steps (`≥N%得M分`, `80%-90%得3分`).
    """
    bare = clean_text.narrow("".join(text.split()))
    if _is_nothing(bare, achievement):
        return Due(Decimal(0), Decimal(0))
    steps = sorted(_steps(bare), reverse=True)
    if steps:
        due = next((points for floor, points in steps if achievement.actual >= floor), None)
        return None if due is None or due > weight else Due(due, due)
    each = _EACH.search(bare)
    if each:
        return _by_each(Decimal(each[1]), Decimal(each[2]), achievement, weight)
    if achievement.met and _FULL.search(bare):
        return Due(weight, weight)
    return None


def _is_nothing(bare: str, achievement: Achievement) -> bool:
    found = _NOTHING.search(bare)
    return found is not None and achievement.actual < Decimal(found[1] or found[2])


def _steps(bare: str) -> Iterator[tuple[Decimal, Decimal]]:
    """From which actual value on how many points."""
    for found in _STEP.finditer(bare):
        yield Decimal(found[1] or found[2]), Decimal(found[3])
    for found in _RANGE.finditer(bare):
        yield min(Decimal(found[1]), Decimal(found[2])), Decimal(found[3])


def _by_each(
    step: Decimal, points: Decimal, achievement: Achievement, weight: Decimal
) -> Due | None:
    """What is lost for every step that the target is missed by; a part of a step may count."""
    if not step:
        return None
    if achievement.met:
        return Due(weight, weight)
    missed = abs(achievement.target - achievement.actual) / step
    whole, parts = (missed.to_integral_value(each) for each in (ROUND_FLOOR, ROUND_CEILING))
    return Due(*(max(Decimal(0), weight - each * points) for each in (parts, whole)))
