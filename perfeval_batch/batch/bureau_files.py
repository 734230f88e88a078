"""Reads the bureau's own workbooks: the filled reviewers' sheet and the project roster.

They are read in a worker process with limits of their own, like the workbooks of the departments.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from perfeval_batch import (
    files,
    layouts,
    output_folder,
    parsing,
    pool,
    replies,
    review,
    roster,
    schema,
    schemes,
)
from perfeval_batch.batch_rules import last_year
from perfeval_batch.errors import SettingsError
from perfeval_batch.model import Due, Identity, LastYear, Outcome, Rejected
from perfeval_batch.parsing import Layouts, View
from perfeval_batch.replies import Answer, Answers
from perfeval_batch.review import Review, Reviewed
from perfeval_batch.roster import LastProblems, Roster
from perfeval_batch.schemes import Scheme
from perfeval_batch.settings import Settings
from perfeval_batch.values import replace

T = TypeVar("T")
LARGEST = 500 * 1024**2
"""Bytes of a workbook of the bureau's own."""
SECONDS = 600
"""Reading one of them may take: a roster of 50,000 lines takes half a minute."""
MEMORY = 3 * 1024**3
"""Bytes that reading one of them may take."""


@dataclass(frozen=True, slots=True)
class BureauFiles:
    """What the bureau lays beside the departments' workbooks.

    Attributes:
        review: the filled reviewers' sheet; None without one.
        reviews: what it says of workbooks with each path: what their workers get.
        roster: what is due; None without a roster.
        answers: what the departments answered to doubts; None: nobody was asked.
        last: last year's projects; None without `--last`.
    """

    review: Review | None
    reviews: Mapping[str, Review]
    roster: tuple[Due, ...] | None
    answers: Answers | None = None
    last: tuple[LastYear, ...] | None = None

    def review_of(self, outcomes: Sequence[Outcome]) -> Review | None:
        """What the sheet says of a file's projects, by path, code or name."""
        if self.review is None:
            return None
        found = [self.review.of(each.key, each.identity) for each in outcomes]
        known = tuple(each for each in found if each is not None)
        return Review.of_all(known, (), ()) if known else None

    def moved(self, outcome: Outcome) -> bool:
        """Its worker did not get what the sheet says of it, for its workbook has another path."""
        got = self.reviews.get(outcome.source)
        known = self.review and self.review.of(outcome.key, outcome.identity)
        return known is not (got.of(outcome.key, outcome.identity) if got else None)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A file to be read: what it is, where it stands, and what reads it."""

    what: str
    path: Path
    step: Callable[[Path], Any]


def read(settings: Settings) -> BureauFiles:
    """Read what the settings name.

    Raises:
        SettingsError: one of them cannot be used.
    """
    named: dict[str, tuple[Path | None, Callable[[Path], Any]]] = {
        "复核表": (settings.review, _review),
        "项目名册": (settings.roster, partial(_due, scheme=settings.scheme)),
        "核实单": (settings.replies, _answers),
        "上年结果": (settings.last, _last),
    }
    readings = [
        _Reading(what, path, step) for what, (path, step) in named.items() if path is not None
    ]
    found = _read_apart(readings, settings.engine)
    review = found.get("复核表")
    by_source: dict[str, list[Reviewed]] = {}
    for each in review.projects if review else ():
        by_source.setdefault(each.source, []).append(each)
    reviews = {source: Review.of_all(each, (), ()) for source, each in by_source.items()}
    given = (found.get(what) for what in ("项目名册", "核实单", "上年结果"))
    return BureauFiles(review, reviews, *given)


def _read_apart(readings: Sequence[_Reading], engine: str = "serial") -> dict[str, Any]:
    """What files say, by what they are, read in a worker process one after another.

    Raises:
        SettingsError: one of them cannot be used, or takes too long or too much memory.
    """
    found: dict[str, Any] = {}
    engine = "inline" if engine == "inline" else "serial"
    with pool.opened(engine=engine, timeout=SECONDS, memory=MEMORY) as workers:
        for each in workers.run(_read, readings):
            if isinstance(each, pool.Lost):
                raise _lost(each.task, each.loss)
            found[each.task.what] = each.result
    return found


def _read(reading: _Reading) -> Any:  # noqa: ANN401  # what each kind of file says
    return reading.step(reading.path)


def _lost(reading: _Reading, loss: pool.Loss) -> SettingsError:
    why = {
        pool.Loss.TIMED_OUT: f"读取超过{SECONDS // 60}分钟，已放弃",
        pool.Loss.OUT_OF_MEMORY: "读取时占用内存过多，已停止",
        pool.Loss.DIED: "读取时进程两次意外终止",
    }[loss]
    return SettingsError(
        f"{reading.what}“{reading.path}”{why}。请用Excel或WPS打开检查，把内容按数值粘贴到新表里再用。"
    )


_LETTER = "核实函"
"""Goes out with the sheet; where it lies beside an answer it is none."""


def _answers(folder: Path) -> Answers:
    """Read every filled 疑点核实单 below a folder; what is none is told, none is passed over.

    Raises:
        SettingsError: there is no such folder, or no 疑点核实单 in it.
    """
    if not folder.is_dir():
        raise SettingsError(f"放回复的文件夹“{folder}”不存在。请用--replies指定放核实单的文件夹。")
    found: list[Answer] = []
    notes: list[str] = []
    inbox = files.inbox(folder)
    for source, path in inbox.workbooks.items():
        try:
            found += _sheet_answers(source, path)
        except SettingsError as problem:
            notes.append(str(problem))
    others = [each for each in (*inbox.documents, *inbox.unread) if _LETTER not in each]
    notes += [f"回复“{each}”不是Excel工作簿，没有采用；请用{replies.NAME}报回。" for each in others]
    notes += [f"“{source}”打不开：{why}，里面的回复没有采用。" for source, why in inbox.closed]
    if not found:
        why = "".join(notes) or "里面没有工作簿。"
        raise SettingsError(f"放回复的文件夹“{folder}”里没有填好的{replies.NAME}：{why}")
    answers = replies.join(found)
    return replace(answers, notes=(*notes, *answers.notes))


def _sheet_answers(source: str, path: Path) -> tuple[Answer, ...]:
    """The answers of a filled 疑点核实单.

    Raises:
        SettingsError: the file is none, or cannot be read.
    """
    views = parsing.sheets(files.read_named(path, LARGEST, "核实单"), source, (replies.SHEET,))
    if isinstance(views, Rejected):
        told = "".join(f"{each.message}{each.fix}" for each in views.findings)
        raise SettingsError(f"回复“{source}”不能读取：{told}")
    if replies.SHEET not in views:
        raise SettingsError(f"回复“{source}”里没有“{replies.SHEET}”表，没有采用。")
    return replies.read(views[replies.SHEET])


def _last(path: Path) -> tuple[LastYear, ...]:
    from perfeval_batch.summary import last_year_results

    return last_year_results.read(path)


def read_last_problems(path: Path, listed: Roster) -> tuple[LastProblems | None, ...]:
    """What last year's results tell of each project of a roster: its problems and measures.

    Raises:
        SettingsError: the results cannot be used, or hold no texts.
    """
    last = _read_one("上年结果", path, _last)
    if last and not any(each.texts for each in last):
        raise SettingsError(
            f"上年结果“{path}”旁边没有逐项明细，无从知道上年的问题和措施。"
            f"请用上年的整个输出文件夹里的运行结果（明细在其中的“{output_folder.PRIVATE}”）。"
        )
    identities = [
        Identity(each.code.value, each.name.value, each.department.value, each.unit.value)
        for each in listed.projects
    ]
    found = last_year.match_projects(last, identities)
    return tuple(None if at is None else _problems(last[at]) for at in found)


def _problems(last: LastYear) -> LastProblems:
    def told(label: str) -> str:
        return "\n".join(text for each, text in last.texts if each == label)

    problems, measures = (
        schema.field(schema.LIST_FIELDS, each).name for each in ("problems", "measures")
    )
    return LastProblems(told(problems), told(measures))


def _review(path: Path) -> Review:
    """Read the filled reviewers' sheet.

    Raises:
        SettingsError: it cannot be opened, or is no reviewers' sheet.
    """
    views = _sheets_where(path, "复核表", review.is_review_sheet)
    if not views:
        raise SettingsError(
            f"复核表“{path}”里没有“{review.SHEET}”表。请使用perfeval review-sheet生成的表。"
        )
    return review.read(*views.values())


def read_roster(path: Path, scheme: str | None = None) -> Roster:
    """Read the project roster; `scheme` is the run's, where it has one.

    Raises:
        SettingsError: it cannot be opened, is no roster, or has faults; each is named.
    """
    return _read_one("项目名册", path, partial(_roster, scheme=scheme))


def _read_one(what: str, path: Path, step: Callable[[Path], T], engine: str = "serial") -> T:
    found: T = _read_apart([_Reading(what, path, step)], engine)[what]
    return found


def _due(path: Path, scheme: str | None) -> tuple[Due, ...]:
    return _roster(path, scheme).due()


def _roster(path: Path, scheme: str | None) -> Roster:
    names = (roster.PROJECTS, roster.INDICATORS)
    found = _sheets(path, names, "项目名册", "perfeval roster")
    projects, approved = found[roster.PROJECTS], found.get(roster.INDICATORS)
    return roster.sound(roster.read(projects, approved, scheme_of_run(scheme)))


def read_export(path: Path, unit: str = "") -> roster.Export:
    """Read a list of projects that was exported from 预算管理一体化.

    Raises:
        SettingsError: it cannot be opened, is no such list, or its amounts have no unit.
    """
    return _read_one("导出清单", path, partial(_export, unit=unit))


def _export(path: Path, unit: str) -> roster.Export:
    found = _sheets_where(path, "导出清单", lambda _: True)
    return roster.read_export(tuple(found.values()), unit)


def scheme_of_run(given: str | None) -> Callable[[str], Scheme | None]:
    """What a roster's 评价方案 means in a run whose `--scheme` may be a file of one's own.

    That scheme stands for every project that names none, or names it.
    """
    own = schemes.load(given) if given else None

    def find(name: str) -> Scheme | None:
        if own is not None and (not name or schemes.same_name(name, own)):
            return own
        return scheme_of(name)

    return find


def read_layouts(settings: Settings) -> Layouts:
    """What 版式对照 answers about the patterns of official forms; nothing without one.

    Raises:
        SettingsError: it cannot be opened, or holds an answer that cannot be.
    """
    path = settings.layouts
    if path is None:
        return parsing.NO_LAYOUTS
    return _read_one("版式对照", path, _layouts, settings.engine)


def _layouts(path: Path) -> Layouts:
    found = _sheets(path, (layouts.SHEET,), "版式对照", "perfeval layouts")
    return layouts.read(found[layouts.SHEET])


def scheme_of(name: str) -> Scheme | None:
    """The scheme that a roster's 评价方案 means; the empty name is the default."""
    known = schemes.named(name) if name else schemes.DEFAULT
    return schemes.load(known) if known else None


def _sheets(path: Path, names: Sequence[str], what: str, command: str) -> dict[str, View]:
    """Sheets of one of the bureau's workbooks; the first of them is there.

    Raises:
        SettingsError: it is not.
    """
    data = files.read_named(path, LARGEST, what)
    found = _readable(parsing.sheets(data, path.name, names), path, what)
    if names[0] not in found:
        raise SettingsError(f"{what}“{path}”里没有“{names[0]}”表。请使用{command}生成的表。")
    return found


def _sheets_where(path: Path, what: str, wanted: Callable[[str], bool]) -> dict[str, View]:
    data = files.read_named(path, LARGEST, what)
    return _readable(parsing.sheets_where(data, path.name, wanted), path, what)


def _readable(found: dict[str, View] | Rejected, path: Path, what: str) -> dict[str, View]:
    if isinstance(found, Rejected):
        told = "".join(f"{each.message}{each.fix}" for each in found.findings)
        raise SettingsError(f"{what}“{path}”不能读取：{told}")
    return found
