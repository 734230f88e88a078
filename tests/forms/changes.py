"""Changes a form as hands do, and as an examiner would: every change makes another file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from openpyxl.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from perfeval_batch.parsing.official import labels
from tests.books import opened
from tests.forms import build

Mutant = tuple[str, bytes]
UNKNOWN = "核算情况"
TWIN = "（二期）"
"""Stands behind the name of a project whose form is there twice."""
_WIDE = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)%")
_UNIT = re.compile(r"[（(]?(?:单位[:：]\s*)?(?<![亿千百十])(万元|元)[）)]?$|[（(](万元|元)[）)]")


def mutants(data: bytes) -> Iterator[Mutant]:
    """The file in every change."""
    yield "as it is", data
    yield from _inserted(data)
    for name, change in _WHOLE.items():
        book = opened(data)
        for sheet in list(book.worksheets):
            change(sheet)
        yield name, build.saved(book)
    yield from _headers_changed(data)
    yield from _totals_moved(data)
    yield from _numbers_blanked(data)


def _inserted(data: bytes) -> Iterator[Mutant]:
    yield "unmerged", build.changed(data, unmerge=True)
    sheets = opened(data).worksheets
    for row in range(2, max(sheet.max_row for sheet in sheets) + 1):
        yield f"row {row} inserted", build.changed(data, row=row)
    for column in range(1, max(sheet.max_column for sheet in sheets) + 1):
        yield f"column {column} inserted", build.changed(data, column=column)
        both = build.changed(data, column=column, unmerge=True)
        yield f"column {column} inserted, unmerged", both


def _headers_changed(data: bytes) -> Iterator[Mutant]:
    for sheet in opened(data).worksheets:
        for cell in _headers(sheet):
            text = str(cell.value)
            misspelt = text[:-2] + text[:-3:-1] if len(text) > 1 else text
            for value in (None, UNKNOWN, misspelt):
                changed = _with(data, sheet.title, cell.coordinate, value)
                yield f"{sheet.title}!{cell.coordinate} = {value}", changed


def _headers(sheet: Worksheet) -> list[Cell]:
    return [
        cell
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell, Cell) and isinstance(cell.value, str)
        for key in (labels.label(cell.value).key,)
        if key not in labels.known().execution_rows
        and (
            labels.fund_field(key)
            or labels.indicator_field(key)
            or key in labels.known().fund_rows
            or key in labels.known().totals
        )
    ]


def _tables(sheet: Worksheet) -> list[int]:
    """The rows with the header of an indicator table."""
    return [
        cell.row
        for cell in _headers(sheet)
        if labels.indicator_field(labels.label(str(cell.value)).key) == "name"
    ]


def _totals_moved(data: bytes) -> Iterator[Mutant]:
    for sheet in opened(data).worksheets:
        for row, spots in _totals(sheet):
            for by in (-1, 1):
                yield (
                    f"{sheet.title}!{row} moved by {by}",
                    _moved(data, sheet.title, row, spots, by),
                )
            yield f"{sheet.title}!{row} moved up", _moved_up(data, sheet.title, row)


def _totals(sheet: Worksheet) -> Iterator[tuple[int, list[int]]]:
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if any(
            isinstance(cell.value, str) and labels.label(cell.value).key in labels.known().totals
            for cell in row[:6]
        ):
            spots = [cell.column for cell in row if isinstance(cell.value, int | float)]
            if spots and min(spots) > 1:
                yield number, spots


def _numbers_blanked(data: bytes) -> Iterator[Mutant]:
    """One number after the other left out; every third, as there are many."""
    for sheet in opened(data).worksheets:
        spots = [
            cell.coordinate
            for row in sheet.iter_rows()
            for cell in row
            if isinstance(cell.value, int | float)
        ]
        for spot in spots[::3]:
            yield f"{sheet.title}!{spot} blank", _with(data, sheet.title, spot, None)


def _with(data: bytes, sheet: str, address: str, value: str | None) -> bytes:
    book = opened(data)
    book[sheet][address].value = value
    return build.saved(book)


def _moved(data: bytes, title: str, row: int, spots: list[int], by: int) -> bytes:
    book = opened(data)
    sheet = book[title]
    _unmerge(sheet, row, row)
    values = {column + by: sheet.cell(row, column).value for column in spots}
    for column in spots:
        sheet.cell(row, column).value = None
    for column, value in values.items():
        sheet.cell(row, column).value = value
    return build.saved(book)


def _moved_up(data: bytes, title: str, row: int) -> bytes:
    """The total in the row above, and that one below it."""
    book = opened(data)
    sheet = book[title]
    _unmerge(sheet, row - 1, row)
    for column in range(1, sheet.max_column + 1):
        above, own = sheet.cell(row - 1, column), sheet.cell(row, column)
        above.value, own.value = own.value, above.value
        above.number_format, own.number_format = own.number_format, above.number_format
    return build.saved(book)


def _unmerge(sheet: Worksheet, top: int = 1, bottom: int = 10_000) -> None:
    for area in list(sheet.merged_cells.ranges):
        if area.min_row <= bottom and area.max_row >= top:
            sheet.unmerge_cells(str(area))


def _cells(sheet: Worksheet) -> Iterator[Cell]:
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell, Cell) and cell.value is not None:
                yield cell


def _in_headers(change: Callable[[str], str]) -> Callable[[Worksheet], None]:
    def of_sheet(sheet: Worksheet) -> None:
        for cell in _headers(sheet):
            cell.value = change(str(cell.value))

    return of_sheet


def _half(text: str) -> tuple[str, str]:
    middle = (len(text) + 1) // 2
    return text[:middle], text[middle:]


def _split_headers(sheet: Worksheet) -> None:
    """The headers of the indicator table, each over two rows."""
    row = next(iter(_tables(sheet)), 0)
    if not row:
        return
    book = build.changed(build.saved(sheet.parent), row=row + 1)
    moved = opened(book)[sheet.title]
    _replace(sheet, moved)
    _unmerge(sheet, row, row + 1)
    for cell in list(sheet[row]):
        if isinstance(cell, Cell) and isinstance(cell.value, str):
            cell.value, below = _half(re.sub(r"\s", "", cell.value))
            sheet.cell(row + 1, cell.column).value = below or None


def _replace(sheet: Worksheet, other: Worksheet) -> None:
    _unmerge(sheet)
    sheet.delete_rows(1, sheet.max_row + 1)
    _copy(other, sheet, 0, 0)


def _copy(source: Worksheet, target: Worksheet, down: int, across: int) -> None:
    for cell in list(_cells(source)):
        made = target.cell(cell.row + down, cell.column + across)
        made.value, made.number_format = cell.value, cell.number_format
        made.data_type = cell.data_type
    for area in list(source.merged_cells.ranges):
        target.merge_cells(
            start_row=area.min_row + down,
            end_row=area.max_row + down,
            start_column=area.min_col + across,
            end_column=area.max_col + across,
        )


def _book_of(sheet: Worksheet) -> Workbook:
    assert sheet.parent is not None
    return sheet.parent


def _twin(sheet: Worksheet) -> Worksheet:
    """The sheet once more, for another project."""
    other: Worksheet = _book_of(sheet).copy_worksheet(sheet)
    for cell in _cells(other):
        text, left = str(cell.value), other.cell(cell.row, max(cell.column - 1, 1)).value
        beside = cell.column > 1 and isinstance(cell.value, str)
        named = labels.fact_field(labels.label(_left(other, cell)).key) == "name"
        if beside and named and left != text:
            cell.value = f"{text}{TWIN}"
    return other


def _left(sheet: Worksheet, cell: Cell) -> str:
    texts = [sheet.cell(cell.row, each).value for each in range(1, cell.column)]
    return next((str(each) for each in reversed(texts) if each is not None), "")


def _below_each_other(sheet: Worksheet) -> None:
    other = _twin(sheet)
    _copy(other, sheet, sheet.max_row + 2, 0)
    _book_of(sheet).remove(other)


def _side_by_side(sheet: Worksheet) -> None:
    other = _twin(sheet)
    _copy(other, sheet, 0, sheet.max_column + 1)
    _book_of(sheet).remove(other)


def _hidden_twin(sheet: Worksheet) -> None:
    _twin(sheet).sheet_state = "hidden"


def _hide_rows(sheet: Worksheet) -> None:
    for row in range(3, sheet.max_row + 1, 4):
        sheet.row_dimensions[row].hidden = True


def _merge_across(sheet: Worksheet) -> None:
    """Every text merged with the blank cells right of it."""
    _unmerge(sheet)
    for row in range(1, sheet.max_row + 1):
        filled = [c.column for c in sheet[row] if c.value is not None]
        ends = [*filled[1:], sheet.max_column + 1]
        for first, end in zip(filled, ends, strict=False):
            if isinstance(sheet.cell(row, first).value, str) and end - first > 1:
                sheet.merge_cells(
                    start_row=row, end_row=row, start_column=first, end_column=end - 1
                )


def _merge_levels_down(sheet: Worksheet) -> None:
    """Every text of the first two columns merged with the blank cells below it."""
    _unmerge(sheet)
    for column in (1, 2):
        filled = [r for r in range(1, sheet.max_row + 1) if sheet.cell(r, column).value is not None]
        for first, end in zip(filled, [*filled[1:], sheet.max_row + 1], strict=False):
            if end - first > 1:
                sheet.merge_cells(
                    start_row=first, end_row=end - 1, start_column=column, end_column=column
                )


def _percent_as(kind: str) -> Callable[[Worksheet], None]:
    def of_sheet(sheet: Worksheet) -> None:
        rows = _tables(sheet)
        for cell in list(_cells(sheet)):
            if kind == "general" and rows and cell.row > rows[0]:
                return
            number = None
            if isinstance(cell.value, float | int) and "%" in cell.number_format:
                number = Decimal(str(cell.value))
            elif isinstance(cell.value, str) and (found := _PERCENT.fullmatch(cell.value)):
                number = Decimal(found[1]) / 100
            if number is not None:
                _write_rate(cell, number, kind)

    return of_sheet


def _write_rate(cell: Cell, number: Decimal, kind: str) -> None:
    if kind == "text":
        cell.value, cell.number_format = f"{(number * 100).normalize():f}%", "@"
    else:
        cell.value = float(number)
        cell.number_format = {"percent": "0.00%", "general": "General"}[kind]


def _as_text(change: Callable[[str], str]) -> Callable[[Worksheet], None]:
    def of_sheet(sheet: Worksheet) -> None:
        for cell in list(_cells(sheet)):
            if isinstance(cell.value, float | int) and "%" not in cell.number_format:
                cell.value = change(str(cell.value))
                cell.data_type = "s"

    return of_sheet


def _unit_into(where: str) -> Callable[[Worksheet], None]:
    """The unit of money taken from where it is and put elsewhere."""

    def of_sheet(sheet: Worksheet) -> None:
        stated = [cell for cell in _cells(sheet) if _names_unit(cell)]
        units = {unit for cell in stated for unit in _units(str(cell.value))}
        if len(units) != 1:
            return
        unit = units.pop()
        for cell in stated:
            cell.value = _UNIT.sub("", str(cell.value)).strip() or None
        if where == "caption":
            first = next(_cells(sheet))
            first.value = f"{first.value}（单位：{unit}）"
        else:
            for cell in _headers(sheet):
                what = labels.fund_field(labels.label(str(cell.value)).key)
                if what in ("initial", "budget", "arrived", "executed"):
                    cell.value = f"{cell.value}（{unit}）"

    return of_sheet


def _names_unit(cell: Cell) -> bool:
    return isinstance(cell.value, str) and len(cell.value) < 20 and bool(_units(cell.value))


def _units(text: str) -> list[str]:
    return [
        one or two
        for one, two in _UNIT.findall(text)
        if "单位" in text or "（" in text or "(" in text
    ]


_WHOLE: dict[str, Callable[[Worksheet], None]] = {
    "blanks in headers": _in_headers("  ".join),
    "wide blanks in headers": _in_headers("\u3000".join),
    "line ends in headers": _in_headers(lambda text: "\n".join(_half(text))),
    "full-width brackets turned": _in_headers(
        lambda text: text.translate(str.maketrans("（）()", "()（）"))
    ),
    "headers split": _split_headers,
    "merged across": _merge_across,
    "levels merged down": _merge_levels_down,
    "rows hidden": _hide_rows,
    "twin below": _below_each_other,
    "twin beside": _side_by_side,
    "twin on a sheet": lambda sheet: (_twin(sheet), None)[1],
    "twin on a hidden sheet": _hidden_twin,
    "rates as text": _percent_as("text"),
    "rates as percent": _percent_as("percent"),
    "rates as plain numbers": _percent_as("general"),
    "numbers as text": _as_text(str),
    "numbers in full width": _as_text(lambda text: text.translate(_WIDE)),
    "unit in the caption": _unit_into("caption"),
    "unit in the headers": _unit_into("headers"),
}
