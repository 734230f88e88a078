"""Workbooks that do to their worker what damaged files did to real readers, found by their names.

Run in worker processes: only what is importable by name can be planted there.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from perfeval_batch import pipeline
from perfeval_batch.model import Processed, Rejected, Submission
from perfeval_batch.roster import Roster

work = pipeline.process


def process(task: pipeline.Task) -> Processed:
    """`pipeline.process`, but for the planted ones."""
    if "崩溃" in task.source:
        os._exit(11)
    if "死循环" in task.source:
        time.sleep(600)
    if "吃内存" in task.source:
        hoard = []
        while True:
            hoard.append(bytearray(2**20))
            time.sleep(0.0005)
    return work(task)


def read(task: pipeline.Task) -> Submission | Rejected:
    """`pipeline.read` of a file that hangs its reader for ever."""
    time.sleep(600 * len(task.source))
    return Rejected(())


def look_into(path: Path) -> str | None:
    """What looks into Word documents, on one that ends its process."""
    os._exit(len(path.parts))


def read_roster(path: Path, **_: str | None) -> Roster:
    """What reads a roster, on one that hangs it."""
    time.sleep(600 * len(path.parts))
    return Roster(())
