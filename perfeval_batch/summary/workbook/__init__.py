"""Writes 绩效评价汇总表.xlsx, a module a sheet."""

from __future__ import annotations

from pathlib import Path

from perfeval_batch.sheets import Book
from perfeval_batch.summary.figures import Account
from perfeval_batch.summary.workbook import (
    about_sheet,
    application_sheets,
    attention_sheets,
    department_sheet,
    distribution_sheet,
    findings_sheet,
    last_year_sheets,
    lost_points_sheets,
    overview_sheet,
    project_sheet,
    table_sheet,
    transfer_sheet,
)
from perfeval_batch.summary.workbook.look import Look

TITLE = "项目支出绩效评价汇总表"


def write(account: Account, scratch: Path | None = None) -> bytes:
    """Write the summary workbook; the same batch gives the same bytes.

    Args:
        account: the batch as frames.
        scratch: folder for its parts while they are put together; None: in memory.

    Raises:
        OSError: the scratch folder cannot be written to.
    """
    batch = account.batch
    title = f"{batch.year}年度{TITLE}" if batch.year else TITLE
    projects = project_sheet.page(account)
    areas = projects.table.areas(project_sheet.NAME)
    blocks = distribution_sheet.blocks(account, areas)
    book = Book(title, scratch)
    look = Look(book)
    overview_sheet.write(book, look, account, areas, blocks, title)
    table_sheet.write_page(book, look, projects, title)
    by_department = department_sheet.page(account, areas)
    table_sheet.write_page(book, look, by_department, f"{title}——{by_department.name}")
    distribution_sheet.write(book, look, blocks, f"{title}——{distribution_sheet.NAME}")
    for page in (
        lost_points_sheets.levels(account),
        lost_points_sheets.deductions(account),
        attention_sheets.low_scores(account),
        attention_sheets.low_execution(account),
        findings_sheet.page(batch),
        attention_sheets.missing(account),
        attention_sheets.sample(account),
        *transfer_sheet.pages(account),
        *application_sheets.pages(account),
        *last_year_sheets.pages(account),
    ):
        table_sheet.write_page(book, look, page, f"{title}——{page.name}")
    about_sheet.write(book, look, batch, f"{title}——{about_sheet.NAME}")
    return book.finish()
