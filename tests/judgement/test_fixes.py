"""Following the advice of a finding never leads into another finding (rules.md)."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from typing import Any

import pytest

from perfeval_batch import catalogue, rules, schemes, scoring
from perfeval_batch.findings import Finding, Severity
from perfeval_batch.model import Entry, Project
from perfeval_batch.rules import RULES
from perfeval_batch.values import replace
from tests.judgement import measure
from tests.rules import cases, workbooks

FIXES: list[dict[str, Any]] = tomllib.loads(
    (measure.FOLDER / "fixes.toml").read_text(encoding="utf-8"), parse_float=Decimal
)["fix"]


UNTRIED = {
    "PE306": "other indicators are to be set up: that is another table",
    "PE706": "the advice is to make sure, and to leave it",
    **dict.fromkeys(("PE006", "PE016"), "nothing is to be mended: what was passed over is said"),
    "PE007": "the advice is to use the new workbook",
}
"""Why the advice of these is not tried."""
ELSEWHERE = {
    "PE0": "the file itself is to be saved anew, opened by its owner, or explained in 版式对照",
    "PE103": "another year is a matter of the whole batch",
    "PE616": "a file is to be laid beside the workbook",
    "PE707": "the reviewers' sheet is to be made anew",
    "PE8": "other workbooks, the roster or last year's results are to be compared",
    "PE9": "the program or the result, not the workbook",
}
"""Why the advice of checks that look beyond one workbook is not tried here, by the code's head."""


def checked(fix: dict[str, Any], *, mended: bool) -> tuple[Finding, ...]:
    sample, reviewed = workbooks.sample(fix["sample"]), fix.get("reviewed", False)
    filling = sample if reviewed else measure.without_review(sample)
    made = workbooks.Made.of(filling)
    changes = {**fix.get("set", {}), **(fix.get("fix", {}) if mended else {})}
    for path, value in changes.items():
        made = made.changed(path.split("."), value)
    data = made.written(None if mended else fix.get("file"))
    used = schemes.load(str(filling.facts["评价方案"]))
    if not reviewed:
        return cases.findings(data, used)
    return rules.check(scoring.assess(_by_reviewers(cases.read(data)), used), used)


def _by_reviewers(project: Project) -> Project:
    """The project with its 复核得分 as they come from a reviewers' sheet."""

    def moved(entry: Entry[Decimal]) -> Entry[Decimal]:
        return replace(entry, place=replace(entry.place, workbook="复核表.xlsx"))

    total = project.funds.total
    return replace(
        project,
        funds=replace(project.funds, total=replace(total, review_score=moved(total.review_score))),
        indicators=tuple(
            replace(row, review_score=moved(row.review_score)) for row in project.indicators
        ),
        texts=replace(project.texts, review_grade=replace(project.texts.self_grade, value=None)),
    )


@pytest.mark.parametrize("fix", FIXES, ids=lambda fix: fix["code"])
def test_a_fault_that_is_mended_as_advised_leaves_nothing_behind(fix: dict[str, Any]) -> None:
    assert fix["code"] in {each.code for each in checked(fix, mended=False)}
    left = checked(fix, mended=True)
    assert [str(each) for each in left if each.severity is not Severity.NOTE] == []
    assert fix["code"] not in {each.code for each in left}


def test_the_advice_of_every_check_of_a_workbook_is_tried_or_it_is_said_why_not() -> None:
    assert {fix["code"] for fix in FIXES} | UNTRIED.keys() == {each.kind.code for each in RULES}
    beyond = {each.code for each in catalogue.kinds()} - {each.kind.code for each in RULES}
    assert [code for code in sorted(beyond) if not code.startswith(tuple(ELSEWHERE))] == []
