"""Reads cell addresses and small whole numbers as Office files write them."""

from __future__ import annotations

import re
from functools import lru_cache

from perfeval_batch.reading.grid import Spot
from perfeval_batch.reading.refusals import UNREADABLE, RefusedError

TRUE = ("1", "true")
FALSE = ("0", "false")
_SHORT_NUMBER = re.compile(r"\d{1,9}", re.ASCII)
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})", re.ASCII)


def whole(text: str | None) -> int:
    """A small whole number, or −1."""
    return int(text) if text and _SHORT_NUMBER.fullmatch(text) else -1


def spot(reference: str) -> Spot:
    """`J9` → (9, 10).

    Raises:
        RefusedError: it is no address.
    """
    found = _REFERENCE.fullmatch(reference)
    if not found:
        raise RefusedError(UNREADABLE, "文件内部的单元格地址不正确")
    return int(found[2]), column_number(found[1])


@lru_cache(maxsize=20_000)
def column_number(letters: str) -> int:
    """`AB` → 28."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column


def area(reference: str) -> tuple[Spot, Spot] | None:
    """`A1:B2` → its first and last cell; None for a single cell.

    Raises:
        RefusedError: it is no address.
    """
    first, _, last = reference.partition(":")
    return (spot(first), spot(last)) if last else None
