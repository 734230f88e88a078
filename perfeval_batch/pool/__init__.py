"""Where work runs: tasks go to workers that can be lost, and come back as they are done.

`serial` is one worker process, `processes` as many as the machine holds, `dask` works on many
machines. `inline` works in this very process, without any limit: for tests and debugging alone.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol

from perfeval_batch.pool.task_results import Done, Loss, Lost, R, T

__all__ = ["MEMORY", "Done", "Loss", "Lost", "Workers", "cores", "opened"]

MEMORY = 512 * 1024**2
"""Bytes a worker may hold; of 1,574 real workbooks the largest took 51 MB."""


class Workers(Protocol):
    """Workers that stay until their pool is closed."""

    def run(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[Done[T, R] | Lost[T]]:
        """Run `function` on every task and yield what came of each, in the order they finish.

        Args:
            function: importable by name; what it raises ends the run.
            tasks: picklable; taken one by one, as there is room.
        """


@contextmanager
def opened(
    *,
    engine: str = "auto",
    jobs: int | None = None,
    timeout: float = 30,
    memory: int = MEMORY,
    scheduler: str | None = None,
    beat: Callable[[], None] = lambda: None,
) -> Iterator[Workers]:
    """Workers for as long as they are needed; they are started with their first tasks.

    Args:
        engine: auto, serial, processes, dask or inline.
        jobs: worker processes; None: as many as there are cores and the memory holds.
        timeout: seconds one task may take.
        memory: bytes one worker may hold.
        scheduler: address of a Dask scheduler; None: `dask` works on this machine.
        beat: called several times a second while there is work; what it raises ends the run.
    """
    if engine == "inline":
        yield _Inline(beat)
    elif engine == "dask":
        from perfeval_batch.pool import dask_workers

        with dask_workers.opened(
            scheduler, jobs or _room(memory), timeout, memory, beat
        ) as workers:
            yield workers
    else:
        from perfeval_batch.pool import processes

        most = 1 if engine == "serial" else jobs or _room(memory)
        with processes.opened(most, timeout, memory, beat) as workers:
            yield workers


class _Inline:
    """This very process in the place of workers."""

    def __init__(self, beat: Callable[[], None]) -> None:
        self._beat = beat

    def run(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[Done[T, R]]:
        """Run `function` on every task."""
        for task in tasks:
            self._beat()
            yield Done(task, function(task))


def cores() -> int:
    """How many processes may work at once on this machine."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _room(memory: int) -> int:
    """As many workers as there are cores, if the free memory holds them."""
    import psutil

    return max(1, min(cores(), psutil.virtual_memory().available // memory))
