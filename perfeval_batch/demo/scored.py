"""An indicator pattern and a fate in, a row of the indicator table out, scored by the formulas.

≥: 实际 ÷ 目标 × 分值; ≤: (1 − (实际 − 目标) ÷ 目标) × 分值; 定性: 达成 scores 80 % and more
(财预〔2020〕10号 and domain.md, Scoring).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from perfeval_batch import wording
from perfeval_batch.demo.sectors import Pattern
from perfeval_batch.demo.writing import Voice
from perfeval_batch.model import CellValue
from perfeval_batch.schema import QUALITATIVE
from perfeval_batch.scoring import rounded

REACHED = "达成年度指标"
_FULL_PERCENT = Decimal(100)
_COARSE = 4
"""A target of fewer steps of its last digit cannot be missed by a little."""


@dataclass(frozen=True, slots=True)
class Row:
    """A scored indicator.

    Attributes:
        pattern: what it was made from.
        weight: 分值.
        score: 自评得分.
        target: 年度指标值; None for 定性.
        actual: 实际完成值; None for 定性.
    """

    pattern: Pattern
    weight: Decimal
    score: Decimal
    target: Decimal | None
    actual: Decimal | None

    @property
    def full(self) -> bool:
        """Nothing was taken off."""
        return self.score == self.weight


def can_be_missed(pattern: Pattern) -> bool:
    """Its last digit is fine enough for a result that is off by a little."""
    return pattern.low is None or pattern.low.scaleb(pattern.places) >= _COARSE


def score(
    pattern: Pattern,
    weight: Decimal,
    rng: Random,
    *,
    gap: tuple[Decimal, Decimal] | None,
    before: Row | None = None,
) -> Row:
    """Score an indicator that was met, or missed by a share of its target within `gap`.

    Its target is not below what was reached the year before.
    """
    if pattern.low is None or pattern.high is None:
        return _in_words(pattern, weight, rng, gap)
    target = _target(pattern.low, pattern.high, pattern.places, rng)
    if before is not None and before.target is not None and before.actual is not None:
        better = min if pattern.comparison == "≤" else max
        target = better(before.target, before.actual)
    step = Decimal(1).scaleb(-pattern.places)
    if gap is not None:
        return _missed(pattern, weight, target, step, gap, rng)
    return Row(pattern, weight, weight, target, _reached(pattern, target, step, rng))


def _target(low: Decimal, high: Decimal, places: int, rng: Random) -> Decimal:
    """A target between low and high; large ones are round, as targets are."""
    value = low + (high - low) * _share(rng)
    large = value.adjusted() - 1 if places == 0 else -places
    return value.quantize(Decimal(1).scaleb(max(large, -places))).quantize(
        Decimal(1).scaleb(-places)
    )


def _share(rng: Random) -> Decimal:
    """A number from 0 to 1."""
    return Decimal(rng.randrange(1001)) / 1000


def _reached(pattern: Pattern, target: Decimal, step: Decimal, rng: Random) -> Decimal:
    change = 1 + _share(rng) * Decimal("0.1") * (-1 if pattern.comparison == "≤" else 1)
    actual = (target * change).quantize(step)
    return min(actual, _FULL_PERCENT) if pattern.percent else actual


def _missed(
    pattern: Pattern,
    weight: Decimal,
    target: Decimal,
    step: Decimal,
    off: tuple[Decimal, Decimal],
    rng: Random,
) -> Row:
    least, most = off
    share = least + _share(rng) * (most - least)
    gap = min(max((target * share).quantize(step), step), target - step)
    actual = target + gap if pattern.comparison == "≤" else target - gap
    reached = rounded(weight * (1 - gap / target))
    return Row(pattern, weight, reached, target, actual)


def _in_words(
    pattern: Pattern, weight: Decimal, rng: Random, gap: tuple[Decimal, Decimal] | None
) -> Row:
    """定性: what is lost stays within the band of the stage that was reached."""
    if gap is None:
        return Row(pattern, weight, weight, None, None)
    least, most = next(band for limit, band in _BANDS if gap[1] <= limit)
    lost = weight * (least + _share(rng) * (most - least))
    return Row(pattern, weight, weight - lost.quantize(Decimal("0.1")), None, None)


_BANDS = (
    (Decimal("0.1"), (Decimal("0.05"), Decimal("0.12"))),
    (Decimal("0.6"), (Decimal("0.08"), Decimal("0.15"))),
    (Decimal("0.85"), (Decimal("0.25"), Decimal("0.35"))),
    (Decimal(1), (Decimal("0.5"), Decimal("0.9"))),
)
"""By the greatest gap of a project: the shares of 分值 that a missed 定性 indicator may lose."""
_STAGES = (
    (Decimal("0.8"), REACHED),
    (Decimal("0.6"), "部分达成年度指标并具有一定效果"),
    (Decimal(0), "未达成年度指标且效果较差"),
)
"""From which share of 分值 on a 定性 indicator is said to be reached."""


def _stage(row: Row) -> str:
    return next(name for floor, name in _STAGES if row.score >= floor * row.weight)


def cells(row: Row, voice: Voice, rng: Random) -> dict[str, CellValue]:
    """The row as the workbook shows it, without a review score."""
    pattern = row.pattern
    return {
        "一级指标": pattern.level1,
        "二级指标": pattern.level2,
        "三级指标": pattern.name,
        "指标性质": pattern.comparison,
        "年度指标值": pattern.words if row.target is None else row.target,
        "计量单位": pattern.unit or None,
        "实际完成值": _stage(row) if row.actual is None else row.actual,
        "完成情况说明": _description(row, voice, rng),
        "分值": row.weight,
        "自评得分": row.score,
        "扣分原因": None if row.full else pattern.reason,
        "改进措施": None if row.full else pattern.measure,
        "佐证材料": pattern.evidence,
    }


def _description(row: Row, voice: Voice, rng: Random) -> str:
    pattern = row.pattern
    words = {
        "name": pattern.name,
        "actual": "" if row.actual is None else wording.plain(row.actual),
        "measured": pattern.unit,
        "target": pattern.words,
        "sample": str(rng.randrange(6, 90) * 10),
    }
    return voice.description(_kind(row), pattern.number, words)


def _kind(row: Row) -> str:
    """Which wordings fit the row."""
    pattern = row.pattern
    if pattern.comparison == QUALITATIVE:
        return "words" if _stage(row) == REACHED else "unreached"
    if pattern.level1 == "满意度指标":
        return "satisfaction"
    if pattern.comparison == "≤":
        return "less" if row.full else "over"
    if not row.full:
        return "short"
    return "rate" if pattern.percent else "more"
