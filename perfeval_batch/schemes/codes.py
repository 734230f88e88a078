"""The codes that a scheme may name in `[severity]`, whichever room raises them.

The catalogue itself stands higher in the house; a test keeps the two the same.
"""

from __future__ import annotations

_LAST = {0: 19, 1: 11, 2: 15, 3: 8, 4: 16, 5: 14, 6: 16, 7: 8, 8: 14, 9: 5}
"""Hundred of the catalogue → its last number; there are no gaps."""

CODES = frozenset(
    f"PE{hundred}{number:02}" for hundred, last in _LAST.items() for number in range(1, last + 1)
)
