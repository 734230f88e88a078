"""Tasks in, outcomes out: the pipeline spread over the pool, whichever engine that is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from perfeval_batch import pipeline, pool
from perfeval_batch.model import Outcome
from perfeval_batch.settings import Settings


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the run is: what a live bar or a plain line is drawn from."""

    done: int
    total: int


Watch = Callable[[Progress], None]


def worked(tasks: Sequence[pipeline.Task], settings: Settings) -> Iterator[Outcome]:
    """What came of each task, in the order they finish."""
    run = partial(
        pool.run,
        engine=settings.engine,
        jobs=settings.jobs,
        timeout=settings.timeout,
        scheduler=settings.scheduler,
    )
    if settings.engine == "dask":
        yield from _sent(tasks, run, settings)
        return
    for each in run(pipeline.process, tasks):
        yield each.result if isinstance(each, pool.Done) else _lost(each, settings)


def _sent(
    tasks: Sequence[pipeline.Task],
    run: Callable[..., Iterator[Any]],
    settings: Settings,
) -> Iterator[Outcome]:
    """The same through workers that share no disk with us: bytes go out, bytes come back."""
    staging = {task.source: task.staging for task in tasks}
    unreadable: list[Outcome] = []

    def parcels() -> Iterator[pipeline.Parcel]:
        for task in tasks:
            data = pipeline.fetch(task)
            if isinstance(data, Outcome):
                unreadable.append(data)
            else:
                yield pipeline.Parcel(task.source, data, task.plan, task.review)

    for each in run(pipeline.unpack, parcels()):
        if isinstance(each, pool.Lost):
            yield _lost(each, settings)
            continue
        outcome, documents = each.result
        folder = staging[outcome.source]
        yield outcome if folder is None else pipeline.stage(outcome, documents, folder)
    yield from unreadable


def _lost(lost: pool.Lost[Any], settings: Settings) -> Outcome:
    """The outcome of a workbook whose worker was lost."""
    if lost.loss is pool.Loss.TIMED_OUT:
        return pipeline.too_slow(lost.task.source, settings.timeout)
    out_of_memory = lost.loss is pool.Loss.OUT_OF_MEMORY
    return pipeline.lost(lost.task.source, out_of_memory=out_of_memory)
