"""PE4 得分: single scores, totals and grades, and scores that lack a ground."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal

from perfeval_batch.findings import Fault
from perfeval_batch.model import Entry, FundsRow, Item, Quantity, State
from perfeval_batch.rules import cells, consequences, language
from perfeval_batch.rules.project_view import View
from perfeval_batch.rules.rule import ERROR, NOTE, WARNING, rule
from perfeval_batch.scoring import HUNDRED, as_printed
from perfeval_batch.wording import number, percent, quoted


@rule("PE401", "score-missing", ERROR)
def every_item_has_a_score(view: View) -> Iterator[Fault]:
    """每个计分项都应有自评得分。

    为什么：缺一个得分，总分就算不出来，空白不能当作0分。
    反例：分值10分，自评得分空白。
    正例：自评得分9.5；一分未得的填0。
    怎么改：请填写自评得分。
    """
    for row in view.scored:
        if row.self_score.state is State.BLANK:
            yield Fault(
                row.self_score.place,
                f"{_name(row)}没有填写自评得分。",
                "请填写自评得分；一分未得的填0。",
            )


def _name(row: object) -> str:
    return "预算执行率" if isinstance(row, FundsRow) else "这一行"


@rule("PE402", "score-invalid", ERROR)
def scores_are_numbers(view: View) -> Iterator[Fault]:
    """得分应为0或正数。

    为什么：读不出数的得分无法计入总分。
    反例：自评得分填“满分”；得分-1。
    正例：自评得分10。
    怎么改：请填写数字，最多两位小数。
    """
    for row in view.scored:
        for column, label in cells.SCORES:
            entry: Entry[Decimal] = getattr(row, column)
            if entry.state is State.UNREADABLE:
                what = f"填的是{quoted(entry.text)}，不能作为得分（{entry.how}）"
            elif entry.value is not None and entry.value < 0:
                what = f"是负数{number(entry.value)}"
            else:
                continue
            yield Fault(entry.place, f"{label}{what}，应为0或正数。", "请填写数字。")


@rule("PE403", "score-over-weight", ERROR)
def self_scores_stay_within_the_weight(view: View) -> Iterator[Fault]:
    """自评得分不应超过分值。

    为什么：超过分值的得分使总分虚高，等级也会出错。
    反例：分值10分，自评得分11分。
    正例：分值10分，自评得分10分。
    怎么改：请把得分改为不超过分值，或核对分值。
    """
    yield from over_weight(view, "self_score", "自评得分")


def over_weight(view: View, column: str, label: str) -> Iterator[Fault]:
    """Scores of a column that are over their 分值 (PE403, PE701)."""
    for item in consequences.over_weight(view, column):
        entry: Entry[Decimal] = getattr(consequences.row_of(item, view), column)
        yield _too_high(entry, item, label)


def _too_high(entry: Entry[Decimal], item: Item, label: str) -> Fault:
    weight = number(item.weight or Decimal(0))
    return Fault(
        entry.place,
        f"{label}{number(entry.value or Decimal(0))}分，超过分值{weight}分。",
        f"请把得分改为不超过{weight}分。",
    )


@rule("PE416", "number-as-text", WARNING)
def numbers_are_not_texts(view: View) -> Iterator[Fault]:
    """分值、得分、指标值是文字形式，已换算为数字。

    为什么：带单位、全角或文字格式的数字不能参加表内计算，读取的结果须经填报人确认。
    反例：自评得分“９．５分”；实际完成值“９８％”（全角）。
    正例：自评得分9.5。
    怎么改：请核对读取的结果，并改填数字。
    """
    year = view.project.facts.year
    if year.state is State.CONVERTED:
        yield from cells.conversion_faults("评价年度", [(year, str(year.value))], 1)
    typed: dict[str, list[tuple[Entry[object], str]]] = defaultdict(list)
    filled: Counter[str] = Counter()
    for label, entry in _numbers(view):
        filled[label] += not entry.blank
        value = entry.value
        if entry.state is State.CONVERTED and value is not None:
            told = number(value) if isinstance(value, Decimal) else read_as(value)
            typed[label].append((entry, told))
    for label, found in typed.items():
        yield from cells.conversion_faults(label, found, filled[label])


def _numbers(view: View) -> Iterator[tuple[str, Entry[Decimal] | Entry[Quantity]]]:
    """Label and cell of every weight, score, target and actual value of the rows."""
    for row in view.scored:
        yield from (
            ("分值", row.weight),
            ("自评得分", row.self_score),
            ("复核得分", row.review_score),
        )
    for indicator in view.project.indicators:
        yield from (("年度指标值", indicator.target), ("实际完成值", indicator.actual))


def read_as(quantity: Quantity) -> str:
    """How a target or an actual value was understood: `≥98%`, `2023-12-31`."""
    if quantity.number is not None:
        return f"{quantity.comparison}{number(quantity.number)}{quantity.unit}"
    days = [day.isoformat() for day in (quantity.start, quantity.end) if day is not None]
    return quantity.comparison + "至".join(days)


_COLUMNS = (("weight", "分值"), *cells.SCORES)


@rule("PE404", "total-differs", ERROR)
def stated_totals_are_the_sums(view: View) -> Iterator[Fault]:
    """合计行填写的数应等于各行之和（含预算执行率）。

    为什么：合计与明细不一致，说明有一个数填错，无法判断哪个是对的。
    反例：各行自评得分之和为97分，合计填98分。
    正例：合计填97，或留空由程序计算。
    怎么改：请核对各行和合计；预算执行率填在“资金情况”表，也要计入合计。合计可以留空。
    """
    for column, label in _COLUMNS:
        due = consequences.total_due(view, column)
        stated: Entry[Decimal] = getattr(view.project.totals, column)
        if due is not None and stated.value is not None:
            yield Fault(
                stated.place,
                f"{label}合计填的是{number(stated.value)}分，"
                f"各行与预算执行率之和为{number(due)}分。",
                "请核对各行和合计（合计含预算执行率），或把合计留空。",
            )


@rule("PE415", "grade-differs", ERROR)
def stated_grades_follow_from_the_totals(view: View) -> Iterator[Fault]:
    """填写的等级应与总分对应的等级一致。

    为什么：等级由总分决定，两者不一致时报告自相矛盾。财预〔2020〕10号一般划分为四档：90分（含）以上为优，
    80分（含）以上为良，60分（含）以上为中，60分以下为差；评价方案可另作规定。
    反例：自评总分97分，自评等级填“良”。
    正例：自评总分97分，自评等级“优”；或留空由程序计算。89.99分为“良”，90分为“优”。
    怎么改：请核对得分和等级；等级可以留空。
    """
    if consequences.excess(view) is not None:
        return
    texts = view.project.texts
    for column, label, stated, due in (
        ("self_score", "自评", texts.self_grade, view.assessment.self_grade),
        ("review_score", "复核", texts.review_grade, view.assessment.review_grade),
    ):
        total: Decimal | None = getattr(view.assessment, column)
        if stated.blank or stated.broken or due is None or total is None:
            continue
        named = view.scheme.grade_named(stated.text)
        if named == due or _follows(view, column, named):
            continue
        known = (
            ""
            if named
            else f"不是方案中的等级（{'、'.join(g.name for g in view.scheme.grades)}）；"
        )
        yield Fault(
            stated.place,
            f"{label}等级填的是{quoted(stated.text)}，{known}"
            f"{label}总分{number(as_printed(total, view.scheme))}分对应“{due}”。",
            f"请改为“{due}”，或核对得分；等级可以留空。",
        )


def _follows(view: View, column: str, named: str | None) -> bool:
    """The grade fits the stated total, whose difference from the sum is told already."""
    stated: Decimal | None = getattr(view.project.totals, column).value
    computed: Decimal | None = getattr(view.assessment, column)
    if stated is None or computed is None or abs(stated - computed) <= view.scheme.tolerance:
        return False
    return named is not None and named == view.scheme.grade(as_printed(stated, view.scheme))


@rule("PE412", "score-decimals", NOTE)
def scores_have_few_decimals(view: View) -> Iterator[Fault]:
    """得分的小数位数过多。

    为什么：报告中的得分保留两位小数，位数过多时各项之和可能与合计相差0.01。
    反例：自评得分9.8765。
    正例：自评得分9.88。
    怎么改：请四舍五入到两位小数。
    """
    most = view.scheme.scores.decimals
    for row in view.scored:
        for column, label in cells.SCORES:
            entry: Entry[Decimal] = getattr(row, column)
            if entry.value is not None and _decimals(entry.value) > most:
                yield Fault(
                    entry.place,
                    f"{label}{number(entry.value)}有{_decimals(entry.value)}位小数，"
                    f"一般不超过{most}位。",
                    f"请四舍五入到{most}位小数。",
                )


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


@rule("PE413", "score-without-actual", WARNING)
def a_score_has_a_ground(view: View) -> Iterator[Fault]:
    """打了分，却没有填实际完成值和完成情况说明。

    为什么：没有完成情况，得分没有依据，报告中这一项也无话可写。
    反例：自评得分10分，实际完成值和完成情况说明都空白。
    正例：实际完成值46所，完成情况说明“46所学校全部实行食堂供餐”。
    怎么改：请填写实际完成值或完成情况说明。
    """
    for row in view.project.indicators:
        if not view.scheme.scored and row.actual.blank and row.description.blank:
            name = cells.indicator_named(row, "指标")
            message = f"{name}的实际完成值和完成情况说明都没有填写。"
            yield Fault(row.actual.place, message, "请填写实际完成值。")
        elif row.actual.blank and row.description.blank and row.self_score.value is not None:
            yield Fault(
                row.actual.place,
                f"自评得分{number(row.self_score.value)}分，实际完成值和完成情况说明都没有填写。",
                "请填写实际完成值或完成情况说明。",
            )


@rule("PE414", "score-rate-over-execution", WARNING)
def scores_keep_step_with_the_execution(view: View) -> Iterator[Fault]:
    """指标得分率明显高于预算执行率。

    为什么：钱花得少而任务几乎全部完成，说明预算编制偏松，或得分偏高，需要核实。5%是审核中的通行做法，可由评价方案调整。
    反例：预算执行率70%，各指标得分率98%。
    正例：预算执行率98%，各指标得分率97%。
    “资金情况”表的说明写明资金节约、结余、跨年结算等原因的，不再提示（词表可由方案增减）。
    怎么改：请核对各指标得分；确为节约或尚未结算的，请在说明栏写明。
    """
    rate = view.assessment.execution_rate
    rows = [item for item in view.assessment.items if item.indicator is not None]
    weights = [item.weight for item in rows if item.weight is not None]
    scores = [item.score for item in rows if item.score is not None]
    if rate is None or rate > HUNDRED or not rows or {len(weights), len(scores)} != {len(rows)}:
        return
    share = sum(scores, Decimal(0)) / sum(weights, Decimal(0)) * HUNDRED
    total = view.project.funds.total
    told = f"{total.explanation.text}\n{total.cause.text}"
    if language.any_of(view.scheme.words.unspent).search(told):
        return
    if share > rate * (HUNDRED + view.scheme.limits.over_execution) / HUNDRED:
        totals = view.project.totals
        cell = totals.review_score if view.assessment.reviewed else totals.self_score
        yield Fault(
            cell.place,
            f"各指标得分率{percent(share)}，预算执行率{percent(rate)}，"
            f"高出{number(view.scheme.limits.over_execution)}%以上。",
            "请核对各指标得分；确为节约或尚未结算的，请在“资金情况”表的说明栏写明。",
        )
