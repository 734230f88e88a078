"""Admitted bytes → Grid: each format to the reader made for it; the sole owner of xlrd."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from perfeval_batch.model import Rejected, State
from perfeval_batch.reading import number_formats, ods, xlsb, xlsx
from perfeval_batch.reading.grid import Broken, Content, Grid, Wanted
from perfeval_batch.reading.guard import Admitted, Container
from perfeval_batch.reading.number_formats import Format
from perfeval_batch.reading.refusals import ENCRYPTED, UNREADABLE, UNSAFE, RefusedError
from perfeval_batch.reading.sheet_builder import Draft
from perfeval_batch.values import replace

if TYPE_CHECKING:
    import xlrd


def read(admitted: Admitted, workbook: str, wanted: Wanted) -> Grid | Rejected:
    """Read the wanted sheets of an admitted workbook.

    Args:
        admitted: what the guard let through.
        workbook: path relative to INBOX, for the findings.
        wanted: tells by its name whether a sheet is to be read.
    """
    try:
        grid = _read(admitted, _Counting(wanted))
    except RefusedError as refused:
        return refused.rejected(workbook)
    return replace(grid, active=admitted.active)


MOST_SHEETS = 1_000
MOST_WANTED = 200
"""Sheets that are read: copies of ours until one is chosen, or official forms, a sheet each."""


class _Counting:
    """Asks which sheets are wanted and refuses a workbook with more than any real one has."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.sheets = self.ours = 0

    def __call__(self, name: str) -> bool:
        answer = self.wanted(name)
        self.sheets += 1
        self.ours += answer
        if self.sheets > MOST_SHEETS or self.ours > MOST_WANTED:
            raise RefusedError(UNSAFE, "工作表的数量异常多")
        return answer


def _read(admitted: Admitted, wanted: Wanted) -> Grid:
    match admitted.container:
        case Container.XLSX:
            return xlsx.read(admitted.parts, wanted)
        case Container.XLSB:
            return xlsb.read(admitted.parts, wanted)
        case Container.ODS:
            return ods.read(admitted.parts, wanted)
        case Container.XLS:
            return _xls(admitted.data, wanted)


def _xls(data: bytes, wanted: Wanted) -> Grid:
    """An .xls through xlrd, with formats, for hidden rows, merges, percentages and dates."""
    import xlrd

    try:
        with xlrd.open_workbook(
            file_contents=data,
            formatting_info=True,
            on_demand=True,
            ragged_rows=True,
            logfile=io.StringIO(),
        ) as book:
            styles = _styles(book)
            names = [(name, wanted(name)) for name in book.sheet_names()]
            sheets = [
                _sheet(book.sheet_by_index(index), styles, since_1904=bool(book.datemode))
                for index, (_, ours) in enumerate(names)
                if ours
            ]
    except RefusedError:
        raise
    except Exception as problem:
        if "encrypted" in str(problem):
            raise RefusedError(ENCRYPTED, "文件设有打开密码") from problem
        raise RefusedError(UNREADABLE, "文件已损坏，不能按.xls读取") from problem
    finished = (draft.finish({}, hidden=hidden) for draft, hidden in sheets)
    return Grid(tuple(finished), tuple(name for name, ours in names if not ours))


def _styles(book: xlrd.Book) -> list[Format]:
    found = []
    for style in book.xf_list:
        number = style.format_key
        known = book.format_map.get(number)
        code = known.format_str if known is not None else ""
        found.append(number_formats.BUILT_IN.get(number) or number_formats.of(code))
    return found


def _sheet(
    sheet: xlrd.sheet.Sheet,
    styles: list[Format],
    *,
    since_1904: bool,
) -> tuple[Draft, bool]:
    draft = Draft(sheet.name)
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)):
            style = styles[cell.xf_index] if cell.xf_index < len(styles) else number_formats.GENERAL
            content = _content(cell, style, since_1904=since_1904)
            if content is not None:
                draft.put(row + 1, column + 1, content)
    for top, bottom, left, right in sheet.merged_cells:
        draft.merge((top + 1, left + 1), (bottom, right))
    draft.hidden_rows.update(row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden)
    draft.hidden_columns += [
        (column + 1, column + 1) for column, info in sheet.colinfo_map.items() if info.hidden
    ]
    return draft, bool(sheet.visibility)


def _content(cell: xlrd.sheet.Cell, style: Format, *, since_1904: bool) -> Content | None:
    """What a cell is, by xlrd's types; the others, 0 and 6, are empty."""
    match cell.ctype:
        case 1:
            return str(cell.value) or None
        case 2 | 3:
            return number_formats.content(float(cell.value), style, since_1904=since_1904)
        case 4:
            return bool(cell.value)
        case 5:
            return Broken(State.ERROR, xlsb.ERRORS.get(cell.value, "#N/A"))
    return None
