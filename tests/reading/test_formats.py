"""Number formats: what is stored as 0.95 or 45291 is 95% or a date."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_batch.reading import number_formats
from perfeval_batch.reading.grid import Broken, Moment, Percent
from perfeval_batch.reading.number_formats import Format


@pytest.mark.parametrize(
    ("code", "meant"),
    [
        ("General", Format()),
        ("G/通用格式", Format()),
        ("0", Format()),
        ("0.00", Format()),
        ("#,##0.00", Format()),
        ("#,##0.00_);[Red](#,##0.00)", Format()),
        ("[$¥-804]#,##0.00", Format()),
        ('#,##0.00"万元"', Format()),
        ("@", Format()),
        ("0.00E+00", Format()),
        ("# ?/?", Format()),
        ("[DBNum1][$-804]General", Format()),
        ("[>100]0;[Red]0.0", Format()),
        ("0%", Format(percent=True)),
        ("0.00%", Format(percent=True)),
        ('0.0"%"', Format(percent_sign=True)),
        (r"0\%", Format(percent_sign=True)),
        ('yyyy"年"m"月"d"日"', Format(date_parts="ymd")),
        ("[$-804]yyyy年m月d日;@", Format(date_parts="ymd")),
        ("yyyy/m/d;@", Format(date_parts="ymd")),
        ('yyyy"年"m"月"', Format(date_parts="ym")),
        ('m"月"d"日"', Format(date_parts="md")),
        ("yyyy-mm-dd hh:mm:ss", Format(date_parts="ymdh")),
        ("h:mm", Format(date_parts="h")),
        ("[h]:mm:ss", Format(date_parts="h")),
        ("上午/下午h时mm分", Format(date_parts="h")),
        ("0!.0,", Format(scaled=True)),
        ("0,", Format(scaled=True)),
        ('#,##0.00,"万"', Format(scaled=True)),
        ('0"."0000', Format(scaled=True)),
    ],
)
def test_a_format_code_tells_what_its_numbers_are(code: str, meant: Format) -> None:
    assert number_formats.of(code) == meant


@given(st.text(max_size=300))
def test_no_format_code_makes_the_reader_raise(code: str) -> None:
    number_formats.of(code)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("10", "10"),
        ("10.0", "10"),
        ("18.5", "18.5"),
        ("6313.6599999999999", "6313.66"),
        ("0.30000000000000004", "0.3"),
        ("97.00000000000001", "97"),
        ("1E-3", "0.001"),
        ("-0", "0"),
        ("1e+2", "100"),
        (".5", "0.5"),
    ],
)
def test_a_stored_number_is_read_to_the_fifteen_digits_that_count(raw: str, value: str) -> None:
    assert str(number_formats.number(raw)) == value


@pytest.mark.parametrize(
    "raw",
    ["NaN", "nan", "INF", "-Infinity", "1E400", "1_0", "９０", "0x1p3", "1,5", "ten", "1e9999"],
)
def test_what_is_stored_but_no_finite_number_is_broken(raw: str) -> None:
    assert isinstance(number_formats.number(raw), Broken)


@given(st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False))
def test_a_stored_number_is_never_changed_beyond_its_fifteenth_digit(value: float) -> None:
    read = number_formats.number(repr(value))
    assert isinstance(read, Decimal)
    assert read == Decimal(format(value, ".15g"))


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_what_a_person_types_is_read_exactly(typed: Decimal) -> None:
    assert number_formats.number(repr(float(typed))) == typed


def test_a_percent_format_multiplies() -> None:
    assert number_formats.content("0.95", number_formats.PERCENT) == Percent(Decimal(95))
    assert number_formats.content("0.955", number_formats.PERCENT) == Percent(Decimal("95.5"))


def test_a_percent_sign_that_is_only_text_does_not_multiply() -> None:
    assert number_formats.content("95", number_formats.of('0"%"')) == Percent(Decimal(95))


def test_a_number_that_its_format_shows_smaller_is_not_trusted() -> None:
    content = number_formats.content("63136600", number_formats.of("0!.0000"))
    assert isinstance(content, Broken)
    assert "数字格式" in content.how


@given(st.dates(min_value=date(1900, 3, 1), max_value=date(9999, 12, 31)))
def test_a_serial_number_is_the_day_that_a_spreadsheet_shows(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    shown = f"{day.year}年{day.month}月{day.day}日"
    assert number_formats.content(str(serial), number_formats.BUILT_IN[14]) == Moment(day, shown)


def test_days_before_the_day_that_never_was_are_right_too() -> None:
    assert number_formats.moment(Decimal(1), "ymd") == Moment(date(1900, 1, 1), "1900年1月1日")
    assert number_formats.moment(Decimal(59), "ymd") == Moment(date(1900, 2, 28), "1900年2月28日")


def test_days_may_be_counted_from_1904() -> None:
    content = number_formats.content("0.0", number_formats.BUILT_IN[14], since_1904=True)
    assert content == Moment(date(1904, 1, 1), "1904年1月1日")


@given(st.integers(min_value=61, max_value=2_958_465 - 1462))
def test_both_ways_to_count_days_are_four_years_and_a_day_apart(serial: int) -> None:
    old = number_formats.moment(Decimal(serial), "ymd")
    new = number_formats.moment(Decimal(serial), "ymd", since_1904=True)
    assert isinstance(old, Moment)
    assert isinstance(new, Moment)
    assert old.day is not None
    assert new.day == old.day + timedelta(days=1462)


@pytest.mark.parametrize(
    ("number", "shown"),
    [(31, "2023年12月31日"), (57, "2023年12月"), (58, "12月31日"), (22, "2023年12月31日 12:00")],
)
def test_the_formats_of_chinese_excel_are_known_by_number(number: int, shown: str) -> None:
    content = number_formats.content("45291.5", number_formats.BUILT_IN[number])
    assert content == Moment(date(2023, 12, 31), shown)


@pytest.mark.parametrize("raw", ["-1", "2958466", "1e10"])
def test_a_serial_number_without_a_day_is_broken(raw: str) -> None:
    assert isinstance(number_formats.content(raw, number_formats.BUILT_IN[14]), Broken)


def test_a_time_of_day_has_no_date() -> None:
    assert number_formats.content("0.75", number_formats.BUILT_IN[20]) == Moment(None, "18:00")
