"""Writes the workbook of contract §4: blank, or filled with what a filling says.

A module a sheet, in the order of the contract::

    instructions_sheet   填写说明   how to fill it in, the checks it will meet
    facts_sheet          基本情况   label, value, hint
    funds_sheet          资金情况   funds by source, uses of funds
    indicators_sheet     绩效指标   the indicator table, 合计 last
    conclusion_sheet     综合评价   the concluding texts
    selfcheck_sheet      自检       live formulas
    meta_sheet           _meta      template id and version, lists of the drop-downs
    named_areas                     where everything stands
    sheet_design                    how everything looks
"""

from __future__ import annotations

from collections.abc import Sequence

from perfeval_batch.blank import (
    conclusion_sheet,
    facts_sheet,
    funds_sheet,
    indicators_sheet,
    instructions_sheet,
    meta_sheet,
    named_areas,
    selfcheck_sheet,
)
from perfeval_batch.blank.meta_sheet import Choices
from perfeval_batch.blank.sheet_design import Design, protect
from perfeval_batch.findings import Kind
from perfeval_batch.model import Filling
from perfeval_batch.schemes import Scheme
from perfeval_batch.sheets import Book

_TITLE = "项目支出绩效自评表"
_EMPTY = Filling({}, {}, (), (), {}, {}, {})


def write(
    filling: Filling | None,
    scheme: Scheme,
    checks: Sequence[Kind] = (),
    *,
    roomy: bool = False,
    locking: bool = False,
) -> bytes:
    """Write the blank workbook, or one that holds what `filling` says.

    Args:
        filling: what to fill in; None for the blank workbook.
        scheme: gives the drop-downs and the weights of the instructions.
        checks: the kinds of finding that 填写说明 lists.
        roomy: keep the blank workbook's empty rows; else tables are as long as the filling needs.
        locking: what is filled in is fixed: locked and white; every sheet is protected.
    """
    frame = named_areas.frame_for(filling, roomy=roomy)
    choices, filling = Choices.from_scheme(scheme), filling or _EMPTY
    design = Design(Book(_TITLE), locking)
    instructions_sheet.draw(design, choices, checks)
    facts_sheet.draw(design, filling.facts)
    funds_sheet.draw(design, frame, choices, filling)
    indicators_sheet.draw(design, frame, filling)
    conclusion_sheet.draw(design, frame, choices, filling)
    selfcheck_sheet.draw(design, frame, choices)
    meta_sheet.draw(design, choices)
    for name, area in named_areas.named_ranges(frame):
        design.book.book.define_name(name, f"={area}")
    if locking:
        for sheet in design.book.book.worksheets():
            protect(sheet)
    return design.book.finish()
