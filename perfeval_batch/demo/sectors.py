"""The sectors' data files in, what a project of that sector is made of out."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from typing import Any

_PREFIXES = {
    "数量": ("产出指标", "数量指标"),
    "质量": ("产出指标", "质量指标"),
    "时效": ("产出指标", "时效指标"),
    "经济效益": ("效益指标", "经济效益指标"),
    "社会效益": ("效益指标", "社会效益指标"),
    "生态效益": ("效益指标", "生态效益指标"),
    "可持续": ("效益指标", "可持续影响指标"),
    "满意": ("满意度指标", "服务对象满意度指标"),
    "经济成本": ("成本指标", "经济成本指标"),
    "社会成本": ("成本指标", "社会成本指标"),
    "生态环境成本": ("成本指标", "生态环境成本指标"),
}


@dataclass(frozen=True, slots=True)
class Pattern:
    """An indicator that projects of a sector use.

    Attributes:
        number: its place in the sector's list; it is worded by it.
        level1: its level 1 where cost is a level 1 of its own.
        level2: its level 2.
        name: 三级指标.
        comparison: 指标性质.
        unit: 计量单位; empty for 定性.
        low: the least target; None for 定性.
        high: the greatest target.
        places: decimals of target and actual.
        words: the target of a 定性 one.
        reason: 扣分原因 when points are lost.
        measure: 改进措施 that answers the reason in its own words.
        evidence: 佐证材料.
    """

    number: int
    level1: str
    level2: str
    name: str
    comparison: str
    unit: str
    low: Decimal | None
    high: Decimal | None
    places: int
    words: str
    reason: str
    measure: str
    evidence: str

    @property
    def key(self) -> str:
        """What the reason says before its first comma; a measure names it again."""
        return self.reason.partition("，")[0]

    @property
    def percent(self) -> bool:
        """It is a rate: never over 100."""
        return self.unit == "%"


@dataclass(frozen=True, slots=True)
class Subject:
    """A project theme of a sector: its name, what is done, what becomes better."""

    name: str
    work: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Sector:
    """What projects of one department have in common."""

    department: str
    code: str
    units: tuple[str, ...]
    field: str
    people: str
    uses: tuple[str, ...]
    subjects: tuple[Subject, ...]
    patterns: tuple[Pattern, ...]

    def of(self, level1: str) -> list[Pattern]:
        """The indicators of a level 1."""
        return [pattern for pattern in self.patterns if pattern.level1 == level1]


@lru_cache(maxsize=1)
def load() -> tuple[Sector, ...]:
    """All sectors, by file name."""
    folder = resources.files("perfeval_batch.demo") / "sectors"
    files = sorted(folder.iterdir(), key=lambda entry: entry.name)
    texts = [entry.read_text(encoding="utf-8") for entry in files if entry.name.endswith(".toml")]
    return tuple(_sector(tomllib.loads(text)) for text in texts)


def _sector(data: dict[str, Any]) -> Sector:
    return Sector(
        department=data["department"],
        code=data["code"],
        units=tuple(data["units"]),
        field=data["field"],
        people=data["people"],
        uses=tuple(data["uses"]),
        subjects=tuple(Subject(*subject) for subject in data["subjects"]),
        patterns=tuple(_pattern(number, line) for number, line in enumerate(data["indicators"])),
    )


def _pattern(number: int, line: str) -> Pattern:
    """Read a line of the data file.

    Raises:
        ValueError: it does not have nine parts.
    """
    prefix, name, comparison, unit, low, high, reason, measure, evidence = line.split("|")
    level1, level2 = _PREFIXES[prefix]
    quantitative = bool(unit)
    return Pattern(
        number=number,
        level1=level1,
        level2=level2,
        name=name,
        comparison=comparison,
        unit=unit,
        low=Decimal(low) if quantitative else None,
        high=Decimal(high) if quantitative else None,
        places=max(len(low.partition(".")[2]), len(high.partition(".")[2])),
        words="" if quantitative else low,
        reason=reason,
        measure=measure,
        evidence=evidence,
    )
