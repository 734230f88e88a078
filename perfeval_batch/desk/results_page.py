"""结果: key figures, what must be looked at first, the projects with search and filter."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from perfeval_batch.desk import results_shown
from perfeval_batch.desk.office_desk import Desk
from perfeval_batch.desk.rendering import page
from perfeval_batch.desk.results_shown import Entry, Results
from perfeval_batch.errors import SettingsError

ON_A_PAGE = 50
VOLUMES = "报告合订本"
"""The folder of OUTPUT with a PDF a department, ready to print."""
FIRST = 8
"""Projects named under 请先看."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What the officer looks for."""

    words: str
    status: str
    department: str

    @classmethod
    def asked(cls, request: Request) -> Filter:
        """From the address."""
        get = request.query_params.get
        return cls(get("q", "").strip(), get("status", ""), get("department", ""))

    def takes(self, entry: Entry) -> bool:
        """An entry that is looked for."""
        return (
            (not self.status or entry.status == self.status or self._doubtful(entry))
            and (not self.department or entry.department == self.department)
            and entry.holds(self.words.lower().split())
        )

    def _doubtful(self, entry: Entry) -> bool:
        return self.status == "warning" and entry.count("warning") > 0


def show(desk: Desk, request: Request) -> Response:
    """Show the results."""
    results = desk.results()
    if results is None:
        return page(desk, "no_results")
    wanted = Filter.asked(request)
    found = [each for each in results.entries if wanted.takes(each)]
    number = _number(request.query_params.get("page", "1"))
    pages = max(1, -(-len(found) // ON_A_PAGE))
    number = min(number, pages)
    first = results.first_to_look_at()
    return page(
        desk,
        "results",
        results=results,
        wanted=wanted,
        statuses=results_shown.STATUSES,
        found=found[(number - 1) * ON_A_PAGE : number * ON_A_PAGE],
        count=len(found),
        number=number,
        pages=pages,
        volumes=VOLUMES if (desk.year.output / VOLUMES).is_dir() else "",
        first=first[:FIRST],
        more=max(0, len(first) - FIRST),
        warnings=_warnings(results),
    )


def show_project(desk: Desk, request: Request) -> Response:
    """Show one project with all that was found."""
    results = desk.results()
    number = _number(request.query_params.get("number", ""), least=0)
    if results is None or not 0 <= number < len(results.entries):
        raise SettingsError("没有这个项目。结果可能已经更新，请回到“结果”再选。")
    return page(desk, "project", entry=results.entries[number])


def _warnings(results: Results) -> list[tuple[str, str, int]]:
    """Code, rule and number of projects of the most frequent warnings."""
    from perfeval_batch import catalogue

    found = []
    for code, count in results.warnings():
        kind = catalogue.kind(code)
        found.append((code, kind.page.title if kind else code, count))
    return found


def _number(text: str, least: int = 1) -> int:
    return max(least, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else least  # noqa: PLR2004  # a million
