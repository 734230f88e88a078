"""Grid → Project, along the schema; or Rejected, naming every sheet and header that is missing.

Every cell is read, not only the first fault: what cannot be read is an Entry that says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from perfeval_batch import schema
from perfeval_batch.findings import Finding, Place
from perfeval_batch.model import Entry, Origin, Project, Rejected
from perfeval_batch.parsing import headers
from perfeval_batch.parsing.sheet_view import View
from perfeval_batch.parsing.standard import concluding_texts, facts, funds, indicators
from perfeval_batch.reading.grid import Grid, Sheet
from perfeval_batch.reading.refusals import TEMPLATE
from perfeval_batch.values import replace

_KEYS = {name: headers.key(name) for name in (*schema.REQUIRED_SHEETS, schema.META)}
_READ = frozenset(_KEYS.values())


def wanted(sheet: str) -> bool:
    """The sheet is one that is read, stray blanks and full-width forms in its name aside."""
    return headers.key(sheet) in _READ or schema.is_marks(sheet)


def parse(grid: Grid, workbook: str) -> Project | Rejected:
    """Read the project that a workbook holds.

    Args:
        grid: the sheets for which `wanted` was true.
        workbook: path relative to INBOX, with `/`.
    """
    views = {name: View(workbook, sheet) for name, sheet in _sheets(grid)}

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
    project = Project(
        origin=_origin(grid, views, workbook),
        facts=read_facts,
        funds=funds.read(view(schema.FUNDS), money),
        indicators=rows,
        totals=totals,
        texts=concluding_texts.read(view(schema.CONCLUSION), lists),
    )
    return replace(project, origin=replace(project.origin, hidden=_hidden(project, views)))


_NO_SHEET = Sheet("", {})


def _sheets(grid: Grid) -> Iterator[tuple[str, Sheet]]:
    """The sheets by the contract's names; of several that could be meant, the exact name."""
    keys = [(headers.key(sheet.name), sheet) for sheet in grid.sheets]
    for name in (*schema.REQUIRED_SHEETS, schema.META):
        meant = [sheet for key, sheet in keys if key == _KEYS[name]]
        if meant:
            yield name, min(meant, key=lambda sheet: sheet.name != name)


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
    if not any(_has_hidden(sheet) for sheet in sheets.values()):
        return ()
    found: dict[Place, None] = {}
    for _, entry in project.entries():
        if entry.hidden and not entry.blank:
            found[_hiding(entry, sheets[entry.place.sheet])] = None
    return tuple(sorted(found, key=lambda place: (place.sheet, place.row, place.column)))


def _has_hidden(sheet: Sheet) -> bool:
    return sheet.hidden or bool(sheet.hidden_rows) or bool(sheet.hidden_columns)


def _hiding(entry: Entry[object], sheet: Sheet) -> Place:
    """What hides the cell: its sheet, else its row, else its column."""
    place = entry.place
    if sheet.hidden:
        return Place(place.workbook, place.sheet)
    if place.row in sheet.hidden_rows:
        return Place(place.workbook, place.sheet, place.row)
    return Place(place.workbook, place.sheet, 0, place.column)
