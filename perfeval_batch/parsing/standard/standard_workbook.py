"""Reads our own workbook along the schema; names every sheet and header that is missing.

Every cell is read, not only the first fault: what cannot be read is an Entry that says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from perfeval_batch import schema
from perfeval_batch.findings import Finding, Place
from perfeval_batch.model import Entry, Origin, Project, Rejected
from perfeval_batch.parsing import headers
from perfeval_batch.parsing.sheet_view import View
from perfeval_batch.parsing.standard import concluding_texts, facts, funds, indicators
from perfeval_batch.reading.grid import Grid, Sheet, shown
from perfeval_batch.reading.refusals import TEMPLATE
from perfeval_batch.values import replace

_KEYS = {name: headers.key(name) for name in (*schema.REQUIRED_SHEETS, schema.META)}
_READ = frozenset(_KEYS.values())


_COPY = (
    r"(?:旧|新|原|老|改|修改后?|修改版|更正|最终版?|终稿|定稿|正式|备份|备用|副本|复件|复制|草稿|作废|copy|v"
    r"|\d{1,4}|[-_—·+.、的])+"
)
_OF_COPY = re.compile(
    rf"(?:{_COPY})?({'|'.join(map(re.escape, schema.REQUIRED_SHEETS))})(?:{_COPY})?表?",
    re.IGNORECASE,
)


def sheet_key(name: str) -> str:
    """The contract's name of a sheet that a copy was made of: `绩效指标 (2)`, `绩效指标修改后`."""
    key = headers.key(name)
    found = _OF_COPY.fullmatch(key)
    return found[1] if found else key


def wanted(sheet: str) -> bool:
    """The sheet is one that is read, or could be meant for one, or lists faults."""
    return sheet_key(sheet) in _READ or schema.is_marks(sheet) or bool(_named_like(sheet))


def _named_like(sheet: str) -> str:
    """The contract's name that a sheet's name holds: `绩效指标调整后`; what it holds must tell."""
    bare = re.sub(r"\s", "", sheet)
    return next((name for name in schema.REQUIRED_SHEETS if name in bare), "")


def is_ours(grid: Grid) -> bool:
    """Two of our sheets or more are there: it is our workbook, whatever it lacks."""
    return len({sheet_key(sheet.name) for sheet in grid.sheets} & _REQUIRED) > 1


_REQUIRED = frozenset(_KEYS[name] for name in schema.REQUIRED_SHEETS)


def parse(grid: Grid, workbook: str) -> Project | Rejected:
    """Read the project that a workbook holds.

    Args:
        grid: the sheets for which `wanted` was true.
        workbook: path relative to INBOX, with `/`.
    """
    meant = _meant_sheets(grid)
    views = {name: View(workbook, sheets[0]) for name, sheets in meant.items()}

    def view(name: str) -> View:
        return views.get(name, View(workbook, _NO_SHEET))

    lacking: dict[str, tuple[str, ...]] = {}
    labels, lacking[schema.FACTS] = facts.locate(view(schema.FACTS))
    money, lacking[schema.FUNDS] = funds.locate(view(schema.FUNDS))
    table, lacking[schema.INDICATORS] = indicators.locate(view(schema.INDICATORS))
    lists, lacking[schema.CONCLUSION] = concluding_texts.locate(view(schema.CONCLUSION))
    findings = tuple(_what_is_missing(views, lacking, workbook))
    if findings:
        return Rejected(findings)
    read_facts = facts.read(view(schema.FACTS), labels)
    rows, totals = indicators.read(view(schema.INDICATORS), table, read_facts.year.value)
    doubts = (
        *_doubtful_sheets(meant, workbook),
        *facts.doubts(view(schema.FACTS), labels),
        *funds.doubts(view(schema.FUNDS), money),
        *indicators.doubts(view(schema.INDICATORS), table),
        *concluding_texts.doubts(view(schema.CONCLUSION)),
    )
    project = Project(
        origin=_origin(grid, views, workbook),
        facts=read_facts,
        funds=funds.read(view(schema.FUNDS), money),
        indicators=rows,
        totals=totals,
        texts=concluding_texts.read(view(schema.CONCLUSION), lists),
    )
    origin = replace(
        project.origin,
        hidden=_hidden(project, views),
        covered=tuple(_covered(views)),
        missing=tuple(indicators.missing(view(schema.INDICATORS), table)),
        doubts=doubts,
    )
    return replace(project, origin=origin)


_NO_SHEET = Sheet("", {})


def _meant_sheets(grid: Grid) -> Mapping[str, Sequence[Sheet]]:
    """The sheets that could be meant by each of the contract's names, the exact name first."""
    by_key: dict[str, list[Sheet]] = {}
    for sheet in grid.sheets:
        key = sheet_key(sheet.name)
        like = "" if key in _READ else _named_like(sheet.name)
        key = _KEYS[like] if like and _holds_ours(sheet, like) else key
        by_key.setdefault(key, []).append(sheet)
    return {
        name: sorted(by_key[key], key=lambda sheet: _unlikeness(sheet.name, name))
        for name, key in _KEYS.items()
        if key in by_key
    }


def _holds_ours(sheet: Sheet, name: str) -> bool:
    """The sheet holds what the contract's sheet of that name holds."""
    found, lacking = _LOCATE[name](View("", sheet))
    return not lacking and (name != schema.FACTS or "name" in found)


_LOCATE: Mapping[str, Callable[[View], tuple[Any, tuple[str, ...]]]] = {
    schema.FACTS: facts.locate,
    schema.FUNDS: funds.locate,
    schema.INDICATORS: indicators.locate,
    schema.CONCLUSION: concluding_texts.locate,
}


def _unlikeness(sheet: str, name: str) -> int:
    """0 for the exact name, 1 for one with stray blanks, 2 for a copy's."""
    return 0 if sheet == name else 1 if headers.key(sheet) == headers.key(name) else 2


def _doubtful_sheets(meant: Mapping[str, Sequence[Sheet]], workbook: str) -> Iterator[Finding]:
    """Several sheets that could be meant and say different things: none is taken silently."""
    doubtful = {
        name: sheets
        for name, sheets in meant.items()
        if name != schema.META and any(sheet.rows != sheets[0].rows for sheet in sheets[1:])
    }
    names = [sheet.name for sheets in doubtful.values() for sheet in sheets]
    if doubtful:
        whole = len(doubtful) == len(schema.REQUIRED_SHEETS)
        what = "整套工作表有两份，可能是两个项目" if whole else "有不止一张工作表可能是要报的"
        yield TEMPLATE.at(
            Place(workbook, next(iter(doubtful.values()))[1].name),
            f"{what}：{_named(names)}，不能确认以哪一张为准。",
            "请只保留要报的工作表，删去其余的（隐藏的也要删去）；是两个项目的，请分成两个工作簿。",
        )


def _covered(views: Mapping[str, View]) -> Iterator[Entry[str]]:
    """What stands under merged areas and is not what the area shows."""
    for name in schema.REQUIRED_SHEETS:
        view = views[name]
        shown_texts = {
            shown(content)
            for first in view.sheet.merges
            if (content := view.content(*first)) is not None
        }
        for (row, column), content in sorted(view.sheet.covered.items()):
            if shown(content) not in shown_texts:
                yield Entry(view.place(row, column), shown(content)[:_LONGEST_QUOTE])


_LONGEST_QUOTE = 200


def _what_is_missing(
    views: Mapping[str, View],
    lacking: Mapping[str, Sequence[str]],
    workbook: str,
) -> Iterator[Finding]:
    absent = [name for name in lacking if name not in views]
    if absent:
        what = f"缺少工作表{_named(absent)}。"
        yield TEMPLATE.at(Place(workbook), what, "请按空白模板恢复工作表名后重新报送。")
    for name, view in views.items():
        if lacking.get(name):
            what = f"找不到表头或标签{_named(lacking[name])}。"
            yield TEMPLATE.at(view.place(), what, "请按空白模板恢复后重新报送。")


def _named(names: Sequence[str]) -> str:
    return "、".join(f"“{name}”" for name in names)


def _origin(grid: Grid, views: Mapping[str, View], workbook: str) -> Origin:
    used = {view.sheet.name for view in views.values()}
    marks = [sheet for sheet in grid.sheets if schema.is_marks(sheet.name)]
    names = (*grid.others, *(sheet.name for sheet in grid.sheets))
    ignored = [
        name
        for name in names
        if name not in used and not schema.is_marks(name) and name not in schema.KNOWN_SHEETS
    ]
    return Origin(
        workbook=workbook,
        template_version=_version(views.get(schema.META)),
        ignored_sheets=tuple(Place(workbook, name) for name in ignored),
        active=grid.active,
        rounds=max((_rounds(sheet) for sheet in marks), default=0),
    )


_FIRST_ROWS = 10


def _rounds(sheet: Sheet) -> int:
    """How often the workbook went back so far, as its 问题清单 says."""
    rows = [row for number, row in sheet.rows.items() if number <= _FIRST_ROWS]
    return schema.rounds_stated(
        content for row in rows for content in row.values() if isinstance(content, str)
    )


def _version(meta: View | None) -> int | None:
    """The template's version, beside its label in `_meta`."""
    for row in meta.sheet.rows.values() if meta else ():
        stated = row.get(2)
        if headers.key_of(row.get(1)) == "模板版本" and isinstance(stated, Decimal):
            return int(stated) if abs(stated) < _NO_VERSION else None
    return None


_NO_VERSION = 1_000_000
"""From here on a number is no version of a template."""


def _hidden(project: Project, views: Mapping[str, View]) -> tuple[Place, ...]:
    """The sheets, rows and columns that are hidden and hold something that was read."""
    sheets = {views[name].sheet.name: views[name].sheet for name in schema.REQUIRED_SHEETS}
    found: dict[Place, None] = {}
    for _, entry in project.entries():
        if entry.hidden and not entry.blank:
            found[_hiding(entry, sheets[entry.place.sheet])] = None
    return tuple(sorted(found, key=lambda place: (place.sheet, place.row, place.column)))


def _hiding(entry: Entry[object], sheet: Sheet) -> Place:
    """What hides the cell: its sheet, its row, its column, or its own number format."""
    place = entry.place
    if sheet.hidden:
        return Place(place.workbook, place.sheet)
    if place.row in sheet.hidden_rows:
        return Place(place.workbook, place.sheet, place.row)
    if sheet.column_hidden(place.column):
        return Place(place.workbook, place.sheet, 0, place.column)
    return place
