"""A filling in, a workbook of contract §4 out: blank without a filling, filled with one.

The sheets are drawn in the order of the contract::

    填写说明   blank_instructions    how to fill it in, the checks it will meet
    基本情况   blank_facts           label, value, hint
    资金情况   blank_funds           funds by source, uses of funds
    绩效指标   blank_indicators      the indicator table, 合计 last
    综合评价   blank_conclusion      the concluding texts
    自检       blank_selfcheck       live formulas            (blank_lines: what they look at)
    _meta      blank_meta            template id and version, lists of the drop-downs

and then, because XlsxWriter is slow, drawn once per size and filled many times::

    blank_frame     a filling's size → where everything stands
    blank_compile   the drawn workbook → a form
    blank_results   a filling → what the formulas show
    blank_form      form + values → bytes
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from perfeval_batch.blank import (
    compiling,
    conclusion_sheet,
    facts_sheet,
    funds_sheet,
    indicators_sheet,
    instructions_sheet,
    meta_sheet,
    selfcheck_sheet,
    sheet_frame,
    stored_results,
)
from perfeval_batch.blank.compiled_form import Form
from perfeval_batch.blank.meta_sheet import Choices
from perfeval_batch.blank.paper import Paper, token
from perfeval_batch.blank.sheet_frame import Frame
from perfeval_batch.findings import Kind
from perfeval_batch.model import CellValue, Filling
from perfeval_batch.scheme import Scheme
from perfeval_batch.sheets import Book

_TITLE = "项目支出绩效自评表"


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
    frame, choices = sheet_frame.of(filling, roomy=roomy), Choices.of(scheme)
    form = draw(frame, choices, tuple(checks), locking=locking)
    if filling is None:
        return form.fill(None)
    return form.fill({**dict(_values(filling)), **stored_results.compute(filling, frame, choices)})


@lru_cache(maxsize=256)
def draw(
    frame: Frame, choices: Choices, checks: tuple[Kind, ...] = (), *, locking: bool = False
) -> Form:
    """Draw the workbook of a size, ready to be filled."""
    paper = Paper(Book(_TITLE), locking)
    instructions_sheet.draw(paper, choices, checks)
    facts_sheet.draw(paper)
    funds_sheet.draw(paper, frame, choices)
    indicators_sheet.draw(paper, frame)
    conclusion_sheet.draw(paper, frame, choices)
    selfcheck_sheet.draw(paper, frame, choices)
    meta_sheet.draw(paper, choices)
    return compiling.compiled(paper)


def _values(filling: Filling) -> Iterator[tuple[str, CellValue]]:
    """Every value of a filling with its token."""
    yield from ((token("facts", name), value) for name, value in filling.facts.items())
    for source, amounts in filling.funds.items():
        yield from ((token("funds", source, name), value) for name, value in amounts.items())
    for part, rows in (("uses", filling.uses), ("indicators", filling.indicators)):
        for number, row in enumerate(rows):
            yield from ((token(part, number, name), value) for name, value in row.items())
    yield from ((token("totals", name), value) for name, value in filling.totals.items())
    yield from ((token("texts", name), value) for name, value in filling.texts.items())
    for column, items in filling.lists.items():
        yield from ((token("lists", column, at), item) for at, item in enumerate(items))
