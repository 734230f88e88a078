"""The sheet 资金情况: the funds table, then the use-of-funds table."""

from __future__ import annotations

from perfeval_batch import schema
from perfeval_batch.blank import sheet_frame as frames
from perfeval_batch.blank.meta_sheet import Choices
from perfeval_batch.blank.paper import RED, Paper, token
from perfeval_batch.blank.sheet_frame import Frame
from perfeval_batch.schema import FUNDS_FIELDS, USE_FIELDS, Field, ValueKind
from perfeval_batch.sheets import Worksheet

_HEADING = "项目支出绩效自评表——资金情况"
_REMARK = (
    "金额单位：万元。分值和得分只填第一行；执行率自动计算；自评得分＝分值×执行率，最高为分值。"
)
_USES = "支出用途（金额单位：万元；金额合计应等于全年执行数）"
_SCORED = ("weight", "self_score", "review_score")


def draw(paper: Paper, frame: Frame, choices: Choices) -> None:
    """Add the sheet."""
    widths = [field.width for field in FUNDS_FIELDS]
    remark = _REMARK.format(rule=choices.execution_rule)
    sheet = paper.sheet(schema.FUNDS, _HEADING, remark, widths)
    paper.headers(sheet, frames.TITLE_ROWS, (field.name for field in FUNDS_FIELDS))
    for row, source in enumerate((schema.TOTAL_SOURCE, *schema.SOURCES), frames.FUNDS_FIRST):
        _source(paper, sheet, row, source, choices)
    _uses(paper, sheet, frame, choices)
    _colour_faults(paper, sheet, choices)
    sheet.freeze_panes(frames.TITLE_ROWS, 1)
    paper.finished(sheet, landscape=True)


def _source(paper: Paper, sheet: Worksheet, row: int, source: str, choices: Choices) -> None:
    first = source == schema.SOURCES[0]
    text = schema.FIRST_SOURCE_PREFIX + source if first else source
    indent = 0 if first or source == schema.TOTAL_SOURCE else 3
    sheet.write_string(row - 1, 0, text, paper.label(indent=indent))
    for column, field in enumerate(FUNDS_FIELDS[1:], 1):
        value = token("funds", source, field.name)
        if field.attribute == "rate":
            _rate(paper, sheet, row, value)
        elif field.attribute in _SCORED and row != frames.FUNDS_FIRST:
            sheet.write_string(row - 1, column, "—", paper.computed(ValueKind.TEXT))
        else:
            sheet.write_string(row - 1, column, value, paper.answer(field.kind))
            _limit(sheet, row, column, field, choices)
    explanation = FUNDS_FIELDS[-1]
    cells = [(token("funds", source, explanation.name), explanation.width)]
    paper.fit(sheet, row, cells, roomy=32, least=26)


def _rate(paper: Paper, sheet: Worksheet, row: int, stated: str) -> None:
    budget, executed, rate = (_here(name, row) for name in ("budget", "executed", "rate"))
    known = f"AND(ISNUMBER({budget}),ISNUMBER({executed}),N({budget})>0)"
    formula = f'=IF({known},ROUND({executed}/{budget},4),"")'
    style = paper.computed(ValueKind.RATE)
    paper.formula(sheet, rate.replace("$", ""), formula, style, stated)


def _here(attribute: str, row: int = frames.FUNDS_FIRST) -> str:
    return frames.funds_cell(attribute, row).partition("!")[2]


def _limit(sheet: Worksheet, row: int, column: int, field: Field, choices: Choices) -> None:
    if field.kind is ValueKind.AMOUNT:
        rule: dict[str, object] = {"validate": "decimal", "criteria": ">=", "value": 0}
        rule |= {"error_title": field.name, "error_message": "请填不小于0的数字，单位万元。"}
        rule |= {"input_title": field.name, "input_message": "单位：万元，只填数字"}
    elif field.attribute in _SCORED:
        weight = _here("weight")
        top = 100 if field.attribute == "weight" else f"=IF(ISNUMBER({weight}),{weight},100)"
        rule = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": top}
        rule |= {"error_title": field.name, "error_message": "请填0到分值之间的数字。"}
        rule |= {"input_title": field.name, "input_message": "预算执行率的" + field.name}
    else:
        rule = {"validate": "any", "input_title": field.name}
        rule |= {
            "input_message": f"执行率低于{choices.execution_low}%时请说明原因；有扣分的写明扣分原因"
        }
    sheet.data_validation(row - 1, column, row - 1, column, rule)


def _uses(paper: Paper, sheet: Worksheet, frame: Frame, choices: Choices) -> None:
    """The second table; its 备注 takes the width that is left."""
    head, last = frames.USES_FIRST - 1, len(FUNDS_FIELDS) - 1
    title = paper.style(bold=True, font_size=12, valign="vcenter")
    sheet.write_string(head - 2, 0, _USES, title)
    sheet.set_row(head - 2, 24)
    *narrow, note = USE_FIELDS
    paper.headers(sheet, head, (field.name for field in narrow))
    sheet.merge_range(head - 1, len(narrow), head - 1, last, note.name, paper.head())
    wide = sum(field.width for field in FUNDS_FIELDS[len(narrow) :])
    for number in range(frame.uses):
        row = frames.USES_FIRST + number
        names = [token("uses", number, field.name) for field in USE_FIELDS]
        for column, field in enumerate(narrow):
            sheet.write_string(row - 1, column, names[column], paper.answer(field.kind))
        style = paper.answer(note.kind)
        sheet.merge_range(row - 1, len(narrow), row - 1, last, names[-1], style)
        paper.fit(sheet, row, [(names[0], narrow[0].width), (names[-1], wide)])
        _limit(sheet, row, 1, narrow[1], choices)


def _colour_faults(paper: Paper, sheet: Worksheet, choices: Choices) -> None:
    """Spending over budget, and an execution score that is not 分值 × 执行率, turn red."""
    red = paper.style(**RED)
    budget, executed, weight, score = (
        _here(name) for name in ("budget", "executed", "weight", "self_score")
    )
    over = f"N({executed})-N({budget})>{choices.tolerance}"
    over = f"=AND(ISNUMBER({executed}),ISNUMBER({budget}),{over})"
    known = f"AND(N({budget})>0,ISNUMBER({executed}),ISNUMBER({weight}),ISNUMBER({score}))"
    due = choices.execution_formula(weight, budget, executed)
    differs = f"=IF({known},ABS({score}-{due})>{choices.tolerance},FALSE)"
    for cell, criteria in ((executed, over), (score, differs)):
        rule = {"type": "formula", "criteria": criteria, "format": red}
        sheet.conditional_format(cell.replace("$", ""), rule)
