"""OUTPUT's private folder and results may be anything: a sentence, and the work is done."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from perfeval_batch import output_folder
from perfeval_batch.model import Status
from tests import inboxes
from tests.inboxes import run

PRIVATE = output_folder.PRIVATE
REPORT = "报告/云溪县住房和城乡建设局/运行维护经费.docx"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    faulty = inboxes.changed({"项目名称": "另一项目", "项目编码": "B", "项目目的": None})
    return inboxes.fill(tmp_path / "收件", 好=inboxes.workbook(), 坏=inboxes.workbook(faulty))


def remove(path: Path) -> Path:
    """Take away a file with what SQLite keeps beside it."""
    for each in path.parent.glob(f"{path.name}*"):
        each.unlink()
    return path


def folder(name: str) -> Callable[[Path], None]:
    """A folder, with something in it, in the place of a file."""

    def damage(output: Path) -> None:
        remove(output / name).mkdir(parents=True)
        (output / name / "x").write_bytes(b"x")

    return damage


def link(name: str, target: str = "nowhere") -> Callable[[Path], None]:
    """A link in the place of a file or folder."""

    def damage(output: Path) -> None:
        path = output / name
        path.rename(path.with_name("was")) if path.is_dir() else remove(path)
        path.symlink_to(output.parent / target)

    return damage


def data(name: str, content: bytes = b"") -> Callable[[Path], None]:
    """Other bytes in a file, or a file in the place of a folder."""

    def damage(output: Path) -> None:
        path = output / name
        path.rename(path.with_name("was")) if path.is_dir() else remove(path)
        path.write_bytes(content)

    return damage


def pipe(name: str) -> Callable[[Path], None]:
    """A pipe in the place of a file."""
    return lambda output: os.mkfifo(remove(output / name))


def journal(*statements: str) -> Callable[[Path], None]:
    """Whatever SQL does to the journal."""

    def damage(output: Path) -> None:
        connection = sqlite3.connect(output / PRIVATE / "journal.db")
        for each in statements:
            connection.execute(each)
        connection.commit()
        connection.close()

    return damage


def cut(keep: float, filled: bytes = b"") -> Callable[[Path], None]:
    """The journal's file cut off, or overwritten from there."""

    def damage(output: Path) -> None:
        path = output / PRIVATE / "journal.db"
        whole = path.read_bytes()
        kept = int(len(whole) * keep)
        path.write_bytes(whole[:kept] + filled * (len(whole) - kept))

    return damage


JOURNAL = f"{PRIVATE}/journal.db"
DAMAGES: dict[str, Callable[[Path], None]] = {
    "journal empty": data(JOURNAL),
    "journal no database": data(JOURNAL, b"no database" * 99),
    "journal a folder": folder(JOURNAL),
    "journal a dangling link": link(JOURNAL),
    "journal a pipe": pipe(JOURNAL),
    "journal cut in half": cut(0.5),
    "journal cut in its first page": cut(0.01),
    "journal's later pages zeros": cut(0.3, b"\0"),
    "journal's later pages ones": cut(0.3, b"\xff"),
    "journal's last page ones": cut(0.8, b"\xff"),
    "journal of a newer version": journal("PRAGMA user_version = 99"),
    "outcome without columns": journal("DROP TABLE outcome", "CREATE TABLE outcome (a)"),
    "place without columns": journal("DROP TABLE place", "CREATE TABLE place (a)"),
    "published with a column": journal("DROP TABLE published", "CREATE TABLE published (a, b, c)"),
    "finished a view": journal("DROP TABLE finished", "CREATE VIEW finished AS SELECT 1 AS a"),
    "place an index": journal("DROP TABLE place", "CREATE INDEX place ON outcome (key)"),
    "null outcomes": journal("UPDATE outcome SET value = NULL"),
    "texts for outcomes": journal("UPDATE outcome SET value = 'x'"),
    "numbers for outcomes": journal("UPDATE outcome SET value = 5"),
    "other outcomes": journal("UPDATE outcome SET value = x'9304'"),
    "null places": journal("DROP TABLE place", "CREATE TABLE place (document, path)"),
    "places elsewhere": journal("UPDATE place SET path = '../../x'"),
    "numbers for digests": journal("UPDATE OR IGNORE published SET digest = 7"),
    "null batch": journal("UPDATE finished SET value = NULL"),
    "other batch": journal("UPDATE finished SET value = x'92c0c0'"),
    "private folder a file": data(PRIVATE),
    "private folder a link": link(PRIVATE, "elsewhere"),
    "staging a file": data(f"{PRIVATE}/staging", b"x"),
    "staging a link": lambda output: (output / PRIVATE / "staging").symlink_to("nowhere"),
    "staging full of folders": lambda output: (output / PRIVATE / "staging/a/b").mkdir(
        parents=True
    ),
    "lock a folder": folder(f"{PRIVATE}/lock"),
    "lock a dangling link": link(f"{PRIVATE}/lock"),
    "running note a folder": folder(f"{PRIVATE}/running.txt"),
    "running note a link": link(f"{PRIVATE}/running.txt"),
    "log a folder": folder("运行日志.txt"),
    "log a link": link("运行日志.txt"),
    "log a pipe": pipe("运行日志.txt"),
    "summary a folder": folder("绩效评价汇总表.xlsx"),
    "result file a folder": folder("运行结果.json"),
    "result file a link": link("运行结果.json"),
    "page a pipe": pipe("总览.html"),
    "report a folder": folder(REPORT),
    "report a link": link(REPORT),
    "reports a file": data("报告"),
    "reports a link": link("报告", "elsewhere"),
    "department a file": data("报告/云溪县住房和城乡建设局"),
    "department a link": link("报告/云溪县住房和城乡建设局", "elsewhere"),
}  # fmt: skip


def _is_of_journal(what: str) -> bool:
    """It hits what a run of changed workbooks asks for, so that it can be seen."""
    unasked = (
        *("journal empty", "journal's last page", "null batch", "other batch"),
        *("null places", "numbers for digests"),
    )
    of_outcomes = ("outcome", "place", "published", "finished", "journal")
    return any(each in what for each in of_outcomes) and not what.startswith(unasked)


@pytest.mark.skipif(os.name == "nt", reason="links and pipes")
@pytest.mark.parametrize("what", DAMAGES)
def test_whatever_is_damaged_in_output_the_work_is_done(
    what: str, inbox: Path, tmp_path: Path
) -> None:
    output = tmp_path / "结果"
    run(inbox, output)
    before = results(output)
    (tmp_path / "elsewhere").mkdir()
    DAMAGES[what](output)
    told = run(inbox, output)
    assert [each.status for each in told.outcomes] == [Status.RETURNED, Status.REPORTED]
    assert not told.findings
    assert results(output) == before
    assert not list((tmp_path / "elsewhere").iterdir())
    assert not (tmp_path / "nowhere").exists()
    run(inbox, output)
    assert results(output) == before


def results(output: Path) -> dict[str, bytes]:
    """What stands in OUTPUT, what was moved away or left over aside."""
    found = inboxes.contents(output)
    return {name: data for name, data in found.items() if not name.startswith(("已作废", "was"))}


@pytest.mark.parametrize("what", [each for each in DAMAGES if _is_of_journal(each)])
def test_a_damaged_journal_that_is_asked_is_said_and_begun_anew(
    what: str, inbox: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """One more workbook, so that the journal is asked for what came of the others."""
    output = tmp_path / "结果"
    run(inbox, output)
    DAMAGES[what](output)
    more = inboxes.changed({"项目名称": "第三个项目", "项目编码": "C"})
    inboxes.fill(inbox, 新=inboxes.workbook(more))
    output_folder.LOG.addHandler(caplog.handler)
    told = run(inbox, output)
    output_folder.LOG.removeHandler(caplog.handler)
    assert [each.status for each in told.outcomes].count(Status.REPORTED) == 2
    assert caplog.text.count("“journal.db”已损坏或被占") == 1


@pytest.mark.skipif(os.name == "nt", reason="a folder is no file there")
def test_what_is_set_aside_is_said(
    inbox: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    run(inbox, tmp_path / "结果")
    folder("运行结果.json")(tmp_path / "结果")
    output_folder.LOG.addHandler(caplog.handler)
    run(inbox, tmp_path / "结果")
    output_folder.LOG.removeHandler(caplog.handler)
    assert "“运行结果.json”已损坏或被占" in caplog.text
    assert (tmp_path / "结果" / PRIVATE / output_folder.ASIDE / "运行结果.json" / "x").is_file()
