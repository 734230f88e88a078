"""Worker processes of this machine: one that dies or overruns its limits costs only its own task.

Each worker has a pipe of its own and one task at a time. Workers share nothing, so that one can be
killed at any moment, idle or busy, and is replaced; pools whose workers share a queue (pebble,
concurrent.futures) break with the worker that holds its lock. Time and memory are limited from
outside.
"""

from __future__ import annotations

import multiprocessing
import pickle
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from types import FrameType
from typing import Any

import psutil

from perfeval_batch.errors import SIGNALS, MachineError
from perfeval_batch.pool.task_results import Done, Loss, Lost, R, T

LOOK_EVERY = 0.05
"""Seconds between two looks at the workers' time and memory."""
START_SECONDS = 120
"""Seconds that a worker may take to start."""
FAILED_STARTS = 8
"""Workers that may die one after another before they take their first task."""
END_SECONDS = 2
"""Seconds that an idle worker may take to end."""
_NOTHING = object()


@contextmanager
def opened(
    most: int,
    timeout: float,
    memory: int,
    beat: Callable[[], None],
) -> Iterator[Processes]:
    """At most `most` workers, started as there are tasks for them, stopped at the end."""
    workers = Processes(most, timeout, memory, beat)
    try:
        yield workers
    finally:
        workers.stop()


@dataclass(slots=True, eq=False)
class _Worker:
    """A worker process.

    Attributes:
        process: itself.
        pipe: our end of its pipe.
        task: what it works on; `_NOTHING` while it is idle.
        since: when it got its task, or began it.
        begun: it has begun its task; one that is lost before is not lost by its task.
    """

    process: SpawnProcess
    pipe: Connection
    task: Any = _NOTHING
    since: float = field(default_factory=time.monotonic)
    begun: bool = False

    def memory(self) -> int:
        """Bytes it holds; 0 when it is gone."""
        try:
            return int(psutil.Process(self.process.pid).memory_info().rss)
        except psutil.Error:
            return 0


class Processes:
    """The workers of a run."""

    def __init__(self, most: int, timeout: float, memory: int, beat: Callable[[], None]) -> None:
        self._most = most
        self._timeout = timeout
        self._memory = memory
        self._beat = beat
        self._workers: list[_Worker] = []
        self._failed_starts = 0
        self._looked = 0.0

    def run(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[Done[T, R] | Lost[T]]:
        """Run `function` on every task; one whose worker dies is tried once more, alone."""
        doubtful: list[T] = []
        for each in self._spread(function, tasks, self._most):
            if isinstance(each, Lost) and each.loss is Loss.DIED:
                doubtful.append(each.task)
            else:
                yield each
        yield from self._spread(function, doubtful, 1)

    def _spread(
        self, function: Callable[[T], R], tasks: Iterable[T], most: int
    ) -> Iterator[Done[T, R] | Lost[T]]:
        """Keep up to `most` workers busy until there are no more tasks."""
        waiting, again = iter(tasks), deque[T]()
        while True:
            self._hand_out(function, waiting, again, most)
            busy = [each for each in self._workers if each.task is not _NOTHING]
            if not busy:
                return
            heard = wait([each.pipe for each in busy], LOOK_EVERY)
            answers = [self._answer(each, again) for each in busy if each.pipe in heard]
            self._hand_out(function, waiting, again, most)  # before anyone looks at the answers
            yield from (each for each in answers if each is not None)
            if time.monotonic() - self._looked > LOOK_EVERY:
                self._beat()
                yield from self._stopped_at_limits()
                self._looked = time.monotonic()

    def _hand_out(
        self, function: Callable[[T], R], waiting: Iterator[T], again: deque[T], most: int
    ) -> None:
        """Give every idle worker a task, starting workers as long as there is room for them."""
        while True:
            idle = next((each for each in self._workers if each.task is _NOTHING), None)
            working = sum(each.task is not _NOTHING for each in self._workers)
            if working >= most or (idle is None and len(self._workers) >= self._most):
                return
            task = again.popleft() if again else next(waiting, _NOTHING)
            if task is _NOTHING:
                return
            worker = idle or self._start()
            try:
                worker.pipe.send((function, task))
            except OSError:  # it was killed meanwhile
                self._drop(worker)
                again.appendleft(task)  # type: ignore[arg-type]  # no longer nothing
            else:
                worker.task, worker.begun, worker.since = task, False, time.monotonic()

    def _start(self) -> _Worker:
        ours, theirs = multiprocessing.Pipe()
        process = multiprocessing.get_context("spawn").Process(
            target=_serve, args=(theirs,), daemon=True
        )
        with _signals_deferred(), _interrupts_held():
            process.start()
        theirs.close()
        worker = _Worker(process, ours)
        self._workers.append(worker)
        return worker

    def _answer(self, worker: _Worker, again: deque[T]) -> Done[T, Any] | Lost[T] | None:
        """What a worker says: that it has begun, what its task gave, or that it is gone."""
        try:
            result, problem = worker.pipe.recv()
        except (EOFError, OSError, pickle.UnpicklingError):
            if worker.begun:
                return self._lost(worker, Loss.DIED)
            again.append(worker.task)
            self._drop(worker)
            return None
        if not worker.begun:
            worker.begun, worker.since, self._failed_starts = True, time.monotonic(), 0
            return None
        task, worker.task = worker.task, _NOTHING
        if problem is not None:
            raise problem
        return Done(task, result)

    def _stopped_at_limits(self) -> Iterator[Lost[Any]]:
        """Stop workers that take too long or hold too much."""
        now = time.monotonic()
        for worker in [each for each in self._workers if each.task is not _NOTHING]:
            limit = self._timeout if worker.begun else START_SECONDS
            if worker.memory() > self._memory:
                yield self._lost(worker, Loss.OUT_OF_MEMORY)
            elif now - worker.since > limit and not worker.pipe.poll():
                yield self._lost(worker, Loss.TIMED_OUT)

    def _lost(self, worker: _Worker, loss: Loss) -> Lost[Any]:
        task = worker.task
        self._drop(worker)
        return Lost(task, loss)

    def _drop(self, worker: _Worker) -> None:
        """Do without a worker.

        Raises:
            MachineError: no worker lives long enough to start.
        """
        self._workers.remove(worker)
        _kill(worker)
        self._failed_starts += not worker.begun
        if self._failed_starts > FAILED_STARTS:
            raise MachineError(
                "处理工作簿的进程一再启动失败，可能是内存不足或被安全软件拦截。"
                "请关闭其他程序后再运行一次。",
            )

    def stop(self) -> None:
        """End idle workers; stop those that are still busy."""
        workers, self._workers = self._workers, []
        for worker in workers:
            if worker.task is _NOTHING:
                worker.pipe.close()
            else:
                _kill(worker)
        for worker in workers:
            worker.process.join(END_SECONDS)
            _kill(worker)


def _kill(worker: _Worker) -> None:
    worker.process.kill()
    worker.process.join()
    worker.pipe.close()


@contextmanager
def _signals_deferred() -> Iterator[None]:
    """A process gets all that it needs to start before a signal ends the run.

    Whichever thread hears a signal, its handler runs in the main thread, masked there or not; one
    that raises between the start of a process and the sending of what it is to do leaves a process
    that ends in a traceback.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[tuple[int, FrameType | None]] = []
    handlers = {number: signal.getsignal(number) for number in SIGNALS}
    for number, handler in handlers.items():
        if callable(handler):
            signal.signal(number, lambda *each: heard.append(each))
    try:
        yield
    finally:
        for number, handler in handlers.items():
            if callable(handler):
                signal.signal(number, handler)
    for number, frame in heard[:1]:
        handler = handlers[number]
        if callable(handler):
            handler(number, frame)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """A process that is started here never hears of Ctrl-C: the parent alone decides about it."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.kernel32.SetConsoleCtrlHandler(None, 1)
        try:
            yield
        finally:
            ctypes.windll.kernel32.SetConsoleCtrlHandler(None, 0)
    else:
        resource_tracker.ensure_running()  # its own start, below ours, would unblock the signal
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(pipe: Connection) -> None:
    """What a worker does: tasks come, answers go, until our end of the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    with suppress(EOFError, OSError):
        while True:
            function, task = pipe.recv()  # imports what the task needs
            pipe.send((None, None))
            try:
                pipe.send((function(task), None))
            except Exception as problem:  # noqa: BLE001  # the parent decides what it means
                pipe.send((None, problem))
