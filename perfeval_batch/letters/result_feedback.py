"""Writes a department's 结果反馈书: the final scores and grades of its projects, to be answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from perfeval_batch import wording
from perfeval_batch.letters import letter_parts
from perfeval_batch.letters.letter_parts import Address
from perfeval_batch.model import Outcome

WORKING_DAYS = 10
"""How long a department has for its answer, counted from receipt."""

FIELDS: Mapping[str, str] = {
    "反馈.标题": "反馈书的标题，带评价年度",
    "反馈.部门": "主管部门",
    "反馈.开头": "第一段",
    "反馈.结果[]": "项目数、平均得分、等级，每条一段",
    "反馈.要求[]": "怎样反馈意见、怎样运用结果，每条一段，已编号",
    "项目[].序号": "从1数起",
    "项目[].名称": "项目名称",
    "项目[].执行率": "预算执行率，带%",
    "项目[].自评得分": "自评得分",
    "项目[].复核得分": "复核得分；没有复核的为—",
    "项目[].得分": "最终得分",
    "项目[].等级": "最终等级",
}
"""What each field of the context means."""


def context(to: Address, projects: Sequence[Outcome]) -> dict[str, Any]:
    """What the letter says; texts and whole numbers alone.

    Args:
        to: the department.
        projects: those of its projects whose report was issued.
    """
    return {
        "反馈": {
            "标题": f"{to.of_year}项目支出绩效评价结果反馈书",
            "部门": to.whom,
            "开头": f"{to.of_year}项目支出绩效评价工作已经完成，现将你单位项目的评价结果反馈如下。",
            "结果": tuple(_results(projects)),
            "要求": letter_parts.numbered(
                [
                    (
                        f"对评价结果有异议的，请在收到本反馈书之日起{WORKING_DAYS}个工作日内书面提出，"
                        "并附佐证材料；逾期未提出的，视为无异议。"
                    ),
                    (
                        "请针对评价报告指出的问题落实整改，并将评价结果作为改进管理、"
                        "编制下年度预算的依据。"
                    ),
                ]
            ),
        },
        "项目": [_row(number, each) for number, each in enumerate(projects, 1)],
    }


def _results(projects: Sequence[Outcome]) -> Iterator[str]:
    scores = [each.figures.score for each in projects if each.figures.score is not None]
    mean = sum(scores, Decimal(0)) / len(scores) if scores else None
    scored = "平均得分" if len(projects) > 1 else "得分"
    average = "" if mean is None else f"，{scored}{wording.points(mean)}分"
    yield f"参加评价的项目{len(projects)}个{average}。"
    unscored = sum(not each.scored for each in projects)
    if unscored:
        yield f"其中转移支付绩效自评{unscored}个，不评分、不评等级。"
    best_first = sorted(projects, key=lambda each: each.figures.score or Decimal(0), reverse=True)
    grades = Counter(each.grade for each in best_first if each.grade)
    if grades:
        yield f"评价等级：{'、'.join(f'{grade}{count}个' for grade, count in grades.items())}。"


def _row(number: int, outcome: Outcome) -> dict[str, Any]:
    figures, rate = outcome.figures, outcome.execution_rate
    return {
        "序号": number,
        "名称": outcome.name,
        "执行率": wording.known_percent(rate),
        "自评得分": wording.known(figures.self_score),
        "复核得分": wording.known(figures.review_score),
        "得分": wording.known(figures.score),
        "等级": letter_parts.graded(outcome) or wording.UNKNOWN,
    }
