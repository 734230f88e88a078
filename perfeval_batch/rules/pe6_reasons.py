"""PE6 偏差与文字: what is said of the points that were taken off, and what is done about it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from perfeval_batch import schema
from perfeval_batch.findings import Fault, Place
from perfeval_batch.model import Entry, Indicator, Item
from perfeval_batch.rules import consequences, language
from perfeval_batch.rules.cells import addresses, indicator_named
from perfeval_batch.rules.project_view import View
from perfeval_batch.rules.rule import ERROR, NOTE, WARNING, rule
from perfeval_batch.wording import number, quoted


@rule("PE601", "deduction-unexplained", ERROR)
def deductions_have_a_reason(view: View) -> Iterator[Fault]:
    """扣了分的指标应写明扣分原因。

    为什么：报告的结论要逐项说明扣分原因，缺少时报告不完整。
    反例：分值10分，自评得分9.5分，扣分原因空白。
    正例：扣分原因：老旧小区改造项目带动周边产业的发展有限。
    怎么改：请填写扣分原因；如果是得分填错，请改正得分。
    """
    yield from _missed_unexplained(view)
    lost = list(consequences.unexplained(view))
    unplaced = [item for item in lost if not item.reason.place.cell]
    if unplaced:
        yield Fault(
            unplaced[0].reason.place,
            f"表中没有“扣分原因”这一列，{len(unplaced)}个扣了分的指标没有说明原因。",
            "请按空白模板恢复“扣分原因”一列并填写；如果是得分填错，请改正得分。",
        )
    for item in lost:
        if item in unplaced:
            continue
        weight = item.weight or Decimal(0)
        said = f"填的{quoted(item.reason.text)}不是原因" if item.reason.text else "没有填写扣分原因"
        yield Fault(
            item.reason.place,
            f"分值{number(weight)}分，{_scores(item, view)}，{said}。",
            "请填写扣分原因；如果是得分填错，请改正得分。",
        )


def _missed_unexplained(view: View) -> Iterator[Fault]:
    """Without scores: a target that was missed without a reason; a person should look."""
    if view.scheme.scored:
        return
    for item in view.assessment.items:
        row, reached = item.indicator, item.achievement
        if row is None or reached is None or reached.met or not item.reason.blank:
            continue
        yield Fault(
            item.reason.place if item.reason.place.cell else row.actual.place,
            f"{indicator_named(row, '指标')}的年度指标值{quoted(row.target.text)}，"
            f"实际完成{quoted(row.actual.text)}，没有达到，也没有写明原因。",
            "请填写未完成的原因和改进措施；如果是完成值填错，请改正。",
            WARNING,
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
        if language.bare(item.reason.text) in view.scheme.words.no_deduction:
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

    为什么：不同指标扣分的原因应当不同，重复的原因说明没有逐项分析。三个以上的指标重复作为警告，两个的作为提示。
    反例：三个指标的扣分原因都是“有待进一步提高”。
    正例：每个指标写明自己的原因。
    怎么改：请逐项写明原因。
    """
    groups: dict[str, list[Indicator]] = defaultdict(list)
    for row in view.project.indicators:
        text = language.bare(row.reason.text)
        if row.reason.value is not None and text not in ("", *view.scheme.words.no_deduction):
            groups[text].append(row)
    for rows in groups.values():
        if len(rows) == 1 or len({language.bare(row.name.text) for row in rows}) == 1:
            continue
        entries = [row.reason for row in rows]
        many = len(rows) >= view.scheme.limits.reasons_repeated
        yield Fault(
            entries[0].place,
            f"{len(entries)}个指标的扣分原因都是{quoted(entries[0].text)}"
            f"（{addresses(entry.place for entry in entries)}）。",
            "请逐项写明各自的原因。",
            None if many else NOTE,
        )


@rule("PE605", "problems-denied", WARNING)
def lost_points_mean_problems(view: View) -> Iterator[Fault]:
    """扣了分，却没有写存在的问题。

    为什么：有扣分就有不足，“存在的问题”填“无”与得分矛盾。
    单位自评没有扣分、复核时才扣分的不算。
    反例：扣了3分，存在的问题填“无”或空白。
    正例：存在的问题：教学点没有专职营养配餐人员，影响了供餐食谱达标率。
    怎么改：请对照扣分的指标写明问题和原因。
    """
    count = len(view.own_lost)
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
    复核人写的扣分原因不算。本行没有措施、或只有套话的作为警告；本行写了自己的措施、只是说法不同的作为提示。
    反例：扣分原因是施工扬尘、噪音，改进措施只有业务培训。
    正例：扣分原因是施工扬尘、噪音，改进措施写明施工时段和降尘措施。
    怎么改：请补充针对这一原因的改进措施。
    """
    subject, words = _subject(view), view.scheme.words
    common = language.any_of(words.common)
    measures = "\n".join([entry.text for entry in view.project.texts.measures])
    own_workbook = view.project.origin.workbook
    for item, row in view.lost:
        if item.reason.value is None or item.reason.place.workbook != own_workbook:
            continue
        wanting = language.after_turn(item.reason.text, words.turns)
        answers = f"{measures}\n{row.measure.text}"
        if answers.strip() and _unanswered(language.without(wanting, common), subject, answers):
            own = not row.measure.blank and not language.is_set_phrase(
                row.measure.text, words.set_phrases
            )
            yield Fault(
                item.reason.place,
                f"扣分原因{quoted(item.reason.text)}，在改进措施中没有对应的内容。",
                "请补充针对这一原因的改进措施。",
                NOTE if own else None,
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


def _subject(view: View) -> str:
    facts = view.project.facts
    return f"{facts.name.text}\n{facts.purpose.text}\n{facts.content.text}"


_FITS_ANOTHER = 3
"""Pieces that a misplaced text shares with the row that it belongs to."""


@rule("PE612", "row-mixed-up", WARNING)
def reasons_and_measures_stand_in_their_row(view: View) -> Iterator[Fault]:
    """扣分原因或改进措施填串了行。

    为什么：原因和措施与指标对不上，报告的结论就张冠李戴。
    判断方法：一行的扣分原因（或改进措施）与本行其他各栏没有一个共同的词，却与另一行有多处相同。
    反例：“停水时长”一行的扣分原因是“村级管水员为兼职”，而管护机制一行的措施正是培训管水员。
    正例：每行的原因和措施说的是本行的指标。
    怎么改：请核对这一格是否应填在另一行。
    """
    common = language.any_of(view.scheme.words.common)
    common_pieces = language.pieces_of(view.scheme.words.common)
    rows = [_Words(row, common) for row in view.project.indicators if row.name.value]
    for own in rows:
        for what, attribute in (("扣分原因", "reason"), ("改进措施", "measure")):
            entry: Entry[str] = getattr(own.row, attribute)
            if entry.blank:
                continue
            if language.share_a_piece(entry.text, own.words_beside(attribute), common_pieces):
                continue
            text = own.pieces(attribute)
            if text and not text & own.beside(attribute):
                telling = text - language.pieces(_subject(view))
                yield from _misplaced(what, attribute, own, rows, telling)


def _misplaced(
    what: str, attribute: str, own: _Words, rows: list[_Words], telling: frozenset[str]
) -> Iterator[Fault]:
    """The first other row that the text of a cell fits."""
    entry: Entry[str] = getattr(own.row, attribute)
    for other in rows:
        if other is own or language.same(entry.text, getattr(other.row, attribute).text):
            continue
        if len(telling & other.beside(attribute)) >= _FITS_ANOTHER:
            yield _mixed_up(what, entry, own.row, other.row)
            return


def _mixed_up(what: str, entry: Entry[str], row: Indicator, other: Indicator) -> Fault:
    return Fault(
        entry.place,
        f"{what}{quoted(entry.text)}与{indicator_named(row, '指标')}对不上，"
        f"像是{indicator_named(other, '指标')}（第{other.name.place.row}行）的。",
        "请核对这一格是否应填在另一行。",
    )


class _Words:
    """The telling pieces of a row: of its reason, of its measure, of all else."""

    def __init__(self, row: Indicator, common: re.Pattern[str]) -> None:
        self.row = row
        self._common = common

    def words_beside(self, attribute: str) -> str:
        """The texts of the row that its reason (or its measure) may take up."""
        row = self.row
        words = (row.name.text, row.target.text, row.description.text, row.evidence.text)
        return "\n".join((*words, (row.measure if attribute == "reason" else row.reason).text))

    def pieces(self, attribute: str) -> frozenset[str]:
        """Of the reason or the measure, common words set aside."""
        text = getattr(self.row, attribute).text
        return language.pieces(language.without(text, self._common)) if text else frozenset()

    def beside(self, attribute: str) -> frozenset[str]:
        """Of what a reason (or a measure) of the row may take up."""
        return language.pieces(self.words_beside(attribute))


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
