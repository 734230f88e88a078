"""Money that may count 元 (PE212) is in no total until it is confirmed; the head sees it first."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from perfeval_batch.findings import Severity
from perfeval_batch.model import Batch, Outcome
from perfeval_batch.summary import figures, result_file
from perfeval_batch.summary.workbook import ranking_sheets
from perfeval_batch.values import replace
from tests.summary import build

D = Decimal
WRONG = D(63136600)


def project(source: str, severity: Severity, status: str = "returned") -> Outcome:
    """A project whose amounts are ten thousand times what they should be."""
    made = build.returned(source) if status == "returned" else build.reported(source)
    amounts = dict.fromkeys(figures.AMOUNTS, WRONG)
    return replace(
        made,
        figures=replace(made.figures, **amounts),
        findings=(build.finding(source, "PE212", severity, "疑似以元为单位填写。"),),
    )


@pytest.fixture(params=["returned", "reported"])
def batch(request: pytest.FixtureRequest) -> Batch:
    """A project in doubt beside a sound one."""
    severity = Severity.ERROR if request.param == "returned" else Severity.WARNING
    return build.batch(build.reported(), project("甲局/二.xlsx", severity, request.param))


def test_money_in_doubt_is_in_no_total(batch: Batch) -> None:
    account = figures.gather(batch)
    for group in (account.whole, *account.departments):
        assert all(group.figures[key] == D("6313.66") for key in figures.AMOUNTS)
        assert figures.total(group.projects["budget"]) == D("6313.66")


def test_the_result_file_holds_no_amount_that_is_in_doubt(batch: Batch) -> None:
    told = json.loads(result_file.write(batch))["projects"]
    assert [each["budget"] for each in told] == [None, 6313.66]


def test_the_head_sees_money_in_doubt_before_all_else(batch: Batch) -> None:
    account = figures.gather(batch)
    assert figures.doubts_note(account).startswith("“")
    first = next(ranking_sheets.pages(account))
    assert first.name == "存疑的金额"
    assert list(first.table.rows["stated"]) == ["63136600"]


def test_confirmed_money_counts() -> None:
    sure = project("甲局/二.xlsx", Severity.NOTE, "reported")
    account = figures.gather(build.batch(build.reported(), sure))
    assert account.whole.figures["budget"] == WRONG + D("6313.66")
    assert figures.doubts_note(account) == ""
