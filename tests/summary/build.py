"""Outcomes and batches built directly, for tests: valid unless a test deviates."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from perfeval_batch.findings import Finding, Place, Severity
from perfeval_batch.model import (
    Batch,
    Deduction,
    Figures,
    Identity,
    LevelFigures,
    Outcome,
    Status,
)
from perfeval_batch.values import replace

D = Decimal


def level(name: str, weight: str, score: str) -> LevelFigures:
    """A level 1 whose review says what the self score says."""
    return LevelFigures(name, D(weight), D(score), D(score), D(score))


SEED_LEVELS = (
    level("预算执行率", "10", "10"),
    level("产出指标", "30", "30"),
    level("效益指标", "30", "28.2"),
    level("满意度指标", "10", "9.8"),
    level("成本指标", "20", "19"),
)


def finding(
    workbook: str,
    code: str = "PE404",
    severity: Severity = Severity.ERROR,
    message: str = "合计行写的是98分，各行相加是97分。",
) -> Finding:
    """A finding on J14 of 绩效指标."""
    place = Place(workbook, "绩效指标", 14, 10)
    return Finding(place, code, "total-differs", severity, message, "请核对合计。")


def reported(source: str = "甲局/项目一.xlsx", **changes: Any) -> Outcome:  # noqa: ANN401
    """The seed's project with its report."""
    whole = Outcome(
        source=source,
        digest="0" * 64,
        status=Status.REPORTED,
        identity=Identity("X001", "运行维护经费", "甲局", "甲局一站", 2023, "成本单列"),
        figures=Figures(
            workbooks=1,
            reported=1,
            initial_budget=D("6313.66"),
            budget=D("6313.66"),
            arrived=D("6313.66"),
            executed=D("6313.66"),
            weight=D("100"),
            self_score=D("97.0"),
            review_score=D("97"),
            score=D("97"),
        ),
        execution_rate=D("100.00"),
        grade="优",
        levels=SEED_LEVELS,
        deductions=(
            Deduction("效益指标", "经济效益指标", "带动周边产业的发展", D("0.5"), "带动有限"),
            Deduction("效益指标", "生态效益指标", "保护环境", D("1"), "物业管理松散"),
        ),
        report="报告/甲局/运行维护经费.docx",
    )
    return replace(whole, **changes)


def returned(source: str = "甲局/项目二.xlsx", **changes: Any) -> Outcome:  # noqa: ANN401
    """A project with an error that goes back."""
    base = reported(source)
    whole = replace(
        base,
        status=Status.RETURNED,
        figures=replace(base.figures, reported=0, returned=1, score=None, self_score=None),
        grade=None,
        findings=(finding(source), finding(source, "PE604", Severity.WARNING)),
        report=None,
        returned="退回/甲局/项目二.xlsx",
    )
    return replace(whole, **changes)


def failed(source: str = "乙局/坏.xlsx", **changes: Any) -> Outcome:  # noqa: ANN401
    """A workbook that could not be read."""
    place = Place(source)
    fault = Finding(
        place,
        "PE001",
        "file-unreadable",
        Severity.ERROR,
        "文件损坏，无法读取。",
        "请重新导出。",
    )
    whole = Outcome(
        source=source,
        digest="1" * 64,
        status=Status.FAILED,
        identity=Identity(),
        figures=Figures(workbooks=1, failed=1),
        findings=(fault,),
        returned="退回/未能读取/坏.xlsx",
    )
    return replace(whole, **changes)


def batch(*outcomes: Outcome, **changes: Any) -> Batch:  # noqa: ANN401
    """A batch of 2023 under the default scheme."""
    whole = Batch(
        outcomes=tuple(sorted(outcomes, key=lambda each: each.source)),
        findings=(),
        year=2023,
        scheme="成本单列",
        version="0.1.0",
    )
    return replace(whole, **changes)


def three() -> Batch:
    """One of each status."""
    return batch(reported(), returned(), failed())
