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
_REMARK = re.compile(r"[(\[【〔〖][^)\]】〕〗]*[)\]】〕〗]")
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


_MONEY = "亿[元圆]?|[千百]万[元圆]|万[元圆]?|[千百]?[元圆]"
_COLON = "[:：∶﹕︰]"
_CURRENCY = f"(?:(?:人民币|RMB|CNY|￥|¥){_COLON}?)?"
_KINDS = "(?:资金|金额|计量|货币|数据)"
_OPENS, _CLOSES = r"[(（【\[〔〖]", r"[)）】\]〕〗]"
_BEGINS, _ENDS = r"(?:^|[(（:：，。；、])", r"整?(?:/?人民币)?(?=$|[)）】\]〕〗，,。；;、（(])"
_VERB = "(?:[均都皆]|统一|一律|全部)*(?:为|是|按|用)"
_OF_COLUMN = re.compile(
    rf"{_OPENS}{_KINDS}?(?:单位)?{_COLON}?(?:{_VERB})?{_CURRENCY}({_MONEY})"
    rf"整?(?:/?人民币)?{_CLOSES}"
)
_UNIT_LINES = (
    re.compile(rf"单位(?:{_COLON}(?:{_VERB})?|{_VERB}){_CURRENCY}({_MONEY}){_ENDS}"),
    re.compile(rf"(?:{_BEGINS}{_KINDS}*|{_KINDS})单位{_CURRENCY}({_MONEY}){_ENDS}"),
    re.compile(rf"{_BEGINS}(?:{_KINDS}|人民币|币种){_COLON}({_MONEY}){_ENDS}"),
    re.compile(
        rf"以{_CURRENCY}({_MONEY})(?:为{_KINDS}?单位|列示|列报|填列|填报|反映|表示|计(?![价算]))"
    ),
    re.compile(rf"(?:情况|金额|资金|[数额])[/／-]({_MONEY})$"),
    _OF_COLUMN,
)
"""`单位：元`, but not `填报单位：元江县水务局`; `本表以元为单位`, `资金情况（元）`."""
_FOREIGN = (
    "[十百千万亿]{0,2}(?:(?:[美欧日港澳英加]|新?台)[元币金镑圆]|外币"
    "|(?i:RMB|CNY|USD|HKD|EUR|JPY|YUAN)元?)"
)
_ODD_UNITS = (
    re.compile(
        rf"(?:单位|(?i:unit)){_COLON}?(?:{_VERB})?{_CURRENCY}"
        rf"((?:[十百千万亿]{{1,4}}[元圆]?)|角|{_FOREIGN}){_ENDS}"
    ),
    re.compile(
        rf"{_OPENS}(?:单位)?{_COLON}?([十百千万亿]{{1,4}}[元圆]|{_FOREIGN}|[￥¥$]){_CLOSES}"
    ),
)
"""Units of money that are none of ours, or say no unit at all: 十万元, 美元, CNY."""
_LONGEST_UNIT_LINE = 200
_PLAIN = str.maketrans("［］﹝﹞｛｝{}", "[]()()()", "“”‘’\"'「」『』")
_MAY_NAME_MONEY = re.compile("[元圆万亿]")


def unit_of(header: str) -> str:
    """The unit that a header names in brackets: `全年预算数（元）`; empty when none."""
    return _searched(header, (_OF_COLUMN,))


def unit_line(text: str) -> str:
    """The unit that a text names: `金额单位：万元`, `资金情况（元）`; empty when none."""
    return _searched(text, _UNIT_LINES)


def odd_unit(text: str) -> str:
    """A unit that a text names and that is none of ours: `单位：美元`; empty when none."""
    if len(text) > _LONGEST_UNIT_LINE or unit_line(text):
        return ""
    bare = _INVISIBLE.sub("", text).translate(_PLAIN)
    found = next((hit for each in _ODD_UNITS if (hit := each.search(bare))), None)
    return found[1] if found else ""


def _searched(text: str, patterns: Sequence[re.Pattern[str]]) -> str:
    """The unit that one of these patterns finds, as it is usually written."""
    if len(text) > _LONGEST_UNIT_LINE or not _MAY_NAME_MONEY.search(text):
        return ""
    bare = _INVISIBLE.sub("", text).translate(_PLAIN)
    found = next((hit for each in patterns if (hit := each.search(bare))), None)
    return found[1].rstrip("元圆") + "元" if found else ""
