"""PE5 指标质量: whether an indicator says what it should: cost, quantity, satisfaction, time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache

from perfeval_batch.findings import Fault
from perfeval_batch.model import Entry, Indicator, Item, Quantity
from perfeval_batch.rules import language, of_forms
from perfeval_batch.rules.cells import indicator_named
from perfeval_batch.rules.project_view import View, narrow
from perfeval_batch.rules.rule import NOTE, WARNING, rule
from perfeval_batch.scoring import achievement
from perfeval_batch.scoring.units import is_money, read_unit
from perfeval_batch.typed import dates
from perfeval_batch.wording import quoted

_AT_LEAST = ("≥", ">")


@lru_cache(maxsize=64)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)) or r"(?!)")


@rule("PE506", "cost-with-at-least", WARNING)
def costs_have_a_ceiling(view: View) -> Iterator[Fault]:
    """成本指标用了“≥”。

    为什么：成本越低越好，目标应是不超过多少；用≥等于花得越多得分越高。
    反例：成本指标“项目总成本”≥500万元。
    正例：成本指标“项目总成本”≤500万元。
    怎么改：请把指标性质改为≤；确为节约额等越大越好的，请放到效益指标。
    """
    for item in view.assessment.items:
        row = item.indicator
        if row is None or ("成本" not in item.level1 and "成本" not in item.level2):
            continue
        sign = achievement.comparison(row)
        if sign in _AT_LEAST and not _SAVES.search(row.name.text):
            cell: Entry[object] = row.target if row.comparison.blank else row.comparison
            yield Fault(
                cell.place,
                f"{indicator_named(row, '成本指标')}的指标性质是“{sign}”，成本指标一般为“≤”。",
                "请核对指标性质。",
            )


_SAVES = re.compile(r"节约|节省|率|占比|比例|比重")
"""Names of what is the better the more there is of it."""
_NO_COUNT = ("", "%")
"""Units that count nothing."""


@rule("PE507", "money-as-output", WARNING)
def outputs_are_not_payments(view: View) -> Iterator[Fault]:
    """把付款或金额当作数量指标。

    为什么：花了多少钱不是产出；数量指标应说明做了多少事。金额已在预算执行率和成本指标中反映。
    判断方法：数量指标的单位是元、万元等；没有单位的，名称中有支付、拨付、金额等词（词表可由方案增减）。
    有户、人等计数单位的不提示。
    反例：数量指标“支付工程款”≥500万元。
    正例：数量指标“改造道路长度”≥12公里。
    怎么改：请改为工作量指标。
    """
    pattern = _any_of(view.scheme.words.payments)
    for item in view.assessment.items:
        row = item.indicator
        if row is None or "数量" not in item.level2:
            continue
        target = row.target.value
        unit = (target.unit if target else "") or row.unit_of_measure.text
        word = pattern.search(row.name.text)
        if is_money(unit) or (word and read_unit(unit).name in _NO_COUNT):
            why = f"单位是“{unit}”" if is_money(unit) else f"名称中有“{word and word[0]}”"
            yield Fault(
                row.name.place,
                f"{indicator_named(row, '数量指标')}的{why}，金额不宜作为数量指标。",
                "请改为说明工作量的指标。",
            )


@rule("PE508", "target-vague", NOTE)
def targets_can_be_measured(view: View) -> Iterator[Fault]:
    """年度指标值没有衡量的标准。

    为什么：“有效”“明显”“显著”没有标准，各人理解不同，无法判断达成与否。词表可由方案增减。
    反例：年度指标值“显著提升”。
    正例：年度指标值“投诉量比上年下降10%以上”。
    怎么改：请写明可以衡量的标准。
    """
    pattern = _any_of(view.scheme.words.vague)
    for row in view.project.indicators:
        target = row.target.value
        if target is None or not target.in_words or _DIGIT.search(row.target.text):
            continue
        found = pattern.search(row.target.text)
        if found:
            yield Fault(
                row.target.place,
                f"年度指标值{quoted(row.target.text)}"
                f"{'' if found[0] == row.target.text else f'中的“{found[0]}”'}没有衡量的标准。",
                "请写明可以衡量的标准。",
            )


_DIGIT = re.compile(r"\d")


@rule("PE509", "indicator-duplicate", WARNING)
def indicators_are_not_repeated(view: View) -> Iterator[Fault]:
    """同一个三级指标出现了两次。

    为什么：重复的指标会重复计分，往往是多复制了一行。
    反例：两行都是“任务完成率”。
    正例：每个三级指标只出现一次。
    怎么改：请删去重复的一行，或写清两者的区别。
    """
    seen: dict[str, Indicator] = {}
    for row in view.project.indicators:
        name = language.bare(row.name.text)
        if row.name.value is None or not name:
            continue
        first = seen.setdefault(name, row)
        if first is not row:
            yield Fault(
                row.name.place,
                f"三级指标{quoted(row.name.text)}与{first.name.place.cell}重复。",
                "请删去重复的一行，或写清两者的区别。",
            )


@rule("PE510", "satisfaction-unsurveyed", WARNING)
def satisfaction_is_surveyed(view: View) -> Iterator[Fault]:
    """满意度没有调查依据。

    为什么：满意度应来自问卷、访谈等调查，“未收到不良反映”不能说明满意。
    判断方法：满意度指标的名称、完成情况说明、实际完成值和佐证材料中都没有调查类的词（词表可由方案增减）；
    只写了百分率的，也看不出是怎样得来的。官方自评表没有完成情况说明一栏的，写了百分率就不提示。
    反例：完成情况说明：群众满意度非常高，未收到不良反映。
    正例：完成情况说明：入户问卷调查用水户600户，满意度为92.7%。
    怎么改：请写明调查方式、样本数和满意率。
    """
    surveys = _any_of(view.scheme.words.surveys)
    for item in view.assessment.items:
        row = item.indicator
        if row is None or "满意" not in item.level1:
            continue
        entries = (row.name, row.description, row.actual, row.evidence, row.reason)
        if of_forms.has_no_room(view.project, row):
            continue
        if not surveys.search(" ".join(entry.text for entry in entries)):
            cell: Entry[object] = row.actual if row.description.blank else row.description
            yield Fault(
                cell.place,
                f"{indicator_named(row, '满意度指标')}没有说明是怎样调查的。",
                "请在完成情况说明中写明调查方式、样本数和满意率。",
            )


@rule("PE514", "satisfaction-foreign", WARNING)
def satisfaction_is_of_people_concerned(view: View) -> Iterator[Fault]:
    """满意度问的是与项目无关的人。

    为什么：满意度应来自项目的服务对象；名称中的人在项目其他内容里从未出现，往往抄自另一个项目。
    判断方法：满意度指标名称中的人（学生、患者、农户、游客等，词表可由方案增减），
    在项目名称、部门、目的、内容、目标、支出用途和其他指标中连相近的词也没有出现。
    反例：农村饮水工程的满意度指标是“学生及家长满意度”。
    正例：农村饮水工程的满意度指标是“用水户满意度”。
    怎么改：请核对满意度指标是否属于本项目。
    """
    for item in view.assessment.items:
        row = item.indicator
        if row is None or "满意" not in item.level1 or row.name.value is None:
            continue
        meant = _families_in(row.name.text, view.scheme.words.groups)
        if not meant:
            continue
        said = view.vocabulary_without(row)
        if any(word in said for family in meant for word in family):
            continue
        if not any(piece in said for piece in _others_named(row.name.text, meant)):
            yield Fault(
                row.name.place,
                f"{indicator_named(row, '满意度指标')}中的人，在项目的其他内容里没有出现过。",
                "请核对这个指标是否属于本项目；确为服务对象的，请在项目内容中写明。",
            )


@lru_cache(maxsize=1024)
def _families_in(name: str, groups: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The families of which a name has a word."""
    families = [tuple(each.split("/")) for each in groups]
    return tuple(each for each in families if any(word in name for word in each))


_ANYONE = language.any_of(
    (
        "满意度",
        "满意率",
        "服务",
        "对象",
        "群众",
        "公众",
        "社会",
        "人员",
        "受益",
        "居民",
        "及",
        "和",
        "与",
    )
)


def _others_named(name: str, families: Sequence[tuple[str, ...]]) -> frozenset[str]:
    """The pieces of a name beside the people of the families: `接种` of 接种对象及家长满意度."""
    words = language.any_of(tuple(word for family in families for word in family))
    return language.pieces(language.without(name, _ANYONE)) - language.pieces(
        " ".join(words.findall(name))
    )


_DONE_ON = re.compile(
    r"(?:(?P<year>20\d\d)年)?(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})[日号])?(?:底|末|[上中下]旬)?"
    r"[^，。；、]{0,12}?(?:完成|完工|竣工|通过验收|验收合格|交付|投入使用|投用|建成|发放到位|通车)"
)
_NOT_YET = re.compile(r"计划|预计|目标|约定|要求|原定|拟|应于|前期|其中|第一|首")


@rule("PE511", "late-but-full", WARNING)
def late_work_loses_points(view: View) -> Iterator[Fault]:
    """完成时间晚于目标，却得了满分。

    为什么：时效指标没有按期完成，应当扣分。
    实际完成值没有写日期的，看完成情况说明中写明的完成日期。
    反例：年度指标值“2023年10月底前”，实际完成值“2023年12月15日”，得满分；目标“上半年”，9月完成，得满分。
    正例：实际完成值“2023年10月20日”，得满分。
    怎么改：请核对完成时间；确实延期的，请扣分并写明原因。
    """
    year = view.project.facts.year.value
    for item in view.assessment.items:
        row = item.indicator
        if row is None or not _is_unaccounted(item, view):
            continue
        target, actual = row.target.value, row.actual.value
        if target is None or achievement.comparison(row) in _AT_LEAST:
            continue
        end, where = (
            (_end(actual), row.actual) if actual and actual.end else (None, row.description)
        )
        end = end or _done_on(row.description.text, year)
        late = target.end is not None and end is not None and end > target.end
        if late or _later_each_time(row):
            cell = row.review_score if view.assessment.reviewed else row.self_score
            label = "实际完成时间" if where is row.actual else "完成情况说明"
            told = f"目标是{quoted(row.target.text)}，{label}是{quoted(where.text)}，晚于目标，"
            if view.scheme.scored:
                fix = "请核对完成时间；确实延期的，请扣分并写明原因。"
                yield Fault(cell.place, f"{told}却得满分。", fix)
            else:
                fix = "请核对完成时间；确实延期的，请写明原因。"
                yield Fault(where.place, f"{told}没有写明原因。", fix)


def _end(done: Quantity) -> date | None:
    """The day on which it was done for certain; `10月中旬` may well be its first."""
    start, end = done.start, done.end
    return start if start and end and (start.year, start.month) == (end.year, end.month) else end


_EACH_TIME = re.compile(r"(每[年季月周]度?末?[月周]?)[^\d]{0,2}(\d{1,2})[日号]")


def _later_each_time(row: Indicator) -> bool:
    """`每月25日前` where the target is `每月15日前`."""
    due, done = _EACH_TIME.search(row.target.text), _EACH_TIME.search(row.actual.text)
    return bool(due and done and due[1] == done[1] and int(done[2]) > int(due[2]))


def _is_unaccounted(item: Item, view: View) -> bool:
    """Nothing was taken off; where nothing is scored, nothing is said."""
    if not view.scheme.scored:
        return item.reason.blank
    return item.score is not None and item.score == item.weight


def _done_on(text: str, year: int | None) -> date | None:
    """The last day of the completion that a note tells; None when it tells none for certain."""
    found = [] if _NOT_YET.search(text) else list(_DONE_ON.finditer(narrow(text)))
    days = []
    for each in found:
        which = int(each["year"]) if each["year"] else year
        month, day = int(each["month"]), each["day"]
        if which is None:
            return None
        days.append(
            dates.made(which, month, int(day)) if day else dates.last_of(which, month),
        )
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None
