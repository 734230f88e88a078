"""出报告: the whole run, its live progress, its stop; every window sees the same."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from perfeval_batch import files
from perfeval_batch.desk import home_page
from perfeval_batch.desk.office_desk import Desk
from perfeval_batch.desk.rendering import go, live, page
from perfeval_batch.errors import OutputError
from perfeval_batch.settings import Settings

if TYPE_CHECKING:
    from perfeval_batch.batch import Watch

_TASK = "出报告"
_UNWRITTEN = "PE905"
_EVERY = 0.3
"""Seconds between two looks at the progress."""
_ALIVE = 15
"""Seconds after which a silent stream says that it is alive."""


def show(desk: Desk, request: Request) -> Response:  # noqa: ARG001  # as every page
    """Show how the run stands, and with what it will be made."""
    settings = desk.year.settings()
    return page(
        desk,
        "run",
        settings=settings,
        state=home_page.state(desk),
        ours=desk.work.activity.task == _TASK,
    )


def start(desk: Desk, form: dict[str, str]) -> Response:
    """Begin, or go on where it was stopped."""
    given = {"force": True} if form.get("force") else {}
    settings = desk.year.settings(**given)
    files.inbox(settings.inbox)
    desk.begin(_TASK, lambda watch: _made(settings, watch))
    return go("/run")


def stop(desk: Desk, form: dict[str, str]) -> Response:  # noqa: ARG001  # as every form
    """Stop; what is done stays."""
    desk.work.stop()
    return go("/run")


def _made(settings: Settings, watch: Watch) -> str:
    from perfeval_batch import batch

    made = batch.run(settings, watch)
    unwritten = [each for each in made.findings if each.code == _UNWRITTEN]
    for finding in unwritten:
        if finding.place.workbook == batch.RESULTS:
            raise OutputError(
                f"结果没有写成：{finding.message.removeprefix('没有写成：')}{finding.fix}"
                "“结果”里显示的仍是上一次的。"
            )
    left = f"有{len(unwritten)}份结果没有写成，见“结果”的“请先看”。" if unwritten else ""
    return " ".join((batch.counts(made), left, *made.notes)).strip()


async def events(desk: Desk, request: Request) -> Response:  # noqa: ARG001  # as Starlette calls
    """The progress as server-sent events."""
    return StreamingResponse(_stream(desk), media_type="text/event-stream")


async def _stream(desk: Desk) -> AsyncIterator[str]:
    number, quiet = -1, 0.0
    while True:
        activity = desk.work.activity
        if activity.number != number:
            number, quiet = activity.number, 0.0
            yield f"data: {json.dumps(live(activity), ensure_ascii=False)}\n\n"
        elif quiet > _ALIVE:
            quiet = 0.0
            yield ": \n\n"
        quiet += _EVERY
        await asyncio.sleep(_EVERY)
