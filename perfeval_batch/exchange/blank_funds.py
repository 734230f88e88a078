"""The sheet 资金情况: the funds table, then the use-of-funds table."""

from __future__ import annotations

from perfeval_batch import schema
from perfeval_batch.exchange import blank_frame as frames
from perfeval_batch.exchange.blank_frame import Frame
from perfeval_batch.exchange.blank_paper import GREY, Paper, printed, protect, put
from perfeval_batch.model import Filling
from perfeval_batch.schema import Field, ValueKind
from perfeval_batch.sheets import Worksheet

_SCORED = ("weight", "self_score", "review_score")
_REMARK = "金额单位：万元。分值和得分只填第一行；执行率自动计算，得分＝分值×执行率，最高为分值。"


def draw(paper: Paper, filling: Filling | None, frame: Frame) -> None:
    """Add the sheet."""
    widths = [field.width for field in schema.FUNDS_FIELDS]
    sheet = paper.sheet(schema.FUNDS, "项目支出绩效自评表——资金情况", widths)
    remark = paper.style(font_color=GREY, font_size=10, align="right")
    sheet.merge_range(1, 0, 1, len(widths) - 1, _REMARK, remark)
    for column, field in enumerate(schema.FUNDS_FIELDS):
        sheet.write_string(frames.TITLE_ROWS - 1, column, field.name, paper.head())
    for row, source in enumerate((schema.TOTAL_SOURCE, *schema.SOURCES), frames.FUNDS_FIRST):
        _source(paper, sheet, row, source, filling)
    _uses(paper, sheet, filling, frame)
    _colour_faults(paper, sheet)
    sheet.freeze_panes(frames.TITLE_ROWS, 1)
    printed(sheet, landscape=True)
    if paper.locking:
        protect(sheet)


def _source(paper: Paper, sheet: Worksheet, row: int, source: str, filling: Filling | None) -> None:
    values = filling.funds.get(source, {}) if filling else {}
    first = source == schema.SOURCES[0]
    text = schema.FIRST_SOURCE_PREFIX + source if first else source
    indent = 0 if first or source == schema.TOTAL_SOURCE else 4
    sheet.write_string(row - 1, 0, text, paper.label(indent=indent))
    for column, field in enumerate(schema.FUNDS_FIELDS[1:], 1):
        value = values.get(field.name)
        if field.attribute == "rate" and value is None:
            _rate(paper, sheet, row)
        elif field.attribute in _SCORED and row != frames.FUNDS_FIRST and value is None:
            sheet.write_string(row - 1, column, "—", paper.computed(ValueKind.TEXT))
        else:
            style = paper.answer(field.kind, filled=value is not None)
            put(sheet, row - 1, column, value, style)
            _limit(sheet, row, column, field)


def _rate(paper: Paper, sheet: Worksheet, row: int) -> None:
    budget, executed = (
        frames.funds_cell(name, row).partition("!")[2] for name in ("budget", "executed")
    )
    cell = frames.funds_cell("rate", row).partition("!")[2].replace("$", "")
    known = f"AND(ISNUMBER({budget}),ISNUMBER({executed}),N({budget})>0)"
    formula = f'=IF({known},ROUND({executed}/{budget},4),"")'
    paper.formula(sheet, cell, formula, paper.computed(ValueKind.RATE))


def _limit(sheet: Worksheet, row: int, column: int, field: Field) -> None:
    if field.kind is ValueKind.AMOUNT:
        rule: dict[str, object] = {"validate": "decimal", "criteria": ">=", "value": 0}
        rule |= {"error_title": field.name, "error_message": "请填不小于0的数字，单位万元。"}
        rule |= {"input_title": field.name, "input_message": "单位：万元，只填数字"}
    elif field.attribute in _SCORED:
        weight = frames.funds_cell("weight").partition("!")[2]
        top = 100 if field.attribute == "weight" else f"=IF(ISNUMBER({weight}),{weight},100)"
        rule = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": top}
        rule |= {"error_title": field.name, "error_message": "请填0到分值之间的数字。"}
        rule |= {"input_title": field.name, "input_message": "预算执行率的" + field.name}
    else:
        rule = {"validate": "any", "input_title": field.name}
        rule |= {"input_message": "执行率低于90%或预算有调整时请说明；扣分的写明原因"}
    sheet.data_validation(row - 1, column, row - 1, column, rule)


def _uses(paper: Paper, sheet: Worksheet, filling: Filling | None, frame: Frame) -> None:
    """The second table; its 备注 takes the width that is left."""
    rows = filling.uses if filling else ()
    top = frames.USES_FIRST - 2
    last = len(schema.FUNDS_FIELDS) - 1
    title = paper.style(bold=True, font_size=12, valign="vcenter")
    sheet.write_string(top - 1, 0, "支出用途（金额单位：万元，合计应等于全年执行数）", title)
    purpose, amount, note = schema.USE_FIELDS
    sheet.write_string(top, 0, purpose.name, paper.head())
    sheet.write_string(top, 1, amount.name, paper.head())
    sheet.merge_range(top, 2, top, last, note.name, paper.head())
    for number in range(frame.uses):
        row = frames.USES_FIRST - 1 + number
        values = rows[number] if number < len(rows) else {}
        for column, field in enumerate((purpose, amount)):
            value = values.get(field.name)
            put(sheet, row, column, value, paper.answer(field.kind, filled=value is not None))
        value = values.get(note.name)
        style = paper.answer(note.kind, filled=value is not None)
        sheet.merge_range(row, 2, row, last, "", style)
        put(sheet, row, 2, value, style)
        _limit(sheet, row + 1, 1, amount)


def _colour_faults(paper: Paper, sheet: Worksheet) -> None:
    """Spending over budget, and an execution score that is not 分值 × 执行率, turn red."""
    red = paper.style(bg_color="#FFC7CE", font_color="#9C0006")
    budget, executed, weight, score = (
        frames.funds_cell(name).partition("!")[2]
        for name in ("budget", "executed", "weight", "self_score")
    )
    over = f"=AND(ISNUMBER({executed}),ISNUMBER({budget}),N({executed})-N({budget})>0.01)"
    due = f"ROUND(MIN(N({weight}),N({weight})*N({executed})/N({budget})),2)"
    known = f"AND(N({budget})>0,ISNUMBER({executed}),ISNUMBER({weight}),ISNUMBER({score}))"
    differs = f"=IF({known},ABS({score}-{due})>0.01,FALSE)"
    for cell, criteria in ((executed, over), (score, differs)):
        rule = {"type": "formula", "criteria": criteria, "format": red}
        sheet.conditional_format(cell.replace("$", ""), rule)
