"""Batch in, the bytes of 绩效评价汇总表.xlsx out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from perfeval_batch.model import Batch
from perfeval_batch.sheets import Book
from perfeval_batch.summary import (
    about,
    attention,
    deductions,
    departments,
    distribution,
    filling,
    key_figures,
    levels,
    overview,
    problems,
    projects,
    table,
    tally,
)
from perfeval_batch.summary.look import Look
from perfeval_batch.summary.tally import Account

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
    rows = [
        *table.write(book, look, projects.page(account, title, told)),
        *table.write(book, look, departments.page(account, areas, f"{title}——按部门")),
    ]
    distribution.write(book, look, blocks, f"{title}——等级分布")
    for page in _pages(account, title):
        rows += table.write(book, look, page)
    about.write(book, look, batch, f"{title}——运行说明")
    return filling.filled(book.finish(), rows)


def _pages(account: Account, title: str) -> Iterator[table.Page[Any]]:
    """The sheets that are one table, from 指标得分率 on."""
    yield levels.page(account, f"{title}——指标得分率")
    yield deductions.page(account, f"{title}——扣分原因")
    yield attention.low_scores(account, f"{title}——低分项目")
    yield attention.low_execution(account, f"{title}——执行率偏低")
    yield problems.page(account.batch, f"{title}——问题清单")
    yield attention.missing(account, f"{title}——未报送")
    yield attention.sample(account, f"{title}——抽查建议")
