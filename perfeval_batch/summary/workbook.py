"""Batch in, the bytes of 绩效评价汇总表.xlsx out."""

from __future__ import annotations

from perfeval_batch.model import Batch
from perfeval_batch.sheets import Book
from perfeval_batch.summary import (
    about,
    attention,
    deductions,
    departments,
    distribution,
    levels,
    overview,
    problems,
    projects,
    table,
)
from perfeval_batch.summary.look import Look

TITLE = "项目支出绩效评价汇总表"


def write(batch: Batch) -> bytes:
    """Write the summary workbook; the same batch gives the same bytes."""
    title = f"{batch.year}年度{TITLE}" if batch.year else TITLE
    book = Book(title)
    look = Look(book)
    overview.write(book, look, batch, title)
    table.write(book, look, projects.page(batch, title))
    table.write(book, look, departments.page(batch, f"{title}——按部门"))
    distribution.write(book, look, batch, f"{title}——等级分布")
    table.write(book, look, levels.page(batch, f"{title}——指标得分率"))
    table.write(book, look, deductions.page(batch, f"{title}——扣分原因"))
    table.write(book, look, attention.low_scores(batch, f"{title}——低分项目"))
    table.write(book, look, attention.low_execution(batch, f"{title}——执行率偏低"))
    table.write(book, look, problems.page(batch, f"{title}——问题清单"))
    table.write(book, look, attention.missing(batch, f"{title}——未报送"))
    table.write(book, look, attention.sample(batch, f"{title}——抽查建议"))
    about.write(book, look, batch, f"{title}——运行说明")
    return book.finish()
