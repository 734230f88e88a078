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
from perfeval_batch.pool.task_results import Done, Loss, Lost, R, T

if TYPE_CHECKING:
    from distributed import Client

CONNECT_SECONDS = 15
AHEAD = 8
"""Tasks handed out per worker, the one it works on included: enough to keep it busy."""


@contextmanager
def opened(
    scheduler: str | None,
    workers: int,
    timeout: float,
    memory: int,
    beat: Callable[[], None],
) -> Iterator[Cluster]:
    """The cluster at `scheduler`, or a local one that only this machine can reach.

    Raises:
        SettingsError: Dask is not installed, or nobody answers at `scheduler`.
    """
    with _client(scheduler, workers, memory) as client:
        yield Cluster(client, timeout, beat)


@contextmanager
def _client(scheduler: str | None, workers: int, memory: int) -> Iterator[Client]:
    try:
        import dask
        from distributed import Client
    except ImportError:
        raise SettingsError(
            '多机运行需要安装Dask：python -m pip install "perfeval-batch[dask]"。',
        ) from None
    options: dict[str, Any] = {
        "host": "127.0.0.1",
        "n_workers": workers,
        "threads_per_worker": 1,
        "memory_limit": memory,
        "dashboard_address": "127.0.0.1:0",  # without one Dask answers on port 8787
        "scheduler_kwargs": {"dashboard": False},
    }
    rooms = ("scheduler", "worker", "nanny")
    no_pages: dict[str, list[str]] = {f"distributed.{room}.http.routes": [] for room in rooms}
    try:
        with dask.config.set(no_pages):
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


class Cluster:
    """The workers of a Dask cluster."""

    def __init__(self, client: Client, timeout: float, beat: Callable[[], None]) -> None:
        self._client = client
        self._timeout = timeout
        self._beat = beat

    def run(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[Done[T, R] | Lost[T]]:
        """Run `function` on every task."""
        from distributed import CancelledError, KilledWorker, as_completed

        waiting = iter(tasks)
        running = as_completed()
        task_of: dict[object, T] = {}

        def hand_out() -> None:
            most = AHEAD * max(1, sum(self._client.nthreads().values()))
            for task in waiting:
                future = self._client.submit(watched, function, task, self._timeout, pure=False)
                task_of[future.key] = task
                running.add(future)
                if len(task_of) >= most:
                    break

        hand_out()
        for future in running:
            self._beat()
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
