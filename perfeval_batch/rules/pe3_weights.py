"""PE3 权重: 分值 of the rows, of the level 1, and all together."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from perfeval_batch import scoring
from perfeval_batch.findings import Fault, Place
from perfeval_batch.model import Assessment, Entry, Level, State
from perfeval_batch.rules import consequences
from perfeval_batch.rules.cells import indicator_named
from perfeval_batch.rules.rule import ERROR, WARNING, rule
from perfeval_batch.scheme import FULL_WEIGHT, Scheme
from perfeval_batch.wording import number, quoted


@rule("PE301", "weights-not-100", ERROR)
def weights_add_up_to_100(assessment: Assessment, scheme: Scheme) -> Iterator[Fault]:
    """分值合计（含预算执行率）应为100分。

    为什么：得分和等级都以满分100分为准，合计不是100分时，总分没有意义。
    反例：预算执行率10分，各指标合计100分，总计110分。
    正例：预算执行率10分，各指标合计90分，总计100分。
    怎么改：请调整各行的分值；预算执行率的分值填在“资金情况”表，也要计入合计。
    """
    off = consequences.excess(assessment, scheme)
    if off is None or assessment.weight is None:
        return
    execution = assessment.project.funds.total.weight
    told = "没有填写分值" if execution.blank else f"{number(execution.value or Decimal(0))}分"
    yield Fault(
        assessment.project.totals.weight.place,
        f"分值合计{number(assessment.weight)}分（其中预算执行率{told}），应为{FULL_WEIGHT}分，"
        f"{'多' if off > 0 else '少'}{number(abs(off))}分。",
        f"请调整各行的分值，使合计为{FULL_WEIGHT}分。",
    )


@rule("PE302", "level1-differs", WARNING)
def level1_weights_are_the_schemes(assessment: Assessment, scheme: Scheme) -> Iterator[Fault]:
    """一级指标的分值合计应与评价方案一致。

    为什么：同一地区的项目按同一结构计分，结果才能比较。方案设为严格时，不一致作为错误。
    反例：方案规定产出指标30分，表中产出指标合计40分。
    正例：产出指标各行合计30分。
    怎么改：请调整分值；确需采用不同结构的，请与财政部门确认评价方案。
    """
    off = consequences.excess(assessment, scheme)
    for name, due, stated, place in _levels(assessment, scheme):
        difference = stated - due
        if abs(difference) > scheme.tolerance and difference != off:
            yield Fault(
                place,
                f"{name}的分值合计{number(stated)}分，评价方案“{scheme.name}”规定{number(due)}分。",
                "请调整分值，或与财政部门确认采用的评价方案。",
            )


def _levels(
    assessment: Assessment, scheme: Scheme
) -> Iterator[tuple[str, Decimal, Decimal, Place]]:
    """Name, due and actual sum of the level 1 whose share the scheme fixes, and their cell."""
    weight = assessment.project.funds.total.weight
    if weight.blank or (weight.value is not None and weight.value >= 0):
        stated = weight.value or Decimal(0)
        yield scheme.execution_name, scheme.execution_weight, stated, weight.place
    for level in _complete(assessment):
        known = scoring.known(scheme).level1(level.name)
        row = level.items[0].indicator
        if row is None or known is None or known.weight is None or level.weight is None:
            continue
        yield level.name, known.weight, level.weight, row.weight.place


def _complete(assessment: Assessment) -> tuple[Level, ...]:
    """The level 1; none while a row's own is blank or broken, for it may belong to any of them."""
    nameless = [row for row in assessment.project.indicators if not row.level1.value]
    return () if nameless else assessment.levels


@rule("PE303", "weight-invalid", ERROR)
def weights_are_positive_numbers(assessment: Assessment, _: Scheme) -> Iterator[Fault]:
    """每个指标的分值应为大于0的数。

    为什么：没有分值的指标无法计分，总分也算不出来。
    反例：填了指标和得分，分值空白；分值填“十分”；分值0。
    正例：分值10。
    怎么改：请填写大于0的数字；不需要这一行时，请清空整行。
    """
    for row in assessment.project.indicators:
        weight = row.weight
        if weight.value is None or weight.value <= 0 or weight.state is State.UNREADABLE:
            yield from _invalid(weight, indicator_named(row), may_be_zero=False)
    weight = assessment.project.funds.total.weight
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
def required_level1_have_indicators(assessment: Assessment, scheme: Scheme) -> Iterator[Fault]:
    """评价方案要求的一级指标都应有指标。

    为什么：缺少一类指标，评价就不完整。
    反例：方案要求设满意度指标，表中没有满意度指标。
    正例：产出、效益、满意度、成本都至少有一个指标。
    怎么改：请补充这一类的指标；确不适用的，请与财政部门确认。
    """
    levels = _complete(assessment)
    if not levels:
        return
    present: set[str] = {level.name for level in levels if _has_rows(level)}
    for known in scheme.levels:
        if known.required and known.name not in present:
            yield Fault(
                assessment.project.totals.weight.place,
                f"没有{known.name}，评价方案“{scheme.name}”要求至少有一个。",
                f"请补充{known.name}；确不适用的，请与财政部门确认。",
            )


def _has_rows(level: Level) -> bool:
    return level.items[0].indicator is not None
