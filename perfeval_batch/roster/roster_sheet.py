"""The blank roster: a sheet of projects, a sheet of approved indicators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from perfeval_batch.blank import meta_sheet
from perfeval_batch.blank.indicators_sheet import CENTRED
from perfeval_batch.blank.meta_sheet import SCHEME_LIST, Choices, level_rule
from perfeval_batch.blank.sheet_design import RED, Design, set_up_print
from perfeval_batch.findings import column_letters
from perfeval_batch.model import CellValue
from perfeval_batch.roster.roster_entries import (
    INDICATOR_FIELDS,
    INDICATORS,
    PROJECT_FIELDS,
    PROJECTS,
)
from perfeval_batch.roster.system_export import LEFT_OUT, LeftOut
from perfeval_batch.schema import Field, ValueKind
from perfeval_batch.schemes import Scheme
from perfeval_batch.sheets import Book, Worksheet

FIRST = 4
"""The first row to fill in (1-based)."""
_PROJECT_ROOM, _INDICATOR_ROOM = 300, 1_000
_LIMITED = 20_000
"""Drop-downs and limits reach to this row: nobody runs out of them."""
_PROJECT_REMARK = (
    "一行一个项目。项目名称、主管部门、实施单位必填；金额单位：万元。"
    "每个项目据此生成一份预填的自评表，报送后据此核对应报、已报、未报。"
)
_INDICATOR_REMARK = (
    "已批复绩效指标的项目，在此逐行列出三级指标（可不填）；项目编码与“项目名册”一致；"
    "同一项目的分值合计加上预算执行率的分值应为100分。"
)
_SHEETS = {
    PROJECTS: (_PROJECT_REMARK, _PROJECT_ROOM),
    INDICATORS: (_INDICATOR_REMARK, _INDICATOR_ROOM),
}
"""What stands above the table, and the rows to fill in."""
_KINDS = {ValueKind.AMOUNT: (0, 10**10), ValueKind.POINTS: (0, 100)}


Row = Mapping[str, CellValue]
"""Attribute → what stands in its column."""


def write(
    scheme: Scheme,
    projects: Sequence[Row] = (),
    indicators: Sequence[Row] = (),
    left_out: Sequence[LeftOut] = (),
) -> bytes:
    """Write the roster, blank or with what is known; its drop-downs from the scheme.

    Args:
        scheme: what the drop-downs offer.
        projects: attribute → value, a project each.
        indicators: the approved ones.
        left_out: lines of an export that are no project: on a sheet of their own, to be checked.
    """
    design = Design(Book("项目名册"))
    _table(design, PROJECTS, PROJECT_FIELDS, projects)
    _table(design, INDICATORS, INDICATOR_FIELDS, indicators)
    if left_out:
        _left_out(design, left_out)
    meta_sheet.draw(design, Choices.from_scheme(scheme))
    return design.book.finish()


def _left_out(design: Design, lines: Sequence[LeftOut]) -> None:
    """Add the sheet of the export's lines that the roster does not list."""
    remark = "导出清单中没有列入名册的行及原因；请逐行核对，应列入的补到“项目名册”表。"
    sheet = design.sheet(LEFT_OUT, LEFT_OUT, remark, (20, 8, 60, 40))
    design.headers(sheet, FIRST - 1, ("工作表", "行", "内容", "没有列入的原因"))
    for row, line in enumerate(lines, FIRST):
        cells: tuple[CellValue, ...] = (line.sheet, line.row, line.text, line.why)
        for column, value in enumerate(cells, 1):
            design.put(sheet, (row, column), value, ValueKind.TEXT)
    sheet.freeze_panes(FIRST - 1, 0)
    set_up_print(sheet, landscape=True, repeat=FIRST - 1)


def _table(design: Design, name: str, fields: Sequence[Field], rows: Sequence[Row]) -> None:
    """Add a sheet with a header, what is known, and rows to fill in."""
    remark, room = _SHEETS[name]
    sheet = design.sheet(name, name, remark, (field.width for field in fields))
    sheet.set_row(1, 32)
    design.headers(sheet, FIRST - 1, (field.name for field in fields))
    empty: Row = {}
    for row, values in enumerate((*rows, *[empty] * max(room - len(rows), 20)), FIRST):
        for column, field in enumerate(fields, 1):
            align = "center" if field.attribute in CENTRED else ""
            value = values.get(field.attribute)
            design.put(sheet, (row, column), value, field.kind, align)
    for column, field in enumerate(fields):
        _limit(sheet, column, field)
    if name == PROJECTS:
        _colour_doubles(design, sheet)
    sheet.freeze_panes(FIRST - 1, 2)
    set_up_print(sheet, landscape=True, repeat=FIRST - 1)


def _limit(sheet: Worksheet, column: int, field: Field) -> None:
    rule: dict[str, object] = {"validate": "any"}
    if field.attribute == "scheme":
        rule = {"validate": "list", "source": f"={SCHEME_LIST}", "error_type": "warning"}
        rule |= {"error_message": "不在列表中，请确认财政部门有此方案。"}
    elif field.attribute in ("level1", "level2"):
        rule = level_rule(field.attribute, f"${column_letters(column)}{FIRST}")
    elif field.choices:
        rule = {"validate": "list", "source": list(field.choices), "error_type": "warning"}
        rule |= {"error_message": "不在下拉列表中，请确认。"}
    elif field.kind in _KINDS:
        low, high = _KINDS[field.kind]
        rule = {"validate": "decimal", "criteria": "between", "minimum": low, "maximum": high}
        rule |= {"error_message": "请填不小于0的数字。"}
    if field.hint:
        rule |= {"input_title": field.name, "input_message": field.hint}
    if len(rule) > 1:
        sheet.data_validation(FIRST - 1, column, _LIMITED - 1, column, rule)


def _colour_doubles(design: Design, sheet: Worksheet) -> None:
    """A code that stands twice turns red."""
    area = f"$A${FIRST}:$A${_LIMITED}"
    criteria = f'=AND($A{FIRST}<>"",COUNTIF({area},$A{FIRST})>1)'
    rule = {"type": "formula", "criteria": criteria, "format": design.style(**RED)}
    sheet.conditional_format(area.replace("$", ""), rule)
