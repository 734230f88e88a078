"""The sheet 运行说明: what this workbook was made from, and how its figures are to be read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from perfeval_batch.model import Batch, Status
from perfeval_batch.sheets import Book
from perfeval_batch.summary.workbook.cell_text import Cell
from perfeval_batch.summary.workbook.look import Look, set_up
from perfeval_batch.summary.workbook.table_sheet import TITLE, put, write_title

NAME = "运行说明"
MOST_UNREAD = 200
"""Files that are no workbooks are listed up to here; the log has them all."""
HOW_TO_READ = (
    (
        "计数范围",
        "工作簿份数、问题数计全部工作簿；金额、得分、等级、执行率的合计和平均只计已出报告的项目。",
    ),
    ("退回修改", "工作簿有错误，没有出具报告；在“退回”文件夹，改正后重新报送。"),
    ("未能读取", "文件打不开、加密或不是本系统的工作簿；在“退回/未能读取”文件夹。"),
    ("最终得分", "复核得分齐全的用复核得分，否则用自评得分；等级和扣分按最终得分。"),
    ("执行率", "全年执行数÷全年预算数；部门和全部的执行率按金额合计计算。"),
    ("偏离度", "（自评得分－复核得分）÷自评得分。"),
    ("得分率", "得分÷分值；指标得分率不含预算执行率。"),
    ("加权平均得分", "按全年预算数加权。"),
    ("合计", "表中的合计都是公式；带筛选的表，合计随筛选变化。"),
)


def write(book: Book, look: Look, batch: Batch, title: str) -> None:
    """Add the sheet."""
    sheet = book.sheet(NAME)
    set_up(sheet)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 100)
    write_title(sheet, look, title, 2)
    row = TITLE + 1
    for heading, lines in (
        ("一、本次运行", _run(batch)),
        ("二、数据口径", iter(HOW_TO_READ)),
        ("三、未读取的文件", _unread(batch)),
    ):
        sheet.write_string(row + 1, 0, heading, look.section)
        row += 2
        for label, value in lines:
            sheet.write_string(row, 0, label, look.cell["text"])
            put(sheet, row, 1, value, look.cell["text"])
            row += 1


def _run(batch: Batch) -> Iterator[tuple[str, Cell]]:
    figures = batch.figures
    yield "程序版本", f"perfeval {batch.version}"
    yield "评价年度", str(batch.year) if batch.year else "工作簿中没有填写"
    yield "评价方案", batch.scheme or "各工作簿不一致，见“项目明细”"
    files = len({outcome.source for outcome in batch.outcomes})
    yield "工作簿", f"{files}份"
    if files != figures.workbooks:
        yield "项目", f"{figures.workbooks}个（一个文件里有几张自评表的，逐张计）"
    for status in Status:
        yield status.label, f"{getattr(figures, status.value)}份"
    roster = batch.roster
    yield "项目名册", "未提供" if roster is None else f"{len(roster)}个项目"
    yield "抽查种子", str(batch.seed)
    for note in batch.notes:
        yield "说明", note
    yield "收件内容校验码（SHA-256）", fingerprint(batch)


def fingerprint(batch: Batch) -> str:
    """A hash of what was handed in: of every workbook's path and content.

    Two runs with the same fingerprint, version and options give the same summary.
    """
    total = hashlib.sha256()
    for outcome in sorted(batch.outcomes, key=lambda outcome: outcome.source):
        total.update(f"{outcome.source}\0{outcome.digest}\n".encode("utf-8", "surrogatepass"))
    return total.hexdigest()


def _unread(batch: Batch) -> Iterator[tuple[str, Cell]]:
    if not batch.unread:
        yield "（没有）", "收件文件夹里的文件都已作为工作簿读取。"
    for number, path in enumerate(batch.unread[:MOST_UNREAD], 1):
        yield f"{number}", path
    if len(batch.unread) > MOST_UNREAD:
        yield "……", f"另有{len(batch.unread) - MOST_UNREAD}个文件，见运行日志。"
