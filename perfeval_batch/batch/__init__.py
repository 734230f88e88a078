"""The whole run: inbox → pool → outcomes → verdicts on the batch → publish → summary.

::

    running    the run's steps, in their order
    working    the pipeline spread over the pool
    judging    what only the batch as a whole shows
    letters    the batch → 退回通知 and 部门总结 for its departments
    telling    outcomes → the files and lines that tell of the whole run
    checking   the checks alone, writing nothing
"""

from __future__ import annotations

from perfeval_batch.batch.checking import check
from perfeval_batch.batch.running import run
from perfeval_batch.batch.telling import LOG, RESULTS, SUMMARY, bugs, counts, told
from perfeval_batch.batch.working import Progress, Watch

__all__ = [
    "LOG",
    "RESULTS",
    "SUMMARY",
    "Progress",
    "Watch",
    "bugs",
    "check",
    "counts",
    "run",
    "told",
]
