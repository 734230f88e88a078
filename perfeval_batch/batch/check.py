"""`perfeval check` and `perfeval read`: workbooks checked, or read alone; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from perfeval_batch import pipeline
from perfeval_batch.batch import bureau_files, incoming, verdicts, workers
from perfeval_batch.batch.run import plan
from perfeval_batch.errors import SettingsError
from perfeval_batch.model import Outcome, Rejected, Submission
from perfeval_batch.pool import Lost
from perfeval_batch.settings import Settings
from perfeval_batch.values import replace


def check(paths: Sequence[Path], settings: Settings) -> tuple[Outcome, ...]:
    """Check workbooks and folders of them, sorted by source.

    Raises:
        SettingsError: a path does not exist, or there is no workbook.
    """
    found = incoming.named(paths, settings)
    if not found:
        raise SettingsError("没有找到要检查的工作簿（.xlsx等）。请检查路径是否写对。")
    how = replace(plan(settings), render=False)
    tasks = [pipeline.Task(source, path, None, how) for source, path in found.items()]
    with workers.employed(settings, workers.Meter()) as employed:
        done = [processed for processed, _ in employed.process(tasks)]
    return verdicts.sent_back(workers.outcomes_of(done))


def read(paths: Sequence[Path], settings: Settings) -> list[tuple[str, Submission | Rejected]]:
    """What files hold, before any check, in the order of their names.

    Raises:
        SettingsError: a path does not exist, or 版式对照 cannot be used.
    """
    how = pipeline.Plan(
        password=settings.password or "",
        max_bytes=settings.max_size * 1024**2,
        layouts=bureau_files.read_layouts(settings),
        year=settings.year,
    )
    found = incoming.named(paths, settings)
    tasks = [pipeline.Task(source, path, None, how) for source, path in found.items()]
    read: dict[str, Submission | Rejected] = {}
    with workers.local(settings) as local:
        for each in local.run(pipeline.read, tasks):
            source = each.task.source
            if isinstance(each, Lost):
                lost = workers.lost(source, each.loss, settings.timeout)
                read[source] = Rejected(lost.findings)
            else:
                read[source] = each.result
    return [(source, read[source]) for source in found]
