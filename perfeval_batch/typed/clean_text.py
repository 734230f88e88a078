"""Cleans texts from files: what a person sees stays, what nobody sees goes."""

from __future__ import annotations

import re
from itertools import pairwise

from perfeval_batch.schema import BLANKS

_LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_JUNK = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad"
    "\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
    "\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]",
)
_JOINER = re.compile(
    "(?<![\U0001f000-\U0001faff\ufe0f\u2600-\u27bf\u0600-\u109f\u1780-\u18af])[\u200c\u200d]"
    "|(?<![\u1800-\u18af])\u180e"
)
"""A joiner that no emoji or script needs."""
_PLAIN = re.compile(r"[\t\n\x20-\x7e\u00a0-\u00ac\u2013-\u2027\u3000-\u9fff\uff00-\uffef]*")
"""Nothing in here needs cleaning; nearly every text of several lines is of this kind."""


def clean(raw: str) -> tuple[str, bool]:
    """Remove what no text may hold and trim it.

    Control characters, direction marks, zero-width characters, lone surrogates and non-characters
    are invisible: they can hide or turn around what a person reads.

    Returns:
        The text, its lines broken by line feeds; and whether anything was removed (PE013).
    """
    if raw.isprintable():  # nothing that needs cleaning is
        return raw.strip(), False
    if _PLAIN.fullmatch(raw):
        return raw.replace("\t", " ").strip(), False
    broken = _LINE_BREAK.sub("\n", raw)
    kept = _JOINER.sub("", _JUNK.sub("", broken))
    return kept.replace("\t", " ").strip(), len(kept) != len(broken)


_NUMERAL = r"(?:[一二三四五六七八九十]{1,3}|\d{1,2})"
_TWO = "|".join(
    f"{one}、{two}"
    for signs in ([str(each) for each in range(1, 13)], "一二三四五六七八九十")
    for one, two in pairwise(signs)
)
"""No numbering begins `3、4月` or `一、二期`."""
_NUMBERING = re.compile(
    rf"\s*(?!(?:{_TWO})[月号期批季组标栋])"
    rf"(?:{_NUMERAL}[ \u3000]?、|\d{{1,2}}[.．](?!\d)|[(（]{_NUMERAL}[)）][、.．]?"
    r"|\d{1,2}[)）]|[①-⑳⑴-⒇⒈-⒛][、.．]?)\s*",
)
_BEFORE_NUMBER = re.compile(rf"(?<=[。；;！\s])(?={_NUMBERING.pattern})")
_BULLET = re.compile(r"[•●▪■◆◇○➢►✓√·\-—]\s*(?=[\u4e00-\u9fff“《])")
_LEVELS = re.compile(r"\d{1,2}(?:[.．]\d{1,2}){1,3}[、.．]?\s+")
_COUNTED = re.compile(
    r"(\d{1,2})\s*(?=[\u4e00-\u9fff])(?![个项次家户人名年月日号件处座条公里万亿元天批台套])"
)
_FIRSTLY = re.compile("(?<![^。；;！\\s])(?=[一二三四五六七八九十]{1,2}是)")
_IN_WORDS = re.compile("[一二三四五六七八九十]{1,2}是[，,]?")
"""`一是加强领导；二是严格管理。`"""
_UNFINISHED = re.compile(r"[，、,]$")
_WRAPPED = 18
"""Characters from which on a line without an end is one that was broken by hand."""
_ENDS = "。；;！？!?：:…"


def list_items(seen: str) -> tuple[str, ...]:
    """The items of a list that was typed into one cell, without the numbers before them.

    What follows `……：` by 一是, 二是 belongs to that item, a line each.
    """
    if seen.startswith("一是"):
        items = [each.strip() for each in _FIRSTLY.split(seen) if each.strip()]
        return _ended([_IN_WORDS.sub("", item, count=1) for item in items])
    lines = _without_marks([line.strip() for line in seen.strip().split("\n")])
    if len(lines) == 1 and _NUMBERING.match(lines[0]):
        lines = [each.strip() for each in _BEFORE_NUMBER.split(lines[0]) if each.strip()]
    elif len(lines) == 1:
        lines = re.split(rf"(?<=[。；;！])(?={_NUMBERING.pattern})", lines[0])
    numbered = sum(_NUMBERING.match(line) is not None for line in lines)
    items = []
    begun = False
    for line in lines:
        goes_on = bool(line) and begun and not _NUMBERING.match(line)
        if goes_on and _IN_WORDS.match(line) and "：" in items[-1]:
            items[-1] += f"\n{line}"
        elif goes_on and (numbered > 1 or _is_unfinished(items[-1], line)):
            items[-1] += line
        elif line:
            items.append(line)
        begun = bool(line)
    return _ended(
        [_NUMBERING.sub("", each, 1) if _NUMBERING.match(each) else each for each in items]
    )


def _ended(items: list[str]) -> tuple[str, ...]:
    """The items, each a sentence that does not go on."""
    return tuple(
        f"{item.rstrip('；;')}。" if item.endswith(("；", ";")) and len(items) > 1 else item
        for item in items
        if item
    )


def _is_unfinished(item: str, line: str) -> bool:
    """A sentence of several parts that has no end yet goes on; a few words alone are an item."""
    return not item.endswith(tuple(_ENDS)) and ("，" in item or line[0] in "，。；、")


def _without_marks(lines: list[str]) -> list[str]:
    """The lines without bullets and the like, where all of them have one."""
    filled = [line for line in lines if line]
    if len(filled) < _SEVERAL_LINES:
        return lines
    for mark in (_BULLET, _LEVELS):
        if all(mark.match(line) for line in filled):
            return [mark.sub("", line, count=1) for line in lines]
    counted = [_COUNTED.match(line) for line in filled]
    if [int(each[1]) for each in counted if each] == list(range(1, len(filled) + 1)):
        return [_COUNTED.sub("", line, count=1) for line in lines]
    return lines


_SEVERAL_LINES = 2


def joined_lines(seen: str) -> str:
    """A text whose sentences were broken over lines by hand: each sentence on one line again."""
    if "\n" not in seen:
        return seen
    lines: list[str] = []
    for line in seen.split("\n"):
        if lines and line.strip() and _is_broken_off(lines[-1]) and not _begins_item(line):
            lines[-1] += line.strip()
        else:
            lines.append(line)
    return "\n".join(lines)


def _begins_item(line: str) -> bool:
    return bool(_NUMBERING.match(line) or _IN_WORDS.match(line))


def _is_broken_off(line: str) -> bool:
    """A sentence goes on in the next line."""
    line = line.strip()
    if _UNFINISHED.search(line):
        return True
    return len(line) >= _WRAPPED and not line.endswith(tuple(_ENDS))


_LEADING = re.compile(r"(?m)^[ \u3000\t]+|[ \u3000\t]+$")
_SEVERAL = re.compile(r"[ \u3000]{2,}")


def without_spare_blanks(seen: str) -> str:
    """A text without blanks before its lines and with single ones inside."""
    if "  " not in seen and "\u3000" not in seen and "\n" not in seen:
        return seen
    return _SEVERAL.sub(" ", _LEADING.sub("", seen))


_BREAK = re.compile(r"[ \u3000]*\n\s*")
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_BREAK_BETWEEN_WIDE = re.compile(rf"(?<=[{_WIDE}])[ \u3000]*\n\s*|[ \u3000]*\n\s*(?=[{_WIDE}])")


def one_line(seen: str) -> str:
    """A name that was broken over lines: joined, with a blank only between Latin words."""
    if "\n" not in seen:
        return seen
    return _BREAK.sub(" ", _BREAK_BETWEEN_WIDE.sub("", seen))


_BRACKETS = str.maketrans("()﹙﹚⁽⁾❨❩", "（）" * 4)
_BLANK_BY_WIDE = re.compile(rf"(?<=[{_WIDE}])\s+|\s+(?=[{_WIDE}])")


def department(seen: str) -> str:
    """A department's name in one spelling: （本级）, (本级) and （ 本级 ） are one department."""
    wide = seen.translate(_BRACKETS) if not seen.isascii() else seen
    return _BLANK_BY_WIDE.sub("", wide)


def is_blank(text: str) -> bool:
    """Nothing, or one of the signs for nothing (rules.md); the text is trimmed already."""
    return text in BLANKS


_WIDTHS = str.maketrans(
    {
        **{chr(0xFF01 + offset): chr(0x21 + offset) for offset in range(94)},
        "\u3000": " ",
        "\xa0": " ",
        "−": "-",
        "﹣": "-",
        "﹪": "%",
        "﹢": "+",
        "￥": "¥",
        "═": "=",
        "﹦": "=",
    },
)


def narrow(text: str) -> str:
    """Full-width letters, digits and signs as half-width ones, for reading only."""
    return text if text.isascii() else text.translate(_WIDTHS)
