"""Every kind of finding, once: what `explain`, the 填写说明 sheet, the docs and the tests read."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from perfeval_batch import parsing, report, review, rules
from perfeval_batch.batch_rules import (
    against_roster,
    duplicates,
    evidence_files,
    last_year,
    side_by_side,
    year_differs,
)
from perfeval_batch.findings import Kind
from perfeval_batch.rules import pe9_program

ROOMS = (
    parsing,
    rules,
    report,
    review,
    year_differs,
    duplicates,
    side_by_side,
    against_roster,
    last_year,
    evidence_files,
    pe9_program,
)
"""Where kinds of finding are raised."""

HUNDREDS = {
    "PE0": "文件与模板",
    "PE1": "基本情况",
    "PE2": "资金",
    "PE3": "权重",
    "PE4": "得分",
    "PE5": "指标质量",
    "PE6": "偏差与文字",
    "PE7": "复核",
    "PE8": "批次",
    "PE9": "成品与程序",
}
"""The chapters of the catalogue (rules.md)."""

FOR_DEPARTMENTS = ("PE0", "PE1", "PE2", "PE3", "PE4", "PE5", "PE6")
"""The chapters that a department can meet while it fills in its workbook."""


@lru_cache(maxsize=1)
def kinds() -> tuple[Kind, ...]:
    """All kinds, by code.

    Raises:
        ValueError: two kinds share a code.
    """
    found = [kind for room in ROOMS for kind in room.KINDS]
    by_code = {kind.code: kind for kind in found}
    if len(by_code) != len(found):
        raise ValueError("two kinds share a code")
    return tuple(by_code[code] for code in sorted(by_code))


def kind(code: str) -> Kind | None:
    """The kind of that code, whatever its case; None when there is none."""
    wanted = code.strip().upper()
    return next((each for each in kinds() if each.code == wanted), None)


def by_hundreds() -> dict[str, Sequence[Kind]]:
    """The chapters with their kinds, in order."""
    return {
        title: tuple(each for each in kinds() if each.code.startswith(prefix))
        for prefix, title in HUNDREDS.items()
    }


def met_by_departments() -> tuple[Kind, ...]:
    """What the 填写说明 sheet lists."""
    return tuple(each for each in kinds() if each.code.startswith(FOR_DEPARTMENTS))
