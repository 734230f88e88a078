"""退出: closing the program asks when something is being done."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from perfeval_batch.desk.office_desk import Desk
from perfeval_batch.desk.rendering import go, page


def show(desk: Desk, request: Request) -> Response:  # noqa: ARG001  # as every page
    """Ask."""
    return page(desk, "leave")


def leave(desk: Desk, form: dict[str, str]) -> Response:
    """End the program; while something is being done only when that was agreed to."""
    if desk.work.activity.busy and not form.get("stop"):
        return go("/leave")
    desk.work.stop()
    desk.leave()
    return page(desk, "left")
