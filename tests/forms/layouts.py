r"""Layouts of official forms as other offices write them, each with what is right about it.

A layout is a TOML file in `layout_files/`: `[[sheet]]` draws a sheet, cells apart by `|`: `<`
belongs to the cell on its left, `^` to the one above, `'5` is a text, `5%%` a number shown as
percent, `\n` a line end. `[[project]]` states the truth: what is left out is unknown; `rows` are
level1, level2, name, target, actual, weight, self score, review score, reason; `asks` are words of
its questions.

`python -m tests.forms.layouts [NAME…]` prints every difference.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from perfeval_batch import parsing
from perfeval_batch.cli.read import to_json
from tests import books

FOLDER = Path(__file__).with_name("layout_files")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_ROW = ("level1", "level2", "name", "target", "actual", "weight", "self_score", "review_score")
AMOUNTS = ("budget_initial", "budget", "arrived", "executed")
_TEXTS = ("sheet", "name", "code", "department", "unit", "amount_unit", "goal", "completion")


def load(name: str) -> dict[str, Any]:
    """The description of a layout."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


def names() -> list[str]:
    """Every layout."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def workbook(layout: dict[str, Any]) -> openpyxl.Workbook:
    """The layout as a workbook."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for sheet in layout["sheet"]:
        _draw(book.create_sheet(sheet.get("name", "Sheet1")), sheet["cells"])
    return book


def drawn(layout: dict[str, Any]) -> bytes:
    """The layout as an .xlsx file."""
    return books.saved(workbook(layout))


def _draw(sheet: Worksheet, cells: str) -> None:
    lines = [[each.strip() for each in line.split("|")] for line in cells.strip("\n").split("\n")]
    for row, line in enumerate(lines, start=1):
        for column, text in enumerate(line, start=1):
            if text and text not in ("<", "^"):
                _put(sheet, row, column, text)
                right, bottom = _area(lines, row - 1, column - 1)
                if (right, bottom) != (column - 1, row - 1):
                    sheet.merge_cells(
                        start_row=row, start_column=column, end_row=bottom + 1, end_column=right + 1
                    )


def _area(lines: list[list[str]], row: int, column: int) -> tuple[int, int]:
    right = column
    while right + 1 < len(lines[row]) and lines[row][right + 1] == "<":
        right += 1
    bottom = row
    while bottom + 1 < len(lines) and lines[bottom + 1][column : right + 1] == ["^"] * (
        right - column + 1
    ):
        bottom += 1
    return right, bottom


def _put(sheet: Worksheet, row: int, column: int, text: str) -> None:
    cell = sheet.cell(row, column)
    if _NUMBER.fullmatch(text):
        cell.value = float(text) if "." in text else int(text)
    elif text.endswith("%%"):
        cell.value = float(Decimal(text[:-2]) / 100)
        cell.number_format = "0.00%"
    else:
        cell.value = text.removeprefix("'").replace("\\n", "\n")
        cell.data_type = "s"


def differences(layout: dict[str, Any], found: list[dict[str, Any]]) -> list[str]:
    """What was read otherwise than it is: `wrong …`, `missing …`, `unasked …`, `needless …`."""
    refused = [each["refused"] for each in found if each["refused"]]
    read = [each for each in found if not each["refused"]]
    result = [
        f"refused as {refused}, not {layout.get('refused', [])}"
        for _ in (1,)
        if refused != layout.get("refused", [])
    ]
    truth = layout.get("project", [])
    if len(read) != len(truth):
        return [*result, f"{len(read)} projects, not {len(truth)}"]
    for at, (own, got) in enumerate(zip(truth, read, strict=True)):
        result += [f"{at}: {each}" for each in _of_project(own, got)]
    return result


def _of_project(truth: dict[str, Any], read: dict[str, Any]) -> Iterator[str]:
    for what in _TEXTS:
        if what in truth or what not in ("sheet", "amount_unit"):
            yield from _judged(what, truth.get(what), read[what])
    for what in ("year", *AMOUNTS):
        yield from _judged(what, truth.get(what), read[what])
    for what in ("weight", "rate", "score"):
        yield from _judged(
            f"execution {what}", truth.get(f"execution_{what}"), read["execution"][what]
        )
    for what in ("weight", "self_score"):
        yield from _judged(f"total {what}", truth.get(f"total_{what}"), read["total"][what])
    yield from _of_rows(truth.get("rows", ""), read["indicators"])
    yield from _of_questions(truth.get("asks", []), read["questions"])


def _of_rows(table: str, read: list[dict[str, Any]]) -> Iterator[str]:
    lines = [line.split("|") for line in table.strip().split("\n") if line]
    if len(lines) != len(read):
        yield f"wrong rows: {len(read)}, not {len(lines)}: {[each['name'] for each in read]}"
        return
    for line, got in zip(lines, read, strict=True):
        own = [each.strip() for each in line] + [""] * 9
        for at, what in enumerate((*_ROW, "reason")):
            yield from _judged(f"{own[2]} {what}", own[at] or None, got[what])


def _of_questions(wanted: list[str], asked: list[str]) -> Iterator[str]:
    for word in wanted:
        if not any(word in each for each in asked):
            yield f"unasked {word}"
    for each in asked:
        if not any(word in each for word in wanted):
            yield f"needless {each}"


def _judged(what: str, wanted: object, got: object) -> Iterator[str]:
    if wanted in (None, "", "?") and got is None:
        return
    if wanted in (None, "", "?") or (got is not None and not _same(wanted, got)):
        yield f"wrong {what}: {got}, not {wanted}"
    elif got is None:
        yield f"missing {what}: {wanted}"


def _same(wanted: object, got: object) -> bool:
    try:
        return Decimal(str(wanted)) == Decimal(str(got))
    except ArithmeticError:
        return re.sub(r"\s+|\\n", "", str(wanted)) == re.sub(r"\s+", "", str(got))


def read(data: bytes, source: str = "表.xlsx") -> list[dict[str, Any]]:
    """What `perfeval read` says of a file."""
    found: list[dict[str, Any]] = json.loads(to_json([(source, parsing.submission(data, source))]))
    return found


if __name__ == "__main__":
    for each in sys.argv[1:] or names():
        layout = load(each)
        print(each)
        for difference in differences(layout, read(drawn(layout))):
            print("   ", difference)
