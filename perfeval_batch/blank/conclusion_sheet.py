"""Draws the sheet 综合评价: 经验概述, the list table, the grades."""

from __future__ import annotations

from perfeval_batch import schema
from perfeval_batch.blank import named_areas
from perfeval_batch.blank.meta_sheet import Choices
from perfeval_batch.blank.named_areas import Frame
from perfeval_batch.blank.sheet_design import Design, fit_row, set_up_print
from perfeval_batch.model import CellValue, Filling
from perfeval_batch.schema import LIST_FIELDS, Field
from perfeval_batch.sheets import Worksheet

_HEADING = "项目支出绩效自评表——综合评价"
_REMARK = "下表每格写一条，条数不限，不必编号；没有内容的栏（如评价结果应用建议）留空。"


def draw(design: Design, frame: Frame, choices: Choices, filling: Filling) -> None:
    """Add the sheet."""
    widths = [field.width for field in LIST_FIELDS]
    sheet = design.sheet(schema.CONCLUSION, _HEADING, _REMARK, widths)
    _overview(design, sheet, filling.texts.get(schema.OVERVIEW.name))
    design.headers(sheet, named_areas.LISTS_FIRST - 1, (field.name for field in LIST_FIELDS))
    columns = [filling.lists.get(field.name, ()) for field in LIST_FIELDS]
    for number, row in enumerate(range(named_areas.LISTS_FIRST, frame.lists_last + 1)):
        items = [items[number] if number < len(items) else None for items in columns]
        for column, item in enumerate(items, 1):
            design.put(sheet, (row, column), item)
        least = 24 if any(items) and not design.locking else 48
        fit_row(sheet, row, zip(items, widths, strict=True), least)
    for row, field in enumerate(schema.GRADE_FIELDS, frame.grades_first):
        _grade(design, sheet, row, field, choices, filling.texts.get(field.name))
    set_up_print(sheet, landscape=True)


def _overview(design: Design, sheet: Worksheet, value: CellValue) -> None:
    row, last = named_areas.OVERVIEW_ROW, len(LIST_FIELDS)
    sheet.write_string(row - 1, 0, schema.OVERVIEW.name, design.label())
    design.put(sheet, (row, 2), value, last=last)
    wide = sum(field.width for field in LIST_FIELDS[1:])
    fit_row(sheet, row, [(value, wide)], 40 if value is not None else 66)
    hint = {"validate": "any", "input_title": schema.OVERVIEW.name}
    sheet.data_validation(row - 1, 1, row - 1, 1, {**hint, "input_message": schema.OVERVIEW.hint})


def _grade(
    design: Design, sheet: Worksheet, row: int, field: Field, choices: Choices, value: CellValue
) -> None:
    sheet.write_string(row - 1, 0, field.name, design.label())
    design.put(sheet, (row, 2), value, field.kind)
    sheet.set_row(row - 1, 24)
    rule = {"validate": "list", "source": [grade.name for grade in choices.grades]}
    rule |= {"input_title": field.name, "input_message": field.hint, "error_type": "warning"}
    rule |= {"error_title": field.name, "error_message": "不在下拉列表中，请确认。"}
    sheet.data_validation(row - 1, 1, row - 1, 1, rule)
