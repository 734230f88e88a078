"""Nothing in, the default template's paragraphs and tables out, as WordprocessingML.

WPS takes a table's widths from gridCol, Word from tblW and tcW: all are written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.sax.saxutils import escape

from perfeval_batch.template import word_styles
from perfeval_batch.template.chart import NAME
from perfeval_batch.template.package import OFFICE

_NS = word_styles.NS


def paragraph(style: str, text: str = "") -> str:
    """A paragraph in a style."""
    return f"<w:p {_NS}>{_inside(style, text)}</w:p>"


def _inside(style: str, text: str) -> str:
    lines = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    run = f"<w:r>{'<w:br/>'.join(lines)}</w:r>" if text else ""
    return f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run}'


def page_number(style: str) -> str:
    """A footer with `— 1 —`."""

    def dash(text: str) -> str:
        return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'

    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    field = (
        f'{mark("begin")}<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        f"{mark('separate')}<w:r><w:t>1</w:t></w:r>{mark('end')}"
    )
    return (
        f'<w:ftr {_NS}><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        f"{dash('— ')}{field}{dash(' —')}</w:p></w:ftr>"
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: from one cut of the row to the next, a style, a text, how it is merged downwards."""

    text: str
    style: str = word_styles.CELL
    merge: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: where its cells begin and end (twips from the left), its cells, a repeated header."""

    cuts: Sequence[int]
    cells: Sequence[Cell]
    header: bool = False


def steering(tag: str, cuts: Sequence[int]) -> Row:
    """A row that stands for a steering tag."""
    return Row((cuts[0], cuts[-1]), (Cell(f"{{%tr {tag} %}}"),))


def table(rows: Sequence[Row], description: str) -> str:
    """A table whose columns are all the cuts of its rows."""
    grid = sorted({cut for row in rows for cut in row.cuts})
    columns = "".join(f'<w:gridCol w:w="{right - left}"/>' for left, right in pairwise(grid))
    return (
        f'<w:tbl {_NS}><w:tblPr><w:tblStyle w:val="{word_styles.TABLE}"/>'
        f'<w:tblW w:w="{grid[-1]}" w:type="dxa"/><w:jc w:val="center"/>{word_styles.BORDERS}'
        f'<w:tblLayout w:type="fixed"/>{word_styles.CELL_MARGINS}'
        f'<w:tblLook w:val="0000"/><w:tblCaption w:val="{description}"/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(_row(row, grid) for row in rows)}</w:tbl>"
    )


def _row(row: Row, grid: Sequence[int]) -> str:
    header = "<w:tblHeader/>" if row.header else ""
    cells = "".join(
        _cell(cell, right - left, grid.index(right) - grid.index(left))
        for cell, (left, right) in zip(row.cells, pairwise(row.cuts), strict=True)
    )
    return f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="420"/>{header}</w:trPr>{cells}</w:tr>'


def _cell(cell: Cell, width: int, span: int) -> str:
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    merged = {"": "", "first": '<w:vMerge w:val="restart"/>', "next": "<w:vMerge/>"}[cell.merge]
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}{merged}'
        f'<w:vAlign w:val="center"/></w:tcPr><w:p>{_inside(cell.style, cell.text)}</w:p></w:tc>'
    )


def _heads(*texts: str, style: str = word_styles.CELL_HEAD) -> tuple[Cell, ...]:
    return tuple(Cell(text, style) for text in texts)


def _cells(*texts: str, style: str = word_styles.CELL) -> tuple[Cell, ...]:
    return tuple(Cell(text, style) for text in texts)


def either(reviewed: Sequence[str], otherwise: Sequence[str]) -> tuple[str, ...]:
    """What stands in the report when the review is complete, and what otherwise."""
    return (
        paragraph(word_styles.JOINT, "{%p if 已复核 %}"),
        *reviewed,
        paragraph(word_styles.JOINT, "{%p else %}"),
        *otherwise,
        paragraph(word_styles.JOINT, "{%p endif %}"),
    )


_WIDTH = word_styles.TEXT_WIDTH


def scores() -> tuple[str, ...]:
    """The score table of section 四: a row per level 1 and the total."""
    return (
        paragraph(word_styles.CAPTION, "绩效评价得分情况表"),
        paragraph(word_styles.UNIT, "单位：分"),
        *either((_scores(reviewed=True),), (_scores(reviewed=False),)),
    )


def figure(relation: str) -> str:
    """The chart of section 四, 156 mm wide; `relation` is its part's id."""
    drawing = "http://schemas.openxmlformats.org/drawingml/2006"
    width, height = 5600000, 2700000
    return (
        f'<w:p {_NS} xmlns:wp="{drawing}/wordprocessingDrawing" xmlns:a="{drawing}/main" '
        f'xmlns:c="{drawing}/chart" xmlns:r="{OFFICE}"><w:pPr><w:pStyle w:val="'
        f'{word_styles.FIGURE}"/>'
        '</w:pPr><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/>'
        f'<wp:docPr id="1" name="{NAME}" descr="{{{{ 图表.说明 }}}}"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{drawing}/chart"><c:chart r:id="{relation}"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )


def _scores(*, reviewed: bool) -> str:
    """自评 and 复核 side by side when reviewed."""
    own, review, rate = ("自评得分",), ("复核得分",) if reviewed else (), ("得分率",)
    names = ("分值", *own, *review)
    count = len(names) + 1
    step = 1500 if reviewed else 1800
    cuts = (0, *(_WIDTH - step * left for left in range(count, -1, -1)))
    header = Row(
        cuts, _heads("一级指标", *names, *rate, style=word_styles.CELL_HEAD_KEPT), header=True
    )
    values = (*(f"{{{{ 行.{name} }}}}" for name in names), _rate("行"))
    totals = tuple(f"{{{{ 结论.{name} }}}}" for name in names)
    return table(
        (
            header,
            steering("for 行 in 得分表", cuts),
            Row(cuts, _cells("{{ 行.名称 }}", *values, style=word_styles.CELL_KEPT)),
            steering("endfor", cuts),
            Row(cuts, (*_heads("合计"), *_cells(*totals, _rate("结论")))),
        ),
        "绩效评价得分情况表",
    )


def _rate(owner: str) -> str:
    """得分率; one that cannot be told (drafts only) is said to be open."""
    return f"{{{{ {owner}.得分率 ~ '%' if {owner}.得分率 else '待核实' }}}}"


def annex() -> tuple[str, ...]:
    """附件 项目支出绩效自评表 (财预〔2020〕10号): names, funds, goals, indicators, total."""
    return (
        paragraph(word_styles.ANNEX_MARK, "附件"),
        paragraph(word_styles.ANNEX_TITLE, "项目支出绩效自评表"),
        paragraph(word_styles.SUBTITLE, "（{{ 项目.年度 }}年度）"),
        *either(_annex(reviewed=True), _annex(reviewed=False)),
    )


def _annex(*, reviewed: bool) -> tuple[str, ...]:
    """Two tables in one frame: only what begins a table is repeated on each of its pages."""
    head = (*_names(), *_funds(reviewed=reviewed), *_goals())
    return (
        table(head, "项目支出绩效自评表：项目名称、项目资金、年度总体目标"),
        paragraph(word_styles.JOINT),
        table(_indicators(reviewed=reviewed), "项目支出绩效自评表：绩效指标"),
    )


_OWN_AND_REVIEW = ("自评\n得分", "复核\n得分")
_LABEL = 960


def _names() -> tuple[Row, ...]:
    label, value = word_styles.CELL_HEAD, word_styles.CELL_TEXT
    return (
        Row((0, _LABEL, _WIDTH), (Cell("项目名称", label), Cell("{{ 项目.名称 }}", value))),
        Row(
            (0, _LABEL, 4700, 5700, _WIDTH),
            (
                *(Cell("主管部门", label), Cell("{{ 项目.主管部门 }}", value)),
                *(Cell("实施单位", label), Cell("{{ 项目.实施单位 }}", value)),
            ),
        ),
    )


def _funds(*, reviewed: bool) -> tuple[Row, ...]:
    """The funds block; its scores stand on the first row alone."""
    cuts: tuple[int, ...]
    scores: tuple[str, ...]
    if reviewed:
        cuts = (0, _LABEL, 2930, 4075, 5215, 6355, 6900, 7700, 8270, _WIDTH)
        scores = ("自评得分", "复核得分")
    else:
        cuts = (0, _LABEL, 2970, 4130, 5290, 6450, 7050, 7950, _WIDTH)
        scores = ("自评得分",)
    names = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", *scores)
    shown = (*names[:-2], *_OWN_AND_REVIEW) if reviewed else (*names[:-1], "得分")
    label = Cell("项目资金（万元）", word_styles.CELL_HEAD, "first")
    goes_on = Cell("", word_styles.CELL_HEAD, "next")
    return (
        Row(cuts, (label, *_heads("资金来源", *shown))),
        steering("for 行 in 附表.资金行", cuts),
        Row(
            cuts,
            (
                goes_on,
                Cell("{{ 行.名称 }}", word_styles.CELL_TEXT),
                *_cells(*(f"{{{{ 行.{name} }}}}" for name in names)),
            ),
        ),
        steering("endfor", cuts),
    )


def _goals() -> tuple[Row, ...]:
    cuts = (0, _LABEL, 4700, _WIDTH)
    label = Cell("年度总体目标", word_styles.CELL_HEAD, "first")
    goes_on = Cell("", word_styles.CELL_HEAD, "next")
    texts = ("{{ 附表.预期目标 }}", "{{ 附表.完成情况 }}")
    return (
        Row(cuts, (label, *_heads("预期目标", "实际完成情况"))),
        Row(cuts, (goes_on, *(Cell(text, word_styles.CELL_TEXT) for text in texts))),
    )


def _indicators(*, reviewed: bool) -> tuple[Row, ...]:
    """The indicator table: its header is repeated, level cells are merged over their rows."""
    edges = (0, 620, 1560, 3020, 4160, 5300, 5820)
    cuts = (*edges, 6380, 6940, _WIDTH) if reviewed else (*edges, 6400, _WIDTH)
    names = _OWN_AND_REVIEW if reviewed else ("得分",)
    header = ("一级\n指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", *names)
    fields = ("分值", "自评得分", "复核得分") if reviewed else ("分值", "自评得分")
    totals = _cells(*(f"{{{{ 结论.{name} }}}}" for name in fields))
    return (
        Row(cuts, _heads(*header, "偏差原因分析\n及改进措施"), header=True),
        steering("for 行 in 附表.指标行", cuts),
        Row(
            cuts,
            (
                Cell("{%vm 行.一级续 %}{{ 行.一级指标 }}"),
                Cell("{%vm 行.二级续 %}{{ 行.二级指标 }}"),
                Cell("{{ 行.三级指标 }}", word_styles.CELL_TEXT),
                *_cells("{{ 行.年度指标值 }}", "{{ 行.实际完成值 }}"),
                *_cells(*(f"{{{{ 行.{name} }}}}" for name in fields)),
                Cell("{{ 行.偏差原因 }}", word_styles.CELL_TEXT),
            ),
        ),
        steering("endfor", cuts),
        Row((0, *cuts[5:]), (*_heads("总分"), *totals, Cell("", word_styles.CELL_TEXT))),
    )
