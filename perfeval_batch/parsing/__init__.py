"""Bytes → Project: what a department's workbook says, or why it cannot be read.

::

    guard     bytes → Admitted        what no reader should see is refused       (ordinary, archive)
    grid      Admitted → Grid         the cells, whatever the format             (openxml, rows …)
    workbook  Grid → Project          found by label and header  (form, layout, view, values)
    unlock    bytes → bytes           a workbook with a password, when one was given
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from perfeval_batch.model import Project, Rejected
from perfeval_batch.parsing import headers
from perfeval_batch.parsing.headers import Table
from perfeval_batch.parsing.sheet_view import View
from perfeval_batch.parsing.standard import standard_workbook
from perfeval_batch.reading import guard, readers, unlock
from perfeval_batch.reading.refusals import ENCRYPTED, KINDS, UNREADABLE, RefusedError
from perfeval_batch.schema import Field

__all__ = ["KINDS", "UNREADABLE", "Table", "View", "find_table", "read", "sheets"]


def read(data: bytes, source: str, password: str = "") -> Project | Rejected:
    """Read a workbook.

    Args:
        data: the whole file.
        source: its path relative to INBOX, with `/`.
        password: tried where a workbook has one.
    """
    found = _read(data, source)
    if not password or not _locked(found):
        return found
    try:
        return _read(unlock.unlock(data, password), source)
    except RefusedError as refused:
        return refused.rejected(source)


def sheets(data: bytes, source: str, names: Collection[str]) -> dict[str, View] | Rejected:
    """The sheets of those names of a workbook of the bureau's own (roster, review).

    Args:
        data: the whole file.
        source: what its findings call it.
        names: of the sheets; those that are not there are left out.
    """
    admitted = guard.admit(data, source)
    if isinstance(admitted, Rejected):
        return admitted
    cells = readers.read(admitted, source, lambda each: each.strip() in names)
    if isinstance(cells, Rejected):
        return cells
    found: dict[str, View] = {}
    for each in cells.sheets:
        found.setdefault(each.name.strip(), View(source, each))
    return found


def find_table(view: View, fields: Sequence[Field]) -> Table:
    """The table that has most of the fields as its headers, wherever it stands."""
    return headers.table(view.sheet, headers.keys(fields))


def _read(data: bytes, source: str) -> Project | Rejected:
    admitted = guard.admit(data, source)
    if isinstance(admitted, Rejected):
        return admitted
    cells = readers.read(admitted, source, standard_workbook.wanted)
    return cells if isinstance(cells, Rejected) else standard_workbook.parse(cells, source)


def _locked(found: Project | Rejected) -> bool:
    return isinstance(found, Rejected) and found.findings[0].code == ENCRYPTED.code
