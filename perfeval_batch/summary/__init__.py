"""Outcomes → the files that tell of the whole run; it finds nothing of its own.

::

    results      Batch → 运行结果.json
    workbook     Batch → 绩效评价汇总表.xlsx
      overview, projects, departments, distribution, levels, deductions, attention,
      problems, about     a sheet each (attention: four lists of what needs a second look)
      table, cell, look   how a sheet of columns reads, prints and adds up
      filling             the rows of such a sheet, by the hundred thousand
    page         Batch → 总览.html
      charts              what plotly.js draws; web/ holds the page, its style and its glue
    department   a department's figures → the texts of its 部门总结
    tally        the figures: every total in any of these files comes from here
    key_figures  those at the head of workbook and page
    sampling     抽查建议: drawn by risk, the same for the same seed
    links        where a result lies, as a link that can be nothing else
"""

from __future__ import annotations

from perfeval_batch.findings import Kind

KINDS: tuple[Kind, ...] = ()
"""The kinds of finding that this room raises: none."""
