"""pool: every task has its outcome, whatever happens to the worker that had it."""

from __future__ import annotations

import os
import time

from perfeval_batch import pool

TO_BLAME = {
    "die": pool.Loss.DIED,
    "hang": pool.Loss.TIMED_OUT,
    "swell": pool.Loss.OUT_OF_MEMORY,
}


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
    return task.upper()


def test_tasks_come_back_with_their_results() -> None:
    done = list(pool.run(work, ["a", "b", "c"], jobs=2))
    assert sorted(each.result for each in done if isinstance(each, pool.Done)) == ["A", "B", "C"]


def test_serial_gives_the_same() -> None:
    assert list(pool.run(work, ["a", "b"], engine="serial")) == [
        pool.Done("a", "A"),
        pool.Done("b", "B"),
    ]


def test_no_tasks_need_no_workers() -> None:
    assert list(pool.run(work, [])) == []


def test_a_worker_that_dies_hangs_or_swells_costs_only_its_own_task() -> None:
    tasks = ["a", "die", "b", "hang", "swell", *"cdefgh"]
    results = list(pool.run(work, tasks, jobs=2, timeout=3, memory=200 * 2**20))
    lost = {each.task: each.loss for each in results if isinstance(each, pool.Lost)}
    assert lost == TO_BLAME
    assert {each.task for each in results if isinstance(each, pool.Done)} == set("abcdefgh")


def test_of_many_tasks_that_go_out_together_only_those_to_blame_are_lost() -> None:
    good = [f"t{number}" for number in range(200)]
    tasks = [*good[:50], "die", *good[50:90], "hang", *good[90:100], "swell", *good[100:]]
    results = list(pool.run(work, tasks, jobs=2, timeout=3, memory=200 * 2**20))
    lost = {each.task: each.loss for each in results if isinstance(each, pool.Lost)}
    assert lost == TO_BLAME
    done = [each.task for each in results if isinstance(each, pool.Done)]
    assert sorted(done) == sorted(good)
