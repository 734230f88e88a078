"""Projects in, the reviewers' workbook out: a row per line, 复核得分 and 复核说明 open.

Everything else is protected without a password: guidance, not security. A second sheet adds up
what was entered, project by project, while it is entered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from perfeval_batch import office
from perfeval_batch.blank.sheet_design import (
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
)
from perfeval_batch.findings import column_letters
from perfeval_batch.review.items import Line, Subject
from perfeval_batch.sheets import Book, Format, Worksheet, row_height

SHEET = "复核"
SUMS = "项目汇总"
_TITLE = "项目支出绩效自评复核表"
_HOW = (
    "请在淡黄色的“复核得分”栏逐行填写复核后的得分（0至分值之间），得分与自评不同的，在“复核说明”栏写明理由。"
    "一个项目的各行要么全部填写，要么全部留空；其余各栏不要改动。"
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the sheet: header, width in characters of a digit, alignment."""

    header: str
    width: float
    align: str = "left"


PROJECT_NUMBER = Column("项目序号", 6, "center")
WEIGHT = Column("分值", 7, "center")
SELF_SCORE = Column("自评得分", 7, "center")
REVIEW_SCORE = Column("复核得分", 8, "center")
REMARK = Column("复核说明", 30)
CODE = Column("项目编码", 16)
NAME = Column("项目名称", 22)
DEPARTMENT = Column("主管部门", 14)
UNIT = Column("实施单位", 16)
YEAR = Column("评价年度", 8, "center")
SOURCE = Column("来源文件", 30)
KEY = Column("行标识", 14)
TEXTS = (
    Column("一级指标", 11),
    Column("二级指标", 13),
    Column("三级指标", 20),
    Column("年度指标值", 13),
    Column("实际完成值", 13),
    Column("完成情况说明", 32),
    Column("佐证材料", 18),
    Column("扣分原因", 24),
)
COLUMNS = (
    *(PROJECT_NUMBER, NAME, DEPARTMENT, UNIT, *TEXTS),
    *(WEIGHT, SELF_SCORE, REVIEW_SCORE, REMARK),
    *(CODE, YEAR, SOURCE, KEY),
)
"""What tells projects and lines apart stands in it too, on the right."""
_HEADER = 2
_FIRST = _HEADER + 1
_FROZEN = 2
_LOW, _LINE, _AIR = 22, 14, 7
"""Points of the lowest row, of a line of 10 pt, of the room around it."""

_SUM_COLUMNS = (
    *(PROJECT_NUMBER, NAME, DEPARTMENT, UNIT),
    *(Column("行数", 7, "center"), Column("已复核", 7, "center"), Column("分值合计", 9, "center")),
    *(Column("自评合计", 9, "center"), Column("复核合计", 9, "center")),
    *(Column("偏离度", 9, "center"), Column("状态", 12, "center")),
)


def write(subjects: Sequence[Subject]) -> bytes:
    """Write the reviewers' workbook; projects and lines stand in the order given."""
    design = Design(Book(_TITLE))
    count = sum(len(subject.lines) for subject in subjects)
    printed = COLUMNS.index(REMARK) + 1
    sheet = design.sheet(SHEET, _TITLE, _HOW, (column.width for column in COLUMNS[:printed]))
    sheet.set_row(1, 20)
    for index, column in enumerate(COLUMNS[printed:], printed):
        sheet.set_column(index, index, column.width)
    design.headers(sheet, _HEADER + 1, (column.header for column in COLUMNS))
    _Lines(design, sheet).draw(subjects)
    _limit(design, sheet, count)
    _band(design, sheet, count)
    sheet.print_area(0, 0, _HEADER + max(count, 1), printed - 1)
    _finish(sheet, _FROZEN, len(COLUMNS), count)
    _sums(design, subjects)
    return design.book.finish()


class _Lines:
    """Draws the rows of the sheet."""

    def __init__(self, design: Design, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._styles = [design.boxed(align=column.align, font_size=10) for column in COLUMNS]
        self._kept = design.boxed(font_size=9, font_color=GREY, num_format="@")
        self._open = {
            REVIEW_SCORE: design.boxed(bg_color=OPEN, locked=False, align="center"),
            REMARK: design.boxed(bg_color=OPEN, locked=False, font_size=10),
        }

    def draw(self, subjects: Sequence[Subject]) -> None:
        row = _FIRST
        for number, subject in enumerate(subjects, 1):
            for line in subject.lines:
                self._line(row, number, subject, line)
                row += 1

    def _line(self, row: int, number: int, subject: Subject, line: Line) -> None:
        texts = (*line.texts, subject.name, subject.department, subject.unit)
        columns = (*TEXTS, NAME, DEPARTMENT, UNIT)
        self._sheet.set_row(row, _height(zip(texts, columns, strict=True)))
        for index, (column, value) in enumerate(_cells(number, subject, line)):
            style = self._style(index, column)
            _put(self._sheet, row, index, value, style)

    def _style(self, index: int, column: Column) -> Format:
        if column in (CODE, YEAR, SOURCE, KEY):
            return self._kept
        return self._open.get(column, self._styles[index])


def _cells(
    number: int,
    subject: Subject,
    line: Line,
) -> Iterator[tuple[Column, str | int | Decimal | None]]:
    yield PROJECT_NUMBER, number
    yield from zip(
        (NAME, DEPARTMENT, UNIT), (subject.name, subject.department, subject.unit), strict=True
    )
    yield from zip(TEXTS, line.texts, strict=True)
    yield WEIGHT, line.weight
    yield SELF_SCORE, line.self_score
    yield REVIEW_SCORE, None
    yield REMARK, None
    yield from zip(
        (CODE, YEAR, SOURCE, KEY),
        (subject.code, subject.year, subject.source, line.key),
        strict=True,
    )


def _put(
    sheet: Worksheet,
    row: int,
    column: int,
    value: str | int | Decimal | None,
    style: Format,
) -> None:
    if value is None:
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, str):
        sheet.write_string(row, column, office.cell_text(value), style)
    else:
        sheet.write_number(row, column, value, style)


def _height(texts: Iterable[tuple[str, Column]]) -> float:
    """The height that a row needs for its longest text, in points."""
    return row_height(((text, column.width) for text, column in texts), _LOW, _LINE, _AIR)


def _letter(column: Column) -> str:
    return column_letters(COLUMNS.index(column) + 1)


def _limit(design: Design, sheet: Worksheet, count: int) -> None:
    """Scores lie between 0 and the weight; what is amiss shows at once."""
    first, last = _FIRST + 1, _FIRST + max(count, 1)
    score, weight, remark = _letter(REVIEW_SCORE), _letter(WEIGHT), _letter(REMARK)
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
    wrong = f'AND({own}<>"",OR(NOT(ISNUMBER({own})),{own}<0,{own}>${weight}{first}))'
    silent = f'AND(ISNUMBER({own}),{own}<>${_letter(SELF_SCORE)}{first},TRIM(${remark}{first})="")'
    for area, condition, look in (
        (scores, wrong, RED),
        (f"{remark}{first}:{remark}{last}", silent, AMBER),
    ):
        rule = {"type": "formula", "criteria": f"={condition}", "format": design.style(**look)}
        sheet.conditional_format(area, rule)


def _band(design: Design, sheet: Worksheet, count: int) -> None:
    """Every other project on grey, so that the eye sees where one ends."""
    area = f"A{_FIRST + 1}:{_letter(SELF_SCORE)}{_FIRST + max(count, 1)}"
    rule = {"type": "formula", "criteria": f"=MOD($A{_FIRST + 1},2)=0"}
    sheet.conditional_format(area, {**rule, "format": design.style(bg_color=LABEL)})


def _finish(sheet: Worksheet, frozen: int, columns: int, count: int) -> None:
    """Frozen headings, filter, print set-up, protection."""
    sheet.freeze_panes(_FIRST, frozen)
    sheet.autofilter(_HEADER, 0, _HEADER + max(count, 1), columns - 1)
    set_up_print(sheet, landscape=True, repeat=_HEADER + 1)
    protect(sheet, autofilter=True)


def _sums(design: Design, subjects: Sequence[Subject]) -> None:
    """A row per project: how far its review is, and what it comes to."""
    widths = (column.width for column in _SUM_COLUMNS)
    sheet = design.sheet(SUMS, "复核项目汇总", "本表随“复核”表自动更新，不需要填写。", widths)
    design.headers(sheet, _HEADER + 1, (column.header for column in _SUM_COLUMNS))
    styles = [design.boxed(align=column.align, font_size=10) for column in _SUM_COLUMNS]
    computed = design.boxed(align="center", font_size=10, bg_color=COMPUTED)
    percent = design.boxed(align="center", font_size=10, bg_color=COMPUTED, num_format="0.00%")
    start = _FIRST + 1
    for row, subject in enumerate(subjects, _FIRST):
        end = start + len(subject.lines) - 1
        known: tuple[str | int, ...] = (
            *(row - _FIRST + 1, subject.name, subject.department, subject.unit),
            len(subject.lines),
        )
        shown = (subject.name, subject.department, subject.unit)
        texts = zip(shown, (NAME, DEPARTMENT, UNIT), strict=True)
        sheet.set_row(row, _height(texts))
        for column, text in enumerate(known):
            _put(sheet, row, column, text, styles[column])
        for column, (formula, value) in enumerate(_formulas(subject, row + 1, start, end), 5):
            style = percent if _SUM_COLUMNS[column].header == "偏离度" else computed
            sheet.write_formula(row, column, f"={formula}", style, value)
        start = end + 1
    last = f"K{_FIRST + max(len(subjects), 1)}"
    for state, look in (("已填完", GREEN), ("未填完", AMBER), ("有误", RED)):
        rule = {"type": "cell", "criteria": "==", "value": f'"{state}"'}
        sheet.conditional_format(f"K{_FIRST + 1}:{last}", {**rule, "format": design.style(**look)})
    _finish(sheet, _FROZEN, len(_SUM_COLUMNS), len(subjects))


def _formulas(
    subject: Subject,
    row: int,
    start: int,
    end: int,
) -> Iterator[tuple[str, str | int | Decimal]]:
    """The formulas of a project's row in the 1-based `row`, each with what it shows at first."""

    def lines_of(column: Column) -> str:
        return f"{SHEET}!${_letter(column)}${start}:${_letter(column)}${end}"

    reviewed = lines_of(REVIEW_SCORE)
    yield f"COUNTA({reviewed})", 0
    yield f"SUM({lines_of(WEIGHT)})", _sum(line.weight for line in subject.lines)
    yield f"SUM({lines_of(SELF_SCORE)})", _sum(line.self_score for line in subject.lines)
    yield f'IF(F{row}=E{row},SUM({reviewed}),"")', ""
    yield f'IF(ISNUMBER(I{row}),IF(H{row}>0,(H{row}-I{row})/H{row},""),"")', ""
    wrong = f"SUMPRODUCT(--({reviewed}>{lines_of(WEIGHT)}))>0"
    state = f'IF(F{row}=0,"未复核",IF({wrong},"有误",IF(F{row}<E{row},"未填完","已填完")))'
    yield state, "未复核"


def _sum(points: Iterator[Decimal | None]) -> Decimal:
    return sum((each for each in points if each is not None), Decimal(0))
