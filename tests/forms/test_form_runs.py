"""Official forms through a whole run: several to a file, asked about once, Word tables too."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from perfeval_batch import batch, settings
from perfeval_batch.batch import form_patterns
from tests.forms import build
from tests.forms.build import Form


def results(inbox: Path, output: Path, **given: object) -> dict[str, Any]:
    chosen = settings.Settings(inbox, output=output, engine="serial", **given)  # type: ignore[arg-type]
    batch.run(chosen)
    found: dict[str, Any] = json.loads((output / "运行结果.json").read_text("utf-8"))
    return found


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "收件"
    folder.mkdir()
    return folder


def test_of_five_forms_in_a_file_four_get_reports_and_the_broken_one_goes_back(
    inbox: Path, tmp_path: Path
) -> None:
    sound = [Form(name=f"{number}号水库维修养护") for number in "甲乙丙丁"]
    broken = Form(name="戊号水库维修养护", stated=(100, 90))
    (inbox / "五张.xlsx").write_bytes(build.workbook(*sound, broken))
    found = results(inbox, tmp_path / "结果")
    assert found["run"] == {
        "workbooks": 1,
        "projects": 5,
        "reported": 4,
        "returned": 1,
        "failed": 0,
    }
    assert [each["sheet"] for each in found["projects"]] == ["Sheet", *(f"项目{n}" for n in "2345")]
    assert {each["form"] for each in found["projects"]} == {"official"}
    assert "共1个工作簿、5个项目" in (tmp_path / "结果" / "运行日志.txt").read_text("utf-8")
    last = found["projects"][-1]
    assert ("PE404", "项目5", "H18") in {
        (each["code"], each["sheet"], each["cell"]) for each in last["findings"]
    }
    copy = openpyxl.load_workbook(tmp_path / "结果" / last["returned"])
    assert copy.sheetnames == ["问题清单", "Sheet", "项目2", "项目3", "项目4", "项目5"]
    assert copy["项目5"]["H18"].comment is not None


def test_the_report_of_a_form_says_nothing_that_the_form_does_not_know(
    inbox: Path, tmp_path: Path
) -> None:
    (inbox / "一张.xlsx").write_bytes(build.workbook(Form()))
    project = results(inbox, tmp_path / "结果")["projects"][0]
    assert project["arrived"] is None
    document = docx.Document(str(tmp_path / "结果" / project["report"]))
    text = "\n".join(each.text for each in document.paragraphs)
    assert "待核实" not in text
    assert "项目目的" not in text
    assert "304万元" in text


def test_an_answer_in_the_layout_book_holds_for_every_file_of_the_pattern(
    inbox: Path, tmp_path: Path
) -> None:
    for number in range(3):
        form = Form(name=f"{number}号水库维修养护", unit_label="项目资金")
        (inbox / f"{number}.xlsx").write_bytes(build.workbook(form))
    assert results(inbox, tmp_path / "先")["run"]["reported"] == 0
    book = tmp_path / "版式对照.xlsx"
    found_patterns = form_patterns.gather(settings.Settings(inbox, engine="inline"))
    assert (len(found_patterns.found), found_patterns.still_open) == (1, 1)
    book.write_bytes(_answered(found_patterns.write(), "amount-unit", "万元"))
    found = results(inbox, tmp_path / "后", layouts=book)
    assert found["run"]["reported"] == 3
    assert {each["budget"] for each in found["projects"]} == {320}


def _answered(data: bytes, key: str, answer: str) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    for row in book.worksheets[0].iter_rows(min_row=3):
        if row[2].value == key:
            row[5].value = answer
    return build.saved(book)


def test_a_form_in_a_word_table_is_a_project_and_other_documents_are_not(
    inbox: Path, tmp_path: Path
) -> None:
    (inbox / "表.docx").write_bytes(build.document(Form()))
    (inbox / "信.docx").write_bytes(_letter())
    found = results(inbox, tmp_path / "结果")
    assert [each["source"] for each in found["projects"]] == ["表.docx"]
    assert found["projects"][0]["status"] == "reported"
    assert found["projects"][0]["budget"] == 320


def test_our_own_reports_are_not_read_as_forms(inbox: Path, tmp_path: Path) -> None:
    (inbox / "一张.xlsx").write_bytes(build.workbook(Form()))
    project = results(inbox, tmp_path / "先")["projects"][0]
    report = (tmp_path / "先" / project["report"]).read_bytes()
    (inbox / "报告.docx").write_bytes(report)
    assert results(inbox, tmp_path / "后")["run"]["projects"] == 1


def _letter() -> bytes:
    document = docx.Document()
    document.add_paragraph("关于报送绩效自评表的函")
    return build.saved(document)
