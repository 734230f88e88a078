"""Draws the sheet 基本情况: label in A, value in B, hint in C."""

from __future__ import annotations

from collections.abc import Mapping

from perfeval_batch import schema
from perfeval_batch.blank import named_areas
from perfeval_batch.blank.meta_sheet import SCHEME_LIST
from perfeval_batch.blank.sheet_design import GREY, Design, fit_row, set_up_print
from perfeval_batch.model import CellValue
from perfeval_batch.schema import Field, ValueKind
from perfeval_batch.sheets import Worksheet

_HEADING = "项目支出绩效自评表——基本情况"
_REMARK = "淡黄色单元格由填报单位填写；标“必填”的不能空缺。单元格内换行按 Alt+Enter。"
_WIDTHS = (22.0, 66.0, 36.0)
_REQUIRED = "【必填】"
_LONG = frozenset({
    *("purpose", "content", "adjustment", "overall_goal", "annual_goal"),
    *("completion", "basis", "process", "last_problems", "last_measures"),
})  # fmt: skip
"""Texts of several lines."""
_EARLIEST, _LATEST = 2000, 2100


def draw(design: Design, facts: Mapping[str, CellValue]) -> None:
    """Add the sheet with the values of its labels."""
    sheet = design.sheet(schema.FACTS, _HEADING, _REMARK, _WIDTHS)
    design.headers(sheet, named_areas.TITLE_ROWS, ("项目", "填写内容", "填写提示"))
    hint = design.boxed(font_color=GREY, font_size=10)
    for row, field in enumerate(schema.FACT_FIELDS, named_areas.FACTS_FIRST):
        sheet.write_string(row - 1, 0, field.name, design.label())
        value = facts.get(field.name)
        design.put(sheet, (row, 2), value, field.kind)
        sheet.write_string(row - 1, 2, _hint(field), hint)
        roomy = field.attribute in _LONG and (value is None or design.locking)
        fit_row(sheet, row, [(value, _WIDTHS[1])], 50 if roomy else 24)
        _limit(sheet, row, field)
    _colour_missing(design, sheet)
    sheet.freeze_panes(named_areas.TITLE_ROWS, 1)
    set_up_print(sheet, landscape=False, repeat=named_areas.TITLE_ROWS)


def _hint(field: Field) -> str:
    return (_REQUIRED if field.required else "") + field.hint


def _limit(sheet: Worksheet, row: int, field: Field) -> None:
    """The drop-down or the limits of a field, with its hint when the cell is entered."""
    rule: dict[str, object] = {"validate": "any"}
    if field.attribute == "scheme":
        rule = {"validate": "list", "source": f"={SCHEME_LIST}", "error_type": "warning"}
        rule |= {"error_title": "评价方案", "error_message": "不在列表中，请确认财政部门有此方案。"}
    elif field.choices:
        rule = {"validate": "list", "source": list(field.choices), "error_type": "information"}
        rule |= {"error_title": field.name, "error_message": "不在列表中；确为自填的可以保留。"}
    elif field.kind is ValueKind.YEAR:
        rule = {"validate": "integer", "criteria": "between"}
        rule |= {"minimum": _EARLIEST, "maximum": _LATEST}
        rule |= {"error_title": "评价年度", "error_message": "请填四位年份，如2023。"}
    if field.hint:
        rule |= {"input_title": field.name, "input_message": _hint(field)}
    if len(rule) > 1:
        sheet.data_validation(row - 1, 1, row - 1, 1, rule)


def _colour_missing(design: Design, sheet: Worksheet) -> None:
    """A required field that is still blank has a stronger colour."""
    missing = design.style(bg_color="#FCE4D6")
    for row, field in enumerate(schema.FACT_FIELDS, named_areas.FACTS_FIRST):
        if field.required:
            rule = {"type": "formula", "criteria": f'=TRIM($B${row})=""', "format": missing}
            sheet.conditional_format(row - 1, 1, row - 1, 1, rule)
