"""Writes the reviewers' workbook: a row a line; 复核完成值, 佐证, 复核得分 and 复核说明 are open.

Everything else is protected without a password: guidance, not security. A second sheet adds up
what was entered, project by project, while it is entered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from perfeval_batch import schema
from perfeval_batch.blank.sheet_design import (
    A3,
    A4,
    AMBER,
    COMPUTED,
    GREEN,
    GREY,
    LABEL,
    OPEN,
    RED,
    Design,
    protect,
    set_up_print,
    write_value,
)
from perfeval_batch.findings import column_letters
from perfeval_batch.model import CellValue
from perfeval_batch.review.items import Line, Subject
from perfeval_batch.review.review_values import EVIDENCE
from perfeval_batch.schema import Field, ValueKind
from perfeval_batch.sheets import Book, Worksheet, row_height

SHEET = "复核"
SUMS = "项目汇总"
_TITLE = "项目支出绩效自评复核表"
_HOW = (
    "请在淡黄色的“复核得分”栏逐行填写复核后的得分（0至分值之间），得分与自评不同的，在“复核说明”栏写明理由；"
    "“复核完成值”“佐证”按核实情况填写。"
    "一个项目的各行要么全部填写，要么全部留空；其余各栏不要改动。"
)


_CENTRED = frozenset(
    {"number", "weight", "self_score", "review_score", "review_evidence", "year"}
    | {"lines", "reviewed", "weights", "self_scores", "review_scores", "deviation", "state"}
)
_SHOWN = (
    Field("一级指标", "level1", width=11),
    Field("二级指标", "level2", width=13),
    Field("三级指标", "name", width=20),
    Field("年度指标值", "target", width=13),
    Field("实际完成值", "actual", width=13),
    Field("完成情况说明", "description", width=32),
    Field("佐证材料", "evidence", width=18),
    Field("扣分原因", "reason", width=24),
)
"""As `items.Line.texts` has them."""
_PROJECT = (
    Field("项目名称", "project", width=22),
    Field("主管部门", "department", width=14),
    Field("实施单位", "unit", width=16),
)
_OPEN = (
    Field("复核得分", "review_score", ValueKind.POINTS, width=8),
    Field("复核说明", "remark", width=30),
    Field("复核完成值", "review_actual", width=13),
    Field("佐证", "review_evidence", choices=EVIDENCE, width=7),
)
_KEPT = (
    Field("项目编码", "code", width=16),
    Field("评价年度", "year", width=8),
    Field("来源文件", "source", width=30),
    Field("行标识", "key", width=14),
)
COLUMNS = (
    Field("项目序号", "number", width=6),
    *_PROJECT,
    *_SHOWN,
    Field("分值", "weight", ValueKind.POINTS, width=7),
    Field("自评得分", "self_score", ValueKind.POINTS, width=7),
    *_OPEN,
    *_KEPT,
)
"""What tells projects and lines apart stands in it too, on the right."""
_HEADER = 2
_FIRST = _HEADER + 1
_FROZEN = 2
_LOW, _LINE, _AIR = 22, 14, 7
"""Points of the lowest row, of a line of 10 pt, of the room around it."""

_SUM_COLUMNS = (
    COLUMNS[0],
    *_PROJECT,
    *(Field("行数", "lines", width=7), Field("已复核", "reviewed", width=7)),
    *(Field("分值合计", "weights", width=9), Field("自评合计", "self_scores", width=9)),
    *(Field("复核合计", "review_scores", width=9), Field("偏离度", "deviation", width=9)),
    Field("状态", "state", width=12),
)


def is_review_sheet(name: str) -> bool:
    """A sheet of that name is filled in by a reviewer: 复核, or 复核-张三."""
    return name == SHEET or name.startswith(f"{SHEET}-")


def write(subjects: Sequence[Subject], reviewers: Sequence[str] = ()) -> bytes:
    """Write the reviewers' workbook; projects and lines stand in the order given.

    Args:
        subjects: the projects to review.
        reviewers: who reviews: each has a sheet of his own, the projects are dealt out in turn.
    """
    design = Design(Book(_TITLE))
    hands = max(len(reviewers), 1)
    for number, name in enumerate(_sheet_names(reviewers)):
        _write_sheet(design, name, subjects[number::hands])
    return design.book.finish()


def _sheet_names(reviewers: Sequence[str]) -> list[str]:
    """`复核-张三` for each reviewer; names that Excel would take for one are told apart."""
    names: list[str] = []
    for each in reviewers:
        bare = re.sub(r"[\[\]:*?/\\'\x00-\x1f]", "", each).strip()[:24] or "复核人"
        name, number = f"{SHEET}-{bare}", 2
        while name.casefold() in {known.casefold() for known in names}:
            name, number = f"{SHEET}-{bare}{number}", number + 1
        names.append(name)
    return names or [SHEET]


def _write_sheet(design: Design, name: str, subjects: Sequence[Subject]) -> None:
    count = sum(len(subject.lines) for subject in subjects)
    printed = len(COLUMNS) - len(_KEPT)
    sheet = design.sheet(name, _TITLE, _HOW, (column.width for column in COLUMNS[:printed]))
    sheet.set_row(1, 20)
    for index, column in enumerate(COLUMNS[printed:], printed):
        sheet.set_column(index, index, column.width)
    design.headers(sheet, _HEADER + 1, (column.name for column in COLUMNS))
    _Lines(design, sheet).draw(subjects)
    _limit(design, sheet, count)
    _band(design, sheet, count)
    sheet.print_area(0, 0, _HEADER + max(count, 1), printed - 1)
    _finish(sheet, _FROZEN, len(COLUMNS), count, A3)
    _sums(design, name, subjects)


class _Lines:
    """Draws the rows of a sheet."""

    def __init__(self, design: Design, sheet: Worksheet) -> None:
        self._sheet = sheet
        kept = design.boxed(font_size=9, font_color=GREY, num_format="@")
        self._styles = {
            column: design.boxed(align=_align(column), font_size=10) for column in COLUMNS
        }
        self._styles |= dict.fromkeys(_KEPT, kept)
        self._styles |= {
            column: design.boxed(bg_color=OPEN, locked=False, align=_align(column), font_size=10)
            for column in _OPEN
        }

    def draw(self, subjects: Sequence[Subject]) -> None:
        row = _FIRST
        for number, subject in enumerate(subjects, 1):
            for line in subject.lines:
                cells = dict(_cells(number, subject, line))
                shown = ((str(cells[column]), column) for column in (*_SHOWN, *_PROJECT))
                self._sheet.set_row(row, _height(shown))
                for index, column in enumerate(COLUMNS):
                    value = cells.get(column)
                    write_value(self._sheet, row, index, value, self._styles[column])
                row += 1


def _align(column: Field) -> str:
    return "center" if column.attribute in _CENTRED else "left"


def _cells(number: int, subject: Subject, line: Line) -> Iterator[tuple[Field, CellValue]]:
    yield COLUMNS[0], number
    project = (subject.name, subject.department, subject.unit)
    yield from zip(_PROJECT, project, strict=True)
    yield from zip(_SHOWN, line.texts, strict=True)
    yield schema.field(COLUMNS, "weight"), line.weight
    yield schema.field(COLUMNS, "self_score"), line.self_score
    kept = (subject.code, subject.year, subject.source, line.key)
    yield from zip(_KEPT, kept, strict=True)


def _height(texts: Iterable[tuple[str, Field]]) -> float:
    """The height that a row needs for its longest text, in points."""
    return row_height(((text, column.width) for text, column in texts), _LOW, _LINE, _AIR)


def _letter(attribute: str) -> str:
    return column_letters(COLUMNS.index(schema.field(COLUMNS, attribute)) + 1)


def _limit(design: Design, sheet: Worksheet, count: int) -> None:
    """Scores lie between 0 and the weight; what is amiss shows at once."""
    first, last = _FIRST + 1, _FIRST + max(count, 1)
    score, weight, remark = _letter("review_score"), _letter("weight"), _letter("remark")
    scores, own = f"{score}{first}:{score}{last}", f"${score}{first}"
    sheet.data_validation(
        scores,
        {
            "validate": "decimal",
            "criteria": "between",
            "minimum": 0,
            "maximum": f"=${weight}{first}",
            "error_title": "复核得分",
            "error_message": "复核得分应在0至本行分值之间。",
        },
    )
    evidence, given = _letter("review_evidence"), _letter("self_score")
    choices = {"validate": "list", "source": list(EVIDENCE), "error_message": "请填有、部分或无。"}
    sheet.data_validation(f"{evidence}{first}:{evidence}{last}", choices)
    wrong = f'AND({own}<>"",OR(NOT(ISNUMBER({own})),{own}<0,{own}>${weight}{first}))'
    silent = f'AND(ISNUMBER({own}),{own}<>${given}{first},TRIM(${remark}{first})="")'
    for area, condition, look in (
        (scores, wrong, RED),
        (f"{remark}{first}:{remark}{last}", silent, AMBER),
    ):
        rule = {"type": "formula", "criteria": f"={condition}", "format": design.style(**look)}
        sheet.conditional_format(area, rule)


def _band(design: Design, sheet: Worksheet, count: int) -> None:
    """Every other project on grey, so that the eye sees where one ends."""
    area = f"A{_FIRST + 1}:{_letter('self_score')}{_FIRST + max(count, 1)}"
    rule = {"type": "formula", "criteria": f"=MOD($A{_FIRST + 1},2)=0"}
    sheet.conditional_format(area, {**rule, "format": design.style(bg_color=LABEL)})


def _finish(sheet: Worksheet, frozen: int, columns: int, count: int, paper: int) -> None:
    """Frozen headings, filter, print set-up, protection."""
    sheet.freeze_panes(_FIRST, frozen)
    sheet.autofilter(_HEADER, 0, _HEADER + max(count, 1), columns - 1)
    set_up_print(sheet, landscape=True, repeat=_HEADER + 1, paper=paper)
    protect(sheet, autofilter=True)


def _sums(design: Design, reviewed: str, subjects: Sequence[Subject]) -> None:
    """A row per project of a reviewers' sheet: how far its review is, and what it comes to."""
    name = SUMS + reviewed.removeprefix(SHEET)
    widths = (column.width for column in _SUM_COLUMNS)
    how = f"本表随“{reviewed}”表自动更新，不需要填写。"
    sheet = design.sheet(name, "复核项目汇总", how, widths)
    design.headers(sheet, _HEADER + 1, (column.name for column in _SUM_COLUMNS))
    styles = [design.boxed(align=_align(column), font_size=10) for column in _SUM_COLUMNS]
    computed = design.boxed(align="center", font_size=10, bg_color=COMPUTED)
    percent = design.boxed(align="center", font_size=10, bg_color=COMPUTED, num_format="0.00%")
    start = _FIRST + 1
    for row, subject in enumerate(subjects, _FIRST):
        end = start + len(subject.lines) - 1
        shown = (subject.name, subject.department, subject.unit)
        sheet.set_row(row, _height(zip(shown, _PROJECT, strict=True)))
        known: tuple[CellValue, ...] = (row - _FIRST + 1, *shown, len(subject.lines))
        for column, value in enumerate(known):
            write_value(sheet, row, column, value, styles[column])
        formulas = _formulas(reviewed, subject, row + 1, start, end)
        for column, (formula, value) in enumerate(formulas, 5):
            style = percent if _SUM_COLUMNS[column].attribute == "deviation" else computed
            sheet.write_formula(row, column, f"={formula}", style, value)
        start = end + 1
    last = f"K{_FIRST + max(len(subjects), 1)}"
    for state, look in (("已填完", GREEN), ("未填完", AMBER), ("有误", RED)):
        rule = {"type": "cell", "criteria": "==", "value": f'"{state}"'}
        sheet.conditional_format(f"K{_FIRST + 1}:{last}", {**rule, "format": design.style(**look)})
    _finish(sheet, _FROZEN, len(_SUM_COLUMNS), len(subjects), A4)


def _formulas(
    sheet: str,
    subject: Subject,
    row: int,
    start: int,
    end: int,
) -> Iterator[tuple[str, str | int | Decimal]]:
    """The formulas of a project's row in the 1-based `row`, each with what it shows at first."""

    def lines_of(attribute: str) -> str:
        letter = _letter(attribute)
        return f"'{sheet}'!${letter}${start}:${letter}${end}"

    reviewed = lines_of("review_score")
    yield f"COUNTA({reviewed})", 0
    yield f"SUM({lines_of('weight')})", _sum(line.weight for line in subject.lines)
    yield f"SUM({lines_of('self_score')})", _sum(line.self_score for line in subject.lines)
    yield f'IF(F{row}=E{row},SUM({reviewed}),"")', ""
    yield f'IF(ISNUMBER(I{row}),IF(H{row}>0,(H{row}-I{row})/H{row},""),"")', ""
    wrong = f"SUMPRODUCT(--({reviewed}>{lines_of('weight')}))>0"
    state = f'IF(F{row}=0,"未复核",IF({wrong},"有误",IF(F{row}<E{row},"未填完","已填完")))'
    yield state, "未复核"


def _sum(points: Iterator[Decimal | None]) -> Decimal:
    return sum((each for each in points if each is not None), Decimal(0))
