"""What was found on Windows, tried where Windows is not: held files, odd names, code pages."""

from __future__ import annotations

import ctypes
import errno
import io
import os
import platform
import sqlite3
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import typer.core

from perfeval_batch import files, output_folder, review, roster, schemes, settings
from perfeval_batch.batch import incoming
from perfeval_batch.cli import main as command_line
from perfeval_batch.errors import ExitCode, SettingsError
from perfeval_batch.settings import Settings
from tests import inboxes
from tests.inboxes import run

RESULTS = "运行结果.json"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    return inboxes.fill(tmp_path / "收件", 好=inboxes.workbook(), 坏=b"x")


@pytest.mark.parametrize("name", ["g[1]", "h$HOME", "~收件", "h%OS%", "*", "甲?", "{a,b}"])
def test_a_folder_is_the_one_that_was_named_whatever_signs_its_name_has(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Typer would expand wildcards, variables and ~ on Windows: another folder would be read."""
    monkeypatch.chdir(tmp_path)
    for other in ("g1", "甲乙", "收件", f"h{os.environ.get('HOME', '')}".replace("/", "_")):
        inboxes.fill(tmp_path / other, 别的=b"x", 也是=b"x")
    inboxes.fill(tmp_path / name, 一个=inboxes.workbook())
    windows = SimpleNamespace(**{**vars(os), "name": "nt"})
    monkeypatch.setattr(typer.core, "os", windows)
    monkeypatch.setattr(sys, "argv", ["perfeval", "run", name, "-o", "结果-甲", "--quiet"])
    with pytest.raises(SystemExit) as ended:
        command_line()
    assert ended.value.code == ExitCode.OK
    assert [each.name for each in (tmp_path / "结果-甲/报告").rglob("*.docx")] == [
        "运行维护经费.docx"
    ]


def test_wildcards_of_check_mean_files_because_cmd_hands_them_over(tmp_path: Path) -> None:
    folder = inboxes.fill(tmp_path / "收[1]", 一=b"x", 二=b"x")
    (folder / "~$一.xlsx").write_bytes(b"x")
    (folder / "说明.txt").write_bytes(b"x")
    settings = Settings()
    assert set(incoming.named([folder / "*.XLSX"], settings)) == {"一.xlsx", "二.xlsx"}
    assert set(incoming.named([folder / "?.xlsx"], settings)) == {"一.xlsx", "二.xlsx"}
    assert set(incoming.named([folder / "一*"], settings)) == {"一.xlsx"}
    with pytest.raises(SettingsError, match=r"没有找到“.*三\*”"):
        incoming.named([folder / "三*"], settings)


@pytest.mark.parametrize("code_page", ["cp437", "cp1252", "gbk"])
def test_what_is_piped_on_windows_is_utf_8_whatever_the_code_page(
    code_page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe = io.BytesIO()
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(pipe, encoding=code_page))
    monkeypatch.setattr(sys, "argv", ["perfeval", "explain", "PE404"])
    with pytest.raises(SystemExit):
        command_line()
    sys.stdout.flush()
    told = pipe.getvalue().decode()
    assert "合计" in told
    assert "?" not in told


def refuse(*_: object, **__: object) -> None:
    raise PermissionError(errno.EACCES, "in use")


def locked(*_: object, **__: object) -> sqlite3.Connection:
    raise sqlite3.OperationalError("unable to open database file")


def test_a_journal_that_another_program_holds_costs_the_memory_alone(
    inbox: Path, output: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    connect = sqlite3.connect
    monkeypatch.setattr(
        sqlite3,
        "connect",
        lambda path, *a, **k: connect(path, *a, **k) if path == ":memory:" else locked(),
    )
    output_folder.LOG.addHandler(caplog.handler)
    assert run(inbox, output).figures.reported == 1
    output_folder.LOG.removeHandler(caplog.handler)
    assert "运行记录不能使用" in caplog.text


def test_a_note_of_who_runs_that_is_held_stops_nothing(
    inbox: Path, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, unlink = Path.write_text, Path.unlink

    def held(do: Callable[..., Any]) -> Callable[..., Any]:
        return lambda path, *a, **k: refuse() if path.name == "running.txt" else do(path, *a, **k)

    monkeypatch.setattr(Path, "write_text", held(write))
    monkeypatch.setattr(Path, "unlink", held(unlink))
    assert run(inbox, output).figures.reported == 1


@pytest.mark.parametrize("name", [RESULTS, "绩效评价汇总表.xlsx", "总览.html"])
def test_a_file_of_the_run_that_is_held_is_a_finding_and_the_old_one_stands(
    name: str, inbox: Path, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(inbox, output)
    before = (output / name).read_bytes()
    publish = files.publish

    def hold(draft: Path, path: Path) -> None:
        if path.name == name:
            refuse()
        publish(draft, path)

    monkeypatch.setattr(files, "publish", hold)
    (inbox / "坏.xlsx").unlink()
    (told,) = run(inbox, output).findings
    assert (told.code, told.place.workbook) == ("PE905", name)
    assert (output / name).read_bytes() == before


def test_rosters_and_other_workbooks_have_the_same_bytes_on_every_system(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A zip says on which system it was made, unless it is told what to say."""
    here = roster.write(schemes.load()), review.write((), ())
    monkeypatch.setattr(sys, "platform", "win32")
    assert (roster.write(schemes.load()), review.write((), ())) == here


def test_no_run_asks_cmd_for_the_version_of_windows(
    inbox: Path, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`platform.node` and its like start `cmd.exe /c ver` there."""
    monkeypatch.setattr(platform, "uname", refuse)
    assert run(inbox, output).figures.reported == 1


@pytest.fixture
def scanner(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A virus scanner that holds each new file until it was asked for three times."""
    asked: dict[Path, int] = {}
    slept: list[float] = []
    replace = Path.replace

    def scanned(draft: Path, path: Path) -> Path:
        asked[draft] = asked.get(draft, 0) + 1
        if asked[draft] < 3:
            refuse()
        return replace(draft, path)

    monkeypatch.setattr(files, "ON_WINDOWS", True)
    monkeypatch.setattr(Path, "replace", scanned)
    monkeypatch.setattr(time, "sleep", slept.append)
    return slept


def test_new_files_that_a_scanner_holds_for_a_moment_are_waited_for(
    inbox: Path, output: Path, scanner: list[float]
) -> None:
    told = run(inbox, output)
    assert not told.findings
    assert not [each for one in told.outcomes for each in one.findings if each.code == "PE905"]
    assert scanner


def test_a_file_that_stays_held_is_given_up_after_three_seconds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(files, "ON_WINDOWS", True)
    monkeypatch.setattr(time, "sleep", slept.append)
    monkeypatch.setattr(Path, "replace", refuse)
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(PermissionError):
        files.publish(tmp_path / "a", tmp_path / "b")
    assert 3 <= sum(slept) <= 5


@pytest.mark.parametrize(
    ("mode", "tag", "found"),
    [
        (stat.S_IFDIR, 0xA0000003, "link"),  # a junction
        (stat.S_IFLNK, 0xA000000C, "link"),
        (stat.S_IFDIR, 0x9000001A, "folder"),  # that OneDrive keeps
        (stat.S_IFDIR, 0, "folder"),
    ],
)
def test_a_junction_is_a_link_and_a_folder_in_the_cloud_is_none(
    mode: int, tag: int, found: str
) -> None:
    about: Any = SimpleNamespace(st_mode=mode | 0o755, st_reparse_tag=tag)
    assert files.is_link(about) is (found == "link")


def test_the_programs_own_folder_is_hidden_in_explorer(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, int]] = []
    kernel = SimpleNamespace(SetFileAttributesW=lambda *what: asked.append(what))
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    output_folder.prepare(output)
    assert asked == [(str(output / ".perfeval"), stat.FILE_ATTRIBUTE_HIDDEN)]


LONG = "D:\\" + "深" * 300


@pytest.mark.parametrize(
    "problem",
    [
        FileNotFoundError(errno.ENOENT, "", LONG),
        OSError(errno.EINVAL, "", LONG),
        FileNotFoundError(errno.ENOENT, "", "D:\\短.part", None, LONG),
    ],
    ids=["reading", "listing", "renaming"],
)
def test_a_path_that_windows_does_not_take_is_said_to_be_too_long(
    problem: OSError, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "ON_WINDOWS", True)
    told = files.reason(problem)
    assert told == "路径太长（303个字符，Windows最多259个），请移到较短的路径下"


def test_a_folder_too_deep_for_windows_is_a_finding_and_the_run_tells_of_it(
    inbox: Path, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = inboxes.fill(inbox / ("深" * 40), 好=inboxes.workbook())
    scan = os.scandir

    def short(path: object) -> Any:  # noqa: ANN401  # as scandir
        if path == deep:
            raise FileNotFoundError(errno.ENOENT, "", LONG)
        return scan(path)

    monkeypatch.setattr(files, "ON_WINDOWS", True)
    monkeypatch.setattr(os, "scandir", short)
    (told,) = run(inbox, output).findings
    assert (told.code, told.place.workbook) == ("PE001", deep.name)
    assert "路径太长（303个字符" in told.message


@pytest.mark.parametrize("written", ['"D:\\2023\\结果"', '"D:\\temp\\新"', '"D:\\结果\\"'])
def test_a_path_with_backslashes_in_a_settings_file_is_told_to_take_single_quotes(
    written: str, tmp_path: Path
) -> None:
    r"""As TOML, `"D:\temp"` holds a tab, and `"D:\2023"` is no text at all."""
    path = tmp_path / "perfeval.toml"
    path.write_bytes(f"output = {written}\r\n".encode("gbk"))
    with pytest.raises(SettingsError, match="单引号"):
        settings.choose(tmp_path, {}, path)
    path.write_bytes(f"output = {written.replace(chr(34), chr(39))}\r\n".encode("gbk"))
    assert "结果" in str(settings.choose(tmp_path, {}, path).output) or "新" in written
