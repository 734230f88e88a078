"""PE6 偏差与文字: what is said of the points that were taken off, and what is done about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from perfeval_batch import schema
from perfeval_batch.findings import Fault, Place
from perfeval_batch.model import Entry, Item
from perfeval_batch.rules import consequences, language
from perfeval_batch.rules.cells import addresses
from perfeval_batch.rules.rule import ERROR, NOTE, WARNING, rule
from perfeval_batch.rules.view import View
from perfeval_batch.wording import number, quoted


@rule("PE601", "deduction-unexplained", ERROR)
def deductions_have_a_reason(view: View) -> Iterator[Fault]:
    """扣了分的指标应写明扣分原因。

    为什么：报告的结论要逐项说明扣分原因，缺少时报告不完整。
    反例：分值10分，自评得分9.5分，扣分原因空白。
    正例：扣分原因：老旧小区改造项目带动周边产业的发展有限。
    怎么改：请填写扣分原因；如果是得分填错，请改正得分。
    """
    for item in consequences.unexplained(view):
        weight = item.weight or Decimal(0)
        yield Fault(
            item.reason.place,
            f"分值{number(weight)}分，{_scores(item, view)}，没有填写扣分原因。",
            "请填写扣分原因；如果是得分填错，请改正得分。",
        )


def _scores(item: Item, view: View) -> str:
    """`自评得分9分（扣1分）` for each score that is below 分值."""
    weight = item.weight or Decimal(0)
    told = []
    for column, label in consequences.scores(view):
        score: Decimal | None = getattr(item, column)
        if score is not None and score < weight:
            told.append(f"{label}{number(score)}分（扣{number(weight - score)}分）")
    return "，".join(told)


@rule("PE602", "reason-without-measure", NOTE)
def reasons_come_with_a_measure(view: View) -> Iterator[Fault]:
    """写了扣分原因，没有任何改进措施。

    为什么：找出不足后应有改进的办法。
    反例：指标行的改进措施空白，“综合评价”表也没有改进措施。
    正例：指标行写明改进措施，或在“综合评价”表中统一写明。
    怎么改：请填写改进措施。
    """
    if any(not entry.blank for entry in view.project.texts.measures):
        return
    for item, row in view.lost:
        if not item.reason.blank and row.measure.blank:
            yield Fault(
                row.measure.place,
                "写了扣分原因，没有改进措施，“综合评价”表中也没有。",
                "请填写改进措施。",
            )


@rule("PE603", "reason-without-deduction", WARNING)
def reasons_come_with_a_deduction(view: View) -> Iterator[Fault]:
    """没有扣分，却写了扣分原因。

    为什么：有不足而得满分，往往是得分忘了改，或原因填错了行。
    反例：分值10分，自评得分10分，扣分原因“部分点位掉线”。
    正例：分值10分，自评得分9.88分，扣分原因“部分点位掉线”。
    怎么改：请核对得分；确实没有扣分的，请清空扣分原因。
    """
    for item in view.assessment.items:
        if item.indicator is None or item.reason.value is None or item.weight is None:
            continue
        scores = [score for score in (item.self_score, item.review_score) if score is not None]
        if scores and scores.count(item.weight) == len(scores):
            yield Fault(
                item.reason.place,
                f"分值{number(item.weight)}分，得满分，却写了扣分原因{quoted(item.reason.text)}。",
                "请核对得分；确实没有扣分的，请清空扣分原因。",
            )


@rule("PE604", "reason-repeated", WARNING)
def reasons_are_not_repeated(view: View) -> Iterator[Fault]:
    """多个指标写了同一个扣分原因。

    为什么：不同指标扣分的原因应当不同，重复的原因说明没有逐项分析。
    反例：三个指标的扣分原因都是“有待进一步提高”。
    正例：每个指标写明自己的原因。
    怎么改：请逐项写明原因。
    """
    groups: dict[str, list[Entry[str]]] = defaultdict(list)
    for row in view.project.indicators:
        if row.reason.value is not None and (text := language.bare(row.reason.text)):
            groups[text].append(row.reason)
    for entries in groups.values():
        if len(entries) >= view.scheme.limits.reasons_repeated:
            yield Fault(
                entries[0].place,
                f"{len(entries)}个指标的扣分原因都是{quoted(entries[0].text)}"
                f"（{addresses(entry.place for entry in entries)}）。",
                "请逐项写明各自的原因。",
            )


@rule("PE605", "problems-denied", WARNING)
def lost_points_mean_problems(view: View) -> Iterator[Fault]:
    """扣了分，却没有写存在的问题。

    为什么：有扣分就有不足，“存在的问题”填“无”与得分矛盾。
    反例：扣了3分，存在的问题填“无”或空白。
    正例：存在的问题：教学点没有专职营养配餐人员，影响了供餐食谱达标率。
    怎么改：请对照扣分的指标写明问题和原因。
    """
    count = len(view.lost)
    problems = view.project.texts.problems
    denied = view.scheme.words.denials
    if count and all(entry.blank or language.bare(entry.text) in denied for entry in problems):
        first = problems[0] if problems else None
        place = Place(view.project.origin.workbook, schema.CONCLUSION)
        told = f"填的是{quoted(first.text)}" if first and first.text else "没有填写"
        yield Fault(
            first.place if first else place,
            f"有{count}个指标扣分，存在的问题及原因分析{told}。",
            "请对照扣分的指标写明问题和原因。",
        )


@rule("PE606", "deduction-unanswered", WARNING)
def measures_answer_the_reasons(view: View) -> Iterator[Fault]:
    """扣分原因没有对应的改进措施。

    为什么：改进措施要针对扣分的原因，否则问题得不到解决。
    判断方法：扣分原因（有“但”的只看其后）去掉过于常见的词和项目名称、目的、内容中的词后，
    其余每两个连续的字都没有在本行或“综合评价”的改进措施中出现，才提示。
    反例：扣分原因是施工扬尘、噪音，改进措施只有业务培训。
    正例：扣分原因是施工扬尘、噪音，改进措施写明施工时段和降尘措施。
    怎么改：请补充针对这一原因的改进措施。
    """
    facts = view.project.facts
    subject = f"{facts.name.text}\n{facts.purpose.text}\n{facts.content.text}"
    common = language.any_of(view.scheme.words.common)
    measures = "\n".join([entry.text for entry in view.project.texts.measures])
    for item, row in view.lost:
        if item.reason.value is None:
            continue
        wanting = language.after_turn(item.reason.text, view.scheme.words.turns)
        answers = f"{measures}\n{row.measure.text}"
        if answers.strip() and _unanswered(language.without(wanting, common), subject, answers):
            yield Fault(
                item.reason.place,
                f"扣分原因{quoted(item.reason.text)}，在改进措施中没有对应的内容。",
                "请补充针对这一原因的改进措施。",
            )


def _unanswered(reason: str, subject: str, answers: str) -> bool:
    """The reason has a word of its own, beside those of the subject, and no answer takes one up."""
    telling = False
    for piece in language.each_piece(reason):
        if piece not in subject:
            if piece in answers:
                return False
            telling = True
    return telling


@rule("PE610", "fewer-measures-than-problems", NOTE)
def every_problem_has_a_measure(view: View) -> Iterator[Fault]:
    """改进措施的条数少于存在的问题。

    为什么：每个问题都应有改进的办法。
    反例：写了3个问题，只有1条改进措施。
    正例：3个问题，3条改进措施。
    怎么改：请补充改进措施。
    """
    texts = view.project.texts
    problems = [entry for entry in texts.problems if not entry.blank]
    measures = [entry for entry in texts.measures if not entry.blank]
    if len(measures) < len(problems):
        place = measures[-1].place if measures else problems[-1].place
        yield Fault(
            place,
            f"存在的问题有{len(problems)}条，改进措施只有{len(measures)}条。",
            "请补充改进措施。",
        )
