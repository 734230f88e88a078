"""Names of levels as people type them in, the levels of a scheme that they mean out."""

from __future__ import annotations

from functools import lru_cache

from perfeval_batch import scheme as schemes
from perfeval_batch.scheme import Level1, Level2, Scheme


class Known:
    """The levels of one scheme; the same few names come with every workbook."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.level1 = lru_cache(maxsize=512)(scheme.level1)
        self.levels = lru_cache(maxsize=2048)(self._levels)

    def _levels(self, name: str, name2: str) -> tuple[Level1 | None, Level2 | None]:
        """The level 1 that `name` means, and the level 2 within it that `name2` means."""
        known = self.level1(name)
        return known, schemes.level2(known, name2) if known else None


def known(scheme: Scheme) -> Known:
    """What is known of a scheme; it is recognised by identity, for it cannot be hashed."""
    return _of(_Itself(scheme))


@lru_cache(maxsize=8)
def _of(key: _Itself) -> Known:
    return Known(key.scheme)


class _Itself:
    """A scheme as a key: the very object."""

    __slots__ = ("scheme",)

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme

    def __hash__(self) -> int:
        return id(self.scheme)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and other.scheme is self.scheme
