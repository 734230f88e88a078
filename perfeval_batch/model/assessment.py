"""A project as scored: its items and levels, with weights and scores."""

from __future__ import annotations

from decimal import Decimal

from perfeval_batch.model.entry import Entry
from perfeval_batch.model.submission import Indicator, Project
from perfeval_batch.values import Value


class Achievement(Value, frozen=True):
    """What a quantitative indicator was to reach and reached, in one unit.

    Attributes:
        comparison: one of ≥ ≤ ＝ > <.
        target: 年度指标值; not negative.
        actual: 实际完成值; not negative.
        unit: of both; empty when none is given.
    """

    comparison: str
    target: Decimal
    actual: Decimal
    unit: str = ""

    @property
    def met(self) -> bool:
        """The target is reached; ＝ is reached from the target on, ＝ 0 only at 0."""
        match self.comparison:
            case "≤":
                return self.actual <= self.target
            case "<":
                return self.actual < self.target
            case ">":
                return self.actual > self.target
            case "＝" if self.target == 0:
                return self.actual == 0
        return self.actual >= self.target


class Item(Value, frozen=True):
    """What is scored, an indicator or 预算执行率, with the numbers that can be trusted.

    A number is None when its cell is blank, unreadable or contradicts another (negative, a score
    over its weight …): whoever computes with it stays silent, because that cell has its own error.

    Attributes:
        indicator: the row; None for 预算执行率.
        level1: the scheme's full name, or the name as typed when the scheme does not know it.
        level2: the same for level 2; empty for 预算执行率.
        weight: 分值.
        self_score: 自评得分.
        review_score: 复核得分.
        score: the final score: the review score when the review is complete, else the self score.
        reason: 扣分原因, for 预算执行率 the 说明 of 资金情况.
        achievement: target against actual value where both are plain numbers; else None.
    """

    indicator: Indicator | None
    level1: str
    level2: str
    weight: Decimal | None
    self_score: Decimal | None
    review_score: Decimal | None
    score: Decimal | None
    reason: Entry[str]
    achievement: Achievement | None = None

    @property
    def deduction(self) -> Decimal | None:
        """扣分: weight − final score; None when one is not known."""
        if self.weight is None or self.score is None:
            return None
        return self.weight - self.score


class Level(Value, frozen=True):
    """The sums of a level 1 (or of a level 2 within it); a sum is None when a part is not known."""

    name: str
    weight: Decimal | None
    self_score: Decimal | None
    review_score: Decimal | None
    score: Decimal | None
    items: tuple[Item, ...]
    levels: tuple[Level, ...] = ()
    """The level-2 groups, in the scheme's order, an unnamed one first; none for 预算执行率 and for
    a level 2."""


class Assessment(Value, frozen=True):
    """What follows from the cells by arithmetic; None where the cells do not allow it.

    Attributes:
        project: the cells.
        execution: 预算执行率 as an item; None when its 分值 is blank (not scored).
        items: all that is scored, 预算执行率 first, then the indicators in the file's order.
        levels: 预算执行率 and the level-1 groups that have indicators, in the scheme's order.
        weight: Σ分值 including 预算执行率.
        self_score: Σ自评得分.
        review_score: Σ复核得分; None without a complete review.
        score: the final total.
        reviewed: the review is complete: every scored item has a review score.
        grade: of the final total.
        self_grade: of the self total.
        review_grade: of the review total.
        execution_rate: 全年执行数 ÷ 全年预算数, percent, unrounded.
        arrival_rate: 实际到位数 ÷ 全年预算数.
        spending_rate: 全年执行数 ÷ 实际到位数.
    """

    project: Project
    execution: Item | None
    items: tuple[Item, ...]
    levels: tuple[Level, ...]
    weight: Decimal | None
    self_score: Decimal | None
    review_score: Decimal | None
    score: Decimal | None
    reviewed: bool
    grade: str | None
    self_grade: str | None
    review_grade: str | None
    execution_rate: Decimal | None
    arrival_rate: Decimal | None
    spending_rate: Decimal | None
