"""Writes 绩效评价汇总表.xlsx, a module a sheet."""

from __future__ import annotations

from pathlib import Path

from perfeval_batch.sheets import Book
from perfeval_batch.summary.figures import Account
from perfeval_batch.summary.workbook import (
    about_sheet,
    application_sheets,
    attention_sheets,
    deduction_sheet,
    department_sheet,
    distribution_sheet,
    findings_sheet,
    last_year_sheets,
    level_sheet,
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
    projects = project_sheet.page(account, title)
    areas = projects.table.areas(project_sheet.NAME)
    blocks = distribution_sheet.blocks(account, areas)
    book = Book(title, scratch)
    look = Look(book)
    overview_sheet.write(book, look, account, areas, blocks, title)
    table_sheet.write_page(book, look, projects)
    table_sheet.write_page(book, look, department_sheet.page(account, areas, f"{title}——按部门"))
    distribution_sheet.write(book, look, blocks, f"{title}——等级分布")
    for page in (
        level_sheet.page(account, f"{title}——指标得分率"),
        deduction_sheet.page(account, f"{title}——扣分原因"),
        attention_sheets.low_scores(account, f"{title}——低分项目"),
        attention_sheets.low_execution(account, f"{title}——执行率偏低"),
        findings_sheet.page(batch, f"{title}——问题清单"),
        attention_sheets.missing(account, f"{title}——未报送"),
        attention_sheets.sample(account, f"{title}——抽查建议"),
        *transfer_sheet.pages(account, title),
        *application_sheets.pages(account, title),
        *last_year_sheets.pages(account, title),
    ):
        table_sheet.write_page(book, look, page)
    about_sheet.write(book, look, batch, f"{title}——运行说明")
    return book.finish()
