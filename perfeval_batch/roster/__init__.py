"""The project roster (项目名册): the blank one out, the filled one in, pre-filled workbooks out.

::

    roster_sheet     scheme → the blank roster
    roster_read      the filled one's sheets → Roster, every fault with its cell
    roster_prefill   Roster → one pre-filled workbook per project
"""

from perfeval_batch.roster.prefill import filling, prefilled
from perfeval_batch.roster.roster_entries import INDICATORS, PROJECTS, Listed, Roster
from perfeval_batch.roster.roster_reader import SchemeOf, Table, read, sound
from perfeval_batch.roster.roster_sheet import write

__all__ = [
    "INDICATORS",
    "PROJECTS",
    "Listed",
    "Roster",
    "SchemeOf",
    "Table",
    "filling",
    "prefilled",
    "read",
    "sound",
    "write",
]
