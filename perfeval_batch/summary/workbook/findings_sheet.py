"""The sheet 问题清单: every finding with its cell, what it is and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from perfeval_batch.findings import Finding
from perfeval_batch.model import Batch, Outcome
from perfeval_batch.summary import figures, links
from perfeval_batch.summary.workbook.cell_text import Link
from perfeval_batch.summary.workbook.table_sheet import NUMBER, Column, Page, Table

NAME = "问题清单"
FROZEN = 3
ROOM = 1_000_000
"""A worksheet ends at row 1,048,576; what is beyond is in 运行结果.json."""
OF_THE_BATCH = "（本批次）"
COLUMNS = (
    NUMBER,
    Column("级别", 6, "severity", "centre"),
    Column("检查编号", 9, "code", "centre"),
    Column("主管部门", 14, "department"),
    Column("项目名称", 22, "project"),
    Column("工作簿", 26, "workbook"),
    Column("工作表", 10, "sheet", "centre"),
    Column("单元格", 8, "cell", "centre"),
    Column("问题", 46, "message"),
    Column("怎么改", 40, "fix"),
    Column("退回文件", 9, "link", "link"),
)
"""Where it stands, what it is, how it is mended, and the workbook that goes back."""


def page(batch: Batch, most: int | None = None) -> Page:
    """Findings about the batch first, then workbook by workbook, the gravest first."""
    rows = figures.frame(
        islice(_rows(batch), ROOM if most is None else most), [column.key for column in COLUMNS[1:]]
    )
    return Page(NAME, _note(batch), Table(COLUMNS, rows), FROZEN)


def _rows(batch: Batch) -> Iterator[tuple[object, ...]]:
    for finding in batch.findings:
        yield _row(finding, (None, None, finding.place.workbook or OF_THE_BATCH), None)
    for outcome in sorted(batch.outcomes, key=lambda each: each.source):
        project = (outcome.identity.department, outcome.identity.name, outcome.source)
        link = _returned(outcome)
        for finding in outcome.findings:
            yield _row(finding, project, link)


def _row(
    finding: Finding, project: tuple[str | None, ...], link: Link | None
) -> tuple[object, ...]:
    place = (finding.place.sheet, finding.place.cell)
    told = (finding.message, finding.fix)
    return (finding.severity.label, finding.code, *project, *place, *told, link)


def _returned(outcome: Outcome) -> Link | None:
    return Link("打开", links.relative(outcome.returned)) if outcome.returned else None


def _note(batch: Batch) -> str:
    """How many there are and, where the sheet ends, how many are not shown."""
    total = len(batch.findings) + sum(len(outcome.findings) for outcome in batch.outcomes)
    advice = "“错误”须改正后重新报送；“警告”请人工核对；“提示”供参考。"
    if total > ROOM:
        return f"共{total}个问题，本表列出前{ROOM}个，其余见“运行结果.json”。{advice}"
    return f"共{total}个问题。{advice}" if total else "没有查出问题。"
