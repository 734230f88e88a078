"""One fault is one error: its code, its cell, nothing else; the others get their reports."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance import faults, office, runs

# One fault whatever the 合计 row says: left as formulas, or typed with the sums of the cells.
CASES = [
    (each, stated)
    for each in faults.every()
    for stated in ((False, True) if each.states else (False,))
]
CLEAN = ("甲项目", "乙项目")
# Faults below which the sums that held before may still stand in the 合计 row.
SILENT = {"PE010", "PE011", "PE301", "PE303", "PE401", "PE402", "PE403", "PE701"}


def source(fault: faults.Fault, stated: bool) -> str:  # noqa: FBT001  # a parameter of the cases
    return f"{fault.name}{'合计' if stated else ''}.xlsx"


def clean() -> dict[str, bytes]:
    return {f"{name}.xlsx": office.edited({}, name) for name in CLEAN}


def faulty() -> Iterator[tuple[str, bytes]]:
    for fault, stated in CASES:
        name = source(fault, stated)
        sums = office.totals(fault.edits) if stated else {}
        yield name, office.edited({**sums, **fault.edits}, name.removesuffix(".xlsx"))
    for fault in faults.every():
        if fault.code in SILENT:
            name = f"{fault.name}原合计.xlsx"
            edits = {**office.totals({}), **fault.edits}
            yield name, office.edited(edits, name.removesuffix(".xlsx"))


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> runs.Run:
    return runs.once(tmp_path_factory, "acceptance-faults", made)


def made(folder: Path) -> runs.Run:
    inbox = runs.lay(folder / "收件", {**clean(), **dict(faulty())})
    return runs.run(inbox, folder / "结果")


def test_there_are_many_more_than_the_twenty_of_the_issue() -> None:
    assert len({fault.name for fault, _ in CASES}) == len(faults.every()) >= 40


@pytest.mark.parametrize(("fault", "stated"), CASES, ids=[source(*case) for case in CASES])
def test_a_fault_is_one_error_on_its_cell(
    done: runs.Run,
    fault: faults.Fault,
    stated: bool,  # noqa: FBT001  # a parameter of the cases
) -> None:
    name = source(fault, stated)
    assert done.errors(name) == [(fault.code, *fault.cell)]
    assert done.project(name)["status"] == "returned"
    assert done.project(name)["report"] is None


@pytest.mark.parametrize(
    "fault",
    [each for each in faults.every() if each.code in SILENT],
    ids=lambda fault: fault.name,
)
def test_sums_that_held_before_add_no_second_error(done: runs.Run, fault: faults.Fault) -> None:
    assert done.errors(f"{fault.name}原合计.xlsx") == [(fault.code, *fault.cell)]


def test_the_run_ends_with_1_and_without_a_traceback(done: runs.Run) -> None:
    assert done.code == 1
    assert "Traceback" not in done.out + done.err


def test_every_fault_is_told_with_its_cell_and_a_remedy(done: runs.Run) -> None:
    for project in done.results["projects"]:
        for finding in project["findings"]:
            assert re.search("[一-鿿]{4}", finding["message"]), finding
            assert re.search("[一-鿿]{2}", finding["fix"]), finding


def test_the_others_get_the_reports_they_get_alone(
    done: runs.Run,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("alone")
    alone = runs.run(runs.lay(folder / "收件", clean()), folder / "结果")
    assert alone.code == 0
    for name in CLEAN:
        report = f"报告/某县住建局/{name}.docx"
        assert (done.output / report).read_bytes() == (alone.output / report).read_bytes()


def test_no_faulty_workbook_gets_a_report(done: runs.Run) -> None:
    reports = {path.stem for path in (done.output / "报告").rglob("*.docx")}
    assert reports == set(CLEAN)


def test_every_returned_workbook_stands_under_its_own_name(done: runs.Run) -> None:
    for project in done.results["projects"]:
        if project["status"] == "returned":
            assert (done.output / project["returned"]).name == project["source"]
            assert (done.output / project["returned"]).is_file()
