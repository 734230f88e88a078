"""engines: serial, processes and Dask give the same bytes, whatever is lost on the way."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from perfeval_batch import batch, pipeline
from perfeval_batch.model import Status
from perfeval_batch.settings import Settings
from tests import inboxes, planted

ROOT = Path(__file__).resolve().parent.parent
WORKBOOKS = int(os.environ.get("PERFEVAL_WORKBOOKS", "40"))
KILLS = int(os.environ.get("PERFEVAL_KILLS", "4"))
"""The figures of the acceptance: PERFEVAL_WORKBOOKS=500 PERFEVAL_KILLS=20."""


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    books = {
        f"项目{number:02}": inboxes.workbook(
            inboxes.changed(
                {
                    "项目名称": f"项目{number}",
                    "项目编码": f"C{number}",
                    "项目目的": None if number % 7 == 0 else "保障老旧小区改造项目顺利实施。",
                },
            ),
        )
        for number in range(WORKBOOKS)
    }
    return inboxes.fill(tmp_path_factory.mktemp("inbox"), 坏=b"broken", **books)


@pytest.fixture(scope="module")
def expected(inbox: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    output = tmp_path_factory.mktemp("serial")
    batch.run(Settings(inbox, output, engine="serial"))
    return inboxes.contents(output)


def test_processes_give_the_bytes_of_serial(
    inbox: Path,
    expected: dict[str, bytes],
    tmp_path: Path,
) -> None:
    batch.run(Settings(inbox, tmp_path, engine="processes", jobs=2))
    assert inboxes.contents(tmp_path) == expected


def test_a_local_dask_cluster_gives_the_bytes_of_serial(
    inbox: Path,
    expected: dict[str, bytes],
    tmp_path: Path,
) -> None:
    done = perfeval("run", str(inbox), "-o", str(tmp_path / "out"), "--engine", "dask")
    assert done.wait(120) == 1
    assert inboxes.contents(tmp_path / "out") == expected


def test_a_crash_a_hang_and_a_memory_hog_cost_only_their_own_workbooks(
    inbox: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shutil.copytree(inbox, tmp_path / "in")
    data = inboxes.workbook()
    for name in ("崩溃", "死循环", "吃内存"):
        inboxes.fill(tmp_path / "in", **{name: data + name.encode()})
    monkeypatch.setattr(pipeline, "process", planted.process)
    settings = Settings(tmp_path / "in", tmp_path / "out", engine="processes", timeout=15)
    outcomes = {each.source: each for each in batch.run(settings).outcomes}
    assert len(outcomes) == WORKBOOKS + 4
    codes = {
        source: [finding.code for finding in outcomes[f"{source}.xlsx"].findings]
        for source in ("崩溃", "死循环", "吃内存")
    }
    assert codes == {"崩溃": ["PE901"], "死循环": ["PE015"], "吃内存": ["PE901"]}
    assert sum(each.status is Status.FAILED for each in outcomes.values()) == 4
    for name in ("崩溃", "死循环", "吃内存"):
        assert (tmp_path / "out" / "退回" / "未能读取" / f"{name}.xlsx").is_file()


@contextmanager
def dask(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers, started as a person would, in a folder of their own."""
    address = "tcp://127.0.0.1:18786"
    started = [started_dask(folder, "scheduler", "--host", "127.0.0.1", "--port", "18786")]
    try:
        started += [started_dask(folder, "worker", address, "--nthreads", "1") for _ in range(2)]
        yield address, started
    finally:
        for process in started:
            process.kill()
            process.wait()


def started_dask(folder: Path, *words: str) -> subprocess.Popen[bytes]:
    words = (*words, "--no-dashboard")
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_" + words[0], *words[1:]],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


@pytest.mark.skipif(os.name == "nt", reason="kills a process group")
def test_separate_dask_workers_give_the_same_bytes_and_one_may_be_lost(
    inbox: Path,
    expected: dict[str, bytes],
    tmp_path: Path,
) -> None:
    (tmp_path / "elsewhere").mkdir()
    with dask(tmp_path / "elsewhere") as (address, started):
        run = perfeval("run", str(inbox), "-o", str(tmp_path / "out"), *engine(address))
        staging = tmp_path / "out" / ".perfeval" / "staging"
        while run.poll() is None and not any(staging.glob("*.docx")):
            time.sleep(0.02)
        os.killpg(started[-1].pid, signal.SIGKILL)
        assert run.wait(120) == 1
    assert inboxes.contents(tmp_path / "out") == expected


def engine(address: str) -> tuple[str, ...]:
    return ("--engine", "dask", "--scheduler", address)


def perfeval(*words: str, stderr: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "perfeval_batch", *words, "--quiet"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=stderr,
        start_new_session=True,
    )


@pytest.mark.skipif(os.name == "nt", reason="kills a process group")
def test_a_run_killed_at_any_moment_ends_as_if_undisturbed(
    inbox: Path,
    expected: dict[str, bytes],
    tmp_path: Path,
) -> None:
    chance = random.Random(5)  # moments, no secrets
    begun = time.monotonic()
    assert perfeval(*on_two(inbox, tmp_path / "whole")).wait(120) == 1
    lasts = time.monotonic() - begun
    for kill in range(KILLS):
        output = tmp_path / str(kill)
        started = perfeval(*on_two(inbox, output))
        time.sleep(lasts * (kill + chance.random()) / KILLS)
        os.killpg(started.pid, signal.SIGKILL)
        started.wait()
        assert perfeval(*on_two(inbox, output)).wait(120) == 1
        assert inboxes.contents(output) == expected
        assert not list(output.rglob("*.part"))
        assert not (output / ".perfeval" / "staging").exists()
        shutil.rmtree(output)


def on_two(inbox: Path, output: Path) -> tuple[str, ...]:
    return ("run", str(inbox), "-o", str(output), "--engine", "processes", "--jobs", "2")


@pytest.mark.skipif(os.name == "nt", reason="sends a signal")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_at_any_moment_ends_a_run_in_a_sentence_and_keeps_what_is_done(
    number: signal.Signals,
    inbox: Path,
    expected: dict[str, bytes],
    tmp_path: Path,
) -> None:
    """From 0.05 s on: as soon as Python runs the program."""
    moments = [0.05 + 3 * (kill / KILLS) ** 2 for kill in range(KILLS)]
    for kill, moment in enumerate(moments):
        output = tmp_path / str(kill)
        started = perfeval(*on_two(inbox, output), stderr=subprocess.PIPE)
        time.sleep(moment)
        begun = time.monotonic()
        os.killpg(started.pid, number)
        _, told = started.communicate(timeout=20)
        assert time.monotonic() - begun < 5
        ended_early = started.returncode == -number and moment < 0.2  # before the program began
        assert started.returncode in (130, 1) or ended_early, told
        assert b"Traceback" not in told
        assert ("已中断" in told.decode()) is (started.returncode == 130)
        assert perfeval(*on_two(inbox, output)).wait(120) == 1
        assert inboxes.contents(output) == expected
        shutil.rmtree(output)


@pytest.mark.skipif(os.name == "nt", reason="finds workers by their command line")
def test_a_worker_killed_at_any_moment_costs_nothing(
    inbox: Path,
    expected: dict[str, bytes],
    tmp_path: Path,
) -> None:
    chance = random.Random(7)  # moments, no secrets
    for kill in range(KILLS):
        output = tmp_path / str(kill)
        started = perfeval(*on_two(inbox, output))
        end = time.monotonic() + 0.5 + 2.5 * (kill + chance.random()) / KILLS
        while time.monotonic() < end and started.poll() is None:
            time.sleep(0.01)
        for worker in psutil.Process(started.pid).children() if started.poll() is None else ():
            with suppress(psutil.Error):
                if any("spawn_main" in word for word in worker.cmdline()):
                    worker.kill()
                    break
        assert started.wait(120) == 1
        assert inboxes.contents(output) == expected
        shutil.rmtree(output)
