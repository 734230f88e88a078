"""batch.sharing: outcomes stay as they are; what they have in common is there once."""

from __future__ import annotations

from decimal import Decimal

from perfeval_batch.batch.sharing import Shared
from perfeval_batch.model import ItemFigures, Outcome
from perfeval_batch.values import decoded, encoded, replace
from tests.summary import build


def kept(outcome: Outcome) -> Outcome:
    """With texts and numbers of its own, as it comes from a worker or the journal."""
    return decoded(Outcome, encoded(outcome))


def test_shared_outcomes_are_equal_and_written_alike() -> None:
    for outcome in build.three().outcomes:
        told = Shared().outcome(kept(outcome))
        assert told == outcome
        assert encoded(told) == encoded(outcome)


def test_equal_texts_and_numbers_are_the_same_object() -> None:
    shared = Shared()
    one, other = (shared.outcome(kept(build.reported())) for _ in range(2))
    assert one.items
    for mine, yours in zip(one.items, other.items, strict=True):
        assert mine.name is yours.name
        assert mine.weight is yours.weight
    assert one.levels[0].name is other.levels[0].name


def test_numbers_that_are_written_differently_stay_apart() -> None:
    rows = [ItemFigures("甲", "乙", "丙", Decimal(text), None, None) for text in ("5", "5.00")]
    shared = Shared()
    told = [shared.outcome(replace(build.reported(), items=(row,))) for row in rows]
    assert [str(each.items[0].weight) for each in told] == ["5", "5.00"]
