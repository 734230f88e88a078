"""The seed's facts in, the seed's report out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.acceptance import office, runs

SOURCE = "住建局/运行维护经费.xlsx"
LEVELS = [
    ("预算执行率", 10, 10, 10),
    ("产出指标", 30, 30, 30),
    ("效益指标", 30, 28.2, 28.2),
    ("满意度指标", 10, 9.8, 9.8),
    ("成本指标", 20, 19, 19),
]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> runs.Run:
    return runs.once(tmp_path_factory, "acceptance-seed", made)


def made(folder: Path) -> runs.Run:
    inbox = runs.lay(folder / "收件", {SOURCE: office.workbook()})
    return runs.run(inbox, folder / "结果", engine="auto")


def expected() -> list[str]:
    """The seed's paragraphs with the three exceptions of contract §5."""
    lines = [line.strip() for line in office.SEED if line.strip()]
    lines = [re.sub("^六、", "五、", line) for line in lines]
    lines = [line.replace("得9.0分", "得9分") for line in lines]
    return [line.replace("任务完成率： ", "任务完成率：") for line in lines]


def test_the_run_ends_with_0_and_the_report_is_where_the_contract_says(done: runs.Run) -> None:
    assert (done.code, done.results["run"]) == (
        0,
        {"workbooks": 1, "projects": 1, "reported": 1, "returned": 0, "failed": 0},
    )
    assert done.project(SOURCE)["report"] == "报告/某县住建局/运行维护经费.docx"
    assert "Traceback" not in done.out + done.err


def test_scores_levels_and_grade_are_the_seeds(done: runs.Run) -> None:
    told = done.project(SOURCE)
    assert (told["weight"], told["self_score"], told["review_score"]) == (100, 97, 97)
    assert told["grade"] == "优"
    assert [tuple(level.values()) for level in told["levels"]] == LEVELS
    assert (told["budget"], told["arrived"], told["executed"]) == (6313.66, 6313.66, 6313.66)
    assert told["execution_rate"] == 100


def test_the_report_holds_every_paragraph_of_the_seed_in_order(done: runs.Run) -> None:
    assert runs.missing(expected(), done.report(SOURCE)) == []


def test_the_report_holds_nothing_of_a_template(done: runs.Run) -> None:
    assert not re.search(r"\{\{|\}\}|\{%|None|nan", "\n".join(done.report(SOURCE)))


def test_the_seeds_facts_are_without_errors(done: runs.Run) -> None:
    assert done.errors(SOURCE) == []


def test_without_stored_values_nothing_of_the_workbook_is_lost(done: runs.Run) -> None:
    text = "\n".join(done.report(SOURCE))
    form = office.seed()
    for words in (*form.lists["主要经验及做法"], *form.lists["改进措施"], *form.texts.values()):
        assert str(words) in text


def test_inbox_is_not_written_to(tmp_path: Path) -> None:
    inbox = runs.lay(tmp_path / "收件", {SOURCE: office.workbook()})
    before = {path: path.stat().st_mtime_ns for path in inbox.rglob("*")}
    runs.run(inbox, tmp_path / "结果")
    assert {path: path.stat().st_mtime_ns for path in inbox.rglob("*")} == before
