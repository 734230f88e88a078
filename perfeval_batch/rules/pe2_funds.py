"""PE2 资金, taken together: sources, budget, execution, and the score that follows from them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from perfeval_batch import schema, scoring
from perfeval_batch.findings import Fault, Place
from perfeval_batch.model import Assessment, Entry, State
from perfeval_batch.rules import cells, consequences
from perfeval_batch.rules.rule import ERROR, WARNING, rule
from perfeval_batch.scheme import Scheme
from perfeval_batch.wording import number, percent, quoted


@rule("PE204", "sources-differ", ERROR)
def sources_add_up(assessment: Assessment, scheme: Scheme) -> Iterator[Fault]:
    """年度资金总额应等于各资金来源之和。

    为什么：总额与分项不一致，说明其中有一个数填错，报告中的金额就不可信。
    反例：年度资金总额6313.66，当年财政拨款6000，其他资金空白。
    正例：年度资金总额6313.66，当年财政拨款6000，其他资金313.66。
    怎么改：请核对总额和各来源的金额，使两者一致。
    """
    for column in cells.AMOUNTS:
        due = consequences.sources_differ(assessment, scheme, column)
        if due is not None:
            stated = getattr(assessment.project.funds.total, column)
            label = schema.field(schema.FUNDS_FIELDS, column).name
            yield Fault(
                stated.place,
                f"年度资金总额的{label}是{number(stated.value)}万元，"
                f"各资金来源合计为{number(due)}万元，两者应一致。",
                "请核对总额和各来源的金额。",
            )


@rule("PE205", "executed-over-budget", ERROR)
def executed_stays_within_the_budget(assessment: Assessment, scheme: Scheme) -> Iterator[Fault]:
    """全年执行数不应超过全年预算数。

    为什么：没有预算不得支出；超出说明预算调整没有填入，或金额、单位填错。
    反例：全年预算数6313.66，全年执行数7000。
    正例：年中追加预算后，全年预算数7000，全年执行数7000，并填写预算调整说明。
    怎么改：请核对两个金额；年中追加的预算应计入全年预算数。
    """
    if consequences.overspent(assessment, scheme):
        total = assessment.project.funds.total
        yield Fault(
            total.executed.place,
            f"全年执行数{_amount(total.executed)}，超过全年预算数{_amount(total.budget)}。",
            "请核对两个金额；年中追加的预算请计入全年预算数。",
        )


def _amount(entry: Entry[Decimal]) -> str:
    return f"{number(entry.value or Decimal(0))}万元"


@rule("PE207", "execution-rate-differs", WARNING)
def the_execution_rate_is_the_quotient(assessment: Assessment, scheme: Scheme) -> Iterator[Fault]:
    """填写的执行率应等于全年执行数÷全年预算数。

    为什么：执行率由程序计算，填写的数不同，往往说明金额或执行率有一个填错。
    反例：全年预算数100，全年执行数86.19，执行率填95%。
    正例：执行率86.19%（填0.8619、86.19也可以），或留空。
    怎么改：请核对金额；执行率可以留空，由程序计算。
    """
    stated, rate = assessment.project.funds.total.rate, assessment.execution_rate
    if rate is None or stated.blank:
        return
    due = percent(rate)
    if stated.state is State.UNREADABLE:
        message = f"执行率填的是{quoted(stated.text)}，读不出数；按金额计算为{due}。"
    elif stated.value is None or _same_rate(stated.value, rate, scheme.tolerance):
        return
    else:
        message = f"执行率填的是{quoted(stated.text)}，按全年执行数÷全年预算数应为{due}。"
    yield Fault(stated.place, message, "请核对金额；执行率可以留空，由程序计算。")


def _same_rate(stated: Decimal, rate: Decimal, tolerance: Decimal) -> bool:
    """`0.8619`, `86.19` and `86.19%` all mean 86.19 %, whatever the cell's format made of them."""
    rate = scoring.rounded(rate)
    meant = (stated, stated * scoring.HUNDRED, stated / scoring.HUNDRED)
    return any(abs(scoring.rounded(each) - rate) <= tolerance for each in meant)


@rule("PE208", "execution-score-differs", ERROR)
def the_execution_score_is_linear(assessment: Assessment, scheme: Scheme) -> Iterator[Fault]:
    """预算执行率得分应等于分值×执行率，最高为分值。

    为什么：财预〔2020〕10号规定预算执行率按比例计分，不能自行评分。
    反例：分值10分，执行率86.2%，自评得分填9分。
    正例：分值10分，执行率86.2%，自评得分8.62分；执行率100%得10分。
    怎么改：请把得分改为分值乘以执行率（保留两位小数），或核对预算数和执行数。
    """
    found = list(_wrong_scores(assessment, scheme))
    if not found:
        return
    _, first, due = found[0]
    told = "，".join(f"{label}{number(_points(entry))}分" for label, entry, _ in found)
    places = _also([entry.place for _, entry, _ in found[1:]])
    weight = assessment.project.funds.total.weight.value or Decimal(0)
    rate = percent(assessment.execution_rate or Decimal(0))
    yield Fault(
        first.place,
        f"预算执行率的{told}，按分值{number(weight)}分、执行率{rate}应为{number(due)}分。",
        f"请把得分{places}改为{number(due)}分，或核对全年预算数和全年执行数。",
    )


def _wrong_scores(
    assessment: Assessment, scheme: Scheme
) -> Iterator[tuple[str, Entry[Decimal], Decimal]]:
    """Label, cell and due score of the execution scores that no other error accounts for."""
    others: list[Decimal] | None = None
    for column, label in consequences.scores(assessment):
        stated: Entry[Decimal] = getattr(assessment.project.funds.total, column)
        due = scoring.execution_score_differs(stated, assessment.project, scheme)
        if due is None or stated.value is None:
            continue
        if others is None:
            others = list(consequences.execution_scores(assessment, scheme))
        if not any(abs(stated.value - other) <= scheme.tolerance for other in others):
            yield label, stated, due


def _points(entry: Entry[Decimal]) -> Decimal:
    return Decimal(0) if entry.value is None else entry.value


def _also(places: list[Place]) -> str:
    return f"（含{'、'.join(place.cell for place in places)}）" if places else ""
