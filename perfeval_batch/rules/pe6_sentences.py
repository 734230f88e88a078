"""PE6 偏差与文字: sentences that break off, and slips of the pen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from perfeval_batch.findings import Fault
from perfeval_batch.model import Entry, Project
from perfeval_batch.rules.rule import NOTE, WARNING, rule
from perfeval_batch.rules.view import View
from perfeval_batch.wording import quoted

_BREAKS_OFF = ("，", "、", "；", ",", ";")
_COLONS = ("：", ":")
_PAIRS = (("（(", "）)"), ("“", "”"), ("《", "》"), ("【[", "】]"), ("〔", "〕"), ("‘", "’"))
_ENDING = 12
"""Characters of the end that a message shows."""


@rule("PE607", "sentence-unfinished", WARNING)
def sentences_are_finished(view: View) -> Iterator[Fault]:
    """句子没有写完。

    为什么：文字会原样进入报告，以逗号、顿号、分号结尾或括号、引号不成对，说明有遗漏。
    以冒号结尾而后面列有条目的不算。
    反例：部分老旧小区物业管理松散，未能严格执行环境整治方案，
    正例：部分老旧小区物业管理松散，未能严格执行环境整治方案。
    怎么改：请补全句子。
    """
    listed = list(_before_a_list(view.project))
    for label, entry in view.prose:
        if entry.value is None:
            continue
        fault = _unfinished(entry.text)
        if not fault and entry.text.endswith(_COLONS) and not any(entry is one for one in listed):
            fault = f"以“{entry.text[-1]}”结尾，其后没有内容"
        if fault:
            yield Fault(
                entry.place,
                f"{label}{fault}：{quoted(entry.text[-_ENDING:])}。",
                "请补全句子。",
            )


def _unfinished(text: str) -> str:
    """What is unfinished in the text, a colon at its end aside; empty when nothing is."""
    if text.endswith(_BREAKS_OFF):
        return f"以“{text[-1]}”结尾"
    for opening, closing in _PAIRS:
        if _is_open(text, opening, closing):
            return f"有“{opening[0]}”没有对应的“{closing[0]}”"
    return ""


def _is_open(text: str, opening: str, closing: str) -> bool:
    return sum([text.count(each) for each in opening]) > sum([text.count(each) for each in closing])


def _before_a_list(project: Project) -> Iterator[Entry[str]]:
    """The texts that something follows: 经验概述 before the practices, an item before the next."""
    texts = project.texts
    if texts.practices:
        yield texts.overview
    for items in (
        *(texts.practices, texts.problems, texts.measures),
        *(texts.suggestions, texts.others),
    ):
        yield from items[:-1]


@rule("PE609", "typo-suspected", NOTE)
def words_are_spelled_as_usual(view: View) -> Iterator[Fault]:
    """疑似错别字。

    为什么：文字会原样进入报告。只查一张很小的词表（评级指标→评价指标等），方案可以增减。
    反例：建立有针对性的评级指标。
    正例：建立有针对性的评价指标。
    怎么改：请核对用字；原文无误的不必处理。
    """
    pattern, right = _typos(view.scheme.words.typos)
    for label, entry in view.words:
        for wrong in dict.fromkeys(pattern.findall(entry.text)):
            yield Fault(
                entry.place,
                f"{label}中的“{wrong}”疑为“{right[wrong]}”。",
                f"请核对；如是笔误，请改为“{right[wrong]}”。",
            )


@lru_cache(maxsize=8)
def _typos(pairs: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str], dict[str, str]]:
    wrong = sorted((each for each, _ in pairs), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, wrong)) or r"(?!)"), dict(pairs)
