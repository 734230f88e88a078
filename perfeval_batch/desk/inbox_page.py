"""收件与检查: what is in the inbox, and one workbook checked at once by dropping it."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from perfeval_batch import files
from perfeval_batch.desk.office_desk import Desk
from perfeval_batch.desk.rendering import page, piece
from perfeval_batch.errors import SettingsError, StopRunError
from perfeval_batch.findings import Severity
from perfeval_batch.model import Outcome
from perfeval_batch.settings import Settings

LARGEST = 100 * 1024 * 1024
"""Bytes of a workbook that is dropped; the checks themselves know narrower limits."""
_TOP = "（收件夹里，未分部门）"


def show(desk: Desk, request: Request) -> Response:  # noqa: ARG001  # as every page
    """Show what the inbox holds, by its folders."""
    year = desk.year
    problem, by_folder = "", Counter[str]()
    unread: tuple[str, ...] = ()
    documents = 0
    try:
        found = files.inbox(year.inbox, year.output)
        by_folder.update(
            source.split("/")[0] if "/" in source else _TOP for source in found.workbooks
        )
        unread, documents = found.unread, len(found.documents)
    except SettingsError as trouble:
        problem = str(trouble)
    return page(
        desk,
        "inbox",
        inbox=year.inbox,
        problem=problem,
        by_folder=sorted(by_folder.items()),
        total=sum(by_folder.values()),
        unread=unread,
        documents=documents,
        results=desk.results(),
    )


def show_check(desk: Desk, request: Request) -> Response:  # noqa: ARG001  # as every page
    """Show what was found in the workbook that was dropped on the start file, if one was."""
    checked = ""
    if desk.dropped is not None:
        answer = _dropped(desk, desk.dropped)
        checked = Markup(bytes(answer.body).decode())  # noqa: S704  # rendered by us
    return page(desk, "check", checked=checked)


def _dropped(desk: Desk, path: Path) -> Response:
    try:
        data = files.read(path, LARGEST)
    except OSError as found:
        problem = f"文件打不开：{files.reason(found)}。"
        return piece("checked", file=path.name, problem=problem, outcomes=())
    return _checked(desk, path.name, data)


async def check(desk: Desk, request: Request) -> Response:
    """Check a workbook that was dropped; it is kept nowhere."""
    name = (
        files.safe_name(Path(request.query_params.get("name", "")).stem)
        + Path(request.query_params.get("name", "")).suffix.lower()
    )
    if Path(name).suffix not in (*files.WORKBOOK_SUFFIXES, ".docx"):
        return piece(
            "checked", file=name, problem="请拖入自评表（.xlsx等Excel工作簿）。", outcomes=()
        )
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return piece("checked", file=name, problem="文件太大，不像自评表。", outcomes=())
    return await run_in_threadpool(_checked, desk, name, bytes(body))


def _checked(desk: Desk, name: str, data: bytes) -> Response:
    from perfeval_batch import batch

    problem = ""
    outcomes: tuple[Outcome, ...] = ()
    with tempfile.TemporaryDirectory(prefix="perfeval-") as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        try:
            known = desk.year.settings() if desk.has_year else Settings()
            settings = replace(known, engine="processes", jobs=1, roster=None, review=None)
            outcomes = batch.check([path], settings)
        except StopRunError as found:
            problem = str(found)
        except Exception:  # noqa: BLE001  # a bug ends in a sentence
            problem = desk.note_bug()
    return piece(
        "checked",
        file=name,
        problem=problem,
        outcomes=[(each, _by_severity(each)) for each in outcomes],
    )


def _by_severity(outcome: Outcome) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    """Severity, its word, and (place, code, text) of its findings; the gravest first."""
    return [
        (
            severity.value,
            severity.label,
            [
                (str(each.place), each.code, f"{each.message}{each.fix}")
                for each in outcome.findings
                if each.severity is severity
            ],
        )
        for severity in Severity
        if outcome.count(severity)
    ]
