"""Bytes → Project: what a department's workbook says, or why it cannot be read.

::

    guard     bytes → Admitted        what no reader should see is refused       (archive)
    grid      Admitted → Grid         the cells, whatever the format             (openxml …)
    workbook  Grid → Project          found by label and header along the schema (layout, values)
"""

from __future__ import annotations

from perfeval_batch.intake import grid, guard, workbook
from perfeval_batch.intake.refusal import KINDS, UNREADABLE
from perfeval_batch.model import Project, Rejected

__all__ = ["KINDS", "UNREADABLE", "read"]


def read(data: bytes, source: str) -> Project | Rejected:
    """Read a workbook.

    Args:
        data: the whole file.
        source: its path relative to INBOX, with `/`.
    """
    admitted = guard.admit(data, source)
    if isinstance(admitted, Rejected):
        return admitted
    cells = grid.read(admitted, source, workbook.wanted)
    return cells if isinstance(cells, Rejected) else workbook.parse(cells, source)
