"""What a quantitative indicator was to reach and reached, and the score that follows (domain.md).

≥ > ＝: target reached → full, else 实际 ÷ 目标 × 分值; ≤ <: reached → full, else one of the
scheme's two formulas. Only what is plain is measured: one number each, in units that convert.
"""

from __future__ import annotations

import re
from decimal import Decimal

from perfeval_batch import schema, wording
from perfeval_batch.model import Achievement, Indicator, Quantity, State
from perfeval_batch.schemes import Scheme
from perfeval_batch.scoring.units import Unit, read_unit

FORWARD = frozenset({"≥", ">", "＝"})
REVERSE = frozenset({"≤", "<"})
_MEASURED = FORWARD | REVERSE

SIGNS = {
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
"""How 指标性质 is written, and which of ≥ ≤ ＝ > < 定性 it means."""
_IN_NAME = re.compile(
    r"(≥|≤|>=|<=|＞＝|＜＝|不低于|不少于|不高于|不超过)\s*(\d+(?:\.\d+)?)\s*(%|％)?"
)
_UNIT_IN_NAME = re.compile(r"[（(]([^（）()\d≥≤]{1,6})[）)]$")
_RATE_NAME = re.compile(r"(?:率|占比|比例|比重|满意度|知晓度)$")


def comparison(row: Indicator) -> str:
    """One of ≥ ≤ ＝ > < 定性: as 指标性质 says, else the target, else the name.

    Empty when none does, and where 指标性质 and the target contradict each other.
    """
    typed, target = row.comparison.text, row.target
    stated = SIGNS.get(typed) or SIGNS.get(typed.replace(" ", ""), "")
    inside = target.value.comparison if target.value else ""
    inside = inside or (in_name(row).comparison if target.state is State.BLANK else "")
    if stated and inside and stated != inside and {stated, inside} != {"≥", "＝"}:
        return schema.QUALITATIVE if stated == schema.QUALITATIVE else ""
    return stated or inside


def is_qualitative(row: Indicator) -> bool:
    """指标性质 says 定性, so that its score follows from a band, not from a formula."""
    return comparison(row) == schema.QUALITATIVE


def measure(row: Indicator) -> Achievement | None:
    """Target and actual value in the target's unit, when both are one number and the sign is clear.

    A 定性 row whose target is a number is measured too: what it says (`不超过2件`), else at least.
    """
    target = in_name(row) if row.target.state is State.BLANK else row.target.value
    actual = row.actual.value
    if target is None or actual is None or actual.comparison:
        return None
    if target.in_words and is_qualitative(row):
        return _measure_worded(row)
    if target.number is None or actual.number is None or target.number < 0:
        return None
    sign = comparison(row)
    if sign == schema.QUALITATIVE:
        sign = target.comparison or "≥"
    if sign not in _MEASURED:
        return None
    unit, other = units(row, target, actual)
    one, two = read_unit(unit), read_unit(other)
    if one.name != two.name or fraction_for_percent(row, target, actual):
        return None
    reached = actual.number if one.factor == two.factor else actual.number * two.factor / one.factor
    return Achievement(sign, target.number, reached, unit)


_WORDED = re.compile(
    r"(?P<what>[^\d，。；、%]{2,10}?)(?P<sign>不超过|不高于|不大于|控制在|不低于|不少于|不小于|达到|为|[≥≤])?"
    r"(?P<number>\d+(?:\.\d+)?)(?P<unit>%|‰|[^\d，。；、（）()%]{0,4}?)(?P<within>以内|以下|以上)?"
)
_WORDED_SIGNS = {
    **dict.fromkeys(("不超过", "不高于", "不大于", "控制在", "≤", "以内", "以下"), "≤"),
    **dict.fromkeys(("不低于", "不少于", "不小于", "达到", "≥", "以上"), "≥"),
}


def _measure_worded(row: Indicator) -> Achievement | None:
    """`流失率不超过5%` against `流失率7.6%`: one thing, one number each, one unit."""
    due, done = (_WORDED.fullmatch(entry.text) for entry in (row.target, row.actual))
    if due is None or done is None or done["within"] or done["sign"] not in (None, "为", "达到"):
        return None
    sign = _WORDED_SIGNS.get(due["sign"] or due["within"] or "")
    if sign is None or due["what"] != done["what"] or due["unit"] != done["unit"]:
        return None
    return Achievement(sign, Decimal(due["number"]), Decimal(done["number"]), due["unit"])


def in_name(row: Indicator) -> Quantity:
    """The target that stands inside the name: `群众满意度≥90%`."""
    found = _IN_NAME.search(row.name.text)
    if found is None:
        return Quantity()
    sign = SIGNS.get(found[1].replace("＞", ">").replace("＜", "<").replace("＝", "="), "")
    return Quantity(sign, Decimal(found[2]), "%" if found[3] else "")


def units(row: Indicator, target: Quantity, actual: Quantity) -> tuple[str, str]:
    """The units of target and actual value, as written.

    Inside the value, else 计量单位, else the other's, else the name's: `讲座（场次）`, `合格率`.
    """
    column = row.unit_of_measure.text
    inside = _as_in_column(target.unit, column), _as_in_column(actual.unit, column)
    found = inside[0] or column or inside[1], inside[1] or column or inside[0]
    if any(found):
        return found
    name = row.name.text
    written = _UNIT_IN_NAME.search(name)
    unit = written[1] if written else "%" if _RATE_NAME.search(name) else ""
    return unit, unit


def _as_in_column(unit: str, column: str) -> str:
    """`2046元` where 计量单位 is 元/平方米 leaves out what it is per."""
    return column if unit and column.startswith((f"{unit}/", f"{unit}每")) else unit


def common_unit(row: Indicator) -> Unit:
    """The unit of a row as it is compared; of no name where it has none."""
    return read_unit(units(row, row.target.value or Quantity(), row.actual.value or Quantity())[0])


_PERCENT_LIKE = Decimal(20)


def fraction_for_percent(row: Indicator, target: Quantity, actual: Quantity) -> bool:
    """A fraction beside a percentage: `0.95` against `95`, `0.9%` against `91.5`, or turned round.

    A rate that is to stay low may well be a hundredth of its ceiling when it says its % itself.
    """
    due, done = target.number, actual.number
    if due is None or done is None:
        return False
    if comparison(row) in REVERSE and (target.unit or actual.unit):
        return False
    if {read_unit(each).name for each in units(row, target, actual)} != {"%"}:
        return False
    return _hundredth(done, due) or _hundredth(due, done)


def _hundredth(small: Decimal, large: Decimal) -> bool:
    return large >= _PERCENT_LIKE and 0 < small <= 1 and large / 2 <= small * 100 <= large * 2


def due_score(achievement: Achievement, weight: Decimal, scheme: Scheme) -> Decimal:
    """The score that the scheme's formula gives, unrounded, from 0 to `weight`."""
    target, actual = achievement.target, achievement.actual
    if achievement.met:
        return weight
    if target == 0:
        return Decimal(0)
    if achievement.comparison in FORWARD:
        return max(Decimal(0), weight * actual / target)
    if scheme.scores.reverse == "ratio":
        return weight * target / actual
    return max(Decimal(0), weight * (1 - (actual - target) / target))
