"""A stored number with its number format → what the cell holds: number, percentage or date.

Spreadsheet files store 95% as 0.95 and 2023-12-31 as 45291; only the number format tells.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from perfeval_batch.model import State
from perfeval_batch.reading.grid import Broken, Content, Moment, Percent


@dataclass(frozen=True, slots=True)
class Format:
    """What a number format does to a number.

    Attributes:
        percent: it is shown multiplied by 100, with %.
        percent_sign: a % is shown behind the number as it is.
        date_parts: of `ymdh`, those that are shown; empty for no date.
        scaled: the number shown is another one than the number stored (`0!.0,` shows 万).
    """

    percent: bool = False
    percent_sign: bool = False
    date_parts: str = ""
    scaled: bool = False


GENERAL = Format()
PERCENT = Format(percent=True)

_QUOTED = re.compile(r'"[^"]*"|\\.|!.')
_SPACING = re.compile(r"[_*].")
_BRACKETS = re.compile(r"\[(?![hHmMsS]+\])[^\]]*\]")
_ELAPSED = re.compile(r"\[[hHmMsS]+\]")
_WORDS = re.compile(r"general|g/通用格式|am/pm|a/p|上午/下午|e[+-]", re.IGNORECASE)
_SCALED = re.compile(r"[0#?],+(?![0#?,])")
_DIGIT = re.compile(r"[0#?]")
_MINUTES = re.compile(r"h[^ymdhs]*m+|m+[^ymdhs]*s")


@lru_cache(maxsize=4096)
def of(code: str) -> Format:
    """Read a number format code such as `0.00%` or `yyyy"年"m"月"d"日"`."""
    section = code[:255].split(";", maxsplit=1)[0]
    literals = "".join(_QUOTED.findall(section))
    bare = _BRACKETS.sub("", _SPACING.sub("", _QUOTED.sub("", section)))
    bare = _WORDS.sub("", bare)
    if "%" in bare:
        return Format(percent=True)
    parts = _date_parts(bare.lower())
    if parts:
        return Format(date_parts=parts)
    numeric = bool(_DIGIT.search(bare))
    scaled = bool(_SCALED.search(bare)) or (numeric and "." in literals)
    found = Format(percent_sign=numeric and "%" in literals, scaled=scaled)
    return GENERAL if found == GENERAL else found


def _date_parts(bare: str) -> str:
    if _ELAPSED.search(bare):
        return "h"
    parts = "y" if "y" in bare or "e" in bare else ""
    without_minutes = _MINUTES.sub("h", bare)
    parts += "m" if "m" in without_minutes else ""
    parts += "d" if "d" in bare else ""
    return parts + ("h" if "h" in without_minutes or "s" in bare else "")


_PERCENTS = (9, 10)
_YEAR_MONTH_DAY = (14, 15, 30, 31)
_YEAR_MONTH = (17, 27, 36, 50, 52, 57)
_MONTH_DAY = (16, 28, 29, 51, 53, 54, 58)
_TIMES = (18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56)
BUILT_IN: dict[int, Format] = {
    **dict.fromkeys(_PERCENTS, Format(percent=True)),
    **dict.fromkeys(_YEAR_MONTH_DAY, Format(date_parts="ymd")),
    **dict.fromkeys(_YEAR_MONTH, Format(date_parts="ym")),
    **dict.fromkeys(_MONTH_DAY, Format(date_parts="md")),
    **dict.fromkeys(_TIMES, Format(date_parts="h")),
    22: Format(date_parts="ymdh"),
}
"""Formats that files name by number alone (ECMA-376 part 1, 18.8.30; 27–58 as in Chinese Excel)."""

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_SIGNIFICANT = 15


def number(raw: str) -> Decimal | Broken:
    """Read a number as a file stores it, to the 15 digits that a spreadsheet keeps.

    `0.30000000000000004` is 0.3, as the cell shows it; what is no finite number (`NaN`, `1E400`)
    is no number.
    """
    return _short(raw) if len(raw) < _SHORT else _number(raw)


_SHORT = 24
"""Longer than any number that a spreadsheet writes; only such are worth remembering."""


@lru_cache(maxsize=4096)
def _short(raw: str) -> Decimal | Broken:
    return _number(raw)


def _number(raw: str) -> Decimal | Broken:
    if len(raw) < _SIGNIFICANT and raw.isascii() and raw.isdigit():
        return Decimal(raw)
    value = float(raw) if _NUMBER.fullmatch(raw) else math.nan
    return of_float(value, raw)


def of_float(value: float, raw: str = "") -> Decimal | Broken:
    """The same for a number that is stored in binary."""
    if not math.isfinite(value):
        return Broken(State.UNREADABLE, raw or str(value), "不是有限的数值")
    exact = Decimal(repr(value))
    if len(exact.as_tuple().digits) > _SIGNIFICANT:
        exact = Decimal(format(value, f".{_SIGNIFICANT}g"))
    return _tidy(exact)


_LONGEST_WHOLE = 10**21


def _tidy(value: Decimal) -> Decimal:
    """The same number, without an exponent and trailing zeros where it is whole."""
    if not value:
        return Decimal(0)
    if abs(value) < _LONGEST_WHOLE and value == value.to_integral_value():
        return Decimal(int(value))
    return value.normalize()


def content(raw: str | float, style: Format, *, since_1904: bool = False) -> Content:
    """What a numeric cell holds under its format."""
    value = number(raw) if isinstance(raw, str) else of_float(raw)
    if style is GENERAL or not isinstance(value, Decimal):
        return value
    if style.percent:
        return Percent(_tidy(value.scaleb(2)))
    if style.percent_sign:
        return Percent(value)
    if style.date_parts:
        return moment(value, style.date_parts, since_1904=since_1904)
    if style.scaled and value:
        how = "单元格的数字格式把数缩小了显示，显示的和存储的不是同一个数，不能确认以哪个为准"
        return Broken(State.UNREADABLE, format(value, "f"), how)
    return value


_LAST_SERIAL = 2_958_465
_DAYS_1904 = 1462
_EPOCH = date(1899, 12, 30)
_PHANTOM = 60
"""Serial of 1900-02-29, a day that never was but that every spreadsheet counts."""


def moment(serial: Decimal, parts: str, *, since_1904: bool = False) -> Content:
    """The date or time that a serial number means, cut to the parts that are shown."""
    days = int(serial) + (_DAYS_1904 if since_1904 else 0)
    if serial < 0 or days > _LAST_SERIAL:
        return Broken(State.UNREADABLE, format(serial, "f"), "不是有效的日期")
    if parts == "h" or days == 0:
        return Moment(None, _clock(serial % 1))
    day = _EPOCH + timedelta(days=days if days > _PHANTOM else days + 1)
    return Moment(day, shown_day(day, parts) + (f" {_clock(serial % 1)}" if "h" in parts else ""))


def shown_day(day: date, parts: str) -> str:
    """`2023年12月31日`, or as much of it as `parts` names."""
    year = f"{day.year}年" if "y" in parts else ""
    month = f"{day.month}月" if "m" in parts else ""
    return f"{year}{month}{day.day}日" if "d" in parts else year + month


def _clock(fraction: Decimal) -> str:
    minutes = int(fraction * 1440 + Decimal("0.5")) % 1440
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def iso_day(text: str) -> date | None:
    """The day of an ISO date or date-time such as `2023-12-31T00:00:00`."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
