"""发放: the roster, blank workbooks, one pre-filled workbook a project."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from perfeval_batch import files, schemes
from perfeval_batch.desk import year_folder
from perfeval_batch.desk.office_desk import Desk
from perfeval_batch.desk.rendering import go, page
from perfeval_batch.errors import SettingsError
from perfeval_batch.settings import Settings

if TYPE_CHECKING:
    from perfeval_batch.batch import Watch


def show(desk: Desk, request: Request) -> Response:  # noqa: ARG001  # as every page
    """Show what is there, and what the roster says."""
    year = desk.year
    settings = year.settings()
    problem, departments = "", Counter[str]()
    if settings.roster is not None:
        from perfeval_batch.batch import bureau_files

        try:
            listed = bureau_files.read_roster(settings.roster, settings.scheme)
            departments = Counter(each.department.text for each in listed.projects)
        except SettingsError as found:
            problem = str(found)
    made = year.folder / year_folder.PREFILLED
    return page(
        desk,
        "send",
        settings=settings,
        roster_made=(year.folder / year_folder.ROSTER).is_file(),
        roster_name=year_folder.ROSTER,
        blank_made=(year.folder / year_folder.BLANK).is_file(),
        blank_name=year_folder.BLANK,
        problem=problem,
        departments=departments.most_common(),
        made=sum(1 for _ in made.rglob("*.xlsx")) if made.is_dir() else 0,
        folder=year_folder.PREFILLED,
    )


def make_roster(desk: Desk, form: dict[str, str]) -> Response:  # noqa: ARG001  # as every form
    """Write the blank roster into the year's folder; a filled one is never overwritten."""
    from perfeval_batch import roster

    year = desk.year
    path = year.folder / year_folder.ROSTER
    settings = year.settings()
    _write_new(path, roster.write(schemes.load(settings.scheme or schemes.DEFAULT)))
    year.keep({"roster": path})
    desk.say(f"空白名册“{path.name}”已放进年度文件夹。请打开它，每个项目填一行，保存后关闭。")
    return go("/send")


def take_export(desk: Desk, export: Path, unit: str) -> None:
    """Make the roster of a list that 预算管理一体化 exported; a filled one is never overwritten.

    Raises:
        SettingsError: it is no such list, or nobody says in which unit its amounts are.
        OutputError: there is a roster already, or it cannot be written.
    """
    from perfeval_batch import roster
    from perfeval_batch.batch import bureau_files

    year = desk.year
    path = year.folder / year_folder.ROSTER
    try:
        found = bureau_files.read_export(export, unit)
    except SettingsError as problem:
        if "--unit" not in str(problem):
            raise
        raise SettingsError(
            f"“{export.name}”的金额单位不清楚，或与所选的不一致。"
            "请核对清单，返回后在“金额单位”处点“按元”或“按万元”，再选一次。"
        ) from problem
    scheme = schemes.load(year.settings().scheme or schemes.DEFAULT)
    _write_new(path, roster.write(scheme, found.projects, found.indicators, found.left_out))
    year.keep({"roster": path})
    for note in found.notes:
        desk.say(note)
    desk.say(
        f"清单{found.lines}行，列入名册{len(found.projects)}个项目，"
        f"没有列入{len(found.left_out)}行。请打开名册核对一遍。"
    )


def make_blank(desk: Desk, form: dict[str, str]) -> Response:  # noqa: ARG001  # as every form
    """Write the blank workbook into the year's folder."""
    from perfeval_batch import blank, catalogue

    year = desk.year
    path = year.folder / year_folder.BLANK
    chosen = schemes.load(year.settings().scheme or schemes.DEFAULT)
    _write_new(path, blank.write(None, chosen, catalogue.met_by_departments()))
    desk.say(f"“{path.name}”已放进年度文件夹，可以发给各单位。")
    return go("/send")


def _write_new(path: Path, data: bytes) -> None:
    year_folder.refuse_existing(path)
    files.save_asked(path, data)


def prefill(desk: Desk, form: dict[str, str]) -> Response:  # noqa: ARG001  # as every form
    """Make the workbooks in the background."""
    year = desk.year
    settings = year.settings()
    if settings.roster is None:
        raise SettingsError("请先选用填好的项目名册。")
    target = year.folder / year_folder.PREFILLED
    desk.begin("生成预填的自评表", lambda watch: _prefilled(settings, target, watch))
    return go("/send")


def _prefilled(settings: Settings, target: Path, watch: Watch) -> str:
    from perfeval_batch import catalogue, roster
    from perfeval_batch.batch import bureau_files
    from perfeval_batch.batch.workers import Meter

    found = bureau_files.read_roster(settings.roster or Path(), settings.scheme)
    scheme_of = bureau_files.scheme_of_run(settings.scheme)
    total = len(found.projects)
    meter = Meter(watch)
    meter.start("生成", 0, total)
    made = kept = 0
    last = bureau_files.read_last_problems(settings.last, found) if settings.last else ()
    checks = catalogue.met_by_departments()
    books = roster.prefilled(found, scheme_of, checks, settings.year, last)
    for name, data in books:
        if (target / name).exists():
            kept += 1
        else:
            files.save(target / name, data)
            made += 1
        meter.count()
    left = f"另有{kept}份已经有了，没有覆盖；名册改过的，请先把旧的移走再生成。" if kept else ""
    return f"已生成{made}份预填的自评表，在“发放”文件夹里，按主管部门分好了。{left}"
