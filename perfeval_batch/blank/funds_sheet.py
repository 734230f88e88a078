"""Draws the sheet 资金情况: the funds table, then the use-of-funds table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from perfeval_batch import schema
from perfeval_batch.blank import named_areas
from perfeval_batch.blank.meta_sheet import Choices
from perfeval_batch.blank.named_areas import Frame, padded
from perfeval_batch.blank.sheet_design import RED, Design, fit_row, set_up_print, write_formula
from perfeval_batch.model import CellValue, Filling
from perfeval_batch.schema import FUNDS_FIELDS, USE_FIELDS, Field, ValueKind
from perfeval_batch.sheets import Worksheet

_HEADING = "项目支出绩效自评表——资金情况"
_REMARK = (
    "金额单位：万元。分值和得分只填第一行；执行率自动计算；自评得分＝分值×执行率，最高为分值。"
)
_USES = "支出用途（金额单位：万元；金额合计应等于全年执行数）"
_SCORED = ("weight", "self_score", "review_score")


def draw(design: Design, frame: Frame, choices: Choices, filling: Filling) -> None:
    """Add the sheet."""
    widths = [field.width for field in FUNDS_FIELDS]
    remark = _REMARK.format(rule=choices.execution_rule)
    sheet = design.sheet(schema.FUNDS, _HEADING, remark, widths)
    design.headers(sheet, named_areas.TITLE_ROWS, (field.name for field in FUNDS_FIELDS))
    for row, source in enumerate((schema.TOTAL_SOURCE, *schema.SOURCES), named_areas.FUNDS_FIRST):
        _source(design, sheet, row, source, choices, filling.funds.get(source, {}))
    _uses(design, sheet, frame, choices, filling.uses)
    _colour_faults(design, sheet, choices)
    sheet.freeze_panes(named_areas.TITLE_ROWS, 1)
    set_up_print(sheet, landscape=True)


def _source(
    design: Design,
    sheet: Worksheet,
    row: int,
    source: str,
    choices: Choices,
    values: Mapping[str, CellValue],
) -> None:
    first = source == schema.SOURCES[0]
    text = schema.FIRST_SOURCE_PREFIX + source if first else source
    indent = 0 if first or source == schema.TOTAL_SOURCE else 3
    sheet.write_string(row - 1, 0, text, design.label(indent=indent))
    for column, field in enumerate(FUNDS_FIELDS[1:], 1):
        value = values.get(field.name)
        if field.attribute == "rate" and value is None:
            _rate(design, sheet, row)
        elif field.attribute in (*_SCORED, "reason") and row != named_areas.FUNDS_FIRST:
            sheet.write_string(row - 1, column, "—", design.computed(ValueKind.TEXT))
        else:
            design.put(sheet, (row, column + 1), value, field.kind)
            _limit(sheet, row, column, field, choices)
    fit_row(sheet, row, [(values.get(each.name), each.width) for each in FUNDS_FIELDS[-2:]], 32)


def _rate(design: Design, sheet: Worksheet, row: int) -> None:
    budget, executed, rate = (_here(name, row) for name in ("budget", "executed", "rate"))
    known = f"AND(ISNUMBER({budget}),ISNUMBER({executed}),N({budget})>0)"
    formula = f'IF({known},ROUND({executed}/{budget},4),"")'
    write_formula(sheet, rate.replace("$", ""), formula, design.computed(ValueKind.RATE))


def _here(attribute: str, row: int = named_areas.FUNDS_FIRST) -> str:
    return named_areas.funds_cell(attribute, row).partition("!")[2]


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
        told = {"reason": "选填：预算执行率扣分的原因；不填的，报告取说明栏"}
        low = f"执行率低于{choices.execution_low}%时请说明原因"
        rule |= {"input_message": told.get(field.attribute, low)}
    sheet.data_validation(row - 1, column, row - 1, column, rule)


def _uses(
    design: Design,
    sheet: Worksheet,
    frame: Frame,
    choices: Choices,
    rows: Sequence[Mapping[str, CellValue]],
) -> None:
    """The second table; its 备注 takes the width that is left."""
    head, last = named_areas.USES_FIRST - 1, len(FUNDS_FIELDS) - 1
    title = design.style(bold=True, font_size=12, valign="vcenter")
    sheet.write_string(head - 2, 0, _USES, title)
    sheet.set_row(head - 2, 24)
    *narrow, note = USE_FIELDS
    design.headers(sheet, head, (field.name for field in narrow))
    sheet.merge_range(head - 1, len(narrow), head - 1, last, note.name, design.head())
    wide = sum(field.width for field in FUNDS_FIELDS[len(narrow) :])
    for row, use in enumerate(padded(rows, frame.uses), named_areas.USES_FIRST):
        for column, field in enumerate(narrow, 1):
            design.put(sheet, (row, column), use.get(field.name), field.kind)
        remark = use.get(note.name)
        design.put(sheet, (row, len(USE_FIELDS)), remark, note.kind, last=last + 1)
        fit_row(sheet, row, [(use.get(narrow[0].name), narrow[0].width), (remark, wide)])
        _limit(sheet, row, 1, narrow[1], choices)


def _colour_faults(design: Design, sheet: Worksheet, choices: Choices) -> None:
    """Spending over budget, and an execution score that is not 分值 × 执行率, turn red."""
    red = design.style(**RED)
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
