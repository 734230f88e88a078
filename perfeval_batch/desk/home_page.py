"""The first page: the steps of the year, how far each is, what comes next; and the end (退出)."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from perfeval_batch import files
from perfeval_batch.desk import year_folder
from perfeval_batch.desk.office_desk import Desk
from perfeval_batch.desk.rendering import go, page
from perfeval_batch.desk.results_shown import Results
from perfeval_batch.errors import SettingsError


@dataclass(frozen=True, slots=True)
class State:
    """How far the year is.

    Attributes:
        roster: a roster was named in the settings.
        sent: pre-filled workbooks that were made.
        received: workbooks in the inbox.
        documents: Word documents in it, which may hold official forms.
        results: of the last run; None before the first.
        newer: the inbox was changed since.
        reviewed: a filled review sheet was named in the settings.
    """

    roster: bool
    sent: int
    received: int
    documents: int
    results: Results | None
    newer: bool
    reviewed: bool

    def lines(self) -> dict[str, str]:
        """What is said beside each step."""
        found = self.results
        counts = found.counts if found else {}
        return {
            "send": f"已生成{self.sent}份预填的自评表" if self.sent else "还没有生成预填的自评表",
            "inbox": self._received_line(),
            "run": "收件夹有变化，请再出一次报告" if found and self.newer else _run_line(found),
            "results": f"已出报告{counts['reported']}份" if found else "出报告以后才有",
            "return": _return_line(counts) if found else "出报告以后才有",
            "review": "复核表已收回" if self.reviewed else "还没有复核",
            "settings": "年度、方案、期限、落款",
        }

    @property
    def anything(self) -> bool:
        """Something came in that a run would look at."""
        return bool(self.received or self.documents)

    def _received_line(self) -> str:
        also = f"、{self.documents}个Word文件" if self.documents else ""
        return f"收件夹里有{self.received}份自评表{also}" if self.anything else "收件夹还是空的"

    def next_step(self) -> tuple[str, str]:
        """The step that comes next, and why."""
        if not self.anything:
            return _BEGIN[bool(self.sent)]
        if self.results is None or self.newer:
            return "run", _NOW[self.results is not None]
        if self.results.counts["returned"] or self.results.counts["failed"]:
            return "return", "有需要退回的自评表，把退回件和通知发给各部门。"
        if not self.reviewed:
            return "review", "自评表都没有错误了，可以抽取项目复核。"
        return "results", "全部完成。查看结果，打印报告和汇总表。"


_BEGIN = {
    False: ("send", "先准备项目名册，为每个项目生成自评表，发给各部门。"),
    True: ("inbox", "把各部门交回的自评表放进收件夹。"),
}


_NOW = {
    False: "自评表已在收件夹里，可以检查并出报告了。",
    True: "收件夹在上次出报告以后有变化，再出一次报告。",
}


def _run_line(found: Results | None) -> str:
    return "还没有出过报告" if found is None else f"共处理{found.counts['workbooks']}份自评表"


def _return_line(counts: Mapping[str, int]) -> str:
    back = counts["returned"] + counts["failed"]
    return f"有{back}份要退回" if back else "没有要退回的"


def state(desk: Desk) -> State:
    """Look how far the year is."""
    year = desk.year
    settings = year.settings()
    results = desk.results()
    try:
        inbox = files.inbox(year.inbox, settings.output)
    except SettingsError:
        inbox = files.Inbox({}, ())
    received, documents = len(inbox.workbooks), len(inbox.documents)
    newest = 0.0
    for path in (*inbox.workbooks.values(), *inbox.documents.values()):
        with suppress(OSError):
            newest = max(newest, path.stat().st_mtime)
    fits = results is not None and received <= results.workbooks <= received + documents
    sent = year.folder / year_folder.PREFILLED
    return State(
        roster=settings.roster is not None,
        sent=sum(1 for _ in sent.rglob("*.xlsx")) if sent.is_dir() else 0,
        received=received,
        documents=documents,
        results=results,
        newer=results is not None and (newest > results.written or not fits),
        reviewed=settings.review is not None,
    )


def show(desk: Desk, request: Request) -> Response:  # noqa: ARG001  # as every page
    """Show it; a workbook that was dropped on the start file comes first, once."""
    if desk.dropped is not None and not desk.greeted:
        desk.greeted = True
        return go("/check")
    found = state(desk)
    key, why = found.next_step()
    return page(desk, "home", lines=found.lines(), next_key=key, why=why)


def show_leaving(desk: Desk, request: Request) -> Response:  # noqa: ARG001  # as every page
    """Ask whether to close the program."""
    return page(desk, "leave")


def leave(desk: Desk, form: dict[str, str]) -> Response:
    """End the program; while something is being done only when that was agreed to."""
    if desk.work.activity.busy and not form.get("stop"):
        return go("/leave")
    desk.work.stop()
    desk.leave()
    return page(desk, "left")
