"""A cell's type, style, value and address as an Office file writes them → what they mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from perfeval_batch.model import State
from perfeval_batch.reading import number_formats
from perfeval_batch.reading.grid import UNCALCULATED, Broken, Content, Moment, Spot
from perfeval_batch.reading.number_formats import Format
from perfeval_batch.reading.refusals import UNREADABLE, RefusedError

TRUE = ("1", "true")


@dataclass(frozen=True, slots=True, eq=False)
class Meanings:
    """What cells mean in one workbook; equal only to itself, so that it is quickly told apart.

    Attributes:
        styles: the number formats by the index of the style, as cells write it.
        since_1904: days are counted from 1904 on.
    """

    styles: Mapping[str, Format]
    since_1904: bool = False

    def of(self, kind: str, style: str, raw: str | None, *, formula: bool) -> Content | None:
        """What a cell's type, style, value and formula mean together."""
        if formula and not raw and not (kind == "str" and raw is not None):
            return UNCALCULATED
        if not raw:
            return None
        return self.number(raw, self.form(style)) if kind == "n" else _spelled(kind, raw)

    def form(self, style: str) -> Format:
        """The number format of a style."""
        return self.styles.get(style, number_formats.GENERAL)

    def number(self, raw: str, form: Format) -> Content:
        """What a stored number means under a number format."""
        return number_formats.content(raw.strip(), form, since_1904=self.since_1904)


def _spelled(kind: str, raw: str) -> Content:
    """A cell whose type says how its value is written."""
    match kind:
        case "str":
            return unescaped(raw)
        case "inlineStr":
            return raw
        case "b":
            return raw.strip() in TRUE
        case "e":
            return Broken(State.ERROR, raw.strip())
        case "d":
            day = number_formats.iso_day(raw.strip())
            return Moment(day, number_formats.shown_day(day, "ymd")) if day else unescaped(raw)
    return Broken(State.UNREADABLE, raw, "单元格的类型不认识")


_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    """Resolve `_x000D_` and the like (ECMA-376 part 1, 22.4.2.4)."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


_SHORT_NUMBER = re.compile(r"\d{1,9}", re.ASCII)


def whole(text: str | None) -> int:
    """A small whole number, or −1."""
    return int(text) if text and _SHORT_NUMBER.fullmatch(text) else -1


_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})", re.ASCII)


@lru_cache(maxsize=16_384)
def spot(reference: str) -> Spot:
    """`J9` → (9, 10)."""
    found = _REFERENCE.fullmatch(reference)
    if not found:
        raise RefusedError(UNREADABLE, "文件内部的单元格地址不正确")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def area(reference: str) -> tuple[Spot, Spot] | None:
    """`A1:B2` → its first and last cell; None for a single cell.

    Raises:
        RefusedError: it is no address.
    """
    first, _, last = reference.partition(":")
    return (spot(first), spot(last)) if last else None
