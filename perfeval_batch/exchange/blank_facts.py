"""The sheet 基本情况: label in A, value in B, hint in C."""

from __future__ import annotations

from perfeval_batch import schema
from perfeval_batch.exchange import blank_frame as frames
from perfeval_batch.exchange.blank_meta import SCHEME_LIST
from perfeval_batch.exchange.blank_paper import GREY, Paper, printed, protect, put
from perfeval_batch.model import Filling
from perfeval_batch.schema import Field, ValueKind
from perfeval_batch.sheets import Worksheet

_WIDTHS = [22.0, 68.0, 34.0]
_REMARK = "淡黄色单元格由填报单位填写；标“必填”的不能空缺。单元格内换行按 Alt+Enter。"
_REQUIRED = "【必填】"
_EARLIEST, _LATEST = 2000, 2100


def draw(paper: Paper, filling: Filling | None) -> None:
    """Add the sheet."""
    sheet = paper.sheet(schema.FACTS, "项目支出绩效自评表——基本情况", _WIDTHS)
    sheet.merge_range("A2:C2", _REMARK, paper.style(font_color=GREY, font_size=10))
    for column, head in enumerate(("项目", "填写内容", "填写提示")):
        sheet.write_string(frames.TITLE_ROWS - 1, column, head, paper.head())
    values = filling.facts if filling else {}
    for row, field in enumerate(schema.FACT_FIELDS, frames.FACTS_FIRST - 1):
        value = values.get(field.name)
        sheet.write_string(row, 0, field.name, paper.label())
        put(sheet, row, 1, value, paper.answer(field.kind, filled=value is not None))
        sheet.write_string(row, 2, _hint(field), paper.boxed(font_color=GREY, font_size=10))
        _limit(sheet, row, field)
    _colour_missing(paper, sheet)
    sheet.freeze_panes(frames.TITLE_ROWS, 1)
    printed(sheet, landscape=False, repeat=(0, frames.TITLE_ROWS - 1))
    if paper.locking:
        protect(sheet)


def _hint(field: Field) -> str:
    return (_REQUIRED if field.required else "") + field.hint


def _limit(sheet: Worksheet, row: int, field: Field) -> None:
    """The drop-down or the limits of a field, with its hint when the cell is entered."""
    prompt: dict[str, object] = {"input_title": field.name, "input_message": _hint(field)}
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
    if rule["validate"] != "any" or field.hint:
        hint = prompt if prompt["input_message"] else {}
        sheet.data_validation(row, 1, row, 1, {**rule, **hint})


def _colour_missing(paper: Paper, sheet: Worksheet) -> None:
    """A required field that is still blank gets a stronger colour."""
    missing = paper.style(bg_color="#FCE4D6")
    for row, field in enumerate(schema.FACT_FIELDS, frames.FACTS_FIRST):
        if field.required:
            rule = {"type": "formula", "criteria": f'=TRIM($B${row})=""', "format": missing}
            sheet.conditional_format(row - 1, 1, row - 1, 1, rule)
