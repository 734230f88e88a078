"""Writes 疑点核实单.xlsx: a row a doubt, 单位说明 and 处理 open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from perfeval_batch import wording
from perfeval_batch.blank.sheet_design import GREY, OPEN, Design, protect, set_up_print, write_value
from perfeval_batch.findings import Severity
from perfeval_batch.replies.doubts import Doubt
from perfeval_batch.schema import Field
from perfeval_batch.sheets import Book, row_height

NAME = "疑点核实单"
SHEET = NAME
MENDED, TRUE = "已修改", "属实无需修改"
FIELDS = (
    Field("序号", "number", width=6),
    Field("项目", "project", required=True, width=24),
    Field("位置", "place", width=16),
    Field("疑点", "doubt", required=True, width=58),
    Field("单位说明", "words", required=True, width=40),
    Field("处理", "handling", required=True, choices=(MENDED, TRUE), width=16),
    Field("主管部门", "department", required=True, width=16),
    Field("来源文件", "source", required=True, width=24),
    Field("标识", "key", required=True, width=18),
)
_PRINTED = 6
"""What tells doubts apart stands right of what is printed."""
_HEADER = 3
_HOW = (
    "请逐条核实：需要修改的，改好自评表重新报送，“处理”选“{mended}”；经核实填报无误的，"
    "在“单位说明”写明情况，“处理”选“{true}”。{until}其他栏请不要改动。"
)
_MUST = "【未说明或改正前不出具报告】"


ROUND = "/"
"""Between the key of a doubt and the number of the sheet that asks about it, from the second on."""
_STILL = "（上次答复“已修改”，重新检查仍有这一疑点。）"


class Earlier(Protocol):
    """What was answered when the doubt was asked about before."""

    @property
    def words(self) -> str:
        """单位说明."""

    @property
    def handling(self) -> str:
        """处理."""

    @property
    def round(self) -> int:
        """Of the sheet that asked."""


def write(
    doubts: Sequence[Doubt],
    deadline: date | None = None,
    earlier: Mapping[str, Earlier] | None = None,
) -> bytes:
    """Write the sheet of a department; doubts stand by project, the gravest first.

    Args:
        doubts: of its projects.
        deadline: by when it is wanted back.
        earlier: key → the last answer to a doubt that is still open: its words stand there again.
    """
    design = Design(Book(NAME))
    until = f"请于{wording.day(deadline)}前报回。" if deadline else ""
    remark = _HOW.format(mended=MENDED, true=TRUE, until=until)
    sheet = design.sheet(SHEET, NAME, "", (field.width for field in FIELDS[:_PRINTED]))
    sheet.write_string(1, 0, remark, design.remark(text_wrap=True))
    sheet.set_row(1, 34)
    for column, field in enumerate(FIELDS[_PRINTED:], _PRINTED):
        sheet.set_column(column, column, field.width)
    design.headers(sheet, _HEADER, (field.name for field in FIELDS))
    centre, text = design.boxed(align="center", font_size=10), design.boxed(font_size=10)
    opened = design.boxed(font_size=10, bg_color=OPEN, locked=False)
    kept = design.boxed(font_size=9, font_color=GREY, num_format="@")
    styles = (centre, text, text, text, opened, opened, kept, kept, kept)
    for number, doubt in enumerate(sorted(doubts, key=_order), 1):
        cells = _cells(number, doubt, (earlier or {}).get(doubt.key))
        row = _HEADER + number - 1
        for column, (value, style) in enumerate(zip(cells, styles, strict=True)):
            write_value(sheet, row, column, value, style)
        widths = [field.width for field in FIELDS]
        shown = [(str(cells[at] or ""), widths[at]) for at in (1, 2, 3, 4)]
        sheet.set_row(row, row_height(shown, 30, line=14, air=7))
    last = _HEADER + max(len(doubts), 1) - 1
    handling = [field.attribute for field in FIELDS].index("handling")
    rule = {"validate": "list", "source": list(FIELDS[handling].choices)}
    rule |= {"error_title": "处理", "error_message": "请从下拉列表中选择。"}
    sheet.data_validation(_HEADER, handling, last, handling, rule)
    sheet.freeze_panes(_HEADER, 2)
    sheet.autofilter(_HEADER - 1, 0, last, len(FIELDS) - 1)
    sheet.print_area(0, 0, last, _PRINTED - 1)
    set_up_print(sheet, landscape=True, repeat=_HEADER)
    protect(sheet, autofilter=True)
    return design.book.finish()


def _order(doubt: Doubt) -> tuple[object, ...]:
    return (doubt.source, doubt.finding.order)


def _cells(number: int, doubt: Doubt, before: Earlier | None) -> tuple[str | int | None, ...]:
    finding = doubt.finding
    must = _MUST if finding.severity is Severity.ERROR else ""
    place = str(finding.place) if finding.place.sheet else "（整个文件）"
    still = _STILL if before and before.handling == MENDED else ""
    words = f"{must}{finding.message}{finding.fix}{still}"
    said = before.words if before and before.words else None
    key = f"{doubt.key}{ROUND}{before.round + 1}" if before else doubt.key
    return (number, doubt.project, place, words, said, None, doubt.department, doubt.source, key)
