"""Makes a roster of lists that 预算管理一体化 exports: every line is accounted for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from perfeval_batch.errors import SettingsError
from perfeval_batch.model import CellValue, Entry
from perfeval_batch.parsing import READERS, View, amount_unit, header_key
from perfeval_batch.schema import ValueKind
from perfeval_batch.values import Value

_PROJECT_NAMES: Mapping[str, tuple[str, ...]] = {
    "code": ("项目编码", "项目代码", "项目编号", "pro_code"),
    "name": ("项目名称", "pro_name"),
    "department": ("预算部门", "主管部门", "主管单位", "部门名称", "一级预算单位", "dept_name"),
    "unit": ("预算单位", "实施单位", "项目单位", "单位名称", "填报单位", "agency_name"),
    "category": ("项目类别", "项目类型", "项目分类"),
    "initial_budget": ("年初批复数", "年初预算数", "年初预算", "批复金额", "批复数", "reply_amt"),
    "budget": ("变动后预算数", "调整后预算数", "全年预算数", "调整预算数", "year_adj_amt"),
    "executed": ("全年执行数", "执行数", "累计支出", "支出数", "year_exe_amt"),
    "contact": ("联系人", "填报人", "项目负责人", "经办人"),
    "phone": ("联系电话", "电话", "联系方式"),
}
"""Attribute of the roster → the headers of exports that mean it, the usual one first."""
_INDICATOR_NAMES: Mapping[str, tuple[str, ...]] = {
    "code": _PROJECT_NAMES["code"],
    "level1": ("一级指标", "一级指标名称", "lv1_perf_ind_name"),
    "level2": ("二级指标", "二级指标名称", "lv2_perf_ind_name"),
    "name": ("三级指标", "三级指标名称", "指标名称", "lv3_perf_ind_name"),
    "comparison": ("指标性质", "指标方向", "运算符号", "计算符号"),
    "target": ("年度指标值", "指标值", "目标值", "kpi_val"),
    "unit_of_measure": ("计量单位", "指标单位", "度量单位"),
    "weight": ("分值", "权重", "指标权重", "ind_weight"),
}
_AMOUNTS = ("initial_budget", "budget", "executed")
_NEEDED = ("name", "unit")
_KINDS = {
    **dict.fromkeys((*_AMOUNTS, "weight"), ValueKind.POINTS),
    "code": ValueKind.CODE,
    "department": ValueKind.DEPARTMENT,
}
_SEARCHED, _WIDE = 30, 120
_WAN = Decimal(10_000)
_UNITS = {"元": 1 / _WAN, "千元": Decimal("0.1"), "万元": Decimal(1), "亿元": _WAN}
_TOTAL = re.compile(r".{0,20}(?:合\s*计|总\s*计|小\s*计)[:：]?")
_COUNTED = re.compile(r"\d{1,2}|栏次|[甲乙丙丁戊]|[A-Z]|\d{1,2}=.{1,12}")
"""What stands in a line that numbers the columns."""
_LISTED = 20
"""Notes that are told one by one; of more the number, and the sheet that has them all."""
LEFT_OUT = "未列入的行"
"""The sheet of the roster that lists every line that was left out."""
TOTAL, COUNTED, HEADER_AGAIN = "是合计行", "是栏次行", "是重复的表头"
NAMELESS, UNREAD = "没有项目名称", "项目名称不能读取"


class LeftOut(Value, frozen=True):
    """A line of the export that is no project of the roster: where, what it says, why not."""

    sheet: str
    row: int
    text: str
    why: str

    def __str__(self) -> str:
        return f"“{self.sheet}”第{self.row}行没有列入：{self.why}。"


class Export(Value, frozen=True):
    """What an export gives for a roster.

    Attributes:
        projects: attribute → value, a project each.
        indicators: the approved ones, where the export has them.
        lines: lines below the headers of the lists of projects that hold something; each of them
            is a project or left out.
        left_out: the others.
        notes: what is to be looked at, the lines that were left out among it.
    """

    projects: tuple[dict[str, CellValue], ...]
    indicators: tuple[dict[str, CellValue], ...]
    lines: int
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...]


class _List(Value, frozen=True):
    """A sheet that lists projects: its header's rows, the column of each attribute."""

    view: View
    top: int
    bottom: int
    columns: Mapping[str, int]
    passed_over: tuple[str, ...] = ()


def read_export(views: Sequence[View], unit: str = "") -> Export:
    """Read the lists of projects, and the list of approved indicators where there is one.

    Args:
        views: the sheets of the exported workbook.
        unit: of the amounts, as the officer said; empty: as the export says.

    Raises:
        SettingsError: there is no list of projects, or nobody says in which unit its amounts are.
    """
    lists = [each for view in views for each in (_list(view),) if _complete(each.columns)]
    if not lists:
        raise SettingsError(
            "没有找到项目清单：表头应有“项目名称”和“预算单位”（或“实施单位”）。请导出带表头的项目列表。"
        )
    reader = _Reader()
    for each in lists:
        reader.take(each, unit)
    found = tuple(values for _, values in reader.projects.values())
    approved = tuple(_indicators(views, [each.view for each in lists]))
    notes = (*reader.notes, *map(str, reader.left_out))
    return Export(found, approved, reader.lines, tuple(reader.left_out), _shortened(notes))


class _Reader:
    """Takes the lists of an export one after the other; a project counts once."""

    def __init__(self) -> None:
        self.projects: dict[tuple[str, ...], tuple[str, dict[str, CellValue]]] = {}
        self.left_out: list[LeftOut] = []
        self.notes: list[str] = []
        self.lines = 0

    def take(self, each: _List, unit: str) -> None:
        view, columns = each.view, each.columns
        amounts = [name for name in _AMOUNTS if name in columns]
        factors = {name: _factor(each, columns[name], unit) for name in amounts}
        self.notes += each.passed_over
        if "department" not in columns:
            self.notes.append(
                f"“{view.sheet.name}”没有预算部门（主管部门）一列，已按预算单位填写，请核对。"
            )
        for row in sorted(number for number in view.sheet.rows if number > each.bottom):
            if any(view.filled(row, column) for column in view.sheet.rows[row]):
                self.lines += 1
                self._take_line(each, row, factors)

    def _take_line(self, each: _List, row: int, factors: Mapping[str, Decimal]) -> None:
        cells = _cells(each.view, row, each.columns)
        why = _why_left_out(each.view, row, cells)
        where = f"“{each.view.sheet.name}”第{row}行"
        code = cells.get("code")
        key = (code.value,) if code is not None and code.value else _who(cells)
        if not why and key in self.projects:
            why = f"与{self.projects[key][0]}是同一项目，请核对金额是否应合并"
        if why:
            text = " ".join(entry.text for entry in cells.values() if entry.text)
            self.left_out.append(LeftOut(each.view.sheet.name, row, text, why))
            return
        values, bad = _values(cells, factors)
        self.notes += [f"{where}：{told}。" for told in bad]
        self.projects[key] = where, values


def _complete(columns: Mapping[str, int]) -> bool:
    return all(name in columns for name in _NEEDED)


def _list(view: View) -> _List:
    """The header of a sheet: the row, or the two rows, that name most of the attributes."""
    indicators = _header_of(view, _INDICATOR_NAMES)
    found = _header_of(view, _PROJECT_NAMES)
    return _List(view, 0, 0, {}) if "level1" in indicators.columns else found


def _header_of(view: View, names: Mapping[str, Sequence[str]]) -> _List:
    best = _List(view, 0, 0, {})
    rows = sorted(view.sheet.rows)[:_SEARCHED]
    for top, below in zip(rows, (*rows[1:], 0), strict=True):
        for bottom in (top, below):
            if bottom != top and not _goes_on(view, top, below):
                continue
            columns, passed_over = _columns(view, (top, bottom), names)
            if len(columns) > len(best.columns):
                best = _List(view, top, bottom, columns, passed_over)
    return best


def _goes_on(view: View, top: int, below: int) -> bool:
    """The row below belongs to the header: texts alone, right below, under what it groups."""
    cells = view.sheet.rows.get(below, {})
    upper = view.sheet.rows[top]
    return (
        below == top + 1
        and all(isinstance(each, str) for each in cells.values())
        and any(
            column not in upper or view.sheet.right_edge(top, column) > column for column in cells
        )
        and not any(
            view.sheet.bottom_edge(top, column) == top
            and view.sheet.right_edge(top, column) == column
            and header_key(view.text(top, column).text) in _KNOWN
            for column in cells
            if column in upper
        )
    )


_KNOWN = frozenset(header_key(name) for names in _PROJECT_NAMES.values() for name in names)


def _columns(
    view: View, rows: tuple[int, int], names: Mapping[str, Sequence[str]]
) -> tuple[dict[str, int], tuple[str, ...]]:
    """The column of each attribute, the usual header first; and the columns passed over."""
    ranks = {
        header_key(name).casefold(): (attribute, rank)
        for attribute, known in names.items()
        for rank, name in enumerate(known)
    }
    claims: dict[str, list[tuple[int, int, str]]] = {}
    seen: set[int] = set()
    for row in dict.fromkeys(reversed(rows)):
        for column in sorted(view.sheet.rows[row])[:_WIDE]:
            text = view.text(row, column).text
            found = ranks.get(header_key(text).casefold())
            if found is not None and column not in seen:
                seen.add(column)
                claims.setdefault(found[0], []).append((found[1], column, text))
    passed_over = [
        f"“{view.sheet.name}”的“{other}”一列没有采用，采用的是“{chosen}”，请核对"
        for claim in claims.values()
        for (_, _, chosen), *others in (sorted(claim),)
        for _, _, other in others
    ]
    return {name: min(claim)[1] for name, claim in claims.items()}, tuple(
        f"{each}。" for each in passed_over
    )


def _factor(each: _List, column: int, said: str) -> Decimal:
    """How an amount of a column becomes 万元: as the column says, the table, or the officer.

    Raises:
        SettingsError: nobody says it, or the export and the officer say different units.
    """
    view = each.view
    group = max(
        (
            at
            for at in view.sheet.rows[each.top]
            if at <= column <= view.sheet.right_edge(each.top, at)
        ),
        default=column,
    )
    own = amount_unit(view, each.bottom, column) or amount_unit(view, each.top, group)
    if own and said and own != said:
        raise SettingsError(
            f"表头写的金额单位是{own}，而--unit是{said}。请核对后改正--unit或去掉它。"
        )
    unit = own or said
    if unit not in _UNITS:
        name = view.text(each.bottom, column).text or view.text(each.top, column).text
        raise SettingsError(
            f"“{name}”一列没有写金额单位，不知道是元还是万元。请加上--unit 元或--unit 万元后再试。"
        )
    return _UNITS[unit]


def _cells(view: View, row: int, columns: Mapping[str, int]) -> dict[str, Entry[Any]]:
    """The cells of a line; a text merged over several lines counts for each, a number for none."""
    plan = [(READERS[_KINDS.get(name, ValueKind.TEXT)], columns[name]) for name in columns]
    return dict(zip(columns, view.row(row, plan, through_merges=True), strict=True))


def _why_left_out(view: View, row: int, cells: Mapping[str, Entry[Any]]) -> str:
    """Why a line is no project; empty where it is one."""
    texts = [view.text(row, column).text for column in sorted(view.sheet.rows[row])]
    filled = [text for text in texts if text]
    name = cells["name"]
    code = cells.get("code")
    if any(_TOTAL.fullmatch(text) for text in filled) and (code is None or code.blank):
        return TOTAL
    if header_key(name.text) in _NAME_HEADERS:
        return HEADER_AGAIN
    if all(_COUNTED.fullmatch(text) for text in filled):
        return COUNTED
    if name.blank:
        return NAMELESS
    return UNREAD if name.value is None else ""


_NAME_HEADERS = frozenset(header_key(name) for name in _PROJECT_NAMES["name"])


def _who(cells: Mapping[str, Entry[Any]]) -> tuple[str, str]:
    return cells["name"].text, cells["unit"].text


def _values(
    cells: Mapping[str, Entry[Any]], factors: Mapping[str, Decimal]
) -> tuple[dict[str, CellValue], list[str]]:
    """A project of the roster, and what of it could not be read."""
    values: dict[str, CellValue] = {}
    bad = []
    for name, entry in cells.items():
        if name not in factors:
            values[name] = entry.value
            if name == "code" and entry.broken:
                bad.append(f"项目编码显示“{entry.text}”，{entry.how}，已留空")
        elif entry.broken:
            bad.append(f"金额“{entry.text}”不能读取，已留空")
        elif entry.value is not None:
            values[name] = (entry.value * factors[name]).normalize() + 0
            if entry.value < 0:
                bad.append(f"金额“{entry.text}”是负数，请核对")
    if values.get("department") is None:
        values["department"] = values.get("unit")
    return values, bad


def _indicators(views: Sequence[View], projects: Sequence[View]) -> Iterator[dict[str, CellValue]]:
    """The approved indicators: a sheet with a code and the names of indicators."""
    for view in views:
        header = _header_of(view, _INDICATOR_NAMES)
        columns = header.columns
        if view in projects or not {"code", "name", "level1"} <= columns.keys():
            continue
        for row in sorted(number for number in view.sheet.rows if number > header.bottom):
            found = {
                name: view.entry(_KINDS.get(name, ValueKind.TEXT), row, column)
                for name, column in columns.items()
            }
            if not found["name"].blank:
                yield {name: entry.value for name, entry in found.items()}


def _shortened(notes: Sequence[str]) -> tuple[str, ...]:
    if len(notes) <= _LISTED:
        return tuple(notes)
    more = len(notes) - _LISTED
    return (*notes[:_LISTED], f"另有{more}条，没有列入的行全部列在名册的“{LEFT_OUT}”表中。")
