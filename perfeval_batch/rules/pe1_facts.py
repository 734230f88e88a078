"""PE1 基本情况: the facts of the project."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter

from perfeval_batch import schema
from perfeval_batch import scheme as schemes
from perfeval_batch.findings import Fault
from perfeval_batch.model import Assessment, State
from perfeval_batch.rules.rule import ERROR, WARNING, rule
from perfeval_batch.scheme import Scheme
from perfeval_batch.wording import quoted

_REQUIRED = tuple(field for field in schema.FACT_FIELDS if field.required)
_required = attrgetter(*(field.attribute for field in _REQUIRED))
_FIRST_YEAR, _LAST_YEAR = 2000, 2099


@rule("PE101", "field-required", ERROR)
def required_fields_are_filled(assessment: Assessment, _: Scheme) -> Iterator[Fault]:
    """必填的内容没有填写。

    为什么：报告的每一段都取自这些内容，缺少时报告不完整；“无”“—”“XX”等同于没有填写。
    反例：主管部门空白，或填“无”；指标行填了分值，却没有三级指标名称。
    正例：主管部门：某县住房和城乡建设局。
    怎么改：请在该单元格填写。
    """
    blank = State.BLANK
    for field, entry in zip(_REQUIRED, _required(assessment.project.facts), strict=True):
        if entry.state is blank:
            yield Fault(
                entry.place,
                f"{field.name}{_nothing(entry.text)}，这一项必须填写。",
                f"请填写{field.name}。",
            )
    for row in assessment.project.indicators:
        if row.level1.state is not blank and row.name.state is not blank:
            continue
        for label, entry in (("一级指标", row.level1), ("三级指标", row.name)):
            if entry.state is blank:
                yield Fault(
                    entry.place,
                    f"这一行填了分值、得分或指标值，但{label}{_nothing(entry.text)}。",
                    f"请填写{label}的名称；不需要这一行时，请清空整行。",
                )


def _nothing(text: str) -> str:
    return f"只填了“{text}”" if text else "没有填写"


@rule("PE102", "year-invalid", ERROR)
def the_year_is_a_year(assessment: Assessment, _: Scheme) -> Iterator[Fault]:
    """评价年度应为四位年份。

    为什么：报告标题、汇总和按年度的核对都以评价年度为准。
    反例：评价年度填“去年”或“203”。
    正例：2023。
    怎么改：请填写四位数字的年份。
    """
    year = assessment.project.facts.year
    out_of_range = year.value is not None and not _FIRST_YEAR <= year.value <= _LAST_YEAR
    if year.state is State.UNREADABLE or out_of_range:
        yield Fault(
            year.place,
            f"评价年度填的是{quoted(year.text)}，应为{_FIRST_YEAR}至{_LAST_YEAR}之间的四位年份。",
            "请填写四位数字的年份，如2023。",
        )


@rule("PE109", "scheme-differs", WARNING)
def the_scheme_named_is_the_one_used(assessment: Assessment, scheme: Scheme) -> Iterator[Fault]:
    """工作簿写的评价方案不是本次采用的方案。

    为什么：分值结构、等级线都由评价方案决定，要让复核的人知道采用的是哪一个。
    反例：工作簿写“湖北”，运行时指定了“成本单列”；或写了一个不存在的方案名。
    正例：评价方案留空，或与本次采用的方案一致。
    怎么改：请与财政部门确认评价方案；不确定时留空。
    """
    named = assessment.project.facts.scheme
    if named.blank or named.broken or schemes.same_name(named.text, scheme):
        return
    known = schemes.named(named.text)
    if known is None:
        message = f"评价方案填的是{quoted(named.text)}，没有这个方案；本次按“{scheme.name}”评价。"
        fix = f"请改为可用的方案（{'、'.join(schemes.names())}），或留空。"
    else:
        message = f"评价方案填的是{quoted(named.text)}，本次按指定的“{scheme.name}”评价。"
        fix = "请确认采用哪一个方案；以指定的为准时，可把这一格留空。"
    yield Fault(named.place, message, fix)
