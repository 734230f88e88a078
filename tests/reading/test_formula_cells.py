"""The cells that formulas of .xls and .xlsb name."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_batch.reading import formula_cells
from perfeval_batch.reading.formula_cells import XLS, XLSB, Dialect
from tests import judges
from tests.reading import build

_SUM = bytes([0x22, 1, 4, 0])
_NUMBER = b"\x1f" + struct.pack("<d", 2)


@pytest.mark.parametrize(
    ("dialect", "area", "cell", "elsewhere"),
    [
        (XLS, b"\x25" + struct.pack("<HHHH", 4, 11, 0xC008, 0xC008), "<HH", bytes(6)),
        (XLSB, b"\x65" + struct.pack("<IIHH", 4, 11, 8, 8), "<IH", bytes(8)),
    ],
)
def test_areas_and_cells_of_the_own_sheet_are_named(
    dialect: Dialect, area: bytes, cell: str, elsewhere: bytes
) -> None:
    single = b"\x44" + struct.pack(cell, 12, 9)
    attribute = bytes([0x19, 0x02, 0, 0])
    tokens = attribute + area + _SUM + b"\x5a" + elsewhere + _NUMBER + b"\x03" + single
    assert formula_cells.cells(tokens, dialect) == "I5:I12,J13"


@pytest.mark.parametrize("dialect", [XLS, XLSB])
def test_a_shared_formula_names_nothing_and_an_unknown_one_is_open(dialect: Dialect) -> None:
    assert formula_cells.cells(b"\x01" + bytes(4), dialect) == ""
    assert formula_cells.cells(b"\x18" + bytes(9), dialect) == "?"


@given(tokens=st.binary(max_size=80))
def test_no_tokens_make_the_reader_raise(tokens: bytes) -> None:
    for dialect in (XLS, XLSB):
        assert isinstance(formula_cells.cells(tokens, dialect), str)


def test_an_xlsb_tells_the_cells_of_its_formulas() -> None:
    tokens = b"\x25" + struct.pack("<IIHH", 3, 6, 0, 0) + _SUM
    stored = struct.pack("<dHI", 80, 0, len(tokens)) + tokens
    sheet = build.row(8) + build.binary_cell(9, 1, stored)
    assert build.grid_of(build.xlsb(sheet)).sheets[0].formulas == {(8, 1): "A4:A7"}


@pytest.mark.libreoffice
def test_an_xls_tells_the_cells_of_its_formulas() -> None:
    data = build.edited(lambda book: book["绩效指标"].__setitem__("I14", "=SUM(I5:I8,I10:I$12)"))
    saved = build.grid_of(judges.convert(data, ".xlsx", "xls"))
    (sheet,) = (each for each in saved.sheets if each.name == "绩效指标")
    assert sheet.formulas[14, 9] == "I5:I8,I10:I12"
