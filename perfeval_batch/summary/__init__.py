"""The files that tell of the whole run: 绩效评价汇总表.xlsx, 总览.html, 运行结果.json.

::

    figures      the batch as frames (pandas): every figure that any of these files tells
    sampling     抽查建议: drawn by risk, the same for the same seed
    sample_file  the same for the desk
    workbook/    the summary workbook, a module a sheet
    page/        the page: charts, tables, the list of projects
    result_file  the result file for programs (contract §3)
    links        where a result lies, as a link that can be nothing else

It finds no faults of its own.
"""

from __future__ import annotations

from perfeval_batch.findings import Kind

KINDS: tuple[Kind, ...] = ()
"""The kinds of finding that this room raises: none."""
