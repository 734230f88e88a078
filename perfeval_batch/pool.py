"""Where work runs: tasks in, results out as they are done, each task in a worker that can be lost.

Pebble keeps the processes: a worker that dies or overruns its time takes only its own task along.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

ENGINES = ("auto", "serial", "processes")
AHEAD = 8
"""Tasks handed out per worker beyond the one it works on: enough to keep it busy."""


MEMORY = 512 * 1024**2
"""Bytes a worker may hold; of 1,574 real workbooks the largest took 51 MB."""
LOOK_EVERY = 0.05
"""Seconds between two looks at the workers' memory."""


@dataclass(frozen=True, slots=True)
class Done(Generic[T, R]):
    """A finished task."""

    task: T
    result: R


class Loss(Enum):
    """Why a task gave no result."""

    DIED = "died"
    """Its worker died, and died again when the task was tried alone."""
    TIMED_OUT = "timed out"
    """It was given up after its time limit."""
    OUT_OF_MEMORY = "out of memory"
    """Its worker grew beyond the memory limit and was stopped."""


@dataclass(frozen=True, slots=True)
class Lost(Generic[T]):
    """A task that gave no result."""

    task: T
    loss: Loss


def cores() -> int:
    """How many processes may work at once on this machine."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def run(
    function: Callable[[T], R],
    tasks: Sequence[T],
    *,
    engine: str = "auto",
    jobs: int | None = None,
    timeout: float = 30,
    memory: int = MEMORY,
) -> Iterator[Done[T, R] | Lost[T]]:
    """Run `function` on every task and yield what came of each, in the order they finish.

    Args:
        function: importable by name (the workers are started with spawn).
        tasks: picklable.
        engine: `serial` works in this very process, without protection against crashes.
        jobs: worker processes; None: as many as there are cores.
        timeout: seconds one task may take; not enforced by `serial`.
        memory: bytes one worker may hold; not enforced by `serial`.
    """
    if engine == "serial":
        for task in tasks:
            yield Done(task, function(task))
        return
    workers = max(1, min(jobs or cores(), len(tasks)))
    died: list[T] = []
    with _memory_watched(memory) as stopped:
        for result in _spread(function, tasks, workers, timeout, stopped):
            if isinstance(result, Lost) and result.loss is Loss.DIED:
                died.append(result.task)
            else:
                yield result
        for task in died:
            yield from _spread(function, [task], 1, timeout, stopped)


def _spread(
    function: Callable[[T], R],
    tasks: Sequence[T],
    workers: int,
    timeout: float,
    stopped: Collection[int],
) -> Iterator[Done[T, R] | Lost[T]]:
    from pebble import ProcessPool

    pool = ProcessPool(
        workers,
        initializer=_ignore_interrupts,
        context=multiprocessing.get_context("spawn"),
    )
    waiting = iter(tasks)
    running: dict[Future[R], T] = {}
    try:
        while True:
            for task in waiting:
                running[pool.schedule(function, args=(task,), timeout=timeout)] = task
                if len(running) >= workers * AHEAD:
                    break
            if not running:
                break
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                yield _outcome(running.pop(future), future, stopped)
        pool.close()
    except BaseException:
        pool.stop()
        raise
    finally:
        pool.join()


def _outcome(task: T, future: Future[R], stopped: Collection[int]) -> Done[T, R] | Lost[T]:
    from pebble import ProcessExpired

    try:
        return Done(task, future.result())
    except TimeoutError:
        return Lost(task, Loss.TIMED_OUT)
    except ProcessExpired as expired:
        return Lost(task, Loss.OUT_OF_MEMORY if expired.pid in stopped else Loss.DIED)


@contextmanager
def _memory_watched(limit: int) -> Iterator[Collection[int]]:
    """Stop, from outside, workers that grow beyond `limit` bytes.

    Yields:
        the process numbers of those that were stopped, growing as it happens.
    """
    stopped: set[int] = set()
    over = threading.Event()

    def watch() -> None:
        import psutil

        while not over.wait(LOOK_EVERY):
            for worker in multiprocessing.active_children():
                with suppress(psutil.Error):
                    if psutil.Process(worker.pid).memory_info().rss > limit:
                        stopped.add(worker.pid or 0)
                        worker.kill()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield stopped
    finally:
        over.set()
        watcher.join()


def _ignore_interrupts() -> None:
    """Ctrl-C reaches every process of the console; the parent alone decides what it means."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
