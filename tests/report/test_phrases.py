"""Phrases: numbers, dates and texts as the report prints them."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_batch import schemes
from perfeval_batch.model import Entry, Quantity
from perfeval_batch.report import phrases
from perfeval_batch.report.phrases import Numbers
from tests.report.projects import entry, number, words

NUMBERS = Numbers.of(schemes.load())
MONEY = st.decimals(min_value=0, max_value=10**12, places=8)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("6313.66", "6313.66"),
        ("6313.6600", "6313.66"),
        ("0", "0"),
        ("-0.0000001", "0"),
        ("100", "100"),
        ("1E+3", "1000"),
        ("0.1234567", "0.123457"),
        ("0.1234565", "0.123457"),
    ],
)
def test_an_amount_keeps_at_most_6_decimals_and_no_trailing_zero(typed: str, printed: str) -> None:
    assert NUMBERS.amount(Decimal(typed)) == printed


@pytest.mark.parametrize(
    ("value", "printed"),
    [("9.0", "9"), ("28.20", "28.2"), ("86.185", "86.19"), ("99.995", "100"), ("10", "10")],
)
def test_a_score_keeps_at_most_2_decimals_rounded_half_up(value: str, printed: str) -> None:
    assert NUMBERS.points(Decimal(value)) == printed


@given(MONEY)
def test_an_amount_reads_back_as_the_rounded_amount(value: Decimal) -> None:
    step = Decimal("0.000001")
    assert Decimal(NUMBERS.amount(value)) == value.quantize(step, ROUND_HALF_UP)


@given(MONEY)
def test_no_amount_is_printed_with_an_exponent_or_a_loose_point(value: Decimal) -> None:
    printed = NUMBERS.amount(value)
    assert set(printed) <= set("0123456789.")
    assert not printed.endswith(".")


@given(st.decimals(-(10**12), 10**12, places=5), st.integers(0, 8))
def test_equal_numbers_are_printed_alike_however_many_zeros_they_end_in(
    value: Decimal, zeros: int
) -> None:
    longer = value.quantize(Decimal(1).scaleb(-5 - zeros))
    for print_number in (NUMBERS.amount, NUMBERS.points, NUMBERS.rate):
        assert print_number(value) == print_number(longer)


def test_a_number_that_is_not_known_is_said_to_be_open_in_a_sentence_and_blank_in_a_table() -> None:
    assert NUMBERS.amount(None) == NUMBERS.points(None) == "（待核实）"
    assert NUMBERS.known_points(None) == ""


def test_a_date_is_written_year_month_day_without_leading_zeros() -> None:
    assert phrases.day(entry(date(2024, 3, 5))) == "2024年3月5日"


def test_words_for_a_time_stay_words() -> None:
    assert phrases.day(entry(("年初", None))) == "年初"


def test_a_blank_date_is_nothing() -> None:
    assert phrases.day(entry(None)) == ""


def test_lines_typed_with_alt_enter_are_paragraphs() -> None:
    assert phrases.paragraphs("　　甲。\n\n 乙。\r\n丙\t丁 ") == ("甲。", "乙。", "丙 丁")


@given(st.text())
def test_a_paragraph_never_holds_a_line_break_nor_blank_ends(text: str) -> None:
    for line in phrases.paragraphs(text):
        assert line == line.strip() != ""
        assert len(line.splitlines()) == 1


@given(st.text())
def test_no_character_but_blanks_is_lost_in_paragraphs(text: str) -> None:
    kept = "".join("".join(phrases.paragraphs(text)).split())
    assert kept == "".join("".join(text.splitlines()).split())


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("完成", "完成，"),
        ("完成。", "完成。"),
        ("完成，", "完成，"),
        ("完成；", "完成，"),
        ("称为“完成。”", "称为“完成。”"),
        ("完成（见附件）", "完成（见附件），"),
        ("）", "），"),
    ],
)
def test_a_text_before_a_clause_keeps_its_full_stop_or_gets_a_comma(
    text: str,
    printed: str,
) -> None:
    assert phrases.leading(text) == printed


def test_a_reason_goes_on_without_the_punctuation_at_its_end() -> None:
    assert phrases.clause("工期滞后。\n天气原因；") == "工期滞后；天气原因"


@pytest.mark.parametrize(
    ("value", "comparison", "unit", "printed"),
    [
        (number("50"), "≥", "个", "≥50个"),
        (number("50", "个"), "≥", "个", "≥50个"),
        (number("98", "%"), "≥", "%", "≥98%"),
        (number("98", "%"), "＝", "%", "98%"),
        (words("显著提升"), "定性", "次", "显著提升"),
        (words("12月底前"), "≤", "", "12月底前"),
        (entry(None), "≥", "个", ""),
    ],
)
def test_a_target_is_read_with_its_comparison_and_unit_once(
    value: Entry[Quantity],
    comparison: str,
    unit: str,
    printed: str,
) -> None:
    assert phrases.quantity(value, comparison, unit) == printed


def test_a_comparison_typed_into_the_value_is_not_doubled() -> None:
    typed = entry(("≥50个", Quantity("≥", Decimal(50), "个")))
    assert phrases.quantity(typed, "≥", "个") == "≥50个"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [("≧282", "≥282人"), ("═100", "100人"), ("＝100", "100人"), ("≦5", "≤5人"), ("＞3", ">3人")],
)
def test_an_odd_sign_before_a_value_is_printed_as_the_plain_one(typed: str, printed: str) -> None:
    value = entry((typed, Quantity(number=Decimal(typed[1:]), comparison="≥")))
    assert phrases.quantity(value, "", "人") == printed


@pytest.mark.parametrize("note", ["全年未发生食品安全责任事故", "没有收到投诉", "实现零事故"])
def test_a_note_can_say_that_there_were_none(note: str) -> None:
    assert phrases.says(note, Decimal(0))
    assert not phrases.says(note, Decimal(1))
    assert not phrases.says("发生事故", Decimal(0))


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("云政发〔2021〕12号", "云政发〔2021〕12号。"),
        ("《供水规划》（云政发〔2021〕12号）", "《供水规划》（云政发〔2021〕12号）。"),
        ("普及率达到93%", "普及率达到93%。"),
        ("已办结。", "已办结。"),
        ("群众说“好。”", "群众说“好。”"),
        ("没有写完，", "没有写完，"),
    ],
)
def test_a_paragraph_ends_in_a_stop_where_it_may(typed: str, printed: str) -> None:
    assert phrases.closed(typed) == printed
