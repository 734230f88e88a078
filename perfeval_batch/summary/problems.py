"""The sheet 问题清单: every finding with its cell, what it is and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from perfeval_batch.findings import Finding
from perfeval_batch.model import Batch, Outcome
from perfeval_batch.summary import links
from perfeval_batch.summary.cell import Link
from perfeval_batch.summary.table import Column, Page, Table

NAME = "问题清单"
FROZEN = 3
ROOM = 1_000_000
"""A worksheet ends at row 1,048,576; what is beyond is in 运行结果.json."""
OF_THE_BATCH = "（本批次）"


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding with the workbook it was found in; no outcome: found in the batch as a whole."""

    number: int
    finding: Finding
    outcome: Outcome | None


def page(batch: Batch, title: str) -> Page[Problem]:
    """The sheet."""
    return Page(NAME, title, _note(batch), Table(_columns(), rows(batch)), FROZEN)


def rows(batch: Batch) -> list[Problem]:
    """Findings about the batch first, then workbook by workbook, the gravest first."""
    found = islice(_all(batch), ROOM)
    return [Problem(number, finding, outcome) for number, (finding, outcome) in enumerate(found, 1)]


def _all(batch: Batch) -> Iterator[tuple[Finding, Outcome | None]]:
    for finding in batch.findings:
        yield finding, None
    for outcome in sorted(batch.outcomes, key=lambda each: each.source):
        for finding in outcome.findings:
            yield finding, outcome


def _columns() -> list[Column[Problem]]:
    """Where it stands, what it is, how it is mended, and the workbook that goes back."""
    return [
        Column("序号", 6, lambda row: row.number, "count"),
        Column("级别", 6, lambda row: row.finding.severity.label, "centre"),
        Column("检查编号", 9, lambda row: row.finding.code, "centre"),
        Column("主管部门", 14, _department),
        Column("项目名称", 22, _project),
        Column("工作簿", 26, _workbook),
        Column("工作表", 10, lambda row: row.finding.place.sheet, "centre"),
        Column("单元格", 8, lambda row: row.finding.place.cell, "centre"),
        Column("问题", 46, lambda row: row.finding.message),
        Column("怎么改", 40, lambda row: row.finding.fix),
        Column("退回文件", 9, _returned),
    ]


def _department(row: Problem) -> str | None:
    return row.outcome.identity.department if row.outcome else None


def _project(row: Problem) -> str | None:
    return row.outcome.identity.name if row.outcome else None


def _workbook(row: Problem) -> str:
    if row.outcome:
        return row.outcome.source
    return row.finding.place.workbook or OF_THE_BATCH


def _returned(row: Problem) -> Link | None:
    path = row.outcome.returned if row.outcome else None
    return Link("打开", links.relative(path)) if path else None


def _note(batch: Batch) -> str:
    """How many there are and, where the sheet ends, how many are not shown."""
    total = len(batch.findings) + sum(len(outcome.findings) for outcome in batch.outcomes)
    advice = "“错误”须改正后重新报送；“警告”请人工核对；“提示”供参考。"
    if total > ROOM:
        return f"共{total}个问题，本表列出前{ROOM}个，其余见“运行结果.json”。{advice}"
    return f"共{total}个问题。{advice}"
