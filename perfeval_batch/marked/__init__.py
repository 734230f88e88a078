"""A department's own workbook and its findings in, the workbook with its faults marked out.

Nothing of the workbook gets lost: its parts are patched in place, all others go over as they are
packed (openpyxl would drop shapes, form controls, extension lists, macros)::

    marking         the way through the parts
    package_parts   the package: parts and relationships, replaced, added, dropped
    workbook_part   workbook.xml: 问题清单 becomes the first sheet
    styles          styles.xml: fills that are known again, and what they cover
    sheet_marks     one worksheet: its cells, its comments, their boxes in the drawing
    previous_marks  what an earlier round left
    listing         what 问题清单 says: list_sheet within the workbook, list_book beside it
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from perfeval_batch.findings import Finding
from perfeval_batch.marked import list_book, listing
from perfeval_batch.marked.comments import HEADING
from perfeval_batch.marked.marking import Marking
from perfeval_batch.marked.package_parts import UnpatchableError
from perfeval_batch.marked.styles import FILLS

__all__ = ["FILLS", "HEADING", "mark", "problem_list"]


def mark(
    data: bytes,
    findings: Sequence[Finding],
    number: int = 1,
    *,
    deadline: date | None = None,
    workbook: str = "",
) -> bytes:
    """Mark the faults of a workbook: fills, comments, and 问题清单 as its first sheet.

    Errors are filled red, warnings yellow; notes stand in the list alone. Marks of an earlier
    round are replaced. The same workbook and findings give the same bytes.

    Args:
        data: the workbook, as `reading.guard` has admitted it.
        findings: of this workbook.
        number: how often it goes back with this time: `Origin.rounds + 1`.
        deadline: by when it is wanted again.
        workbook: its name as findings state it (`Place.workbook`): places in another workbook are
            listed, never marked; empty: all are in this one.

    Returns:
        The marked workbook; `data` itself where it cannot be patched (`.xls`, `.ods`, `.xlsb`, a
        package that breaks its own rules): then `problem_list` goes beside it.
    """
    try:
        return Marking(data, workbook).run(findings, number, deadline)
    except UnpatchableError:
        return data


def problem_list(
    findings: Sequence[Finding],
    workbook: str,
    number: int = 1,
    *,
    deadline: date | None = None,
) -> bytes:
    """问题清单 as a workbook of its own, for files that cannot be marked.

    Args:
        findings: of one workbook.
        workbook: the path of its file as findings state it (`Place.workbook`).
        number: how often it goes back with this time.
        deadline: by when it is wanted again.
    """
    return list_book.write(listing.of(findings, number, deadline, workbook), workbook)
