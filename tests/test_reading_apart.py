"""What opens a file from outside works in a worker, under its limits; never in the run itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from perfeval_batch import batch, blank, parsing, pipeline, roster, schemes
from perfeval_batch.batch import bureau_files, form_patterns, incoming
from perfeval_batch.errors import SettingsError
from perfeval_batch.model import Rejected, Submission
from perfeval_batch.reading import guard
from perfeval_batch.settings import Settings
from tests import inboxes, planted
from tests.forms import build
from tests.forms.build import Form
from tests.hostile_parts import compound, packed

NOT_HERE = ("why_not_read", "submission", "read", "form_patterns", "sheets", "sheets_where")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    inboxes.fill(tmp_path / "收件", 好=inboxes.workbook(), 表=build.workbook(Form()))
    (tmp_path / "收件" / "词.docx").write_bytes(build.document(Form(name="文档里的项目")))
    return tmp_path / "收件"


@pytest.fixture
def nothing_is_read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """In this process; a worker knows nothing of it."""

    def refuse(*_: object) -> None:
        raise AssertionError

    for name in NOT_HERE:
        monkeypatch.setattr(parsing, name, refuse)
    monkeypatch.setattr(guard, "admit", refuse)


@pytest.mark.usefixtures("nothing_is_read_here")
def test_a_run_opens_workbooks_documents_and_the_roster_in_workers_alone(
    inbox: Path, tmp_path: Path
) -> None:
    listed = {"name": "运行维护经费", "department": "云溪县住房和城乡建设局", "unit": "某中心"}
    book = tmp_path / "名册.xlsx"
    book.write_bytes(roster.write(schemes.load(), [listed]))
    told = batch.run(Settings(inbox, tmp_path / "结果", engine="serial", roster=book))
    assert told.figures.reported == 3
    assert told.roster is not None


@pytest.mark.usefixtures("nothing_is_read_here")
def test_reading_alone_and_the_patterns_of_forms_work_in_workers_too(inbox: Path) -> None:
    settings = Settings(inbox, engine="serial")
    found = batch.read([inbox], settings)
    assert [source for source, _ in found] == ["好.xlsx", "表.xlsx", "词.docx"]
    assert all(isinstance(each, Submission) for _, each in found)
    assert [each.files for each in form_patterns.gather(settings).found] == [2]


def test_a_file_that_hangs_its_reader_is_given_up_when_it_is_only_read(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "read", planted.read)
    ((source, found),) = batch.read([inbox / "好.xlsx"], Settings(inbox, timeout=0.5))
    assert source == "好.xlsx"
    assert isinstance(found, Rejected)
    assert [each.code for each in found.findings] == ["PE015"]


def test_a_document_that_ends_its_worker_counts_and_is_not_passed_over(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incoming, "_look_into", planted.look_into)
    assert "词.docx" in incoming.look_through(inbox, Settings(engine="serial")).workbooks


def test_a_roster_that_takes_too_long_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bureau_files, "SECONDS", 0.1)
    monkeypatch.setattr(bureau_files, "_roster", planted.read_roster)
    with pytest.raises(SettingsError, match=r"项目名册“.*名册\.xlsx”读取超过"):
        bureau_files.read_roster(tmp_path / "名册.xlsx")


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("锁.docx", compound({"EncryptedPackage": b"x" * 5000}), "文件设有打开密码"),
        ("旧.docx", compound({"WordDocument": b"x" * 5000}), "旧版Word文档"),
        ("断.docx", build.document(Form())[:-500], "文件不完整"),
        ("表.docx", build.workbook(Form()), "请把扩展名改为.xlsx"),
        ("<.docx", packed({"word/document.xml": b"<" * 10_000_000}), ""),
        ("红\x1b[1m.docx", blank.write(None, schemes.load()), "请把扩展名改为.xlsx"),
    ],
)
def test_a_document_that_is_not_read_is_listed_with_the_reason(
    name: str, data: bytes, why: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(data)
    (listed,) = incoming.look_through(tmp_path, Settings(engine="inline")).unread
    assert why in listed
    assert listed.isprintable()


def test_a_form_in_a_document_whose_name_has_control_characters_is_read(tmp_path: Path) -> None:
    (tmp_path / "红\x1b[1m.docx").write_bytes(build.document(Form()))
    (source,) = incoming.look_through(tmp_path, Settings(engine="inline")).workbooks
    assert source.startswith("红␛[1m.docx")


def test_files_of_one_name_in_two_folders_are_both_read(tmp_path: Path) -> None:
    for folder in ("甲", "乙"):
        inboxes.fill(tmp_path / folder, 表=build.workbook(Form()))
    named = incoming.named([tmp_path / "甲" / "表.xlsx", tmp_path / "乙"], Settings())
    assert list(named) == ["表.xlsx", (tmp_path / "乙" / "表.xlsx").as_posix()]
