"""Scoring standards in departments' own words, computed where they can be."""

from __future__ import annotations

from decimal import Decimal

import pytest

from perfeval_batch.model import Achievement
from perfeval_batch.scoring import standards

D = Decimal
WEIGHT = D(10)


@pytest.mark.parametrize(
    ("text", "sign", "target", "actual", "unit", "least", "most"),
    [
        ("每低1%扣0.5分，扣完为止", "≥", 95, "92.5", "%", "8.5", "9"),
        ("每少1个百分点扣1分", "≥", 95, 93, "%", 8, 8),
        ("每低一个百分点扣分值的5%", "≥", 95, 93, "%", 9, 9),
        ("每超1次扣2分", "≤", 2, 5, "次", 4, 4),
        ("每减少1个，扣1分，扣完为止", "≥", 20, 5, "个", 0, 0),
        ("每少1次扣0.5分，最多扣3分", "≥", 12, 2, "次", 7, 7),
        ("每少一处扣2分", "≥", 10, 8, "处", 6, 6),
        ("每超过30分钟扣0.5分", "≤", 24, "25.5", "小时", "8.5", "8.5"),
        ("每发生一起扣5分", "≤", 0, 1, "起", 5, 5),
        ("每降低1%扣0.5分", "≥", 500, 475, "人", "7.5", "7.5"),
        ("完成率100%得满分，每降低1个百分点扣0.5分", "≥", 50, 45, "台", 5, 5),
        ("90分以上得满分，每低1分扣0.5分", "≥", 95, 88, "分", 9, 9),
        ("达到目标得满分，每低1%扣0.5分", "≥", 95, 97, "%", 10, 10),
        ("达到目标得满分，未达到按比例得分", "≥", 100, 80, "人", 8, 8),
        ("得分=实际完成值/目标值×分值", "≥", 100, 90, "个", 9, 9),
        ("完成得满分，未完成不得分", "≥", 10, 8, "个", 0, 0),
        ("控制在预算内得满分，超预算不得分", "≤", 50, 52, "万元", 0, 0),
        ("低于85%扣2分，低于80%扣5分", "≥", 90, 83, "%", 8, 8),
        ("低于60%不得分，≥90%得10分，60%-90%得6分", "≥", 90, 50, "%", 0, 0),
        ("≥90%得10分，80%-90%得6分，80%以下不得分", "≥", 95, 85, "%", 6, 6),
        ("≥90%得10分，80%以下不得分", "≥", 95, 75, "%", 0, 0),
        ("90%以上满分80%-90%得一半", "≥", 90, 85, "%", 5, 5),
        ("95%以上得10分，90%以上得８分", "≥", 95, "91.2", "%", 8, 8),
        ("90%以下得5分，60%以下得2分，90%以上得10分", "≥", 95, 50, "%", 2, 2),
        ("实际完成率达到100%得满分，90%-100%得80%的分", "≥", 200, 190, "个", 8, 8),
    ],
)
def test_a_standard_that_says_how_is_computed(
    text: str,
    sign: str,
    target: int,
    actual: int | str,
    unit: str,
    least: int | str,
    most: int | str,
) -> None:
    achievement = Achievement(sign, D(target), D(actual), unit)
    assert standards.read_due(text, achievement, WEIGHT) == standards.Due(D(least), D(most))


@pytest.mark.parametrize(
    "text",
    [
        *("", "视情况扣分", "按考核结果计分", "每0个扣1分", "每有一项不合格扣1分", "其余不得分"),
        *("每少1场扣1分", "每推迟一个月扣2分", "每超1%扣1分", "每低于目标值1%（含）扣1分"),
        *("低于80%不得分", "≥95%得10分", "80%-95%得5分，85%-95%得8分", "≥80%得12分"),
        "每减少1个百分点扣1分；每增加1个百分点加1分",
    ],
)
def test_a_standard_that_does_not_say_how_is_left_alone(text: str) -> None:
    assert standards.read_due(text, Achievement("≥", D(95), D(90), "%"), WEIGHT) is None


def test_a_share_of_the_target_is_not_taken_for_a_rate_of_its_own() -> None:
    """95 % is reached to 97.9 % with 93 %: nobody knows which of them 完成率 means."""
    text = "完成率每降低1个百分点扣0.5分，完成率90%以上得满分"
    assert standards.read_due(text, Achievement("≥", D(95), D(93), "%"), WEIGHT) is None
