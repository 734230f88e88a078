"""Reads .xlsb workbooks: records of the binary workbook format ([MS-XLSB])."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence

from perfeval_batch.model import State
from perfeval_batch.reading import formula_cells, number_formats, opc
from perfeval_batch.reading.archive import LIMITS
from perfeval_batch.reading.grid import Broken, Content, Grid, Wanted
from perfeval_batch.reading.number_formats import Format
from perfeval_batch.reading.refusals import UNREADABLE, UNSAFE, RefusedError
from perfeval_batch.reading.sheet_builder import NO_STRING, Draft

_ROW, _BLANK = 0, 1
_SHORT_BLANK, _SHORT_LAST = 12, 18
_SHORT_KINDS = {13: 2, 14: 3, 15: 4, 16: 5, 17: 6, 18: 7}
"""Records of cells that stand right of the cell before, as the same with a place of their own."""
_RK, _ERROR, _BOOL, _REAL, _TEXT, _SHARED = 2, 3, 4, 5, 6, 7
_F_TEXT, _F_REAL, _F_BOOL, _F_ERROR = 8, 9, 10, 11
_STRING_ITEM, _FORMAT, _XF, _COLUMN, _RICH_TEXT = 19, 44, 47, 60, 62
_BOOK, _SHEET, _CALCULATION, _MERGE = 153, 156, 157, 176
_XFS_BEGIN, _XFS_END = 617, 618

_HIDDEN_ROW = 0x10
_STALE = 0x11
"""Flags of a workbook that is to be calculated on opening, or was not wholly before saving."""
_NO_STRING = 0xFFFFFFFF
_LAST_SHIFT = 21
_MOST_RECORDS = 3_000_000
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
_U16 = struct.Struct("<H")
_U32 = struct.Struct("<I")
_REAL64 = struct.Struct("<d")
_CELL = struct.Struct("<II")
_AREA = struct.Struct("<IIII")
_COLUMNS = struct.Struct("<III")


def read(parts: Mapping[str, bytes], main: str, wanted: Wanted, most: int = LIMITS.cells) -> Grid:
    """Read the sheets whose names are wanted, of the workbook that the part `main` is.

    Raises:
        RefusedError: the package is no workbook, is damaged, or is beyond the limits.
    """
    try:
        return _read(parts, main, wanted, most)
    except (struct.error, IndexError) as problem:
        raise RefusedError(UNREADABLE, "文件内部的记录不完整") from problem


def _read(parts: Mapping[str, bytes], main: str, wanted: Wanted, most: int) -> Grid:
    related = opc.relations(parts, main)
    styles = _styles(parts.get(opc.target_of(related, "styles"), b""))
    strings = _strings(parts.get(opc.target_of(related, "sharedStrings"), b""))
    drafts: list[Draft] = []
    others: list[str] = []
    since_1904 = recalculates = False
    for kind, body in _records(parts[main]):
        if kind == _BOOK:
            since_1904 = bool(body[0] & 1)
        elif kind == _CALCULATION:
            recalculates = bool(body[24] & _STALE)
        elif kind == _SHEET:
            relation, end = _string(body, 8)
            name, _ = _string(body, end)
            if not wanted(name):
                others.append(name)
                continue
            data = parts.get(opc.related_by(related, relation).target)
            if data is None:
                raise RefusedError(UNREADABLE, f"文件内部缺少工作表“{name}”的内容")
            draft = Draft(name, _U32.unpack_from(body)[0] != 0, since_1904, most=most)
            drafts.append(_Reader(draft, styles, strings).read(data))
    for draft in drafts:
        draft.recalculates = recalculates
    return Grid(tuple(draft.finish() for draft in drafts), tuple(others))


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Each record's number and body; both number and length are stored seven bits a byte."""
    at, count, end = 0, 0, len(data)
    while at < end:
        kind = data[at]
        at += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (data[at] & 0x7F) << 7
            at += 1
        size = shift = 0
        while True:
            byte = data[at]
            at += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80 or shift > _LAST_SHIFT:
                break
        if at + size > end:
            raise RefusedError(UNREADABLE, "文件内部的记录不完整")
        count += 1
        if count > _MOST_RECORDS:
            raise RefusedError(UNSAFE, "文件内部的内容太多")
        yield kind, data[at : at + size]
        at += size


def _string(body: bytes, at: int) -> tuple[str, int]:
    """A wide string and where it ends; a length of 0xFFFFFFFF is a string that is not there."""
    length = _U32.unpack_from(body, at)[0]
    at += 4
    if length == _NO_STRING:
        return "", at
    end = at + 2 * length
    if end > len(body):
        raise RefusedError(UNREADABLE, "文件内部的记录不完整")
    return body[at:end].decode("utf-16-le", "replace"), end


def _styles(data: bytes) -> list[Format]:
    codes: dict[int, str] = {}
    found: list[Format] = []
    inside = False
    for kind, body in _records(data):
        if kind == _FORMAT and not found:
            codes[_U16.unpack_from(body)[0]] = _string(body, 2)[0]
        elif kind in (_XFS_BEGIN, _XFS_END):
            inside = kind == _XFS_BEGIN
        elif kind == _XF and inside:
            found.append(number_formats.by_number(_U16.unpack_from(body, 2)[0], codes))
    return found


def _strings(data: bytes) -> list[str]:
    return [_string(body, 1)[0] for kind, body in _records(data) if kind == _STRING_ITEM]


class _Reader:
    """Reads one sheet into its draft."""

    def __init__(self, draft: Draft, styles: Sequence[Format], strings: Sequence[str]) -> None:
        self.draft = draft
        self.styles = styles
        self.strings = strings
        self.row = self.column = 0

    def read(self, data: bytes) -> Draft:
        for kind, body in _records(data):
            if kind == _ROW:
                self._begin_row(body)
            elif kind <= _F_ERROR or kind == _RICH_TEXT:
                column, style = _CELL.unpack_from(body)
                self._take(kind, body, column + 1, style & 0xFFFFFF)
            elif _SHORT_BLANK <= kind <= _SHORT_LAST:
                style = _U32.unpack_from(body)[0] & 0xFFFFFF
                self._take(_SHORT_KINDS.get(kind, _BLANK), bytes(4) + body, self.column + 1, style)
            elif kind == _MERGE:
                top, bottom, left, right = _AREA.unpack_from(body)
                self.draft.merge((top + 1, left + 1), (bottom + 1, right + 1))
            elif kind == _COLUMN:
                first, last, width = _COLUMNS.unpack_from(body)
                if body[16] & 1 or not width:
                    self.draft.hidden_columns.append((first + 1, last + 1))
            elif _UNKNOWN_CELLS[0] <= kind <= _UNKNOWN_CELLS[1]:
                what = f"工作表“{self.draft.name}”有不认识的单元格记录"
                raise RefusedError(UNREADABLE, what)
        return self.draft

    def _begin_row(self, body: bytes) -> None:
        self.row, self.column = _U32.unpack_from(body)[0] + 1, 0
        if body[11] & _HIDDEN_ROW or not _U16.unpack_from(body, 8)[0]:
            self.draft.hidden_rows.add(self.row)

    def _take(self, kind: int, body: bytes, column: int, style: int) -> None:
        self.column = column
        if kind != _BLANK:
            form = self.styles[style] if style < len(self.styles) else number_formats.GENERAL
            self.draft.put(self.row, column, self._content(kind, body, form))
            if kind in _FORMULAS:
                self.draft.formulas[self.row, column] = _formula(kind, body)

    def _content(self, kind: int, body: bytes, form: Format) -> Content | None:
        if kind == _SHARED:
            index = _U32.unpack_from(body, 8)[0]
            known = index < len(self.strings)
            return number_formats.text(self.strings[index], form) if known else NO_STRING
        if kind in _NUMBERS:
            value = _rk(body) if kind == _RK else _REAL64.unpack_from(body, 8)[0]
            return number_formats.content(value, form, since_1904=self.draft.since_1904)
        if kind in (_TEXT, _F_TEXT, _RICH_TEXT):
            return number_formats.text(_string(body, 9 if kind == _RICH_TEXT else 8)[0], form)
        if kind in (_BOOL, _F_BOOL):
            return bool(body[8])
        return Broken(State.ERROR, ERRORS.get(body[8], "#N/A"))


def _formula(kind: int, body: bytes) -> str:
    """The cells that a formula refers to; it stands behind the stored value and its flags."""
    at = _string(body, 8)[1] if kind == _F_TEXT else 16 if kind == _F_REAL else 9
    size = _U32.unpack_from(body, at + 2)[0] if at + 6 <= len(body) else 0
    return formula_cells.cells(body[at + 6 : at + 6 + size], formula_cells.XLSB)


_FORMULAS = (_F_TEXT, _F_REAL, _F_BOOL, _F_ERROR)
_UNKNOWN_CELLS = (19, 34)
"""Numbers of records below those that the format defines otherwise."""
_NUMBERS = (_RK, _REAL, _F_REAL)


def _rk(body: bytes) -> float:
    """A number packed into 30 bits: an integer or the upper part of a double, maybe × 100."""
    stored = _U32.unpack_from(body, 8)[0]
    bits = stored & 0xFFFFFFFC
    if stored & 2:
        value = float((bits >> 2) - (1 << 30 if bits & 0x80000000 else 0))
    else:
        value = float(_REAL64.unpack(b"\0\0\0\0" + _U32.pack(bits))[0])
    return value / 100 if stored & 1 else value
