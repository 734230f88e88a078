"""Fills the blank workbook with the seed's facts and saves it through many programs.

What it makes lies beside it, for machines that have not all of them. To make it anew after the
blank workbook has changed (needs the npm packages xlsx and exceljs, pyexcelerate, LibreOffice and
Gnumeric):

    NODE_PATH=…/node_modules python -m tests.reading.saved_by.make
"""

from __future__ import annotations

import importlib
import io
import json
import subprocess
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from openpyxl.worksheet.worksheet import Worksheet

from perfeval_batch import blank, schema, schemes
from tests import books, judges
from tests.reading import build

_EPOCH = datetime.fromisoformat("1899-12-30")
HERE = Path(__file__).parent
_Cells = dict[str, dict[str, Any]]
"""Sheet → address → what is typed there."""


def filled_in() -> _Cells:
    """What the department types into the blank workbook."""
    ours, empty = (books.opened(data) for data in (build.seed(), _blank_workbook()))
    return {
        sheet.title: {
            cell.coordinate: cell.value
            for row in sheet.iter_rows(max_row=last)
            for cell in row
            if cell.value not in (None, empty[sheet.title][cell.coordinate].value)
        }
        for sheet in ours.worksheets
        for last in (_last_row(sheet),)
    }


_BELOW = {schema.INDICATORS: schema.TOTAL_ROW, schema.CONCLUSION: schema.GRADE_FIELDS[0].name}
"""What stands below a table: further down in the blank workbook than in a filled one."""


def _last_row(sheet: Worksheet) -> int:
    """The last row that somebody fills in."""
    below = _BELOW.get(sheet.title)
    rows = (cell.row - 1 for cell in sheet["A"] if cell.value == below)
    return next(rows, sheet.max_row) if below else sheet.max_row


def _blank_workbook() -> bytes:
    return blank.write(None, schemes.load())


def by_openpyxl(cells: _Cells) -> bytes:
    """Opened, filled in and saved."""
    book = books.opened(_blank_workbook())
    for name, typed in cells.items():
        for address, value in typed.items():
            book[name][address] = value
    return books.saved(book)


def _written(data: bytes) -> dict[str, list[tuple[int, int, Any, str]]]:
    """The cells of a workbook by their sheets, 0-based, with their number formats."""
    book = books.opened(data, values=True)
    return {
        sheet.title: [
            (cell.row - 1, cell.column - 1, cell.value, cell.number_format)
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        ]
        for sheet in book.worksheets
    }


def by_xlsxwriter(data: bytes) -> bytes:
    """Written anew, without constant memory: shared strings."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for name, cells in _written(data).items():
        sheet = book.add_worksheet(name)
        for row, column, value, code in cells:
            style = book.add_format({"num_format": code})
            if isinstance(value, datetime):
                sheet.write_datetime(row, column, value, style)
            else:
                sheet.write(row, column, value, style)
    book.close()
    return out.getvalue()


def by_pyexcelerate(data: bytes) -> bytes:
    """Written anew."""
    pyexcelerate = importlib.import_module("pyexcelerate")
    book = pyexcelerate.Workbook()
    for name, cells in _written(data).items():
        sheet = book.new_sheet(name)
        for row, column, value, _ in cells:
            sheet.set_cell_value(row + 1, column + 1, value)
            if isinstance(value, datetime):
                style = pyexcelerate.Style(format=pyexcelerate.Format("yyyy-mm-dd"))  # no quotes
                sheet.set_cell_style(row + 1, column + 1, style)
    return books.saved(book)


def by_node(data: bytes, cells: _Cells, folder: Path) -> None:
    """Opened, filled in and saved by SheetJS and ExcelJS (save.cjs)."""
    (folder / "blank.xlsx").write_bytes(data)
    typed = {
        name: {
            address: {"day": (value - _EPOCH).days} if isinstance(value, datetime) else value
            for address, value in each.items()
        }
        for name, each in cells.items()
    }
    (folder / "cells.json").write_text(json.dumps(typed), encoding="utf-8")
    subprocess.run(["node", str(HERE / "save.cjs"), str(folder)], check=True)


def by_gnumeric(data: bytes, kind: str, folder: Path) -> bytes:
    """Converted by ssconvert, whose exporters have names of their own."""
    exporter = {"xlsx": "xlsx2", "xls": "excel_biff8", "ods": "odf"}[kind]
    (folder / "in.xlsx").write_bytes(data)
    source, target = folder / "in.xlsx", folder / f"out.{kind}"
    command = ["ssconvert", "-T", f"Gnumeric_{'OpenCalc' if kind == 'ods' else 'Excel'}:{exporter}"]
    subprocess.run([*command, str(source), str(target)], check=True, capture_output=True)
    return target.read_bytes()


def main() -> None:
    """Make all of them."""
    cells = filled_in()
    typed = by_openpyxl(cells)
    made = {
        "openpyxl.xlsx": typed,
        "xlsxwriter.xlsx": by_xlsxwriter(build.seed()),
        "pyexcelerate.xlsx": by_pyexcelerate(build.seed()),
        **{
            f"libreoffice.{kind}": judges.convert(typed, ".xlsx", kind)
            for kind in ("xlsx", "xls", "ods")
        },
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        by_node(_blank_workbook(), cells, folder)
        made |= {each.name: each.read_bytes() for each in folder.glob("*js.*")}
        made |= {
            f"gnumeric.{kind}": by_gnumeric(typed, kind, folder) for kind in ("xlsx", "xls", "ods")
        }
    for file, data in made.items():
        (HERE / file).write_bytes(data)


if __name__ == "__main__":
    main()
