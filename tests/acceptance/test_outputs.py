"""What the run leaves behind: valid for Word and Excel, the same bytes each time, told apart."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import pytest

from tests import judges
from tests.acceptance import deformed, office, runs
from tests.acceptance.office import fact, money, of

UNIT, CODE, NAME = fact("实施单位"), fact("项目编码"), fact("项目名称")


@lru_cache
def mixed() -> dict[str, bytes]:
    """A folder as it comes: good ones, returned ones, an unreadable one, a deformed one."""
    return {
        "甲局/一.xlsx": office.edited({}, "一"),
        "甲局/二.xlsx": office.edited({money("自评得分"): 9}, "二"),
        "乙局/三.xlsx": office.edited({fact("主管部门"): "乙局"}, "三"),
        "乙局/四.xlsx": b"no workbook",
        "五.xlsx": office.edited({of("任务完成率", "自评得分"): "#REF!"}, "五"),
        "六.xlsx": deformed.saved(deformed.worst()),
        "七.xlsx": office.edited({}, "七 <甲&乙>"),
    }


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> runs.Run:
    return runs.once(tmp_path_factory, "acceptance-outputs", made)


def made(folder: Path) -> runs.Run:
    return runs.run(runs.lay(folder / "收件", mixed()), folder / "结果")


def test_two_runs_in_two_places_and_two_ways_give_the_same_bytes(
    done: runs.Run, tmp_path: Path
) -> None:
    same = {name: (done.output.parent / "收件" / name).read_bytes() for name in mixed()}
    inbox = runs.lay(tmp_path / "别处", dict(reversed(same.items())))
    other = runs.run(inbox, tmp_path / "别的结果", "--jobs", 2, engine="processes")
    assert runs.published(other.output) == runs.published(done.output)


def test_a_second_run_over_the_first_changes_nothing(tmp_path: Path) -> None:
    inbox = runs.lay(tmp_path / "收件", mixed())
    first = runs.published(runs.run(inbox, tmp_path / "结果").output)
    assert runs.published(runs.run(inbox, tmp_path / "结果").output) == first
    assert runs.published(runs.run(inbox, tmp_path / "结果", "--force").output) == first


def test_the_blank_workbook_is_the_same_each_time(tmp_path: Path) -> None:
    runs.perfeval("template", "-o", tmp_path / "空白.xlsx")
    assert (tmp_path / "空白.xlsx").read_bytes() == office.blank()


def test_no_result_holds_where_it_was_made(done: runs.Run) -> None:
    place = str(done.output.parent).encode()
    assert all(place not in data for data in runs.published(done.output).values())


@pytest.mark.validator
def test_reports_and_summary_are_valid(done: runs.Run) -> None:
    made = {
        name: data
        for name, data in runs.published(done.output).items()
        if name.startswith("报告/") or name == "绩效评价汇总表.xlsx"
    }
    assert len(made) == 5
    for name, data in made.items():
        assert judges.validate(data, Path(name).suffix) == [], name


@pytest.mark.validator
def test_the_blank_workbook_and_a_returned_one_are_valid(tmp_path: Path) -> None:
    assert judges.validate(office.blank(), ".xlsx") == []
    data = office.blank()
    run = runs.run(runs.lay(tmp_path / "收件", {"空.xlsx": data}), tmp_path / "结果")
    returned = run.output / str(run.project("空.xlsx")["returned"])
    assert judges.validate(returned.read_bytes(), ".xlsx") == []


def test_two_projects_of_a_name_get_two_reports_named_by_their_codes(tmp_path: Path) -> None:
    files = {
        "甲.xlsx": office.edited({UNIT: "甲单位", CODE: "C1"}, "同名"),
        "乙.xlsx": office.edited({UNIT: "乙单位", CODE: "C2"}, "同名"),
        "丙.xlsx": office.edited({}, "独名"),
    }
    run = runs.run(runs.lay(tmp_path / "收件", files), tmp_path / "结果")
    reports = {p["source"]: p["report"] for p in run.results["projects"]}
    assert reports == {
        "甲.xlsx": "报告/某县住建局/同名（C1）.docx",
        "乙.xlsx": "报告/某县住建局/同名（C2）.docx",
        "丙.xlsx": "报告/某县住建局/独名.docx",
    }
    assert run.code == 0


def test_without_codes_their_units_tell_them_apart(tmp_path: Path) -> None:
    files = {
        "甲.xlsx": office.edited({UNIT: "甲单位", CODE: None}, "同名"),
        "乙.xlsx": office.edited({UNIT: "乙单位", CODE: None}, "同名"),
    }
    run = runs.run(runs.lay(tmp_path / "收件", files), tmp_path / "结果")
    reports = [p["report"] for p in run.results["projects"]]
    assert sorted(reports) == [
        "报告/某县住建局/同名（乙单位）.docx",
        "报告/某县住建局/同名（甲单位）.docx",
    ]


def test_names_that_differ_in_what_a_file_system_ignores_meet_nowhere(tmp_path: Path) -> None:
    names = ("Abc工程", "abc工程", "甲/乙", "甲:乙", "CON", "长" * 200, "末尾. ", "甲?乙", "..")
    files = {
        f"{n}.xlsx": office.edited({CODE: f"C{n}", UNIT: f"单位{n}"}, name)
        for n, name in enumerate(names)
    }
    run = runs.run(runs.lay(tmp_path / "收件", files), tmp_path / "结果")
    assert run.code == 0
    reports = [str(p["report"]) for p in run.results["projects"]]
    assert len({each.casefold() for each in reports}) == len(names)
    for each in reports:
        name = each.removeprefix("报告/某县住建局/")
        assert len(name) <= 120
        assert not set(name) & set('/\\:*?"<>|')
        assert name.upper().split(".")[0] != "CON"
        assert (run.output / each).is_file()


def test_two_workbooks_of_a_code_both_go_back_each_naming_the_other(tmp_path: Path) -> None:
    files = {
        "甲.xlsx": office.edited({CODE: "C1"}, "一"),
        "乙.xlsx": office.edited({CODE: "C1"}, "二"),
        "丙.xlsx": office.edited({}, "三"),
    }
    run = runs.run(runs.lay(tmp_path / "收件", files), tmp_path / "结果")
    assert run.code == 1
    for source, other in (("甲.xlsx", "乙.xlsx"), ("乙.xlsx", "甲.xlsx")):
        (error,) = (f for f in run.project(source)["findings"] if f["severity"] == "error")
        assert error["code"] == "PE801"
        assert other in error["message"]
        assert run.project(source)["status"] == "returned"
    assert run.project("丙.xlsx")["status"] == "reported"


def test_two_workbooks_of_name_unit_and_year_both_go_back(tmp_path: Path) -> None:
    files = {
        "甲.xlsx": office.edited({CODE: None}, "同"),
        "子/乙.xlsx": office.edited({CODE: None, fact("项目内容"): "另一种内容。"}, "同"),
    }
    run = runs.run(runs.lay(tmp_path / "收件", files), tmp_path / "结果")
    assert {p["status"] for p in run.results["projects"]} == {"returned"}
    assert [each[0] for each in run.errors("甲.xlsx")] == ["PE801"]
    assert not (run.output / "报告").exists()


def test_a_faulty_workbook_and_its_mended_copy_are_two_of_one_project(tmp_path: Path) -> None:
    files = {
        "旧.xlsx": office.edited({of("任务完成率", "自评得分"): 11}, "同"),
        "新.xlsx": office.edited({}, "同"),
    }
    run = runs.run(runs.lay(tmp_path / "收件", files), tmp_path / "结果")
    assert [each[0] for each in run.errors("新.xlsx")] == ["PE801"]
    assert sorted(each[0] for each in run.errors("旧.xlsx")) == ["PE403", "PE801"]


def test_the_same_bytes_twice_count_once(tmp_path: Path) -> None:
    data = office.edited({}, "同")
    files = {"甲局/一.xlsx": data, "甲局/一 - 副本.xlsx": data}
    run = runs.run(runs.lay(tmp_path / "收件", files), tmp_path / "结果")
    assert run.code == 0
    assert run.results["run"] == {
        "workbooks": 1,
        "projects": 1,
        "reported": 1,
        "returned": 0,
        "failed": 0,
    }
    said = [f["code"] for f in (*run.results["findings"], *run.results["projects"][0]["findings"])]
    assert "PE809" in said
    assert len(list((run.output / "报告").rglob("*.docx"))) == 1
    assert "副本" in json.dumps(run.results, ensure_ascii=False)


def test_results_tell_of_this_inbox_as_it_is_now(tmp_path: Path) -> None:
    inbox = runs.lay(
        tmp_path / "收件", {"一.xlsx": office.edited({}, "一"), "二.xlsx": office.edited({}, "二")}
    )
    runs.run(inbox, tmp_path / "结果")
    (inbox / "一.xlsx").unlink()
    runs.lay(inbox, {"二.xlsx": office.edited({of("任务完成率", "自评得分"): 11}, "二")})
    run = runs.run(inbox, tmp_path / "结果")
    assert run.code == 1
    reports = list(run.output.rglob("报告/*/*.docx"))
    assert [path.relative_to(run.output).parts[0] for path in reports] == ["已作废", "已作废"]
    assert not (run.output / "部门总结").exists()
    runs.lay(inbox, {"二.xlsx": office.edited({}, "二")})
    run = runs.run(inbox, tmp_path / "结果")
    assert run.code == 0
    assert run.results["run"]["workbooks"] == 1
    assert not (run.output / "退回" / "某县住建局" / "二.xlsx").exists()


HEAVY = (
    "pandas",
    "docx",
    "openpyxl",
    "xlsxwriter",
    "numpy",
    "xlrd",
    "python_calamine",
    "distributed",
)


@pytest.mark.parametrize("words", [["--help"], ["run", "--help"], ["--version"]])
def test_help_loads_nothing_heavy(words: list[str]) -> None:
    program = (
        "import sys, runpy\n"
        f"sys.argv = ['perfeval', *{words!r}]\n"
        "try:\n    runpy.run_module('perfeval_batch', run_name='__main__')\n"
        "except SystemExit as end:\n    assert not end.code\n"
        "print('LOADED', *{name.partition('.')[0] for name in sys.modules})\n"
    )
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", program],
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    loaded = done.stdout.rpartition("LOADED")[2].split()
    assert "perfeval_batch" in loaded
    assert sorted(set(HEAVY) & set(loaded)) == []


def test_the_samples_of_input_templates_run_without_errors(tmp_path: Path) -> None:
    root = Path(__file__).parents[2] / "input_templates"
    run = runs.run(root / "示例", tmp_path / "结果")
    assert (run.code, run.results["run"]["reported"]) == (0, 5)
    run = runs.run(root / "示例-待修改", tmp_path / "结果二")
    assert (run.code, run.results["run"]["returned"]) == (1, 1)
