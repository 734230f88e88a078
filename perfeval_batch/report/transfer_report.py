"""Writes what the report of a form without scores says: the self-evaluation of 转移支付.

Its five parts are those that such reports have: 分解下达, 完成情况, 偏离原因和改进措施, 应用和公开,
其他. It states no score and no grade. What the form does not say is said to be missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from perfeval_batch.findings import Finding, Severity
from perfeval_batch.model import Assessment, Entry, Item
from perfeval_batch.report import analysis, annex, narrative, phrases, use_of_funds
from perfeval_batch.report.phrases import Numbers
from perfeval_batch.schemes import Scheme

FIELDS: Mapping[str, str] = {
    "报告标题": "标题",
    "项目.名称": "转移支付（项目）名称",
    "项目.主管部门": "主管部门",
    "项目.实施单位": "资金使用单位",
    "项目.年度": "评价年度",
    "项目.评价方案": "采用的评价方案",
    "项目.填报人": "填报人",
    "项目.联系电话": "联系电话",
    "项目.填报日期": "填报日期",
    "转移支付.分解下达[]": "第一部分：预算和绩效目标，每条一段",
    "转移支付.资金投入[]": "第二部分：预算数、执行数、执行率，各级资金，每条一段",
    "转移支付.资金管理[]": "第二部分：资金管理情况，每条一段；没有时为空",
    "转移支付.总体目标[]": "第二部分：总体绩效目标完成情况，每条一段；没有时为空",
    "转移支付.指标[].标题": "一级指标的名称",
    "转移支付.指标[].段[]": "这一类的指标，每个一段",
    "转移支付.偏离[]": "第三部分：偏离绩效目标的原因和改进措施，每条一段",
    "转移支付.应用公开[]": "第四部分：绩效自评结果拟应用和公开情况，每条一段",
    "转移支付.其他[]": "第五部分：其他需要说明的问题，每条一段",
    "附表.资金行[].名称": "资金来源",
    "附表.资金行[].年初预算数": "万元",
    "附表.资金行[].全年预算数": "万元",
    "附表.资金行[].全年执行数": "万元",
    "附表.资金行[].执行率": "带%",
    "附表.预期目标": "年度总体目标",
    "附表.完成情况": "实际完成情况",
    "附表.指标行[].一级指标": "一级指标",
    "附表.指标行[].一级续": "与上一行同属一个一级指标",
    "附表.指标行[].二级指标": "二级指标",
    "附表.指标行[].二级续": "与上一行同属一个二级指标",
    "附表.指标行[].三级指标": "三级指标",
    "附表.指标行[].年度指标值": "年度指标值",
    "附表.指标行[].实际完成值": "实际完成值",
    "附表.指标行[].偏差原因": "未完成原因和改进措施",
    "附表.佐证行[].三级指标": "三级指标",
    "附表.佐证行[].佐证材料": "佐证材料",
    "未决问题[].级别": "错误",
    "未决问题[].代码": "检查编号",
    "未决问题[].位置": "单元格",
    "未决问题[].说明": "问题",
    "未决问题[].办法": "怎么改",
}
"""What each field of the template means; `[]` marks what there are several of."""

NOTHING_APPLIED = "自评表没有填写绩效自评结果拟应用和公开情况。"
NOTHING_ELSE = "自评表没有填写其他需要说明的问题。"


def context(
    assessment: Assessment, scheme: Scheme, findings: Sequence[Finding] = ()
) -> dict[str, Any]:
    """Everything that the template can name."""
    project, numbers = assessment.project, Numbers.of(scheme)
    named = narrative.project_fields(project, scheme)
    texts = project.texts
    return {
        "报告标题": f"{named['年度']}年度{named['名称']}绩效自评报告",
        "项目": named,
        "转移支付": {
            "分解下达": tuple(_allotted(assessment, named, numbers)),
            "资金投入": tuple(_money(assessment, numbers)),
            "资金管理": _lines(project.facts.fund_management),
            "总体目标": _lines(project.facts.completion),
            "指标": tuple(_level(each.name, each.items) for each in assessment.levels),
            "偏离": tuple(_deviations(assessment)),
            "应用公开": phrases.numbered(texts.suggestions) or (NOTHING_APPLIED,),
            "其他": phrases.numbered(texts.others) or (NOTHING_ELSE,),
        },
        "附表": annex.table(assessment, numbers),
        "未决问题": tuple(
            narrative.open_error(each) for each in findings if each.severity is Severity.ERROR
        ),
    }


def _lines(entry: Entry[str]) -> tuple[str, ...]:
    return () if entry.blank else tuple(map(phrases.sentence, phrases.paragraphs(entry.text)))


def _allotted(assessment: Assessment, named: Mapping[str, Any], numbers: Numbers) -> Iterator[str]:
    """What was handed down: the money, the goals, the indicators."""
    facts, total = assessment.project.facts, assessment.project.funds.total
    yield (
        f"{named['年度']}年度{named['名称']}全年预算数{numbers.amount(total.budget.value)}万元，"
        f"由{named['实施单位'] or '（未填写）'}使用。"
    )
    goals = (*_lines(facts.overall_goal), *_lines(facts.annual_goal))
    if goals:
        yield f"下达的绩效目标：{goals[0]}"
        yield from goals[1:]
    if assessment.items:
        counts = "，".join(f"{each.name}{len(each.items)}个" for each in assessment.levels)
        yield f"绩效目标分解为{len(assessment.items)}个绩效指标，其中{counts}。"


def _money(assessment: Assessment, numbers: Numbers) -> Iterator[str]:
    total = assessment.project.funds.total
    rate = assessment.execution_rate
    yield (
        f"全年预算数{numbers.amount(total.budget.value)}万元，"
        f"全年执行数{numbers.amount(total.executed.value)}万元"
        + ("。" if rate is None else f"，预算执行率{numbers.rate(rate)}%。")
    )
    parts = [
        f"{phrases.inline(row.source.text)}预算数{numbers.amount(row.budget.value)}万元、"
        f"执行数{numbers.amount(row.executed.value)}万元"
        for row in assessment.project.funds.sources
        if row.budget.value is not None and row.executed.value is not None
    ]
    if parts:
        yield "；".join(parts) + "。"
    if total.arrived.value is not None or assessment.project.funds.uses:
        yield from use_of_funds.fields(assessment, numbers)["使用情况"]
    if not total.explanation.blank:
        yield phrases.sentence(phrases.inline(total.explanation.text))


def _level(name: str, items: Sequence[Item]) -> dict[str, Any]:
    return {"标题": f"{name}完成情况", "段": tuple(map(_sentence, items))}


def _sentence(item: Item) -> str:
    """`里程：年度指标值≥32.1公里，实际完成31公里，未达到年度指标值。`."""
    row = item.indicator
    assert row is not None, "a form without scores has no item but its indicators"  # noqa: S101
    told = [analysis.target_and_actual(row)]
    if not row.description.blank:
        told.append(phrases.clause(row.description.text))
    if row.actual.blank and row.description.blank:
        told.append("没有填写实际完成值")
    elif item.achievement is not None:
        told.append("达到年度指标值" if item.achievement.met else "未达到年度指标值")
    return f"{_named(item)}：{'，'.join(each for each in told if each)}。"


def _named(item: Item) -> str:
    name = phrases.indicator_name(item.indicator) if item.indicator else ""
    return name or "（未填写）"


def _deviations(assessment: Assessment) -> Iterator[str]:
    """Why goals were missed, and what is done about it."""
    told = list(_of_indicators(assessment))
    texts = assessment.project.texts
    told += [
        phrases.sentence(phrases.inline(each.text))
        for each in (*texts.problems, *texts.measures)
        if not each.blank
    ]
    if told:
        yield from told
    elif all(item.achievement and item.achievement.met for item in assessment.items):
        yield "各项绩效指标均达到年度指标值。"
    else:
        yield "自评表没有填写偏离绩效目标的原因和下一步改进措施。"


def _of_indicators(assessment: Assessment) -> Iterator[str]:
    for item in assessment.items:
        row = item.indicator
        missed = item.achievement is not None and not item.achievement.met
        if row is None or (row.reason.blank and not missed):
            continue
        reason = phrases.clause(row.reason.text) if not row.reason.blank else "没有写明原因"
        measure = "" if row.measure.blank else f"。改进措施：{phrases.clause(row.measure.text)}"
        short = "未达到年度指标值，" if missed else ""
        yield f"“{_named(item)}”{short or '：'}{reason}{measure}。"
