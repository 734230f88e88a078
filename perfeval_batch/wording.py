"""Words and numbers as every room shows them: digits, amounts, rates, dates, quotations, lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal

NO_DEPARTMENT = "未填部门"
"""Stands for 主管部门 where a workbook names none, as a folder and in lists."""
UNKNOWN = "—"
"""Stands for a number that is not known."""

CENT = Decimal("0.01")
_WIDE = Context(prec=400)
"""Rounds any number that a cell can hold: the default 28 digits are too few for 1E+30."""

COMPARISONS: Mapping[str, tuple[str, ...]] = {
    "≥": (
        *(">=", "=>", "≥", "≧", "⩾", "≮", "大于等于", "大于或等于"),
        *("不低于", "不少于", "不小于", "至少", "不得低于", "不得少于", "达到或超过"),
    ),
    "≤": (
        *("<=", "=<", "≤", "≦", "⩽", "≯", "小于等于", "小于或等于"),
        *("不超过", "不高于", "不大于", "不多于", "不得超过", "至多", "最多", "控制在"),
    ),
    ">": (">", "超过", "大于", "高于", "多于"),
    "<": ("<", "低于", "小于", "少于"),
    "＝": ("=", "等于"),
}
"""Each comparison of 指标性质 and how people write it, in half-width signs."""
PERCENTS = frozenset({"%", "％", "﹪", "百分比", "百分之", "个百分点", "百分点"})
"""How the unit of a rate is written."""

_SHOWN = 40
"""Characters of a cell's text that a message repeats."""
_LISTED = 5
"""Names that a message gives before it counts the rest."""


def rounded(value: Decimal, step: Decimal = CENT) -> Decimal:
    """Round half up, 2 decimals by default."""
    return value.quantize(step, ROUND_HALF_UP, _WIDE)


def plain(value: Decimal) -> str:
    """A number in digits, without exponent and trailing zeros: `9.50` → `9.5`."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def number(value: Decimal, decimals: int = 6) -> str:
    """A number with at most so many decimals, trailing zeros dropped: an amount has 6."""
    text = plain(value)
    if len(text) - text.find(".") - 1 <= decimals or "." not in text:
        return text
    return plain(rounded(value, Decimal(1).scaleb(-decimals)))


def points(value: Decimal) -> str:
    """A weight or score, at most 2 decimals: `9.5`."""
    return number(value, 2)


def percent(value: Decimal) -> str:
    """A rate, at most 2 decimals: `86.19%`."""
    return f"{number(value, 2)}%"


def known(value: Decimal | None, decimals: int = 2) -> str:
    """A number, or `—` where it is not known."""
    return UNKNOWN if value is None else number(value, decimals)


def known_percent(value: Decimal | None) -> str:
    """A rate, or `—` where it is not known."""
    return UNKNOWN if value is None else percent(value)


def by_thousands(text: str) -> str:
    """Digits with a comma at each thousand: `1234567.8` → `1,234,567.8`."""
    whole, point, rest = text.partition(".")
    return f"{int(whole):,}{point}{rest}"


def day(value: date) -> str:
    """A date in words, `2024年3月5日` (GB/T 9704-2012)."""
    return f"{value.year}年{value.month}月{value.day}日"


def quoted(text: str) -> str:
    """A cell's text in quotes, on one line, cut where it is long."""
    text = text if text.isprintable() else " ".join(text.split())
    return f"“{text if len(text) <= _SHOWN else text[: _SHOWN - 1] + '…'}”"


def listed(names: Sequence[str], most: int = _LISTED, counted: str = "个") -> str:
    """`甲、乙`; of more than `most` the first ones and how many there are: `甲、乙等12个`."""
    if len(names) <= most:
        return "、".join(names)
    return f"{'、'.join(names[:most])}等{len(names)}{counted}"
