"""Official forms through a whole run: several to a file, asked about once, Word tables too."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest

from perfeval_batch import settings
from perfeval_batch.batch import form_patterns
from perfeval_batch.parsing.official import indicator_columns
from tests import books
from tests.forms import build, layouts
from tests.forms.build import INDICATORS, Form
from tests.inboxes import results


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


ON_TIME = (None, "时效指标", "按期完成率", "100%", "100%", 10, 10, None)


def _book(inbox: Path) -> bytes:
    """版式对照 of an inbox, unanswered."""
    return form_patterns.gather(settings.Settings(inbox, engine="inline")).write()


def _answered(data: bytes, *given: str) -> bytes:
    """The book with its answers: in turn, what is asked or headed and what is said to it."""
    answers = dict(zip(given[::2], given[1::2], strict=True))
    book = books.opened(data)
    for row in book.worksheets[0].iter_rows(min_row=3):
        for word in (str(row[2].value), str(row[3].value)):
            if word in answers:
                row[5].value = answers[word]
    return build.saved(book)


def test_an_answer_of_last_year_holds_for_this_years_forms(inbox: Path, tmp_path: Path) -> None:
    last_year = Form(unit_label="项目资金")
    book = tmp_path / "版式对照.xlsx"
    (inbox / "表.xlsx").write_bytes(build.workbook(last_year))
    book.write_bytes(_answered(_book(inbox), "amount-unit", "万元"))
    this_year = replace(
        last_year,
        name="中型水库维修养护",
        year="（2024年度）",
        total=(510, 500, 450, 10, "90.00%", 9),
        fiscal=(510, 500, 450, "—", "—", "—"),
        indicators=(*INDICATORS[:3], ON_TIME, *INDICATORS[4:]),
        stated=(100, 98),
    )
    (inbox / "表.xlsx").write_bytes(build.workbook(this_year))
    project = results(inbox, tmp_path / "后", layouts=book)["projects"][0]
    assert (project["status"], project["year"], project["budget"]) == ("reported", 2024, 500)


def test_the_answers_are_named_in_the_summary(inbox: Path, tmp_path: Path) -> None:
    book = tmp_path / "版式对照.xlsx"
    (inbox / "表.xlsx").write_bytes(build.workbook(Form(unit_label="项目资金")))
    book.write_bytes(_answered(_book(inbox), "amount-unit", "万元"))
    results(inbox, tmp_path / "后", layouts=book)
    summary = tmp_path / "后" / "绩效评价汇总表.xlsx"
    about = openpyxl.load_workbook(summary, read_only=True)["运行说明"]
    assert any("版式对照" in str(row[1:]) for row in about.iter_rows(values_only=True))


def test_a_form_whose_labels_nobody_knows_is_read_once_they_are_named(
    inbox: Path, tmp_path: Path
) -> None:
    (inbox / "表.xlsx").write_bytes(layouts.drawn(layouts.load("N13-type-name")))
    assert results(inbox, tmp_path / "先")["run"]["returned"] == 1
    book = tmp_path / "版式对照.xlsx"
    named = ("责任部门", "主管部门", "承办单位", "实施单位", "年度预算", "全年预算数")
    columns = (
        "绩效维度",
        "一级指标",
        "指标子类",
        "二级指标",
        "关注事项",
        "三级指标",
        "占比",
        "分值",
    )
    book.write_bytes(_answered(_book(inbox), *named, *columns))
    project = results(inbox, tmp_path / "后", layouts=book)["projects"][0]
    assert project["status"] == "reported", project["findings"]
    assert (project["department"], project["unit"]) == ("西林区城管局", "西林区环卫处")
    assert (project["budget"], project["executed"], project["self_score"]) == (50, 45, 99)


def test_hubei_forms_without_weights_pass_once_their_sharing_is_agreed(
    inbox: Path, tmp_path: Path
) -> None:
    (inbox / "表.xlsx").write_bytes(layouts.drawn(layouts.load("H01-hubei-shared")))
    book = tmp_path / "版式对照.xlsx"
    book.write_bytes(_answered(_book(inbox), "no-weight", indicator_columns.SHARE_LEVELS))
    project = results(inbox, tmp_path / "后", layouts=book)["projects"][0]
    assert project["status"] == "reported", project["findings"]
    assert (project["scheme"], project["weight"], project["self_score"]) == ("湖北", 100, 98)


def test_a_file_of_several_departments_finds_its_way_to_each(inbox: Path, tmp_path: Path) -> None:
    forms = [
        Form(name=f"{office}水库", department=f"{office}局", stated=(100, 90)) for office in "甲乙"
    ]
    (inbox / "合订.xlsx").write_bytes(build.workbook(*forms))
    output = tmp_path / "结果"
    found = results(inbox, output)
    assert [each["returned"] for each in found["projects"]] == [
        "退回/甲局/合订.xlsx",
        "退回/乙局/合订.xlsx",
    ]
    for office in "甲乙":
        assert (output / "退回" / f"{office}局" / "合订.xlsx").is_file()
        assert (output / "退回" / f"{office}局" / "退回通知.docx").is_file()


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
