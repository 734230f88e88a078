"""Texts that are numbers, and texts that are not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_batch.typed import numerals

FULL = str.maketrans("0123456789.,-+", "０１２３４５６７８９．，－＋")
plain_numbers = st.decimals(
    min_value=-(10**9),
    max_value=10**9,
    places=4,
    allow_nan=False,
    allow_infinity=False,
)


@pytest.mark.parametrize(
    ("seen", "value"),
    [
        ("10", "10"),
        ("9.5", "9.5"),
        ("９．５", "9.5"),
        ("１０", "10"),
        (" 10 ", "10"),
        ("　10　", "10"),
        ("-3", "-3"),
        ("－3", "-3"),
        ("−3", "-3"),
        ("+3", "3"),
        ("215,457.6", "215457.6"),
        ("215，457．6", "215457.6"),
        (".5", "0.5"),
        ("5.", "5"),
        ("-0", "0"),
        ("007", "7"),
    ],
)
def test_what_people_type_as_a_number_is_one(seen: str, value: str) -> None:
    assert numerals.read(seen) == Decimal(value)


@pytest.mark.parametrize(
    "seen",
    [
        *("", " ", ".", "-", "+-3", "1_0", "nan", "NaN", "inf", "Infinity", "1e5", "1E400"),
        *("0x10", "1 0", "1　0", "1,2345", "12,34", "1,,000", ",100", "1.2.3", "--5", "5-"),
        *("九", "十", "IO", "1O", "l0", "①", "²", "٣", "५", "1/2", "½", "（5）", "约10", "10%"),
        *("1234567890123456", "0.1234567890123456", "$5", "1。5"),
    ],
)
def test_what_is_not_plainly_a_number_is_none(seen: str) -> None:
    assert numerals.read(seen) is None


@given(plain_numbers)
def test_any_number_is_read_back_in_every_spelling(value: Decimal) -> None:
    for spelling in (f"{value:f}", f"{value:,f}", f"{value:f}".translate(FULL), f" {value:,f} "):
        assert numerals.read(spelling) == value


@given(st.text())
def test_no_text_makes_the_reader_raise_or_give_what_is_no_finite_number(seen: str) -> None:
    value = numerals.read(seen)
    assert value is None or value.is_finite()


@pytest.mark.parametrize(
    ("seen", "value", "named"),
    [
        ("215,457.6元", "21.54576", True),
        ("800万元", "800", True),
        ("8,000,000元", "800", True),
        ("８００万元", "800", True),
        ("1.5亿元", "15000", True),
        ("12万", "12", True),
        ("30千元", "3", True),
        ("5百万元", "500", True),
        ("¥800万元", "800", True),
        ("人民币800万元整", "800", True),
        ("800", "800", False),
        ("-5万元", "-5", True),
    ],
)
def test_an_amount_may_name_its_unit(seen: str, value: str, *, named: bool) -> None:
    assert numerals.amount(seen, "万元") == (Decimal(value), named)


@pytest.mark.parametrize(
    "seen", ["八百万元", "约800万元", "800万-900万元", "800 元 万", "800美元", ""]
)
def test_an_amount_with_anything_else_is_none(seen: str) -> None:
    assert numerals.amount(seen, "万元") == (None, False)


@given(st.decimals(min_value=0, max_value=10**8, places=2))
def test_an_amount_in_yuan_is_a_ten_thousandth(value: Decimal) -> None:
    assert numerals.amount(f"{value:,f}元", "万元") == (value / 10_000, True)


@given(st.text())
def test_no_text_makes_the_amount_reader_raise(seen: str) -> None:
    value, named = numerals.amount(seen, "万元")
    assert value is not None or not named


@pytest.mark.parametrize(
    ("seen", "why"),
    [
        ("IO", "像是把数字1、0写成了字母I、l、O"),
        ("1O", "像是把数字1、0写成了字母I、l、O"),
        ("九点五", "是中文数字，应填阿拉伯数字"),
        ("1234567890123456789", "数字超过15位"),
        ("95%", "是百分比，不是所要的数字"),
        ("优", "不是数字"),
    ],
)
def test_the_reason_helps_to_mend_it(seen: str, why: str) -> None:
    assert numerals.why_not(seen) == why


def test_a_converted_amount_has_no_zeros_behind() -> None:
    value, named = numerals.amount("4,285,000.00元", "万元")
    assert (str(value), named) == ("428.5", True)


@pytest.mark.parametrize(("seen", "value"), [("6313.66（万元）", "6313.66"), ("5)", "None")])
def test_a_unit_may_stand_in_brackets(seen: str, value: str) -> None:
    assert str(numerals.amount(seen, "万元")[0]) == value
