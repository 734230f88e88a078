"""An assessed project in, what the reviewers are shown of it out: who it is, and its lines."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from perfeval_batch import wording
from perfeval_batch.model import Assessment, Indicator, Item, shown_actual, shown_target
from perfeval_batch.values import Value

EXECUTION = "执行率"
"""The key of 预算执行率; those of indicators are hexadecimal."""


class Line(Value, frozen=True):
    """What is scored, as the reviewers see it.

    Attributes:
        key: tells the line apart within its project, whatever rows are added or moved.
        texts: 一级指标, 二级指标, 三级指标, 年度指标值, 实际完成值, 完成情况说明, 佐证材料,
            扣分原因.
        weight: 分值; None when the workbook's is not usable.
        self_score: 自评得分; the same.
    """

    key: str
    texts: tuple[str, ...]
    weight: Decimal | None
    self_score: Decimal | None


class Subject(Value, frozen=True):
    """A project on the reviewers' sheet.

    Attributes:
        source: path of its workbook relative to INBOX, with `/`.
        code: 项目编码; empty when blank. So are the others.
        name: 项目名称.
        department: 主管部门.
        unit: 实施单位.
        year: 评价年度; as written where it is no year.
        lines: 预算执行率 first, where it is scored.
    """

    source: str
    code: str
    name: str
    department: str
    unit: str
    year: str
    lines: tuple[Line, ...]


def subject(assessment: Assessment) -> Subject:
    """Take from a project what its review needs; small, and the same from any worker."""
    project = assessment.project
    facts = project.facts
    indicators = [item.indicator for item in assessment.items if item.indicator is not None]
    names = iter(keys(indicators))
    return Subject(
        source=project.key,
        code=facts.code.text,
        name=facts.name.text,
        department=facts.department.text,
        unit=facts.unit.text,
        year=str(facts.year.value) if facts.year.value is not None else facts.year.text,
        lines=tuple(
            _execution(item, assessment)
            if item.indicator is None
            else _line(next(names), item, item.indicator)
            for item in assessment.items
        ),
    )


def keys(indicators: Sequence[Indicator]) -> Iterator[str]:
    """A key for each indicator, from its three names; namesakes are counted."""
    seen: Counter[str] = Counter()
    for row in indicators:
        names = f"{row.level1.text}\n{row.level2.text}\n{row.name.text}"
        digest = hashlib.sha256(names.encode()).hexdigest()[:10]
        seen[digest] += 1
        yield digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"


def _execution(item: Item, assessment: Assessment) -> Line:
    rate = assessment.execution_rate
    done = "" if rate is None else f"执行率{wording.points(rate)}%"
    texts = (item.level1, "", item.level1, "100%", done, "", "", item.reason.text)
    return Line(EXECUTION, texts, item.weight, item.self_score)


def _line(key: str, item: Item, row: Indicator) -> Line:
    texts = (
        item.level1,
        item.level2,
        row.name.text,
        shown_target(row),
        shown_actual(row),
        row.description.text,
        row.evidence.text,
        row.reason.text,
    )
    return Line(key, texts, item.weight, item.self_score)
