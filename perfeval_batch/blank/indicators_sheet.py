"""Draws the sheet 绩效指标: the indicator table, the 合计 row last."""

from __future__ import annotations

from collections.abc import Mapping

from perfeval_batch import schema
from perfeval_batch.blank import named_areas
from perfeval_batch.blank.meta_sheet import level_rule
from perfeval_batch.blank.named_areas import Frame, padded
from perfeval_batch.blank.sheet_design import (
    A3,
    RED,
    Design,
    fit_row,
    set_up_print,
    write_formula,
    write_value,
)
from perfeval_batch.findings import column_letters
from perfeval_batch.model import CellValue, Filling
from perfeval_batch.schema import INDICATOR_FIELDS, Field, ValueKind
from perfeval_batch.sheets import Worksheet

_HEADING = "项目支出绩效自评表——绩效指标"
_REMARK = (
    "每行一个三级指标；分值合计（含资金情况的预算执行率）应为100分；"
    "得分低于分值的，必须写扣分原因。多出的空行不必删除。"
)
_HINTS = {
    "level1": "从下拉列表中选择",
    "level2": "先选一级指标，再从下拉列表中选择",
    "name": "写具体的指标名称，如“任务完成率”",
    "comparison": "定量指标选≥ ≤ ＝ > <，定性指标选“定性”",
    "target": "年初批复的指标值；定量指标只填数字",
    "unit_of_measure": "如个、次、%、万元",
    "actual": "实际完成的数值；定性指标填达成、部分达成或未达成",
    "description": "用一句话说明完成情况，写入评价报告",
    "weight": "大于0的数字",
    "self_score": "0到分值之间的数字",
    "review_score": "由复核人填写，自评时留空",
    "reason": "自评得分低于分值时必填",
    "measure": "针对扣分原因的改进措施",
    "evidence": "能证明完成情况的材料名称",
    "scoring_standard": "选填：如“每少1%扣1分，扣完为止”",
}
CENTRED = ("comparison", "unit_of_measure", "level1", "level2")


def draw(design: Design, frame: Frame, filling: Filling) -> None:
    """Add the sheet."""
    widths = [field.width for field in INDICATOR_FIELDS]
    sheet = design.sheet(schema.INDICATORS, _HEADING, _REMARK, widths)
    design.headers(sheet, named_areas.TITLE_ROWS, (field.name for field in INDICATOR_FIELDS))
    for row, values in enumerate(
        padded(filling.indicators, frame.indicators), named_areas.INDICATORS_FIRST
    ):
        for column, field in enumerate(INDICATOR_FIELDS, 1):
            align = "center" if field.attribute in CENTRED else ""
            design.put(sheet, (row, column), values.get(field.name), field.kind, align)
        fit_row(sheet, row, ((values.get(each.name), each.width) for each in INDICATOR_FIELDS))
    _total(design, sheet, frame, filling.totals)
    _limits(sheet, frame)
    _colour_faults(design, sheet, frame)
    sheet.freeze_panes(named_areas.TITLE_ROWS, 3)
    set_up_print(sheet, landscape=True, repeat=named_areas.TITLE_ROWS, paper=A3)


def _total(design: Design, sheet: Worksheet, frame: Frame, stated: Mapping[str, CellValue]) -> None:
    """The 合计 row: sums that include 预算执行率, or what the filling states."""
    row = frame.total_row
    style = design.label(align="center")
    sheet.write_string(row - 1, 0, schema.TOTAL_ROW, style)
    for column, field in enumerate(INDICATOR_FIELDS[1:], 1):
        if stated.get(field.name) is not None:
            style_stated = design.computed(field.kind)
            write_value(sheet, row - 1, column, stated[field.name], style_stated)
        elif field.kind is ValueKind.POINTS:
            cell = f"{column_letters(column + 1)}{row}"
            formula = named_areas.sum_with_execution(field.attribute)
            write_formula(sheet, cell, formula, design.computed(field.kind))
        else:
            sheet.write_blank(row - 1, column, None, style)
    sheet.set_row(row - 1, 24)


def _limits(sheet: Worksheet, frame: Frame) -> None:
    first, last = named_areas.INDICATORS_FIRST - 1, frame.indicators_last - 1
    for column, field in enumerate(INDICATOR_FIELDS):
        rule = _limit(field)
        rule |= {"input_title": field.name, "input_message": _HINTS[field.attribute]}
        sheet.data_validation(first, column, last, column, rule)


def _limit(field: Field) -> dict[str, object]:
    """A column's drop-down or limits, relative to the table's first row."""
    row = named_areas.INDICATORS_FIRST
    weight = f"${column_letters(named_areas.column(INDICATOR_FIELDS, 'weight'))}{row}"
    allowed: dict[str, object] = {"error_type": "warning", "error_title": field.name}
    allowed |= {"error_message": "不在下拉列表中。确需使用的可以保留。"}
    match field.attribute:
        case "level1" | "level2":
            return {**allowed, **level_rule(field.attribute, f"$A{row}")}
        case "comparison":
            return {"validate": "list", "source": list(field.choices), **allowed}
        case "weight":
            rule: dict[str, object] = {"minimum": 0, "maximum": 100}
        case "self_score" | "review_score":
            rule = {"minimum": 0, "maximum": f"=IF(ISNUMBER({weight}),{weight},100)"}
        case _:
            return {"validate": "any"}
    rule |= {"validate": "decimal", "criteria": "between", "error_title": field.name}
    return {**rule, "error_message": f"请填数字：{_HINTS[field.attribute]}。"}


def _colour_faults(design: Design, sheet: Worksheet, frame: Frame) -> None:
    """A score over its weight turns red, a deduction without a reason marks the reason's cell."""
    red = design.style(**RED)
    row, last = named_areas.INDICATORS_FIRST, frame.indicators_last
    letter = {
        field.attribute: column_letters(column) for column, field in enumerate(INDICATOR_FIELDS, 1)
    }
    weight = f"${letter['weight']}{row}"
    below = []
    for name in ("self_score", "review_score"):
        score = f"${letter[name]}{row}"
        known = f"ISNUMBER({score}),ISNUMBER({weight})"
        rule = {"type": "formula", "criteria": f"=AND({known},{score}>{weight})", "format": red}
        sheet.conditional_format(f"{letter[name]}{row}:{letter[name]}{last}", rule)
        below.append(f"AND({known},{score}<{weight})")
    reason = letter["reason"]
    criteria = f'=AND(OR({",".join(below)}),TRIM(${reason}{row})="")'
    rule = {"type": "formula", "criteria": criteria, "format": red}
    sheet.conditional_format(f"{reason}{row}:{reason}{last}", rule)
