"""Reads .xls workbooks through xlrd, with their formats: hidden rows, merges, percents, dates."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING

from perfeval_batch.model import State
from perfeval_batch.reading import formula_cells, number_formats, xlsb
from perfeval_batch.reading.archive import LIMITS
from perfeval_batch.reading.grid import Broken, Content, Grid, Wanted
from perfeval_batch.reading.number_formats import Format
from perfeval_batch.reading.refusals import ENCRYPTED, UNREADABLE, RefusedError
from perfeval_batch.reading.sheet_builder import Draft

if TYPE_CHECKING:
    import xlrd


def read(data: bytes, wanted: Wanted, most: int = LIMITS.cells) -> Grid:
    """Read the sheets whose names are wanted.

    Raises:
        RefusedError: the file is no workbook, is damaged, encrypted, or beyond the limits.
    """
    import xlrd

    try:
        with xlrd.open_workbook(
            file_contents=data,
            formatting_info=True,
            on_demand=True,
            ragged_rows=True,
            logfile=io.StringIO(),
        ) as book:
            formats = _read_formats(book)
            names = [(name, wanted(name)) for name in book.sheet_names()]
            drafts = [
                _read_formulas(
                    *(book, index),
                    _read_sheet(
                        *(book.sheet_by_index(index), formats),
                        since_1904=bool(book.datemode),
                        most=most,
                    ),
                )
                for index, (_, ours) in enumerate(names)
                if ours
            ]
    except RefusedError:
        raise
    except Exception as problem:
        if "encrypted" in str(problem):
            raise RefusedError(ENCRYPTED, "文件设有打开密码") from problem
        raise RefusedError(UNREADABLE, "文件已损坏，不能按.xls读取") from problem
    unread = tuple(name for name, ours in names if not ours)
    return Grid(tuple(draft.finish() for draft in drafts), unread)


def _read_formats(book: xlrd.Book) -> list[Format]:
    """The number format of each style: the file's own record wins over what its number means."""
    from xlrd.formatting import std_format_strings

    codes = {
        number: known.format_str
        for number, known in book.format_map.items()
        if known.format_str and known.format_str != std_format_strings.get(number)
    }
    return [number_formats.by_number(style.format_key, codes) for style in book.xf_list]


def _read_sheet(
    sheet: xlrd.sheet.Sheet,
    formats: list[Format],
    *,
    since_1904: bool,
    most: int,
) -> Draft:
    draft = Draft(sheet.name, bool(sheet.visibility), since_1904, most=most)
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)):
            known = cell.xf_index is not None and cell.xf_index < len(formats)
            form = formats[cell.xf_index] if known else number_formats.GENERAL
            draft.put(row + 1, column + 1, _content(cell, form, since_1904=since_1904))
    for top, bottom, left, right in sheet.merged_cells:
        draft.merge((top + 1, left + 1), (bottom, right))
    draft.hidden_rows.update(
        row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden or info.height == 0
    )
    draft.hidden_columns += [
        (column + 1, column + 1)
        for column, info in sheet.colinfo_map.items()
        if info.hidden or info.width == 0
    ]
    return draft


_HEAD = struct.Struct("<HH")
_FORMULA, _END, _BEGIN, _UNCALCULATED, _SHEET = 0x06, 0x0A, 0x0809, 0x5E, 0x85
_LISTED = struct.Struct("<IBB")
"""Where a sheet begins, whether it is hidden, and what kind it is: 0 for a worksheet."""
_BEFORE = struct.Struct("<HH16xH")
"""Row and column of a formula's cell; behind its stored value, the length of its tokens."""
_BIFF8 = 80


def _read_formulas(book: xlrd.Book, index: int, draft: Draft) -> Draft:
    """Take in the cells with formulas, which xlrd does not tell: [MS-XLS] 2.4.127."""
    if book.biff_version != _BIFF8:
        return draft
    listed = (_LISTED.unpack_from(body) for kind, body in _records(book, 0) if kind == _SHEET)
    begins = [at for at, _, what in listed if what == 0]
    depth = 0
    for kind, body in _records(book, begins[index]):
        depth += (kind == _BEGIN) - (kind == _END)
        if kind == _FORMULA and depth == 1 and len(body) >= _BEFORE.size:
            row, column, length = _BEFORE.unpack_from(body)
            tokens = bytes(body[_BEFORE.size : _BEFORE.size + length])
            draft.formulas[row + 1, column + 1] = formula_cells.cells(tokens, formula_cells.XLS)
        draft.recalculates |= kind == _UNCALCULATED and depth == 1
    return draft


def _records(book: xlrd.Book, at: int) -> Iterator[tuple[int, bytes]]:
    """The kind and body of each record from `at` on, to the end of what begins there."""
    data, at, depth = book.mem, book.base + at, 0
    while at + _HEAD.size <= len(data):
        kind, size = _HEAD.unpack_from(data, at)
        at += _HEAD.size + size
        yield kind, data[at - size : at]
        depth += (kind == _BEGIN) - (kind == _END)
        if depth <= 0:
            return


def _content(cell: xlrd.sheet.Cell, form: Format, *, since_1904: bool) -> Content | None:
    """What a cell is, by xlrd's types; the others, 0 and 6, are empty."""
    match cell.ctype:
        case 1:
            return number_formats.text(str(cell.value), form) if cell.value else None
        case 2 | 3:
            return number_formats.content(float(cell.value), form, since_1904=since_1904)
        case 4:
            return bool(cell.value)
        case 5:
            return Broken(State.ERROR, xlsb.ERRORS.get(cell.value, "#N/A"))
    return None
