"""Admitted bytes → Grid: the sole owner of the spreadsheet readers python_calamine and xlrd."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from perfeval_batch.intake import openxml
from perfeval_batch.intake.cells import Grid
from perfeval_batch.intake.guard import Admitted, Container
from perfeval_batch.intake.refusal import FORMAT, RefusedError
from perfeval_batch.model import Rejected


def read(admitted: Admitted, workbook: str, wanted: Callable[[str], bool]) -> Grid | Rejected:
    """Read the wanted sheets of an admitted workbook.

    Args:
        admitted: what the guard let through.
        workbook: path relative to INBOX, for the findings.
        wanted: tells by its name whether a sheet is to be read.
    """
    try:
        grid = _read(admitted, wanted)
    except RefusedError as refused:
        return refused.rejected(workbook)
    return replace(grid, active=admitted.active)


def _read(admitted: Admitted, wanted: Callable[[str], bool]) -> Grid:
    match admitted.container:
        case Container.XLSX:
            return openxml.read(admitted.parts, wanted)
    raise RefusedError(FORMAT, "暂不能读取这种格式")
