"""From the department's workbook to the marked one, mended, and in again (contract §4, issue 5)."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from perfeval_batch import parsing, pipeline
from perfeval_batch.demo import samples
from perfeval_batch.findings import Severity
from perfeval_batch.model import CellValue, Outcome, Project, Status
from tests import books, judges
from tests.marked.marked_samples import opened, parts

SOURCE = "某县公安局/城区视频监控系统运行维护经费.xlsx"
MENDED: Mapping[tuple[str, str], CellValue] = {
    ("基本情况", "B24"): "保障全县城区视频监控系统稳定运行，全年完成巡检12次。",
    ("资金情况", "H4"): 8.62,
    ("资金情况", "E4"): 369.37,
    ("绩效指标", "J4"): 10,
    ("绩效指标", "L9"): "运维管理制度还不够健全。",
}


@pytest.fixture(scope="module")
def handed_in() -> bytes:
    (name,) = samples.faulty_names()
    return samples.write(name)


@pytest.fixture(scope="module")
def returned(handed_in: bytes) -> bytes:
    ((outcome, documents),) = pipeline.work(SOURCE, handed_in, pipeline.Plan())
    assert outcome.status is Status.RETURNED
    return documents["returned"][1]


def mended(package: bytes) -> bytes:
    book = opened(package)
    for (sheet, cell), value in MENDED.items():
        book[sheet][cell] = value
    return books.saved(book)


def told(project: Project | object) -> dict[str, object]:
    assert isinstance(project, Project)
    return {name: (entry.text, entry.value, entry.state) for name, entry in project.entries()}


def errors(outcome: Outcome) -> set[tuple[str, str]]:
    return {
        (each.place.sheet, each.place.cell)
        for each in outcome.findings
        if each.severity is Severity.ERROR
    }


def test_every_error_of_the_sample_is_mended_below(handed_in: bytes) -> None:
    ((outcome, _),) = pipeline.work(SOURCE, handed_in, pipeline.Plan(render=False))
    assert errors(outcome)
    assert errors(outcome) <= set(MENDED)


def test_a_marked_workbook_is_read_as_if_never_marked(handed_in: bytes, returned: bytes) -> None:
    assert told(parsing.read(returned, SOURCE)) == told(parsing.read(handed_in, SOURCE))
    ((before, _),) = pipeline.work(SOURCE, handed_in, pipeline.Plan(render=False))
    ((after, _),) = pipeline.work(SOURCE, returned, pipeline.Plan(render=False))
    assert after.findings == before.findings


def test_the_mended_workbook_gets_its_report_in_round_2(returned: bytes) -> None:
    ((outcome, documents),) = pipeline.work(SOURCE, mended(returned), pipeline.Plan())
    assert errors(outcome) == set()
    assert outcome.status is Status.REPORTED
    assert outcome.rounds + 1 == 2
    assert "report" in documents


def test_a_workbook_not_mended_goes_back_as_round_2(returned: bytes) -> None:
    ((outcome, documents),) = pipeline.work(SOURCE, returned, pipeline.Plan())
    again = opened(documents["returned"][1])
    assert outcome.rounds == 1
    assert str(again.worksheets[0]["A2"].value).startswith("第2轮退回：")


@pytest.mark.libreoffice
@pytest.mark.parametrize("target", ["xlsx", "xls", "ods"])
def test_the_round_is_counted_however_the_workbook_was_saved(returned: bytes, target: str) -> None:
    saved = judges.convert(returned, ".xlsx", target)
    ((outcome, documents),) = pipeline.work(f"x.{target}", saved, pipeline.Plan())
    assert outcome.rounds == 1
    assert ("problems" in documents) == (target != "xlsx")


def test_the_blank_workbooks_self_check_lives_on(handed_in: bytes, returned: bytes) -> None:
    old, new = parts(handed_in), parts(returned)
    formulas = {name: content.count(b"<f>") for name, content in old.items() if b"<f>" in content}
    assert formulas
    assert {name: new[name].count(b"<f>") for name in formulas} == formulas


def test_marking_adds_the_list_and_comments_with_their_drawing_to_each_marked_sheet(
    handed_in: bytes, returned: bytes
) -> None:
    ((outcome, _),) = pipeline.work(SOURCE, handed_in, pipeline.Plan(render=False))
    sheets = {
        each.place.sheet
        for each in outcome.findings
        if each.place.cell and each.severity is not Severity.NOTE
    }
    added = parts(returned).keys() - parts(handed_in).keys()
    kinds = sorted(name.rpartition(".")[2] for name in added)
    count = len(sheets)
    assert kinds == ["rels"] * count + ["vml"] * count + ["xml"] * (count + 1)


def test_the_lists_header_is_printed_again_on_every_page(returned: bytes) -> None:
    ((_, documents),) = pipeline.work(SOURCE, returned, pipeline.Plan())
    for package in (returned, documents["returned"][1]):
        assert opened(package)["问题清单"].print_title_rows == "$5:$5"
        assert parts(package)["xl/workbook.xml"].decode().count("问题清单'!$5:$5") == 1
