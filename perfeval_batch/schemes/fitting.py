"""Finds the built-in scheme that the level-1 sums of a project fit exactly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from perfeval_batch.schemes.scheme_values import Scheme


def fits(
    scheme: Scheme,
    rows: Iterable[tuple[str, Decimal | None]],
    execution: Decimal | None,
) -> bool:
    """Whether every level 1 has exactly the weight that the scheme gives it.

    Args:
        scheme: one that gives every level 1 a weight; no other is ever fitted exactly.
        rows: level 1 as typed and weight of each indicator.
        execution: the weight of 预算执行率.
    """
    sums = {level.name: Decimal(0) for level in scheme.levels}
    if execution != scheme.execution_weight or not is_fixed(scheme):
        return False
    for name, weight in rows:
        level = scheme.level1(name)
        if level is None or weight is None:
            return False
        sums[level.name] += weight
    return all(abs(sums[each.name] - (each.weight or 0)) <= _NONE for each in scheme.levels)


def fits_freely(
    scheme: Scheme,
    rows: Sequence[tuple[str, Decimal | None]],
    execution: Decimal | None,
) -> bool:
    """Whether the level 1 are those of a scheme that leaves their weights free, 100 in all."""
    if execution != scheme.execution_weight or is_fixed(scheme):
        return False
    weights = [weight for name, weight in rows if scheme.level1(name) is not None]
    known = [weight for weight in weights if weight is not None]
    whole = sum(known, execution)
    return len(known) == len(rows) and abs(whole - _WHOLE) <= _NONE


def is_fixed(scheme: Scheme) -> bool:
    """Whether it gives every level 1 a weight."""
    return all(each.weight is not None for each in scheme.levels)


_WHOLE = Decimal(100)
_NONE = Decimal("0.01")
"""A difference of up to this much is none."""
