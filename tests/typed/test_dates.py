"""Texts for days and years."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_batch.typed import dates

FULL = str.maketrans("0123456789.-/", "０１２３４５６７８９．－／")


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_a_day_is_read_in_every_usual_spelling(day: date) -> None:
    year, month, number = day.year, day.month, day.day
    for spelling in (
        f"{year}年{month}月{number}日",
        f"{year}年{month:02}月{number:02}日",
        f"{year} 年 {month} 月 {number} 日",
        f"{year}年{month}月{number}号",
        f"{year}-{month}-{number}",
        f"{year}/{month}/{number}",
        f"{year}.{month}.{number}",
        f"{year}{month:02}{number:02}",
        day.isoformat(),
        f"{day.isoformat()} 00:00:00",
        f"{year}-{month}-{number}".translate(FULL),
    ):
        assert dates.day(spelling) == day, spelling


@pytest.mark.parametrize(
    "seen",
    [
        "年初",
        "2023年",
        "2023年12月",
        "2023-02-30",
        "2023-13-01",
        "2023-12/31",
        "12月31日",
        "",
        "45291",
    ],
)
def test_words_months_and_days_that_never_were_are_no_day(seen: str) -> None:
    assert dates.day(seen) is None


@pytest.mark.parametrize(
    "seen", ["2023", "2023年", "2023年度", "２０２３", "２０２３年度", "2023 年"]
)
def test_a_year_is_read_in_every_usual_spelling(seen: str) -> None:
    assert dates.year(seen) == 2023


@pytest.mark.parametrize(
    "seen", ["", "去年", "203", "23", "20231", "1999", "2100", "2023年12月", "2023.5"]
)
def test_what_is_no_year_of_an_evaluation_is_none(seen: str) -> None:
    assert dates.year(seen) is None


@given(st.text())
def test_no_text_makes_the_readers_raise(seen: str) -> None:
    dates.day(seen)
    dates.year(seen)


@pytest.mark.parametrize(
    ("year", "month", "last"),
    [(2023, 2, date(2023, 2, 28)), (2024, 2, date(2024, 2, 29)), (2023, 13, None), (0, 1, None)],
)
def test_the_last_day_of_a_month_follows_the_calendar(
    year: int, month: int, last: date | None
) -> None:
    assert dates.last_of(year, month) == last
