"""Where work runs: tasks in, results out as they are done, each task in a worker that can be lost.

Pebble keeps the processes: a worker that dies or overruns its time takes only its own task along.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

ENGINES = ("auto", "serial", "processes")
AHEAD = 8
"""Tasks handed out per worker beyond the one it works on: enough to keep it busy."""


@dataclass(frozen=True, slots=True)
class Done(Generic[T, R]):
    """A finished task."""

    task: T
    result: R


@dataclass(frozen=True, slots=True)
class Lost(Generic[T]):
    """A task whose worker died (twice), or which was given up after its time limit."""

    task: T
    timed_out: bool


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
) -> Iterator[Done[T, R] | Lost[T]]:
    """Run `function` on every task and yield what came of each, in the order they finish.

    Args:
        function: importable by name (the workers are started with spawn).
        tasks: picklable.
        engine: `serial` works in this very process, without protection against crashes.
        jobs: worker processes; None: as many as there are cores.
        timeout: seconds one task may take; not enforced by `serial`.
    """
    if engine == "serial":
        for task in tasks:
            yield Done(task, function(task))
        return
    workers = max(1, min(jobs or cores(), len(tasks)))
    died: list[T] = []
    for result in _spread(function, tasks, workers, timeout):
        if isinstance(result, Lost) and not result.timed_out:
            died.append(result.task)
        else:
            yield result
    for task in died:
        yield from _spread(function, [task], 1, timeout)


def _spread(
    function: Callable[[T], R],
    tasks: Sequence[T],
    workers: int,
    timeout: float,
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
                yield _outcome(running.pop(future), future)
        pool.close()
    except BaseException:
        pool.stop()
        raise
    finally:
        pool.join()


def _outcome(task: T, future: Future[R]) -> Done[T, R] | Lost[T]:
    from pebble import ProcessExpired

    try:
        return Done(task, future.result())
    except TimeoutError:
        return Lost(task, timed_out=True)
    except ProcessExpired:
        return Lost(task, timed_out=False)


def _ignore_interrupts() -> None:
    """Ctrl-C reaches every process of the console; the parent alone decides what it means."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
