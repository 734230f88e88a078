"""How a project fared: how much of its money it spent, and how far it fell short of its targets."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random


@dataclass(frozen=True, slots=True)
class Fortune:
    """What became of a project in a year.

    Attributes:
        name: good, fair, weak or poor; the texts are worded by it.
        least, most: 预算执行率 lies between them, in thousandths.
        gap: how far a missed target is off, at most, as a share of it.
        turns: how many sets of indicators are missed.
    """

    name: str
    least: int
    most: int
    gap: Decimal
    turns: int

    @property
    def poor(self) -> bool:
        """The texts should not praise it."""
        return self.name in ("weak", "poor")


GOOD = Fortune("good", 962, 1000, Decimal("0.07"), 1)
FAIR = Fortune("fair", 820, 985, Decimal("0.6"), 1)
WEAK = Fortune("weak", 480, 860, Decimal("0.85"), 2)
POOR = Fortune("poor", 200, 480, Decimal("0.98"), 3)
_FORTUNES = (GOOD, FAIR, WEAK, POOR)
_SHARES = (0.58, 0.25, 0.12, 0.05)
"""As in published results: most 优, some 良, few 中 and 差."""


def draw(rng: Random) -> Fortune:
    """How a project fares."""
    return rng.choices(_FORTUNES, _SHARES)[0]
