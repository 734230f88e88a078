"""What a machine, a file or a slip does while a run goes on ends nothing and reaches nothing."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from perfeval_batch import batch, cli, files, output_folder, pool
from perfeval_batch.errors import ExitCode, InterruptedRunError
from perfeval_batch.model import Batch, Status
from perfeval_batch.settings import Settings
from tests import inboxes
from tests.inboxes import run

REPORT = "报告/云溪县住房和城乡建设局/运行维护经费.docx"
POSIX = pytest.mark.skipif(os.name == "nt", reason="links and pipes")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    return inboxes.fill(tmp_path / "收件", 好=inboxes.workbook(), 坏=b"x")


def codes(told: Batch) -> dict[str, list[str]]:
    return {each.source: [finding.code for finding in each.findings] for each in told.outcomes}


def test_a_file_over_the_limit_is_refused_by_its_size_and_never_copied(
    inbox: Path, output: Path
) -> None:
    with (inbox / "大.xlsx").open("wb") as file:
        file.truncate(200 * 2**30)
    begun = time.monotonic()
    told = run(inbox, output)
    assert time.monotonic() - begun < 10
    assert codes(told)["大.xlsx"] == ["PE003"]
    assert "文件超过100MB" in told.outcomes[1].findings[0].message
    assert not list((output / "退回").rglob("大*"))


def test_the_limit_can_be_lifted(inbox: Path, output: Path) -> None:
    (inbox / "大.xlsx").write_bytes(b"x" * (2 * 2**20))
    assert codes(run(inbox, output, max_size=1))["大.xlsx"] == ["PE003"]
    assert codes(run(inbox, output))["大.xlsx"] == ["PE001"]


SECRET = b"root:x:0:0"


def linked(path: Path, outside: Path) -> None:
    path.symlink_to(outside / "secret.xlsx")


def piped(path: Path, _: Path) -> None:
    os.mkfifo(path)


def folder(path: Path, _: Path) -> None:
    path.mkdir()


def device(path: Path, _: Path) -> None:
    path.symlink_to("/dev/zero")


@POSIX
@pytest.mark.parametrize("replace", [linked, piped, folder, device])
@pytest.mark.parametrize("engine", ["inline", "serial"])
def test_a_workbook_that_is_replaced_after_it_was_listed_is_not_followed(
    replace: Callable[[Path, Path], None],
    engine: str,
    inbox: Path,
    output: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    outside = inbox.parent / "外"
    inboxes.fill(outside, secret=SECRET)
    look = files.inbox

    def replaced(*where: Path) -> files.Inbox:
        found = look(*where)
        (inbox / "坏.xlsx").unlink()
        replace(inbox / "坏.xlsx", outside)
        return found

    monkeypatch.setattr(files, "inbox", replaced)
    begun = time.monotonic()
    told = run(inbox, output, engine=engine)
    assert time.monotonic() - begun < 20
    assert codes(told)["坏.xlsx"] == ["PE001"]
    assert all(SECRET not in data for data in inboxes.contents(output).values())


@POSIX
def test_a_folder_that_is_replaced_by_a_link_is_not_followed(
    inbox: Path, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inboxes.fill(inbox, 甲局__项目=b"ours")
    outside = inboxes.fill(inbox.parent / "外", 项目=SECRET)
    look = files.inbox

    def replaced(*where: Path) -> files.Inbox:
        found = look(*where)
        (inbox / "甲局").rename(inbox.parent / "移走")
        (inbox / "甲局").symlink_to(outside)
        return found

    monkeypatch.setattr(files, "inbox", replaced)
    assert codes(run(inbox, output))["甲局/项目.xlsx"] == ["PE001"]
    assert all(SECRET not in data for data in inboxes.contents(output).values())


@POSIX
def test_links_pipes_and_devices_in_the_inbox_are_listed_and_not_opened(
    inbox: Path, output: Path
) -> None:
    linked(inbox / "链接.xlsx", inbox)
    piped(inbox / "管道.xlsx", inbox)
    (inbox / "外部").symlink_to("/etc")
    told = run(inbox, output)
    assert told.unread == (
        "外部（快捷链接，未跟随）",
        "管道.xlsx（不是普通文件）",
        "链接.xlsx（快捷链接，未跟随）",
    )


ODD = "红\x1b[31m字\n第二行\u202ecod.xlsx"


@POSIX
def test_control_characters_of_a_name_reach_no_terminal_log_or_document(
    inbox: Path, output: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (inbox / ODD).write_bytes(b"odd")
    (inbox / f"{ODD}.txt").write_bytes(b"x")
    with pytest.raises(SystemExit) as ended:
        cli.main(["run", str(inbox), "-o", str(output)])
    assert ended.value.code == ExitCode.RETURNED
    shown = capfd.readouterr()
    log = (output / "运行日志.txt").read_text(encoding="utf-8")
    result = (output / "运行结果.json").read_text(encoding="utf-8")
    for text in (shown.out, shown.err, log, result):
        assert not set(text) & set("\x1b\u202e")
    sources = [each["source"] for each in json.loads(result)["projects"]]
    assert any(
        re.fullmatch(r"红␛\[31m字␊第二行�cod\.xlsx（\w{8}）\.xlsx", each) for each in sources
    )
    assert not any(set(name) & set("\x1b\n\u202e") for name in inboxes.contents(output))


def test_a_folder_that_cannot_be_looked_into_is_said(
    inbox: Path, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inboxes.fill(inbox, 甲局__项目=inboxes.workbook())
    scan = os.scandir

    def refuse(path: Path) -> object:
        if "甲局" in str(path):
            raise PermissionError(13, "no")
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = files.inbox(inbox)
    monkeypatch.undo()
    assert found.closed == (("甲局", "文件夹打不开：没有权限，或文件正在Word、Excel、WPS中打开"),)
    monkeypatch.setattr(files, "inbox", lambda *_: found)
    (finding,) = run(inbox, output).findings
    assert (finding.code, finding.place.workbook) == ("PE001", "甲局")


def test_a_path_that_is_too_long_for_windows_is_said_with_its_length(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(files, "ON_WINDOWS", True)
    path = "D:\\" + "深" * 300
    assert files.reason(FileNotFoundError(2, "", path)).startswith("路径太长（303个字符")
    assert files.reason(FileNotFoundError(2, "", "D:\\浅")) == "找不到文件或文件夹"


def test_a_report_that_is_held_is_not_called_unreadable(
    inbox: Path,
    output: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    publish = files.publish

    def refuse(draft: Path, path: Path) -> None:
        if path.suffix == ".docx" and "报告" in path.parts:
            raise PermissionError(13, "in use")
        publish(draft, path)

    monkeypatch.setattr(files, "publish", refuse)
    with pytest.raises(SystemExit):
        cli.main(["run", str(inbox), "-o", str(output), "--quiet"])
    told = capsys.readouterr().out
    assert "好.xlsx：未能完成" in told
    assert "坏.xlsx：未能读取" in told


@pytest.mark.parametrize("clock", [0.0, 86400.0 * 365 * 5, 2.0**33])
def test_a_clock_that_is_wrong_by_decades_does_no_harm(
    clock: float, inbox: Path, output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(inbox, output)
    monkeypatch.setattr(time, "time", lambda: clock)
    run(inbox, tmp_path / "另")
    monkeypatch.undo()
    assert inboxes.contents(tmp_path / "另") == inboxes.contents(output)


def test_json_is_never_that_of_an_earlier_run(
    inbox: Path, output: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    words = ["run", str(inbox), "-o", str(output), "--format", "json", "--quiet"]
    with pytest.raises(SystemExit):
        cli.main(words)
    assert json.loads(capfdbinary.readouterr().out)["run"]["workbooks"] == 2
    (inbox / "坏.xlsx").unlink()
    (inbox / "好.xlsx").unlink()
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    told = capfdbinary.readouterr()
    assert (ended.value.code, told.out) == (ExitCode.USAGE, b"")
    assert "没有工作簿" in told.err.decode()


def test_a_program_without_a_console_runs_silently(inbox: Path, output: Path) -> None:
    """As pythonw does: there is no standard output and no standard error at all."""
    script = (
        "import sys; sys.stdout = sys.stderr = None\n"
        "from perfeval_batch import cli\n"
        f"if __name__ == '__main__': cli.main(['run', {str(inbox)!r}, '-o', {str(output)!r}])\n"
    )
    path = output.parent / "silent.py"
    path.write_text(script, encoding="utf-8")
    root = str(Path(__file__).parents[1])
    ended = subprocess.run(
        [sys.executable, str(path)], check=False, env={**os.environ, "PYTHONPATH": root}
    )
    assert ended.returncode == ExitCode.RETURNED
    assert (output / REPORT).is_file()


@POSIX
@pytest.mark.parametrize(
    "words",
    [
        ("run", "{inbox}", "--scheme", "{odd}.toml"),
        ("run", "{inbox}", "--report-template", "{odd}.docx"),
        ("run", "{inbox}", "--roster", "{odd}.xlsx"),
        ("run", "{inbox}", "--last", "{odd}.json"),
        ("run", "{inbox}", "--config", "{odd}.toml"),
        ("report-template", "check", "{odd}.docx"),
    ],
)
def test_a_pipe_in_the_place_of_a_file_that_is_named_is_a_sentence(
    words: tuple[str, ...], inbox: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named = [each.format(inbox=inbox, odd=tmp_path / "管道") for each in words]
    os.mkfifo(named[-1])
    begun = time.monotonic()
    with pytest.raises(SystemExit) as ended:
        cli.main(named)
    assert (ended.value.code, time.monotonic() - begun < 10) == (ExitCode.USAGE, True)
    assert "打不开：那里不是普通文件" in capsys.readouterr().err


@POSIX
def test_a_closed_window_on_windows_ends_a_run_in_a_sentence(inbox: Path, output: Path) -> None:
    """It comes as SIGBREAK, which another signal stands for here."""
    script = (
        "import signal, sys; signal.SIGBREAK = signal.SIGUSR1\n"
        "from perfeval_batch import cli, pool\n"
        "def look_on(*_, **__): signal.raise_signal(signal.SIGUSR1)\n"
        "pool.opened = look_on\n"
        f"cli.main(['run', {str(inbox)!r}, '-o', {str(output)!r}])\n"
    )
    root = str(Path(__file__).parents[1])
    ended = subprocess.run(
        [sys.executable, "-c", script],
        check=False,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": root},
    )
    assert ended.returncode == ExitCode.INTERRUPTED
    assert "已中断" in ended.stderr.decode()


def test_what_office_programs_and_explorer_leave_in_output_is_no_result(
    inbox: Path, output: Path
) -> None:
    run(inbox, output)
    for name in ("~$运行维护经费.docx", "Thumbs.db", "desktop.ini", ".DS_Store"):
        (output / REPORT).with_name(name).write_bytes(b"x")
    (inbox / "坏.xlsx").unlink()
    told = run(inbox, output)
    assert (told.findings, told.figures.reported) == ((), 1)
    assert not (output / "已作废" / REPORT).parent.exists()


def test_a_folder_that_another_program_is_in_stays(
    inbox: Path, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(inbox, output)
    (inbox / "坏.xlsx").unlink()

    remove = os.rmdir

    def refuse(path: Path, **how: int) -> None:
        if "未能读取" in str(path):
            raise PermissionError(13, "in use")
        remove(path, **how)

    monkeypatch.setattr(os, "rmdir", refuse)
    assert run(inbox, output).figures.reported == 1
    assert (output / "退回" / "未能读取").is_dir()


def test_a_leftover_in_staging_that_is_held_costs_no_run(
    inbox: Path, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    staging = output_folder.prepare(output)
    (staging / "held.part").write_bytes(b"x")
    unlink = Path.unlink

    def refuse(path: Path, **how: bool) -> None:
        if path.name == "held.part":
            raise PermissionError(13, "in use")
        unlink(path, **how)

    monkeypatch.setattr(Path, "unlink", refuse)
    assert run(inbox, output).figures.reported == 1


def test_a_log_that_is_held_costs_the_log_alone(
    inbox: Path, output: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(logging, "FileHandler", refuse)
    output_folder.LOG.addHandler(caplog.handler)
    assert run(inbox, output).figures.reported == 1
    output_folder.LOG.removeHandler(caplog.handler)
    assert "本次不记日志" in caplog.text


def test_departments_that_differ_in_case_alone_share_one_folder(
    tmp_path: Path, output: Path
) -> None:
    """Windows and macOS have one folder for both; the second run must find what it left."""
    names = ("ABC局", "abc局", "ＡＢＣ局")
    books = {
        f"项目{number}": inboxes.workbook(
            inboxes.changed({"主管部门": name, "项目名称": f"项{number}", "项目编码": f"C{number}"})
        )
        for number, name in enumerate(names)
    }
    inbox = inboxes.fill(tmp_path / "in", **books)
    told = run(inbox, output)
    assert {str(each.report).rpartition("/")[0] for each in told.outcomes} == {"报告/ABC局"}


def test_a_watch_can_stop_a_run_and_what_is_done_is_kept(inbox: Path, output: Path) -> None:
    def watch(progress: batch.Progress) -> None:
        if progress.done == 1:
            raise InterruptedRunError("停下")

    with pytest.raises(InterruptedRunError):
        batch.run(Settings(inbox, output, engine="inline"), watch)
    assert not (output / "运行结果.json").exists()
    assert list((output / output_folder.PRIVATE / "staging").iterdir())
    assert run(inbox, output).figures.reported == 1


def test_a_watch_hears_of_every_step_with_rate_and_time_left(inbox: Path, output: Path) -> None:
    heard: list[batch.Progress] = []
    batch.run(Settings(inbox, output, engine="inline"), heard.append)
    steps = list(dict.fromkeys(each.step for each in heard))
    assert steps == ["处理工作簿", "核对全部项目", "发布结果", "写汇总表", "完成"]
    assert heard[-1].done == heard[-1].total == 2
    assert any(each.rate and each.seconds_left is not None for each in heard)


@POSIX
def test_a_local_dask_cluster_listens_on_this_machine_alone_and_shows_no_page() -> None:
    import psutil

    with pool.opened(engine="dask", jobs=1):
        own = psutil.Process()
        open_at = [
            each.laddr
            for process in (own, *own.children(recursive=True))
            for each in process.net_connections()
            if each.status == psutil.CONN_LISTEN
        ]
    assert {ip for ip, _ in open_at} == {"127.0.0.1"}
    assert 8787 not in {port for _, port in open_at}


def test_two_duplicates_are_done_again_under_the_limits_of_the_pool(
    tmp_path: Path, output: Path
) -> None:
    """In a worker of their own, whichever engine; nothing that reads a workbook runs here."""
    other = inboxes.workbook(inboxes.changed({"填报人": "另一人"}))
    inbox = inboxes.fill(tmp_path / "in", 一=inboxes.workbook(), 二=other)
    told = run(inbox, output, engine="serial")
    assert [each.status for each in told.outcomes] == [Status.RETURNED] * 2
