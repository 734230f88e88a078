"""Outcomes → 绩效评价汇总表.xlsx and 运行结果.json; it finds nothing of its own.

::

    results     Batch → 运行结果.json
    workbook    Batch → 绩效评价汇总表.xlsx
      projects, problems    what its sheets say: columns over outcomes and findings
      table                 how a sheet of columns looks, prints and adds up
    links       where a result lies, as a link that can be nothing else
"""

from __future__ import annotations

from perfeval_batch.findings import Kind

KINDS: tuple[Kind, ...] = ()
