"""Finds where the tables and headers of a sheet stand, wherever they were moved to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from perfeval_batch.reading.grid import LAST_ROW, Content, Sheet
from perfeval_batch.schema import Field

_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_REMARK = re.compile(r"[(\[【][^)\]】]*[)\]】]")
_BARE = re.compile(r"[0-9A-Za-z\u4e00-\u9fff]*")
"""What has only these signs is its own key: no normal form, remark or numbering is in it."""
_NUMBERING = re.compile(r"^(?:\d{1,2}|[一二三四五六七八九十]{1,3})[.、．]")
_MARKS = "*★☆※●:"


@lru_cache(maxsize=8192)
def key(text: str) -> str:
    """Reduce a label to what tells it apart: `＊１．年度 指标值（必填）：` → `年度指标值`."""
    if len(text) > _LONGEST:
        return ""
    return text if _BARE.fullmatch(text) else _reduced(text)


def _reduced(text: str) -> str:
    bare = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    bare = _REMARK.sub("", bare).strip(_MARKS)
    return _NUMBERING.sub("", bare).strip(_MARKS)


_LONGEST = 60
"""No label is longer; long texts are not worth reducing."""


def key_of(content: Content | None) -> str:
    """The key of a text cell; empty for anything else."""
    return key(content) if isinstance(content, str) and len(content) <= _LONGEST else ""


@dataclass(frozen=True, slots=True)
class Table:
    """A header row as found.

    Attributes:
        columns: attribute → column number.
        headers: attribute → the header as typed.
        twice: attributes whose header stands there more than once.
        header_row: the row that names the columns.
        first_row: the first row below all of the header.
    """

    columns: Mapping[str, int]
    headers: Mapping[str, str]
    twice: tuple[str, ...]
    header_row: int
    first_row: int


NOWHERE = Table({}, {}, (), 0, LAST_ROW + 1)
"""The table that is not there."""


def keys(fields: Sequence[Field]) -> Mapping[str, str]:
    """The fields' attributes by the keys of their names."""
    return MappingProxyType({key(field.name): field.attribute for field in fields})


def table(sheet: Sheet, wanted: Mapping[str, str]) -> Table:
    """Find the row that has most of the headers; one header alone is no table.

    Headers of two rows (a group above, names below) are read together.

    Args:
        sheet: where to look.
        wanted: `keys` of the fields.
    """
    best, most = 0, 1
    for number, row in sheet.rows.items():
        if len(row) <= most:
            continue
        count = len({found for each in row.values() if (found := key_of(each)) in wanted})
        if count > most:
            best, most = number, count
            if count == len(wanted):
                break
    return _table(sheet, wanted, best) if best else NOWHERE


def _table(sheet: Sheet, wanted: Mapping[str, str], at: int) -> Table:
    columns: dict[str, int] = {}
    headers: dict[str, str] = {}
    doubled: list[str] = []
    bottom = at
    for number in (at, at + 1, at - 1):
        if number > at and not _only_headers(sheet, number, wanted):
            continue
        known = frozenset(columns)
        for column, content in sheet.rows.get(number, {}).items():
            attribute = wanted.get(key_of(content))
            if attribute is None or attribute in known:
                continue
            if attribute in columns:
                doubled.append(attribute)
                continue
            columns[attribute] = column
            headers[attribute] = content if isinstance(content, str) else ""
            bottom = max(bottom, sheet.bottom_edge(number, column))
    return Table(columns, headers, tuple(doubled), at, bottom + 1)


def _only_headers(sheet: Sheet, number: int, wanted: Mapping[str, str]) -> bool:
    """The row below a header belongs to it; a row of data that repeats its words does not."""
    return all(key_of(each) in wanted for each in sheet.rows.get(number, {}).values())


def lacking(
    table: Table,
    fields: Sequence[Field],
    required: Sequence[str],
) -> tuple[str, ...]:
    """The names of required headers that are missing, or that stand there twice."""
    columns, doubled = table.columns, table.twice
    return tuple(
        f"{each.name}（出现两次）" if each.attribute in doubled else each.name
        for each in fields
        if each.attribute in doubled
        or (each.attribute in required and each.attribute not in columns)
    )


_UNITS = "亿元|千万元|百万元|万元|千元|百元|元"
_COLON = "[:：∶﹕︰]?"
_IN_BRACKETS = re.compile(
    rf"[(（【\[](?:金额|计量|货币)?(?:单位)?{_COLON}为?(?:人民币)?({_UNITS})[)）】\]]",
)
_UNIT_LINE = re.compile(
    rf"(?:^|[(（:：，。；、])(?:资金|金额|计量|货币)*单位{_COLON}(?:均?为|是)?(?:人民币)?"
    rf"({_UNITS})(?=$|[)），,。；;、（(])",
)
"""`单位：元`, but not `填报单位：元江县水务局`."""
_ODD_UNIT = re.compile(
    rf"(?:^|[(（:：，。；、])(?:资金|金额|计量|货币)*单位{_COLON}(?:均?为|是)?(?:人民币)?"
    r"((?:[十百千万亿美港欧日]{1,3}元|[十百千]{1,2}万?|欧元|美金))(?=$|[)），,。；;、（(])",
)
_LONGEST_UNIT_LINE = 200


def unit_of(header: str) -> str:
    """The unit that a header names in brackets: `全年预算数（元）`; empty when none."""
    found = _IN_BRACKETS.search(_INVISIBLE.sub("", header))
    return found[1] if found else ""


def unit_line(text: str) -> str:
    """The unit that a text names: `金额单位：万元`, `资金情况（元）`; empty when none."""
    if len(text) > _LONGEST_UNIT_LINE or "元" not in text:
        return ""
    bare = _INVISIBLE.sub("", text)
    found = _UNIT_LINE.search(bare) or _IN_BRACKETS.search(bare)
    return found[1] if found else ""


def odd_unit(text: str) -> str:
    """A unit that a text names and that is none of ours: `单位：美元`; empty when none."""
    if len(text) > _LONGEST_UNIT_LINE or "单" not in text:
        return ""
    bare = _INVISIBLE.sub("", text)
    found = None if _UNIT_LINE.search(bare) else _ODD_UNIT.search(bare)
    return found[1] if found else ""
