"""Texts in, the same out as a workbook's XML can hold them."""

from __future__ import annotations

import re
from unicodedata import east_asian_width
from xml.sax.saxutils import escape, quoteattr

from perfeval_batch import office

_MOST = 8_000
"""Characters of one cell or comment; Excel holds 32,767 UTF-16 units."""
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""`_x000D_` in a workbook means a character: where it is meant as text, the `_` is escaped."""


def clean(text: str) -> str:
    """`text` without what no XML may hold; an over-long one is cut, and says so."""
    text = office.writable(text)
    return text if len(text) <= _MOST else f"{text[:_MOST]}……（后文过长，已略去）"


def escaped(text: str) -> str:
    """`text` as the value of a cell or comment (ECMA-376, ST_Xstring)."""
    return _ESCAPE.sub("_x005F_", clean(text))


def lines(text: str, width: int) -> int:
    """How many lines a text takes where `width` Latin characters stand side by side.

    A Chinese character takes two; a word or a number is not broken, so lines are not quite full.
    """
    return sum(max(1, -(-_halves(line) // (width - 2))) for line in text.split("\n"))


def _halves(line: str) -> int:
    return sum(2 if east_asian_width(each) in "WFA" else 1 for each in line)


def element(text: str) -> str:
    """`text` as the content of an element written as a string."""
    return escape(escaped(text))


def attribute(text: str) -> str:
    """`text` as an attribute's value, quoted."""
    return quoteattr(escaped(text))
