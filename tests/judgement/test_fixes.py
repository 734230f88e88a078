"""Following the advice of a finding never leads into another finding (rules.md)."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from typing import Any

import pytest

from perfeval_batch import schemes
from perfeval_batch.findings import Finding, Severity
from perfeval_batch.rules import RULES
from tests.judgement import measure
from tests.rules import cases, workbooks

FIXES: list[dict[str, Any]] = tomllib.loads(
    (measure.FOLDER / "fixes.toml").read_text(encoding="utf-8"), parse_float=Decimal
)["fix"]


def checked(fix: dict[str, Any], *parts: str) -> tuple[Finding, ...]:
    filling = measure.without_review(workbooks.sample(fix["sample"]))
    made = workbooks.Made.of(filling)
    for part in parts:
        for path, value in fix[part].items():
            made = made.changed(path.split("."), value)
    return cases.findings(made.written(), schemes.load(str(filling.facts["评价方案"])))


@pytest.mark.parametrize("fix", FIXES, ids=lambda fix: fix["code"])
def test_a_fault_that_is_mended_as_advised_leaves_nothing_behind(fix: dict[str, Any]) -> None:
    assert fix["code"] in {each.code for each in checked(fix, "set")}
    mended = [each for each in checked(fix, "set", "fix") if each.severity is not Severity.NOTE]
    assert [str(each) for each in mended] == []


def test_most_warnings_and_errors_have_their_advice_tried() -> None:
    grave = {each.kind.code for each in RULES if each.kind.severity is not Severity.NOTE}
    tried = {fix["code"] for fix in FIXES}
    assert len(tried & grave) >= len(grave) * 0.8, sorted(grave - tried)
