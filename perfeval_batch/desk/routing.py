"""Which address is which page, and what a page answers when something cannot be done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from importlib import resources
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from perfeval_batch.desk import (
    choosing_page,
    departments_page,
    files_page,
    home_page,
    inbox_page,
    layouts_page,
    results_page,
    review_page,
    run_page,
    sending_page,
    settings_page,
)
from perfeval_batch.desk.office_desk import Desk, NoYearError
from perfeval_batch.desk.rendering import go, page
from perfeval_batch.desk.request_check import Access, Wall
from perfeval_batch.errors import StopRunError

Form = dict[str, str]
FORM = 64 * 1024
"""Bytes of a filled form; more is none of ours."""
_STATIC = {"desk.css": "text/css", "desk.js": "text/javascript", "icon.svg": "image/svg+xml"}

SHOWN: dict[str, Callable[[Desk, Request], Response]] = {
    "/": home_page.show,
    "/choose": choosing_page.show,
    "/send": sending_page.show,
    "/inbox": inbox_page.show,
    "/check": inbox_page.show_check,
    "/layouts": layouts_page.show,
    "/run": run_page.show,
    "/results": results_page.show,
    "/results/project": results_page.show_project,
    "/return": departments_page.show,
    "/review": review_page.show,
    "/settings": settings_page.show,
    "/file": files_page.hand_out,
    "/leave": home_page.show_leaving,
}
"""Address → the page that is shown."""

DONE: dict[str, Callable[[Desk, Form], Response]] = {
    "/choose": choosing_page.choose,
    "/choose/new": choosing_page.make_folder,
    "/send/roster": sending_page.make_roster,
    "/send/blank": sending_page.make_blank,
    "/send/prefill": sending_page.prefill,
    "/layouts/gather": layouts_page.gather,
    "/layouts/answer": layouts_page.answer,
    "/run/start": run_page.start,
    "/run/stop": run_page.stop,
    "/review/sheet": review_page.make_sheet,
    "/review/without": review_page.go_without,
    "/settings": settings_page.keep,
    "/settings/without": settings_page.leave_out,
    "/open": files_page.open_outside,
    "/leave": home_page.leave,
}
"""Address → what is done with a form sent there."""


def application(desk: Desk, access: Access) -> Wall:
    """The desk's pages behind their wall."""
    app = Starlette(
        routes=[
            *(Route(path, _endpoint(desk, show)) for path, show in SHOWN.items()),
            *(Route(path, _endpoint(desk, do), methods=["POST"]) for path, do in DONE.items()),
            Route("/inbox/check", partial(inbox_page.check, desk), methods=["PUT"]),
            Route("/run/events", partial(run_page.events, desk)),
            Route("/static/{name}", _static),
        ],
        exception_handlers={404: partial(_missing, desk), 405: partial(_missing, desk)},
    )
    return Wall(app, access)


def _endpoint(
    desk: Desk, answer: Callable[[Desk, Any], Response]
) -> Callable[[Request], Awaitable[Response]]:
    """Answer a request for a page, or a form that is sent."""

    async def endpoint(request: Request) -> Response:
        given = request if request.method in ("GET", "HEAD") else await _form(request)
        if given is None:
            return Response("太长", status_code=413)
        return await run_in_threadpool(_answered, desk, partial(answer, desk, given))

    return endpoint


def _answered(desk: Desk, answer: Callable[[], Response]) -> Response:
    """What a page answers, or why it cannot."""
    try:
        return answer()
    except NoYearError:
        return go("/choose?what=year")
    except StopRunError as problem:
        return page(desk, "problem", 400, sentence=str(problem))
    except Exception:  # noqa: BLE001  # a bug ends in a sentence
        return page(desk, "problem", 500, sentence=desk.note_bug())


async def _form(request: Request) -> Form | None:
    """The fields of a form; None: it is too long."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM:
            return None
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _STATIC:
        return Response(status_code=404)
    data = (resources.files(__package__) / "web" / name).read_bytes()
    return Response(data, media_type=_STATIC[name])


async def _missing(desk: Desk, request: Request, problem: Exception) -> Response:  # noqa: ARG001  # as Starlette calls
    return page(desk, "problem", 404, sentence="没有这个网页。请从左边的步骤进入。")
