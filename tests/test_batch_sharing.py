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
    row = ItemFigures("产出指标", "数量指标", "修缮面积", Decimal("5.5"), None, None)
    shared, outcome = Shared(), replace(build.reported(), items=(row,))
    one, other = (shared.outcome(kept(outcome)) for _ in range(2))
    assert one.items[0].name is other.items[0].name
    assert one.items[0].weight is other.items[0].weight
    assert one.levels[0].name is other.levels[0].name


def test_numbers_that_are_written_differently_stay_apart() -> None:
    rows = [ItemFigures("甲", "乙", "丙", Decimal(text), None, None) for text in ("5", "5.00")]
    shared = Shared()
    told = [shared.outcome(replace(build.reported(), items=(row,))) for row in rows]
    assert [str(each.items[0].weight) for each in told] == ["5", "5.00"]
