"""What a cell holds becomes an entry: read, converted and said, or not to be read and why."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_batch.model import Quantity, State
from perfeval_batch.parsing import cell_values
from perfeval_batch.reading.grid import UNCALCULATED, Broken, Content, Moment, Percent
from perfeval_batch.schema import BLANKS
from tests.reading.build import HERE

ERROR = Broken(State.ERROR, "#REF!")
NEW_YEAR = Moment(date(2023, 1, 1), "2023年1月1日")
anything = st.one_of(
    st.none(),
    st.text(),
    st.booleans(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.builds(Percent, st.decimals(-1000, 1000)),
    st.builds(Moment, st.one_of(st.none(), st.dates()), st.text()),
    st.builds(Broken, st.sampled_from((State.ERROR, State.UNCALCULATED, State.UNREADABLE))),
)


@pytest.mark.parametrize("seen", sorted(BLANKS))
def test_a_sign_for_nothing_is_blank_in_every_kind_of_cell(seen: str) -> None:
    for read in (
        cell_values.text,
        cell_values.points,
        cell_values.amount,
        cell_values.rate,
        cell_values.year,
        cell_values.day,
    ):
        assert read(seen, HERE).state is State.BLANK
    assert cell_values.quantity(seen, HERE).state is State.BLANK


@pytest.mark.parametrize(
    ("content", "state"), [(ERROR, State.ERROR), (UNCALCULATED, State.UNCALCULATED)]
)
def test_an_error_and_an_open_formula_stay_what_they_are(content: Broken, state: State) -> None:
    for read in (
        cell_values.text,
        cell_values.points,
        cell_values.amount,
        cell_values.rate,
        cell_values.year,
        cell_values.day,
    ):
        entry = read(content, HERE)
        assert (entry.state, entry.text, entry.value) == (state, content.text, None)
    assert cell_values.quantity(content, HERE).state is state


@pytest.mark.parametrize(
    ("content", "value", "state"),
    [
        (Decimal("9.5"), "9.5", State.READ),
        (Decimal(0), "0", State.READ),
        (Decimal(-1), "-1", State.READ),
        ("10", "10", State.CONVERTED),
        ("１０", "10", State.CONVERTED),
        ("９．５", "9.5", State.CONVERTED),
        ("10分", "10", State.CONVERTED),
        (" 10 ", "10", State.CONVERTED),
    ],
)
def test_points_are_numbers_or_texts_that_are_nothing_else(
    content: Content, value: str, state: State
) -> None:
    entry = cell_values.points(content, HERE)
    assert (entry.value, entry.state) == (Decimal(value), state)
    assert bool(entry.how) is (state is State.CONVERTED)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (True, "逻辑值"),
        (NEW_YEAR, "日期"),
        (Moment(None, "08:30"), "时间"),
        (Percent(Decimal(95)), "百分比"),
        (Broken(State.UNREADABLE, "NaN", "不是有限的数值"), "有限"),
        (Decimal("1e12"), "过大"),
        (Decimal("-1e308"), "过大"),
        ("优", "不是数字"),
        ("1_0", "不是数字"),
        ("nan", "不是数字"),
        ("1E400", "不是数字"),
        ("IO", "字母"),
        ("九点五", "中文数字"),
        ("95%", "百分比"),
        ("12345678901234567", "15位"),
    ],
)
def test_what_is_no_score_is_not_read_and_says_why(content: Content, why: str) -> None:
    entry = cell_values.points(content, HERE)
    assert (entry.value, entry.state) == (None, State.UNREADABLE)
    assert why in entry.how


@pytest.mark.parametrize(
    ("content", "value", "state"),
    [
        (Decimal("6313.66"), "6313.66", State.READ),
        ("6313.66", "6313.66", State.CONVERTED),
        ("215,457.6元", "21.54576", State.CONVERTED),
        ("800万元", "800", State.CONVERTED),
        ("８００", "800", State.CONVERTED),
    ],
)
def test_amounts_are_ten_thousands_and_what_was_converted_is_said(
    content: Content, value: str, state: State
) -> None:
    entry = cell_values.amount(content, HERE)
    assert (entry.value, entry.state) == (Decimal(value), state)
    assert (value in entry.how) is (state is State.CONVERTED)


def test_an_amount_under_a_heading_in_yuan_is_converted_and_said() -> None:
    entry = cell_values.amount(Decimal(63136600), HERE, "元")
    assert (entry.value, entry.state) == (Decimal("6313.66"), State.CONVERTED)
    assert "元" in entry.how
    assert cell_values.amount("63,136,600", HERE, "元").value == Decimal("6313.66")
    assert cell_values.amount("6313.66万元", HERE, "元").value == Decimal("6313.66")


@pytest.mark.parametrize(
    ("content", "value"),
    [
        ("100%", "100"),
        ("100.00%", "100"),
        ("８６．１９％", "86.19"),
        ("0.958", "95.8"),
        ("1", "100"),
        ("20", "20"),
        (Decimal(1), "100"),
        (Decimal("0.8619"), "86.19"),
        (Decimal("86.19"), "86.19"),
        (Percent(Decimal("86.19")), "86.19"),
        ("0.5%", "0.5"),
    ],
)
def test_a_rate_counts_percent_however_it_is_written(content: Content, value: str) -> None:
    entry = cell_values.rate(content, HERE)
    assert (entry.value, entry.state) == (Decimal(value), State.READ)


@pytest.mark.parametrize(
    "content", ["2023", "2023年", "２０２３年度", Decimal(2023), Moment(None, "2023年")]
)
def test_a_year_is_a_number_a_text_or_a_date_that_shows_a_year(content: Content) -> None:
    assert cell_values.year(content, HERE).value == 2023


@pytest.mark.parametrize("content", ["去年", "203", Decimal(23), Decimal("2023.5"), True, NEW_YEAR])
def test_what_is_no_year_is_not_read(content: Content) -> None:
    entry = cell_values.year(content, HERE)
    assert (entry.value, entry.state) == (None, State.UNREADABLE)


def test_a_full_width_year_is_converted_and_said() -> None:
    assert cell_values.year("２０２３", HERE).state is State.CONVERTED
    assert cell_values.year("2023年", HERE).state is State.READ


@pytest.mark.parametrize(
    ("content", "text", "value"),
    [
        (NEW_YEAR, "2023年1月1日", date(2023, 1, 1)),
        ("2023-12-31", "2023-12-31", date(2023, 12, 31)),
        ("年初", "年初", None),
        (Decimal(20231231), "20231231", date(2023, 12, 31)),
    ],
)
def test_a_day_is_a_date_or_words_that_stay_words(
    content: Content, text: str, value: date | None
) -> None:
    entry = cell_values.day(content, HERE)
    assert (entry.text, entry.value, entry.state) == (text, value, State.READ)


@pytest.mark.parametrize(
    ("content", "text", "value", "state"),
    [
        (Decimal(50), "50", Quantity(number=Decimal(50)), State.READ),
        (Percent(Decimal(95)), "95%", Quantity(number=Decimal(95), unit="%"), State.READ),
        ("95%", "95%", Quantity(number=Decimal(95), unit="%"), State.READ),
        ("≥50个", "≥50个", Quantity("≥", Decimal(50), "个"), State.READ),
        ("55", "55", Quantity(number=Decimal(55)), State.CONVERTED),
        ("９５％", "９５％", Quantity(number=Decimal(95), unit="%"), State.CONVERTED),
        ("显著提升", "显著提升", Quantity(), State.READ),
        ("完成１项", "完成１项", Quantity(number=Decimal(1), unit="项"), State.CONVERTED),
        ("第１批", "第１批", Quantity(), State.READ),
        (Moment(date(2023, 12, 1), "2023年12月"), "2023年12月", None, State.READ),
        (True, "TRUE", Quantity(), State.READ),
    ],
)
def test_a_target_is_converted_only_as_a_bare_or_full_width_number(
    content: Content, text: str, value: Quantity | None, state: State
) -> None:
    entry = cell_values.quantity(content, HERE, 2023)
    assert (entry.text, entry.state) == (text, state)
    assert entry.value == (value or Quantity(start=date(2023, 12, 1), end=date(2023, 12, 31)))


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (Decimal(138000000000), "138000000000"),
        (Decimal("9.50"), "9.50"),
        (Percent(Decimal("66.66666667")), "66.67%"),
        (Percent(Decimal("95.50")), "95.5%"),
        (Percent(Decimal("100.00")), "100%"),
        (True, "TRUE"),
        (NEW_YEAR, "2023年1月1日"),
        ("  两端空格  ", "两端空格"),
    ],
)
def test_a_text_is_what_the_cell_shows(content: Content, text: str) -> None:
    assert cell_values.text(content, HERE).text == text


def test_what_was_cleaned_is_said() -> None:
    assert cell_values.text("响\x07铃", HERE).cleaned


@given(anything)
def test_no_content_makes_a_reader_raise_or_lose_its_place(content: Content | None) -> None:
    for read in (
        cell_values.text,
        cell_values.points,
        cell_values.amount,
        cell_values.rate,
        cell_values.year,
        cell_values.day,
    ):
        entry = read(content, HERE)
        assert entry.place == HERE
        assert entry.broken is (entry.state in (State.ERROR, State.UNCALCULATED, State.UNREADABLE))
    cell_values.quantity(content, HERE, 2023)


@given(anything)
def test_a_number_is_given_only_where_it_was_read(content: Content | None) -> None:
    for read in (cell_values.points, cell_values.amount, cell_values.rate):
        entry = read(content, HERE)
        known = entry.state in (State.READ, State.CONVERTED)
        assert (entry.value is not None) is known
        assert entry.value is None or entry.value.is_finite()


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_a_typed_number_and_its_text_mean_the_same(value: Decimal) -> None:
    for read in (cell_values.points, cell_values.amount, cell_values.rate):
        assert read(value, HERE).value == read(f"{value:f}", HERE).value


@pytest.mark.parametrize("content", [Decimal(45291), Decimal("45291.75"), "45291", "45,291.00"])
def test_a_serial_number_is_a_day_whatever_stands_behind_its_point(content: Content) -> None:
    entry = cell_values.day(content, HERE)
    assert (entry.value, entry.state) == (date(2023, 12, 31), State.CONVERTED)
