"""What departments are asked to confirm (疑点核实单) and what they answer.

::

    doubts          findings → the doubts that a department is asked about, each with its key
    doubts_sheet    doubts → the department's 疑点核实单.xlsx
    answers         the filled sheets → what each doubt was answered; confirmed findings
"""

from perfeval_batch.replies.answers import Answer, Answers, confirm, join, read
from perfeval_batch.replies.doubts import Doubt, by_department, keys
from perfeval_batch.replies.doubts_sheet import NAME, SHEET, write

__all__ = [
    "NAME",
    "SHEET",
    "Answer",
    "Answers",
    "Doubt",
    "by_department",
    "confirm",
    "join",
    "keys",
    "read",
    "write",
]
