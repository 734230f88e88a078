"""batch.shared_values: outcomes stay as they are; what they have in common is there once."""

from __future__ import annotations

from decimal import Decimal

from perfeval_batch.batch.shared_values import SharedValues
from perfeval_batch.model import Outcome, Processed
from perfeval_batch.values import decoded, encoded, replace
from tests.summary import build


def kept(outcome: Outcome) -> Processed:
    """With texts and numbers of its own, as it comes from a worker or the journal."""
    return decoded(Processed, encoded(Processed(outcome.source, (outcome,))))


def test_shared_outcomes_are_equal_and_written_alike() -> None:
    for outcome in build.three().outcomes:
        told = SharedValues().processed(kept(outcome))
        assert told.outcomes == (outcome,)
        assert encoded(told.outcomes[0]) == encoded(outcome)


def test_equal_texts_and_numbers_are_the_same_object() -> None:
    shared, outcome = SharedValues(), build.reported()
    one, other = (shared.processed(kept(outcome)).outcomes[0] for _ in range(2))
    assert one.levels[0].name is other.levels[0].name
    assert one.levels[0].weight is other.levels[0].weight
    assert one.identity.department is other.identity.department


def test_numbers_that_are_written_differently_stay_apart() -> None:
    shared, outcome = SharedValues(), build.reported()
    weights = []
    for text in ("5", "5.00"):
        levels = (replace(outcome.levels[0], weight=Decimal(text)),)
        told = shared.processed(kept(replace(outcome, levels=levels)))
        weights.append(str(told.outcomes[0].levels[0].weight))
    assert weights == ["5", "5.00"]
