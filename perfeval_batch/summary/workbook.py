"""Batch in, the bytes of 绩效评价汇总表.xlsx out."""

from __future__ import annotations

from perfeval_batch.model import Batch
from perfeval_batch.sheets import Book
from perfeval_batch.summary import problems, projects, table

TITLE = "项目支出绩效评价汇总表"


def write(batch: Batch) -> bytes:
    """Write the summary workbook; the same batch gives the same bytes."""
    title = f"{batch.year}年度{TITLE}" if batch.year else TITLE
    book = Book(title)
    look = table.Look(book)
    table.write(
        book,
        look,
        projects.NAME,
        title=title,
        note=projects.note(batch),
        columns=projects.columns(batch),
        rows=projects.rows(batch),
        frozen=projects.FROZEN,
    )
    table.write(
        book,
        look,
        problems.NAME,
        title=f"{title}——问题清单",
        note=problems.note(batch),
        columns=problems.columns(),
        rows=problems.rows(batch),
        frozen=problems.FROZEN,
    )
    return book.finish()
