"""The same workbook in every format, and .xls through its own reader."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache

import openpyxl
import pytest

from perfeval_batch.model import State
from perfeval_batch.reading.grid import Broken, Moment, Percent
from tests import books, judges
from tests.reading import build


@lru_cache
def saved_as(kind: str) -> bytes:
    """The seed's workbook as LibreOffice saves it."""
    return judges.convert(build.seed(), ".xlsx", kind)


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_the_seed_says_the_same_in_every_format_that_libreoffice_saves(kind: str) -> None:
    ours, theirs = (build.told(build.read(data)) for data in (build.seed(), saved_as(kind)))
    # LibreOffice stores 0 for an empty text that a formula gave when it saves an .xls.
    empty = {name for name in theirs if name.startswith("funds.sources") and name.endswith("rate")}
    computed = {"funds.total.rate", "totals.weight", "totals.self_score", "totals.review_score"}
    assert computed <= theirs.keys() - ours.keys()
    assert {name: said for name, said in theirs.items() if name not in empty | computed} == ours


@lru_cache
def _special() -> bytes:
    """An .xls of cells that are no plain values."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "表"
    sheet["A1"], sheet["B1"], sheet["C1"] = 18.5, "文字", True
    sheet["A2"], sheet["B2"], sheet["C2"] = 0.95, date(2023, 12, 31), "=1/0"
    sheet["A2"].number_format, sheet["B2"].number_format = "0%", 'yyyy"年"m"月"d"日"'
    sheet["A3"], sheet["A4"] = "合并", None
    sheet.merge_cells("A3:B4")
    sheet["A5"] = "隐藏"
    sheet.row_dimensions[5].hidden = True
    sheet.column_dimensions["C"].hidden = True
    book.create_sheet("藏").sheet_state = "hidden"
    return judges.convert(books.saved(book), ".xlsx", "xls")


@pytest.mark.libreoffice
def test_an_xls_tells_errors_percentages_dates_merges_and_hidden_things() -> None:
    sheet, second = build.grid_of(_special()).sheets
    assert sheet.rows[1] == {1: Decimal("18.5"), 2: "文字", 3: True}
    assert sheet.rows[2] == {
        1: Percent(Decimal(95)),
        2: Moment(date(2023, 12, 31), "2023年12月31日"),
        3: Broken(State.ERROR, "#DIV/0!"),
    }
    assert sheet.merges == {(3, 1): (4, 2)}
    assert sheet.hidden_rows == frozenset({5})
    assert [sheet.column_hidden(column) for column in (2, 3, 4)] == [False, True, False]
    assert (sheet.hidden, second.hidden) == (False, True)


@pytest.mark.libreoffice
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
def test_an_xls_that_is_cut_off_refuses_the_workbook(share: float) -> None:
    data = saved_as("xls")
    assert build.refused(data[: int(len(data) * share)], "项目.xls") == ["PE001"]


@pytest.mark.libreoffice
def test_an_xls_is_known_by_its_content_whatever_its_name() -> None:
    assert build.told(build.read(saved_as("xls")))
