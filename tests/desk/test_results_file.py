"""What the desk shows of a project, from 运行结果.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from perfeval_batch.desk import results_shown


@pytest.mark.parametrize(("status", "shown"), [("reported", "优"), ("returned", None)])
def test_only_a_project_with_a_report_has_a_grade(
    tmp_path: Path, status: str, shown: str | None
) -> None:
    project: dict[str, Any] = {
        **dict.fromkeys(("sheet", "name", "department", "unit", "code", "report", "returned")),
        "source": "甲局/一.xlsx",
        "status": status,
        "findings": [],
        "self_score": 95,
        "grade": "优",
    }
    data: dict[str, Any] = {
        "year": 2023,
        "scheme": None,
        "run": {},
        "projects": [project],
        "findings": [],
    }
    (tmp_path / results_shown.FILE).write_text(json.dumps(data), "utf-8")
    found = results_shown.read(tmp_path)
    assert found is not None
    assert found.entries[0].figures.get("等级") == shown
    assert found.entries[0].figures["自评得分"] == "95"
