"""The sheet 填写说明: one page on how to fill the workbook in, then the checks it will meet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import resources

from perfeval_batch import schema
from perfeval_batch.blank import sheet_frame as frames
from perfeval_batch.blank.meta_sheet import Choices
from perfeval_batch.blank.paper import AMBER, GREEN, RED, Paper
from perfeval_batch.findings import Kind, Severity
from perfeval_batch.sheets import Worksheet

_HEADING = "项目支出绩效自评表——填写说明"
_REMARK = "一个项目填一份。金额单位：万元；分值和得分单位：分。"
_WIDTHS = (11.0, 11.0, 44.0, 56.0)
_COLOURS = {Severity.ERROR: RED, Severity.WARNING: AMBER, Severity.NOTE: GREEN}
_LINE = 17
_TEXT = "blank_instructions.txt"


def draw(paper: Paper, choices: Choices, checks: Sequence[Kind]) -> None:
    """Add the sheet."""
    sheet = paper.sheet(schema.INSTRUCTIONS, _HEADING, _REMARK, _WIDTHS)
    row = frames.TITLE_ROWS
    for name, sentences in _steps(choices):
        row = _step(paper, sheet, row, name, sentences)
    if checks:
        _checks(paper, sheet, row + 1, checks)
    paper.finished(sheet, landscape=False)


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


def _step(paper: Paper, sheet: Worksheet, row: int, name: str, sentences: list[str]) -> int:
    """Write a headed part from the 1-based row on; the row after it."""
    last = len(_WIDTHS) - 1
    text = paper.boxed(align="left")
    room = int(sum(_WIDTHS[1:])) - 4
    first = row
    for number, sentence in enumerate(sentences, 1):
        line = f"{number}．{sentence}" if len(sentences) > 1 else sentence
        sheet.merge_range(row - 1, 1, row - 1, last, line, text)
        sheet.set_row(row - 1, _LINE * -(-2 * len(line) // room) + 7)
        row += 1
    label = paper.label(align="center")
    if len(sentences) > 1:
        sheet.merge_range(first - 1, 0, row - 2, 0, name, label)
    else:
        sheet.write_string(first - 1, 0, name, label)
    return row


def _checks(paper: Paper, sheet: Worksheet, row: int, checks: Sequence[Kind]) -> None:
    """The catalogue on pages of its own, from the 1-based row on."""
    sheet.set_h_pagebreaks([row - 1])
    title = paper.style(bold=True, font_size=14, font_name="黑体", align="center", valign="vcenter")
    sheet.merge_range(row - 1, 0, row - 1, len(_WIDTHS) - 1, "报送后会作的检查", title)
    sheet.set_row(row - 1, 30)
    paper.headers(sheet, row + 1, ("编号", "性质", "检查什么", "怎么改"))
    for at, kind in enumerate(sorted(checks, key=lambda kind: kind.code), row + 2):
        colour = paper.boxed(align="center", **_COLOURS[kind.severity])
        cells = (kind.code, kind.severity.label, kind.page.title, kind.page.mend)
        styles = (paper.boxed(align="center"), colour, paper.boxed(), paper.boxed())
        for column, (text, style) in enumerate(zip(cells, styles, strict=True)):
            sheet.write_string(at - 1, column, text, style)
        lines = max(
            -(-2 * len(text) // int(width - 2))
            for text, width in zip(cells[2:], _WIDTHS[2:], strict=True)
        )
        sheet.set_row(at - 1, 15 * lines + 6)
