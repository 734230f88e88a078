"""PE2 资金, taken together: sources, budget, execution, and what should be explained."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from perfeval_batch import schema, scoring
from perfeval_batch.findings import Fault, Place
from perfeval_batch.model import Entry, State, Use
from perfeval_batch.rules import cells, consequences, language, mentions
from perfeval_batch.rules.project_view import View
from perfeval_batch.rules.rule import ERROR, WARNING, rule
from perfeval_batch.wording import number, percent, quoted


@rule("PE204", "sources-differ", ERROR)
def sources_add_up(view: View) -> Iterator[Fault]:
    """年度资金总额应等于各资金来源之和。

    为什么：总额与分项不一致，说明其中有一个数填错，报告中的金额就不可信。
    反例：年度资金总额6313.66，当年财政拨款6000，其他资金空白。
    正例：年度资金总额6313.66，当年财政拨款6000，其他资金313.66。
    怎么改：请核对总额和各来源的金额，使两者一致。
    """
    for column in cells.AMOUNTS:
        due = consequences.sources_differ(view, column)
        if due is not None:
            stated = getattr(view.project.funds.total, column)
            label = schema.field(schema.FUNDS_FIELDS, column).name
            yield Fault(
                stated.place,
                f"年度资金总额的{label}是{number(stated.value)}万元，"
                f"各资金来源合计为{number(due)}万元，两者应一致。",
                "请核对总额和各来源的金额。",
            )


@rule("PE205", "executed-over-budget", ERROR)
def executed_stays_within_the_budget(view: View) -> Iterator[Fault]:
    """全年执行数不应超过全年预算数。

    为什么：没有预算不得支出；超出说明预算调整没有填入，或金额、单位填错。
    反例：全年预算数6313.66，全年执行数7000。
    正例：年中追加预算后，全年预算数7000，全年执行数7000，并填写预算调整说明。
    怎么改：请核对两个金额；年中追加的预算应计入全年预算数。
    """
    if consequences.overspent(view):
        total = view.project.funds.total
        yield Fault(
            total.executed.place,
            f"全年执行数{_amount(total.executed)}，超过全年预算数{_amount(total.budget)}。",
            "请核对两个金额；年中追加的预算请计入全年预算数。",
        )


def _amount(entry: Entry[Decimal]) -> str:
    return f"{number(entry.value or Decimal(0))}万元"


@rule("PE207", "execution-rate-differs", WARNING)
def the_execution_rate_is_the_quotient(view: View) -> Iterator[Fault]:
    """填写的执行率应等于全年执行数÷全年预算数。

    为什么：执行率由程序计算，填写的数不同，往往说明金额或执行率有一个填错。
    反例：全年预算数100，全年执行数86.19，执行率填95%。
    正例：执行率86.19%（填0.8619、86.19也可以），或留空。
    怎么改：请核对金额；执行率可以留空，由程序计算。
    """
    stated, rate = view.project.funds.total.rate, view.assessment.execution_rate
    if rate is None or stated.blank:
        return
    due = percent(rate)
    if stated.state is State.UNREADABLE:
        message = f"执行率填的是{quoted(stated.text)}，读不出数；按金额计算为{due}。"
    elif stated.value is None or _same_rate(stated.value, rate, view.scheme.tolerance):
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
def the_execution_score_is_linear(view: View) -> Iterator[Fault]:
    """预算执行率得分应等于分值×执行率，最高为分值。

    为什么：预算执行率是定量指标，按完成的比例记分（财预〔2020〕10号），不能自行评分；按档计分、达到多少得满分、
    低于多少不得分等是各地的做法，由评价方案规定。
    反例：分值10分，执行率86.2%，自评得分填9分。
    正例：分值10分，执行率86.2%，自评得分8.62分；执行率100%得10分。
    怎么改：请把得分改为分值乘以执行率（保留两位小数），或核对预算数和执行数。
    """
    found = list(_wrong_scores(view))
    if not found:
        return
    _, first, due = found[0]
    told = "，".join(f"{label}{number(_points(entry))}分" for label, entry, _ in found)
    places = _also([entry.place for _, entry, _ in found[1:]])
    weight = view.project.funds.total.weight.value or Decimal(0)
    rate = percent(view.assessment.execution_rate or Decimal(0))
    yield Fault(
        first.place,
        f"预算执行率的{told}，按分值{number(weight)}分、执行率{rate}应为{number(due)}分。",
        f"请把得分{places}改为{number(due)}分，或核对全年预算数和全年执行数。",
    )


def _wrong_scores(view: View) -> Iterator[tuple[str, Entry[Decimal], Decimal]]:
    """Label, cell and due score of the execution scores that no other error accounts for."""
    others: list[Decimal] | None = None
    for column, label in consequences.scores(view):
        stated: Entry[Decimal] = getattr(view.project.funds.total, column)
        due = scoring.execution_score_differs(stated, view.project, view.scheme)
        if due is None or stated.value is None:
            continue
        if others is None:
            others = list(consequences.execution_scores(view))
        if not any(abs(stated.value - other) <= view.scheme.tolerance for other in others):
            yield label, stated, due


def _points(entry: Entry[Decimal]) -> Decimal:
    return Decimal(0) if entry.value is None else entry.value


def _also(places: list[Place]) -> str:
    return f"（含{'、'.join(place.cell for place in places)}）" if places else ""


@rule("PE209", "score-without-budget", WARNING)
def no_budget_no_score(view: View) -> Iterator[Fault]:
    """没有预算也没有支出，却给预算执行率打了分。

    为什么：预算为0时执行率无法计算，得分没有依据。
    反例：全年预算数0，全年执行数0，自评得分10分。
    正例：没有预算的项目，预算执行率不设分值，分值调整到其他指标。
    怎么改：请核对预算数；确无预算的，请把预算执行率的分值和得分清空，分值调整到其他指标，使合计仍为100分。
    """
    total = view.project.funds.total
    nothing = total.budget.value == 0 and total.executed.value == 0
    score = total.self_score.value
    if nothing and not total.weight.blank and score is not None and score > 0:
        yield Fault(
            total.self_score.place,
            f"全年预算数和全年执行数都是0，预算执行率却得{number(score)}分。",
            "请核对预算数；确无预算的，请清空预算执行率的分值和得分，把分值调整到其他指标，使合计仍为100分。",
        )


@rule("PE210", "adjustment-unexplained", WARNING)
def adjustments_are_explained(view: View) -> Iterator[Fault]:
    """年初预算数与全年预算数不同，没有说明原因。

    为什么：预算调整的原因是评价预算编制质量的依据，报告也要写明。
    反例：年初预算数3420，全年预算数3295.5，预算调整说明空白。
    正例：预算调整说明：因部分新建道路推迟移交，年中按实际作业面积压减预算。
    怎么改：请填写预算调整说明。
    """
    total = view.project.funds.total
    initial, budget = total.initial_budget.value, total.budget.value
    adjustment = view.project.facts.adjustment
    if initial is None or budget is None or not adjustment.blank:
        return
    differs = abs(initial - budget) > view.scheme.tolerance
    columns = ("budget", "initial_budget")
    if differs and all(consequences.sources_differ(view, each) is None for each in columns):
        yield Fault(
            adjustment.place,
            f"年初预算数{number(initial)}万元，全年预算数{number(budget)}万元，没有说明调整原因。",
            "请填写预算调整说明。",
        )


@rule("PE211", "execution-low", WARNING)
def a_low_execution_is_explained(view: View) -> Iterator[Fault]:
    """预算执行率偏低，没有说明原因。

    为什么：执行率偏低要扣分，报告的扣分原因取自“资金情况”表的说明。90%是审核中的通行做法，可由评价方案调整。
    反例：执行率86.2%，说明空白。
    正例：执行率86.2%，说明：第四季度补助跨年结算。
    怎么改：请在“资金情况”表的说明栏写明原因。
    """
    rate = view.assessment.execution_rate
    explanation = view.project.funds.total.cause
    low = view.scheme.limits.execution_low
    if rate is not None and rate < low and explanation.blank:
        yield Fault(
            explanation.place,
            f"预算执行率{percent(rate)}，低于{number(low)}%，没有说明原因。",
            "请在说明栏写明原因。" if explanation.place.cell else "请书面说明原因。",
        )


@rule("PE212", "unit-suspect", ERROR, confirmable=True)
def amounts_count_ten_thousands(view: View) -> Iterator[Fault]:
    """金额疑似以元为单位填写，应为万元。

    为什么：单位填错一万倍，汇总的金额就没有意义。经单位或财政部门核实确为这么多的，在疑点核实单中说明后即可通过。
    判断方法：金额正好是文字中所写预算、到位或支出金额的一万倍，或超过评价方案规定的上限（默认50000万元）；
    与项目名册或同批项目比较的，在汇总时另行核对。
    反例：全年预算数填63136600，文字中写“预算安排6313.66万元”。
    正例：全年预算数填6313.66。
    怎么改：请核对单位，按万元填写；确为这么多的，请在疑点核实单中说明。
    """
    doubtful = [
        (label, getattr(view.project.funds.total, column), view.doubtful[column])
        for column, label in mentions.AMOUNTS
        if column in view.doubtful
    ]
    if not doubtful:
        return
    _, first, why = doubtful[0]
    labels = "、".join(f"{label}{number(entry.value)}万元" for label, entry, _ in doubtful)
    yield Fault(
        first.place,
        f"{labels}{why}，疑似以元为单位填写。",
        f"请核对单位；如是{number(first.value)}元，应填{number(first.value / 10000)}，"
        "其余金额同样换算；确为这么多万元的，请在疑点核实单中说明。",
    )


@rule("PE213", "uses-differ", WARNING)
def uses_add_up_to_what_was_spent(view: View) -> Iterator[Fault]:
    """各项支出用途的金额之和应等于全年执行数。

    为什么：报告要写明支出用在哪里，合计对不上说明有遗漏或填错。
    反例：全年执行数860，各项用途合计790；填了金额79.3，没有写支出用途。
    正例：全年执行数860，供水管网改造512.3、水厂改造268.4、设备购置79.3。
    怎么改：请核对各项用途的金额，并写明每一笔的用途。
    """
    uses = view.project.funds.uses
    yield from _for_nothing(uses)
    executed = view.project.funds.total.executed.value
    amounts = [use.amount.value for use in uses]
    known = [amount for amount in amounts if amount is not None and amount >= 0]
    if executed is None or executed < 0 or not known or any(use.amount.broken for use in uses):
        return
    due = consequences.sources_differ(view, "executed")
    total = sum(known, Decimal(0))
    if len(known) == len([use for use in uses if not use.amount.blank]) and all(
        abs(total - each) > view.scheme.tolerance for each in (executed, due) if each is not None
    ):
        yield Fault(
            uses[0].amount.place,
            f"各项支出用途合计{number(total)}万元，全年执行数{number(executed)}万元，两者应一致。",
            "请核对各项用途的金额。",
        )


def _for_nothing(uses: tuple[Use, ...]) -> Iterator[Fault]:
    """Amounts without a use: the report cannot say what they were spent on."""
    for use in uses:
        if use.purpose.blank and use.amount.value:
            yield Fault(
                use.purpose.place,
                f"这一笔{number(use.amount.value)}万元没有填写支出用途，"
                "报告写不出它用在哪里，列出的用途与全年执行数就对不上。",
                "请填写支出用途；不需要这一行时，请清空整行。",
            )


@rule("PE214", "executed-over-arrived", WARNING)
def executed_stays_within_what_arrived(view: View) -> Iterator[Fault]:
    """全年执行数不应超过实际到位数。

    为什么：资金没有到位就支出，说明有垫付，或到位数没有填全。
    反例：实际到位数800，全年执行数860。
    正例：实际到位数860，全年执行数860。
    说明栏写明垫付、上年结转等情况的，不再提示（词表可由方案增减）。
    怎么改：请核对到位数（含上年结转）；确有垫付的，请在说明栏写明。
    """
    total = view.project.funds.total
    arrived, executed = total.arrived.value, total.executed.value
    if language.any_of(view.scheme.words.advanced).search(total.explanation.text):
        return
    if arrived is None or executed is None or arrived < 0:
        return
    if consequences.overspent(view) or any(
        consequences.sources_differ(view, column) is not None for column in ("arrived", "executed")
    ):
        return
    if executed - arrived > view.scheme.tolerance:
        yield Fault(
            total.executed.place,
            f"全年执行数{number(executed)}万元，超过实际到位数{number(arrived)}万元。",
            "请核对到位数（含上年结转）；确有垫付的，请在说明栏写明。",
        )
