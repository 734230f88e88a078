"""The sheet 综合评价: 经验概述, the list table, the grades."""

from __future__ import annotations

from perfeval_batch import schema
from perfeval_batch.exchange import blank_frame as frames
from perfeval_batch.exchange.blank_frame import Frame
from perfeval_batch.exchange.blank_paper import GREY, Paper, printed, protect, put
from perfeval_batch.model import Filling
from perfeval_batch.schema import LIST_FIELDS, ValueKind
from perfeval_batch.scheme import Scheme

_REMARK = "下表每格写一条，条数不限，不必编号；没有“评价结果应用建议”等内容的栏留空。"
_OVERVIEW_HEIGHT = 66


def draw(paper: Paper, filling: Filling | None, frame: Frame, scheme: Scheme) -> None:
    """Add the sheet."""
    widths = [field.width for field in LIST_FIELDS]
    sheet = paper.sheet(schema.CONCLUSION, "项目支出绩效自评表——综合评价", widths)
    sheet.merge_range(1, 0, 1, len(widths) - 1, _REMARK, paper.style(font_color=GREY, font_size=10))
    texts = filling.texts if filling else {}
    overview = texts.get(schema.OVERVIEW.name)
    row = frames.OVERVIEW_ROW - 1
    sheet.write_string(row, 0, schema.OVERVIEW.name, paper.label())
    style = paper.answer(ValueKind.TEXT, filled=overview is not None)
    sheet.merge_range(row, 1, row, len(widths) - 1, "", style)
    put(sheet, row, 1, overview, style)
    sheet.set_row(row, _OVERVIEW_HEIGHT)
    hint = {"validate": "any", "input_title": schema.OVERVIEW.name}
    sheet.data_validation(row, 1, row, 1, {**hint, "input_message": schema.OVERVIEW.hint})
    lists = filling.lists if filling else {}
    for column, field in enumerate(LIST_FIELDS):
        sheet.write_string(frames.LISTS_FIRST - 2, column, field.name, paper.head())
        items = lists.get(field.name, ())
        for number in range(frame.lists):
            value = items[number] if number < len(items) else None
            style = paper.answer(field.kind, filled=value is not None)
            put(sheet, frames.LISTS_FIRST - 1 + number, column, value, style)
    for row, field in enumerate(schema.GRADE_FIELDS, frame.grades_first - 1):
        value = texts.get(field.name)
        sheet.write_string(row, 0, field.name, paper.label())
        put(sheet, row, 1, value, paper.answer(field.kind, filled=value is not None))
        rule = {"validate": "list", "source": [grade.name for grade in scheme.grades]}
        rule |= {"input_title": field.name, "input_message": field.hint, "error_type": "warning"}
        rule |= {"error_title": field.name, "error_message": "不在下拉列表中，请确认。"}
        sheet.data_validation(row, 1, row, 1, rule)
    printed(sheet, landscape=True)
    if paper.locking:
        protect(sheet)
