"""PE4 得分, cell by cell: scores that are missing, no number, over the weight, typed as text."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from perfeval_batch.findings import Fault
from perfeval_batch.model import Assessment, Entry, FundsRow, Item, Quantity, State
from perfeval_batch.rules import cells, consequences
from perfeval_batch.rules.cells import conversion
from perfeval_batch.rules.rule import ERROR, WARNING, rule
from perfeval_batch.scheme import Scheme
from perfeval_batch.wording import number, quoted


@rule("PE401", "score-missing", ERROR)
def every_item_has_a_score(assessment: Assessment, _: Scheme) -> Iterator[Fault]:
    """每个计分项都应有自评得分。

    为什么：缺一个得分，总分就算不出来，空白不能当作0分。
    反例：分值10分，自评得分空白。
    正例：自评得分9.5；一分未得的填0。
    怎么改：请填写自评得分。
    """
    for row in cells.scored(assessment.project):
        if row.self_score.state is State.BLANK:
            yield Fault(
                row.self_score.place,
                f"{_name(row)}没有填写自评得分。",
                "请填写自评得分；一分未得的填0。",
            )


def _name(row: object) -> str:
    return "预算执行率" if isinstance(row, FundsRow) else "这一行"


@rule("PE402", "score-invalid", ERROR)
def scores_are_numbers(assessment: Assessment, _: Scheme) -> Iterator[Fault]:
    """得分应为0或正数。

    为什么：读不出数的得分无法计入总分。
    反例：自评得分填“满分”；得分-1。
    正例：自评得分10。
    怎么改：请填写数字，最多两位小数。
    """
    project = assessment.project
    if not cells.some(project, State.UNREADABLE) and min(cells.scores(project), default=0) >= 0:
        return
    for row in cells.scored(project):
        for column, label in consequences.SCORES:
            entry: Entry[Decimal] = getattr(row, column)
            if entry.state is State.UNREADABLE:
                what = f"填的是{quoted(entry.text)}，不能作为得分（{entry.how}）"
            elif entry.value is not None and entry.value < 0:
                what = f"是负数{number(entry.value)}"
            else:
                continue
            yield Fault(entry.place, f"{label}{what}，应为0或正数。", "请填写数字。")


@rule("PE403", "score-over-weight", ERROR)
def self_scores_stay_within_the_weight(assessment: Assessment, scheme: Scheme) -> Iterator[Fault]:
    """自评得分不应超过分值。

    为什么：超过分值的得分使总分虚高，等级也会出错。
    反例：分值10分，自评得分11分。
    正例：分值10分，自评得分10分。
    怎么改：请把得分改为不超过分值，或核对分值。
    """
    yield from over_weight(assessment, scheme, "self_score", "自评得分")


def over_weight(assessment: Assessment, scheme: Scheme, column: str, label: str) -> Iterator[Fault]:
    """Scores of a column that are over their 分值 (PE403, PE701)."""
    for item in consequences.over_weight(assessment, scheme, column):
        entry: Entry[Decimal] = getattr(consequences.row_of(item, assessment), column)
        yield _too_high(entry, item, label)


def _too_high(entry: Entry[Decimal], item: Item, label: str) -> Fault:
    weight = number(item.weight or Decimal(0))
    return Fault(
        entry.place,
        f"{label}{number(entry.value or Decimal(0))}分，超过分值{weight}分。",
        f"请把得分改为不超过{weight}分。",
    )


@rule("PE416", "number-as-text", WARNING)
def numbers_are_not_texts(assessment: Assessment, _: Scheme) -> Iterator[Fault]:
    """分值、得分、指标值是文字形式，已换算为数字。

    为什么：带单位、全角或文字格式的数字不能参加表内计算，读取的结果须经填报人确认。
    反例：自评得分“９．５分”；实际完成值“９８％”（全角）。
    正例：自评得分9.5。
    怎么改：请核对读取的结果，并改填数字。
    """
    if not cells.some(assessment.project, State.CONVERTED):
        return
    year = assessment.project.facts.year
    if year.state is State.CONVERTED:
        yield _converted("评价年度", year, str(year.value))
    for row in cells.scored(assessment.project):
        for label, entry in cells.points(row):
            if entry.state is State.CONVERTED and isinstance(entry.value, Decimal):
                yield _converted(label, entry, number(entry.value))
    for row in assessment.project.indicators:
        for label, typed in (("年度指标值", row.target), ("实际完成值", row.actual)):
            if typed.state is State.CONVERTED and typed.value is not None:
                yield _converted(label, typed, read_as(typed.value))


def _converted(label: str, entry: Entry[object], value: str) -> Fault:
    return Fault(
        entry.place,
        conversion(label, entry, value),
        f"请核对；无误请改填{value}。",
    )


def read_as(quantity: Quantity) -> str:
    """How a target or an actual value was understood: `≥98%`, `2023-12-31`."""
    if quantity.number is not None:
        return f"{quantity.comparison}{number(quantity.number)}{quantity.unit}"
    days = [day.isoformat() for day in (quantity.start, quantity.end) if day is not None]
    return quantity.comparison + "至".join(days)
