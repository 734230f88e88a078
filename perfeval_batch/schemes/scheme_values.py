"""What a 评价方案 says, as frozen values: everything that differs between bureaus.

A setting carries its explanation in Chinese with it; `describe` shows it, `reader` reads it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from perfeval_batch.findings import Kind, Severity
from perfeval_batch.schemes.word_lists import Words
from perfeval_batch.wording import rounded

_LAST = {0: 19, 1: 11, 2: 15, 3: 8, 4: 16, 5: 14, 6: 16, 7: 8, 8: 14, 9: 5}
"""Hundred of the catalogue → its last number; there are no gaps."""
CODES = frozenset(
    f"PE{hundred}{number:02}" for hundred, last in _LAST.items() for number in range(1, last + 1)
)
"""What a scheme may name in `[severity]`; a test keeps it the same as the catalogue above."""
FULL_WEIGHT = Decimal(100)
_FULL_RATE = Decimal(100)


def setting(default: Any, meaning: str, choices: Mapping[str, str] | None = None) -> Any:  # noqa: ANN401  # of any type
    """A field with what it means in Chinese, and what may stand there if not everything."""
    return field(default=default, metadata={"meaning": meaning, "choices": choices or {}})


@dataclass(frozen=True, slots=True)
class Level2:
    """A level 2 the scheme knows.

    Attributes:
        name: full name (数量指标).
        heading: its name in report headings (产出数量指标).
        synonyms: other names people write, already normalised.
    """

    name: str
    heading: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Level1:
    """A level 1 the scheme knows.

    Attributes:
        name: full name (产出指标).
        heading: its name in report headings (项目产出指标).
        weight: its share of 100 points; None when the scheme leaves it free.
        required: PE304 when it has no indicator.
        synonyms: other names people write, already normalised.
        levels: the level 2 that belong to it, in the report's order.
        goes_to: the level 1 that may have its share where it has no indicator; empty: none.
    """

    name: str
    heading: str
    weight: Decimal | None
    required: bool
    synonyms: tuple[str, ...]
    levels: tuple[Level2, ...]
    goes_to: str = ""


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade from `floor` points on, up to the next better one (half-open)."""

    name: str
    floor: Decimal
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Band:
    """A stage of a 定性 indicator: from `floor` percent of 分值 on, up to the next better one.

    Attributes:
        name: 达成, 部分达成, 未达成.
        floor: percent of 分值; the best band ends at 100, inclusive.
        words: how the stage is worded in 实际完成值.
    """

    name: str
    floor: Decimal
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Execution:
    """How 预算执行率 is scored: linear between the two limits (财预〔2020〕10号)."""

    full_from: Decimal = setting(Decimal(100), "执行率达到多少（%）得满分，以下按 分值×执行率")
    or_weight: Decimal = setting(Decimal(0), "预算执行率的分值也可以是多少；0表示没有")
    zero_below: Decimal = setting(Decimal(0), "执行率低于多少（%）不得分")
    steps: tuple[tuple[Decimal, Decimal], ...] = setting(
        (), "按档计分：[[执行率（%）下限, 得分值的百分之几], …]，由高到低；留空按 分值×执行率"
    )

    def score(self, weight: Decimal, rate: Decimal) -> Decimal:
        """The score that a rate (percent) is due, unrounded, at most `weight`.

        The limits hold for the rate as it is shown, with 2 decimals.
        """
        shown = rounded(rate)
        if self.steps:
            share = next((share for floor, share in self.steps if shown >= floor), Decimal(0))
            return weight * share / _FULL_RATE
        if shown < self.zero_below:
            return Decimal(0)
        return weight if shown >= self.full_from else min(weight, weight * rate / _FULL_RATE)


@dataclass(frozen=True, slots=True)
class Scores:
    """How a quantitative indicator is scored, and what is said of scores."""

    reverse: str = setting(
        "excess",
        "反向指标（≤、<）超过目标值时的得分公式",
        {
            "excess": "（1－（实际值－目标值）÷目标值）×分值，超过一倍得0分",
            "ratio": "目标值÷实际值×分值",
        },
    )
    formula_tolerance: Decimal = setting(
        Decimal("0.05"), "得分与公式相差多少分以内视为一致（PE407；0.05即允许保留一位小数）"
    )
    overachieved_from: Decimal = setting(Decimal(130), "完成值达到目标值的多少（%）算超额过多")
    overachieved: str = setting(
        "explain",
        "超额过多时怎么办（PE411）",
        {"explain": "须在完成情况说明中写明原因", "deduct": "不得给满分", "ignore": "不作要求"},
    )
    decimals: int = setting(2, "得分最多几位小数（PE412）")


@dataclass(frozen=True, slots=True)
class Limits:
    """The thresholds of single checks."""

    weight_most: Decimal = setting(Decimal(30), "单个指标的分值上限（PE305）")
    indicators_least: int = setting(3, "指标个数下限（PE306）")
    indicators_most: int = setting(20, "指标个数上限（PE306）")
    execution_low: Decimal = setting(Decimal(90), "执行率低于多少（%）须说明原因（PE211）")
    over_execution: Decimal = setting(Decimal(5), "指标得分率可以高出预算执行率的比例（%，PE414）")
    deviation: Decimal = setting(Decimal(10), "自评与复核总分偏离度上限（%，PE705）")
    amount_most: Decimal = setting(Decimal(50_000), "金额（万元）超过多少须经单位确认（PE212）")
    goal_least: int = setting(10, "绩效目标最少几个字（PE104）")
    text_most: int = setting(2000, "一段文字最多几个字（PE014）")
    reasons_repeated: int = setting(3, "同一扣分原因出现几次算重复（PE604）")


@dataclass(frozen=True, slots=True)
class Numbers:
    """How numbers are written in the report and the summary."""

    amount_decimals: int = setting(6, "金额最多几位小数")
    score_decimals: int = setting(2, "得分最多几位小数；等级以取舍后的总分为准")
    rate_decimals: int = setting(2, "百分率最多几位小数")
    thousands: bool = setting(default=False, meaning="金额是否加千分号")


@dataclass(frozen=True, slots=True)
class Application:
    """How results are suggested to be used; the bureau decides (no regulation gives figures)."""

    cut: Decimal = setting(Decimal(20), "第三等（中）的项目建议压减预算的比例（%）")
    suspend_below: Decimal = setting(Decimal(50), "执行率低于多少（%）的项目建议暂缓安排")
    recover_below: Decimal = setting(Decimal(90), "执行率低于多少（%）的项目建议收回结余")


OPTIONAL_SECTIONS = ("评价结果应用建议", "其他需要说明的问题", "得分表", "得分率图", "附件")
"""Parts of the report that a scheme may leave out."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """An evaluation scheme (评价方案).

    Attributes:
        name: as the workbook names it.
        basis: the regulation or form it follows.
        strict: a level-1 sum that differs is an error, not a warning (PE302).
        execution_name: full name of the execution-rate item.
        execution_weight: its share of 100 points.
        levels: the level 1 in the report's order.
        grades: best first.
        tolerance: a difference of up to this much is none.
        severities: code → severity that replaces the catalogue's; `off` switches a check off.
        bands: stages of 定性 indicators, best first.
        execution: how the execution rate is scored.
        scores: how indicators are scored.
        limits: thresholds of checks.
        numbers: how numbers are written.
        application: how results are suggested to be used.
        omitted: those of OPTIONAL_SECTIONS that the report leaves out.
        words: the word lists of the checks that read language.
        scored: False: no weights, no scores, no grade (the self-evaluation of 转移支付).
    """

    name: str
    basis: str
    strict: bool
    execution_name: str
    execution_weight: Decimal
    levels: tuple[Level1, ...]
    grades: tuple[Grade, ...]
    tolerance: Decimal = Decimal("0.01")
    severities: Mapping[str, str] = field(default_factory=dict)
    bands: tuple[Band, ...] = ()
    execution: Execution = Execution()
    scores: Scores = Scores()
    limits: Limits = Limits()
    numbers: Numbers = Numbers()
    application: Application = Application()
    omitted: tuple[str, ...] = ()
    words: Words = field(default=Words())
    scored: bool = True

    def severity(self, kind: Kind) -> Severity | None:
        """How much a finding of that kind weighs here; None when the check is switched off."""
        given = self.severities.get(kind.code)
        if given is None:
            strictly = self.strict and kind.code == _RAISED_WHEN_STRICT
            return Severity.ERROR if strictly else kind.severity
        return None if given == "off" else Severity(given)

    def level1(self, name: str) -> Level1 | None:
        """The level 1 that `name` means: full name, synonym, weight glued on, broken by blanks."""
        wanted = normal_level(name)
        for level in self.levels:
            if wanted == normal_level(level.name) or wanted in level.synonyms:
                return level
        return None

    def find_levels(self, name: str, name2: str) -> tuple[Level1 | None, Level2 | None]:
        """The level 1 that `name` means, and the level 2 within it that `name2` means."""
        known = self.level1(name)
        return known, level2(known, name2) if known else None

    def grade(self, total: Decimal) -> str:
        """The grade of a total; bands are half-open: 89.99 is 良, 90 is 优."""
        for grade in self.grades:
            if total >= grade.floor:
                return grade.name
        return self.grades[-1].name

    def grade_named(self, text: str) -> str | None:
        """The grade that `text` means; None when it is none of the scheme's."""
        for grade in self.grades:
            if text in (grade.name, *grade.synonyms):
                return grade.name
        return None

    def band_worded(self, text: str) -> Band | None:
        """The band whose wording `text` is; None when it is none of the scheme's wordings."""
        for band in self.bands:
            if text == band.name or text in band.words:
                return band
        return None


_RAISED_WHEN_STRICT = "PE302"
"""A level-1 sum that is not the scheme's: an error in a strict scheme (rules.md)."""


def level2(level: Level1, name: str) -> Level2 | None:
    """The level 2 of `level` that `name` means."""
    wanted = normal_level(name)
    for each in level.levels:
        if wanted == normal_level(each.name) or wanted in each.synonyms:
            return each
    return None


_SPACE = re.compile(r"\s+")
_NUMBERING = re.compile(
    r"^(?:[（(][一二三四五六七八九十\d]+[）)]|[一二三四五六七八九十\d]+[、.．])"
)
_GLUED_WEIGHT = re.compile(r"[（(][^）)]*[）)]|\d+(?:\.\d+)?分?$")


@lru_cache(maxsize=4096)
def normal_level(name: str) -> str:
    """Reduce a level name to what tells it apart: `一、产出 指标(50分)` → `产出`."""
    bare = _SPACE.sub("", unicodedata.normalize("NFKC", name))
    bare = _GLUED_WEIGHT.sub("", _NUMBERING.sub("", bare))
    return bare.removesuffix("指标") or bare
