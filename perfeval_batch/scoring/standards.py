"""Scoring standards as departments write them (评（扣）分标准), as far as they can be computed.

A standard is read clause by clause: a condition with what it gives (`80%-90%得一半`), a deduction
by steps (`每少1次扣0.5分`), 按比例. Where a clause is in other words, or of another unit, nothing
is computed: a score that is guessed is worse than none.
"""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from perfeval_batch.model import Achievement
from perfeval_batch.scoring.achievement import FORWARD
from perfeval_batch.scoring.units import read_unit
from perfeval_batch.typed import clean_text
from perfeval_batch.values import Value

_NONE, _ALL = Decimal(0), Decimal(100)
_N = r"\d+(?:\.\d+)?"
_U = r"(?:%|个百分点|百分点|(?!以|及|或|的|得|计|扣|之|至|到|不|时)[\u3400-\u9fff]{1,4}?)?"
_IN, _OUT = r"(?:\((?:含|包含)\))?", r"(?:\((?:不含|不包含)\))?"
_DASH = r"(?:-|—+|~|～|至|到)"
_WHOSE = (
    r"(?P<whose>(?:实际)?[^\W\d每低于少超高多达不未没按]{0,6}"
    r"(?:率|度|比例|完成值?|得分|值))?(?:为|在)?"
)
_LEAST = r"≥|>=|达到|达|不低于|不少于|大于等于|大于或等于"
_LESS = r"<|低于|小于|不足|少于|不满"
_MORE = r">|超过|高于|大于|多于"
_MOST = r"≤|<=|不超过|不高于|小于等于|小于或等于"
_CONDITION = (
    rf"{_WHOSE}(?:(?P<low>{_N})(?P<low_unit>{_U}){_IN}(?P<open>{_OUT}){_DASH}(?P<high>{_N})"
    rf"(?P<high_unit>{_U})(?:{_IN}|{_OUT})(?:之间)?"
    rf"|(?P<sign>{_LEAST}|{_MOST}|{_LESS}|{_MORE})?(?P<bound>{_N})(?P<unit>{_U})(?P<closed>{_IN})"
    r"(?P<side>(?:及|或)?以[上下内])?(?:\(含\)|\(不含\))?(?:完成)?)"
)
_AIM = r"(?:年度|预期)?(?:目标|指标|计划|要求)?(?:值|任务)?"
_CEILING = "(?:预算|控制数|目标值?|指标值?)"
_MET = (
    rf"(?P<met>(?:按期|全部)?(?:达到|完成|实现|达成)了?{_AIM}|达标|"
    rf"控制在{_CEILING}(?:以?内|范围内)|(?:未|不)超(?:过|出)?{_CEILING})"
)
_UNMET = (
    rf"(?P<unmet>(?:未|没有|没|不)(?:按期|全部)?(?:能)?(?:达到|完成|实现|达成){_AIM}|"
    rf"(?:未|不)达标|超(?:过|出)?{_CEILING})"
)
_RATIO = (
    r"(?P<ratio>(?:按|按照|根据)?(?:实际)?完?成?(?:的)?(?:比例|完成率)(?:(?:乘以|×|\*)(?:分值|权重))?"
    r"(?:计算?得?分|得分|给分|记分|扣分|计算)?"
    r"|得分=(?:实际)?完成(?:值|率)(?:(?:/|÷)(?:年度)?(?:目标|指标|计划)值)?(?:×|\*)(?:分值|权重))"
)
_PART = rf"(?:分值|权重|满分|该项分值?)?(?:的)?(?P<part>{_N})%(?:的?(?:分值?|权重|分数))?"
_GIVES = (
    r"(?:(?P<full>得?满分|得?全分)|(?P<half>(?:得|计)?(?:分值的)?一半(?:的?分值?)?)"
    r"|(?P<nothing>不得分|不计分|(?:得|计|记)?0分)"
    rf"|(?:得|计|记){_PART}|(?:得|计|记)?(?P<points>{_N})分|扣(?:除)?(?P<cut>{_N})分)"
)
_CASE = re.compile(
    rf"(?:{_UNMET}|{_MET}|{_CONDITION})(?:的|者|时)*[,:]?(?:则|可)?(?:{_RATIO}|{_GIVES})"
)
_RATIO_ALONE = re.compile(_RATIO)
_FALLING = r"低于?|少于?|减少|降低|下降|降|差|缺少?|不足|少完成"
_RISING = r"超过?|超出|高于?|高出|增加|多|延迟|推迟|延期|逾期|晚"
_EACH = re.compile(
    rf"每(?:(?P<falling>{_FALLING})|(?P<rising>{_RISING})|(?P<happening>发生|出现))(?:年度)?(?:目标|指标)?值?"
    rf"(?P<step>{_N})(?P<unit>{_U})(?:的)?,?扣(?:除|减)?"
    rf"(?:(?P<points>{_N})分|(?:该项)?(?:分值|权重|满分)的?(?P<part>{_N})%)"
)
_CAP = re.compile(
    rf"(?:最多|至多|累计最多)扣(?:除)?(?P<cap>{_N})分|扣完为止|扣完该?项?分值?为止|(?:最低|扣至|扣到)(?:得?0分|0)(?:为止)?"
)
_BETWEEN = re.compile(r"[,;:。、.]|否则(?=不得分)")
_DIGITS = {each: str(at) for at, each in enumerate("零一二三四五六七八九")} | {"两": "2"}
_NUMERAL = re.compile(
    r"(?<=[低于少减降超过高出加多迟期晚生现缺差足成])([一二两三四五])(?=个|处|次|项|天|月|起|场|人|名|台|件|家|户)"
)


class Due(Value, frozen=True):
    """The scores that a standard allows; they differ where a part of a step may count or not."""

    least: Decimal
    most: Decimal


class _Unclear(Exception):  # noqa: N818  # no error: the standard is left alone
    """A clause that cannot be computed."""


def read_due(text: str, achievement: Achievement, weight: Decimal) -> Due | None:
    """The score that the standard gives, from 0 to `weight`; None when it cannot be computed."""
    bare = clean_text.narrow("".join(text.split()))
    bare = _NUMERAL.sub(lambda found: _DIGITS[found[1]], bare)
    try:
        cases, each, most = _clauses(bare)
        return _due(cases, each, most, achievement, weight)
    except _Unclear:
        return None


_Found = re.Match[str]


def _clauses(bare: str) -> tuple[list[_Found], _Found | None, Decimal | None]:
    """The cases, the deduction by steps, and the most that may be taken off.

    Raises:
        _Unclear: something is said in other words, or two deductions by steps are.
    """
    cases: list[_Found] = []
    each = most = None
    at = 0
    while at < len(bare):
        found = _CAP.match(bare, at) or _EACH.match(bare, at) or _CASE.match(bare, at)
        found = found or _RATIO_ALONE.match(bare, at) or _BETWEEN.match(bare, at)
        if found is None or (found.re is _EACH and each):
            raise _Unclear
        at = found.end()
        if found.re is _EACH:
            each = found
        elif found.re is _CAP:
            most = Decimal(found["cap"]) if found["cap"] else most
        elif found.re is not _BETWEEN:
            cases.append(found)
    return cases, each, most


def _due(
    cases: list[_Found],
    each: _Found | None,
    most: Decimal | None,
    row: Achievement,
    weight: Decimal,
) -> Due | None:
    true = [(found, _score(found, row, weight)) for found in cases if _holds(found, row)]
    if each is None:
        score = _decisive(true)
        return None if score is None or score > weight else Due(score, score)
    if not true:
        return _by_each(each, most, _anchor(cases, row, weight), row, weight)
    scores = {score for _, score in true}
    if 0 not in scores and scores != {weight}:
        raise _Unclear
    score = min(scores)
    return Due(score, score)


def _decisive(true: list[tuple[_Found, Decimal]]) -> Decimal | None:
    """The score of the case that counts: 不得分, 达到, the most taken off, the nearest step.

    Raises:
        _Unclear: the cases contradict each other.
    """
    cases = [(found, score) for found, score in true if found.re is _CASE]
    for name in ("nothing", "met"):
        if found := [score for each, score in cases if each[name]]:
            return found[0]
    if cuts := [score for each, score in cases if each["cut"]]:
        return min(cuts)
    ladders: dict[bool, list[tuple[Decimal, Decimal]]] = {}
    others = [score for each, score in true if each.re is not _CASE or not each["bound"]]
    for each, score in cases:
        if each["bound"]:
            ladders.setdefault(_is_ceiling(each), []).append((Decimal(each["bound"]), score))
    nearest = [(min if down else max)(steps)[1] for down, steps in ladders.items()]
    scores = {*others, *nearest}
    if len(scores) > 1:
        raise _Unclear
    return scores.pop() if scores else None


def _is_ceiling(case: _Found) -> bool:
    """The bound is the most: 以下, 以内, 低于."""
    return (case["side"] or "")[-1:] in ("下", "内") or bool(
        re.fullmatch(f"{_LESS}|{_MOST}", case["sign"] or "")
    )


def _holds(found: _Found, row: Achievement) -> bool:
    """Whether the case is this row's.

    Raises:
        _Unclear: it is one of another unit.
    """
    if found.re is _RATIO_ALONE:
        return True
    if found["met"] or found["unmet"]:
        return row.met is bool(found["met"])
    if found["low"]:
        actual, low = _measured(found, found["low"], found["low_unit"] or found["high_unit"], row)
        _, high = _measured(found, found["high"], found["high_unit"], row)
        low, high = min(low, high), max(low, high)
        return low < actual < high or (actual == low and not found["open"])
    actual, bound = _measured(found, found["bound"], found["unit"], row)
    sign, side = found["sign"] or "", (found["side"] or "")[-1:]
    if side == "下" or re.fullmatch(_LESS, sign):
        return actual < bound or (actual == bound and bool(found["closed"]))
    if side == "内" or re.fullmatch(_MOST, sign):
        return actual <= bound
    return actual > bound if re.fullmatch(_MORE, sign) else actual >= bound


def _measured(found: _Found, number: str, unit: str, row: Achievement) -> tuple[Decimal, Decimal]:
    """The actual value and a bound in one unit: the row's, or percent of the target."""
    own, bound = read_unit(row.unit), read_unit(unit)
    of_target = (found["whose"] or "").endswith(("完成率", "完成比例")) and row.target != _ALL
    if of_target and own.name == "%":
        raise _Unclear
    if not unit or bound.name == own.name or (not row.unit and bound.name != "%"):
        return row.actual, Decimal(number) * (bound.factor / own.factor if unit else 1)
    if bound.name != "%":
        raise _Unclear
    return _share(row), Decimal(number)


def _share(row: Achievement) -> Decimal:
    """实际 ÷ 目标 in percent, of what is to be reached."""
    if row.comparison not in FORWARD or not row.target:
        raise _Unclear
    return row.actual / row.target * _ALL


def _score(found: _Found, row: Achievement, weight: Decimal) -> Decimal:
    if found["ratio"]:
        return min(weight, weight * _share(row) / _ALL)
    if found["full"] or found["half"] or found["nothing"]:
        return weight if found["full"] else weight / 2 if found["half"] else _NONE
    if found["cut"]:
        return max(_NONE, weight - Decimal(found["cut"]))
    if found["part"]:
        return weight * Decimal(found["part"]) / _ALL
    return Decimal(found["points"])


def _anchor(cases: list[_Found], row: Achievement, weight: Decimal) -> tuple[Decimal, Decimal]:
    """The actual value, and from what on nothing is lost: a step with full marks, or the target."""
    steps = [found for found in cases if found.re is _CASE and (found["bound"] or found["low"])]
    steps = [found for found in steps if not found["nothing"]]
    if not steps:
        return row.actual, row.target
    if len(steps) > 1 or not steps[0]["bound"] or _score(steps[0], row, weight) != weight:
        raise _Unclear
    return _measured(steps[0], steps[0]["bound"], steps[0]["unit"], row)


def _by_each(
    each: _Found,
    most: Decimal | None,
    anchored: tuple[Decimal, Decimal],
    row: Achievement,
    weight: Decimal,
) -> Due:
    """What is lost for every step that the target is missed by; a part of a step may count."""
    forward = row.comparison in FORWARD and row.target != 0
    step = Decimal(each["step"])
    other_way = each["rising"] if forward else each["falling"]
    if not step or other_way or (each["happening"] and row.target):
        raise _Unclear
    actual, due = anchored
    missed = max(_NONE, due - actual if forward else actual - due)
    own, unit = read_unit(row.unit), read_unit(each["unit"])
    of_target = bool(each["unit"]) and unit.name == "%" and own.name != "%"
    if of_target and due == row.target:
        if not row.target:
            raise _Unclear
        missed = missed / row.target * _ALL
    elif each["unit"] and not of_target:
        if unit.name != own.name and row.unit:
            raise _Unclear
        step = step * unit.factor / own.factor if row.unit else step
    points = Decimal(each["points"]) if each["points"] else weight * Decimal(each["part"]) / _ALL
    steps = missed / step
    whole, parts = (steps.to_integral_value(how) for how in (ROUND_FLOOR, ROUND_CEILING))
    return Due(
        *(max(_NONE, weight - min(count * points, most or weight)) for count in (parts, whole))
    )
