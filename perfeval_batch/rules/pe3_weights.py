"""PE3 权重: 分值 of the rows and levels, and how the indicators are cut."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from perfeval_batch.findings import Fault, Place
from perfeval_batch.model import Entry, Indicator, Level, State
from perfeval_batch.rules import consequences
from perfeval_batch.rules.cells import indicator_named
from perfeval_batch.rules.project_view import View
from perfeval_batch.rules.rule import ERROR, NOTE, WARNING, rule
from perfeval_batch.schemes import FULL_WEIGHT, Level1, fits, fitting, level2, normal_level
from perfeval_batch.wording import number, quoted


@rule("PE301", "weights-not-100", ERROR)
def weights_add_up_to_100(view: View) -> Iterator[Fault]:
    """分值合计（含预算执行率）应为100分。

    为什么：得分和等级都以满分100分为准，合计不是100分时，总分没有意义。
    反例：预算执行率10分，各指标合计100分，总计110分。
    正例：预算执行率10分，各指标合计90分，总计100分。
    怎么改：请调整各行的分值；预算执行率的分值填在“资金情况”表，也要计入合计。
    """
    off = consequences.excess(view)
    if off is None or view.assessment.weight is None:
        return
    execution = view.project.funds.total.weight
    told = "没有填写分值" if execution.blank else f"{number(execution.value or Decimal(0))}分"
    yield Fault(
        view.project.totals.weight.place,
        f"分值合计{number(view.assessment.weight)}分（其中预算执行率{told}），应为{FULL_WEIGHT}分，"
        f"{'多' if off > 0 else '少'}{number(abs(off))}分。",
        f"请调整各行的分值，使合计为{FULL_WEIGHT}分。",
    )


@rule("PE302", "level1-differs", WARNING)
def level1_weights_are_the_schemes(view: View) -> Iterator[Fault]:
    """一级指标的分值合计应与评价方案一致。

    为什么：同一地区的项目按同一结构计分，结果才能比较。财预〔2020〕10号规定原则上执行率10、产出50、效益30、满意度10（可适当调整），
    其他结构是各地的做法；方案设为严格时，不一致作为错误。
    反例：方案规定产出指标30分，表中产出指标合计40分。
    正例：产出指标各行合计30分。
    怎么改：请调整分值；确需采用不同结构的，请与财政部门确认评价方案。
    """
    other = _fitting_scheme(view)
    if other is not None:
        yield Fault(
            view.project.totals.weight.place,
            f"各一级指标的分值不合评价方案“{view.scheme.name}”，却与方案“{other}”完全相符。",
            f"如应采用“{other}”，请把评价方案改为“{other}”；否则请调整分值。",
        )
        return
    off = consequences.excess(view)
    total = view.project.funds.total
    if total.weight.blank and total.budget.value == 0:
        return  # nothing to execute: its points went to the indicators (PE209)
    for name, due, stated, place in _levels(view):
        difference = stated - due
        allowed = _may_be(name, due, view)
        also = "".join(f"，也可以是{number(each)}分" for each in allowed if each != due)
        moved = [each - due for each in allowed]
        if off in moved or min(abs(difference - each) for each in moved) <= view.scheme.tolerance:
            continue
        if difference != off:
            yield Fault(
                place,
                f"{name}的分值合计{number(stated)}分，评价方案“{view.scheme.name}”规定{number(due)}分{also}。",
                "请调整分值，或与财政部门确认采用的评价方案。",
            )


def _may_be(name: str, due: Decimal, view: View) -> list[Decimal]:
    """What a level 1 may weigh: its share, and with that of one that may go to it and is not there.

    With the other weight that 预算执行率 may have, the levels weigh what is left.
    """
    scheme = view.scheme
    if name == scheme.execution_name:
        return [due, *([scheme.execution.or_weight] if scheme.execution.or_weight else [])]
    present = {level.name for level in view.assessment.levels}
    gone = [each for each in scheme.levels if each.goes_to == name and each.name not in present]
    return [due, *[due + (each.weight or 0) for each in gone]]


def _fitting_scheme(view: View) -> str | None:
    """The built-in scheme that the weights fit exactly, where the chosen one does not fit."""
    rows = [(row.level1.text, row.weight.value) for row in view.project.indicators]
    execution = view.project.funds.total.weight.value
    free = any(each.weight is None for each in view.scheme.levels)
    if free or not rows or fits(view.scheme, rows, execution):
        return None
    found = fitting(rows, execution)
    return None if found == view.scheme.name else found


def _levels(view: View) -> Iterator[tuple[str, Decimal, Decimal, Place]]:
    """Name, due and actual sum of the level 1 whose share the scheme fixes, and their cell."""
    weight = view.project.funds.total.weight
    if weight.blank or (weight.value is not None and weight.value >= 0):
        stated = weight.value or Decimal(0)
        yield view.scheme.execution_name, view.scheme.execution_weight, stated, weight.place
    for level in _complete(view):
        known = view.scheme.level1(level.name)
        row = level.items[0].indicator
        if row is None or known is None or known.weight is None or level.weight is None:
            continue
        yield level.name, known.weight, level.weight, row.weight.place


def _complete(view: View) -> tuple[Level, ...]:
    """The level 1; none while a row's own is blank or broken, for it may belong to any of them."""
    nameless = [row for row in view.project.indicators if not row.level1.value]
    return () if nameless else view.assessment.levels


@rule("PE303", "weight-invalid", ERROR)
def weights_are_positive_numbers(view: View) -> Iterator[Fault]:
    """每个指标的分值应为大于0的数。

    为什么：没有分值的指标无法计分，总分也算不出来。
    反例：填了指标和得分，分值空白；分值填“十分”；分值0。
    正例：分值10。
    怎么改：请填写大于0的数字；不需要这一行时，请清空整行。
    """
    for row in view.project.indicators:
        weight = row.weight
        if weight.value is None or weight.value <= 0 or weight.state is State.UNREADABLE:
            yield from _invalid(weight, indicator_named(row), may_be_zero=False)
    weight = view.project.funds.total.weight
    if not weight.blank:
        yield from _invalid(weight, "“预算执行率”", may_be_zero=True)


def _invalid(weight: Entry[Decimal], name: str, *, may_be_zero: bool) -> Iterator[Fault]:
    value = weight.value
    if weight.blank:
        what = "没有填写"
    elif weight.state is State.UNREADABLE:
        what = f"填的是{quoted(weight.text)}，不能作为分值（{weight.how}）"
    elif value is not None and (value < 0 or (value == 0 and not may_be_zero)):
        what = f"是{number(value)}"
    else:
        return
    yield Fault(
        weight.place,
        f"{name}的分值{what}，应为大于0的数。",
        "请填写数字；不需要这一行时，请清空整行。",
    )


@rule("PE304", "level1-missing", WARNING)
def required_level1_have_indicators(view: View) -> Iterator[Fault]:
    """评价方案要求的一级指标都应有指标。

    为什么：缺少一类指标，评价就不完整。
    反例：方案要求设满意度指标，表中没有满意度指标。
    正例：产出、效益、满意度、成本都至少有一个指标。
    怎么改：请补充这一类的指标；确不适用的，请与财政部门确认。
    """
    levels = _complete(view)
    if not levels or _fitting_scheme(view) is not None:
        return
    present: set[str] = {level.name for level in levels if _has_rows(level)}
    for known in view.scheme.levels:
        if known.required and known.name not in present:
            yield Fault(
                view.project.totals.weight.place,
                f"没有{known.name}，评价方案“{view.scheme.name}”要求至少有一个。",
                f"请补充{known.name}；确不适用的，请与财政部门确认。",
            )


def _has_rows(level: Level) -> bool:
    return level.items[0].indicator is not None


@rule("PE305", "weight-too-large", WARNING)
def no_indicator_weighs_too_much(view: View) -> Iterator[Fault]:
    """单个指标的分值过大。

    为什么：一个指标占分过多，评价就取决于它一项，应当细分。上限是通行做法，由评价方案规定。
    反例：一个指标50分。
    正例：每个指标5至15分。
    怎么改：请把这个指标细分为几个。
    """
    most = view.scheme.limits.weight_most
    for row in view.project.indicators:
        weight = row.weight.value
        if weight is not None and weight > most:
            yield Fault(
                row.weight.place,
                f"{indicator_named(row)}的分值{number(weight)}分，单个指标一般不超过{number(most)}分。",
                "请把这个指标细分，或核对分值。",
            )


@rule("PE306", "indicator-count", NOTE)
def indicators_are_neither_few_nor_many(view: View) -> Iterator[Fault]:
    """指标过少或过多。

    为什么：指标太少不足以反映绩效，太多则重点不清。
    反例：只有2个指标；有35个指标。
    正例：8至20个指标。
    怎么改：请适当增加或合并指标。
    """
    count = len(view.project.indicators)
    least, most = view.scheme.limits.indicators_least, view.scheme.limits.indicators_most
    if not least <= count <= most:
        yield Fault(
            view.project.totals.weight.place,
            f"共有{count}个指标，一般为{least}至{most}个。",
            "请适当增加指标。" if count < least else "请合并或删减指标。",
        )


_GLUED = re.compile(r"(?:[（(](?P<in>\d+(?:\.\d+)?)分?[）)]|(?P<after>\d+(?:\.\d+)?)分)")


@rule("PE307", "heading-weight-differs", WARNING)
def weights_in_headings_are_the_sums(view: View) -> Iterator[Fault]:
    """指标名称中写的分值与各行合计不一致。

    为什么：名称中的分值是填表时分配的，与实际合计不同，说明有一处填错。
    反例：一级指标写“产出指标(50分)”，各行分值合计48分。
    正例：“产出指标(50分)”，各行分值合计50分；或名称中不写分值。
    怎么改：请核对各行分值，或去掉名称中的分值。
    """
    rows = view.project.indicators
    names = {row.level1.text for row in rows} | {row.level2.text for row in rows}
    if not [name for name in names if _glued(name) is not None]:
        return
    groups: dict[tuple[str, ...], list[Indicator]] = {}
    for row in rows:
        one, two = normal_level(row.level1.text), normal_level(row.level2.text)
        groups.setdefault((one,), []).append(row)
        groups.setdefault((one, two), []).append(row)
    for key, members in groups.items():
        entry = members[0].level1 if len(key) == 1 else members[0].level2
        stated = _glued(entry.text)
        weights = [row.weight.value for row in members]
        if stated is None or any(weight is None or weight <= 0 for weight in weights):
            continue
        total = sum((weight for weight in weights if weight is not None), Decimal(0))
        if abs(total - stated) > view.scheme.tolerance:
            yield Fault(
                entry.place,
                f"{quoted(entry.text)}写明{number(stated)}分，各行分值合计{number(total)}分。",
                "请核对各行分值，或改正名称中的分值。",
            )


@lru_cache(maxsize=1024)
def _glued(name: str) -> Decimal | None:
    found = _GLUED.search(unicodedata.normalize("NFKC", name))
    return Decimal(found["in"] or found["after"]) if found else None


@rule("PE308", "level-unknown", WARNING)
def level_names_are_the_schemes(view: View) -> Iterator[Fault]:
    """一级或二级指标的名称不在评价方案中、没有填写，或二级指标放错了一级指标。

    为什么：名称对不上，报告的分类和汇总的分项就不准确。
    反例：一级指标写“管理指标”；二级指标“数量指标”放在效益指标下；同一个一级指标下只有一行没有二级指标。
    正例：一级指标“产出指标”，二级指标“数量指标”。
    怎么改：请改为评价方案中的名称；名称见财政部门下发的评价方案。
    """
    told: set[tuple[str, ...]] = set()
    if _fitting_scheme(view) is not None:
        return
    for row in view.project.indicators:
        known, known2 = view.scheme.find_levels(row.level1.text, row.level2.text)
        key = (row.level1.text,) if known is None else (row.level1.text, row.level2.text)
        if key in told or row.level1.value is None:
            continue
        told.add(key)
        if known is None:
            yield _unknown(
                row.level1, "一级指标", "、".join(each.name for each in view.scheme.levels)
            )
        elif row.level2.value is not None and known2 is None:
            yield _misplaced(row, known, view)
    yield from _ungrouped(view)


def _ungrouped(view: View) -> Iterator[Fault]:
    """Named rows without a level 2 where others of the same level 1 have one."""
    rows = [(item.level1, item.indicator) for item in view.assessment.items if item.indicator]
    divided = {level1 for level1, row in rows if row.level1.value and not row.level2.blank}
    for level1, row in rows:
        if row.level2.blank and row.level1.value and row.name.value and level1 in divided:
            yield Fault(
                row.level2.place,
                f"{quoted(row.name.text)}没有填写二级指标，{level1}的其他指标都分了二级指标。",
                "请填写这一行的二级指标。",
            )


def _unknown(entry: Entry[str], what: str, names: str) -> Fault:
    return Fault(
        entry.place,
        f"{what}{quoted(entry.text)}不在评价方案中，可用的有：{names}。",
        "请改为评价方案中的名称。",
    )


def _misplaced(row: Indicator, known: Level1, view: View) -> Fault:
    names = "、".join(each.name for each in known.levels)
    owners = [each.name for each in view.scheme.levels if level2(each, row.level2.text)]
    if not owners:
        return _unknown(row.level2, f"{known.name}下的二级指标", names)
    return Fault(
        row.level2.place,
        f"二级指标{quoted(row.level2.text)}属于{'、'.join(owners)}，这一行的一级指标是{known.name}。",
        f"请核对一级指标；{known.name}下可用的二级指标有：{names}。",
    )
