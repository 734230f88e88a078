"""Workbooks as they come back: the seed's, pulled about the way offices and programs do it."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

import openpyxl

from tests.acceptance import office
from tests.acceptance.office import FACTS, FUNDS, INDICATORS, TEXTS

Cell = object
SHEETS = (FACTS, FUNDS, INDICATORS, TEXTS)


@dataclass
class Table:
    """A sheet's values, row by row, and the ranges that get merged: first row, last row, column."""

    rows: list[list[Cell]]
    merged: list[tuple[int, int, int]] = field(default_factory=list)


Book = dict[str, Table]


def plain(name: str = "运行维护经费") -> Book:
    """The seed's workbook as bare values: what copying into one's own workbook leaves of it."""
    source = office.opened(office.edited(office.totals({}), name))
    return {
        sheet.title: Table(
            [
                [None if str(value).startswith("=") else value for value in row]
                for row in sheet.iter_rows(values_only=True)
            ]
        )
        for sheet in source
        if sheet.title in SHEETS
    }


def saved(book: Book) -> bytes:
    """The workbook as bytes."""
    target = openpyxl.Workbook()
    target.remove(target.worksheets[0])
    for title, table in book.items():
        sheet = target.create_sheet(title)
        for number, row in enumerate(table.rows, 1):
            for column, value in enumerate(row, 1):
                if value is not None:
                    sheet.cell(number, column).value = value
        for first, last, column in table.merged:
            sheet.merge_cells(
                start_row=first + 1,
                end_row=last + 1,
                start_column=column + 1,
                end_column=column + 1,
            )
    return office.saved(target)


def _every(book: Book, change: Callable[[Cell], Cell], sheets: tuple[str, ...] = SHEETS) -> None:
    for title in sheets:
        book[title].rows = [[change(value) for value in row] for row in book[title].rows]


def _heading(table: Table) -> int:
    return next(n for n, row in enumerate(table.rows) if "三级指标" in map(office.bare, row))


def rows_inserted(book: Book) -> None:
    """Rows above every table, two of them with words."""
    for table in book.values():
        width = len(table.rows[0])
        words: list[Cell] = ["填报说明：以下内容由单位填写", *[None] * (width - 1)]
        table.rows = [words, [None] * width, [*[None] * (width - 1), "密级：公开"], *table.rows]


def columns_inserted(book: Book) -> None:
    """An empty column in front of every sheet."""
    for table in book.values():
        table.rows = [[None, *row] for row in table.rows]


def column_added(book: Book) -> None:
    """A numbered column of the office's own amid the indicators."""
    table = book[INDICATORS]
    top = _heading(table)
    table.rows = [
        [*row[:3], "序号" if n == top else n - top if n > top and row[2] else None, *row[3:]]
        for n, row in enumerate(table.rows)
    ]


def columns_reordered(book: Book) -> None:
    """The indicator table's columns from right to left, the funds table's but the first too."""
    table = book[INDICATORS]
    table.rows = [row[::-1] for row in table.rows]
    funds = book[FUNDS]
    top = next(n for n, row in enumerate(funds.rows) if office.bare(row[0]) == "资金来源")
    for n in range(top, top + 5):
        funds.rows[n] = [funds.rows[n][0], *funds.rows[n][:0:-1]]


def labels_broken(book: Book) -> None:
    """Labels over two lines, or spread with a blank."""
    known = {
        "年度指标值": "年度\n指标值",
        "实际完成值": "实际\n完成值",
        "自评得分": "自评\r\n得分",
        "复核得分": "复核 得分",
        "分值": "分 值",
        "三级指标": "三级\n指标",
        "全年预算数": "全年\n预算数",
        "年度资金总额": "年度资金\n总额",
        "支出用途": "支出\n用途",
        "项目名称": "项 目 名 称",
        "项目绩效总目标": "项目绩效\n总目标",
        "评价目的依据和方法": "评价目的\n依据和方法",
        "存在的问题及原因分析": "存在的问题\n及原因分析",
        "经验概述": "经验\n概述",
        "合计": "合 计",
    }
    _every(book, lambda value: known.get(value, value) if isinstance(value, str) else value)


def labels_wide(book: Book) -> None:
    """Labels with full-width blanks, colons and brackets."""
    known = {
        "年度指标值": "年度　指标值",
        "分值": "　分值　",
        "合计": "合　　计",
        "项目名称": "项目名称：",
        "主管部门": "　主管部门：　",
        "评价年度": "评价年度:",
        "自评得分": "自评得分　",
        "其中：当年财政拨款": "其中: 当年财政拨款",
        "年度资金总额": "年度资金总额：",
        "经验概述": "经验概述：",
        "改进措施": " 改进措施 ",
    }
    _every(book, lambda value: known.get(value, value) if isinstance(value, str) else value)


def levels_merged(book: Book) -> None:
    """Level 1 and level 2 stand once, in merged cells."""
    table = book[INDICATORS]
    top = _heading(table)
    names = [office.bare(value) for value in table.rows[top]]
    for header in ("一级指标", "二级指标"):
        column = names.index(header)
        last = next(n for n in range(top, len(table.rows)) if not table.rows[n + 1][column])
        for _, same in itertools.groupby(
            range(top + 1, last + 1), key=lambda n: table.rows[n][column]
        ):
            run = list(same)
            if len(run) > 1:
                table.merged.append((run[0], run[-1], column))


def sheet_added(book: Book) -> None:
    """A sheet of the office's own."""
    book["附件清单"] = Table([["名称", "页数"], ["决算报表", 3]])


def sheets_reordered(book: Book) -> None:
    """The sheets from last to first."""
    for title in reversed(SHEETS):
        book[title] = book.pop(title)


WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")


def _number(value: Cell) -> bool:
    return isinstance(value, int | float)


def numbers_wide(book: Book) -> None:
    """Every number of funds and indicators typed as full-width text."""
    _every(
        book,
        lambda value: str(value).translate(WIDE) if _number(value) else value,
        (FUNDS, INDICATORS),
    )


def amounts_in_words(book: Book) -> None:
    """Amounts with thousands separators and a unit, points with 分."""
    funds = book[FUNDS]
    funds.rows = [
        ["6,313.66万元" if value == 6313.66 else value for value in row] for row in funds.rows
    ]
    table = book[INDICATORS]
    top = _heading(table)
    names = [office.bare(value) for value in table.rows[top]]
    points = [names.index(header) for header in ("分值", "自评得分", "复核得分")]
    for row in table.rows[top + 1 :]:
        for column in points:
            if _number(row[column]):
                row[column] = f"{row[column]} 分"


ALONE: dict[str, Callable[[Book], None]] = {
    "插入行": rows_inserted,
    "插入空列": columns_inserted,
    "加序号列": column_added,
    "换列序": columns_reordered,
    "标签断行": labels_broken,
    "标签全角": labels_wide,
    "合并层级": levels_merged,
    "加工作表": sheet_added,
    "换表序": sheets_reordered,
    "全角数字": numbers_wide,
    "带单位": amounts_in_words,
}
SAID: dict[str, set[str]] = {
    "加工作表": {"PE006"},
    "全角数字": {"PE202", "PE416"},
    "带单位": {"PE202", "PE416"},
}


def deformed(*names: str) -> Book:
    """The workbook with these deformations, one after the other."""
    book = plain()
    for name in names:
        ALONE[name](book)
    return book


def worst() -> Book:
    """Everything at once."""
    return deformed(
        *("标签断行", "换列序", "加序号列", "全角数字", "换表序", "加工作表", "插入行"),
        *("插入空列", "合并层级"),
    )
