"""A text as a file holds it → the text as a person sees it: cleaned once, at the door."""

from __future__ import annotations

import re

from perfeval_batch.schema import BLANKS

_LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_JUNK = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad"
    "\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
    "\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]",
)
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
    kept = _JUNK.sub("", broken)
    return kept.replace("\t", " ").strip(), len(kept) != len(broken)


_BREAK = re.compile(r"[ \u3000]*\n\s*")
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_BREAK_BETWEEN_WIDE = re.compile(rf"(?<=[{_WIDE}])[ \u3000]*\n\s*|[ \u3000]*\n\s*(?=[{_WIDE}])")


def one_line(seen: str) -> str:
    """A name that was broken over lines: joined, with a blank only between Latin words."""
    if "\n" not in seen:
        return seen
    return _BREAK.sub(" ", _BREAK_BETWEEN_WIDE.sub("", seen))


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
