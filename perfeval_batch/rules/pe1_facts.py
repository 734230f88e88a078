"""PE1 基本情况: facts, goals, period, contacts, and whether the texts speak of the project."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from operator import attrgetter

from perfeval_batch import schema, schemes
from perfeval_batch.findings import Fault
from perfeval_batch.model import Entry, FundsRow, Indicator, Project, State
from perfeval_batch.rules import language
from perfeval_batch.rules.project_view import View
from perfeval_batch.rules.rule import ERROR, NOTE, WARNING, rule
from perfeval_batch.wording import quoted

_REQUIRED = tuple(field for field in schema.FACT_FIELDS if field.required)
_required = attrgetter(*(field.attribute for field in _REQUIRED))
_FIRST_YEAR, _LAST_YEAR = 2000, 2099


@rule("PE101", "field-required", ERROR)
def required_fields_are_filled(view: View) -> Iterator[Fault]:
    """必填的内容没有填写。

    为什么：报告的每一段都取自这些内容，缺少时报告不完整；“无”“—”“XX”等同于没有填写。
    反例：主管部门空白，或填“无”；指标行填了分值，却没有三级指标名称。
    正例：主管部门：某县住房和城乡建设局。
    怎么改：请在该单元格填写。
    """
    blank = State.BLANK
    for field, entry in zip(_REQUIRED, _required(view.project.facts), strict=True):
        if entry.state is blank:
            yield Fault(
                entry.place,
                f"{field.name}{_nothing(entry.text)}，这一项必须填写。",
                f"请填写{field.name}。",
            )
    for row in view.project.indicators:
        if row.level1.state is not blank and row.name.state is not blank:
            continue
        for label, entry in (("一级指标", row.level1), ("三级指标", row.name)):
            if entry.state is blank:
                yield Fault(
                    entry.place,
                    f"这一行填了分值、得分或指标值，但{label}{_nothing(entry.text)}。",
                    f"请填写{label}的名称；不需要这一行时，请清空整行。",
                )


def _nothing(text: str) -> str:
    return f"只填了“{text}”" if text else "没有填写"


@rule("PE102", "year-invalid", ERROR)
def the_year_is_a_year(view: View) -> Iterator[Fault]:
    """评价年度应为四位年份。

    为什么：报告标题、汇总和按年度的核对都以评价年度为准。
    反例：评价年度填“去年”或“203”。
    正例：2023。
    怎么改：请填写四位数字的年份。
    """
    year = view.project.facts.year
    out_of_range = year.value is not None and not _FIRST_YEAR <= year.value <= _LAST_YEAR
    if year.state is State.UNREADABLE or out_of_range:
        yield Fault(
            year.place,
            f"评价年度填的是{quoted(year.text)}，应为{_FIRST_YEAR}至{_LAST_YEAR}之间的四位年份。",
            "请填写四位数字的年份，如2023。",
        )


@rule("PE110", "date-as-number", WARNING)
def dates_are_shown_as_dates(view: View) -> Iterator[Fault]:
    """日期显示成了一个数。

    为什么：单元格的格式是常规时，日期显示成45291这样的数，填报人看不出填的是哪一天。
    反例：实施结束日期显示45291。
    正例：2023-12-31。
    怎么改：请把单元格设为日期格式，或改填2023-12-31这样的日期。
    """
    for field in schema.FACT_FIELDS:
        entry: Entry[object] = getattr(view.project.facts, field.attribute)
        if field.kind is schema.ValueKind.DAY and entry.state is State.CONVERTED:
            yield Fault(
                entry.place,
                f"{field.name}：{entry.how}。",
                f"请核对；无误请改填日期{entry.value}。",
            )


@rule("PE111", "code-damaged", ERROR)
def codes_keep_all_their_digits(view: View) -> Iterator[Fault]:
    """项目编码存成了数，后面的数字已经丢失。

    为什么：表格软件只保留15位数字，更长的编码存成数以后末尾变成0，或显示成1.23457E+17。
    反例：项目编码显示5.10101E+17。
    正例：单元格设为文本格式后填写的510101202300001234。
    怎么改：请把单元格设为文本格式，重新填写完整的项目编码。
    """
    code = view.project.facts.code
    if code.state is State.UNREADABLE:
        yield Fault(
            code.place,
            f"项目编码填的是{quoted(code.text)}，{code.how}。",
            "请把单元格设为文本格式，重新填写完整的项目编码。",
        )


@rule("PE109", "scheme-differs", WARNING)
def the_scheme_named_is_the_one_used(view: View) -> Iterator[Fault]:
    """工作簿写的评价方案不是本次采用的方案。

    为什么：分值结构、等级线都由评价方案决定，要让复核的人知道采用的是哪一个。
    反例：工作簿写“湖北”，运行时指定了“成本单列”；或写了一个不存在的方案名。
    正例：评价方案留空，或与本次采用的方案一致。
    怎么改：请与财政部门确认评价方案；不确定时留空。
    """
    yield from _points_left_aside(view)
    named = view.project.facts.scheme
    if named.blank or named.broken or schemes.same_name(named.text, view.scheme):
        return
    known = schemes.named(named.text)
    if known is None:
        message = (
            f"评价方案填的是{quoted(named.text)}，没有这个方案；本次按“{view.scheme.name}”评价。"
        )
        fix = f"请改为可用的方案（{'、'.join(schemes.names())}），或留空。"
    else:
        message = f"评价方案填的是{quoted(named.text)}，本次按指定的“{view.scheme.name}”评价。"
        fix = "请确认采用哪一个方案；以指定的为准时，可把这一格留空。"
    yield Fault(named.place, message, fix)


_SHORT = 40
"""Characters of a set phrase at most."""
_BARE_NUMBER = re.compile(r"[\d.,，%％分元万亿个项次人\s]+")


def _points_left_aside(view: View) -> Iterator[Fault]:
    """Weights or scores are filled in, and the scheme has none."""
    if view.scheme.scored:
        return
    rows: tuple[FundsRow | Indicator, ...] = (
        view.project.funds.total,
        *view.project.indicators,
    )
    filled = [each for row in rows for each in (row.weight, row.self_score) if each.text]
    if filled:
        yield Fault(
            filled[0].place,
            f"表中填有分值、得分（如{quoted(filled[0].text)}），"
            f"而评价方案“{view.scheme.name}”不评分，这些数不采用。",
            "如应评分，请改用评分的评价方案；否则请清空分值和得分。",
        )


@rule("PE104", "goal-too-thin", WARNING)
def goals_say_something(view: View) -> Iterator[Fault]:
    """绩效目标过于简单。

    为什么：目标只有一个数字、寥寥几个字或一句套话时，无法判断完成了没有。
    判断方法：不计标点不足规定的字数，或只由“圆满完成”“各项任务”等套话组成（词表可由方案增减）。
    反例：年度绩效目标填“100%”“完成任务”或“圆满完成年度各项工作任务。”
    正例：2023年改造供水管网不少于68公里，工程验收全部合格。
    怎么改：请写明要做什么、做到什么程度。
    """
    facts = view.project.facts
    least = view.scheme.limits.goal_least
    for label, goal in (
        ("项目绩效总目标", facts.overall_goal),
        ("项目年度绩效目标", facts.annual_goal),
    ):
        text = language.bare(goal.text)
        if goal.value is None:
            continue
        if _BARE_NUMBER.fullmatch(language.squeezed(goal.text)):
            what = "只有数字"
        elif len(text) < least:
            what = f"只有{len(text)}个字"
        elif len(text) <= _SHORT and language.is_set_phrase(
            goal.text, view.scheme.words.set_phrases
        ):
            what = "没有具体内容"
        else:
            continue
        yield Fault(
            goal.place,
            f"{label}填的是{quoted(goal.text)}，{what}，应写明要做什么、做到什么程度"
            f"（不少于{least}个字）。",
            "请补充目标的内容。",
        )


@rule("PE105", "completion-copies-goal", WARNING)
def the_completion_is_not_the_goal(view: View) -> Iterator[Fault]:
    """完成情况照抄了绩效目标。

    为什么：照抄目标看不出实际做了什么、完成了多少。
    反例：年度目标“完成12公里道路改造”，完成情况也是“完成12公里道路改造”，或只加了“，已完成”。
    正例：完成情况“全年完成12.3公里道路改造，11月底通过验收”。
    怎么改：请写明实际完成的情况。
    """
    facts = view.project.facts
    done = language.bare(facts.completion.text)
    if not done or facts.completion.blank:
        return
    for label, goal in (("年度绩效目标", facts.annual_goal), ("绩效总目标", facts.overall_goal)):
        bare = language.bare(goal.text)
        if goal.value is None or bare not in done:
            continue
        if _DONE.fullmatch(done.replace(bare, "", 1)):
            yield Fault(
                facts.completion.place,
                f"项目预期目标完成情况照抄了项目{label}，应写实际完成的情况。",
                "请写明实际做了什么、完成了多少。",
            )
            return


_DONE = re.compile(
    r"(?:已|均|全部|全面|圆满|按期|按时|如期|顺利|年度|绩效|预期|上述|以上|各项|目标|任务|指标|工作|项目"
    r"|完成|达成|实现|达到|情况|的|都|了|良好|基本|保质保量)*"
)
"""What is added to a goal without saying what was done."""


@rule("PE106", "subject-mismatch", WARNING)
def the_texts_speak_of_the_project(view: View) -> Iterator[Fault]:
    """项目名称与目的、内容、目标、指标没有任何共同的词。

    为什么：名称与内容说的不是一件事，往往是名称过于笼统，或内容抄自另一个项目。
    判断方法：去掉名称中的泛用词（项目、经费、专项、运行、维护、设备等，词表可由方案增减）、年份和数字，
    其余每两个连续的字都没有在目的、内容、目标和指标中出现过，才提示。
    反例：项目名称“运行维护经费”，内容全是老旧小区改造。
    正例：项目名称“老旧小区改造运行维护经费”，内容是老旧小区改造。
    怎么改：请核对项目名称和内容；名称与预算批复一致而较笼统的，请在项目内容中说明两者的关系。
    """
    project, words = view.project, view.scheme.words
    name = project.facts.name
    own = language.pieces(language.without(name.text, language.any_of(words.generic)))
    common = (*words.generic, *words.commonplace)
    telling = language.pieces(language.without(name.text, language.any_of(common)))
    pieces = telling or own
    if name.value is None or not pieces:
        return
    said = _said(project)
    there = len([piece for piece in pieces if piece in said])
    if said and (not there if telling else there < len(own) * _LEAST_COMMON):
        yield Fault(
            name.place,
            f"项目名称{quoted(name.text)}中的词，在项目目的、内容、目标和指标中一次也没有出现。",
            "请核对项目名称和内容是否为同一项目，或在项目内容中说明两者的关系。",
        )


_LEAST_COMMON = 0.3
"""Of a name in general words alone (办公设备更新), this share is to be found again."""


def _said(project: Project) -> str:
    facts, blank = project.facts, State.BLANK
    entries: list[Entry[object]] = [facts.purpose, facts.content]
    entries += [facts.overall_goal, facts.annual_goal]
    for row in project.indicators:
        entries += [row.name, row.target, row.description]
    return "\n".join([entry.text for entry in entries if entry.state is not blank])


@rule("PE107", "period-or-standard-missing", WARNING)
def standard_and_period_are_given(view: View) -> Iterator[Fault]:
    """执行标准和实施期限应当填写，期限应合理。

    为什么：报告“项目内容、执行标准和实施期限”一段需要这两项；期限颠倒或与评价年度无关，说明日期填错。
    反例：执行标准空白；开始日期2023-12-31，结束日期2023-1-1；2023年度的项目期限是2021年。
    正例：执行标准：每生每天5元；实施期限2023-1-1至2023-12-31。
    怎么改：请补充执行标准和实施期限，核对日期。
    """
    facts = view.project.facts
    if facts.standard.blank:
        yield Fault(facts.standard.place, "执行标准没有填写。", "请填写支出标准、定额或文件依据。")
    missing = [
        (label, entry)
        for label, entry in (("实施开始日期", facts.start), ("实施结束日期", facts.end))
        if entry.blank
    ]
    if missing:
        labels = "、".join(label for label, _ in missing)
        yield Fault(missing[0][1].place, f"{labels}没有填写。", f"请填写{labels}。")
        return
    yield from _period(facts.start, facts.end, facts.year.value)


def _period(start: Entry[date], end: Entry[date], year: int | None) -> Iterator[Fault]:
    if start.value is None or end.value is None:
        return
    if start.value > end.value:
        yield Fault(
            end.place,
            f"实施结束日期{end.text}早于开始日期{start.text}。",
            "请核对两个日期。",
        )
    elif year is not None and not start.value.year <= year <= end.value.year:
        yield Fault(
            start.place,
            f"实施期限{start.text}至{end.text}与评价年度{year}年没有重合。",
            "请核对实施期限和评价年度。",
        )


@rule("PE108", "contact-missing", NOTE)
def someone_can_be_asked(view: View) -> Iterator[Fault]:
    """联系信息没有填全。

    为什么：发现问题时需要联系填报人。
    反例：填报人和联系电话空白。
    正例：项目负责人、填报人、联系电话、填报日期都已填写。
    怎么改：请补充联系信息。
    """
    facts = view.project.facts
    missing: list[tuple[str, Entry[object]]] = [
        (label, entry)
        for label, entry in (
            ("项目负责人", facts.leader),
            ("填报人", facts.preparer),
            ("联系电话", facts.phone),
            ("填报日期", facts.filled_on),
        )
        if entry.blank or entry.broken
    ]
    if missing:
        labels = "、".join(label for label, _ in missing)
        yield Fault(missing[0][1].place, f"{labels}没有填写。", f"请填写{labels}。")
