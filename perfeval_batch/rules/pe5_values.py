"""PE5 指标质量: targets and actual values that are missing, in words, or hard to compare."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from perfeval_batch import schema
from perfeval_batch.findings import Fault
from perfeval_batch.model import Entry, Indicator, Quantity, State
from perfeval_batch.rules import language
from perfeval_batch.rules.cells import indicator_named
from perfeval_batch.rules.project_view import View
from perfeval_batch.rules.rule import NOTE, WARNING, rule
from perfeval_batch.scoring import achievement
from perfeval_batch.scoring.units import read_unit
from perfeval_batch.wording import number, quoted

_HUNDRED = Decimal(100)


@rule("PE501", "target-missing", WARNING)
def indicators_have_a_target(view: View) -> Iterator[Fault]:
    """没有填写年度指标值。

    为什么：没有目标就无法判断完成了没有，得分没有依据。
    反例：三级指标“培训人次”，年度指标值空白。
    正例：三级指标“培训人次”，年度指标值≥500，计量单位人次。
    怎么改：请填写批复的年度指标值；写在三级指标名称里的（如“满意度≥90%”），也请单独填写。
    """
    for row in view.project.indicators:
        if row.target.blank and achievement.in_name(row).number is None:
            yield Fault(
                row.target.place,
                f"{indicator_named(row)}没有填写年度指标值。",
                "请填写批复的年度指标值。",
            )
        elif row.target.state is State.UNREADABLE:
            yield _unreadable(row.target, "年度指标值")


def _unreadable(entry: Entry[Quantity], what: str) -> Fault:
    """A target or an actual value that gives no certain meaning, so that no formula uses it."""
    doubt = "" if "不能确认" in entry.how else "，不能确认"
    return Fault(
        entry.place,
        f"{what}填的是{quoted(entry.text)}，{entry.how}{doubt}。",
        f"请直接填写{what}。",
    )


@rule("PE502", "actual-in-words", WARNING)
def a_number_is_answered_by_a_number(view: View) -> Iterator[Fault]:
    """目标是数字，实际完成值却是文字。

    为什么：只写“完成”看不出完成了多少，也无法按公式计分。
    反例：年度指标值≥500，实际完成值“完成”。
    正例：年度指标值≥500，实际完成值512。
    怎么改：请填写实际完成的数。
    """
    for row in view.project.indicators:
        target, actual = row.target.value, row.actual.value
        if row.actual.state is State.UNREADABLE:
            yield _unreadable(row.actual, "实际完成值")
        if actual is None or target is None or target.number is None or not actual.in_words:
            continue
        if achievement.comparison(row) != schema.QUALITATIVE:
            yield Fault(
                row.actual.place,
                f"年度指标值是{quoted(row.target.text)}，实际完成值是{quoted(row.actual.text)}，应为数字。",
                "请填写实际完成的数。",
            )


@rule("PE503", "actual-is-inequality", WARNING)
def an_actual_value_is_exact(view: View) -> Iterator[Fault]:
    """实际完成值写成了“≥…”“…以上”。

    为什么：实际完成的是一个确定的数，带≥说明照抄了目标。
    反例：实际完成值“≥266米”。
    正例：实际完成值271米。
    怎么改：请填写实际完成的数。
    """
    for row in view.project.indicators:
        actual = row.actual.value
        if actual is not None and actual.comparison:
            yield Fault(
                row.actual.place,
                f"实际完成值是{quoted(row.actual.text)}，应为确定的数，不带“{actual.comparison}”。",
                "请填写实际完成的数。",
            )


@rule("PE504", "unit-differs", WARNING)
def target_and_actual_count_the_same(view: View) -> Iterator[Fault]:
    """年度指标值与实际完成值的单位不同，或都没有单位。

    为什么：单位不同无法比较，没有单位看不出是什么数。
    写法不同而意思相同的单位（公里、千米、km，平方米、㎡，场、场次，%、百分比）视为一致，
    可以换算的（公顷与亩、万元与元）自动换算，写在指标名称里的单位也算。
    反例：年度指标值“≥50个”，实际完成值“12户”；年度指标值500，计量单位空白。
    正例：年度指标值≥50，计量单位个，实际完成值52。
    怎么改：请统一单位，填在计量单位栏。
    """
    for row, target, actual in view.numbers:
        one, other = achievement.units(row, target, actual)
        if read_unit(one).name != read_unit(other).name and not _counts_alike(row, one, other):
            yield Fault(
                row.actual.place,
                f"年度指标值{quoted(row.target.text)}的单位是“{one}”，"
                f"实际完成值{quoted(row.actual.text)}的单位是“{other}”。",
                "请统一单位。",
            )
        elif not one and not _WITHOUT_UNIT.search(row.name.text):
            yield Fault(
                row.unit_of_measure.place if row.unit_of_measure.place.cell else row.target.place,
                f"年度指标值{quoted(row.target.text)}和实际完成值{quoted(row.actual.text)}都没有单位。",
                "请填写计量单位。",
            )


_WITHOUT_UNIT = re.compile(r"系数|指数|倍数$|比$|(?<![产价市净总])值$|PUE|[pP][hH]")
"""Names of what has no unit."""
_COUNTED_ALIKE = (
    ({"家", "户"}, re.compile(r"企业|商户|公司|单位|主体|合作社|农场|养殖场|机构|店")),
    ({"件", "起"}, re.compile(r"案|纠纷|投诉|事故|事件|信访|举报|诉求|工单")),
    ({"台", "辆"}, re.compile(r"车")),
    ({"人", "户"}, re.compile(r"经营户|贷款户|个体户")),
)
"""Two units that count one thing, and what they count."""


def _counts_alike(row: Indicator, one: str, other: str) -> bool:
    """Firms are counted as 家 and as 户, cases as 件 and as 宗."""
    units = {read_unit(one).name, read_unit(other).name}
    return any(units == pair and of.search(row.name.text) for pair, of in _COUNTED_ALIKE)


_NEVER_OVER = re.compile(r"率$|率[（(]|满意度|占比|比例$")
_MAY_BE_OVER = re.compile(
    r"增|升|涨|幅|完成|达成|实现|执行|到位|收益|回报|报酬|利润|产值|产出|投入|投产|负荷|利用|使用|周转|上座|超|倍"
    r"|贡献|杠杆|发展|支出|征收|毛入|自给|保障率|流动|偿|参与|履约|担保|预算|换算|放大|床位|带动|节约|下降|降低|减少"
)
"""Rates that a good year brings over 100 %, or that count a change."""


@rule("PE505", "percentage-out-of-range", WARNING)
def percentages_are_plausible(view: View) -> Iterator[Fault]:
    """百分率超出可能的范围，或把小数当作百分数。

    为什么：合格率、覆盖率等不会超过100%；0.95与95%相差100倍，得分会完全不同。
    反例：验收合格率120%；年度指标值95%，实际完成值0.95。
    正例：验收合格率98%；年度指标值95%，实际完成值96%。
    怎么改：请核对数字；百分率按百分数填写。
    """
    for row, target, actual in view.numbers:
        due, done = target.number, actual.number
        rates = {read_unit(each).name for each in achievement.units(row, target, actual)} == {"%"}
        if due is None or done is None or not rates:
            continue
        if not 0 <= done <= _HUNDRED and is_a_share(row.name.text):
            limit = "不应超过100%" if done > 0 else "不应小于0"
            yield Fault(
                row.actual.place,
                f"{indicator_named(row)}的实际完成值是{number(done)}%，{limit}。",
                "请核对实际完成值。",
            )
        elif achievement.fraction_for_percent(row, target, actual):
            what, entry, small = (
                ("实际完成值", row.actual, done) if done < due else ("年度指标值", row.target, due)
            )
            yield Fault(
                entry.place,
                f"年度指标值是{quoted(row.target.text)}，实际完成值是{quoted(row.actual.text)}，"
                f"{what}疑为{number(small * _HUNDRED)}%。",
                "请核对；百分率请按百分数填写。",
            )


def is_a_share(name: str) -> bool:
    """What the name counts is a part of a whole: 合格率, 覆盖率, 满意度."""
    return _NEVER_OVER.search(name) is not None and not _MAY_BE_OVER.search(name)


@rule("PE512", "actual-copies-target", NOTE)
def actual_values_are_not_the_target(view: View) -> Iterator[Fault]:
    """实际完成值照抄了年度指标值。

    为什么：照抄目标看不出实际完成的情况。
    反例：年度指标值“居住环境质量提高”，实际完成值也是“居住环境质量提高”。
    正例：实际完成值“达成年度指标”，完成情况说明写明具体情况。
    怎么改：请填写实际完成的情况。
    """
    for row in view.project.indicators:
        target, actual = row.target.value, row.actual.value
        if target is None or actual is None or not target.in_words:
            continue
        text = language.bare(row.actual.text)
        if text and text == language.bare(row.target.text) and not view.scheme.band_worded(text):
            yield Fault(
                row.actual.place,
                f"实际完成值与年度指标值相同，都是{quoted(row.actual.text)}。",
                "请填写实际完成的情况。",
            )


_MISHAPS = re.compile(
    r"事故|事件|投诉|伤亡|死亡|案件|案例|违规|违纪|违法|差错|失误|上访|信访|火灾|灾害|疫情|污染|超标"
    r"|隐患|挤占|挪用|截留|泄密|泄露|故障|拖欠|返工|缺陷|纠纷|舆情|罚|暴发|流行|复发|存量|反弹|问题|零报告|不良"
)
"""What is counted so that there be none of it."""


@rule("PE513", "target-zero", NOTE)
def targets_are_rarely_zero(view: View) -> Iterator[Fault]:
    """年度指标值是0。

    为什么：目标为0时无法按比例计分，只有完成与没有完成两种结果。
    反例：年度指标值0，计量单位公里。
    正例：安全责任事故＝0起，这类目标可以是0。
    怎么改：请核对；确为0的不必处理。
    事故、投诉、违规等本应为0的计数不提示。
    """
    for row in view.project.indicators:
        target = row.target.value
        harmless = _MISHAPS.search(row.name.text)
        if target is not None and target.number == 0 and not harmless:
            yield Fault(
                row.target.place,
                f"{indicator_named(row)}的年度指标值是0。",
                "请核对；确为0的不必处理。",
            )
