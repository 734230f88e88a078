"""pool: every task has its outcome, whatever happens to the worker that had it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import psutil
import pytest

from perfeval_batch import pool
from perfeval_batch.errors import InterruptedRunError, SettingsError

TO_BLAME = {
    "die": pool.Loss.DIED,
    "hang": pool.Loss.TIMED_OUT,
    "swell": pool.Loss.OUT_OF_MEMORY,
}
LARGE = 1_000_000


def work(task: str) -> str:
    """Do as the task's name says: in a worker process, found by name after spawn."""
    if task == "die":
        os._exit(7)
    if task == "hang":
        time.sleep(60)
    if task == "swell":
        hoard = []
        while True:
            hoard.append(bytearray(2**20))
            time.sleep(0.001)
    if task == "refuse":
        raise SettingsError("不能用")
    if task == "slow":
        time.sleep(0.2)
    return task.upper()


def run(
    tasks: Iterable[str], jobs: int = 2, timeout: float = 30, memory: int = pool.MEMORY
) -> list[pool.Done[str, str] | pool.Lost[str]]:
    with pool.opened(engine="processes", jobs=jobs, timeout=timeout, memory=memory) as workers:
        return list(workers.run(work, tasks))


def done(results: Iterable[pool.Done[str, str] | pool.Lost[str]]) -> list[str]:
    return sorted(each.result for each in results if isinstance(each, pool.Done))


def test_tasks_come_back_with_their_results() -> None:
    assert done(run(["a", "b", "c"])) == ["A", "B", "C"]


@pytest.mark.parametrize("engine", ["serial", "inline", "auto"])
def test_every_engine_gives_the_same(engine: str) -> None:
    with pool.opened(engine=engine) as workers:
        assert done(workers.run(work, ["a", "b"])) == ["A", "B"]


def test_no_tasks_need_no_workers() -> None:
    assert run([]) == []


def test_workers_stay_for_the_next_tasks() -> None:
    with pool.opened(engine="processes", jobs=1) as workers:
        list(workers.run(work, ["a"]))
        before = [each.pid for each in psutil.Process().children()]
        assert done(workers.run(work, ["b"])) == ["B"]
        assert [each.pid for each in psutil.Process().children()] == before


def test_large_tasks_and_results_pass() -> None:
    assert done(run(["a" * LARGE, "b" * LARGE, "c" * LARGE])) == [
        each * LARGE for each in ("A", "B", "C")
    ]


def test_a_worker_that_dies_hangs_or_swells_costs_only_its_own_task() -> None:
    good = [f"t{number}" for number in range(60)]
    tasks = [*good[:10], "die", *good[10:20], "hang", *good[20:30], "swell", *good[30:]]
    results = run(tasks, timeout=3, memory=200 * 2**20)
    assert {each.task: each.loss for each in results if isinstance(each, pool.Lost)} == TO_BLAME
    assert done(results) == sorted(each.upper() for each in good)


def test_serial_has_the_same_limits() -> None:
    with pool.opened(engine="serial", timeout=1) as workers:
        results = list(workers.run(work, ["a", "hang", "b"]))
    assert [each.task for each in results if isinstance(each, pool.Lost)] == ["hang"]


def test_what_a_task_raises_ends_the_run() -> None:
    with pytest.raises(SettingsError, match="不能用"):
        run(["a", "refuse", "b"])


def children() -> list[psutil.Process]:
    """The worker processes of this one."""
    own = psutil.Process().children()
    return [each for each in own if any("spawn_main" in word for word in each.cmdline())]


@pytest.mark.parametrize("moment", range(6))
def test_workers_killed_at_any_moment_are_replaced(moment: int) -> None:
    """Idle ones, too: between two rounds of tasks."""
    tasks = [f"t{number}" for number in range(40)] + ["slow"] * 4
    with pool.opened(engine="processes", jobs=2) as workers:
        assert done(workers.run(work, ["a", "b", "slow"])) == ["A", "B", "SLOW"]
        victims = children()
        if moment % 2:
            for each in victims:
                each.kill()
        results = []
        for number, result in enumerate(workers.run(work, tasks)):
            results.append(result)
            if number == moment * 7:
                children()[0].kill()
        assert done(results) == sorted(each.upper() for each in tasks)
        for each in children():
            each.kill()
        assert done(workers.run(work, ["z"])) == ["Z"]


def test_a_worker_killed_while_it_starts_is_replaced() -> None:
    killed: list[psutil.Process] = []

    def beat() -> None:
        if len(killed) < 3:
            for each in children():
                each.kill()
                killed.append(each)

    with pool.opened(engine="processes", jobs=1, beat=beat) as workers:
        assert done(workers.run(work, ["slow"])) == ["SLOW"]


def test_a_beat_can_stop_the_work() -> None:
    begun = time.monotonic()

    def beat() -> None:
        if time.monotonic() - begun > 1:
            raise InterruptedRunError("停")

    with pytest.raises(InterruptedRunError), pool.opened(engine="serial", beat=beat) as workers:
        list(workers.run(work, ["hang"]))
    assert time.monotonic() - begun < 5
    assert not children()


INTERRUPTED = """
import os, signal, sys, threading, time
from perfeval_batch import pool
from tests import test_pool
if __name__ == "__main__":
    wait = float(sys.argv[1])
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a run in the background has none
    threading.Timer(wait, lambda: os.killpg(0, signal.SIGINT)).start()
    try:
        with pool.opened(engine="processes", jobs=2) as workers:
            list(workers.run(test_pool.work, ["slow"] * 100))
    except KeyboardInterrupt:
        print("stopped")
"""


@pytest.mark.skipif(os.name == "nt", reason="interrupts a process group")
@pytest.mark.parametrize("wait", [0.02, 0.1, 0.3, 0.6])
def test_an_interrupt_of_the_console_ends_in_no_traceback(wait: float, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(INTERRUPTED, encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, str(script), str(wait)],
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        timeout=30,
    )
    assert ended.stdout == "stopped\n"
    assert ended.stderr == ""
