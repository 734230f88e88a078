"""PE103: a workbook of another year than the run's; seen only when the batch lies side by side."""

from __future__ import annotations

from collections.abc import Iterable

from perfeval_batch.findings import Finding, Place, Severity, kind
from perfeval_batch.model import Outcome

YEAR_DIFFERS = kind("PE103", "year-differs", Severity.WARNING)("""
    评价年度与本次评价的年度不同。

    为什么：汇总按同一年度进行，年度不同的往往是误交了往年的工作簿，或年度填错。
    反例：本次评价2023年度，工作簿的评价年度填2022。
    正例：评价年度与本次一致；本次年度由--year指定，不指定时取多数工作簿的年度。
    怎么改：请核对评价年度；误交往年自评表的，请换成本年度的。
""")

KINDS = (YEAR_DIFFERS,)


def year_differs(outcomes: Iterable[Outcome], year: int | None) -> dict[str, tuple[Finding, ...]]:
    """Find the workbooks whose 评价年度 is not that of the run.

    Args:
        outcomes: what came of the workbooks; one without a year has an error of its own.
        year: of the run; None: nothing is said.

    Returns:
        source → its PE103 finding, in a tuple as the other verdicts on the batch have it.
    """
    found: dict[str, tuple[Finding, ...]] = {}
    for outcome in outcomes:
        own = outcome.identity.year
        if year is not None and own is not None and own != year:
            finding = YEAR_DIFFERS.at(
                outcome.identity.places.get("评价年度", Place(outcome.source)),
                f"评价年度是{own}年，本次评价的年度是{year}年。",
                "请核对评价年度；误交往年自评表的，请换成本年度的。",
            )
            found[outcome.key] = (finding,)
    return found
