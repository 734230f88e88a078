"""Keeps what many outcomes have in common in memory once.

Outcomes come from other processes and from the journal, each with texts and numbers of its own;
names of levels, scores and sheets are the same in most of them, and take most of their memory.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from perfeval_batch.model import Processed
from perfeval_batch.values import Value, replace

LONGEST = 40
"""Characters of a text that may be the same elsewhere."""


class SharedValues:
    """The texts and numbers of a run's outcomes."""

    def __init__(self) -> None:
        self._known: dict[tuple[type, str], Any] = {}

    def processed(self, processed: Processed) -> Processed:
        """The same, of shared texts and numbers."""
        outcomes = (
            replace(
                outcome,
                identity=self._shared(outcome.identity),
                levels=self._shared(outcome.levels),
                items=self._shared(outcome.items),
                deductions=self._shared(outcome.deductions),
                findings=self._shared(outcome.findings),
            )
            for outcome in processed.outcomes
        )
        return replace(processed, outcomes=tuple(outcomes))

    def _shared(self, value: Any) -> Any:  # noqa: ANN401  # whatever a value holds
        kind = type(value)
        if kind is str:
            return self._known.setdefault((str, value), value) if len(value) < LONGEST else value
        if kind is Decimal:  # as it is written: 5 and 5.00 are two
            return self._known.setdefault((Decimal, str(value)), value)
        if kind is tuple:
            return tuple([self._shared(each) for each in value])
        if isinstance(value, Value):
            return kind(*[self._shared(getattr(value, each)) for each in value.__struct_fields__])
        if kind is dict:
            return {self._shared(key): self._shared(each) for key, each in value.items()}
        return value
