"""Writes 总览.html: the summary to look at, one self-contained page that asks no network."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal
from importlib import resources
from typing import Any

from jinja2 import Environment, StrictUndefined

from perfeval_batch import office_package
from perfeval_batch.model import Batch, Status
from perfeval_batch.scoring import rounded
from perfeval_batch.summary import figures, links
from perfeval_batch.summary.figures import Account
from perfeval_batch.summary.page import charts
from perfeval_batch.summary.workbook import (
    attention_sheets,
    findings_sheet,
    lost_points_sheets,
    project_sheet,
    ranking_sheets,
    transfer_sheet,
)

TITLE = "项目支出绩效评价总览"
HEADERS = (
    *("序号", "主管部门", "项目名称", "实施单位", "项目编码", "处理结果"),
    *("全年预算数", "全年执行数", "执行率", "自评总分", "复核总分", "最终得分", "等级"),
    *("错误", "警告"),
)
NUMBERS = ("budget", "executed", "execution_rate", "self_score", "review_score", "score")


def write(account: Account) -> bytes:
    """Write the page; the same batch gives the same bytes.

    Its content security policy forbids every request and every script but ours, so that no name
    typed into a workbook can become one.
    """
    batch = account.batch
    unscored = account.whole.figures["unscored"]
    script = _asset("page.js")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    pieces = environment.from_string(_asset("page.html")).generate(
        title=f"{batch.year}年度{TITLE}" if batch.year else TITLE,
        policy=_policy(script),
        style=_asset("style.css"),
        script=script,
        rows=_json(list(_rows(account))),
        charts=charts.draw(account),
        figures=[(each.label, read(each.value, each.style)) for each in figures.headline(account)],
        headers=HEADERS,
        sections=list(_sections(account)),
        departments=[group.name for group in account.departments],
        statuses=[status.label for status in Status],
        grades=(*account.grades, *((project_sheet.UNSCORED,) if unscored else ())),
        verdicts=[(each.code, office_package.writable(each.message)) for each in batch.findings],
        missing=account.whole.figures["missing"],
        note=f"{figures.doubts_note(account)}{_note(batch)}",
    )
    return b"".join([piece.encode("utf-8", "replace") for piece in pieces])


Section = tuple[str, str, list[str], list[list[tuple[str, str]]]]
"""A table of the page: name, note, headers, and its cells, each with its class."""


def _sections(account: Account) -> Iterator[Section]:
    """What the head asks: the tables of the summary workbook, their first rows."""
    for page in (
        *ranking_sheets.pages(account),
        ranking_sheets.departments(account),
        attention_sheets.low_scores(account),
        attention_sheets.low_execution(account),
        lost_points_sheets.deductions(account),
        attention_sheets.sample(account),
        findings_sheet.page(account.batch, MOST),
        *transfer_sheet.pages(account),
    ):
        columns = [column for column in page.table.columns if column.style != "link"]
        rows = page.table.rows[:MOST]
        values = zip(*(list(column.values(rows)) for column in columns), strict=True)
        told = [
            [
                (read(value, column.style), "" if column.style in NUMERIC else "text")
                for value, column in zip(row, columns, strict=True)
            ]
            for row in values
        ]
        yield page.name, page.note, [column.header for column in columns], told


NUMERIC = frozenset({"amount", "points", "rate", "count"})
MOST = 10
"""So many rows of each table; the workbook has them all."""


def read(value: Any, style: str) -> str:  # noqa: ANN401  # whatever a table holds
    """A figure as it is read; `—` when it is not known."""
    if value is None:
        return "—"
    if isinstance(value, Decimal | int):
        places = 0 if style == "count" else 2
        return f"{rounded(Decimal(value)):,.{places}f}" + ("%" if style == "rate" else "")
    return office_package.writable(str(value))


def _rows(account: Account) -> Iterator[list[Any]]:
    """The list of projects, a row each; `page.js` knows the order."""
    projects = figures.without_uncertain(account.whole.projects)
    texts = ("group", "name", "unit", "code", "status", "grade", "report", "returned")
    counts = ("error", "warning")
    keys = [*texts, *NUMBERS, *counts, "scored"]
    for row in figures.rows_of(projects, *keys):
        group, name, unit, code, status, grade, report, returned = row[:8]
        scored = row[-1]
        yield [
            *(office_package.writable(text or "") for text in (group, name, unit, code)),
            Status(status).label,
            *map(_number, row[8:14]),
            grade or ("" if scored else project_sheet.UNSCORED),
            *row[14:-1],
            links.relative(report or returned) or "",
        ]


def _number(value: Decimal | None) -> float | int | None:
    """A number for the browser: its shortest digits are those of the `Decimal`."""
    if value is None:
        return None
    whole = int(value)
    return whole if whole == value else float(value)


def _note(batch: Batch) -> str:
    scheme = batch.scheme or "各项目不一"
    return (
        f"评价方案：{scheme}。份数计全部工作簿；金额、得分、等级、执行率只计已出报告的项目。"
        f"perfeval {batch.version}"
    )


def _json(value: object) -> str:
    """JSON that is safe inside a script element: nothing in it can end the element."""
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return written.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _policy(script: str) -> str:
    """Only our script runs; nothing is fetched, nothing is sent."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; "
        "base-uri 'none'; form-action 'none'"
    )


def _asset(name: str) -> str:
    return (resources.files(__package__) / name).read_text("utf-8")
