"""What offices leave out or break up without knowing: no report may say something false of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance import office, runs
from tests.acceptance.office import fact, of, use

REACH = "提高居住环境质量"
FILES: dict[str, office.Edits] = {
    "缺二级.xlsx": {of(REACH, "二级指标"): None},
    "缺用途.xlsx": {use("支出用途"): None},
    "断行部门.xlsx": {fact("主管部门"): "某县\n住建局"},
    "一级错误.xlsx": {of("任务完成率", "一级指标"): "#REF!"},
}


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> runs.Run:
    return runs.once(tmp_path_factory, "acceptance-gaps", made)


def made(folder: Path) -> runs.Run:
    files = {name: office.edited(edits, name[:-5]) for name, edits in FILES.items()}
    files["断行名称.xlsx"] = office.edited({fact("项目名称"): "运行维护\n经费二期"}, "断行名称")
    return runs.run(runs.lay(folder / "收件", files), folder / "结果")


def test_a_missing_level_2_is_said_on_its_cell(done: runs.Run) -> None:
    said = {(f["sheet"], f["cell"]) for f in done.project("缺二级.xlsx")["findings"]}
    assert of(REACH, "二级指标") in said


def test_an_indicator_without_level_2_stands_under_no_other_heading(done: runs.Run) -> None:
    if done.project("缺二级.xlsx")["status"] != "reported":
        return
    lines = done.story("缺二级.xlsx")
    at = next(n for n, line in enumerate(lines) if line.startswith(f"{REACH}："))
    above = [line for line in lines[:at] if "得分情况逐个分析" in line or "项目效益指标" in line]
    assert "生态" not in above[-1]
    assert "经济" not in above[-1]


def test_an_amount_without_a_use_makes_no_torn_sentence(done: runs.Run) -> None:
    if done.project("缺用途.xlsx")["status"] == "reported":
        assert not any("用于6313.66" in line for line in done.story("缺用途.xlsx"))


def test_a_line_end_in_a_name_is_no_part_of_it(done: runs.Run) -> None:
    told = done.project("断行名称.xlsx")
    assert (told["name"], told["report"]) == (
        "运行维护经费二期",
        "报告/某县住建局/运行维护经费二期.docx",
    )
    assert done.story("断行名称.xlsx")[0].startswith("运行维护经费二期绩效评价报告")


def test_a_line_end_in_a_department_makes_no_other_department(done: runs.Run) -> None:
    assert done.project("断行部门.xlsx")["department"] == "某县住建局"


def test_a_level_1_that_is_an_error_value_is_no_weight_missing_from_its_level(
    done: runs.Run,
) -> None:
    assert "PE302" not in done.codes("一级错误.xlsx")
    assert done.errors("一级错误.xlsx") == [("PE010", *of("任务完成率", "一级指标"))]
