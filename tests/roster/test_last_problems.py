"""`template --roster --last`: last year's problems and measures, to be answered."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from perfeval_batch import batch, files, roster, schemes, settings
from perfeval_batch.demo import generate, generator
from tests import books
from tests.cli.test_cli import perfeval

COUNT = 3


@pytest.fixture(scope="module")
def last(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of the demo's first year."""
    folder = tmp_path_factory.mktemp("上年")
    for name, data in generate(COUNT, clean=True):
        files.save(folder / "收件" / name, data)
    batch.run(settings.Settings(folder / "收件", output=folder / "结果", engine="inline"))
    return folder / "结果" / "运行结果.json"


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    """A roster of the same projects, and of one that is new."""
    book = books.opened(roster.write(schemes.load()))
    sheet = book[roster.PROJECTS]
    table = list(sheet.iter_rows(values_only=True))
    top = next(at for at, row in enumerate(table, 1) if "项目名称" in row)
    columns = {label: at for at, label in enumerate(table[top - 1], 1)}
    facts = [generator.filling(number, 0, 0.0, 0.0).facts for number in range(COUNT)]
    new = {**facts[0], "项目名称": "新开工项目", "项目编码": "2024-XX-99999"}
    for number, each in enumerate((*facts, new), top + 1):
        for label in ("项目编码", "项目名称", "主管部门", "实施单位"):
            sheet.cell(number, columns[label]).value = each[label]
    path = tmp_path / "名册.xlsx"
    book.save(path)
    return path


def facts_of(path: Path) -> dict[object, openpyxl.cell.Cell]:
    sheet = openpyxl.load_workbook(path)["基本情况"]
    return {row[0].value: row[1] for row in sheet.iter_rows()}  # type: ignore[misc]  # no merged cell


def test_last_years_problems_are_filled_in_and_the_follow_up_is_left_to_be_answered(
    last: Path, listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "发放"
    words = ("template", "--roster", listed, "--last", last, "--year", 2024, "-o", out)
    assert perfeval(*words) == 0
    assert f"其中{COUNT}个预填了上年问题和整改措施" in capsys.readouterr().out
    made = sorted(out.rglob("*.xlsx"))
    assert len(made) == COUNT + 1
    for path in made:
        facts = facts_of(path)
        label, status = "上年问题", facts["上年整改情况"]
        known = path.stem != "新开工项目"
        assert bool(facts[label].value) is known
        assert bool(facts["上年整改措施"].value) is known
        assert not status.value
        assert not status.protection.locked
    told = {facts_of(path)["项目名称"].value: facts_of(path)["上年问题"].value for path in made}
    number = 0
    own = generator.filling(number, 0, 0.0, 0.0)
    problems = "\n".join(str(each) for each in own.lists["存在的问题及原因分析"])
    assert told[own.facts["项目名称"]] == problems


def test_the_answer_is_one_of_three(last: Path, listed: Path, tmp_path: Path) -> None:
    out = tmp_path / "发放"
    assert perfeval("template", "--roster", listed, "--last", last, "-o", out) == 0
    book = openpyxl.load_workbook(next(out.rglob("*.xlsx")))
    facts = facts_of(next(out.rglob("*.xlsx")))
    spot = facts["上年整改情况"].coordinate
    lists = [
        each.formula1
        for each in book["基本情况"].data_validations.dataValidation
        if spot in each.sqref
    ]
    assert [sorted(each.strip('"').split(",")) for each in lists] == [
        sorted(["完成", "进行中", "未完成"])
    ]


def test_last_without_a_roster_is_refused_in_a_sentence(
    last: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert perfeval("template", "--last", last) == 2
    assert "--roster" in capsys.readouterr().err


def test_results_without_their_details_are_refused_in_a_sentence(
    last: Path, listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alone = tmp_path / "运行结果.json"
    alone.write_bytes(last.read_bytes())
    words = ("template", "--roster", listed, "--last", alone, "-o", tmp_path / "发放")
    assert perfeval(*words) == 2
    assert "没有逐项明细" in capsys.readouterr().err
    assert not (tmp_path / "发放").exists()
