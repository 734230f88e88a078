"""The values that pass between the rooms: a project as read, as assessed, and what came of it.

All frozen and slotted; none holds a clock, a duration or an absolute path, so the same workbook
gives equal values on any machine. Amounts are in 万元, rates in percent, scores in points,
all `Decimal`.
"""

from __future__ import annotations

from perfeval_batch.model.assessment import Achievement, Assessment, Item, Level
from perfeval_batch.model.entry import Entry, Quantity, State
from perfeval_batch.model.outcome import (
    Deduction,
    Figures,
    ItemFigures,
    LevelFigures,
    Outcome,
    Processed,
    Staged,
    Status,
    packed,
    shown_actual,
    shown_target,
)
from perfeval_batch.model.submission import (
    OFFICIAL,
    STANDARD,
    Facts,
    Funds,
    FundsRow,
    Identity,
    Indicator,
    Origin,
    Passage,
    Project,
    Rejected,
    Submission,
    Texts,
    Totals,
    Use,
)
from perfeval_batch.model.whole_batch import (
    ApprovedIndicator,
    Batch,
    CellValue,
    Due,
    Filling,
    LastItem,
    LastYear,
    Sender,
)

__all__ = [
    "OFFICIAL",
    "STANDARD",
    "Achievement",
    "ApprovedIndicator",
    "Assessment",
    "Batch",
    "CellValue",
    "Deduction",
    "Due",
    "Entry",
    "Facts",
    "Figures",
    "Filling",
    "Funds",
    "FundsRow",
    "Identity",
    "Indicator",
    "Item",
    "ItemFigures",
    "LastItem",
    "LastYear",
    "Level",
    "LevelFigures",
    "Origin",
    "Outcome",
    "Passage",
    "Processed",
    "Project",
    "Quantity",
    "Rejected",
    "Sender",
    "Staged",
    "State",
    "Status",
    "Submission",
    "Texts",
    "Totals",
    "Use",
    "packed",
    "shown_actual",
    "shown_target",
]
