"""Reads an admitted workbook of any format: each by the reader made for it."""

from __future__ import annotations

from perfeval_batch.model import Rejected
from perfeval_batch.reading import ods, xls, xlsb, xlsx
from perfeval_batch.reading.grid import Grid, Wanted
from perfeval_batch.reading.guard import Admitted, Container
from perfeval_batch.reading.refusals import UNSAFE, RefusedError
from perfeval_batch.values import replace


def read(admitted: Admitted, workbook: str, wanted: Wanted) -> Grid | Rejected:
    """Read the wanted sheets of an admitted workbook.

    Args:
        admitted: what the guard let through.
        workbook: path relative to INBOX, for the findings.
        wanted: tells by its name whether a sheet is to be read.
    """
    try:
        grid = _read(admitted, _Counting(wanted))
    except RefusedError as refused:
        return refused.rejected(workbook)
    return replace(grid, active=admitted.active)


MOST_SHEETS = 1_000
MOST_WANTED = 200
"""Sheets that are read: copies of ours until one is chosen, or official forms, a sheet each."""


class _Counting:
    """Asks which sheets are wanted and refuses a workbook with more than any real one has."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.sheets = self.ours = 0

    def __call__(self, name: str) -> bool:
        answer = self.wanted(name)
        self.sheets += 1
        self.ours += answer
        if self.sheets > MOST_SHEETS or self.ours > MOST_WANTED:
            raise RefusedError(UNSAFE, "工作表的数量异常多")
        return answer


def _read(admitted: Admitted, wanted: Wanted) -> Grid:
    most = admitted.limits.cells
    match admitted.container:
        case Container.XLSX:
            return xlsx.read(admitted.parts, admitted.main, wanted, most)
        case Container.XLSB:
            return xlsb.read(admitted.parts, admitted.main, wanted, most)
        case Container.ODS:
            return ods.read(admitted.parts, wanted, most)
        case Container.XLS:
            return xls.read(admitted.data, wanted, most)
