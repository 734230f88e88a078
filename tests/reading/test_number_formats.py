"""Number formats: what is stored as 0.95 or 45291 is 95% or a date."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_batch.reading import number_formats
from perfeval_batch.reading.grid import Broken, Content, Formatted, Moment, Percent


@pytest.mark.parametrize(
    "code",
    [
        *("General", "G/通用格式", "@", "0.00", "#,##0.00", "0.00E+00", "# ?/?", ".00"),
        *("#,##0.00_);[Red](#,##0.00)", "[$¥-804]#,##0.00", "[DBNum1][$-804]General"),
        "[>100]0.00;[Red]0.0",
        '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    ],
)
def test_a_number_that_its_format_only_spells_is_that_number(code: str) -> None:
    assert number_formats.content("88.5", number_formats.parse(code)) == Decimal("88.5")


@pytest.mark.parametrize(
    ("code", "raw", "meant"),
    [
        ('#,##0.00"元"', "631366", Formatted(Decimal(631366), "631,366.00元", "", "元")),
        ("0.00万元", "820.5", Formatted(Decimal("820.5"), "820.50万元", "", "万元")),
        ('"≥"0', "50", Formatted(Decimal(50), "≥50", "≥")),
        ('0"人"', "50", Formatted(Decimal(50), "50人", "", "人")),
        ('"≥"0%', "0.95", Formatted(Decimal(95), "≥95%", "≥", "%")),
        ("000000", "123", Formatted(Decimal(123), "000123")),
        ('"No."0', "15", Formatted(Decimal(15), "No.15", "No.")),
        ("[$$-409]#,##0.00", "88.5", Formatted(Decimal("88.5"), "$88.50", "$")),
        ("0", "9.5", Formatted(Decimal("9.5"), "10", rounded=True)),
        ("0%", "0.955", Formatted(Decimal("95.5"), "96%", "", "%", rounded=True)),
        ("0.00%", "0.955", Percent(Decimal("95.5"))),
        ('0.0"%"', "95", Percent(Decimal(95))),
        (r"0\%", "95", Percent(Decimal(95))),
        ("0;-0;;@", "0", None),
        ('#,##0.00;-#,##0.00;"-"', "0", Decimal(0)),
        ("0.00;[Red]-0.00", "-3", Decimal(-3)),
    ],
)
def test_what_a_format_adds_or_hides_is_told(code: str, raw: str, meant: Content | None) -> None:
    assert number_formats.content(raw, number_formats.parse(code)) == meant


@pytest.mark.parametrize(
    ("code", "raw", "shown"),
    [
        ("0!.0000", "63136600", "6313.6600"),
        ("0,", "5000", "5"),
        ('#,##0.00,"万"', "5000", "5.00万"),
        ('0"."0000', "63136600", "6313.6600"),
        ('"10"', "9", "10"),
        ('0"0"', "1", "10"),
        ('[<10]"10";0', "9", "10"),
        (";;;", "5", ""),
        ("0.00_ ;[Red]0.00", "-5", "5.00"),
        ("0000-00-00", "20231231", "2023-12-31"),
    ],
)
def test_a_format_that_shows_another_number_raises_doubt(code: str, raw: str, shown: str) -> None:
    content = number_formats.content(raw, number_formats.parse(code))
    assert isinstance(content, Formatted)
    assert content.shown == shown
    assert "数字格式" in content.doubt


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ('yyyy"年"m"月"d"日"', "ymd"),
        ("[$-804]yyyy年m月d日;@", "ymd"),
        ("yyyy/m/d;@", "ymd"),
        ('yyyy"年"m"月"', "ym"),
        ('yyyy"年"', "y"),
        ('m"月"d"日"', "md"),
        ("yyyy-mm-dd hh:mm:ss", "ymdh"),
        ("h:mm", "h"),
        ("[h]:mm:ss", "H"),
        ("[mm]:ss", "M"),
        ("[ss]", "S"),
        ("上午/下午h时mm分", "h"),
    ],
)
def test_a_date_format_tells_the_parts_that_it_shows(code: str, parts: str) -> None:
    assert number_formats.parse(code).sections[0].date_parts == parts


@pytest.mark.parametrize(
    ("code", "shown"),
    [('"第"@"批"', "第一批"), ("@", "一"), ("General", "一"), (";;;", None), ("0;0;0;", None)],
)
def test_a_text_is_what_its_format_shows_of_it(code: str, shown: str | None) -> None:
    content = number_formats.text("一", number_formats.parse(code))
    if shown is None:
        assert isinstance(content, Broken)
        assert content.hidden
    else:
        assert content == shown


@pytest.mark.parametrize(
    ("value", "seen", "meant"),
    [
        ("631366", "631,366.00元", Formatted(Decimal(631366), "631,366.00元", "", "元")),
        ("8", "¥8", Decimal(8)),
        ("9.5", "10", Formatted(Decimal("9.5"), "10", rounded=True)),
        ("123", "000123", Formatted(Decimal(123), "000123")),
        ("-5", "(5.00)", Decimal(-5)),
        ("15", "No.15", Formatted(Decimal(15), "No.15", "No.")),
        ("0.5", "1/2", Decimal("0.5")),
        ("0", "-", Decimal(0)),
        ("1", "100.00%", Percent(Decimal(100))),
        ("0.8619", "86.19%", Percent(Decimal("86.19"))),
        ("95", "95%", Percent(Decimal(95))),
        ("0", "", None),
    ],
)
def test_a_number_and_what_is_shown_of_it_are_compared(
    value: str, seen: str, meant: Content | None
) -> None:
    assert number_formats.from_shown(Decimal(value), seen) == meant


@pytest.mark.parametrize(("value", "seen"), [("631366", "631.366"), ("10", "10/10"), ("9", "")])
def test_a_number_of_which_another_or_nothing_is_shown_raises_doubt(value: str, seen: str) -> None:
    content = number_formats.from_shown(Decimal(value), seen)
    assert isinstance(content, Formatted)
    assert content.doubt


def test_the_files_own_table_wins_over_what_a_number_means_everywhere() -> None:
    assert number_formats.by_number(50, {50: "0.00"}) == number_formats.parse("0.00")
    assert number_formats.by_number(50, {}).sections[0].date_parts == "ym"
    assert number_formats.by_number(999, {}) is number_formats.GENERAL


@given(st.text(max_size=300))
def test_no_format_code_makes_the_reader_raise(code: str) -> None:
    form = number_formats.parse(code)
    number_formats.text("一", form)
    for raw in ("0", "5.5", "-3", "1e20", "45291.5", "1e-300"):
        number_formats.content(raw, form)


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
    assert number_formats.content("0.955", number_formats.BUILT_IN[10]) == Percent(Decimal("95.5"))


def test_a_percent_sign_that_is_only_text_does_not_multiply() -> None:
    assert number_formats.content("95", number_formats.parse('0"%"')) == Percent(Decimal(95))


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


def test_midnight_is_a_day_and_a_time_that_rounds_up_belongs_to_the_next() -> None:
    assert number_formats.moment(Decimal(45291), "ymdh") == Moment(
        date(2023, 12, 31), "2023年12月31日"
    )
    assert number_formats.moment(Decimal("45291.999999"), "ymdh") == Moment(
        date(2024, 1, 1), "2024年1月1日"
    )
    assert number_formats.moment(Decimal("45291.9999"), "ymdh") == Moment(
        date(2023, 12, 31), "2023年12月31日 23:59"
    )


@pytest.mark.parametrize(
    ("seen", "parts"),
    [
        *(("2023年", "y"), ("2023", "y"), ("2023年12月", "ym"), ("12月31日", "md")),
        *(("2023-12-31", "ymd"), ("12/31/23", "ymd"), ("31-Dec-2023", "ymd"), ("20231231", "ymd")),
    ],
)
def test_what_is_shown_of_a_date_tells_its_parts(seen: str, parts: str) -> None:
    assert number_formats.date_parts_shown(seen) == parts


@pytest.mark.parametrize("code", ["#", "#,###", "0;-0;", "0;-0;;@", '#"分"'])
def test_a_zero_that_is_not_shown_is_nothing(code: str) -> None:
    assert number_formats.content("0", number_formats.parse(code)) is None


@pytest.mark.parametrize(
    ("code", "shown"), [("[h]:mm", "36:00"), ("[mm]", "2160"), ("[ss]", "129600")]
)
def test_a_duration_counts_on_over_its_days(code: str, shown: str) -> None:
    assert number_formats.content("1.5", number_formats.parse(code)) == Moment(None, shown)


def test_blanks_among_the_digits_are_shown() -> None:
    content = number_formats.content("12345678", number_formats.parse("0000 0000"))
    assert content == Formatted(Decimal(12345678), "1234 5678")


@pytest.mark.parametrize(
    ("code", "seen", "shown"),
    [
        ('m"月底前"', "12月底前", "12月底前"),
        ('"截至"yyyy"年"m"月"d"日"', "截至2023年12月31日", "截至2023年12月31日"),
        ('"≤"yyyy/m/d', "≤2023/12/31", "≤2023年12月31日"),
        ('yyyy"年"m"月"d"日（星期"aaa"）"', "2023年12月31日（星期日）", "2023年12月31日"),
        ("yyyy/m/d;@", "2023/12/31", "2023年12月31日"),
    ],
)
def test_what_a_date_format_says_beside_the_date_is_part_of_it(
    code: str, seen: str, shown: str
) -> None:
    day = Moment(date(2023, 12, 31), shown)
    assert number_formats.content("45291", number_formats.parse(code)) == day
    assert number_formats.moment_shown(date(2023, 12, 31), seen) == day
