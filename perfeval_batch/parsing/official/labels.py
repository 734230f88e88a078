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
_REMARK = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]")
_POINTS_BEHIND = re.compile(r"(?<=[\u4e00-\u9fff])(\d+(?:\.\d+)?分)$")
_NUMBERING = re.compile(r"^(?:\d{1,2}|[一二三四五六七八九十]{1,3})[.、]")
_OF_WHICH = re.compile(r"^其中[:,、]?")
_MARKS = "*★☆※●:;,。"
_LONGEST = 80
"""No label is longer."""


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
    bare = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    remarks = tuple(_REMARK.findall(bare))
    bare = _REMARK.sub("", bare).strip(_MARKS)
    points = _POINTS_BEHIND.search(bare)
    if points:
        bare, remarks = bare[: points.start()], (*remarks, points[1])
    return Label(_NUMBERING.sub("", bare).strip(_MARKS), remarks)


def source_label(text: str) -> Label:
    """The label of a source of funds, without 其中."""
    found = label(text)
    return Label(_OF_WHICH.sub("", found.key).strip(_MARKS), found.remarks)


class Vocabulary(Value, frozen=True):
    """The known labels: key → what it means, for each part of a form."""

    facts: Mapping[str, str]
    texts: Mapping[str, str]
    fund_columns: Mapping[str, str]
    fund_rows: Mapping[str, str]
    indicator_columns: Mapping[str, str]
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
        words["totals"],
        words["execution_rows"],
        words["this_unit"],
    )


def _turned(part: Mapping[str, list[str]]) -> Mapping[str, str]:
    return MappingProxyType(
        {label(word).key: name for name, words in part.items() for word in words}
    )


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
