"""The sheet 综合评价: 经验概述, the list table, the grades."""

from __future__ import annotations

from perfeval_batch import schema
from perfeval_batch.blank import sheet_frame as frames
from perfeval_batch.blank.meta_sheet import Choices
from perfeval_batch.blank.paper import Paper, token
from perfeval_batch.blank.sheet_frame import Frame
from perfeval_batch.schema import LIST_FIELDS, ValueKind

_HEADING = "项目支出绩效自评表——综合评价"
_REMARK = "下表每格写一条，条数不限，不必编号；没有内容的栏（如评价结果应用建议）留空。"


def draw(paper: Paper, frame: Frame, choices: Choices) -> None:
    """Add the sheet."""
    widths = [field.width for field in LIST_FIELDS]
    sheet = paper.sheet(schema.CONCLUSION, _HEADING, _REMARK, widths)
    overview, row = token("texts", schema.OVERVIEW.name), frames.OVERVIEW_ROW
    sheet.write_string(row - 1, 0, schema.OVERVIEW.name, paper.label())
    style = paper.answer(ValueKind.TEXT)
    sheet.merge_range(row - 1, 1, row - 1, len(widths) - 1, overview, style)
    paper.fit(sheet, row, [(overview, sum(widths[1:]))], roomy=66, least=40)
    hint = {"validate": "any", "input_title": schema.OVERVIEW.name}
    sheet.data_validation(row - 1, 1, row - 1, 1, {**hint, "input_message": schema.OVERVIEW.hint})
    paper.headers(sheet, frames.LISTS_FIRST - 1, (field.name for field in LIST_FIELDS))
    for number in range(frame.lists):
        row = frames.LISTS_FIRST + number
        names = [token("lists", field.name, number) for field in LIST_FIELDS]
        for column, name in enumerate(names):
            sheet.write_string(row - 1, column, name, style)
        paper.fit(sheet, row, zip(names, widths, strict=True), roomy=48, least=30)
    for row, field in enumerate(schema.GRADE_FIELDS, frame.grades_first):
        sheet.write_string(row - 1, 0, field.name, paper.label())
        name = token("texts", field.name)
        sheet.write_string(row - 1, 1, name, paper.answer(field.kind))
        paper.fit(sheet, row, [(name, widths[1])])
        rule = {"validate": "list", "source": [grade.name for grade in choices.grades]}
        rule |= {"input_title": field.name, "input_message": field.hint, "error_type": "warning"}
        rule |= {"error_title": field.name, "error_message": "不在下拉列表中，请确认。"}
        sheet.data_validation(row - 1, 1, row - 1, 1, rule)
    paper.finished(sheet, landscape=True)
