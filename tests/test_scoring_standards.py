"""Scoring standards in departments' own words, computed where they can be."""

from __future__ import annotations

from decimal import Decimal

import pytest

from perfeval_batch.model import Achievement
from perfeval_batch.scoring import standards

D = Decimal
WEIGHT = D(10)


@pytest.mark.parametrize(
    ("text", "sign", "target", "actual", "least", "most"),
    [
        ("每低1%扣0.5分，扣完为止", "≥", 95, "92.5", "8.5", "9"),
        ("每少1个百分点扣1分", "≥", 95, 93, 8, 8),
        ("每超1次扣2分", "≤", 2, 5, 4, 4),
        ("每减少1个，扣1分，扣完为止", "≥", 20, 5, 0, 0),
        ("达到目标得满分，每低1%扣0.5分", "≥", 95, 97, 10, 10),
        ("低于60%不得分，≥90%得10分，60%-90%得6分", "≥", 90, 50, 0, 0),
        ("≥90%得10分，80%-90%得6分，80%以下不得分", "≥", 95, 85, 6, 6),
        ("≥90%得10分，80%以下不得分", "≥", 95, 75, 0, 0),
        ("95%以上得10分，90%以上得８分", "≥", 95, "91.2", 8, 8),
    ],
)
def test_a_standard_that_says_how_is_computed(
    text: str, sign: str, target: int, actual: int | str, least: int | str, most: int | str
) -> None:
    achievement = Achievement(sign, D(target), D(actual), "%")
    assert standards.read_due(text, achievement, WEIGHT) == standards.Due(D(least), D(most))


@pytest.mark.parametrize(
    "text", ["", "视情况扣分", "按考核结果计分", "每0个扣1分", "得分=完成率×分值"]
)
def test_a_standard_that_does_not_say_how_is_left_alone(text: str) -> None:
    assert standards.read_due(text, Achievement("≥", D(95), D(90), "%"), WEIGHT) is None
