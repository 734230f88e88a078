"""The pages: what they show, what they do, and what they never do."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from perfeval_batch import files
from perfeval_batch.demo import generator
from perfeval_batch.desk import folder_listing
from perfeval_batch.desk.routing import SHOWN
from perfeval_batch.desk.serving import take_in
from perfeval_batch.desk.year_folder import YearFolder
from perfeval_batch.errors import SettingsError
from tests.desk import desks
from tests.desk.desks import Visitor


def fill(inbox: Path, count: int = 4) -> None:
    for name, data in generator.generate(count, 3, clean=True):
        (inbox / name).parent.mkdir(parents=True, exist_ok=True)
        (inbox / name).write_bytes(data)


@pytest.mark.parametrize("address", sorted(set(SHOWN) - {"/file", "/results/project"}))
def test_every_page_is_shown_before_anything_was_done(visitor: Visitor, address: str) -> None:
    assert '<html lang="zh-CN">' in visitor.page(address)


def test_before_a_folder_is_chosen_every_page_asks_for_one(tmp_path: Path) -> None:
    with desks.running(tmp_path / "home") as visitor:
        for address in ("/", "/run", "/results", "/settings"):
            answer = visitor.ask(address)
            assert (answer.status, answer.headers["location"]) == (303, "/choose?what=year")
        assert "选择年度文件夹" in visitor.page("/choose?what=year")


def test_a_new_folder_is_made_with_its_inbox_and_used(tmp_path: Path) -> None:
    with desks.running(tmp_path / "home") as visitor:
        visitor.send("/choose/new", what="year", at=str(tmp_path), name="2024年绩效评价")
        assert (tmp_path / "2024年绩效评价" / "收件").is_dir()
        assert "2024年绩效评价" in visitor.page("/")


@pytest.mark.parametrize("name", ["", "..", "a/b", "a\\b", "CON", "a?", " . "])
def test_a_folder_name_that_windows_would_not_take_is_refused(
    visitor: Visitor, tmp_path: Path, name: str
) -> None:
    before = sorted(tmp_path.rglob("*"))
    assert visitor.send("/choose/new", what="year", at=str(tmp_path), name=name).status == 400
    assert sorted(tmp_path.rglob("*")) == before


def test_the_blank_roster_is_never_written_over_a_filled_one(
    visitor: Visitor, year: YearFolder
) -> None:
    assert visitor.send("/send/roster").status == 303
    path = year.folder / "项目名册.xlsx"
    path.write_bytes(b"filled")
    answer = visitor.send("/send/roster")
    assert answer.status == 400
    assert "没有覆盖" in answer.text
    assert path.read_bytes() == b"filled"


def test_a_run_is_made_and_its_results_are_shown(visitor: Visitor, year: YearFolder) -> None:
    fill(year.inbox)
    assert visitor.send("/run/start").headers["location"] == "/run"
    assert "已出报告4个" in visitor.done()
    page = visitor.page("/results")
    assert "<dd>4</dd>" in page
    project = visitor.page("/results/project?number=0")
    assert "打开报告" in project
    report = json.loads((year.output / "运行结果.json").read_text("utf-8"))["projects"][0]["report"]
    assert visitor.send("/open", root="output", name=report).status == 303
    assert visitor.opened == [year.output / report]


def test_a_run_that_cannot_be_begun_says_why_and_keeps_the_last_results(
    visitor: Visitor, year: YearFolder
) -> None:
    fill(year.inbox)
    visitor.send("/run/start")
    visitor.done()
    for path in year.inbox.rglob("*.xlsx"):
        path.unlink()
    visitor.send("/run/start")
    assert "没有工作簿" in visitor.done()
    assert "上一次的结果还在" in visitor.page("/run")
    assert "<dd>4</dd>" in visitor.page("/results")


def test_projects_are_found_by_words_status_and_department(
    visitor: Visitor, year: YearFolder
) -> None:
    fill(year.inbox)
    visitor.send("/run/start")
    visitor.done()
    results = visitor.desk.results()
    assert results is not None
    entry = results.entries[1]
    page = visitor.page(f"/results?q={desks.quoted(entry.code.lower())}")
    assert "1 个项目" in page
    assert "没有找到" in visitor.page(f"/results?q={desks.quoted('没有的')}")
    assert "没有找到" in visitor.page("/results?status=failed")
    assert entry.name in visitor.page(f"/results?department={desks.quoted(entry.department)}")


def test_a_workbook_that_is_dropped_is_checked_and_kept_nowhere(
    visitor: Visitor, year: YearFolder
) -> None:
    (_, data), *_ = generator.generate(1, 3, clean=True)
    before = sorted(year.folder.rglob("*"))
    answer = visitor.ask(f"/inbox/check?name={desks.quoted('自评 表.xlsx')}", "PUT", data)
    assert "自评 表.xlsx" in answer.text
    assert "可以报送" in answer.text
    assert sorted(year.folder.rglob("*")) == before


def test_what_is_no_workbook_is_said_not_read(visitor: Visitor) -> None:
    answer = visitor.ask("/inbox/check?name=a.exe", "PUT", b"MZ")
    assert "请拖入自评表" in answer.text
    answer = visitor.ask("/inbox/check?name=a.xlsx", "PUT", b"not a zip")
    assert "PE0" in answer.text


def test_names_from_workbooks_are_text_on_every_page(visitor: Visitor, year: YearFolder) -> None:
    evil = "<img src=x onerror=alert(1)>"
    year.output.mkdir()
    project = {
        "source": f"{evil}.xlsx",
        "status": "returned",
        "name": evil,
        "department": evil,
        "unit": evil,
        "code": evil,
        "report": None,
        "returned": None,
        "self_score": 1.5,
        "findings": [
            {
                "code": "PE404",
                "severity": "error",
                "sheet": evil,
                "cell": "A1",
                "message": evil,
                "fix": evil,
            }
        ],
    }
    results = {
        "year": 2023,
        "scheme": evil,
        "projects": [project],
        "findings": project["findings"],
        "run": {"workbooks": 1, "reported": 0, "returned": 1, "failed": 0},
    }
    (year.output / "运行结果.json").write_text(json.dumps(results), "utf-8")
    for address in ("/", "/results", "/results/project?number=0", "/return", "/review"):
        assert "<img src=x" not in visitor.page(address)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"run": 1}', '{"projects": [1]}'])
def test_a_result_file_of_another_making_counts_as_none(
    visitor: Visitor, year: YearFolder, text: str
) -> None:
    year.output.mkdir()
    (year.output / "运行结果.json").write_text(text, "utf-8")
    assert "还没有结果" in visitor.page("/results")


def test_settings_are_kept_and_shown_again(visitor: Visitor, year: YearFolder) -> None:
    visitor.send("/settings", year="2023", scheme="四川", deadline="2024-03-15", pdf="1")
    assert year.settings().year == 2023
    page = visitor.page("/settings")
    assert 'value="2024-03-15"' in page
    assert '<option value="四川" selected>' in page
    visitor.send("/settings", year="", scheme="", deadline="")
    assert (year.settings().year, year.settings().pdf) == (None, False)


def test_a_setting_that_cannot_be_says_what_it_should_be(visitor: Visitor) -> None:
    answer = visitor.send("/settings", year="二〇二三")
    assert answer.status == 400
    assert "整数" in answer.text


def test_closing_the_program_asks_while_something_is_done(
    visitor: Visitor, year: YearFolder
) -> None:
    fill(year.inbox)
    visitor.send("/run/start")
    assert "停下并退出" in visitor.page("/leave")
    assert visitor.send("/leave").status == 303
    assert not visitor.left
    assert "程序已退出" in visitor.send("/leave", stop="1").text
    assert visitor.left


def test_a_run_that_is_stopped_goes_on_where_it_was(visitor: Visitor, year: YearFolder) -> None:
    fill(year.inbox, 40)
    visitor.send("/run/start")
    while visitor.desk.work.activity.percent == 0:
        time.sleep(0.01)
    visitor.send("/run/stop")
    assert "接着做" in visitor.done()
    assert "接着做" in visitor.page("/run")
    visitor.send("/run/start")
    assert "已出报告40个" in visitor.done()


def test_the_progress_comes_to_every_window(visitor: Visitor, year: YearFolder) -> None:
    fill(year.inbox)
    visitor.send("/run/start")
    visitor.done()
    for _ in range(2):
        first = visitor.first_event("/run/events")
        assert first["phase"] == "done"
        assert first["count"] == "4 / 4"


def test_a_dropped_folder_is_the_inbox_and_its_parent_the_year(
    visitor: Visitor, tmp_path: Path
) -> None:
    inbox = tmp_path / "各 部门&报送"
    inbox.mkdir()
    take_in(visitor.desk, [inbox])
    assert visitor.desk.year == YearFolder(tmp_path, inbox)


def test_a_path_that_explorer_has_cut_is_explained(visitor: Visitor, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="&"):
        take_in(visitor.desk, [tmp_path / "A"])


def test_a_review_sheet_that_is_there_is_never_made_again(
    visitor: Visitor, year: YearFolder
) -> None:
    fill(year.inbox)
    visitor.send("/review/sheet", which="some", sample="2")
    assert "列入复核表2个" in visitor.done()
    path = year.folder / "复核表.xlsx"
    book = load_workbook(path)
    book["复核表" if "复核表" in book.sheetnames else book.sheetnames[0]]["A1"] = "填过"
    book.save(path)
    before = path.read_bytes()
    assert visitor.send("/review/sheet", which="all").status == 400
    assert path.read_bytes() == before


def test_a_bug_ends_in_a_sentence_and_its_details_in_a_file(
    visitor: Visitor, year: YearFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise KeyError("x")

    monkeypatch.setattr(visitor.desk, "results", broken)
    answer = visitor.ask("/results")
    assert answer.status == 500
    assert "Traceback" not in answer.text
    assert "KeyError" in (visitor.desk.home / "错误详情.txt").read_text("utf-8")
    assert year.folder.is_dir()


def test_a_folder_that_cannot_hold_an_inbox_is_said(visitor: Visitor, tmp_path: Path) -> None:
    (tmp_path / "别的").mkdir()
    (tmp_path / "别的" / "收件").write_bytes(b"")
    answer = visitor.send("/choose", what="year", path=str(tmp_path / "别的"))
    assert "请另选一个文件夹" in answer.text


def test_a_dropped_workbook_is_checked_at_once_without_a_folder_of_the_year(
    tmp_path: Path,
) -> None:
    (_, data), *_ = generator.generate(1, 3, clean=True)
    path = tmp_path / "自评 表&1.xlsx"
    path.write_bytes(data)
    with desks.running(tmp_path / "home") as visitor:
        take_in(visitor.desk, [path])
        assert visitor.ask("/").headers["location"] == "/check"
        page = visitor.page("/check")
        assert "自评 表&amp;1.xlsx" in page
        assert "可以报送" in page
        assert visitor.ask("/").headers["location"] == "/choose?what=year"


def test_a_clerk_checks_without_choosing_a_folder(tmp_path: Path) -> None:
    (_, data), *_ = generator.generate(1, 3, clean=True)
    with desks.running(tmp_path / "home") as visitor:
        assert "把一份自评表拖到这里" in visitor.page("/check")
        assert "可以报送" in visitor.ask("/inbox/check?name=a.xlsx", "PUT", data).text


def test_copies_in_the_inbox_are_no_change_since_the_run(
    visitor: Visitor, year: YearFolder
) -> None:
    fill(year.inbox)
    first = min(year.inbox.rglob("*.xlsx"))
    (year.inbox / "备份.xlsx").write_bytes(first.read_bytes())
    visitor.send("/run/start")
    visitor.done()
    assert "收件夹有变化" not in visitor.page("/")
    (year.inbox / "新的.xlsx").write_bytes(b"")
    assert "收件夹有变化" in visitor.page("/")


def test_a_roster_is_made_of_an_export_whose_unit_is_asked_for_not_guessed(
    visitor: Visitor, year: YearFolder
) -> None:
    book = Workbook()
    book.worksheets[0].append(["项目编码", "项目名称", "预算部门", "预算单位", "年初批复数"])
    book.worksheets[0].append(["230001", "农村公路养护", "县交通局", "白沙养护站", 4_285_000])
    path = year.folder / "导出.xlsx"
    book.save(path)
    answer = visitor.send("/choose", what="export", path=str(path))
    assert answer.status == 400
    assert "按万元" in answer.text
    assert "--unit" not in answer.text
    assert visitor.send("/choose", what="export_yuan", path=str(path)).status == 303
    roster = visitor.desk.year.settings().roster
    assert roster is not None
    amounts = [
        cell.value for row in load_workbook(roster).worksheets[0].iter_rows() for cell in row
    ]
    assert 428.5 in amounts
    assert visitor.send("/choose", what="export_wan", path=str(path)).status == 400


def test_the_list_for_review_is_that_of_the_summary(visitor: Visitor, year: YearFolder) -> None:
    fill(year.inbox, 12)
    visitor.send("/run/start")
    visitor.done()
    sheet: Any = load_workbook(year.output / "绩效评价汇总表.xlsx", read_only=True)["抽查建议"]
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    name, how = rows[0].index("项目名称"), rows[0].index("列入方式")
    told = [(row[how], row[name]) for row in rows[1:] if row[how]]
    page = visitor.page("/review")
    shown = re.findall(r'<span class="state \w+">(必查|抽取)</span> <a [^>]+>[^·]+· ([^<]+)<', page)
    assert shown == told
    assert f'value="{len(told)}"' in page


def test_a_chosen_file_can_be_left_out_again(visitor: Visitor, year: YearFolder) -> None:
    visitor.send("/send/roster")
    assert visitor.desk.year.settings().roster is not None
    visitor.send("/settings/without", name="roster")
    assert visitor.desk.year.settings().roster is None
    assert (year.folder / "项目名册.xlsx").is_file()
    assert visitor.send("/settings/without", name="password").status == 400


def test_a_folder_that_cannot_be_written_to_is_not_taken(
    visitor: Visitor, year: YearFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "只读").mkdir()
    mkdir = Path.mkdir

    def refuse(path: Path, **how: Any) -> None:  # noqa: ANN401  # as mkdir
        if path.parent.name == "只读":
            raise PermissionError(13, "no")
        mkdir(path, **how)

    monkeypatch.setattr(Path, "mkdir", refuse)
    answer = visitor.send("/choose", what="year", path=str(tmp_path / "只读"))
    assert (answer.status, "不能写入" in answer.text) == (400, True)
    assert visitor.desk.year == year


def test_what_a_setting_cannot_be_is_said_by_its_title(visitor: Visitor) -> None:
    answer = visitor.send("/settings", letter_date="三月底")
    assert "“成文日期”的值“三月底”不能用" in answer.text
    assert "整数" in visitor.send("/settings", year="9" * 5000).text
    assert "请写明抽取多少个" in visitor.send("/review/sheet", which="some", sample="9" * 5000).text


def test_a_folder_with_more_than_can_be_shown_says_so(
    visitor: Visitor, year: YearFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_listing, "MOST", 3)
    for number in range(5):
        (year.folder / f"文件{number}.txt").write_bytes(b"")
    assert "太多" not in visitor.page("/choose?what=inbox")
    for number in range(5):
        (year.folder / f"夹{number}").mkdir()
    assert "太多" in visitor.page("/choose?what=inbox")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("运行结果.json", "显示的仍是上一次的"),
        ("总览.html", "有1份结果没有写成"),
    ],
)
def test_a_run_whose_results_cannot_be_written_says_so(
    name: str, told: str, visitor: Visitor, year: YearFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish = files.publish

    def full(draft: Path, path: Path) -> None:
        if path.name == name:
            raise OSError(28, "no space")
        publish(draft, path)

    monkeypatch.setattr(files, "publish", full)
    fill(year.inbox, 1)
    visitor.send("/run/start")
    assert told in visitor.done()


def test_volumes_for_printing_are_offered_where_they_were_made(
    visitor: Visitor, year: YearFolder
) -> None:
    fill(year.inbox, 1)
    visitor.send("/run/start")
    visitor.done()
    assert "合订本" not in visitor.page("/results")
    (year.output / "报告合订本").mkdir()
    assert "打开报告合订本" in visitor.page("/results")
