"""The project roster (项目名册): the blank one out, the filled one in, pre-filled workbooks out.

::

    roster_sheet     scheme → the blank roster
    roster_read      the filled one's sheets → Roster, every fault with its cell
    roster_prefill   Roster → one pre-filled workbook per project
"""

from perfeval_batch.exchange.roster_prefill import filling, prefilled
from perfeval_batch.exchange.roster_read import SchemeOf, Table, read, sound
from perfeval_batch.exchange.roster_sheet import write
from perfeval_batch.exchange.roster_values import INDICATORS, PROJECTS, Listed, Roster

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
