"""结果应用建议: suggestions by the bureau's rules, and their sums."""

from __future__ import annotations

from decimal import Decimal

import pytest

from perfeval_batch.model import Outcome
from perfeval_batch.schemes import Application
from perfeval_batch.summary import application, figures
from perfeval_batch.values import replace
from tests.summary import build, generated
from tests.summary.test_workbook import opened, rows

pytestmark = pytest.mark.filterwarnings("ignore:.*extension:UserWarning")
D = Decimal


def project(grade: str, rate: str = "100", executed: str = "100") -> Outcome:
    funds = replace(build.reported().figures, budget=D(100), executed=D(executed))
    return build.reported(grade=grade, execution_rate=D(rate), figures=funds)


@pytest.mark.parametrize(
    ("outcome", "suggestion", "amount"),
    [
        (project("优"), "优先保障", None),
        (project("良"), "保障", None),
        (project("中"), "压减30%", D(30)),
        (project("差"), "取消", D(100)),
        (project("优", "80", "80"), "收回结余", D(20)),
        (project("良", "40", "40"), "暂缓", D(100)),
        (project("差", "40", "40"), "取消", D(100)),
    ],
)
def test_grade_execution_and_remainder_lead_to_a_suggestion(
    outcome: Outcome, suggestion: str, amount: Decimal | None
) -> None:
    account = figures.gather(build.batch(outcome), Application(cut=D(30)))
    (row,) = application.suggest(account).to_dict("records")
    assert (row["suggestion"], row["amount"]) == (suggestion, amount)


def test_only_issued_projects_are_told_and_the_sums_are_the_summarys() -> None:
    batch = generated.batch(200)
    whole = figures.gather(batch).whole.figures
    book = opened(batch, values=True)
    found = rows(book["结果应用建议"])
    assert len(found) - 1 == whole["reported"]
    assert D(str(found[-1]["全年预算数"])) == whole["budget"]
    totals = rows(book["结果应用汇总"])
    assert D(str(totals[-1]["全年预算数"])) == whole["budget"]
    assert totals[-1]["项目数"] == whole["reported"]
    assert totals[-1]["涉及金额"] == found[-1]["涉及金额"]
    counted = [totals[-1][kind] for kind in application.KINDS]
    assert sum(map(int, map(str, counted))) == whole["reported"]


def test_the_sheet_says_that_these_are_suggestions() -> None:
    note = str(opened(build.three())["结果应用建议"]["A2"].value)
    assert "供研究，以财政部门决定为准" in note
    assert "压减20%" in note
