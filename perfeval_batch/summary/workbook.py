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
    key_figures,
    levels,
    overview,
    problems,
    projects,
    table,
    tally,
)
from perfeval_batch.summary.look import Look

TITLE = "项目支出绩效评价汇总表"


def write(batch: Batch) -> bytes:
    """Write the summary workbook; the same batch gives the same bytes."""
    title = f"{batch.year}年度{TITLE}" if batch.year else TITLE
    account = tally.account(batch)
    told = projects.table(account)
    areas = told.areas(projects.NAME)
    blocks = distribution.blocks(account, areas)
    figures = key_figures.told(account, areas, blocks)
    book = Book(title)
    look = Look(book)
    overview.write(book, look, account, figures, blocks, title)
    table.write(book, look, projects.page(account, title, told))
    table.write(book, look, departments.page(account, areas, f"{title}——按部门"))
    distribution.write(book, look, blocks, f"{title}——等级分布")
    table.write(book, look, levels.page(account, f"{title}——指标得分率"))
    table.write(book, look, deductions.page(account, f"{title}——扣分原因"))
    table.write(book, look, attention.low_scores(account, f"{title}——低分项目"))
    table.write(book, look, attention.low_execution(account, f"{title}——执行率偏低"))
    table.write(book, look, problems.page(batch, f"{title}——问题清单"))
    table.write(book, look, attention.missing(account, f"{title}——未报送"))
    table.write(book, look, attention.sample(account, f"{title}——抽查建议"))
    about.write(book, look, batch, f"{title}——运行说明")
    return book.finish()
