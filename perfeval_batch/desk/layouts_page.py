"""版式对照: the patterns of the official forms in the inbox; what is open is answered once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from perfeval_batch import files, layouts
from perfeval_batch.desk import year_folder
from perfeval_batch.desk.office_desk import Desk
from perfeval_batch.desk.rendering import go, page
from perfeval_batch.errors import OutputError, SettingsError
from perfeval_batch.parsing import Layouts
from perfeval_batch.parsing.official.header_patterns import Line, Pattern, Query
from perfeval_batch.parsing.official.layouts import words_of
from perfeval_batch.settings import Settings
from perfeval_batch.values import replace

if TYPE_CHECKING:
    from perfeval_batch.batch import Watch

TASK = "查看官方表的版式"


def show(desk: Desk, request: Request) -> Response:  # noqa: ARG001  # as every page
    """Show the patterns with their questions."""
    settings = desk.year.settings()
    known = _answers(settings)
    patterns = [_answered(each, known) for each in desk.forms]
    return page(
        desk,
        "layouts",
        settings=settings,
        patterns=patterns,
        open=sum(map(_count_open, patterns)),
        count_open=_count_open,
        words=words_of,
        file=year_folder.LAYOUTS if (desk.year.folder / year_folder.LAYOUTS).is_file() else "",
    )


def gather(desk: Desk, form: dict[str, str]) -> Response:  # noqa: ARG001  # as every form
    """Look through the inbox in the background."""
    settings = desk.year.settings()
    desk.begin(TASK, lambda watch: _gathered(desk, settings, watch))
    return go("/layouts")


def _gathered(desk: Desk, settings: Settings, watch: Watch) -> str:
    from perfeval_batch.batch import Progress, form_patterns

    watch(Progress("查看收件夹"))
    found = form_patterns.gather(settings)
    desk.forms = found.found
    left = f"另有{len(found.unread)}个文件打不开，没有计入。" if found.unread else ""
    asked = f"还有{found.still_open}个问题请回答。" if found.still_open else "没有要回答的问题。"
    return f"官方自评表共{len(found.found)}种版式，{asked}{left}"


def answer(desk: Desk, form: dict[str, str]) -> Response:
    """Keep the answers for one pattern in 版式对照.xlsx, which the next run reads."""
    asked = next((each for each in desk.forms if each.fingerprint == form.get("pattern")), None)
    if asked is None:
        raise SettingsError("这个版式已不在列表里。请重新查看收件夹里的官方表。")
    settings = desk.year.settings()
    path = desk.year.folder / year_folder.LAYOUTS
    if path.exists() and settings.layouts != path:
        raise OutputError(
            f"年度文件夹里已有“{path.name}”，没有覆盖。请先选用它，再在这里回答；"
            "不用它的，请改名或移走。"
        )
    known = _answers(settings)
    given = _filled(asked, form)
    every = [given if each is asked else _answered(each, known) for each in desk.forms]
    files.save_asked(path, layouts.write([*every, *_of_earlier_years(known, every)]))
    desk.year.keep({"layouts": path})
    desk.say("答案已保存，对同一版式的全部文件都有效。全部答完后，再出一次报告。")
    return go("/layouts")


def _answers(settings: Settings) -> Layouts:
    from perfeval_batch.batch import bureau_files

    return bureau_files.read_layouts(settings)


def _count_open(pattern: Pattern) -> int:
    return sum(not each.answer for each in pattern.questions)


def _answered(pattern: Pattern, known: Layouts) -> Pattern:
    """A pattern with what was answered since it was looked at, here or in the workbook."""
    layout = known.of(pattern.fingerprint)
    return replace(
        pattern,
        columns=tuple(
            replace(each, field=layout.columns.get(each.key, each.field))
            for each in pattern.columns
        ),
        questions=tuple(
            replace(each, answer=layout.answers.get(each.key, "")) for each in pattern.questions
        ),
    )


def _filled(pattern: Pattern, form: dict[str, str]) -> Pattern:
    """A pattern with the answers of a form; what is none of the choices counts as none."""
    columns = [
        replace(each, field=chosen if chosen in words_of(each.key) else "")
        for at, each in enumerate(pattern.columns)
        for chosen in (form.get(f"column{at}", each.field),)
    ]
    questions = [
        replace(each, answer=chosen if chosen in each.answers else "")
        for at, each in enumerate(pattern.questions)
        for chosen in (form.get(f"question{at}", ""),)
    ]
    return replace(pattern, columns=tuple(columns), questions=tuple(questions))


def _of_earlier_years(known: Layouts, here: list[Pattern]) -> Iterator[Pattern]:
    """Answers for patterns that no file of this inbox has are kept."""
    met = {each.fingerprint for each in here}
    for fingerprint, layout in known.patterns.items():
        if fingerprint not in met:
            columns = (Line(key, key, "", name) for key, name in layout.columns.items())
            asked = (Query(key, key, "", (said,), said) for key, said in layout.answers.items())
            yield Pattern(fingerprint, "以前的版式", tuple(columns), tuple(asked), 0)
