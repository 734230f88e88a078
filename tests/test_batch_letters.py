"""batch.letters: every department gets its notice and its summary, and they live in OUTPUT."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import pytest

from perfeval_batch import batch, files, journal, publish
from perfeval_batch.batch import letters
from perfeval_batch.errors import TemplateError, WriteFailedError
from perfeval_batch.findings import Severity
from perfeval_batch.model import Batch, CellValue, Sender, Status
from perfeval_batch.settings import Settings
from perfeval_batch.summary import figures
from perfeval_batch.values import replace
from tests import inboxes, judges
from tests.summary import build

DEADLINE = date(2024, 3, 15)
FIRST, SECOND = "退回/甲局/退回通知.docx", "退回/乙局/退回通知.docx"
LIST = "结果应用/结果应用建议.docx"
SUMMARY = "部门总结/甲局.docx"


def run(inbox: Path, output: Path, **options: Any) -> Batch:  # noqa: ANN401  # any setting
    return batch.run(Settings(inbox, output, engine="inline", deadline=DEADLINE, **options))


def project(name: str, department: str, **facts: CellValue) -> bytes:
    """The seed's workbook under another name; `项目目的=None` makes it go back."""
    named = {"项目名称": name, "项目编码": name, "主管部门": department}
    return inboxes.workbook(inboxes.changed({**named, **facts}))


def text(path: Path) -> str:
    """All that a person reads in a document's body, its tables last."""
    document = docx.Document(io.BytesIO(path.read_bytes()))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in document.paragraphs), *cells])


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    return inboxes.fill(
        tmp_path / "收件",
        甲局__好=project("好项目", "甲局"),
        甲局__坏=project("坏项目", "甲局", 项目目的=None),
        乙局__坏=project("另一项目", "乙局", 项目目的=None),
    )


def test_each_department_with_returned_workbooks_gets_a_notice_with_the_deadline(
    inbox: Path,
    output: Path,
) -> None:
    run(inbox, output)
    one, other = text(output / FIRST), text(output / SECOND)
    assert one.startswith("关于退回修改2023年度绩效自评材料的通知\n甲局：\n")
    assert "请于2024年3月15日前将修改后的自评表重新报送。" in one
    assert "坏项目" in one
    assert "另一项目" not in one
    assert "好项目" not in one
    assert "另一项目" in other


def test_a_department_gets_a_summary_once_a_report_was_issued(inbox: Path, output: Path) -> None:
    run(inbox, output)
    assert [path.name for path in (output / "部门总结").iterdir()] == ["甲局.docx"]
    assert "共报送项目支出绩效自评表2份，其中已出具评价报告1份，退回修改1份" in text(
        output / SUMMARY
    )


def test_a_summary_says_what_the_result_file_says(inbox: Path, output: Path) -> None:
    inboxes.fill(inbox, 甲局__又一=project("又一项目", "甲局"))
    run(inbox, output)
    content = (output / "运行结果.json").read_text(encoding="utf-8")
    told = json.loads(content, parse_float=Decimal)["projects"]
    issued = [
        each for each in told if each["status"] == "reported" and each["department"] == "甲局"
    ]
    assert len(issued) == 2
    summary = text(output / SUMMARY)
    budget, executed = (sum(each[key] for each in issued) for key in ("budget", "executed"))
    assert f"全年预算数合计{budget}万元，全年执行数合计{executed}万元" in summary
    mean = sum(each["review_score"] for each in issued) / len(issued)
    assert f"项目平均得分{mean:.0f}分" in summary
    for each in issued:
        assert f"{each['name']}\n{each['budget']}\n{each['executed']}\n100%\n97\n优" in summary


def test_a_run_where_nothing_changed_leaves_the_letters_and_makes_none(
    inbox: Path,
    output: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = run(inbox, output)
    before = inboxes.contents(output)
    monkeypatch.delattr(letters, "stage")
    assert run(inbox, output).letters == first.letters
    assert {SECOND, FIRST, SUMMARY} <= set(first.letters)
    assert inboxes.contents(output) == before


def test_a_run_from_the_start_makes_the_same_bytes(
    inbox: Path,
    output: Path,
    tmp_path: Path,
) -> None:
    run(inbox, output)
    run(inbox, tmp_path / "另处")
    assert inboxes.contents(output) == inboxes.contents(tmp_path / "另处")
    run(inbox, output, force=True)
    assert inboxes.contents(output) == inboxes.contents(tmp_path / "另处")


@pytest.mark.parametrize("lost", [FIRST, SUMMARY])
def test_a_letter_that_was_deleted_comes_back(inbox: Path, output: Path, lost: str) -> None:
    run(inbox, output)
    before = (output / lost).read_bytes()
    (output / lost).unlink()
    run(inbox, output)
    assert (output / lost).read_bytes() == before


def test_the_notice_goes_when_the_last_workbook_is_mended(inbox: Path, output: Path) -> None:
    run(inbox, output)
    inboxes.fill(inbox, 甲局__坏=project("坏项目", "甲局"))
    after = run(inbox, output)
    assert not (output / "退回/甲局").exists()
    assert (output / "已作废" / FIRST).is_file()
    assert (output / SECOND).is_file()
    assert FIRST not in after.letters
    assert {SECOND, SUMMARY} <= set(after.letters)


def test_a_notice_that_a_person_edited_is_not_overwritten(inbox: Path, output: Path) -> None:
    run(inbox, output)
    edited = (output / FIRST).read_bytes() + b"edited"
    (output / FIRST).write_bytes(edited)
    inboxes.fill(inbox, 甲局__又坏=project("又坏项目", "甲局", 项目目的=None))
    after = run(inbox, output)
    beside = "退回/甲局/退回通知（新版）.docx"
    assert (output / FIRST).read_bytes() == edited
    assert "又坏项目" in text(output / beside)
    assert beside in after.letters
    assert "PE904" in [each.code for each in after.findings]


def test_a_workbook_that_cannot_be_read_is_in_the_notice_of_its_folders_department(
    inbox: Path, output: Path
) -> None:
    inboxes.fill(inbox, 甲局__乱码=b"not a workbook", 不知谁的=b"no workbook either")
    run(inbox, output)
    assert "乱码" in text(output / FIRST)
    assert "不知谁的" not in text(output / FIRST)
    assert (output / "退回/未能读取/乱码.xlsx").is_file()
    assert (output / "退回/未能读取/不知谁的.xlsx").is_file()


def test_packages_hold_what_goes_to_each_department(inbox: Path, output: Path) -> None:
    inboxes.fill(inbox, 甲局__乱码=b"not a workbook")
    settings = Settings(inbox, output, engine="inline", packages=True)
    told = batch.run(settings)
    assert {"分发/甲局.zip", "分发/乙局.zip"} <= set(told.letters)
    with zipfile.ZipFile(output / "分发/甲局.zip") as package:
        names = set(package.namelist())
        assert names == {
            "坏.xlsx",
            "疑点核实单.xlsx",
            "材料核对通知.docx",
            "未能读取/乱码.xlsx",
        }
        assert package.read("坏.xlsx") == (output / "退回/甲局/坏.xlsx").read_bytes()
    before = inboxes.contents(output)
    batch.run(Settings(inbox, output, engine="inline", packages=True, force=True))
    assert inboxes.contents(output) == before


def test_packages_that_no_longer_hold_are_moved_away(inbox: Path, output: Path) -> None:
    batch.run(Settings(inbox, output, engine="inline", packages=True))
    batch.run(Settings(inbox, output, engine="inline"))
    assert not (output / "分发").exists()
    assert (output / "已作废/分发/甲局.zip").is_file()


def test_a_workbook_without_a_department_is_told_of_in_a_notice_of_its_own(
    inbox: Path,
    output: Path,
) -> None:
    inboxes.fill(inbox, 无=project("无主项目", "", 主管部门=None))
    run(inbox, output)
    assert "有关单位：" in text(output / "退回/未填部门/退回通知.docx")


def departments(*names: str) -> tuple[str, ...]:
    """The paths of the letters about departments of these names, each with two workbooks."""
    outcomes = []
    for number, name in enumerate(names):
        report, back = build.reported(f"{number}.xlsx"), build.reported(f"{number}退.xlsx")
        identity = replace(report.identity, department=name)
        outcomes += [
            replace(report, identity=identity),
            replace(back, identity=identity, status=Status.RETURNED),
        ]
    found = letters.build(figures.gather(build.batch(*outcomes)), DEADLINE)
    return tuple(sorted(found))


def test_departments_that_share_a_folder_share_the_notice_and_keep_their_summaries() -> None:
    found = departments("甲/乙局", "甲／乙局")
    assert [path for path in found if path.startswith("退回/")] == ["退回/甲／乙局/退回通知.docx"]
    assert sum(path.startswith("部门总结") for path in found) == 2


def test_departments_that_differ_in_case_alone_share_a_folder_and_its_notice() -> None:
    """Windows takes their folders for one; their summaries are two."""
    found = departments("ABC局", "abc局")
    notices = [path for path in found if path.startswith("退回/")]
    assert notices == ["退回/ABC局/退回通知.docx"]
    assert len({path.casefold() for path in found}) == len(found) == 5


def test_a_letter_that_cannot_be_written_is_told_of(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object) -> None:
        raise WriteFailedError("磁盘已满")

    monkeypatch.setattr(files, "write_staged", full)
    with journal.opened(tmp_path) as memory:
        folder = publish.Folder(tmp_path, tmp_path, memory)
        found, told = letters.stage(figures.gather(build.three()), DEADLINE, folder)
    assert found == {}
    assert {each.code for each in told} == {"PE905"}
    assert all(each.severity is Severity.ERROR for each in told)


@pytest.mark.validator
def test_the_letters_are_valid_open_xml(inbox: Path, output: Path) -> None:
    run(inbox, output)
    for path in (FIRST, SECOND, SUMMARY):
        assert judges.validate((output / path).read_bytes(), ".docx") == []


def test_no_letter_holds_a_tag(inbox: Path, output: Path) -> None:
    run(inbox, output)
    for path in (FIRST, SECOND, SUMMARY):
        assert not re.search(r"\{\{|\{%|None", text(output / path))


def test_with_the_bureaus_review_each_department_gets_its_opinion_and_results() -> None:
    reviewed = build.batch(build.reported())
    assert not any(
        path.startswith("函件/") for path in letters.build(figures.gather(reviewed), DEADLINE)
    )
    final = replace(reviewed, final=True, sender=Sender(bureau="某县财政局"))
    made = letters.build(figures.gather(final), DEADLINE)
    department = reviewed.outcomes[0].identity.department
    assert f"函件/{department}/结果反馈书.docx" in made
    document = docx.Document(io.BytesIO(made[f"函件/{department}/结果反馈书.docx"].data))
    assert document.paragraphs[0].text == "某县财政局"


def test_own_templates_of_letters_are_checked_before_the_work_begins(
    inbox: Path, output: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "函件模板"
    folder.mkdir()
    (folder / "催报通知.docx").write_bytes(b"none")
    with pytest.raises(TemplateError, match="函件模板"):
        run(inbox, output, letter_templates=folder)
    assert not (output / "报告").exists()


def test_other_letterhead_makes_the_letters_anew(inbox: Path, output: Path) -> None:
    run(inbox, output)
    run(inbox, output, bureau="某县财政局", contact="李四")
    assert text(output / FIRST).startswith("某县财政局")
