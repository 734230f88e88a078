"""Values as a message shows them: numbers without trailing zeros, cell texts in quotes."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from perfeval_batch.findings import Place
from perfeval_batch.model import Entry, Indicator
from perfeval_batch.scoring import rounded

_SHOWN = 40
"""Characters of a cell's text that a message repeats."""
_TYPED = Decimal("0.000001")


def number(value: Decimal) -> str:
    """A number as typed, at most 6 decimals, trailing zeros dropped: `9.50` → `9.5`."""
    return _bare(rounded(value, _TYPED))


def percent(value: Decimal) -> str:
    """A computed rate, at most 2 decimals: `86.19%`."""
    return f"{_bare(rounded(value))}%"


def _bare(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def quoted(entry: Entry[object]) -> str:
    """What stands in the cell, in quotes, cut where it is long."""
    return shown(entry.text)


def named(row: Indicator, kind: str = "") -> str:
    """An indicator by its name: `成本指标“预算控制数”`; one without a name is `这一行成本指标`."""
    return f"{kind}{quoted(row.name)}" if row.name.value else f"这一行{kind}"


def converted(label: str, entry: Entry[object], value: str) -> str:
    """What stands in the cell and how it was understood."""
    if entry.text in entry.how:
        return f"{label}不是数字格式，{entry.how}。"
    return f"{label}填的是{quoted(entry)}，已按{value}读取（{entry.how}）。"


def shown(text: str) -> str:
    """A text in quotes, cut where it is long."""
    return f"“{text if len(text) <= _SHOWN else text[: _SHOWN - 1] + '…'}”"


def cells(places: Iterable[Place]) -> str:
    """Addresses in a row: `K4、K7`."""
    return "、".join(place.cell or place.sheet for place in places)
