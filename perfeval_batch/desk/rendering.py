"""Pages by Jinja, with what every page shows: the steps of the year, the work going on."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response

from perfeval_batch import __version__
from perfeval_batch.desk.background import Activity, Phase
from perfeval_batch.desk.office_desk import Desk


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the year, as the officer knows it."""

    key: str
    address: str
    title: str
    hint: str


STEPS = (
    Step("send", "/send", "发放", "项目名册、空白表、预填的自评表"),
    Step("inbox", "/inbox", "收件与检查", "收到了多少，单独检查一份"),
    Step("run", "/run", "出报告", "检查全部自评表，生成报告和汇总表"),
    Step("results", "/results", "结果", "先看什么，查项目，打开报告"),
    Step("return", "/return", "退回与催报", "按部门：退回件、通知、催报"),
    Step("review", "/review", "复核", "抽取项目，复核表发出、收回"),
    Step("settings", "/settings", "设置", "年度、方案、期限、落款"),
)

_PAGES = Environment(
    loader=PackageLoader("perfeval_batch.desk", "web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(desk: Desk, name: str, status: int = 200, **context: Any) -> Response:  # noqa: ANN401  # what the page shows
    """Render a page."""
    text = _PAGES.get_template(f"{name}.html").render(
        steps=STEPS,
        here=name,
        version=__version__,
        year=desk.year if desk.has_year else None,
        activity=desk.work.activity,
        live=live(desk.work.activity),
        said=desk.said(),
        **context,
    )
    return HTMLResponse(text.encode("utf-8", "replace"), status_code=status)


def piece(name: str, **context: Any) -> Response:  # noqa: ANN401  # what the piece shows
    """Render a piece of a page, for the page's own script."""
    text = _PAGES.get_template(f"{name}.html").render(**context)
    return HTMLResponse(text.encode("utf-8", "replace"))


def go(address: str) -> Response:
    """Show another page: a reload does not do a thing twice."""
    return RedirectResponse(address, status_code=303)


_WORDS = {
    Phase.IDLE: "",
    Phase.WORKING: "正在",
    Phase.STOPPING: "正在停下，请稍候",
    Phase.STOPPED: "已停下",
    Phase.DONE: "已完成",
    Phase.FAILED: "没有做成",
}


def live(activity: Activity) -> dict[str, str | int | bool]:
    """What a window shows of the work going on, as words."""
    progress = activity.progress
    working = activity.phase is Phase.WORKING
    counted = progress is not None and progress.total > 0
    left = None
    if progress is not None and working and progress.done < progress.total:
        left = progress.seconds_left
    return {
        "number": activity.number,
        "busy": activity.busy,
        "phase": activity.phase.value,
        "task": activity.task,
        "state": _WORDS[activity.phase] + (progress.step if progress and working else ""),
        "percent": activity.percent,
        "count": f"{progress.done} / {progress.total}" if progress and counted else "正在准备",
        "rate": _rate(progress.rate if progress else 0),
        "left": "" if left is None else _duration(left),
        "spent": _duration(activity.seconds),
        "sentence": activity.sentence,
    }


def _rate(rate: float) -> str:
    if not rate:
        return ""
    return f"每秒{rate:.0f}个" if rate >= 1 else f"每分钟{rate * 60:.0f}个"


def _duration(seconds: float) -> str:
    """`约3分钟`, as a person says it."""
    if seconds < 60:  # noqa: PLR2004  # a minute
        return f"{max(1, round(seconds))}秒"
    minutes = round(seconds / 60)
    return f"{minutes}分钟" if minutes < 60 else f"{minutes // 60}小时{minutes % 60}分钟"  # noqa: PLR2004  # an hour


def clock(written: float) -> str:
    """When a file was written, in the PC's own time."""
    return time.strftime("%Y年%m月%d日 %H:%M", time.localtime(written))


_PAGES.filters["clock"] = clock
