"""复核: the reviewers' sheet goes out, comes back, and its problems are shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from perfeval_batch import files
from perfeval_batch.desk import year_folder
from perfeval_batch.desk.office_desk import Desk
from perfeval_batch.desk.rendering import go, page
from perfeval_batch.errors import SettingsError
from perfeval_batch.settings import Settings

if TYPE_CHECKING:
    from perfeval_batch.batch import Watch

PROBLEMS = "复核/复核问题清单.xlsx"
_DIGITS = 7
"""A number with more is a slip."""
_CHECKS = "PE7"
"""The hundred of the catalogue that is about the review."""


def show(desk: Desk, request: Request) -> Response:  # noqa: ARG001  # as every page
    """Show how the review stands."""
    year = desk.year
    settings = year.settings()
    results = desk.results()
    remarks = [
        (entry, [each for each in entry.remarks if each.code.startswith(_CHECKS)])
        for entry in (results.entries if results and settings.review else ())
    ]
    troubled = [
        (entry, grave)
        for entry, found in remarks
        if (grave := [each for each in found if each.severity != "note"])
    ]
    return page(
        desk,
        "review",
        settings=settings,
        results=results,
        sheet_made=(year.folder / year_folder.REVIEW).is_file(),
        sheet_name=year_folder.REVIEW,
        troubled=troubled,
        sample=results.sample if results else (),
        noted=sum(bool(found) for _, found in remarks) - len(troubled),
        problems=PROBLEMS if (settings.output / PROBLEMS).is_file() else "",
    )


def make_sheet(desk: Desk, form: dict[str, str]) -> Response:
    """Make the sheet in the background; one that is there is never overwritten."""
    year = desk.year
    sample = form.get("sample", "").strip()
    count = int(sample) if sample.isascii() and sample.isdigit() and len(sample) < _DIGITS else 0
    if form.get("which") == "some" and not count:
        raise SettingsError("请写明抽取多少个项目，如20。")
    given = {"sample": count} if form.get("which") == "some" else {"sample": None}
    path = year.folder / year_folder.REVIEW
    year_folder.refuse_existing(path)
    settings = year.settings(**given, review=None)
    desk.begin("生成复核表", lambda watch: _made(settings, path, watch))
    return go("/review")


def _made(settings: Settings, path: Path, watch: Watch) -> str:
    from perfeval_batch.batch import Progress, review_subjects

    watch(Progress("读取自评表"))
    sheet = review_subjects.gather(settings)
    files.save_asked(path, sheet.data)
    left = f"另有{sheet.left_out}份自评表有错误，改好后才能复核。" if sheet.left_out else ""
    return (
        f"没有错误的项目{sheet.ready}个，列入复核表{sheet.taken}个。"
        f"请打开“{path.name}”，交复核人填写。{left}"
    )


def go_without(desk: Desk, form: dict[str, str]) -> Response:  # noqa: ARG001  # as every form
    """Leave the review out again."""
    desk.year.keep({"review": None})
    desk.say("已不再使用复核表。再出一次报告后，最终得分就是自评得分。")
    return go("/review")
