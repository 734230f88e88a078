"""Reads what a target or an actual value says: a comparison, a number with its unit, a time.

Only what is plain is taken: `≥50个`, `98%以上`, `已完成12公里`, `2023年1-12月`. A text with two
numbers, a range or anything left over stays words, because a wrong number is worse than none.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from perfeval_batch import wording
from perfeval_batch.model import Quantity
from perfeval_batch.typed import clean_text, numerals
from perfeval_batch.typed.dates import last_of, made

_BEFORE = tuple((sign, "|".join(words)) for sign, words in wording.COMPARISONS.items())
_COMPARISONS = {f"c{number}": sign for number, (sign, _) in enumerate(_BEFORE)}
_COMPARE = "|".join(f"(?P<c{number}>{words})" for number, (_, words) in enumerate(_BEFORE))
_NUMBER = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_UNIT = r"[^\d\s,.;:，。；：、<>=≥≤≧≦()（）~～\-—+*]{0,12}?"
_AFTER = r"(?P<least>及?以上|或以上)|(?P<most>[及之]?以[内下]|之内|内)"
_DONE = r"(?:(?:已|实际|累计|全部|全年|共计?|合计)*(?:完成|达到?|实现|为)?(?:了|到)?)?"
_QUANTITY = re.compile(
    rf"{_DONE}(?:{_COMPARE})?(?P<number>{_NUMBER})(?P<unit>%|百分比|{_UNIT})(?:{_AFTER})?(?:完成)?",
    re.ASCII,
)
_DISTANCE = re.compile(r"\s+")
_TIME_UNIT = re.compile(r"月|.*[前后]")
"""What so ends speaks of a time, not of a quantity."""
_PERCENT_WORDS = frozenset({"百分比", "百分之"})


@lru_cache(maxsize=8192)
def read(seen: str, year: int | None = None) -> Quantity:
    """What a text says as far as it is plain; a Quantity of nothing for words alone.

    Args:
        seen: the text, cleaned and trimmed.
        year: 评价年度, for a time that names no year (`12月底前完成`).
    """
    bare = _DISTANCE.sub("", clean_text.narrow(seen))
    return _time(bare, year) or _number(bare) or Quantity()


def in_name(name: str) -> Quantity | None:
    """The target that stands inside an indicator's name: `群众满意度≥90%`; None when none does."""
    bare = _DISTANCE.sub("", clean_text.narrow(name))
    found = _IN_NAME.search(bare)
    value = _number(bare[found.start() :].rstrip(")）")) if found else None
    return value if value is not None and value.comparison else None


_IN_NAME = re.compile(rf"(?:{_COMPARE})(?={_NUMBER})", re.ASCII)


def _number(bare: str) -> Quantity | None:
    found = _QUANTITY.fullmatch(bare)
    value = numerals.read(found["number"]) if found else None
    if found is None or value is None or _TIME_UNIT.fullmatch(found["unit"]):
        return None
    comparison = _COMPARISONS.get(found.lastgroup or "", "")
    for group, sign in _COMPARISONS.items():
        if found[group]:
            comparison = sign
    if found["least"] or found["most"]:
        comparison = "≥" if found["least"] else "≤"
    unit = "%" if found["unit"] in _PERCENT_WORDS else found["unit"]
    return Quantity(comparison, value, unit)


_Y = r"(?:(?P<year>20\d\d)年度?)"
_TAIL = r"(?:完成|完工|竣工|验收|交付|实施|支付|执行|开展|到位|发放|投入使用)*"
_UNTIL = r"(?:[底末]?(?:以前|之前|前)|底|末)?"
_FINISHED = r"(?:已?于|已?在|截至|截止|至|到)?"
_DASH = r"(?:-|—|--|~|～|至|到)"

_DAY = re.compile(
    rf"(?:≤|<=|≦|不晚于|不迟于)?{_FINISHED}(?:{_Y}|(?P<year2>20\d\d)(?P<mark>[-/.]))?(?P<month>\d{{1,2}})(?(mark)(?P=mark)|月)"
    rf"(?P<day>\d{{1,2}})(?(mark)|[日号])(?:以前|之前|前)?{_TAIL}",
    re.ASCII,
)
_MONTH = re.compile(
    rf"{_FINISHED}{_Y}?(?P<month>\d{{1,2}})月份?"
    rf"(?:(?P<end>[底末](?:以前|之前|前)?)|(?P<third>[上中下])旬(?:以前|之前|前)?)?{_TAIL}",
    re.ASCII,
)
_DOTTED_MONTH = re.compile(r"(20\d\d)[./-](1[0-2]|0[1-9])", re.ASCII)
_MONTHS = re.compile(
    rf"{_Y}?(?P<first>\d{{1,2}})月?{_DASH}"
    rf"{_Y.replace('year', 'until')}?(?P<last>\d{{1,2}})月份?{_TAIL}",
    re.ASCII,
)
_DAYS = re.compile(
    rf"{_Y}(?P<m1>\d{{1,2}})月(?P<d1>\d{{1,2}})[日号]?{_DASH}"
    rf"{_Y.replace('year', 'until')}?(?P<m2>\d{{1,2}})月(?P<d2>\d{{1,2}})[日号]{_TAIL}",
    re.ASCII,
)
_WHOLE_YEAR = re.compile(
    rf"{_FINISHED}(?:{_Y}|(?P<this>当年|本年度?|全年))(?P<end>[底末](?:以前|之前|前)?)?{_TAIL}",
    re.ASCII,
)
_YEAR_END = re.compile(rf"{_FINISHED}年[底末](?:以前|之前|前)?{_TAIL}", re.ASCII)


def _time(bare: str, year: int | None) -> Quantity | None:
    if not ("月" in bare or "年" in bare or "季度" in bare or _HAS_DAY.search(bare)):
        return None
    for read_one in (_as_quarter, _as_day, _as_days, _as_months, _as_month, _as_year):
        value = read_one(bare, year)
        if value is not None:
            return value
    return None


_HAS_DAY = re.compile(r"20\d\d[-/.]\d", re.ASCII)


_QUARTER = re.compile(
    rf"{_FINISHED}{_Y}?(?:第?(?P<quarter>[一二三四1-4])季度|(?P<half>[上下])半年)"
    rf"(?P<end>[底末]?(?:以前|之前|前)?){_TAIL}",
    re.ASCII,
)
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, **{str(each): each for each in range(1, 5)}}
_HALVES = {"上": (1, 6), "下": (7, 12)}


def _as_quarter(bare: str, year: int | None) -> Quantity | None:
    """`第三季度`, `2023年上半年`: the period, or its last day alone with 底 or 前."""
    found = _QUARTER.fullmatch(bare)
    which = _year(found["year"], year) if found else None
    if found is None or which is None:
        return None
    last = 3 * _QUARTERS[found["quarter"]] if found["quarter"] else _HALVES[found["half"]][1]
    first = last - 2 if found["quarter"] else _HALVES[found["half"]][0]
    end = last_of(which, last)
    return Quantity(end=end) if found["end"] else _period(made(which, first, 1), end)


def _as_day(bare: str, year: int | None) -> Quantity | None:
    found = _DAY.fullmatch(bare)
    which = _year(found["year"] or found["year2"], year) if found else None
    day = made(which, int(found["month"]), int(found["day"])) if found and which else None
    return Quantity(end=day) if day else None


def _as_days(bare: str, year: int | None) -> Quantity | None:
    found = _DAYS.fullmatch(bare)
    first = _year(found["year"], year) if found else None
    if found is None or first is None:
        return None
    last = _year(found["until"], first) or first
    start = made(first, int(found["m1"]), int(found["d1"]))
    return _period(start, made(last, int(found["m2"]), int(found["d2"])))


def _as_months(bare: str, year: int | None) -> Quantity | None:
    found = _MONTHS.fullmatch(bare)
    first = _year(found["year"], year) if found else None
    if found is None or first is None:
        return None
    last = _year(found["until"], first) or first
    return _period(made(first, int(found["first"]), 1), last_of(last, int(found["last"])))


def _as_month(bare: str, year: int | None) -> Quantity | None:
    dotted = _DOTTED_MONTH.fullmatch(bare)
    if dotted:
        first, number = int(dotted[1]), int(dotted[2])
        return _period(made(first, number, 1), last_of(first, number))
    found = _MONTH.fullmatch(bare)
    which = _year(found["year"], year) if found else None
    if found is None or which is None:
        return None
    month = int(found["month"])
    end = last_of(which, month)
    if found["third"]:
        first = _THIRDS.index(found["third"]) * _THIRD + 1
        last = end if found["third"] == "下" else made(which, month, first + _THIRD - 1)
        return _period(made(which, month, first), last)
    return Quantity(end=end) if found["end"] else _period(made(which, month, 1), end)


_THIRDS, _THIRD = "上中下", 10
"""A month's 上旬, 中旬 and 下旬, of ten days each."""


def _as_year(bare: str, year: int | None) -> Quantity | None:
    found = _WHOLE_YEAR.fullmatch(bare)
    if found:
        which = _year(found["year"], year)
        if which is None:
            return None
        end = date(which, 12, 31)
        return Quantity(end=end) if found["end"] else Quantity(start=date(which, 1, 1), end=end)
    return Quantity(end=date(year, 12, 31)) if year and _YEAR_END.fullmatch(bare) else None


def _year(stated: str | None, otherwise: int | None) -> int | None:
    return int(stated) if stated else otherwise


def _period(start: date | None, end: date | None) -> Quantity | None:
    return Quantity(start=start, end=end) if start and end and start <= end else None
