"""Writes everything that a report template can name: every heading and sentence of a report.

The sentence patterns are the seed's, what they leave open is settled by contract §5. Texts are
plain; the template escapes them. `fields.py` tells what each field means.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from perfeval_batch.findings import Finding, Severity
from perfeval_batch.model import OFFICIAL, Assessment, Entry, Facts, FundsRow, Project
from perfeval_batch.report import analysis, annex, conclusion, phrases
from perfeval_batch.report.phrases import Numbers
from perfeval_batch.scheme import OPTIONAL_SECTIONS, Scheme
from perfeval_batch.template import numbering

Context = dict[str, Any]


def context(
    assessment: Assessment,
    scheme: Scheme,
    findings: Sequence[Finding] = (),
) -> Context:
    """Everything that a report template can name."""
    project = assessment.project
    numbers = Numbers.of(scheme)
    levels = annex.level_rows(assessment, numbers)
    return {
        "报告标题": f"{_told(project.facts.name)}绩效评价报告综述",
        "项目": _project(project, scheme),
        "资金": _funds(assessment, numbers),
        "评价": {
            "目的依据和方法": phrases.paragraphs(project.facts.basis.text),
            "工作过程": phrases.paragraphs(project.facts.process.text),
        },
        "指标分析": analysis.groups(assessment, scheme, numbers),
        "结论": conclusion.verdict(assessment, scheme, numbers),
        "得分表": levels,
        "图表": annex.chart(levels),
        "附表": annex.table(assessment, numbers),
        "已复核": assessment.reviewed,
        "栏目": {name: name not in scheme.omitted for name in OPTIONAL_SECTIONS},
        "未决问题": tuple(
            _open(finding) for finding in findings if finding.severity is Severity.ERROR
        ),
        **_experience(project, scheme),
    }


def _told(entry: Entry[str]) -> str:
    """A required name in a sentence; a blank one (drafts only) is said to be blank."""
    return phrases.inline(entry.text) if not entry.blank else "（未填写）"


def _text(entry: Entry[Any]) -> str:
    return "" if entry.blank else phrases.inline(entry.text)


def _lines(entry: Entry[str]) -> tuple[str, ...]:
    return () if entry.blank else phrases.paragraphs(entry.text)


def _project(project: Project, scheme: Scheme) -> Context:
    facts = project.facts
    return {
        "名称": _told(facts.name),
        "编码": _text(facts.code),
        "主管部门": _told(facts.department),
        "实施单位": _told(facts.unit),
        "年度": str(facts.year.value) if facts.year.value else _text(facts.year),
        "类别": _text(facts.category),
        "评价方案": scheme.name,
        "负责人": _text(facts.leader),
        "填报人": _text(facts.preparer),
        "联系电话": _text(facts.phone),
        "填报日期": phrases.day(facts.filled_on),
        "目的": _lines(facts.purpose),
        "内容": _content(facts),
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


def _funds(assessment: Assessment, numbers: Numbers) -> Context:
    project, total = assessment.project, assessment.project.funds.total
    return {
        "使用情况": _use_of_funds(assessment, numbers),
        "年初预算数": numbers.known_amount(total.initial_budget.value),
        "全年预算数": numbers.known_amount(total.budget.value),
        "实际到位数": numbers.known_amount(total.arrived.value),
        "全年执行数": numbers.known_amount(total.executed.value),
        "执行率": numbers.known_rate(assessment.execution_rate),
        "到位率": numbers.known_rate(assessment.arrival_rate),
        "支出率": numbers.known_rate(assessment.spending_rate),
        "支出用途": tuple(
            {
                "用途": _text(use.purpose),
                "金额": numbers.known_amount(use.amount.value),
                "备注": _text(use.note),
            }
            for use in project.funds.uses
        ),
    }


def _use_of_funds(assessment: Assessment, numbers: Numbers) -> tuple[str, ...]:
    """The paragraph 资金使用情况, then 预算调整说明 as a sentence of its own."""
    facts, funds = assessment.project.facts, assessment.project.funds
    name = _told(facts.name)
    allocated, cutoff = phrases.day(facts.allocated), phrases.day(facts.cutoff)
    text = f"{name}预算安排了{numbers.amount(funds.total.budget.value)}万元。"
    text += f"项目资金于{allocated}下达，" if allocated else ""
    if assessment.project.form != OFFICIAL or not funds.total.arrived.blank:
        text += f"资金实际到位{numbers.amount(funds.total.arrived.value)}万元，"
    if assessment.arrival_rate is not None:
        text += f"到位率为{numbers.rate(assessment.arrival_rate)}%，"
    if assessment.spending_rate is not None:
        text += f"支出率为{numbers.rate(assessment.spending_rate)}%，"
    text += f"截止到{cutoff}，" if cutoff else ""
    text += f"{name}支出{_spent(assessment.project, funds.total, numbers)}。"
    adjustment = _text(facts.adjustment)
    return (text, f"预算调整情况：{phrases.sentence(adjustment)}") if adjustment else (text,)


def _spent(project: Project, total: FundsRow, numbers: Numbers) -> str:
    uses = "、".join(
        _used(_text(use.purpose), use.amount, numbers)
        for use in project.funds.uses
        if not use.purpose.blank
    )
    spent = f"{numbers.amount(total.executed.value)}万元"
    return f"{spent}，用于{uses}" if uses else spent


def _used(purpose: str, amount: Entry[Decimal], numbers: Numbers) -> str:
    """`老旧小区改造6313.66万元`; a purpose that ends in a digit is kept apart from the amount."""
    if amount.value is None:
        return purpose
    told = f"{numbers.amount(amount.value)}万元"
    return f"{purpose}（{told}）" if purpose[-1:].isdigit() else purpose + told


def _experience(project: Project, scheme: Scheme) -> Context:
    """The lists of 综合评价; one that the scheme omits is as empty as one not filled in."""
    texts = project.texts
    suggestions, others = (
        () if section in scheme.omitted else _listed(entries)
        for section, entries in zip(
            OPTIONAL_SECTIONS[:2], (texts.suggestions, texts.others), strict=True
        )
    )
    return {
        "经验": (*_lines(texts.overview), *_listed(texts.practices)),
        "存在问题": _listed(texts.problems),
        "改进措施": _listed(texts.measures),
        "应用建议": suggestions,
        "其他说明": others,
    }


def _listed(entries: Sequence[Entry[str]]) -> tuple[str, ...]:
    """A list's paragraphs, numbered 1．2．…; a single item is not numbered.

    Numerals that the cells bring along (`1.` before the first, `2.` before the second …) give
    way to the report's own, so that none stands twice.
    """
    items = [lines for lines in (_lines(entry) for entry in entries) if lines]
    if len(items) == 1:
        return items[0]
    bare = [_without_numeral(lines[0], number) for number, lines in enumerate(items, 1)]
    heads = [lines[0] for lines in items] if None in bare else bare
    listed: list[str] = []
    for number, (head, lines) in enumerate(zip(heads, items, strict=True), 1):
        listed += (f"{numbering.third(number)}{head}", *lines[1:])
    return tuple(listed)


_NUMERAL_BEGINS = "0123456789（("


def _without_numeral(text: str, number: int) -> str | None:
    """The text after its own numeral; None when it does not begin with the numeral `number`."""
    if text[0] not in _NUMERAL_BEGINS:
        return None
    for form in (f"{number}．", f"{number}.", f"{number}、", f"（{number}）", f"({number})"):
        rest = text.removeprefix(form)
        if rest != text and not (form[-1] == "." and rest[:1].isdigit()):
            return rest.lstrip()
    return None


def _open(finding: Finding) -> Context:
    return {
        "级别": finding.severity.label,
        "代码": finding.code,
        "位置": str(finding.place),
        "说明": finding.message,
        "办法": finding.fix,
    }
