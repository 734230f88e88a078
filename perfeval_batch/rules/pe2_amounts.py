"""PE2 资金, cell by cell: amounts that are missing, no number, negative or typed as text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal

from perfeval_batch.findings import Fault
from perfeval_batch.model import Entry, State
from perfeval_batch.rules import cells
from perfeval_batch.rules.project_view import View
from perfeval_batch.rules.rule import ERROR, WARNING, rule
from perfeval_batch.wording import number, quoted


@rule("PE201", "amount-not-a-number", ERROR)
def amounts_are_numbers(view: View) -> Iterator[Fault]:
    """金额应为数字。

    为什么：读不出数的金额无法计算执行率，也不能写进报告。
    反例：全年执行数填“约六千万”。
    正例：6313.66。
    怎么改：请填写以万元为单位的数字，不带文字。
    """
    for label, entry in cells.amounts(view.project):
        if entry.state is State.UNREADABLE:
            yield Fault(
                entry.place,
                f"{label}填的是{quoted(entry.text)}，不能作为金额（{entry.how}）。",
                "请填写以万元为单位的数字。",
            )


@rule("PE202", "amount-as-text", WARNING)
def amounts_are_not_texts(view: View) -> Iterator[Fault]:
    """金额是文字形式，已换算为数字。

    为什么：带单位、全角或文字格式的数字不能参加表内计算，换算结果须经填报人确认。
    反例：“215,457.6元”“６３１３．６６”。
    正例：21.54576。
    怎么改：请核对换算后的数字，并改填以万元为单位的数字。
    """
    typed: dict[str, list[tuple[Entry[object], str]]] = defaultdict(list)
    filled: Counter[str] = Counter()
    labels: dict[int, str] = {}
    for label, entry in cells.amounts(view.project):
        used = label.endswith(cells.OF_A_USE)
        column = cells.USES if used else labels.setdefault(entry.place.column, label)
        filled[column] += not entry.blank
        if entry.state is State.CONVERTED and isinstance(entry.value, Decimal):
            typed[column].append((entry, f"{number(entry.value)}万元"))
    for column, found in typed.items():
        yield from cells.conversion_faults(column, found, filled[column])


@rule("PE203", "amount-negative", ERROR)
def amounts_are_not_negative(view: View) -> Iterator[Fault]:
    """金额不应为负数。

    为什么：预算、到位和执行金额为负数没有意义，由它算出的执行率也是错的。
    反例：全年执行数-6313.66。
    正例：全年执行数6313.66；没有发生的填0。
    怎么改：请核对金额，去掉负号；调减预算请直接填写调减后的数。
    """
    for label, entry in cells.amounts(view.project):
        if isinstance(entry.value, Decimal) and entry.value < 0:
            yield Fault(
                entry.place,
                f"{label}是负数{number(entry.value)}，应为0或正数。",
                "请核对金额；调减预算请填写调减后的数。",
            )


@rule("PE206", "budget-missing", ERROR)
def there_is_a_budget(view: View) -> Iterator[Fault]:
    """全年预算数应填写；有执行数时不能为0。

    为什么：预算执行率、到位率都以全年预算数为分母，没有它这些数都算不出来。
    反例：全年预算数空白；全年预算数0，全年执行数120。
    正例：全年预算数（调整后）120，全年执行数118。
    怎么改：请填写调整后的全年预算数，单位万元；年中没有调整的，与年初预算数相同。
    """
    total = view.project.funds.total
    executed = total.executed.value
    if total.budget.blank:
        yield Fault(
            total.budget.place,
            "年度资金总额的全年预算数没有填写，这一项必须填写。",
            "请填写调整后的全年预算数（万元）。",
        )
    elif total.budget.value == 0 and executed is not None and executed > 0:
        yield Fault(
            total.budget.place,
            f"全年预算数是0，而全年执行数是{number(executed)}万元，没有预算不应有支出。",
            "请填写调整后的全年预算数；确无预算时，请核对全年执行数。",
        )


@rule("PE215", "amount-missing", ERROR)
def arrived_and_executed_are_filled(view: View) -> Iterator[Fault]:
    """实际到位数和全年执行数应填写。

    为什么：报告要写明资金到位和支出的金额，空白不能当作0。
    反例：全年执行数空白。
    正例：全年执行数6313.66；确实没有支出的填0。
    怎么改：请填写金额（万元）；没有发生的填0。
    """
    total = view.project.funds.total
    for label, entry in (("实际到位数", total.arrived), ("全年执行数", total.executed)):
        if entry.blank:
            yield Fault(
                entry.place,
                f"年度资金总额的{label}没有填写，这一项必须填写。",
                f"请填写{label}（万元）；没有发生的填0。",
            )
