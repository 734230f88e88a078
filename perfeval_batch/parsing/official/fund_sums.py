"""Tells whether the total of the funds is the sum of its sources, details aside."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from perfeval_batch.model import Entry
from perfeval_batch.parsing import cell_values
from perfeval_batch.parsing.official.fund_lines import AMOUNTS, Line
from perfeval_batch.parsing.official.fund_values import Reader

_CENT = Decimal("0.01")


def agrees(
    entry: Entry[Decimal],
    parts: list[Entry[Decimal]],
    *,
    across: Reader,
    line: Line,
    what: str,
) -> bool:
    """The total is the sum of its sources, details below a source aside."""
    if entry.broken:
        return True
    values = [part.value for part in parts if part.value is not None]
    if what == "budget" and across.found.sources and not values:
        values = _across(across, line)
    if not values or (entry.value is None and not any(values)):
        return True
    if entry.value is None:
        return False
    return any(abs(entry.value - total) <= _CENT for total in _sums(values))


def _across(reader: Reader, line: Line) -> list[Decimal]:
    """The sources that stand in columns of their own, in 万元."""
    found = []
    for low, high in reader.found.sources:
        for column in reader.board.cells(line.row):
            if low <= column <= high:
                unit = reader.unit or "万元"
                entry = reader.board.entry(partial(cell_values.amount, unit=unit), line.row, column)
                if entry.value is not None:
                    found.append(entry.value)
    return found


def _sums(values: list[Decimal]) -> Iterator[Decimal]:
    """The sum of all, and of all without those that make up the one above them."""
    yield sum(values, Decimal(0))
    inner = _inner(values)
    yield sum((value for at, value in enumerate(values) if at not in inner), Decimal(0))


def _inner(values: list[Decimal]) -> set[int]:
    """Where the amounts stand that make up the one above them."""
    found: set[int] = set()
    at = 0
    while at < len(values):
        running, end = Decimal(0), at + 1
        while end < len(values) and running < values[at]:
            running += values[end]
            end += 1
        if running == values[at] and values[at] and end > at + 1:
            found |= set(range(at + 1, end))
            at = end
        else:
            at += 1
    return found


def inner_sources(reader: Reader, total: Line, sources: list[Line]) -> set[int]:
    """The sources that make up the one above them, where only without them the total agrees."""
    for what in AMOUNTS:
        stated = reader.amount(total, what).value
        values = [reader.amount(line, what).value or Decimal(0) for line in sources]
        inner = _inner(values)
        if stated and inner and abs(sum(values) - stated) > _CENT:
            outer = sum(value for at, value in enumerate(values) if at not in inner)
            if abs(outer - stated) <= _CENT:
                return inner
    return set()
