"""Makes a roster of lists that 预算管理一体化 exports: every line is accounted for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from perfeval_batch.errors import SettingsError
from perfeval_batch.model import CellValue, Entry
from perfeval_batch.parsing import View, amount_unit, header_key
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
_TOTALS = frozenset({"合计", "总计", "小计"})
_SEARCHED, _WIDE = 30, 120
_WAN = Decimal(10_000)
_UNITS = {"元": 1 / _WAN, "千元": Decimal("0.1"), "万元": Decimal(1), "亿元": _WAN}
_LISTED = 20
"""Lines that were left out, named one by one; of more the number is told."""


class Export(Value, frozen=True):
    """What an export gives for a roster.

    Attributes:
        projects: attribute → value, a project each.
        indicators: the approved ones, where the export has them.
        lines: lines below the header of the list of projects that hold something.
        notes: what became of every other line, and what is to be looked at.
    """

    projects: tuple[dict[str, CellValue], ...]
    indicators: tuple[dict[str, CellValue], ...]
    lines: int
    notes: tuple[str, ...]


def read_export(views: Sequence[View], unit: str = "") -> Export:
    """Read the list of projects, and the list of approved indicators where there is one.

    Args:
        views: the sheets of the exported workbook.
        unit: of the amounts, as the officer said; empty: as the export says.

    Raises:
        SettingsError: there is no list of projects, or nobody says in which unit its amounts are.
    """
    lists = [(view, *_header(view, _PROJECT_NAMES)) for view in views]
    view, header, columns = max(
        lists, key=lambda each: (_complete(each[2]), len(each[2])), default=(None, 0, {})
    )
    if view is None or not _complete(columns):
        raise SettingsError(
            "没有找到项目清单：表头应有“项目名称”和“预算单位”（或“实施单位”）。请导出带表头的项目列表。"
        )
    factors = {name: _factor(view, header, columns[name], unit) for name in _amounts(columns)}
    projects: dict[tuple[str, ...], tuple[int, dict[str, CellValue]]] = {}
    notes, lines = [], 0
    for row in sorted(number for number in view.sheet.rows if number > header):
        cells = _cells(view, row, columns)
        if all(entry.blank for entry in cells.values()):
            continue
        lines += 1
        told = _left_out(cells)
        if told:
            notes.append(f"第{row}行没有列入：{told}。")
            continue
        key = (cells["code"].value,) if "code" in cells and cells["code"].value else _who(cells)
        first = projects.get(key)
        if first is None:
            values, bad = _values(cells, factors)
            notes += [f"第{row}行：{each}。" for each in bad]
            projects[key] = row, values
        else:
            notes.append(f"第{row}行没有列入：与第{first[0]}行是同一项目，请核对金额是否应合并。")
    listed = tuple(values for _, values in projects.values())
    approved = tuple(_indicators(views, view))
    return Export(listed, approved, lines, _shortened(notes))


def _complete(columns: Mapping[str, int]) -> bool:
    return all(name in columns for name in _NEEDED)


def _amounts(columns: Mapping[str, int]) -> list[str]:
    return [name for name in _AMOUNTS if name in columns]


def _header(view: View, names: Mapping[str, Sequence[str]]) -> tuple[int, dict[str, int]]:
    """The row that has most of the headers, and the column of each attribute."""
    meanings = {name.casefold(): each for each, known in names.items() for name in known}
    best: tuple[int, dict[str, int]] = (0, {})
    for row in sorted(view.sheet.rows)[:_SEARCHED]:
        columns: dict[str, int] = {}
        for column in sorted(view.sheet.rows[row])[:_WIDE]:
            attribute = meanings.get(header_key(view.text(row, column).text).casefold())
            if attribute is not None:
                columns.setdefault(attribute, column)
        if len(columns) > len(best[1]):
            best = row, columns
    return best


def _factor(view: View, header: int, column: int, said: str) -> Decimal:
    """How an amount of a column becomes 万元: as the column says, the table, or the officer.

    Raises:
        SettingsError: nobody says it, or the export and the officer say different units.
    """
    own = amount_unit(view, header, column)
    if own and said and own != said:
        raise SettingsError(
            f"表头写的金额单位是{own}，而--unit是{said}。请核对后改正--unit或去掉它。"
        )
    unit = own or said
    if unit not in _UNITS:
        name = view.text(header, column).text
        raise SettingsError(
            f"“{name}”一列没有写金额单位，不知道是元还是万元。请加上--unit 元或--unit 万元后再试。"
        )
    return _UNITS[unit]


def _cells(view: View, row: int, columns: Mapping[str, int]) -> dict[str, Entry[Any]]:
    return {
        name: view.entry(_KINDS.get(name, ValueKind.TEXT), row, column)
        for name, column in columns.items()
    }


def _left_out(cells: Mapping[str, Entry[Any]]) -> str:
    """Why a line is no project; empty where it is one."""
    words = [entry.text for entry in cells.values()]
    if any(word in _TOTALS for word in words[:3]):
        return "是合计行"
    return "没有项目名称" if cells["name"].blank else ""


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
    if values.get("department") is None:
        values["department"] = values.get("unit")
    return values, bad


def _indicators(views: Sequence[View], projects: View) -> Iterator[dict[str, CellValue]]:
    """The approved indicators: a sheet with a code and the names of indicators."""
    for view in views:
        header, columns = _header(view, _INDICATOR_NAMES)
        if view is projects or not {"code", "name", "level1"} <= columns.keys():
            continue
        for row in sorted(number for number in view.sheet.rows if number > header):
            found = {
                name: view.entry(_KINDS.get(name, ValueKind.TEXT), row, column)
                for name, column in columns.items()
            }
            if not found["name"].blank:
                yield {name: entry.value for name, entry in found.items()}


def _shortened(notes: Sequence[str]) -> tuple[str, ...]:
    if len(notes) <= _LISTED:
        return tuple(notes)
    return (*notes[:_LISTED], f"另有{len(notes) - _LISTED}行情况相同，请逐行核对。")
