"""Writes a department's 复核意见函: what the review of a sample found, and what is to be mended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from perfeval_batch import wording
from perfeval_batch.letters import letter_parts
from perfeval_batch.letters.letter_parts import Address
from perfeval_batch.model import Outcome

LARGE = Decimal(10)
"""A deviation (自评 − 复核) ÷ 自评 of more percent is named."""
SHOWN = 5
"""So many deductions of a level 1 are told."""

FIELDS: Mapping[str, str] = {
    "复核.标题": "函的标题，带评价年度",
    "复核.部门": "主管部门",
    "复核.开头": "第一段：复核了几个项目",
    "复核.结果[]": "复核的平均分、偏离情况，每条一段",
    "复核.问题[]": "复核扣分按一级指标归并，每条一段，已编号",
    "复核.要求[]": "怎么改、何时报，每条一段，已编号",
    "项目[].序号": "从1数起",
    "项目[].名称": "项目名称",
    "项目[].自评得分": "自评得分",
    "项目[].复核得分": "复核得分",
    "项目[].偏离度": "（自评－复核）÷自评，带%",
    "项目[].等级": "复核后的等级",
}
"""What each field of the context means."""


def context(to: Address, reviewed: Sequence[Outcome]) -> dict[str, Any]:
    """What the letter says; texts and whole numbers alone.

    Args:
        to: the department.
        reviewed: its projects with a complete review.
    """
    return {
        "复核": {
            "标题": letter_parts.title(f"关于{to.of_year}项目支出", "绩效自评复核意见的函"),
            "部门": to.whom,
            "开头": f"根据预算绩效管理工作安排，对你单位报送的{to.of_year}项目支出绩效自评材料"
            f"进行了抽查复核，共复核项目{len(reviewed)}个。现将复核意见函告如下。",
            "结果": tuple(_results(reviewed)),
            "问题": letter_parts.numbered(list(_problems(reviewed))),
            "要求": letter_parts.numbered(
                [
                    (
                        "请对复核中发现的问题逐项核对；属于填报不实的，更正自评结果，并举一反三，"
                        "核对其他项目。"
                    ),
                    (f"{to.until}书面反馈整改情况；对复核意见有异议的，一并附送佐证材料。"),
                ]
            ),
        },
        "项目": [_row(number, each) for number, each in enumerate(reviewed, 1)],
    }


def deviation(outcome: Outcome) -> Decimal | None:
    """偏离度 in percent: (自评 − 复核) ÷ 自评; None when it cannot be told."""
    own, review = outcome.figures.self_score, outcome.figures.review_score
    return None if own is None or review is None or not own else (own - review) / own * 100


def _row(number: int, outcome: Outcome) -> dict[str, Any]:
    off = deviation(outcome)
    return {
        "序号": number,
        "名称": outcome.name,
        "自评得分": wording.known(outcome.figures.self_score),
        "复核得分": wording.known(outcome.figures.review_score),
        "偏离度": wording.known_percent(off),
        "等级": outcome.grade or wording.UNKNOWN,
    }


def _results(reviewed: Sequence[Outcome]) -> Iterator[str]:
    pairs = [(each.figures.self_score, each.figures.review_score) for each in reviewed]
    known = [(own, review) for own, review in pairs if own is not None and review is not None]
    if len(known) > 1:
        own = sum((each for each, _ in known), Decimal(0)) / len(known)
        review = sum((each for _, each in known), Decimal(0)) / len(known)
        yield f"复核项目自评平均{wording.points(own)}分，复核平均{wording.points(review)}分。"
    off = [each for each in reviewed if abs(deviation(each) or Decimal(0)) > LARGE]
    if off:
        names = wording.listed([each.name for each in off])
        yield f"偏离度超过{LARGE}%的项目有{len(off)}个：{names}。"


def _problems(reviewed: Sequence[Outcome]) -> Iterator[str]:
    """The deductions of the review by level 1, each with its reason."""
    found: dict[str, list[str]] = {}
    named: dict[str, str] = {}
    for outcome in reviewed:
        for each in outcome.deductions:
            again = named.get(each.level1) == outcome.name
            named[each.level1] = outcome.name
            what = f"“{each.indicator}”" if each.indicator else ""
            reason = "".join(each.reason.split()).rstrip("。；;，,、")
            lost = f"{'' if again else outcome.name}{what}扣{wording.points(each.points)}分"
            found.setdefault(each.level1, []).append(f"{lost}，{reason}" if reason else lost)
    for level, every in found.items():
        more = f"；其余{len(every) - SHOWN}项见评价报告" if len(every) > SHOWN else ""
        yield f"{level}扣分{len(every)}项：{'；'.join(every[:SHOWN])}{more}。"
