"""What all letters have in common: who sends them, until when answers are wanted, lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from perfeval_batch import wording
from perfeval_batch.model import Outcome, Sender

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


NOBODY = Sender()
"""No sender is set: the letters leave room for seal and date."""


def until(deadline: date | None) -> str:
    """`请于2024年3月5日前`, or `请尽快`."""
    return f"请于{wording.day(deadline)}前" if deadline else "请尽快"


def of_year(year: int | None) -> str:
    """`2023年度`, or nothing."""
    return f"{year}年度" if year else ""


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
