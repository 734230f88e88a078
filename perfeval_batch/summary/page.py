"""Batch in, the bytes of 总览.html out: one self-contained page that asks no network."""

from __future__ import annotations

import base64
import hashlib
import json
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from perfeval_batch.findings import Severity
from perfeval_batch.model import Batch, Outcome, Status
from perfeval_batch.scoring import rounded
from perfeval_batch.summary import charts, distribution, key_figures, links, projects, tally
from perfeval_batch.summary.cell import Formula, text

TITLE = "项目支出绩效评价总览"
HEADERS = (
    *("序号", "主管部门", "项目名称", "实施单位", "项目编码", "处理结果"),
    *("全年预算数", "全年执行数", "执行率", "自评总分", "复核总分", "最终得分", "等级"),
    *("错误", "警告", "结果"),
)
_WEB = "perfeval_batch.summary"


def write(batch: Batch) -> bytes:
    """Write the page; the same batch gives the same bytes.

    The charts are drawn by plotly.js, the table by DataTables; both lie inside the page. Its
    content security policy forbids every request and every script but ours, so that no name
    typed into a workbook can become one.
    """
    account = tally.account(batch)
    told = charts.told(account)
    glue = _asset("glue.js")
    pieces = _template().generate(
        title=f"{batch.year}年度{TITLE}" if batch.year else TITLE,
        policy=_policy(glue),
        style=_table_style() + _asset("style.css"),
        plotly=_json(_chart_library()),
        glue=glue,
        tables=_json(_table_library()),
        data=_json({"charts": [_chart(chart) for chart in told], "rows": _rows(account)}),
        charts=told,
        figures=_figures(account),
        headers=HEADERS,
        departments=[group.name for group in account.departments],
        statuses=[status.label for status in Status],
        grades=account.grades,
        verdicts=[(finding.code, text(finding.message)) for finding in batch.findings],
        missing=account.whole.missing,
        note=_note(batch),
    )
    return b"".join([piece.encode("utf-8", "replace") for piece in pieces])


def _figures(account: tally.Account) -> list[tuple[str, str]]:
    """The same figures as the sheet 总览, as they are read."""
    areas = projects.table(account).areas(projects.NAME)
    blocks = distribution.blocks(account, areas)
    return [
        (figure.label, _shown(figure.value, figure.style))
        for figure in key_figures.told(account, areas, blocks)
    ]


def _shown(value: object, style: str) -> str:
    if isinstance(value, Formula):
        value = value.value
    if value is None:
        return "—"
    if isinstance(value, Decimal | int):
        places = 0 if style == "count" else 2
        return f"{rounded(Decimal(value)):,.{places}f}" + ("%" if style == "rate" else "")
    return str(value)


def _rows(account: tally.Account) -> list[list[Any]]:
    return [_row(number, outcome) for number, outcome in enumerate(account.whole.outcomes, 1)]


def _row(position: int, outcome: Outcome) -> list[Any]:
    identity, figures = outcome.identity, outcome.figures
    return [
        position,
        text(tally.department(outcome)),
        text(projects.project_name(outcome)),
        text(identity.unit or ""),
        text(identity.code or ""),
        outcome.status.label,
        _number(figures.budget),
        _number(figures.executed),
        _number(outcome.execution_rate),
        _number(figures.self_score),
        _number(figures.review_score),
        _number(figures.score),
        outcome.grade or "",
        outcome.count(Severity.ERROR),
        outcome.count(Severity.WARNING),
        links.relative(outcome.report or outcome.returned) or "",
    ]


def _chart(chart: charts.Chart) -> dict[str, Any]:
    return {"key": chart.key, "traces": chart.traces, "layout": chart.layout}


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


def _number(value: Decimal | None) -> float | int | None:
    """A number for the browser: its shortest digits are those of the `Decimal`."""
    if value is None:
        return None
    whole = int(value)
    return whole if whole == value else float(value)


def _policy(glue: str) -> str:
    """Only our glue runs, and what it unpacks; nothing is fetched, nothing is sent."""
    digest = base64.b64encode(hashlib.sha256(glue.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}' blob:; style-src 'unsafe-inline'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _chart_library() -> str:
    """plotly.js as its Python package ships it."""
    return (_package("plotly") / "package_data" / "plotly.min.js").read_text("utf-8")


def _table_library() -> str:
    """DataTables, an ES module, as the package itables ships it."""
    return (_package("itables") / "html" / "dt_bundle.js").read_text("utf-8")


def _table_style() -> str:
    style = (_package("itables") / "html" / "dt_bundle.css").read_text("utf-8")
    if "</style" in style.lower():
        raise ValueError("the style cannot stand in a page")
    return style


def _package(name: str) -> Path:
    """The folder of a package, found without loading it: pandas would come with it."""
    found = find_spec(name)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(name)
    return Path(found.origin).parent


def _asset(name: str) -> str:
    return (resources.files(_WEB) / "web" / name).read_text("utf-8")


@lru_cache(maxsize=1)
def _template() -> Any:  # noqa: ANN401  # Jinja's compiled template
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return environment.from_string(_asset("page.html"))
