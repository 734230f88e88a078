"""Builds official forms as departments hand them in: one description, many layouts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import docx
import openpyxl
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from tests import books

Cell = str | int | float | None

INDICATORS: tuple[tuple[Cell, ...], ...] = (
    # level 1, level 2, name, target, actual, weight, score, reason
    ("产出指标（50分）", "数量指标", "指标1：维修水库座数", "≥48座", "48座", 20, 20, None),
    (None, "质量指标", "验收合格率", "100%", "97%", 20, 19, "一座水库延后验收"),
    (None, None, "……", None, None, None, None, None),
    (None, "时效指标", "完成及时率", "100%", "100%", 10, 10, None),
    ("效益指标（30分）", "社会效益指标", "水库安全度汛", "安全", "安全", 30, 30, None),
    ("满意度指标（10分）", "服务对象满意度", "受益群众满意度", "≥90%", "94%", 10, 10, None),
)


@dataclass(frozen=True)
class Form:
    """What one form says."""

    name: str = "小型水库维修养护"
    department: str | None = "青禾县水利局"
    unit: str | None = "青禾县水库管理站"
    year: str | None = "（2023年度）"
    caption: str = "项目支出绩效自评表"
    unit_label: str = "项目资金\n（万元）"
    fund_headers: tuple[str, ...] = (
        "年初预算数",
        "全年预算数（A）",
        "全年执行数（B）",
        "分值",
        "执行率（B/A）",
        "得分",
    )
    total: tuple[Cell, ...] = (300, 320, 304, 10, "95.00%", 9.5)
    fiscal: tuple[Cell, ...] = (300, 320, 304, "—", "—", "—")
    headers: tuple[str | None, ...] = (
        "一级指标",
        "二级指标",
        "三级指标",
        "年度\n指标值",
        "实际\n完成值",
        "分值",
        "得分",
        "偏差原因分析及改进措施",
    )
    indicators: tuple[tuple[Cell, ...], ...] = INDICATORS
    stated: tuple[Cell, ...] = (100, 98.5)
    merges: tuple[str, ...] = ()
    below: tuple[tuple[Cell, ...], ...] = field(default=(("注：一级指标分值统一设置。",),))


def put(sheet: Worksheet, form: Form, top: int = 1) -> int:
    """Write a form onto a sheet from a row on; the row after it."""
    row = top
    lines: list[Sequence[Cell]] = [
        (form.caption,),
        (form.year,),
        ("项目名称", None, form.name),
        ("主管部门", None, form.department, None, "实施单位", None, form.unit),
        (form.unit_label, None, None, *form.fund_headers),
        (None, None, "年度资金总额：", *form.total),
        (None, None, "其中：当年财政拨款", *form.fiscal),
        (None, None, "其他资金", None, None, None, "—", "—", "—"),
        ("年度总体目标", "预期目标", None, None, None, "实际完成情况"),
        (None, "完成水库维修养护48座。", None, None, None, "维修养护任务已完成。"),
        ("绩效指标", *form.headers),
    ]
    for line in lines:
        _write(sheet, row, line)
        row += 1
    for indicator in form.indicators:
        _write(sheet, row, (None, *indicator))
        row += 1
    _write(sheet, row, ("总    分", None, None, None, None, None, *form.stated))
    row += 1
    for line in form.below:
        _write(sheet, row, line)
        row += 1
    for area in ("A{0}:I{0}", "C{2}:I{2}", "C{3}:D{3}", "A{4}:B{7}", "B{8}:E{8}", "B{9}:E{9}"):
        sheet.merge_cells(area.format(*range(top, top + 12)))
    for area in form.merges:
        sheet.merge_cells(area)
    return row


def _write(sheet: Worksheet, row: int, line: Sequence[Cell]) -> None:
    for column, value in enumerate(line, start=1):
        if value is not None:
            sheet.cell(row, column, value)


def workbook(*forms: Form, below_each_other: bool = False) -> bytes:
    """A file with a form a sheet, or all of them on one sheet."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    row = 1
    for number, form in enumerate(forms):
        if number and not below_each_other:
            sheet = book.create_sheet(f"项目{number + 1}")
        row = put(sheet, form, row if below_each_other else 1) + 2
    return saved(book)


def document(form: Form) -> bytes:
    """The form as a table of a Word document, its caption and year above it."""
    sheet = books.opened(workbook(form)).worksheets[0]
    made = docx.Document()
    made.add_paragraph(form.caption)
    made.add_paragraph(form.year or "")
    table = made.add_table(rows=sheet.max_row - 2, cols=sheet.max_column)
    for row in sheet.iter_rows(min_row=3):
        for cell in row:
            if cell.value is not None:
                at = table.cell(cell.row - 3, cell.column - 1)
                at.text = str(cell.value)
    return saved(made)


def saved(book: Any) -> bytes:  # noqa: ANN401  # a workbook, or a document of python-docx
    """The bytes of a workbook or a document."""
    return books.saved(book)


def changed(data: bytes, *, unmerge: bool = False, row: int = 0, column: int = 0) -> bytes:
    """The same file as a hand may have changed it: areas unmerged, a row or column inserted."""
    book = books.opened(data)
    for sheet in book.worksheets:
        areas = [str(each) for each in sheet.merged_cells.ranges]
        for area in areas:
            sheet.unmerge_cells(area)
        if row:
            sheet.insert_rows(row)
        if column:
            sheet.insert_cols(column)
        for area in () if unmerge else areas:
            left, top, right, bottom = _moved(area, row, column)
            if (left, top) != (right, bottom):
                sheet.merge_cells(
                    start_row=top, start_column=left, end_row=bottom, end_column=right
                )
    return saved(book)


def _moved(area: str, row: int, column: int) -> tuple[int, int, int, int]:
    left, top, right, bottom = (int(each or 0) for each in range_boundaries(area))
    down = [each + 1 if row and each >= row else each for each in (top, bottom)]
    across = [each + 1 if column and each >= column else each for each in (left, right)]
    return across[0], down[0], across[1], down[1]


def with_cell(data: bytes, address: str, value: Cell) -> bytes:
    """The same file with another value in a cell of its first sheet."""
    book = books.opened(data)
    book.worksheets[0][address].value = value
    return saved(book)
