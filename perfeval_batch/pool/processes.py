"""Processes of this machine: a worker that dies or overruns its limits costs only its own task.

Pebble keeps the processes; memory is watched, and time limited, from outside. Tasks go out some
at a time, for a message costs as much as a good part of a task; when a worker is lost, those that
it had are done again one at a time, and the one to blame is lost alone.
"""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager, suppress
from functools import partial
from itertools import islice

from perfeval_batch.pool.results import Done, Loss, Lost, R, T

LOOK_EVERY = 0.05
"""Seconds between two looks at the workers' memory."""
AHEAD = 3
"""Messages handed out per worker, the one it works on included: enough to keep it busy."""


def run(
    function: Callable[[T], R],
    tasks: Iterator[T],
    workers: int,
    timeout: float,
    memory: int,
    together: int = 1,
) -> Iterator[Done[T, R] | Lost[T]]:
    """Run `function` on every task; one whose worker dies is tried once more, alone.

    Args:
        function: importable by name.
        tasks: taken as there is room.
        workers: processes.
        timeout: seconds one task may take, and all tasks of a message.
        memory: bytes one worker may hold.
        together: tasks of a message.
    """
    with _memory_watched(memory) as stopped:
        spread = partial(_spread, function, timeout=timeout, stopped=stopped)
        doubtful = []
        for result in spread(_messages(tasks, together), workers):
            if isinstance(result, Done):
                yield from map(Done, result.task, result.result)
            elif len(result.task) == 1 and result.loss is not Loss.DIED:
                yield Lost(result.task[0], result.loss)
            else:
                doubtful.append(result)
        yield from _again(doubtful, spread, workers)


Message = Sequence[T]
Answer = Done[Message[T], Sequence[R]] | Lost[Message[T]]


def _again(
    lost: Sequence[Lost[Message[T]]],
    spread: Callable[[Iterable[Message[T]], int], Iterator[Answer[T, R]]],
    workers: int,
) -> Iterator[Done[T, R] | Lost[T]]:
    """Do the tasks of lost workers one at a time; one that dies then, or did so, quite alone."""
    alone = [message.task for message in lost if len(message.task) == 1]
    single = [(task,) for message in lost if len(message.task) > 1 for task in message.task]
    for result in spread(single, workers) if single else ():
        if isinstance(result, Lost) and result.loss is Loss.DIED:
            alone.append(result.task)
        else:
            yield _of_one(result)
    for message in alone:
        yield from map(_of_one, spread([message], 1))


def _of_one(result: Answer[T, R]) -> Done[T, R] | Lost[T]:
    if isinstance(result, Lost):
        return Lost(result.task[0], result.loss)
    return Done(result.task[0], result.result[0])


def _messages(tasks: Iterator[T], together: int) -> Iterator[Message[T]]:
    while message := tuple(islice(tasks, together)):
        yield message


def _each(function: Callable[[T], R], tasks: Message[T]) -> Sequence[R]:
    """What a worker does with a message."""
    return [function(task) for task in tasks]


def _spread(
    function: Callable[[T], R],
    messages: Iterable[Message[T]],
    workers: int,
    *,
    timeout: float,
    stopped: Collection[int],
) -> Iterator[Answer[T, R]]:
    from pebble import ProcessPool

    pool = ProcessPool(
        workers,
        initializer=_ignore_interrupts,
        context=multiprocessing.get_context("spawn"),
    )
    running: dict[Future[Sequence[R]], Message[T]] = {}
    waiting = iter(messages)
    try:
        while True:
            for message in islice(waiting, workers * AHEAD - len(running)):
                future = pool.schedule(_each, args=(function, message), timeout=timeout)
                running[future] = message
            if not running:
                break
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for each in finished:
                yield _answer(running.pop(each), each, stopped)
        pool.close()
    except BaseException:
        pool.stop()
        raise
    finally:
        pool.join()


def _answer(
    message: Message[T],
    future: Future[Sequence[R]],
    stopped: Collection[int],
) -> Answer[T, R]:
    from pebble import ProcessExpired

    try:
        return Done(message, future.result())
    except TimeoutError:
        return Lost(message, Loss.TIMED_OUT)
    except ProcessExpired as expired:
        return Lost(message, Loss.OUT_OF_MEMORY if expired.pid in stopped else Loss.DIED)


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
