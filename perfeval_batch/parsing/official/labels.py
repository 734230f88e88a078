"""The labels of official forms: how they are compared, and what is known of them."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from types import MappingProxyType

from perfeval_batch.values import Value, field

_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_OTHER_SCRIPTS = re.compile(
    r"[\u0600-\u06ff\u0f00-\u0fff\u1800-\u18af\ua000-\ua4cf\ufb50-\ufdff\ufe70-\ufefe]+"
)
"""Of labels in two languages: Uyghur and Kazakh, Tibetan, Mongolian, Yi beside the Chinese."""
_REMARK = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]")
_POINTS_BEHIND = re.compile(r"(?<=[\u4e00-\u9fff])(\d+(?:\.\d+)?分)$")
_NUMBERING = re.compile(r"^(?:\d{1,2}|[一二三四五六七八九十]{1,3})[.、]")
_OF_WHICH = re.compile(r"^其中[:,、]?")
_MARKS = "*★☆※●:;,。"
_LONGEST = 80
"""No label is longer."""
_CIRCLED = re.compile(r"[①-⑳][①-⑳=＝/÷*×+-]*(?:100[%％])?")
_FORMULA = re.compile(r"(?<=[\u4e00-\u9fff])=?[A-Z](?:[/÷*×+-][A-Z])*(?:[*×]100%)?$")
"""The letters by which forms name a column: `全年执行数B`, `执行率=B/A`, `执行率③=②/①`."""


class Label(Value, frozen=True):
    """A label without what stands in brackets.

    Attributes:
        key: what is compared.
        remarks: what stood in brackets, and points behind the name (`2分`).
    """

    key: str
    remarks: tuple[str, ...] = ()


@lru_cache(maxsize=8192)
def label(text: str) -> Label:
    """Reduce a text to what tells a label apart: `全年预算数（A）：` → 全年预算数, A."""
    if len(text) > _LONGEST:
        return Label("")
    chinese = _OTHER_SCRIPTS.sub("", text)
    uncircled = _CIRCLED.sub("", _INVISIBLE.sub("", chinese))
    bare = _INVISIBLE.sub("", unicodedata.normalize("NFKC", uncircled))
    remarks = tuple(_REMARK.findall(bare))
    bare = _FORMULA.sub("", _REMARK.sub("", bare).strip(_MARKS))
    points = _POINTS_BEHIND.search(bare)
    if points:
        bare, remarks = bare[: points.start()], (*remarks, points[1])
    return Label(_NUMBERING.sub("", bare).strip(_MARKS), remarks)


def source_label(text: str) -> Label:
    """The label of a source of funds, without 其中."""
    found = label(text)
    return Label(_OF_WHICH.sub("", found.key).strip(_MARKS), found.remarks)


class Vocabulary(Value, frozen=True):
    """The known labels: key → what it means, for each part of a form.

    Attributes:
        kinds: for each part, what a label means that has the pattern and is not known itself.
    """

    facts: Mapping[str, str]
    texts: Mapping[str, str]
    fund_columns: Mapping[str, str]
    fund_rows: Mapping[str, str]
    indicator_columns: Mapping[str, str]
    kinds: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    totals: frozenset[str] = field(default_factory=frozenset)
    execution_rows: frozenset[str] = field(default_factory=frozenset)
    this_unit: frozenset[str] = field(default_factory=frozenset)


@lru_cache(maxsize=1)
def known() -> Vocabulary:
    """The labels of `synonyms.toml`."""
    text = resources.files(__package__).joinpath("synonyms.toml").read_text("utf-8")
    data = tomllib.loads(text)
    parts = ("facts", "texts", "fund_columns", "fund_rows", "indicator_columns")
    words = {name: frozenset(each) for name, each in data["words"].items()}
    facts, texts, fund_columns, fund_rows, columns = (_turned(data[part]) for part in parts)
    return Vocabulary(
        facts,
        texts,
        fund_columns,
        fund_rows,
        columns,
        MappingProxyType(data["kinds"]),
        words["totals"],
        words["execution_rows"],
        words["this_unit"],
    )


def _turned(part: Mapping[str, list[str]]) -> Mapping[str, str]:
    return MappingProxyType(
        {label(word).key: name for name, words in part.items() for word in words}
    )


@lru_cache(maxsize=8192)
def _meaning(part: str, key: str) -> str:
    """What a label of a part of the form means, by its word or its kind; empty when unknown."""
    words: Mapping[str, str] = getattr(known(), part)
    found = words.get(key, "")
    if found or not _SHORTEST_KIND <= len(key) <= _LONGEST_KIND:
        return found
    patterns = known().kinds[part].items()
    return next((name for name, pattern in patterns if re.fullmatch(pattern, key)), "")


_SHORTEST_KIND, _LONGEST_KIND = 3, 24


def fact_field(key: str) -> str:
    """What a label of the head means."""
    return _meaning("facts", key)


def text_field(key: str) -> str:
    """What a label announces: a goal, what became of it, a reason, a conclusion."""
    return _meaning("texts", key)


def fund_field(key: str) -> str:
    """What a header of the funds means."""
    return _meaning("fund_columns", key)


def indicator_field(key: str) -> str:
    """What a header of the indicator table means, with a year before it or without."""
    return _meaning("indicator_columns", _OF_YEAR.sub("", key))


_OF_YEAR = re.compile(r"^20\d\d年度?(?=\D)", re.ASCII)


def year_of(header: str) -> int | None:
    """The year that a header is about: `2022年指标值`."""
    found = _OF_YEAR.match(label(header).key)
    return int(found[0][:4]) if found else None


_UNIT = re.compile(r"(?:^|[单位:：])(?:人民币)?(亿元|千万元|百万元|万元|千元|元)$")
_POINTS = re.compile(r"^(?:共|满分|权重)?(\d+(?:\.\d+)?)分")


def unit_of(found: Label) -> str:
    """The unit of money that a label's brackets name; empty when none."""
    for remark in found.remarks:
        unit = _UNIT.search(remark)
        if unit:
            return unit[1]
    return ""


def points_of(found: Label) -> str:
    """The points that a label's brackets name: `预算执行情况（10分）` → 10; empty when none."""
    for remark in found.remarks:
        points = _POINTS.match(remark)
        if points:
            return points[1]
    return ""
