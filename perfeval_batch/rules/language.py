"""Chinese sentences taken apart as far as the checks need it: pieces of two characters, clauses.

No dictionary segments the words: a piece is two Chinese characters that stand side by side, with
the too common words of a list taken out first. That is coarse, so it is used only to find that
two texts have nothing at all in common.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache

_SPACE = re.compile(r"\s+")
_NOT_TEXT = re.compile(r"[^\w]+")
_HAN = re.compile(r"[\u3400-\u9fff]{2,}")
_YEAR = re.compile(r"20\d\d年?度?")
_SENTENCE = re.compile(r"[^。；！？!?;\n]+")
_COMMA = re.compile(r"[，,：:]")


def squeezed(text: str) -> str:
    """Without blanks."""
    return _SPACE.sub("", text)


def bare(text: str) -> str:
    """Without blanks and punctuation: what two texts must share to be the same word for word."""
    return text if text.isalnum() else _NOT_TEXT.sub("", text)


def same(one: str, other: str) -> bool:
    """Whether two texts are `bare` the same; where their first characters differ, none is made."""
    if one[:1].isalnum() and other[:1].isalnum() and one[0] != other[0]:
        return False
    return bare(one) == bare(other)


def without(text: str, words: re.Pattern[str]) -> str:
    """The text with years and each of the words (`any_of`) replaced by a gap."""
    return words.sub(" ", _YEAR.sub(" ", text))


@lru_cache(maxsize=64)
def any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Finds each of the words, the longest first."""
    longest_first = sorted((word for word in words if word), key=len, reverse=True)
    return re.compile("|".join(re.escape(word) for word in longest_first) or r"(?!)")


def pieces(text: str) -> frozenset[str]:
    """Every two Chinese characters that stand side by side."""
    return frozenset([run[at : at + 2] for run in _HAN.findall(text) for at in range(len(run) - 1)])


@lru_cache(maxsize=64)
def pieces_of(words: tuple[str, ...]) -> frozenset[str]:
    """The pieces of a list of words."""
    return pieces("\n".join(words))


def share_a_piece(text: str, other: str, common: frozenset[str]) -> bool:
    """Whether two texts have a piece in common that is none of the common ones."""
    return any(
        piece in other and piece not in common and _HAN.fullmatch(piece)
        for piece in [text[at : at + 2] for at in range(len(text) - 1)]
    )


def has_any(text: str, wanted: frozenset[str]) -> bool:
    """Whether one of the pieces stands in a text; most stand near its beginning."""
    return any(text[at : at + 2] in wanted for at in range(len(text) - 1))


def each_piece(text: str) -> Iterator[str]:
    """`pieces`, as they come."""
    return (run[at : at + 2] for run in _HAN.findall(text) for at in range(len(run) - 1))


def is_set_phrase(text: str, words: tuple[str, ...]) -> bool:
    """The text is made of such words alone, so that it says nothing of its own."""
    rest = "".join(_TELLING.findall(any_of(words).sub("", _YEAR.sub("", text))))
    return bool(text.strip()) and len(rest) <= len(text) * _SET_REST


_TELLING = re.compile(r"[\u3400-\u9fff\d]")
_SET_REST = 0.1
"""The share of a set phrase that may be anything."""


def sentences(text: str) -> Iterator[str]:
    """What stands between stops."""
    return (found[0] for found in _SENTENCE.finditer(text))


def clause_before(sentence: str, at: int) -> str:
    """What stands in a sentence right before a position, from the last comma on."""
    return _COMMA.split(sentence[:at])[-1]


def after_turn(text: str, turns: Iterable[str]) -> str:
    """What follows the last 但 or 然而: there a reason says what is wanting."""
    there = [(text.rfind(turn), turn) for turn in turns if turn in text]
    if not there:
        return text
    at, turn = max(there)
    return text[at + len(turn) :]


_NUMERAL = re.compile(
    r"(?<!第)[一二两三四五六七八九十][一二三四五六七八九十百千万亿两零〇点]*(?=(?:[万亿千百]*)元)"
    r"|百分之(?P<percent>[一二两三四五六七八九十百零〇点]+)"
)
_DIGITS = {each: at for at, each in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}


def digits_for_numerals(text: str) -> str:
    """Amounts and percentages in Chinese numerals as digits: `八百六十万元` → `860万元`."""
    if "元" not in text and "百分之" not in text:
        return text

    def in_digits(found: re.Match[str]) -> str:
        words = found["percent"] or found[0]
        tail = words[-1] if words[-1] in _MYRIADS else ""
        value = numeral(words.removesuffix(tail))
        if value is None:
            return found[0]
        return f"{value:f}%" if found["percent"] else f"{value:f}{tail}"

    return _NUMERAL.sub(in_digits, text)


def numeral(words: str) -> Decimal | None:
    """The number that Chinese numerals are: `三百二十` → 320, `九十二点五` → 92.5."""
    whole, point, rest = words.partition("点")
    total = part = digit = 0
    for sign in whole:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _POWERS:
            part, digit = part + (digit or 1) * _POWERS[sign], 0
        elif sign in _MYRIADS:
            total, part, digit = (total + part + digit) * _MYRIADS[sign], 0, 0
        else:
            return None
    if point and not all(sign in _DIGITS for sign in rest):
        return None
    decimals = "".join(str(_DIGITS[sign]) for sign in rest)
    return (
        Decimal(f"{total + part + digit}.{decimals or 0}")
        if decimals
        else Decimal(total + part + digit)
    )
