"""PE6 偏差与文字: sentences that break off, and slips of the pen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from perfeval_batch.findings import Fault
from perfeval_batch.model import Assessment, Entry, Project
from perfeval_batch.rules import cells
from perfeval_batch.rules.rule import NOTE, WARNING, rule
from perfeval_batch.scheme import Scheme
from perfeval_batch.wording import quoted

_BREAKS_OFF = ("，", "、", "；", ",", ";")
_COLONS = ("：", ":")
_PAIRS = (("（(", "）)"), ("“", "”"), ("《", "》"), ("【[", "】]"), ("〔", "〕"), ("‘", "’"))
_OPENING = tuple((sign, pair) for pair in _PAIRS for sign in pair[0])
_ENDS = (*_BREAKS_OFF, *_COLONS)
_ENDING = 12
"""Characters of the end that a message shows."""


@rule("PE607", "sentence-unfinished", WARNING)
def sentences_are_finished(assessment: Assessment, _: Scheme) -> Iterator[Fault]:
    """句子没有写完。

    为什么：文字会原样进入报告，以逗号、顿号、分号结尾或括号、引号不成对，说明有遗漏。
    以冒号结尾而后面列有条目的不算。
    反例：部分老旧小区物业管理松散，未能严格执行环境整治方案，
    正例：部分老旧小区物业管理松散，未能严格执行环境整治方案。
    怎么改：请补全句子。
    """
    for number in _suspects(assessment.project):
        entry = cells.prose_entries(assessment.project)[number]
        if entry.value is None:
            continue
        fault = _unfinished(entry.text)
        if not fault and entry.text.endswith(_COLONS):
            listed = any(entry is each for each in _before_a_list(assessment.project))
            fault = "" if listed else f"以“{entry.text[-1]}”结尾，其后没有内容"
        if fault:
            label, _entry = cells.prose(assessment.project)[number]
            yield Fault(
                entry.place,
                f"{label}{fault}：{quoted(entry.text[-_ENDING:])}。",
                "请补全句子。",
            )


def _suspects(project: Project) -> list[int]:
    """Which texts of `cells.prose` may be unfinished: by their end, or by a bracket in them."""
    said, texts = cells.said(project), cells.prose_texts(project)
    found = {number for number, text in enumerate(texts) if text.endswith(_ENDS)}
    for sign, pair in _OPENING:
        if sign in said:
            found |= {n for n, text in enumerate(texts) if sign in text and _is_open(text, *pair)}
    return sorted(found)


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
def words_are_spelled_as_usual(assessment: Assessment, scheme: Scheme) -> Iterator[Fault]:
    """疑似错别字。

    为什么：文字会原样进入报告。只查一张很小的词表（评级指标→评价指标等），方案可以增减。
    反例：建立有针对性的评级指标。
    正例：建立有针对性的评价指标。
    怎么改：请核对用字；原文无误的不必处理。
    """
    pattern, right = _typos(scheme.words.typos)
    if not pattern.search(cells.said(assessment.project)):
        return
    for label, entry in cells.words(assessment.project):
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
