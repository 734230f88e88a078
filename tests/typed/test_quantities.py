"""What targets and actual values say, and what they only seem to say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_batch.model import Quantity
from perfeval_batch.typed import quantities

YEAR = 2023


def number(value: str, unit: str = "", comparison: str = "") -> Quantity:
    return Quantity(comparison, Decimal(value), unit)


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("≥50个", number("50", "个", "≥")),
        (">=98 %", number("98", "%", "≥")),
        ("≧735人次", number("735", "人次", "≥")),
        ("═100%", number("100", "%", "＝")),
        ("＝100%", number("100", "%", "＝")),
        ("=0", number("0", "", "＝")),
        ("≥100百分比", number("100", "%", "≥")),
        ("98%以上", number("98", "%", "≥")),
        ("98%及以上", number("98", "%", "≥")),
        ("不低于95%", number("95", "%", "≥")),
        ("≤5%", number("5", "%", "≤")),
        ("5%以内", number("5", "%", "≤")),
        ("30日内", number("30", "日", "≤")),
        ("不超过6313.66万元", number("6313.66", "万元", "≤")),
        ("控制在800万元以内", number("800", "万元", "≤")),
        (">3", number("3", "", ">")),
        ("＜3天", number("3", "天", "<")),
        ("0次", number("0", "次")),
        ("20", number("20")),
        ("-5%", number("-5", "%")),
        ("１００％", number("100", "%")),
        ("≥１０ 个", number("10", "个", "≥")),
        ("1,200.5万平方米", number("1200.5", "万平方米")),
        ("5次/月", number("5", "次/月")),
        ("已完成12公里", number("12", "公里")),
        ("达到95%", number("95", "%")),
        ("100%完成", number("100", "%")),
        ("0.95", number("0.95")),
        ("5年", number("5", "年")),
    ],
)
def test_a_number_with_operator_and_unit_is_understood(seen: str, meant: Quantity) -> None:
    assert quantities.read(seen, YEAR) == meant


@pytest.mark.parametrize(
    ("seen", "start", "end"),
    [
        ("2021年12月31日", None, date(2021, 12, 31)),
        ("2023.12.31", None, date(2023, 12, 31)),
        ("2023-12-31前", None, date(2023, 12, 31)),
        ("6月30日前完成", None, date(2023, 6, 30)),
        ("于2023年6月30日前完工", None, date(2023, 6, 30)),
        ("12月底前完成", None, date(2023, 12, 31)),
        ("2024年2月底前", None, date(2024, 2, 29)),
        ("年底前", None, date(2023, 12, 31)),
        ("2023年底", None, date(2023, 12, 31)),
        ("2023年1-12月", date(2023, 1, 1), date(2023, 12, 31)),
        ("2023年1月至12月", date(2023, 1, 1), date(2023, 12, 31)),
        ("1-6月", date(2023, 1, 1), date(2023, 6, 30)),
        ("2022年1月-2023年6月", date(2022, 1, 1), date(2023, 6, 30)),
        ("2023年3月1日-11月30日", date(2023, 3, 1), date(2023, 11, 30)),
        ("12月", date(2023, 12, 1), date(2023, 12, 31)),
        ("2023年", date(2023, 1, 1), date(2023, 12, 31)),
        ("2023年度", date(2023, 1, 1), date(2023, 12, 31)),
        ("全年", date(2023, 1, 1), date(2023, 12, 31)),
    ],
)
def test_a_time_is_understood(seen: str, start: date | None, end: date) -> None:
    assert quantities.read(seen, YEAR) == Quantity(start=start, end=end)


@pytest.mark.parametrize(
    "seen",
    [
        *("显著提升", "完成", "达标", "按计划进度完成", "质检验收合格", ""),
        *("2个标段、3个项目", "3-5个", "50%-60%", "≥95%,≤100%", "第3名", "约50个", "完成率100%"),
        *("2023年2月30日", "13月", "2023年12月-1月", "1:2", "3/5", "100分之一，200", "≥", "30日前"),
    ],
)
def test_what_is_not_plain_stays_words(seen: str) -> None:
    assert quantities.read(seen, YEAR).in_words


@pytest.mark.parametrize("seen", ["12月底前完成", "年底前", "1-6月", "全年"])
def test_a_time_without_a_year_needs_the_evaluated_year(seen: str) -> None:
    assert quantities.read(seen, None).in_words


@given(
    st.sampled_from(("", "≥", "≤", ">", "<", "＝")),
    st.decimals(min_value=0, max_value=10**6, places=2),
    st.sampled_from(("", "%", "个", "人次", "万元", "平方米", "km")),
    st.sampled_from(("", " ", "　")),
)
def test_operator_number_and_unit_come_back_as_they_were_put_together(
    comparison: str, value: Decimal, unit: str, gap: str
) -> None:
    seen = f"{comparison}{gap}{value:f}{gap}{unit}"
    assert quantities.read(seen, YEAR) == Quantity(comparison, value, unit)


@given(st.text(), st.one_of(st.none(), st.integers(min_value=2000, max_value=2099)))
def test_no_text_makes_the_reader_raise(seen: str, year: int | None) -> None:
    found = quantities.read(seen, year)
    assert found.number is None or found.end is None


@given(st.text(alphabet="0123456789年月日号底前.-/至~—到 ，完成≥%个", max_size=24))
def test_a_period_never_ends_before_it_starts(seen: str) -> None:
    found = quantities.read(seen, YEAR)
    assert found.start is None or (found.end is not None and found.start <= found.end)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("群众满意度≥90%", number("90", "%", "≥")),
        ("完成率（≥95%）", number("95", "%", "≥")),
        ("发放补贴人数>=1200人", number("1200", "人", "≥")),
        ("PM2.5浓度", None),
        ("任务完成率", None),
    ],
)
def test_a_target_inside_an_indicators_name_is_found(name: str, meant: Quantity | None) -> None:
    assert quantities.in_name(name) == meant


@pytest.mark.parametrize("seen", ["≤2023年12月31日", "不晚于2023-12-31", "截至2023年12月31日"])
def test_a_day_that_is_a_limit_is_that_day(seen: str) -> None:
    assert quantities.read(seen).end == date(2023, 12, 31)
