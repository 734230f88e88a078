"""The whole run: from an inbox to an OUTPUT that tells of it.

::

    run              the steps of a run, in their order
    resume           what an earlier run did and still holds; what is to be done
    workers          the pool, as it is used for workbooks; progress and stop
    verdicts         what only the batch as a whole shows
    letters          退回通知, 催报 and 部门总结 for the departments
    report_pdfs      PDFs of the reports
    bound_volumes    the PDFs of a department in one
    addressees       what each department has to do
    run_files        what tells of the whole run: summary, page, result file, log
    bureau_files     the bureau's own workbooks: roster, reviewers' sheet
    check            the checks alone, or reading alone
    review_subjects  the projects for the reviewers' sheet
"""

from __future__ import annotations

from perfeval_batch.batch.check import check, read
from perfeval_batch.batch.run import run
from perfeval_batch.batch.run_files import LOG, RESULTS, SUMMARY, bugs, build_batch, counts
from perfeval_batch.batch.workers import Progress, Watch

__all__ = [
    "LOG",
    "RESULTS",
    "SUMMARY",
    "Progress",
    "Watch",
    "bugs",
    "build_batch",
    "check",
    "counts",
    "read",
    "run",
]
