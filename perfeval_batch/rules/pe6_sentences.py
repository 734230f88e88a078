"""PE6 偏差与文字: sentences that break off, and slips of the pen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice

from perfeval_batch import schema
from perfeval_batch.findings import Fault
from perfeval_batch.model import Entry, Project
from perfeval_batch.rules import language
from perfeval_batch.rules.project_view import View
from perfeval_batch.rules.rule import NOTE, WARNING, rule
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
    以冒号结尾而后面列有条目的、清单中以分号结尾的条目不算。
    反例：部分老旧小区物业管理松散，未能严格执行环境整治方案，
    正例：部分老旧小区物业管理松散，未能严格执行环境整治方案。
    怎么改：请补全句子；句子已完整的，改用句号结尾。
    """
    pairs = [pair for pair in _PAIRS if any(sign in view.said for sign in pair[0])]
    listed = list(_before_a_list(view.project))
    for label, entry in view.prose:
        if entry.value is None:
            continue
        listing = label in _LISTED and entry.text.endswith(_SEMICOLONS)
        fault = "" if listing else _unfinished(entry.text, pairs)
        if not fault and entry.text.endswith(_COLONS) and not any(entry is one for one in listed):
            fault = f"以“{entry.text[-1]}”结尾，其后没有内容"
        if fault:
            yield Fault(
                entry.place,
                f"{label}{fault}：{quoted(_ending(entry.text))}。",
                "请补全句子；句子已完整的，改用句号结尾。" if "结尾" in fault else "请补全句子。",
            )


_SEMICOLONS = ("；", ";")
_LISTED = frozenset(each.name for each in schema.LIST_FIELDS)


def _ending(text: str) -> str:
    """The end of a text from a punctuation mark on, so that no word is cut."""
    if len(text) <= _ENDING:
        return text
    inner = text[-_ENDING:-1]
    at = next((at for at, sign in enumerate(inner) if sign in _MARKS), -1)
    rest = text[-_ENDING + at + 1 :]
    return rest if at >= 0 and len(rest) > _LEAST_ENDING else f"…{text[-_ENDING:]}"


_MARKS = "，。；、：“”（）,;"
_LEAST_ENDING = 3


def _unfinished(text: str, pairs: Iterable[tuple[str, str]]) -> str:
    """What is unfinished in the text, a colon at its end aside; empty when nothing is."""
    if text.endswith(_BREAKS_OFF):
        return f"以“{text[-1]}”结尾"
    for opening, closing in pairs:
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

    为什么：文字会原样进入报告。只查一张词表（评级指标→评价指标、拔付→拨付等），方案可以增减。
    反例：建立有针对性的评级指标。
    正例：建立有针对性的评价指标。
    怎么改：请核对用字；原文无误的不必处理。
    """
    typos = _typos(view.scheme.words.typos)
    there = typos.found_in(view.all_words)
    if not there:
        return
    spared = _spared(view.scheme.words.spared)
    pattern = language.any_of(tuple(there))
    for label, entry in view.words:
        if not any(wrong in entry.text for wrong in there):
            continue
        text = spared.sub(" ", entry.text)
        for wrong in dict.fromkeys(pattern.findall(text)):
            right = typos.right[wrong]
            yield Fault(
                entry.place,
                f"{label}中的“{wrong}”疑为“{right}”。",
                f"请核对；如是笔误，请改为“{right}”。",
            )


@lru_cache(maxsize=8)
def _spared(words: tuple[str, ...]) -> re.Pattern[str]:
    """Finds the ordinary words in which a typo seems to stand; … is up to 20 characters."""
    each = [re.escape(word).replace("…", "[^。；]{0,20}?") for word in words]
    return re.compile("|".join(each) or r"(?!)")


@lru_cache(maxsize=8)
def _typos(pairs: tuple[tuple[str, str], ...]) -> _Typos:
    return _Typos(dict(pairs))


class _Typos:
    """The wrong spellings, found by two characters of each that the right one has not.

    Attributes:
        right: of each wrong spelling.
    """

    def __init__(self, right: Mapping[str, str]) -> None:
        self.right = right
        self._signs = [wrong for wrong in right if len(wrong) == 1]
        self._by_slip: dict[tuple[str, str], list[str]] = {}
        for wrong in right:
            slip = _last_slip(wrong, right[wrong])
            self._by_slip.setdefault((slip[0], slip[-1]), []).append(wrong)
        first, second = ("".join({re.escape(each[at]) for each in self._by_slip}) for at in (0, 1))
        self._may_be = re.compile(f"([{first}])(?=([{second}]))" if first else r"(?!)")

    def found_in(self, text: str) -> list[str]:
        """The wrong spellings that stand in a text, sorted."""
        slips = self._by_slip.keys() & self._may_be.findall(text)
        likely = (*self._signs, *[wrong for slip in slips for wrong in self._by_slip[slip]])
        return sorted({wrong for wrong in likely if wrong in text})


def _last_slip(wrong: str, right: str) -> str:
    """`止目` of 截止目前, which is right as 截至目前: rarer than 截止."""
    found = [wrong[at : at + 2] for at in range(len(wrong) - 1)]
    return next((each for each in reversed(found) if each not in right), wrong[:2])


_LEAST_PARAGRAPH, _LEAST_TELLING = 20, 14
"""Characters and telling pieces from which on a paragraph may be said to be foreign."""
_FOREIGN_SHARE = 0.15
"""The share of its pieces that a foreign paragraph may share by chance."""


@rule("PE615", "paragraph-foreign", NOTE)
def paragraphs_speak_of_the_project(view: View) -> Iterator[Fault]:
    """有一段文字与本项目没有共同的词。

    为什么：与项目无关的段落往往抄自另一个项目或范文。
    判断方法：“综合评价”表中的一段，或项目目的、内容，去掉套话和过于常见的词后，
    其余每两个连续的字都没有在项目的名称、目的、内容、目标、支出用途和指标中出现，才提示。
    反例：饮水工程的经验是“加强文艺演出队伍建设，组织歌咏比赛”。
    正例：每段说的都是本项目。
    怎么改：请核对这一段是否属于本项目。
    """
    words, texts = view.scheme.words, view.project.texts
    common = language.any_of((*words.common, *words.set_phrases, *words.administrative))
    facts = view.project.facts
    for label, entries in (
        ("项目目的", (facts.purpose,)),
        ("项目内容", (facts.content,)),
        (schema.OVERVIEW.name, (texts.overview,)),
        ("主要经验及做法", texts.practices),
        ("存在的问题及原因分析", texts.problems),
        ("改进措施", texts.measures),
    ):
        for entry in entries:
            if entry.blank or len(entry.text) < _LEAST_PARAGRAPH:
                continue
            if language.has_any(entry.text, view.subject_pieces):
                continue
            telling = language.pieces(language.without(entry.text, common))
            others = view.vocabulary.replace(entry.text, "")
            if len(telling) >= _LEAST_TELLING and _is_foreign(telling, others):
                yield Fault(
                    entry.place,
                    f"{label}中的{quoted(entry.text)}，与项目的名称、目的、内容和指标没有共同的词。",
                    "请核对这一段是否属于本项目。",
                )


def _is_foreign(telling: frozenset[str], vocabulary: str) -> bool:
    """Too few of the pieces stand in the vocabulary; it is not looked up further than needed."""
    shared = (piece for piece in telling if piece in vocabulary)
    enough = int(len(telling) * _FOREIGN_SHARE) + 1
    return len(list(islice(shared, enough))) < enough
