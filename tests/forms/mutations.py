"""Changes every layout as hands do and looks for numbers that are read wrongly.

`python -m tests.forms.mutations [NAME…]`: areas unmerged, rows and columns inserted, each header
blanked or named otherwise, the total moved; prints each wrong number with the change that made it.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from perfeval_batch.parsing.official import labels
from tests.forms import build, layouts

Mutant = tuple[str, bytes]
UNKNOWN = "核算情况"
_NUMBERS = ("weight", "self_score", "review_score")


def mutants(data: bytes) -> Iterator[Mutant]:
    """The file in every change."""
    yield "as it is", data
    yield "unmerged", build.changed(data, unmerge=True)
    book = openpyxl.load_workbook(io.BytesIO(data))
    rows = max(sheet.max_row for sheet in book.worksheets)
    columns = max(sheet.max_column for sheet in book.worksheets)
    for row in range(2, rows + 1):
        yield f"row {row} inserted", build.changed(data, row=row)
    for column in range(1, columns + 1):
        yield f"column {column} inserted", build.changed(data, column=column)
        yield (
            f"column {column} inserted, unmerged",
            build.changed(data, column=column, unmerge=True),
        )
    for sheet in book.worksheets:
        for address in _headers(sheet):
            for value in (None, UNKNOWN):
                yield f"{sheet.title}!{address} = {value}", _with(data, sheet.title, address, value)
        for row, spots in _totals(sheet):
            for by in (-1, 1):
                yield (
                    f"{sheet.title}!{row} moved by {by}",
                    _moved(data, sheet.title, row, spots, by),
                )


def _headers(sheet: Worksheet) -> Iterator[str]:
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                key = labels.label(cell.value).key
                if labels.fund_field(key) or labels.indicator_field(key):
                    yield cell.coordinate


def _totals(sheet: Worksheet) -> Iterator[tuple[int, list[int]]]:
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if any(
            isinstance(cell.value, str) and labels.label(cell.value).key in labels.known().totals
            for cell in row[:6]
        ):
            spots = [cell.column for cell in row if isinstance(cell.value, int | float)]
            if spots and min(spots) > 1:
                yield number, spots


def _with(data: bytes, sheet: str, address: str, value: str | None) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    book[sheet][address].value = value
    return build.saved(book)


def _moved(data: bytes, title: str, row: int, spots: list[int], by: int) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book[title]
    for area in [each for each in sheet.merged_cells.ranges if each.min_row <= row <= each.max_row]:
        sheet.unmerge_cells(str(area))
    values = {column + by: sheet.cell(row, column).value for column in spots}
    for column in spots:
        sheet.cell(row, column).value = None
    for column, value in values.items():
        sheet.cell(row, column).value = value
    return build.saved(book)


def wrong_numbers(layout: dict[str, Any], found: list[dict[str, Any]]) -> Iterator[str]:
    """The numbers that are read otherwise than they are; unknown ones are not wrong."""
    by_name = {project["name"]: project for project in layout.get("project", [])}
    for read in found:
        truth = by_name.get(read["name"]) if read["name"] else None
        if truth is not None and not read["refused"]:
            yield from _of_project(truth, read)


def _of_project(truth: dict[str, Any], read: dict[str, Any]) -> Iterator[str]:
    stated: dict[str, tuple[object, object]] = {
        **{what: (truth.get(what), read[what]) for what in ("year", *layouts.AMOUNTS)},
        **{
            f"execution {what}": (truth.get(f"execution_{what}"), read["execution"][what])
            for what in ("weight", "rate", "score")
        },
        **{
            f"total {what}": (truth.get(f"total_{what}"), read["total"][what])
            for what in ("weight", "self_score")
        },
    }
    rows: dict[str, dict[str, str]] = {}
    for line in truth.get("rows", "").strip().split("\n"):
        own = [each.strip() for each in line.split("|")] + [""] * 9
        rows[own[2]] = dict(zip(_NUMBERS, own[5:8], strict=True))
    for row in read["indicators"]:
        for what in _NUMBERS:
            if row["name"] in rows:
                stated[f"{row['name']} {what}"] = (rows[row["name"]][what], row[what])
            elif row["name"] and row["name"] != UNKNOWN:
                stated[f"{row['name']}, no indicator, {what}"] = (None, row[what])
    for what, (right, got) in stated.items():
        if right in (None, "", "?") and read["questions"]:
            continue  # held back: what nobody can know is asked about
        if got is not None and not _same(right, got):
            yield f"{what}: {got}, not {right}"


def _same(own: object, got: object) -> bool:
    try:
        return Decimal(str(own)) == Decimal(str(got))
    except ArithmeticError:
        return False


def wrong(name: str, seen: Callable[[str], None] = print) -> int:
    """Every wrong number of a layout's mutants is told; how many there are."""
    layout, count = layouts.load(name), 0
    for change, data in mutants(layouts.drawn(layout)):
        for each in wrong_numbers(layout, layouts.read(data)):
            seen(f"{name}, {change}: {each}")
            count += 1
    return count


if __name__ == "__main__":
    print(sum(wrong(each) for each in sys.argv[1:] or layouts.names()))
