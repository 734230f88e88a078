"""PE4 得分: scores against what was reached, by the scheme's formulas and bands."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from perfeval_batch import scoring
from perfeval_batch.findings import Fault, Severity
from perfeval_batch.model import Achievement, Entry, Indicator, Item
from perfeval_batch.rules import language
from perfeval_batch.rules.project_view import View
from perfeval_batch.rules.rule import NOTE, WARNING, rule
from perfeval_batch.schemes import Band
from perfeval_batch.scoring import HUNDRED
from perfeval_batch.scoring.achievement import FORWARD, REVERSE, is_qualitative
from perfeval_batch.scoring.standards import Due
from perfeval_batch.wording import number, percent, quoted


def _score_cell(row: Indicator, view: View) -> tuple[str, Entry[Decimal]]:
    """The label and the cell of the score that counts."""
    if view.assessment.reviewed:
        return "复核得分", row.review_score
    return "自评得分", row.self_score


def _reached(achievement: Achievement) -> str:
    unit = achievement.unit
    return (
        f"年度指标值{achievement.comparison}{number(achievement.target)}{unit}，"
        f"实际完成{number(achievement.actual)}{unit}"
    )


@rule("PE405", "met-not-full", NOTE)
def a_target_that_is_met_scores_full(view: View) -> Iterator[Fault]:
    """完成了年度指标值，却扣了分。

    为什么：定量指标达到目标应得满分；扣分另有原因的，须在扣分原因中说清楚。
    反例：目标≥90%，实际93%，分值10分，得9分。
    正例：目标≥90%，实际93%，得10分。
    怎么改：请核对得分和扣分原因。
    """
    for row, achievement, weight, score in view.measured:
        if is_qualitative(row) or row.reason.blank or not achievement.met or _keeps(row, view):
            continue
        if scoring.rounded(score) < weight:
            label, cell = _score_cell(row, view)
            yield Fault(
                cell.place,
                f"{_reached(achievement)}，已达到目标，{label}{number(score)}分，"
                f"低于分值{number(weight)}分。",
                "请核对得分；扣分另有原因的，请在扣分原因中写明。",
            )


@rule("PE406", "missed-but-full", WARNING)
def a_target_that_is_missed_loses_points(view: View) -> Iterator[Fault]:
    """没有完成年度指标值，却得了满分。

    为什么：没有达到目标仍得满分，评价就失去了意义。
    反例：目标≥95%，实际92.5%，分值6分，得6分。
    正例：目标≥95%，实际92.5%，得5.84分。
    怎么改：请按完成比例计分，并写明扣分原因。
    """
    for row, achievement, weight, score in view.measured:
        if score == weight and achievement.comparison in FORWARD and not _keeps(row, view):
            yield from _too_full(row, achievement, weight, view)


@rule("PE408", "reverse-scored-forward", WARNING)
def an_exceeded_ceiling_loses_points(view: View) -> Iterator[Fault]:
    """“不超过”类指标超过了目标值，却按完成计分。

    为什么：≤类指标数值越小越好，超过目标值是没有完成，不能得满分。
    反例：停水时长≤24小时，实际26小时，分值5分，得5分。
    正例：停水时长≤24小时，实际26小时，得4.58分。
    怎么改：请按评价方案的公式计分，并写明扣分原因。
    """
    for row, achievement, weight, score in view.measured:
        if score == weight and achievement.comparison in REVERSE and not _keeps(row, view):
            yield from _too_full(row, achievement, weight, view)


def _too_full(
    row: Indicator,
    achievement: Achievement,
    weight: Decimal,
    view: View,
) -> Iterator[Fault]:
    if achievement.met or (
        achievement.comparison == ">" and achievement.actual == achievement.target
    ):
        return
    own = _own_due(row, view)
    due = scoring.rounded(own.most if own else scoring.due_score(achievement, weight, view.scheme))
    label, cell = _score_cell(row, view)
    formula = ""
    if is_qualitative(row):
        fix = "请核对实际完成值和档次；没有达到目标的请扣分，并写明扣分原因。"
    elif own is None and not row.scoring_standard.blank:
        fix = _BY_STANDARD
    elif due >= weight:
        fix = "请核对实际完成值；等于目标值也算达到的，请把指标性质改为≤或≥。"
    else:
        formula = f"，按{'评（扣）分标准' if own else '公式'}应为{number(due)}分"
        fix = f"请核对实际完成值；无误时请改为{number(due)}分，并写明扣分原因。"
    yield Fault(
        cell.place,
        f"{_reached(achievement)}，没有达到目标，{label}是满分{number(weight)}分{formula}。",
        fix,
        _weight_of(row),
    )


_BY_STANDARD = "请按所填的评（扣）分标准核对得分；标准规定仍得满分的不必修改。"


def _own_due(row: Indicator, view: View) -> Due | None:
    """What the row's own scoring standard gives; None where it cannot be computed."""
    return next((due for each, due, _ in view.standards if each is row), None)


def _keeps(row: Indicator, view: View) -> bool:
    """The score is one that the row's own scoring standard gives."""
    tolerance = view.scheme.scores.formula_tolerance
    return any(
        own is row and due.least - tolerance <= score <= due.most + tolerance
        for own, due, score in view.standards
    )


def _weight_of(row: Indicator) -> Severity | None:
    """With a scoring standard of its own, a row that departs from the formula is only noted."""
    return None if row.scoring_standard.blank else NOTE


@rule("PE407", "score-differs-from-formula", WARNING)
def scores_follow_the_formula(view: View) -> Iterator[Fault]:
    """定量指标的得分与公式计算的不一致。

    为什么：定量指标应按完成比例计分，才能相互比较。≥、＝类：实际÷目标×分值（财预〔2020〕10号：按完成值与指标值的比例记分）；
    ≤类有两种公式，都是各地的做法，由评价方案规定。
    反例：目标≥95%，实际92.5%，分值6分，得5分（应为5.84分）。
    正例：目标≥95%，实际92.5%，得5.84分。
    填了评（扣）分标准的，按标准计算（每低N%扣M分、低于N%不得分、分档得分、按比例得分），不一致时作为提示；
    标准的写法程序算不出的，不作推算，只提示核对。
    怎么改：请核对实际完成值，按公式计分。
    """
    for row, achievement, weight, score in view.measured:
        if is_qualitative(row) or _keeps(row, view):
            continue
        own = _own_due(row, view)
        if score == weight and not achievement.met:
            continue
        if own is None and (achievement.met or achievement.actual == achievement.target):
            continue
        due = own.most if own else scoring.due_score(achievement, weight, view.scheme)
        if abs(due - score) > view.scheme.scores.formula_tolerance:
            label, cell = _score_cell(row, view)
            told = number(scoring.rounded(due))
            unread = own is None and not row.scoring_standard.blank
            by, is_due = "评（扣）分标准" if own else "公式", "是" if unread else "应为"
            fix = f"请核对实际完成值；无误时请改为{told}分。"
            yield Fault(
                cell.place,
                f"{_reached(achievement)}，{label}{number(score)}分，按{by}{is_due}{told}分。",
                "请按所填的评（扣）分标准核对得分。" if unread else fix,
                _weight_of(row),
            )


@rule("PE411", "overachieved", WARNING)
def overachievement_is_explained(view: View) -> Iterator[Fault]:
    """完成值远超目标值，没有说明原因。

    为什么：大幅超过目标，往往是目标定得过低，或数字、单位填错。财预〔2020〕10号要求分析原因，年初指标值明显偏低的
    适度调减分值；超过130%才查是多数地方的做法，可由评价方案调整。
    判断方法：完成情况说明中没有说明原因的词（因、由于、新增、调整等，词表可由方案增减）。
    反例：目标≥100人，实际250人，完成情况说明只写“完成250人”。
    正例：完成情况说明写明“新增两个乡镇纳入项目，人数超过年初计划”。
    怎么改：请核对数字；无误时请说明原因。评价方案可规定超额过多不得满分。
    """
    rule_ = view.scheme.scores.overachieved
    if rule_ == "ignore":
        return
    causes = language.any_of(view.scheme.words.causes)
    for row, achievement, weight, score in view.measured:
        over = achievement.target * view.scheme.scores.overachieved_from / HUNDRED
        if achievement.comparison not in FORWARD or not achievement.target:
            continue
        if achievement.actual < over or not achievement.met:
            continue
        share = percent(achievement.actual / achievement.target * HUNDRED)
        if rule_ == "deduct" and score == weight:
            _, cell = _score_cell(row, view)
            yield Fault(
                cell.place,
                f"{_reached(achievement)}，是目标的{share}，评价方案规定超额过多不得给满分。",
                "请核对数字，并按评价方案扣分。",
            )
        elif rule_ == "explain" and not causes.search(f"{row.description.text} {row.reason.text}"):
            yield Fault(
                row.description.place,
                f"{_reached(achievement)}，是目标的{share}，没有说明原因。",
                "请核对数字；无误时请在完成情况说明中写明超额的原因。",
            )


def _stage(item: Item) -> str:
    """The wording of a 定性 indicator's 实际完成值, punctuation aside; empty for others."""
    row = item.indicator
    if row is None or row.actual.value is None or not row.actual.value.in_words:
        return ""
    return language.bare(row.actual.text) if is_qualitative(row) else ""


@rule("PE409", "band-differs", WARNING)
def qualitative_scores_keep_to_their_band(view: View) -> Iterator[Fault]:
    """定性指标的得分不在所选档次的范围内。

    为什么：定性指标分达成、部分达成、未达成三档，每档有得分范围：财预〔2020〕10号为100%至80%、80%至60%、60%至0，
    湖北等地的做法是后两档以50%为界，由评价方案规定。
    反例：实际完成值“部分达成年度指标并具有一定效果”，分值10分，得9分。
    正例：部分达成，分值10分，得7分。
    目标是“及时”而实际是“不及时”“未及时”的，按未达成核对。
    怎么改：请核对档次和得分。
    """
    for item in view.assessment.items:
        band = _band(item, view)
        if band is None or item.indicator is None or item.weight is None or item.score is None:
            continue
        at = view.scheme.bands.index(band)
        least, most = band.floor, view.scheme.bands[at - 1].floor if at else HUNDRED
        share = item.score * HUNDRED / item.weight
        if share < least or (share >= most and at > 0):
            label, cell = _score_cell(item.indicator, view)
            least_points, most_points = (item.weight * each / HUNDRED for each in (least, most))
            yield Fault(
                cell.place,
                f"实际完成值是{quoted(item.indicator.actual.text)}，{label}{number(item.score)}分"
                f"（占分值的{percent(share)}），这一档应为{number(least_points)}至"
                f"{number(most_points)}分{'' if at == 0 else '（不含）'}。",
                "请核对档次和得分。",
            )


def _band(item: Item, view: View) -> Band | None:
    """The band that 实际完成值 names; the last one where it denies the target: `不及时`."""
    stage, row = _stage(item), item.indicator
    if not stage or row is None or not view.scheme.bands:
        return None
    target = language.bare(row.target.text)
    for word in _DENIALS:
        rest = stage.removeprefix(word)
        denied = rest != stage and not target.startswith(word)
        if denied and rest and (rest in target or target in rest):
            return view.scheme.bands[-1]
    return view.scheme.band_worded(stage)


_DENIALS = ("不够", "不", "未能", "未", "没有", "没", "正在", "尚在", "拟")


@rule("PE410", "option-not-standard", NOTE)
def qualitative_values_use_the_wordings(view: View) -> Iterator[Fault]:
    """定性指标的实际完成值没有用规范的写法。

    为什么：规范写法对应得分的档次，便于核对。
    反例：定性指标的实际完成值写“基本完成”。
    正例：达成年度指标。
    怎么改：请从“达成年度指标”“部分达成年度指标并具有一定效果”“未达成年度指标且效果较差”中选择一个。
    """
    names = "、".join(band.name for band in view.scheme.bands)
    for item in view.assessment.items:
        stage = _stage(item)
        if (
            stage
            and item.indicator
            and view.scheme.bands
            and view.scheme.band_worded(stage) is None
        ):
            yield Fault(
                item.indicator.actual.place,
                f"定性指标的实际完成值是{quoted(item.indicator.actual.text)}，"
                f"规范的写法分为{names}等档次。",
                f"请改为“{(*view.scheme.bands[0].words, names)[0]}”等规范写法。",
            )
