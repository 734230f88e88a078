"""Writes the lists of 综合评价: items numbered 1．2．…, however they were typed into the cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from perfeval_batch.model import Entry
from perfeval_batch.report import phrases
from perfeval_batch.template import numbering

_NUMERAL = re.compile(
    r"\A(?:[0-9]{1,2}(?:[、．]|\.(?![0-9]))(?![0-9])|[（(][0-9]{1,2}[)）]|[①-⑳⑴-⒇]|[0-9]{1,2}[)）]|"
    r"[一二三四五六七八九十]{1,3}、(?![一二三四五六七八九十])|[（(][一二三四五六七八九十]{1,3}[)）])\s*(?=\S)"
)
"""What a clerk types before an item (`1、`, `（1）`, `①`, `一、`); no `3.5公里`, no `3、4月`."""
_GOES_ON = ("，", "、", ",", "（", "“")
"""A line that ends so is broken inside of a sentence."""


def paragraphs(entries: Sequence[Entry[str]]) -> tuple[str, ...]:
    """A list's paragraphs; a single item is not numbered and keeps the sign that it ends in."""
    items = [item for entry in entries if not entry.blank for item in _items(entry.text)]
    if len(items) == 1:
        (only,) = items
        return (*only[:-1], phrases.closed(only[-1]))
    listed: list[str] = []
    for number, lines in enumerate(items, 1):
        first, *rest = (*lines[:-1], phrases.sentence(lines[-1]))
        listed += (f"{numbering.third(number)}{first}", *rest)
    return tuple(listed)


def _items(text: str) -> Iterator[tuple[str, ...]]:
    """The items of one cell, without their own numerals: one, or a list that was pasted whole."""
    lines = _joined(phrases.paragraphs(text))
    starts = [at for at, line in enumerate(lines) if at == 0 or _NUMERAL.match(line)]
    for begin, end in zip(starts, (*starts[1:], len(lines)), strict=True):
        first, *rest = lines[begin:end]
        yield (_NUMERAL.sub("", first), *rest)


def _joined(lines: Sequence[str]) -> list[str]:
    """Lines that were broken inside of a sentence are put together again."""
    joined: list[str] = []
    for line in lines:
        if joined and joined[-1].endswith(_GOES_ON) and not _NUMERAL.match(line):
            joined[-1] += line
        else:
            joined.append(line)
    return joined
