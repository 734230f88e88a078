"""The workers of a run: workbooks go out to them, outcomes come back, with progress and a stop."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from perfeval_batch import pipeline, pool
from perfeval_batch.model import Outcome, Processed
from perfeval_batch.pool import Loss, Lost
from perfeval_batch.settings import Settings
from perfeval_batch.values import decoded, encoded


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: what a live bar, a plain line or a page is drawn from.

    Attributes:
        step: what is being done, in Chinese.
        done: workbooks that are done.
        total: workbooks in all.
        rate: workbooks a second; 0 while it is not known.
    """

    step: str
    done: int = 0
    total: int = 0
    rate: float = 0

    @property
    def seconds_left(self) -> float | None:
        """Until all workbooks are done; None while that is not known."""
        return (self.total - self.done) / self.rate if self.rate else None


Watch = Callable[[Progress], None]
"""Told of every outcome and of every step, and several times a second while there is work.

It is called by the thread that runs the batch. To stop the run it raises InterruptedRunError: what
is done is kept, and the next run goes on from there.
"""


@dataclass(slots=True)
class Meter:
    """Counts the outcomes of a run for whoever watches it."""

    watch: Watch = lambda progress: None  # noqa: ARG005  # nobody looks on
    last: Progress = field(default_factory=lambda: Progress("读取"))
    _begun: float = field(default_factory=time.monotonic)
    _known: int = 0

    def start(self, step: str, done: int, total: int) -> None:
        """Begin to count; `done` workbooks were done before."""
        self._begun, self._known = time.monotonic(), done
        self.last = Progress(step, done, total)
        self.beat()

    def count(self) -> None:
        """One more workbook is done."""
        done = self.last.done + 1
        seconds = time.monotonic() - self._begun
        rate = (done - self._known) / seconds if seconds else 0
        self.last = Progress(self.last.step, done, self.last.total, rate)
        self.beat()

    def step(self, step: str) -> None:
        """Something else is being done now."""
        self.last = Progress(step, self.last.done, self.last.total)
        self.beat()

    def beat(self) -> None:
        """Tell where the run is; whoever watches may stop it here."""
        self.watch(self.last)


@contextmanager
def employed(settings: Settings, meter: Meter) -> Iterator[Workers]:
    """The workers that the settings ask for, started with their first workbooks."""
    with pool.opened(
        engine=settings.engine,
        jobs=settings.jobs,
        timeout=settings.timeout,
        scheduler=settings.scheduler,
        beat=meter.beat,
    ) as workers:
        yield Workers(workers, settings)


@contextmanager
def local(settings: Settings) -> Iterator[pool.Workers]:
    """Workers of this machine, which see its files, whatever engine the settings ask for."""
    engine = "processes" if settings.engine == "dask" else settings.engine
    with pool.opened(engine=engine, jobs=settings.jobs, timeout=settings.timeout) as workers:
        yield workers


@dataclass(frozen=True, slots=True)
class Workers:
    """The pool, as it is used for workbooks."""

    pool: pool.Workers
    settings: Settings

    def process(self, tasks: Sequence[pipeline.Task]) -> Iterator[tuple[Processed, bytes]]:
        """What came of each workbook, as a value and as the journal keeps it, as they finish."""
        if self.settings.engine == "dask":
            yield from self._sent(tasks)
            return
        for each in self.pool.run(partial(_encoded, pipeline.process), tasks):
            if isinstance(each, Lost):
                yield _both(lost(each.task.source, each.loss, self.settings.timeout))
            else:
                yield decoded(Processed, each.result), each.result

    def _sent(self, tasks: Sequence[pipeline.Task]) -> Iterator[tuple[Processed, bytes]]:
        """The same through workers that share no disk with us: bytes go out, bytes come back."""
        staging = {task.source: task.staging for task in tasks}
        unreadable: list[Outcome] = []

        def parcels() -> Iterator[pipeline.Parcel]:
            for task in tasks:
                data = pipeline.fetch(task)
                if isinstance(data, Outcome):
                    unreadable.append(data)
                else:
                    yield pipeline.Parcel(task.source, data, task.plan, task.known)

        for each in self.pool.run(pipeline.unpack, parcels()):
            if isinstance(each, Lost):
                yield _both(lost(each.task.source, each.loss, self.settings.timeout))
                continue
            source = each.task.source
            processed = pipeline.staged(source, each.result, staging[source])
            yield processed, encoded(processed)
        yield from map(_both, unreadable)


def lost(source: str, loss: Loss, timeout: float) -> Outcome:
    """The outcome of a workbook whose worker was lost."""
    if loss is Loss.TIMED_OUT:
        return pipeline.too_slow(source, timeout)
    return pipeline.lost(source, out_of_memory=loss is Loss.OUT_OF_MEMORY)


def _encoded(process: Callable[[pipeline.Task], Processed], task: pipeline.Task) -> bytes:
    """What a worker sends back: a fifth of the time of sending the value itself."""
    return encoded(process(task))


def _both(outcome: Outcome) -> tuple[Processed, bytes]:
    processed = Processed(outcome.source, (outcome,))
    return processed, encoded(processed)


def outcomes_of(each: Iterable[Processed]) -> tuple[Outcome, ...]:
    """The outcomes of files, sorted by source, in each file's own order."""
    files = sorted(each, key=lambda processed: processed.source)
    return tuple(outcome for processed in files for outcome in processed.outcomes)
