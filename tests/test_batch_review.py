"""The review: a sheet of all projects out, filled, and taken in again by a run."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from perfeval_batch import batch
from perfeval_batch.batch import review_subjects
from perfeval_batch.errors import SettingsError
from perfeval_batch.model import Batch, Status
from perfeval_batch.settings import Settings
from tests import books, inboxes

PROJECTS = 20
Fill = Callable[[str, str, float], float | None]
"""Project, indicator, weight → the reviewers' score."""


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    books = {
        f"项目{number:02}": inboxes.workbook(
            inboxes.changed({"项目名称": f"项目{number:02}", "项目编码": f"C{number:02}"}),
        )
        for number in range(PROJECTS)
    }
    return inboxes.fill(tmp_path_factory.mktemp("inbox"), **books)


def sheet(inbox: Path, sample: int | None = None, seed: int = 0) -> bytes:
    settings = Settings(inbox, Path(), engine="inline", sample=sample, seed=seed)
    return review_subjects.gather(settings).data


def filled(data: bytes, fill: Fill, path: Path) -> Path:
    book = books.opened(data)
    page: Any = book["复核"]  # openpyxl's types know nothing of writable cells
    header = next(row for row in page.iter_rows(max_row=5) if "复核得分" in [c.value for c in row])
    column = {str(cell.value): cell.column for cell in header}
    for row in range(header[0].row + 1, page.max_row + 1):
        name, indicator, weight = (
            page.cell(row, column[label]).value for label in ("项目名称", "三级指标", "分值")
        )
        if isinstance(weight, int | float):
            score = fill(str(name), str(indicator), float(weight))
            page.cell(row, column["复核得分"], score)
            page.cell(row, column["复核说明"], "现场核查" if score is not None else None)
    book.save(path)
    return path


def run(inbox: Path, output: Path, review: Path) -> Batch:
    return batch.run(Settings(inbox, output, engine="inline", review=review))


def half_off(project: str, indicator: str, weight: float) -> float | None:
    """Half a point off the first five projects' 减少污染; the others are not reviewed."""
    if project >= "项目05":
        return None
    return weight - 0.5 if indicator == "减少污染" else weight


def test_the_reviewers_scores_are_those_of_the_report(inbox: Path, tmp_path: Path) -> None:
    told = run(inbox, tmp_path / "out", filled(sheet(inbox), half_off, tmp_path / "复核.xlsx"))
    scores = [outcome.figures.review_score for outcome in told.outcomes]
    assert [str(score) for score in scores[:6]] == ["99.5"] * 5 + ["97.0"]
    assert {outcome.status for outcome in told.outcomes} == {Status.REPORTED}


def test_a_score_above_its_weight_is_refused_with_its_cell_and_the_others_are_taken(
    inbox: Path,
    tmp_path: Path,
) -> None:
    def fill(project: str, indicator: str, weight: float) -> float:
        return weight + 1 if (project, indicator) == ("项目03", "减少污染") else weight

    told = run(inbox, tmp_path / "out", filled(sheet(inbox), fill, tmp_path / "复核.xlsx"))
    refused = told.outcomes[3]
    assert [
        (each.code, each.place.workbook, each.place.sheet) for each in refused.findings[:1]
    ] == [
        ("PE701", "复核.xlsx", "复核"),
    ]
    assert refused.findings[0].place.cell
    others = [each for each in told.outcomes if each is not refused]
    assert {str(each.figures.review_score) for each in others} == {"100"}


def test_a_project_whose_workbook_moved_is_found_by_its_code(inbox: Path, tmp_path: Path) -> None:
    review = filled(sheet(inbox), half_off, tmp_path / "复核.xlsx")
    moved = tmp_path / "in"
    for path in inbox.iterdir():
        inboxes.fill(moved, **{f"新文件夹__{path.stem}": path.read_bytes()})
    told = run(moved, tmp_path / "out", review)
    assert str(told.outcomes[0].figures.review_score) == "99.5"
    assert told.findings == ()


def test_a_review_of_no_project_of_this_run_is_said(inbox: Path, tmp_path: Path) -> None:
    review = filled(sheet(inbox), half_off, tmp_path / "复核.xlsx")
    one = inboxes.fill(tmp_path / "in", 项目09=(inbox / "项目09.xlsx").read_bytes())
    told = run(one, tmp_path / "out", review)
    assert [each.code for each in told.findings] == ["PE707"] * 5


def test_a_sample_depends_on_the_seed_alone(inbox: Path) -> None:
    assert sheet(inbox, sample=5, seed=1) == sheet(inbox, sample=5, seed=1)
    assert sheet(inbox, sample=5, seed=1) != sheet(inbox, sample=5, seed=2)


def test_a_file_that_is_no_review_sheet_is_a_sentence(inbox: Path, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="没有“复核”表"):
        run(inbox, tmp_path / "out", inbox / "项目00.xlsx")
    with pytest.raises(SettingsError, match="打不开"):
        run(inbox, tmp_path / "out", tmp_path / "没有.xlsx")


def test_a_slip_of_a_reviewer_keeps_the_report_back_and_no_department_hears_of_it(
    inbox: Path, tmp_path: Path
) -> None:
    def fill(name: str, indicator: str, weight: float) -> float:
        return weight + 5 if (name, indicator) == ("项目03", "任务完成率") else weight

    output = tmp_path / "结果"
    told = run(inbox, output, filled(sheet(inbox), fill, tmp_path / "复核表.xlsx"))
    held = next(each for each in told.outcomes if each.identity.name == "项目03")
    assert (held.status, held.report, held.returned) == (Status.RETURNED, None, None)
    assert "PE701" in {each.code for each in held.findings}
    assert not (output / "退回").exists()
    assert "复核/复核问题清单.xlsx" in told.letters
    book = openpyxl.load_workbook(output / "复核" / "复核问题清单.xlsx")
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=4)]
    assert ["项目03", "错误"] in [[row[1], row[3]] for row in rows]
    for path in (output / "核实").rglob("*.xlsx"):
        texts = [str(c.value) for row in openpyxl.load_workbook(path).worksheets[0] for c in row]
        assert not any("复核表.xlsx" in text or "复核!" in text for text in texts)
    (summary,) = (output / "部门总结").glob("*.docx")
    told_by_it = zipfile.ZipFile(summary).read("word/document.xml").decode()
    assert "尚在复核1份" in told_by_it
    assert "退回修改" not in told_by_it


def test_a_draft_tells_nothing_of_a_reviewers_slip(tmp_path: Path) -> None:
    inbox = inboxes.fill(tmp_path / "收件", 项目=inboxes.workbook())
    review = filled(sheet(inbox), lambda _, __, weight: weight + 5, tmp_path / "复核表.xlsx")
    batch.run(Settings(inbox, tmp_path / "结果", engine="inline", review=review, draft=True))
    (draft,) = (tmp_path / "结果" / "草稿").rglob("*.docx")
    assert "复核!" not in zipfile.ZipFile(draft).read("word/document.xml").decode()
