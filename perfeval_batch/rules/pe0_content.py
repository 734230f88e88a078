"""PE0 文件与模板: what the template put there, or a person meant to replace, and left standing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import attrgetter

from perfeval_batch import schema
from perfeval_batch.findings import Fault
from perfeval_batch.model import Assessment, Entry
from perfeval_batch.rules import cells
from perfeval_batch.rules.rule import ERROR, WARNING, rule
from perfeval_batch.scheme import Scheme
from perfeval_batch.wording import quoted

_REQUIRED_MARK = "【必填】"
_SPACE = re.compile(r"\s+")
_MORE = 20
"""Blanks and marks that may stand beside a hint; a longer text is none."""
_HINTED = tuple(field for field in schema.FACT_FIELDS if field.hint)
_HINTS = tuple(
    (field, _SPACE.sub("", field.hint), len(field.hint) + _MORE)
    for field in (*_HINTED, schema.OVERVIEW)
)
"""Field, its hint without blanks, and how long a text may be that still is the hint."""
_hinted = attrgetter(*(field.attribute for field in _HINTED))


@rule("PE008", "prompt-left", ERROR)
def hints_are_replaced_by_answers(assessment: Assessment, _: Scheme) -> Iterator[Fault]:
    """填写提示还留在原处，没有换成实际内容。

    为什么：提示文字会原样进入报告。
    反例：项目目的一格仍是“为什么设立本项目，要解决什么问题”。
    正例：项目目的一格是本项目的实际目的。
    怎么改：请用实际内容替换提示文字；选填的没有内容时请清空。
    """
    entries = (*_hinted(assessment.project.facts), assessment.project.texts.overview)
    for entry, (field, hint, most) in zip(entries, _HINTS, strict=True):
        text = entry.text
        if not text or len(text) > most or hint[-1] not in text:
            continue
        if _SPACE.sub("", text).removeprefix(_REQUIRED_MARK) == hint:
            yield Fault(
                entry.place,
                f"{field.name}一格仍是填写提示{quoted(entry.text)}，应为实际内容。",
                "请换成实际内容。" if field.required else "请换成实际内容，没有内容时清空。",
            )


_PLACEHOLDER = re.compile(r"[XＸ×*＊_]{2,}")
_UNNAMED = re.compile(r"(?:[一二三]级)?指标\d+[:：]?")
_MARKS = ("XX", "ＸＸ", "××", "**", "＊＊", "__", "……")
"""Without one of these no text holds a placeholder: faster to look for than the pattern."""
_SIGNS = tuple((mark[0], mark) for mark in _MARKS)
"""A single character is found ten times as fast as two."""
_STANDS_FOR_LATER = frozenset({"XX", "XXX", "……"})
"""Those of the blanks that a form shows and a person meant to replace."""


@rule("PE009", "placeholder-left", WARNING)
def placeholders_are_replaced(assessment: Assessment, _: Scheme) -> Iterator[Fault]:
    """占位符号没有换成实际内容。

    为什么：“XX”“**”“指标2：”等是模板里等待替换的符号，会原样进入报告。必填项只填占位符号的，由PE101说明。
    反例：完成情况说明写“完成XX公里”；三级指标写“指标2：”。
    正例：完成情况说明写“完成12公里”。
    怎么改：请换成实际内容，没有内容的请清空。
    """
    for row in assessment.project.indicators:
        if "指标" in row.name.text and _UNNAMED.fullmatch(row.name.text):
            yield _placeholder("三级指标", row.name, row.name.text)
    said = cells.said(assessment.project)
    if not [mark for sign, mark in _SIGNS if sign in said and mark in said]:
        return
    required = [getattr(assessment.project.facts, name) for name in _REQUIRED]
    for label, entry in cells.words(assessment.project):
        left = _PLACEHOLDER.search(entry.text)
        if left and not entry.blank:
            yield _placeholder(label, entry, left[0])
        bare = entry.blank and entry.text in _STANDS_FOR_LATER
        if bare and not any(entry is each for each in required):
            yield _placeholder(label, entry, entry.text)


def _placeholder(label: str, entry: Entry[object], what: str) -> Fault:
    return Fault(
        entry.place,
        f"{label}中有占位符号“{what}”，应为实际内容。",
        "请换成实际内容，没有内容时清空。",
    )


_REQUIRED = tuple(field.attribute for field in schema.FACT_FIELDS if field.required)


@rule("PE014", "text-too-long", WARNING)
def texts_keep_to_the_limit(assessment: Assessment, scheme: Scheme) -> Iterator[Fault]:
    """文字超过了字数上限。

    为什么：过长的文字使报告不便阅读，往往是误粘贴了其他材料。
    反例：项目内容粘贴了整份实施方案。
    正例：项目内容用一两段话概括。
    怎么改：请精简文字；字数上限由评价方案规定。
    """
    most = scheme.limits.text_most
    if max(map(len, cells.words_texts(assessment.project))) <= most:
        return
    for label, entry in cells.words(assessment.project):
        if len(entry.text) > most:
            yield Fault(
                entry.place,
                f"{label}有{len(entry.text)}字，超过上限{most}字。",
                "请精简文字。",
            )
