"""What all letters have in common: their address, who sends them, lists, rows of results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from perfeval_batch import wording
from perfeval_batch.model import Due, Outcome, Sender
from perfeval_batch.values import Value

FIELDS: Mapping[str, str] = {
    "发文.机关": "发文机关，写在红头上；没有设置时为空，不印红头",
    "发文.文号": "发文字号；没有设置时为空",
    "发文.署名": "落款的署名；没有设置时为“（发文单位盖章）”",
    "发文.日期": "成文日期；没有设置时空出年月日",
    "发文.联系": "联系人和电话；没有设置时为空",
}
"""What every letter can name of its sender."""


def sender_context(sender: Sender) -> dict[str, Any]:
    """What stands behind the names of `FIELDS`."""
    return {
        "机关": sender.bureau,
        "文号": sender.number,
        "署名": sender.signature or sender.bureau or "（发文单位盖章）",
        "日期": wording.day(sender.day) if sender.day else "　　　年　　月　　日",
        "联系": sender.contact,
    }


class Address(Value, frozen=True):
    """Whom a letter is for, about which year, and until when it is to be answered.

    Attributes:
        department: 主管部门.
        year: 评价年度 of the run.
        deadline: by when what the letter asks for is wanted.
    """

    department: str
    year: int | None = None
    deadline: date | None = None

    @property
    def whom(self) -> str:
        """Whom the letter speaks to; of workbooks without a department, whoever it concerns."""
        nobody = self.department in ("", wording.NO_DEPARTMENT)
        return "有关单位" if nobody else self.department

    @property
    def of_year(self) -> str:
        """`2023年度`, or nothing."""
        return f"{self.year}年度" if self.year else ""

    @property
    def until(self) -> str:
        """`请于2024年3月5日前`, or `请尽快`."""
        return f"请于{wording.day(self.deadline)}前" if self.deadline else "请尽快"


_TITLE_LINE = 20
"""Characters of a title (22 pt) that fit one line."""


def title(first: str, second: str) -> str:
    """A title that does not fit one line breaks between words (GB/T 9704-2012, 7.3.1)."""
    return first + second if len(first + second) <= _TITLE_LINE else f"{first}\n{second}"


def numbered(texts: Sequence[str]) -> tuple[str, ...]:
    """A list's paragraphs; a single item is not numbered (contract §5)."""
    if len(texts) == 1:
        return tuple(texts)
    return tuple(f"{number}．{text}" for number, text in enumerate(texts, 1))


def graded(outcome: Outcome) -> str | None:
    """The grade; of a project without scores that it has none."""
    return outcome.grade if outcome.scored else "不评分"


def due_row(number: int, due: Due) -> dict[str, Any]:
    """A project of the roster that nobody handed in."""
    identity = due.identity
    return {
        "序号": number,
        "编码": identity.code or "",
        "名称": identity.name or "",
        "单位": identity.unit or "",
    }


def result_row(number: str, name: str, *told: Any) -> dict[str, str]:  # noqa: ANN401  # figures
    """A project of a department's table of results, or its total.

    Args:
        number: 序号; empty for the total.
        name: of the project.
        told: 全年预算数, 全年执行数, 执行率, 得分, 等级; None where one is not known.
    """
    budget, executed, rate, score, grade = told
    return {
        "序号": number,
        "名称": name,
        "全年预算数": wording.known(budget, 6),
        "全年执行数": wording.known(executed, 6),
        "执行率": wording.known_percent(rate),
        "得分": wording.known(score),
        "等级": wording.UNKNOWN if grade is None else grade,
    }
