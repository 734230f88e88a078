"""How a project fared: how much of its money it spent, and how far it fell short of its targets."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from random import Random


@dataclass(frozen=True, slots=True)
class Fortune:
    """What became of a project in a year.

    Attributes:
        name: good, fair, weak or poor; the texts are worded by it.
        least, most: 预算执行率 lies between them, in thousandths.
        gap: how far a missed target is off, at least and at most, as a share of it.
        turns: how many sets of indicators are missed.
    """

    name: str
    least: int
    most: int
    gap: tuple[Decimal, Decimal]
    turns: int

    @property
    def poor(self) -> bool:
        """The texts should not praise it."""
        return self.name in ("weak", "poor")


GOOD = Fortune("good", 962, 1000, (Decimal("0.01"), Decimal("0.07")), 1)
FAIR = Fortune("fair", 820, 985, (Decimal("0.01"), Decimal("0.6")), 1)
WEAK = Fortune("weak", 480, 860, (Decimal("0.01"), Decimal("0.85")), 2)
POOR = Fortune("poor", 200, 480, (Decimal("0.38"), Decimal("0.72")), 4)
_FORTUNES = (GOOD, FAIR, WEAK, POOR)
_SHARES = (0.42, 0.28, 0.21, 0.09)
"""More 优 than 良, more 良 than 中, few 差."""
_GOLDEN = 0.6180339887498949


def draw(seed: int, number: int) -> Fortune:
    """How a project fares: steps of the golden ratio, so that any batch has nearly these shares."""
    at = (number * _GOLDEN + Random(f"{seed}/fortune").random()) % 1  # noqa: S311  # samples, no secrets
    ends = accumulate(_SHARES)
    return next((each for each, end in zip(_FORTUNES, ends, strict=True) if at < end), POOR)
