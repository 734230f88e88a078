"""Draws the sheet 填写说明: one page on how to fill in, then the checks that will be made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import resources

from perfeval_batch import schema
from perfeval_batch.blank import named_areas
from perfeval_batch.blank.meta_sheet import Choices
from perfeval_batch.blank.sheet_design import AMBER, GREEN, RED, Design, set_up_print
from perfeval_batch.findings import Kind, Severity
from perfeval_batch.sheets import Worksheet, row_height

_HEADING = "项目支出绩效自评表——填写说明"
_REMARK = "一个项目填一份。金额单位：万元；分值和得分单位：分。"
_WIDTHS = (11.0, 11.0, 44.0, 56.0)
_COLOURS = {Severity.ERROR: RED, Severity.WARNING: AMBER, Severity.NOTE: GREEN}
_LINE = 17
_TEXT = "blank_instructions.txt"


def draw(design: Design, choices: Choices, checks: Sequence[Kind]) -> None:
    """Add the sheet."""
    sheet = design.sheet(schema.INSTRUCTIONS, _HEADING, _REMARK, _WIDTHS)
    row = named_areas.TITLE_ROWS
    for name, sentences in _steps(choices):
        row = _step(design, sheet, row, name, sentences)
    if checks:
        _checks(design, sheet, row + 1, checks)
    set_up_print(sheet, landscape=False)


def _steps(choices: Choices) -> Iterator[tuple[str, list[str]]]:
    """The headed parts of the page with the scheme's words filled in."""
    levels = (
        level.name if level.weight is None else f"{level.name}{level.weight}分"
        for level in choices.levels
    )
    words = {
        "{required}": "、".join(field.name for field in schema.FACT_FIELDS if field.required),
        "{scheme}": choices.scheme,
        "{levels}": "、".join(levels),
        "{execution}": choices.execution_rule,
        "{low}": str(choices.execution_low),
    }
    text = resources.files("perfeval_batch.blank").joinpath(_TEXT).read_text(encoding="utf-8")
    for name, word in words.items():
        text = text.replace(name, word)
    for part in text.split("\n\n"):
        head, *sentences = part.strip().splitlines()
        yield head.strip("[]"), sentences


def _step(design: Design, sheet: Worksheet, row: int, name: str, sentences: list[str]) -> int:
    """Write a headed part from the 1-based row on; the row after it."""
    last = len(_WIDTHS) - 1
    text = design.boxed(align="left")
    width = sum(_WIDTHS[1:])
    first = row
    for number, sentence in enumerate(sentences, 1):
        line = f"{number}．{sentence}" if len(sentences) > 1 else sentence
        sheet.merge_range(row - 1, 1, row - 1, last, line, text)
        sheet.set_row(row - 1, row_height([(line, width)], least=_LINE, line=_LINE, air=7))
        row += 1
    label = design.label(align="center")
    if len(sentences) > 1:
        sheet.merge_range(first - 1, 0, row - 2, 0, name, label)
    else:
        sheet.write_string(first - 1, 0, name, label)
    return row


def _checks(design: Design, sheet: Worksheet, row: int, checks: Sequence[Kind]) -> None:
    """The catalogue on pages of its own, from the 1-based row on."""
    sheet.set_h_pagebreaks([row - 1])
    title = design.style(
        bold=True, font_size=14, font_name="黑体", align="center", valign="vcenter"
    )
    sheet.merge_range(row - 1, 0, row - 1, len(_WIDTHS) - 1, "报送后会作的检查", title)
    sheet.set_row(row - 1, 30)
    design.headers(sheet, row + 1, ("编号", "性质", "检查什么", "怎么改"))
    for at, kind in enumerate(sorted(checks, key=lambda kind: kind.code), row + 2):
        colour = design.boxed(align="center", **_COLOURS[kind.severity])
        cells = (kind.code, kind.severity.label, kind.page.title, kind.page.mend)
        styles = (design.boxed(align="center"), colour, design.boxed(), design.boxed())
        for column, (text, style) in enumerate(zip(cells, styles, strict=True)):
            sheet.write_string(at - 1, column, text, style)
        sheet.set_row(at - 1, row_height(zip(cells[2:], _WIDTHS[2:], strict=True), least=20))
