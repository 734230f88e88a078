"""Processes of this machine: a worker that dies or overruns its limits costs only its own task.

Pebble keeps the processes; memory is watched, and time limited, from outside.
"""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager, suppress

from perfeval_batch.pool.results import AHEAD, Done, Loss, Lost, R, T

LOOK_EVERY = 0.05
"""Seconds between two looks at the workers' memory."""


def run(
    function: Callable[[T], R],
    tasks: Iterator[T],
    workers: int,
    timeout: float,
    memory: int,
) -> Iterator[Done[T, R] | Lost[T]]:
    """Run `function` on every task; one whose worker dies is tried once more, alone."""
    died: list[T] = []
    with _memory_watched(memory) as stopped:
        for result in _spread(function, tasks, workers, timeout, stopped):
            if isinstance(result, Lost) and result.loss is Loss.DIED:
                died.append(result.task)
            else:
                yield result
        for task in died:
            yield from _spread(function, iter([task]), 1, timeout, stopped)


def _spread(
    function: Callable[[T], R],
    tasks: Iterator[T],
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
    running: dict[Future[R], T] = {}
    try:
        while True:
            for task in tasks:
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
