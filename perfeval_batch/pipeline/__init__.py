"""Takes one workbook through the rooms: read, judged, its documents made and staged.

::

    tasks        what goes out to a worker
    processing   a file through all rooms; the one place where a bug is caught
    judging      a file → its projects' outcomes
    documents    an outcome → its report, or the copy that goes back
    unfinished   outcomes of what could not be processed
"""

from __future__ import annotations

from perfeval_batch.pipeline.documents import stage_copy, staged, template
from perfeval_batch.pipeline.judging import CONFIRMABLE
from perfeval_batch.pipeline.processing import (
    fetch,
    patterns,
    process,
    read,
    subjects,
    unpack,
    work,
)
from perfeval_batch.pipeline.tasks import Known, Parcel, Plan, Task
from perfeval_batch.pipeline.unfinished import (
    being_written,
    failed,
    lost,
    not_written,
    too_slow,
    with_findings,
)

__all__ = [
    "CONFIRMABLE",
    "Known",
    "Parcel",
    "Plan",
    "Task",
    "being_written",
    "failed",
    "fetch",
    "lost",
    "not_written",
    "patterns",
    "process",
    "read",
    "stage_copy",
    "staged",
    "subjects",
    "template",
    "too_slow",
    "unpack",
    "with_findings",
    "work",
]
