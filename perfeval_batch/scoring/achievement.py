"""What a quantitative indicator was to reach and reached, and the score that follows (domain.md).

≥ > ＝: target reached → full, else 实际 ÷ 目标 × 分值; ≤ <: reached → full, else one of the
scheme's two formulas. Only what is plain is measured: one number each, in the same unit.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from perfeval_batch import schema, wording
from perfeval_batch.model import Achievement, Indicator, Quantity, State
from perfeval_batch.scheme import Scheme

FORWARD = frozenset({"≥", ">", "＝"})
REVERSE = frozenset({"≤", "<"})
_MEASURED = FORWARD | REVERSE

_SIGNS = {
    **{word: sign for sign, words in wording.COMPARISONS.items() for word in (sign, *words)},
    "正向": "≥",
    "正向指标": "≥",
    "反向": "≤",
    "反向指标": "≤",
    "═": "＝",
    "＞": ">",
    "＜": "<",
    **dict.fromkeys((schema.QUALITATIVE, "定性指标"), schema.QUALITATIVE),
}
_IN_NAME = re.compile(
    r"(≥|≤|>=|<=|＞＝|＜＝|不低于|不少于|不高于|不超过)\s*(\d+(?:\.\d+)?)\s*(%|％)?"
)


def comparison(row: Indicator) -> str:
    """One of ≥ ≤ ＝ > < 定性: as 指标性质 says, else the target, else the name.

    Empty when none does, and where 指标性质 and the target contradict each other.
    """
    typed, target = row.comparison.text, row.target
    stated = _SIGNS.get(typed) or _SIGNS.get(typed.replace(" ", ""), "")
    inside = target.value.comparison if target.value else ""
    inside = inside or (in_name(row).comparison if target.state is State.BLANK else "")
    if stated and inside and stated != inside and {stated, inside} != {"≥", "＝"}:
        return schema.QUALITATIVE if stated == schema.QUALITATIVE else ""
    return stated or inside


def measured(row: Indicator) -> Achievement | None:
    """Target and actual value, when both are one number in one unit and the sign is clear."""
    target = in_name(row) if row.target.state is State.BLANK else row.target.value
    actual = row.actual.value
    if target is None or actual is None or actual.comparison:
        return None
    if target.number is None or actual.number is None or target.number < 0 or actual.number < 0:
        return None
    sign = comparison(row)
    if sign not in _MEASURED:
        return None
    unit, other = units(row, target, actual)
    if unit != other or fraction_for_percent(target.number, actual):
        return None
    return Achievement(sign, target.number, actual.number, unit)


def in_name(row: Indicator) -> Quantity:
    """The target that stands inside the name: `群众满意度≥90%`."""
    found = _IN_NAME.search(row.name.text)
    if found is None:
        return Quantity()
    sign = _SIGNS.get(found[1].replace("＞", ">").replace("＜", "<").replace("＝", "="), "")
    return Quantity(sign, Decimal(found[2]), "%" if found[3] else "")


def units(row: Indicator, target: Quantity, actual: Quantity) -> tuple[str, str]:
    """The units of target and actual value: inside the value, else 计量单位, else the other's."""
    column = _unit(row.unit_of_measure.text)
    inside = (_unit(target.unit), _unit(actual.unit))
    return inside[0] or column or inside[1], inside[1] or column or inside[0]


@lru_cache(maxsize=1024)
def _unit(text: str) -> str:
    """All ways to write % are one."""
    bare = text.strip()
    return "%" if bare in wording.PERCENTS else bare


_PERCENT_LIKE = Decimal(20)


def fraction_for_percent(target: Decimal, actual: Quantity) -> bool:
    """`0.95` where the target is `95`: a fraction written for a percentage."""
    number = actual.number
    if number is None or actual.unit or target < _PERCENT_LIKE:
        return False
    return 0 < number <= 1 and target / 2 <= number * 100 <= target * 2


def due_score(achievement: Achievement, weight: Decimal, scheme: Scheme) -> Decimal:
    """The score that the scheme's formula gives, unrounded, from 0 to `weight`."""
    target, actual = achievement.target, achievement.actual
    if achievement.met:
        return weight
    if target == 0:
        return Decimal(0)
    if achievement.comparison in FORWARD:
        return weight * actual / target
    if scheme.scores.reverse == "ratio":
        return weight * target / actual
    return max(Decimal(0), weight * (1 - (actual - target) / target))
