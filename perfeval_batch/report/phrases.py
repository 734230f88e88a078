"""Makes phrases of cells: numbers as the scheme has them, dates, lines, clauses, quantities."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from perfeval_batch import wording
from perfeval_batch.model import Entry, Indicator, Quantity, State
from perfeval_batch.schema import QUALITATIVE
from perfeval_batch.schemes import Scheme
from perfeval_batch.template import numbering
from perfeval_batch.values import Value

_ENDS = "。！？!?.…"
_CLOSERS = "”’）)》】』」"
_LOOSE = "，、；：,;: "
_UNSAID = (QUALITATIVE, "＝", "=")
_COMPARES = "≥≤＝=><＞＜≧≦═⩾⩽"

_HALF_WIDTH = str.maketrans("０１２３４５６７８９．％", "0123456789.%")

OPEN = "（待核实）"
"""Stands for a number or text that cannot be told; only drafts can hold one."""


class Numbers(Value, frozen=True):
    """How a report prints its numbers, as the scheme has it: trailing zeros always dropped.

    Attributes:
        amounts: decimals of an amount.
        scores: decimals of a weight or a score.
        rates: decimals of a rate.
        thousands: whether amounts have a comma at each thousand.
    """

    amounts: int
    scores: int
    rates: int
    thousands: bool

    @classmethod
    def of(cls, scheme: Scheme) -> Numbers:
        """The form that the scheme has."""
        form = scheme.numbers
        return cls(form.amount_decimals, form.score_decimals, form.rate_decimals, form.thousands)

    def amount(self, value: Decimal | None) -> str:
        """An amount in 万元 without its unit: `6313.66`."""
        return self.known_amount(value) or OPEN

    def points(self, value: Decimal | None) -> str:
        """A weight or a score, without its unit: `9`, `28.2`."""
        return self.known_points(value) or OPEN

    def rate(self, value: Decimal | None) -> str:
        """A rate in percent, without its unit: `86.19`."""
        return self.known_rate(value) or OPEN

    def known_amount(self, value: Decimal | None) -> str:
        """An amount for a table cell: nothing when it is not known."""
        text = _known(value, self.amounts)
        return wording.by_thousands(text) if self.thousands and text else text

    def known_points(self, value: Decimal | None) -> str:
        """A weight or a score for a table cell: nothing when it is not known."""
        return _known(value, self.scores)

    def known_rate(self, value: Decimal | None) -> str:
        """A rate for a table cell: nothing when it is not known."""
        return _known(value, self.rates)


def _known(value: Decimal | None, decimals: int) -> str:
    return "" if value is None else wording.number(value, decimals)


def day(entry: Entry[date]) -> str:
    """A date as `2023年12月31日`; words (`年初`) as they stand; nothing when blank."""
    value = entry.value
    if value is not None:
        return wording.day(value)
    return "" if entry.blank else inline(entry.text)


def paragraphs(text: str) -> tuple[str, ...]:
    """A cell's text by its lines (Alt+Enter), trimmed, empty ones left out."""
    if text.isprintable():
        text = text.strip()
        return (text,) if text else ()
    lines = (line.replace("\t", " ").strip() for line in text.splitlines())
    return tuple(line for line in lines if line)


def numbered(entries: Sequence[Entry[str]]) -> tuple[str, ...]:
    """The paragraphs of a list of 综合评价: items 1．2．…, further lines of an item below it.

    A single item is not numbered and keeps the sign that it ends in.
    """
    items = [paragraphs(entry.text) for entry in entries if not entry.blank]
    if len(items) == 1:
        (only,) = items
        return (*only[:-1], closed(only[-1]))
    listed: list[str] = []
    for number, lines in enumerate(items, 1):
        first, *rest = (*lines[:-1], sentence(lines[-1]))
        listed += (f"{numbering.third(number)}{first}", *rest)
    return tuple(listed)


def inline(text: str) -> str:
    """A cell's text as a part of a sentence: its lines joined by ；."""
    if text.isprintable():
        return text.strip()
    lines = paragraphs(text)
    if len(lines) == 1:
        return lines[0]
    return "；".join(line.rstrip("。；;，,") for line in lines)


def clause(text: str) -> str:
    """A cell's text as a clause that goes on: one line, the punctuation at its end left out."""
    return inline(text).rstrip("。" + _LOOSE)


def ended(text: str) -> bool:
    """The text is a whole sentence already."""
    last = text.rstrip(_CLOSERS)[-1:]
    return last != "" and last in _ENDS


def sentence(text: str) -> str:
    """A text closed with 。 unless it is closed already."""
    return text if ended(text) else text.rstrip(_LOOSE) + "。"


def closed(text: str) -> str:
    """A text with a 。 where a word or number ends it; a wrong sign stays, PE607 tells of it."""
    return f"{text}。" if _OPEN_END.search(text) else text


_OPEN_END = re.compile(r"(?:[\u4e00-\u9fff\d%％]|(?<![。！？])[）》”])\Z")


def leading(text: str) -> str:
    """A text that another clause follows: it keeps its 。, or gets a ，; nothing stays nothing."""
    return text if ended(text) or not text else text.rstrip(_LOOSE) + "，"


_LABELLED = re.compile(
    r"\A\s*(?:(?:三级)?指标\s*[\d一二三四五六七八九十]+\s*[:：、.．]|[①-⑳⑴-⒇]|[（(]\d{1,2}[）)])\s*(?=\S)"
)


def indicator_name(row: Indicator) -> str:
    """三级指标 as a sentence names it, without `指标1：`, `①` before it; nothing when blank."""
    return "" if row.name.blank else _LABELLED.sub("", inline(row.name.text))


_FIGURE = re.compile(r"[0-9]+(?:\.[0-9]+)?")


_WIDE = re.compile(r"[０-９．％]")
_WHOLE, _IN_FULL = Decimal(100), ("全部", "百分之百", "全面完成", "全覆盖")


_NONE = (
    "未发现",
    "没有发现",
    "未发生",
    "没有发生",
    "未出现",
    "没有出现",
    "未收到",
    "没有收到",
    "零",
)


def says(text: str, number: Decimal) -> bool:
    """The text holds the number, however it is written: `1,200`, `全部` for 100, `未发生` for 0."""
    words = _IN_FULL if number == _WHOLE else () if number else _NONE
    if any(word in text for word in words):
        return True
    plain = text if text.isascii() or not _WIDE.search(text) else text.translate(_HALF_WIDTH)
    plain = plain.replace(",", "").replace("，", " ")
    return any(Decimal(each) == number for each in _FIGURE.findall(plain))


def says_time(text: str, time: str) -> bool:
    """The text holds month and day of a time: `12月15日` of `2023年12月15日`; or the same words."""
    wanted = [each for each in _FIGURE.findall(time.translate(_HALF_WIDTH)) if len(each) < _YEAR]
    if not wanted:
        return time in text
    held = {Decimal(each) for each in _FIGURE.findall(text.translate(_HALF_WIDTH))}
    return all(Decimal(each) in held for each in wanted)


_YEAR = 4
"""Digits of a year."""


def _compared(comparison: str, text: str, *, counted: bool) -> str:
    """`≥50`; a time by which something is to be done is told as one: `≤4月底` is `4月底前`."""
    if counted or comparison not in ("≤", "<"):
        return comparison + text
    if text.endswith(("前", "内", "以下")):
        return text
    return f"{text}前" if text[-1:] in _ENDS_OF_TIMES else comparison + text


_ENDS_OF_TIMES = ("底", "末", "日", "号", "月", "旬", "年")


_SIGNS = {ord(odd): sign for odd, sign in zip("≧≦＞＜═＝⩾⩽", "≥≤><==≥≤", strict=True)}
"""Odd signs that forms write before a value, and the plain ones."""


def quantity(entry: Entry[Quantity], comparison: str, unit: str) -> str:
    """A target or actual value as one reads it: `≥50个`, `98%`, `12月底前`; nothing when blank.

    What cannot be read and holds no figure (`同上`) says nothing either. Comparison and unit come
    from their own cells unless the value itself holds them; ＝ and 定性 are left unsaid; full-width
    digits and odd signs become plain ones.
    """
    if entry.blank or (entry.state is State.UNREADABLE and not _FIGURE.search(entry.text)):
        return ""
    text = inline(entry.text)
    value = entry.value if entry.value and entry.value.number is not None else None
    if value and not text.isascii():
        text = text.translate(_HALF_WIDTH)
    text = text.translate(_SIGNS) if text[:1] in _COMPARES else text
    text = text.removeprefix("=").lstrip()
    if comparison and comparison not in _UNSAID and text[:1] not in _COMPARES:
        text = _compared(comparison, text, counted=value is not None)
    counted = value and not value.unit
    return text + unit if counted and unit and not text.endswith(unit) else text
