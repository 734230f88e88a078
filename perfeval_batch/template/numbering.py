"""Counts the heading numerals 一、 （一） 1． in the order in which they are printed.

A paragraph that an office moves or removes in its own template leaves no gap, because a numeral
is made where it is printed.
"""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "零一二三四五六七八九"
_TEN = 10
_HUNDRED = 100


def chinese(number: int) -> str:
    """A number from 1 to 99 in Chinese: 10 → 十, 12 → 十二, 21 → 二十一; digits beyond."""
    if number >= _HUNDRED:
        return str(number)
    tens, ones = divmod(number, _TEN)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones or not tens else "")


def _first(number: int) -> str:
    return f"{chinese(number)}、"


def _second(number: int) -> str:
    return f"（{chinese(number)}）"


def third(number: int) -> str:
    """The numeral of a level-3 heading or of a list item: `1．`."""
    return f"{number}．"


_FORMS: tuple[Callable[[int], str], ...] = (_first, _second, third)


class Numeral:
    """A heading level's numeral; every call counts on and lets the deeper levels start anew."""

    __slots__ = ("_counts", "_level")

    def __init__(self, counts: list[int], level: int) -> None:
        self._counts = counts
        self._level = level

    def __call__(self) -> str:
        """The next numeral."""
        counts, level = self._counts, self._level
        counts[level] += 1
        counts[level + 1 :] = [0] * (len(counts) - level - 1)
        return _FORMS[level](counts[level])


NAMES = ("一级序号", "二级序号", "三级序号")
"""What a template calls the numerals of the three heading levels."""


def start() -> dict[str, Numeral]:
    """The numerals of one document, all at their beginning."""
    counts = [0, 0, 0]
    return {name: Numeral(counts, level) for level, name in enumerate(NAMES)}
