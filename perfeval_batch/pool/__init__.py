"""Where work runs: tasks in, results out as they are done, each task in a worker that can be lost.

`serial` works in this very process, `processes` on this machine, `dask` on many.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sized

from perfeval_batch.pool.results import Done, Loss, Lost, R, T

__all__ = ["ENGINES", "MEMORY", "Done", "Loss", "Lost", "cores", "run"]

ENGINES = ("auto", "serial", "processes", "dask")
MEMORY = 512 * 1024**2
"""Bytes a worker may hold; of 1,574 real workbooks the largest took 51 MB."""
TOGETHER = 8
"""Tasks that go out to a process in one message, where there are many."""


def cores() -> int:
    """How many processes may work at once on this machine."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def run(
    function: Callable[[T], R],
    tasks: Iterable[T],
    *,
    engine: str = "auto",
    jobs: int | None = None,
    timeout: float = 30,
    memory: int = MEMORY,
    scheduler: str | None = None,
) -> Iterator[Done[T, R] | Lost[T]]:
    """Run `function` on every task and yield what came of each, in the order they finish.

    Args:
        function: importable by name (the workers are started with spawn).
        tasks: picklable; taken one by one, as there is room.
        engine: `serial` works in this very process, without protection against crashes.
        jobs: worker processes; None: as many as there are cores.
        timeout: seconds one task may take; not enforced by `serial`.
        memory: bytes one worker may hold; not enforced by `serial`.
        scheduler: address of a Dask scheduler; None: `dask` works on this machine.
    """
    if engine == "serial":
        yield from (Done(task, function(task)) for task in tasks)
        return
    count = len(tasks) if isinstance(tasks, Sized) else 0
    workers = jobs or _room(memory)
    if isinstance(tasks, Sized):
        workers = max(1, min(workers, count))
    if engine == "dask":
        from perfeval_batch.pool import cluster

        yield from cluster.run(
            function,
            tasks,
            scheduler=scheduler,
            workers=workers,
            timeout=timeout,
            memory=memory,
        )
        return
    from perfeval_batch.pool import processes

    together = max(1, min(TOGETHER, count // (workers * TOGETHER)))
    yield from processes.run(function, iter(tasks), workers, timeout, memory, together)


def _room(memory: int) -> int:
    """As many workers as there are cores, if the free memory holds them."""
    import psutil

    return max(1, min(cores(), psutil.virtual_memory().available // memory))
