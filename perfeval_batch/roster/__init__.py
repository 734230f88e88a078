"""The project roster (项目名册): written, read, and made into pre-filled workbooks.

::

    roster_entries   its columns, and a roster as values
    roster_sheet     writes it, blank or with what is known
    roster_reader    reads it, every fault with its cell
    system_export    makes one of a list exported from 预算管理一体化
    prefill          writes one pre-filled workbook per project
"""

from perfeval_batch.roster.prefill import LastProblems, filling, prefilled
from perfeval_batch.roster.roster_entries import INDICATORS, PROJECTS, Listed, Roster
from perfeval_batch.roster.roster_reader import SchemeOf, read, sound
from perfeval_batch.roster.roster_sheet import write
from perfeval_batch.roster.system_export import Export, read_export

__all__ = [
    "INDICATORS",
    "PROJECTS",
    "Export",
    "LastProblems",
    "Listed",
    "Roster",
    "SchemeOf",
    "filling",
    "prefilled",
    "read",
    "read_export",
    "sound",
    "write",
]
