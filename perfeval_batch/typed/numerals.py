"""Reads texts that are numbers, by a whitelist: what is not listed here is no number.

`float()` and `Decimal()` take `1_0`, `nan` and `９０` and refuse `９．５`; here it is the other way
round: ASCII or full-width digits, one point, thousands in groups of three, an optional sign.
"""

from __future__ import annotations

import re
from decimal import Decimal

from perfeval_batch.typed import clean_text

_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?", re.ASCII)
_MOST_DIGITS = 15
"""What a spreadsheet keeps; a longer number is a code or a slip."""


def read(seen: str) -> Decimal | None:
    """The number that a text is, or None: `10`, `１０`, `９．５`, `215,457.6`, `-3`."""
    bare = clean_text.narrow(seen).strip()
    if not (_PLAIN.fullmatch(bare) or _GROUPED.fullmatch(bare)):
        return None
    bare = bare.replace(",", "")
    if sum(letter.isdigit() for letter in bare) > _MOST_DIGITS:
        return None
    value = Decimal(bare.rstrip("."))
    return value or Decimal(0)


_UNITS = {
    "元": Decimal("0.0001"),
    "百元": Decimal("0.01"),
    "千元": Decimal("0.1"),
    "万": Decimal(1),
    "万元": Decimal(1),
    "百万元": Decimal(100),
    "千万元": Decimal(1000),
    "亿": Decimal(10_000),
    "亿元": Decimal(10_000),
}
_NAMES = "百万元|千万元|万元|百元|千元|亿元|元|万|亿"
_AMOUNT = re.compile(
    rf"(?:人民币|RMB|¥)?\s*([^\s万亿元千百]*?)\s*(?:({_NAMES})|\(({_NAMES})\))?整?"
)


def amount(seen: str, unit: str) -> tuple[Decimal | None, bool]:
    """An amount in 万元 and whether the text names its unit: `8,000,000元` is 800, True."""
    found = _AMOUNT.fullmatch(clean_text.narrow(seen))
    value = read(found[1]) if found else None
    if found is None or value is None:
        return None, False
    named = found[2] or found[3]
    return in_ten_thousands(value, named or unit), named is not None


def in_ten_thousands(value: Decimal, unit: str) -> Decimal:
    """An amount counted in `unit` as 万元."""
    converted = value * _UNITS[unit]
    return converted.normalize() if converted % 1 else Decimal(int(converted))


_LETTERS = re.compile(r"[0-9IOlo.,]*[IOlo][0-9IOlo.,]*")
_NUMERALS = re.compile(r"[零〇一二三四五六七八九十百千万两壹贰叁肆伍陆柒捌玖拾点]+分?")
_DIGIT = re.compile(r"\d")


def why_not(seen: str) -> str:
    """Why a text is no number, in words that help to mend it."""
    bare = clean_text.narrow(seen).strip()
    if _LETTERS.fullmatch(bare):
        return "像是把数字1、0写成了字母I、l、O"
    if _NUMERALS.fullmatch(bare):
        return "是中文数字，应填阿拉伯数字"
    if len(_DIGIT.findall(bare)) > _MOST_DIGITS:
        return f"数字超过{_MOST_DIGITS}位"
    if bare.endswith("%"):
        return "是百分比，不是所要的数字"
    return "不是数字"
