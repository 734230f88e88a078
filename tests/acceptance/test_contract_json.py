"""运行结果.json holds what contract §3 promises: every key, its type, null where not known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance import office, runs

TEXT, NUMBER = (str,), (int, float)
KNOWN: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("code", "name", "department", "unit", "scheme", "grade"), TEXT),
    **dict.fromkeys(("budget", "arrived", "executed", "execution_rate", "weight"), NUMBER),
    **dict.fromkeys(("self_score", "review_score"), NUMBER),
    "year": (int,),
    "sheet": TEXT,
    "report": TEXT,
    "returned": TEXT,
}
ALWAYS: dict[str, tuple[type, ...]] = {
    "source": TEXT,
    "form": TEXT,
    "status": TEXT,
    "levels": (list,),
    "findings": (list,),
}
FINDING = ("code", "name", "severity", "sheet", "cell", "message", "fix")


def wrong(told: dict[str, Any], types: dict[str, tuple[type, ...]], null: bool) -> list[str]:  # noqa: FBT001  # reads as a table
    """The keys whose values are of another type."""
    return [
        f"{key}: {told[key]!r}"
        for key, allowed in types.items()
        if not (null and told[key] is None)
        and (not isinstance(told[key], allowed) or isinstance(told[key], bool))
    ]


def check_finding(told: dict[str, Any]) -> None:
    assert tuple(told) == FINDING
    assert told["code"].startswith("PE")
    assert told["severity"] in {"error", "warning", "note"}
    assert all(isinstance(told[key], str) for key in ("name", "message", "fix"))
    assert all(told[key] is None or isinstance(told[key], str) for key in ("sheet", "cell"))


def check_project(told: dict[str, Any]) -> None:
    assert set(told) == {*KNOWN, *ALWAYS}
    assert wrong(told, KNOWN, null=True) == []
    assert wrong(told, ALWAYS, null=False) == []
    assert told["status"] in {"reported", "returned", "failed"}
    assert (told["report"] is not None) == (told["status"] == "reported")
    assert (told["returned"] is not None) == (told["status"] != "reported")
    for level in told["levels"]:
        assert tuple(level) == ("name", "weight", "self_score", "review_score")
    for finding in told["findings"]:
        check_finding(finding)


def check(told: dict[str, Any]) -> None:
    """The whole file."""
    assert set(told) == {"schema", "version", "year", "scheme", "run", "projects", "findings"}
    assert told["schema"] == 2
    counts = told["run"]
    assert tuple(counts) == ("workbooks", "projects", "reported", "returned", "failed")
    assert counts["projects"] == counts["reported"] + counts["returned"] + counts["failed"]
    assert counts["projects"] == len(told["projects"])
    assert counts["workbooks"] == len({project["source"] for project in told["projects"]})
    for status in ("reported", "returned", "failed"):
        assert counts[status] == sum(p["status"] == status for p in told["projects"])
    sources = [project["source"] for project in told["projects"]]
    assert sources == sorted(sources)
    for project in told["projects"]:
        check_project(project)
    for finding in told["findings"]:
        check_finding(finding)


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> runs.Run:
    return runs.once(tmp_path_factory, "acceptance-json", made)


def made(folder: Path) -> runs.Run:
    unscored: office.Edits = {
        office.of(str(row["三级指标"]), "复核得分"): None for row in office.seed().indicators
    }
    files = {
        "乙局/好.xlsx": office.edited({}, "好"),
        "甲局/坏.xlsx": office.edited({office.of("任务完成率", "自评得分"): 11}, "坏"),
        "甲局/空.xlsx": b"",
        "丙局/未复核.xlsx": office.edited({**unscored, office.money("复核得分"): None}, "未复核"),
        "丙局/无部门.xlsx": office.edited({office.fact("主管部门"): None}, "无部门"),
        "丙局/空白表.xlsx": office.blank(),
    }
    return runs.run(
        runs.lay(folder / "收件", files), folder / "结果", "--format", "json", engine="auto"
    )


def test_the_file_is_what_the_contract_says(done: runs.Run) -> None:
    check(done.results)


def test_standard_output_is_the_file_and_nothing_else(done: runs.Run) -> None:
    assert json.loads(done.out) == done.results
    assert "Traceback" not in done.err


def test_what_is_not_known_is_null(done: runs.Run) -> None:
    assert done.project("丙局/未复核.xlsx")["review_score"] is None
    assert done.project("丙局/未复核.xlsx")["self_score"] == 97
    assert done.project("丙局/未复核.xlsx")["grade"] == "优"
    assert done.project("甲局/坏.xlsx")["self_score"] is None
    assert done.project("丙局/无部门.xlsx")["department"] is None
    failed = done.project("甲局/空.xlsx")
    assert failed["status"] == "failed"
    assert [failed[key] for key in KNOWN if key != "returned"] == [None] * (len(KNOWN) - 1)


def test_files_stand_where_the_contract_says(done: runs.Run) -> None:
    assert done.project("乙局/好.xlsx")["report"] == "报告/某县住建局/好.docx"
    assert done.project("甲局/坏.xlsx")["returned"] == "退回/某县住建局/坏.xlsx"
    assert done.project("丙局/无部门.xlsx")["returned"] == "退回/未填部门/无部门.xlsx"
    assert done.project("甲局/空.xlsx")["returned"] == "退回/未能读取/空.xlsx"
    for project in done.results["projects"]:
        assert (done.output / (project["report"] or project["returned"])).is_file()


def test_an_untouched_blank_workbook_is_returned_not_failed(done: runs.Run) -> None:
    assert done.project("丙局/空白表.xlsx")["status"] == "returned"
    missing = {each[2] for each in done.errors("丙局/空白表.xlsx") if each[0] == "PE101"}
    assert office.fact("项目名称")[1] in missing


def test_the_batch_names_its_year_and_scheme(done: runs.Run) -> None:
    assert (done.results["year"], done.results["scheme"]) == (2023, "成本单列")


def test_two_schemes_in_a_batch_are_no_one_scheme(tmp_path: Path) -> None:
    files = {
        "甲.xlsx": office.edited({}, "甲"),
        "乙.xlsx": office.edited({office.fact("评价方案"): "四川"}, "乙"),
    }
    run = runs.run(runs.lay(tmp_path / "收件", files), tmp_path / "结果")
    check(run.results)
    assert run.results["scheme"] is None
    assert {p["scheme"] for p in run.results["projects"]} == {"成本单列", "四川"}
