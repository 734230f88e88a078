"""Dask workers, of this machine or of many: nothing but values goes out and comes back.

A worker that hangs ends itself after the time limit (a watchdog in C that no native code can
hold up); its nanny starts another, and the scheduler hands its tasks on. What is lost again and
again is lost for good.
"""

from __future__ import annotations

import faulthandler
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from perfeval_batch.errors import SettingsError
from perfeval_batch.pool.results import Done, Loss, Lost, R, T

if TYPE_CHECKING:
    from distributed import Client

CONNECT_SECONDS = 15
AHEAD = 8
"""Tasks handed out per worker, the one it works on included: enough to keep it busy."""


def run(
    function: Callable[[T], R],
    tasks: Iterable[T],
    *,
    scheduler: str | None,
    workers: int,
    timeout: float,
    memory: int,
) -> Iterator[Done[T, R] | Lost[T]]:
    """Run `function` on every task, on the cluster at `scheduler` or on a local one.

    Raises:
        SettingsError: Dask is not installed, or nobody answers at `scheduler`.
    """
    with _client(scheduler, workers, memory) as client:
        yield from _spread(client, function, iter(tasks), timeout)


@contextmanager
def _client(scheduler: str | None, workers: int, memory: int) -> Iterator[Client]:
    try:
        from distributed import Client
    except ImportError:
        raise SettingsError(
            '多机运行需要安装Dask：python -m pip install "perfeval-batch[dask]"。',
        ) from None
    options: dict[str, Any] = {
        "n_workers": workers,
        "threads_per_worker": 1,
        "memory_limit": memory,
        "dashboard_address": None,
    }
    try:
        client = Client(scheduler, timeout=CONNECT_SECONDS) if scheduler else Client(**options)
    except (OSError, ValueError) as problem:
        raise SettingsError(
            f"连不上调度程序“{scheduler}”：{problem}。请检查地址，以及调度程序是否已启动。",
        ) from problem
    try:
        client.wait_for_workers(1, timeout=CONNECT_SECONDS)
    except TimeoutError:
        client.close()
        raise SettingsError(f"调度程序“{scheduler}”没有工作进程。请先启动工作进程。") from None
    with client:
        yield client


def _spread(
    client: Client,
    function: Callable[[T], R],
    tasks: Iterator[T],
    timeout: float,
) -> Iterator[Done[T, R] | Lost[T]]:
    from distributed import CancelledError, KilledWorker, as_completed

    running = as_completed()
    task_of: dict[object, T] = {}

    def hand_out() -> None:
        most = AHEAD * max(1, sum(client.nthreads().values()))
        for task in tasks:
            future = client.submit(watched, function, task, timeout, pure=False)
            task_of[future.key] = task
            running.add(future)
            if len(task_of) >= most:
                break

    hand_out()
    for future in running:
        task = task_of.pop(future.key)
        try:
            yield Done(task, future.result())
        except (KilledWorker, CancelledError):
            yield Lost(task, Loss.DIED)
        hand_out()


def watched(function: Callable[[T], R], task: T, timeout: float) -> R:
    """Run `function`, ending this very process when it takes longer than `timeout` seconds."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123  # needs a real file
        faulthandler.dump_traceback_later(timeout, exit=True, file=nowhere)
        try:
            return function(task)
        finally:
            faulthandler.cancel_dump_traceback_later()
