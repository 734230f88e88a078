"""A filling in, a workbook of contract §4 out: blank without a filling, filled with one.

The sheets are drawn in the order of the contract::

    填写说明   blank_instructions    how to fill it in, the checks it will meet
    基本情况   blank_facts           label, value, hint
    资金情况   blank_funds           funds by source, uses of funds
    绩效指标   blank_indicators      the indicator table, 合计 last
    综合评价   blank_conclusion      the concluding texts
    自检       blank_selfcheck       live formulas
    _meta      blank_meta            template id and version, lists of the drop-downs
"""

from __future__ import annotations

from collections.abc import Sequence

from perfeval_batch.exchange import (
    blank_conclusion,
    blank_facts,
    blank_frame,
    blank_funds,
    blank_indicators,
    blank_meta,
)
from perfeval_batch.exchange.blank_paper import Paper
from perfeval_batch.findings import Kind
from perfeval_batch.model import Filling
from perfeval_batch.scheme import Scheme
from perfeval_batch.sheets import Book


def write(filling: Filling | None, scheme: Scheme, checks: Sequence[Kind] = ()) -> bytes:
    """Write the blank workbook, or one that holds what `filling` says."""
    frame = blank_frame.of(filling)
    paper = Paper(Book("项目支出绩效自评表"), {})
    del checks
    blank_facts.draw(paper, filling)
    blank_funds.draw(paper, filling, frame)
    blank_indicators.draw(paper, filling, frame)
    blank_conclusion.draw(paper, filling, frame, scheme)
    blank_meta.draw(paper, scheme)
    return paper.book.finish()
