"""However the workbook comes back, the same result, and a word where something was converted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests import judges
from tests.acceptance import deformed, office, runs


def compared(run: runs.Run) -> dict[str, Any]:
    """A result without what may differ: the source and the findings."""
    (project,) = run.results["projects"]
    return {key: project[key] for key in project if key not in {"source", "findings"}}


def ran(data: bytes, folder: pytest.TempPathFactory, suffix: str = ".xlsx") -> runs.Run:
    place = folder.mktemp("deformed")
    return runs.run(runs.lay(place / "收件", {f"项目{suffix}": data}), place / "结果")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> runs.Run:
    def made(folder: Path) -> runs.Run:
        return runs.run(
            runs.lay(folder / "收件", {"项目.xlsx": office.edited({})}), folder / "结果"
        )

    return runs.once(tmp_path_factory, "acceptance-plain", made)


def check_the_same(run: runs.Run, plain: runs.Run) -> None:
    (project,) = run.results["projects"]
    assert [each for each in project["findings"] if each["severity"] == "error"] == []
    assert run.code == 0
    assert compared(run) == compared(plain)
    assert run.story(project["source"]) == plain.story("项目.xlsx")


def new_codes(run: runs.Run, plain: runs.Run) -> set[str]:
    (project,) = run.results["projects"]
    return {each["code"] for each in project["findings"]} - plain.codes("项目.xlsx")


@pytest.mark.parametrize("name", deformed.ALONE)
def test_a_deformed_workbook_gives_the_same_result(
    name: str,
    plain: runs.Run,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    run = ran(deformed.saved(deformed.deformed(name)), tmp_path_factory)
    check_the_same(run, plain)
    assert new_codes(run, plain) == deformed.SAID.get(name, set())


def test_all_deformations_together_give_the_same_result(
    plain: runs.Run,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    run = ran(deformed.saved(deformed.worst()), tmp_path_factory)
    check_the_same(run, plain)
    assert new_codes(run, plain) == {"PE006", "PE202", "PE416"}


def test_the_tables_of_the_report_show_the_numbers_as_numbers_and_the_sources_as_words(
    plain: runs.Run,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    run = ran(deformed.saved(deformed.deformed("标签全角", "全角数字")), tmp_path_factory)
    assert run.report("项目.xlsx") == plain.report("项目.xlsx")


def test_a_converted_number_is_said_with_its_cell(
    plain: runs.Run,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    budget, score = office.money("全年预算数"), office.of("任务完成率", "自评得分")
    edits: office.Edits = {budget: "６３１３．６６", score: "１０"}
    run = ran(office.edited(edits), tmp_path_factory)
    check_the_same(run, plain)
    said = {
        (each["code"], each["sheet"], each["cell"])
        for each in run.project("项目.xlsx")["findings"]
        if each["code"] in {"PE202", "PE416"}
    }
    assert said == {("PE202", *budget), ("PE416", *score)}


def test_an_unknown_sheet_is_named(tmp_path_factory: pytest.TempPathFactory) -> None:
    run = ran(deformed.saved(deformed.deformed("加工作表")), tmp_path_factory)
    (said,) = (f for f in run.project("项目.xlsx")["findings"] if f["code"] == "PE006")
    assert (said["severity"], said["sheet"]) == ("note", "附件清单")


@pytest.mark.libreoffice
@pytest.mark.parametrize("target", ["xls", "ods", "xlsx"])
def test_a_workbook_saved_by_libreoffice_gives_the_same_result(
    target: str,
    plain: runs.Run,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    data = judges.convert(office.edited({}), ".xlsx", target)
    run = ran(data, tmp_path_factory, f".{target}")
    check_the_same(run, plain)


@pytest.mark.libreoffice
@pytest.mark.parametrize("target", ["xls", "ods"])
def test_the_worst_workbook_saved_by_libreoffice_gives_the_same_result(
    target: str,
    plain: runs.Run,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    data = judges.convert(deformed.saved(deformed.worst()), ".xlsx", target)
    run = ran(data, tmp_path_factory, f".{target}")
    check_the_same(run, plain)
    assert new_codes(run, plain) == {"PE006", "PE202", "PE416"}


@pytest.mark.libreoffice
@pytest.mark.parametrize("rows", [1, 10], ids=["some", "all"])
def test_the_workbooks_own_sums_do_not_object_to_numbers_typed_as_text(
    rows: int,
    plain: runs.Run,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    edits: dict[office.Place, office.Value] = {
        office.of(str(row["三级指标"]), header): str(row[header]).translate(deformed.WIDE)
        for row in office.seed().indicators[:rows]
        for header in ("分值", "自评得分", "复核得分")
    }
    run = ran(judges.convert(office.edited(edits), ".xlsx", "xls"), tmp_path_factory, ".xls")
    check_the_same(run, plain)
    assert new_codes(run, plain) == {"PE416"}
