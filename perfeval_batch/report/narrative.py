"""Writes everything that a report template can name: every heading and sentence of a report.

The sentence patterns are the seed's, what they leave open is settled by contract §5. Texts are
plain; the template escapes them. `fields.py` tells what each field means.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from perfeval_batch.findings import Finding, Severity
from perfeval_batch.model import OFFICIAL, Assessment, Entry, Facts, Project
from perfeval_batch.report import (
    analysis,
    annex,
    conclusion,
    phrases,
    use_of_funds,
)
from perfeval_batch.report.phrases import Numbers
from perfeval_batch.schemes import OPTIONAL_SECTIONS, Scheme

Context = dict[str, Any]


def context(
    assessment: Assessment,
    scheme: Scheme,
    findings: Sequence[Finding] = (),
) -> Context:
    """Everything that a report template can name."""
    project, facts = assessment.project, assessment.project.facts
    numbers = Numbers.of(scheme)
    levels = annex.level_rows(assessment, numbers)
    return {
        "报告标题": f"{_name(facts.name)}绩效评价报告综述",
        "项目": project_fields(project, scheme),
        "资金": use_of_funds.fields(assessment, numbers),
        "评价": {
            "目的依据和方法": _lines(facts.basis),
            "评价小组": _lines(facts.team),
            "现场核查": _lines(facts.site_checks),
            "工作过程": _lines(facts.process),
        },
        "指标分析": analysis.groups(assessment, scheme, numbers),
        "结论": {
            **conclusion.verdict(assessment, scheme, numbers),
            "单位结论": _own_conclusion(project),
        },
        "得分表": levels,
        "图表": annex.chart(levels),
        "附表": annex.table(assessment, numbers),
        "已复核": assessment.reviewed,
        "栏目": {name: name not in scheme.omitted for name in OPTIONAL_SECTIONS},
        "未决问题": tuple(
            open_error(finding) for finding in findings if finding.severity is Severity.ERROR
        ),
        "上年整改": _last_year(facts),
        **_experience(project, scheme),
    }


def _name(entry: Entry[str]) -> str:
    """A required name in a sentence; a blank one (drafts only) is said to be blank."""
    return phrases.inline(entry.text) if not entry.blank else "（未填写）"


def _office(project: Project, *entries: Entry[str]) -> str:
    """Department or unit; an official form need have but one of them (contract §6)."""
    if project.form != OFFICIAL:
        return _name(entries[0])
    return next((phrases.inline(each.text) for each in entries if not each.blank), "")


def _text(entry: Entry[Any]) -> str:
    return "" if entry.blank else phrases.inline(entry.text)


def _lines(entry: Entry[str]) -> tuple[str, ...]:
    """A text's paragraphs; the last one ends in a stop where a word ends it."""
    lines = () if entry.blank else phrases.paragraphs(entry.text)
    return (*lines[:-1], phrases.closed(lines[-1])) if lines else ()


def project_fields(project: Project, scheme: Scheme) -> Context:
    """What a template can name of 项目."""
    facts = project.facts
    return {
        "名称": _name(facts.name),
        "编码": _text(facts.code),
        "主管部门": _office(project, facts.department),
        "实施单位": _office(project, facts.unit, facts.department),
        "年度": str(facts.year.value) if facts.year.value else _text(facts.year),
        "类别": _text(facts.category),
        "评价方案": scheme.name,
        "负责人": _text(facts.leader),
        "填报人": _text(facts.preparer),
        "联系电话": _text(facts.phone),
        "填报日期": phrases.day(facts.filled_on),
        "立项依据": _lines(facts.approval),
        "目的": _lines(facts.purpose),
        "内容": _content(facts),
        "组织管理": _lines(facts.organisation),
        "资金管理": _lines(facts.fund_management),
        "总目标": _lines(facts.overall_goal),
        "年度目标": _lines(facts.annual_goal),
        "完成情况": _lines(facts.completion),
    }


def _content(facts: Facts) -> tuple[str, ...]:
    """项目内容, then 执行标准 and 实施期限, each a sentence of its own, when given."""
    lines = list(_lines(facts.content))
    standard = _lines(facts.standard)
    if standard:
        lines += (
            f"执行标准：{line}" if not number else line for number, line in enumerate(standard)
        )
        lines[-1] = phrases.sentence(lines[-1])
    start, end = phrases.day(facts.start), phrases.day(facts.end)
    if start and end:
        lines.append(f"实施期限：{start}至{end}。")
    elif start:
        lines.append(f"实施期限：自{start}起。")
    elif end:
        lines.append(f"实施期限：至{end}止。")
    return tuple(lines)


def _last_year(facts: Facts) -> tuple[str, ...]:
    """What the evaluation before found, and what became of it, each a paragraph when given."""
    status = _text(facts.last_status)
    told = (
        ("上年评价发现的问题", _text(facts.last_problems)),
        ("整改措施", _text(facts.last_measures)),
        ("整改情况", _STATUS.get(status, status)),
    )
    return tuple(f"{label}：{phrases.sentence(text)}" for label, text in told if text)


_STATUS = {"完成": "已完成整改", "进行中": "正在整改", "未完成": "尚未完成整改"}
"""The choices of 上年整改情况 as a sentence tells them."""


def _own_conclusion(project: Project) -> tuple[str, ...]:
    """评价结论 of an official form, said to be the unit's own."""
    lines = _lines(project.texts.overview) if project.form == OFFICIAL else ()
    return (f"单位自评结论：{lines[0]}", *lines[1:]) if lines else ()


def _experience(project: Project, scheme: Scheme) -> Context:
    """The lists of 综合评价; one that the scheme omits is as empty as one not filled in."""
    texts = project.texts
    suggestions, others = (
        () if section in scheme.omitted else phrases.numbered(entries)
        for section, entries in zip(
            OPTIONAL_SECTIONS[:2], (texts.suggestions, texts.others), strict=True
        )
    )
    return {
        "经验": (
            *(() if project.form == OFFICIAL else _lines(texts.overview)),
            *phrases.numbered(texts.practices),
        ),
        "存在问题": phrases.numbered(texts.problems),
        "改进措施": phrases.numbered(texts.measures),
        "应用建议": suggestions,
        "其他说明": others,
    }


def open_error(finding: Finding) -> Context:
    """An error as a draft lists it."""
    return {
        "级别": finding.severity.label,
        "代码": finding.code,
        "位置": str(finding.place),
        "说明": finding.message,
        "办法": finding.fix,
    }
