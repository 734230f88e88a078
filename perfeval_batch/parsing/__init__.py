"""Reads what a department handed in: a Project, or why there is none.

::

    standard      our own workbook: facts, funds, indicators and texts, by label and header
    official      official forms: the tables of 项目支出绩效自评表, whatever their layout
    sheet_view    a sheet's cells as entries, with their place, hidden or merged
    cell_values   a cell as text, amount, points, date, target, as a person sees it
    headers, labelled   where tables and labels stand
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from perfeval_batch.errors import SettingsError
from perfeval_batch.model import Project, Rejected, Submission
from perfeval_batch.parsing import headers
from perfeval_batch.parsing.headers import Table
from perfeval_batch.parsing.official.layouts import NO_LAYOUTS, Layouts
from perfeval_batch.parsing.official.questions import FORM_QUESTION, LIST_DIFFERS
from perfeval_batch.parsing.sheet_view import READERS, View
from perfeval_batch.parsing.standard import standard_workbook
from perfeval_batch.reading import docx_tables, guard, readers, refusals, unlock
from perfeval_batch.reading.archive import OWN_FORMS
from perfeval_batch.reading.docx_tables import why_not_read
from perfeval_batch.reading.grid import Grid
from perfeval_batch.reading.refusals import ENCRYPTED, TEMPLATE, UNREADABLE, RefusedError
from perfeval_batch.schema import Field

if TYPE_CHECKING:
    from perfeval_batch.parsing.official.header_patterns import Pattern

__all__ = [
    "KINDS",
    "NO_LAYOUTS",
    "READERS",
    "UNREADABLE",
    "Layouts",
    "Table",
    "View",
    "amount_unit",
    "find_table",
    "form_patterns",
    "header_key",
    "read",
    "sheets",
    "sheets_where",
    "submission",
    "why_not_read",
]

KINDS = (*refusals.KINDS, FORM_QUESTION, LIST_DIFFERS)
"""The kinds of finding that are raised while a file is read."""


def read(data: bytes, source: str, password: str = "") -> Project | Rejected:
    """Read a workbook.

    Args:
        data: the whole file.
        source: its path relative to INBOX, with `/`.
        password: tried where a workbook has one.
    """
    found = _read(data, source)
    if not password or not _locked(found):
        return found
    try:
        return _read(unlock.unlock(data, password), source)
    except RefusedError as refused:
        return refused.rejected(source)


def header_key(text: str) -> str:
    """A header reduced to what tells it apart: `＊１．年初 批复数（元）` → `年初批复数`."""
    return headers.key(text)


def amount_unit(view: View, header: int, column: int) -> str:
    """The unit of a column's amounts, of its header or of a line above it; empty: none is said."""
    own = headers.unit_of(view.text(header, column).text)
    above = (
        headers.unit_line(content)
        for row in sorted(number for number in view.sheet.rows if number < header)
        for content in view.sheet.rows[row].values()
        if isinstance(content, str)
    )
    return own or next((each for each in above if each), "")


def submission(
    data: bytes,
    source: str,
    password: str = "",
    layouts: Layouts = NO_LAYOUTS,
    year: int | None = None,
    *,
    unscored: bool = False,
) -> Submission | Rejected:
    """Read a file as handed in: our own workbook, or official forms.

    Args:
        data: the whole file.
        source: its path relative to INBOX, with `/`.
        password: tried where a file has one.
        layouts: what a person has answered about the patterns of forms.
        year: of the run, when it was named.
        unscored: forms without weights and scores are taken, whatever they are about.
    """
    if docx_tables.is_document(data):
        forms = _forms(data, source, password, layouts, year, unscored=unscored)
        what = "Word文档里没有项目支出绩效自评表"
        return forms or RefusedError(UNREADABLE, what).rejected(source)
    found = read(data, source, password)
    if isinstance(found, Project):
        return Submission((found,))
    if found.findings[0].code != TEMPLATE.code:
        return found
    return _forms(data, source, password, layouts, year, unscored=unscored) or found


def _forms(
    data: bytes,
    source: str,
    password: str,
    layouts: Layouts,
    year: int | None,
    *,
    unscored: bool,
) -> Submission | Rejected | None:
    """The official forms of a file; None when it holds none and looks like none."""
    try:
        grid = _every_cell(data, source, password)
        if standard_workbook.is_ours(grid):
            return None
        from perfeval_batch.parsing.official import official_form  # a third of all there is to load

        return official_form.parse(grid, source, layouts, year, unscored=unscored)
    except RefusedError as refused:
        return refused.rejected(source)


def _every_cell(data: bytes, source: str, password: str) -> Grid:
    """All sheets of a workbook, or all tables of a Word document.

    Raises:
        RefusedError: it cannot be read.
    """
    if docx_tables.is_document(data):
        return docx_tables.read(data)
    admitted = guard.admit(data, source)
    if isinstance(admitted, Rejected) and password and _locked(admitted):
        admitted = guard.admit(unlock.unlock(data, password), source)
    if not isinstance(admitted, Rejected):
        cells = readers.read(admitted, source, lambda _: True)
        if not isinstance(cells, Rejected):
            return cells
    raise RefusedError(UNREADABLE, "文件不能读取")


def form_patterns(data: bytes, source: str, password: str, layouts: Layouts) -> tuple[Pattern, ...]:
    """The header patterns of the official forms in a file; none where it holds none."""
    from perfeval_batch.parsing.official import header_patterns

    if isinstance(read(data, source, password), Project):
        return ()
    try:
        return header_patterns.patterns(_every_cell(data, source, password), source, layouts)
    except RefusedError:
        return ()


def sheets(data: bytes, source: str, names: Collection[str]) -> dict[str, View] | Rejected:
    """The sheets of those names of a workbook of the bureau's own; those not there are left out."""
    return sheets_where(data, source, lambda name: name in names)


def sheets_where(
    data: bytes, source: str, wanted: Callable[[str], bool]
) -> dict[str, View] | Rejected:
    """The sheets of a workbook of the bureau's own (roster, review, replies) by their names.

    Args:
        data: the whole file.
        source: what its findings call it.
        wanted: whether a sheet of that name is read.
    """
    admitted = guard.admit(data, source, OWN_FORMS)
    if isinstance(admitted, Rejected):
        return admitted
    cells = readers.read(admitted, source, lambda each: wanted(each.strip()))
    if isinstance(cells, Rejected):
        return cells
    found: dict[str, View] = {}
    for each in cells.sheets:
        name = each.name.strip()
        if name in found:
            two = f"有两张名为“{name}”的工作表，不能确认哪一张有效"
            return refusals.rejected(TEMPLATE, source, two, "请只留一张，另一张改名或删去。")
        found[name] = View(source, each)
    return found


def find_table(
    view: View, fields: Sequence[Field], required: Collection[str], what: str, how: str
) -> Table:
    """The table of a sheet of the bureau's own, wherever it stands.

    Args:
        view: the sheet.
        fields: its columns.
        required: the attributes of those that it cannot do without.
        what: the workbook is.
        how: it is to be mended.

    Raises:
        SettingsError: not all of these are there.
    """
    found = headers.table(view.sheet, headers.keys(fields))
    needed = [each for each in fields if each.attribute in required]
    missing = [each.name for each in needed if each.attribute not in found.columns]
    if missing:
        where = f"{what}“{view.workbook}”的“{view.sheet.name}”表"
        raise SettingsError(f"{where}中没有找到这些列：{'、'.join(missing)}。{how}")
    return found


def _read(data: bytes, source: str) -> Project | Rejected:
    admitted = guard.admit(data, source)
    if isinstance(admitted, Rejected):
        return admitted
    cells = readers.read(admitted, source, standard_workbook.wanted)
    return cells if isinstance(cells, Rejected) else standard_workbook.parse(cells, source)


def _locked(found: Project | Rejected) -> bool:
    return isinstance(found, Rejected) and found.findings[0].code == ENCRYPTED.code
