"""The sheet 总览: key figures, charts, the largest departments, and what the head asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from perfeval_batch.model import Status
from perfeval_batch.sheets import Book, Worksheet
from perfeval_batch.summary import figures
from perfeval_batch.summary.figures import Account
from perfeval_batch.summary.workbook import (
    department_sheet,
    distribution_sheet,
    project_sheet,
    ranking_sheets,
)
from perfeval_batch.summary.workbook.cell_text import Cell, Formula, height, lines_of
from perfeval_batch.summary.workbook.department_sheet import Areas
from perfeval_batch.summary.workbook.distribution_sheet import Block
from perfeval_batch.summary.workbook.look import INK, Look, set_up
from perfeval_batch.summary.workbook.table_sheet import (
    NOTE,
    Column,
    Table,
    place,
    put,
    write_title,
)

NAME = "总览"
WIDTH, FIRST_WIDTH, COLUMN_WIDTH = 12, 20, 10.3
ROW_HEIGHT = 16
FIGURES = NOTE + 2
"""The row where the key figures begin, four a row, three columns each."""
FIGURES_A_ROW = 4
CHARTS = FIGURES + 5
"""The row where the charts begin."""
LARGEST = CHARTS + 15
"""The row of the header over the largest departments."""
LARGEST_COUNT = 10
CHART_ROWS = 18
"""Rows that the chart beside them takes."""
CHART_WIDTH, CHART_HEIGHT = 335, 276
CHART_COLUMNS = ((0, 0), (3, 42), (7, 66))
"""Column and offset in pixels where each chart begins."""


def write(  # a sheet is made of what the other sheets hold
    book: Book, look: Look, account: Account, areas: Areas, blocks: Sequence[Block], title: str
) -> None:
    """Add the sheet.

    Args:
        book: the workbook.
        look: its formats.
        account: the batch.
        areas: the columns of 项目明细, for the formulas.
        blocks: the tables of 等级分布, the grades first.
        title: over the sheet.
    """
    sheet = book.sheet(NAME)
    set_up(sheet)
    sheet.set_column(0, WIDTH - 1, COLUMN_WIDTH)
    sheet.set_column(0, 0, FIRST_WIDTH)
    for row in range(CHARTS, LARGEST + LARGEST_COUNT + 1):
        sheet.set_row(row, ROW_HEIGHT)
    write_title(sheet, look, title, WIDTH, 36)
    sheet.write_string(NOTE, 0, _note(account), look.note)
    _figures(sheet, look, figures.headline(account), _formulas(areas, blocks[0]))
    _charts(book, sheet, blocks)
    _largest(book, sheet, look, account)
    _asked(sheet, look, account)


def _formulas(areas: Areas, grades: Block) -> Mapping[str, str]:
    """Headline → the formula that gives the same from 项目明细 and 等级分布."""
    status = areas[project_sheet.STATUS]
    issued = f'{status},"{project_sheet.ISSUED}"'
    spent = f"SUMIFS({areas[project_sheet.EXECUTED]},{issued})"
    planned = f"SUMIFS({areas[project_sheet.BUDGET]},{issued})"
    counts = grades.table.areas(distribution_sheet.NAME, grades.top)["项目数"]
    best = f"INDEX({counts},1)+INDEX({counts},2)"
    return {
        "自评表（份）": f"COUNTA({status})",
        **{f"{each.label}（份）": f'COUNTIF({status},"{each.label}")' for each in Status},
        "全年预算(万元)": planned,
        "全年执行(万元)": spent,
        "未执行(万元)": f"{planned}-{spent}",
        "预算执行率": f"ROUND({spent}/{planned}*100,2)",
        "平均得分": department_sheet.mean_formula(areas, project_sheet.SCORE),
        "加权平均得分": department_sheet.weighted_formula(areas),
        "优良率": f"ROUND(({best})/SUM({counts})*100,2)",
    }


def _figures(
    sheet: Worksheet,
    look: Look,
    headline: Sequence[figures.Headline],
    formulas: Mapping[str, str],
) -> None:
    for number, figure in enumerate(headline):
        row = FIGURES + number // FIGURES_A_ROW
        column = number % FIGURES_A_ROW * 3
        value: Cell = figure.value
        if figure.label in formulas and not isinstance(figure.value, str):
            value = Formula(formulas[figure.label], figure.value)
        sheet.set_row(row, 30)
        sheet.write_string(row, column, figure.label, look.header)
        style = look.figure[figure.style]
        sheet.merge_range(row, column + 1, row, column + 2, "", style)
        put(sheet, row, column + 1, value, style)


def _note(account: Account) -> str:
    scheme = account.batch.scheme or "各项目不一"
    return (
        f"{figures.doubts_note(account)}评价方案：{scheme}。"
        "金额、得分、等级、执行率只计已出报告的项目；口径见“运行说明”。"
    )


_FONT = {"name": "宋体", "size": 9}
_PLAIN: dict[str, Any] = {"num_font": _FONT, "name_font": _FONT}


def _charts(book: Book, sheet: Worksheet, blocks: Sequence[Block]) -> None:
    """Grades, score bands, execution against score, side by side."""
    grade, score, execution = blocks
    for index, chart in enumerate(
        (
            _columns(book, "评价等级（项目数）", grade),
            _columns(book, "得分分布（项目数）", score),
            _execution(book, execution),
        )
    ):
        chart.set_size({"width": CHART_WIDTH, "height": CHART_HEIGHT})
        column, offset = CHART_COLUMNS[index]
        sheet.insert_chart(CHARTS, column, chart, {"object_position": 1, "x_offset": offset})


def _columns(
    book: Book,
    title: str,
    block: Block,
    *,
    inside: bool = False,
) -> Any:  # noqa: ANN401  # XlsxWriter's charts have no common public type
    chart = book.book.add_chart({"type": "column"})
    labels: dict[str, Any] = {"value": True, "font": _FONT}
    if inside:
        labels = {**labels, "position": "inside_base", "font": {**_FONT, "color": "#FFFFFF"}}
    chart.add_series({**_series(block, "项目数"), "data_labels": labels})
    chart.set_title({"name": title, "name_font": {**_FONT, "size": 11}, "overlay": False})
    chart.set_legend({"none": True})
    chart.set_x_axis(_PLAIN)
    chart.set_y_axis({**_PLAIN, "major_gridlines": {"visible": False}, "min": 0})
    return chart


def _execution(book: Book, block: Block) -> Any:  # noqa: ANN401  # see _columns
    """How many projects there are of each execution rate, and how well they score themselves."""
    chart = _columns(book, "执行率与指标得分率", block, inside=True)
    line = book.book.add_chart({"type": "line"})
    line.add_series(
        {
            **_series(block, "平均指标得分率"),
            "y2_axis": True,
            "line": {"color": "#000000", "width": 1.5},
            "marker": {
                "type": "diamond",
                "size": 6,
                "fill": {"color": "#FFFFFF"},
                "border": {"color": "#000000"},
            },
        }
    )
    line.set_y2_axis({**_PLAIN, "min": 0, "max": 100, "num_format": '0"%"'})
    chart.combine(line)
    chart.set_legend({"position": "bottom", "font": _FONT})
    return chart


def _series(block: Block, header: str) -> dict[str, Any]:
    areas = block.table.areas(distribution_sheet.NAME, block.top)
    first = block.table.columns[0].header
    return {
        "name": header,
        "categories": f"={areas[first]}",
        "values": f"={areas[header]}",
        "fill": {"color": INK},
        "gap": 60,
    }


def _largest(book: Book, sheet: Worksheet, look: Look, account: Account) -> None:
    """The departments with the most money: how it is spent, how they score."""
    table = _table(account)
    sheet.write_string(LARGEST - 1, 0, "预算金额居前的部门", look.section)
    place(sheet, look, table, LARGEST)
    if not len(table.rows):
        return
    areas = table.areas(NAME, LARGEST)
    chart = book.book.add_chart({"type": "bar"})
    for header, color in (("执行率%", "#BFBFBF"), ("平均得分", INK)):
        chart.add_series(
            {
                "name": header,
                "categories": f"={areas['主管部门']}",
                "values": f"={areas[header]}",
                "fill": {"color": color},
                "border": {"color": "#404040"},
                "gap": 50,
            }
        )
    chart.set_title(
        {"name": "预算金额居前的部门：执行率与平均得分", "name_font": {**_FONT, "size": 11}}
    )
    chart.set_legend({"position": "bottom", "font": _FONT})
    chart.set_x_axis({**_PLAIN, "min": 0, "max": 100, "major_gridlines": {"visible": False}})
    chart.set_y_axis({"num_font": {**_FONT, "size": 8}, "reverse": True, "interval_unit": 1})
    chart.set_size({"width": 5 * 77, "height": CHART_HEIGHT + 40})
    sheet.insert_chart(LARGEST - 1, 7, chart, {"object_position": 1, "x_offset": 6})


def _table(account: Account) -> Table:
    columns = [
        Column("主管部门", FIRST_WIDTH, "name"),
        Column("项目数", COLUMN_WIDTH, "reported", "count"),
        Column("全年预算数", COLUMN_WIDTH, "budget", "amount"),
        Column("全年执行数", COLUMN_WIDTH, "executed", "amount"),
        Column("执行率%", COLUMN_WIDTH, "execution_rate", "points"),
        Column("平均得分", COLUMN_WIDTH, "mean", "points"),
        Column("优良率", COLUMN_WIDTH, "good_rate", "rate"),
    ]
    return Table(columns, figures.largest(account)[:LARGEST_COUNT])


def _asked(sheet: Worksheet, look: Look, account: Account) -> None:
    """What the head asks, table below table, the same that the page shows."""
    top = LARGEST + max(LARGEST_COUNT + 3, CHART_ROWS)
    for page in (*ranking_sheets.pages(account), ranking_sheets.to_check(account)):
        sheet.write_string(top, 0, f"{page.name}：{page.note}", look.section)
        top = _spread(sheet, look, page.table, top + 1) + 2


def _spread(sheet: Worksheet, look: Look, table: Table, top: int) -> int:
    """Write a table whose columns take several of the sheet's each; gives its last row."""
    columns = [column for column in table.columns if column.key]
    spans = _spans(columns)
    for column, span in zip(columns, spans, strict=True):
        _write(sheet, top, span, column.header, look.header)
    rows = list(zip(*(column.values(table.rows) for column in columns), strict=True))
    for number, row in enumerate(rows, top + 1):
        lines = 1
        for column, span, value in zip(columns, spans, row, strict=True):
            _write(sheet, number, span, value, look.cell[column.style])
            if column.style == "text" and isinstance(value, str):
                lines = max(lines, lines_of(value, _width(*span)))
        sheet.set_row(number, height(lines) if lines > 1 else ROW_HEIGHT)
    return top + len(rows)


def _spans(columns: Sequence[Column]) -> list[tuple[int, int]]:
    """First and last of the sheet's columns for each column, as wide as it asks."""
    spans: list[tuple[int, int]] = []
    first = 0
    for left, column in zip(range(len(columns), 0, -1), columns, strict=True):
        last = first
        while _width(first, last) < column.width and last + left < WIDTH:
            last += 1
        spans.append((first, last))
        first = last + 1
    return spans


def _width(first: int, last: int) -> float:
    return sum(FIRST_WIDTH if each == 0 else COLUMN_WIDTH for each in range(first, last + 1))


def _write(sheet: Worksheet, row: int, span: tuple[int, int], value: Cell, style: object) -> None:
    if span[0] < span[1]:
        sheet.merge_range(row, span[0], row, span[1], "", style)
    put(sheet, row, span[0], value, style)
