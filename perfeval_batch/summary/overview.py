"""The sheet 总览: key figures, charts and the largest departments on one page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from perfeval_batch.model import Batch, Status
from perfeval_batch.sheets import Book, Worksheet
from perfeval_batch.summary import departments, distribution, projects, tally
from perfeval_batch.summary.look import INK, Look, set_up
from perfeval_batch.summary.table import (
    NOTE,
    TITLE,
    Cell,
    Column,
    Formula,
    Table,
    place,
    put,
)
from perfeval_batch.summary.tally import Tally

NAME = "总览"
WIDTH, COLUMN_WIDTH = 12, 11
FIGURES = NOTE + 2
"""The row where the key figures begin, four a row, three columns each."""
FIGURES_A_ROW = 4
CHARTS = FIGURES + 4
"""The row where the charts begin."""
LARGEST = CHARTS + 14
"""The row of the header over the largest departments."""
LARGEST_COUNT = 10
PIXELS_A_COLUMN = 82
CHART_HEIGHT = 264


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure with what it counts; formulas refer to 项目明细 and 等级分布."""

    label: str
    value: Cell
    style: str


def write(book: Book, look: Look, batch: Batch, title: str) -> None:
    """Add the sheet."""
    sheet = book.sheet(NAME)
    set_up(sheet, pages=1)
    sheet.set_column(0, WIDTH - 1, COLUMN_WIDTH)
    sheet.set_row(TITLE, 36)
    sheet.merge_range(TITLE, 0, TITLE, WIDTH - 1, "", look.title)
    sheet.write_string(TITLE, 0, title, look.title)
    sheet.write_string(NOTE, 0, _note(batch), look.note)
    _figures(sheet, look, batch)
    _charts(book, sheet, batch)
    _largest(book, sheet, look, batch)


def key_figures(batch: Batch) -> tuple[KeyFigure, ...]:
    """What the head of the office asks first; every figure is one of `tally`'s."""
    group = tally.whole(batch)
    certain = group.certain
    areas = projects.table(batch).areas(projects.NAME)
    status = areas[projects.STATUS]
    issued = f'{status},"{projects.ISSUED}"'
    spent = f"SUMIFS({areas[projects.EXECUTED]},{issued})"
    planned = f"SUMIFS({areas[projects.BUDGET]},{issued})"
    mean = departments.mean_formula(areas, projects.SCORE)
    return (
        KeyFigure("工作簿（份）", Formula(f"COUNTA({status})", group.figures.workbooks), "count"),
        *_statuses(group, status),
        KeyFigure("全年预算数（万元）", Formula(planned, certain.budget), "amount"),
        KeyFigure("全年执行数（万元）", Formula(spent, certain.executed), "amount"),
        KeyFigure(
            "预算执行率",
            Formula(f"ROUND({spent}/{planned}*100,2)", group.execution_rate),
            "rate",
        ),
        KeyFigure("平均得分", Formula(mean, group.mean), "points"),
        KeyFigure(
            "加权平均得分",
            Formula(departments.weighted_formula(areas), group.weighted_mean),
            "points",
        ),
        KeyFigure("优良率", _good_rate(batch, group), "rate"),
        KeyFigure("主管部门（个）", len(tally.departments(batch)), "count"),
        _due(group),
    )


def _statuses(group: Tally, area: str) -> Iterator[KeyFigure]:
    for status in Status:
        count = getattr(group.figures, status.value)
        formula = Formula(f'COUNTIF({area},"{status.label}")', count)
        yield KeyFigure(f"{status.label}（份）", formula, "count")


def _good_rate(batch: Batch, group: Tally) -> Formula:
    grades = tally.grade_names(batch)
    block = distribution.blocks(batch)[0]
    counts = block.table.areas(distribution.NAME, block.top)["项目数"]
    best = f"INDEX({counts},1)+INDEX({counts},2)"
    return Formula(f"ROUND(({best})/SUM({counts})*100,2)", departments.good_rate(group, grades))


def _due(group: Tally) -> KeyFigure:
    if group.due is None:
        return KeyFigure("应报／未报（个）", "未提供名册", "centre")
    return KeyFigure("应报／未报（个）", f"{len(group.due)}／{len(group.missing)}", "centre")


def _figures(sheet: Worksheet, look: Look, batch: Batch) -> None:
    for number, figure in enumerate(key_figures(batch)):
        row = FIGURES + number // FIGURES_A_ROW
        column = number % FIGURES_A_ROW * 3
        sheet.set_row(row, 30)
        sheet.write_string(row, column, figure.label, look.header)
        style = look.figure[figure.style]
        sheet.merge_range(row, column + 1, row, column + 2, "", style)
        put(sheet, look, row, column + 1, figure.value, style)


def _note(batch: Batch) -> str:
    scheme = batch.scheme or "各项目不一"
    return f"评价方案：{scheme}。金额、得分、等级、执行率只计已出报告的项目；口径见“运行说明”。"


_FONT = {"name": "宋体", "size": 9}
_PLAIN: dict[str, Any] = {"num_font": _FONT, "name_font": _FONT}


def _charts(book: Book, sheet: Worksheet, batch: Batch) -> None:
    """Grades, score bands, execution against score, side by side."""
    grade, score, execution = distribution.blocks(batch)
    for index, chart in enumerate(
        (
            _columns(book, "评价等级（项目数）", grade),
            _columns(book, "得分分布（项目数）", score),
            _execution(book, execution),
        )
    ):
        chart.set_size({"width": 4 * PIXELS_A_COLUMN, "height": CHART_HEIGHT})
        sheet.insert_chart(CHARTS, 4 * index, chart, {"object_position": 1})


def _columns(book: Book, title: str, block: distribution.Block) -> Any:  # noqa: ANN401  # XlsxWriter
    chart = book.book.add_chart({"type": "column"})
    chart.add_series(_series(block, "项目数", labels=True))
    chart.set_title({"name": title, "name_font": {**_FONT, "size": 11}, "overlay": False})
    chart.set_legend({"none": True})
    chart.set_x_axis(_PLAIN)
    chart.set_y_axis({**_PLAIN, "major_gridlines": {"visible": False}, "min": 0})
    return chart


def _execution(book: Book, block: distribution.Block) -> Any:  # noqa: ANN401  # XlsxWriter
    """How many projects there are of each execution rate, and how well they score themselves."""
    chart = _columns(book, "执行率与指标得分率", block)
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


def _series(block: distribution.Block, header: str, *, labels: bool = False) -> dict[str, Any]:
    areas = block.table.areas(distribution.NAME, block.top)
    first = block.table.columns[0].header
    series: dict[str, Any] = {
        "name": header,
        "categories": f"={areas[first]}",
        "values": f"={areas[header]}",
        "fill": {"color": INK},
        "gap": 60,
    }
    if labels:
        series["data_labels"] = {"value": True, "font": _FONT}
    return series


def _largest(book: Book, sheet: Worksheet, look: Look, batch: Batch) -> None:
    """The departments with the most money: how it is spent, how they score."""
    table = largest(batch)
    sheet.write_string(LARGEST - 1, 0, "预算金额居前的部门", look.section)
    place(sheet, look, table, LARGEST)
    sheet.set_row(LARGEST, 30)
    if not table.rows:
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
    chart.set_y_axis({**_PLAIN, "reverse": True})
    chart.set_size({"width": 5 * PIXELS_A_COLUMN, "height": CHART_HEIGHT})
    sheet.insert_chart(LARGEST - 1, 7, chart, {"object_position": 1})


def largest(batch: Batch) -> Table[Tally]:
    """The ten departments with the largest budgets."""
    known = [group for group in tally.departments(batch) if group.certain.budget is not None]
    known.sort(key=lambda group: (-(group.certain.budget or Decimal(0)), group.name))
    columns: list[Column[Tally]] = [
        Column("主管部门", COLUMN_WIDTH, lambda group: group.name),
        Column("项目数", COLUMN_WIDTH, lambda group: len(group.issued), "count"),
        Column("全年预算数", COLUMN_WIDTH, lambda group: group.certain.budget, "amount"),
        Column("全年执行数", COLUMN_WIDTH, lambda group: group.certain.executed, "amount"),
        Column("执行率%", COLUMN_WIDTH, lambda group: group.execution_rate, "points"),
        Column("平均得分", COLUMN_WIDTH, lambda group: group.mean, "points"),
        Column(
            "优良率",
            COLUMN_WIDTH,
            lambda group: departments.good_rate(group, tally.grade_names(batch)),
            "rate",
        ),
    ]
    return Table(columns, known[:LARGEST_COUNT])
