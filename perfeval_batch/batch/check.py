"""`perfeval check`: the checks alone, on workbooks and folders of them; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from perfeval_batch import pipeline
from perfeval_batch.batch import incoming, verdicts, workers
from perfeval_batch.batch.run import plan
from perfeval_batch.errors import SettingsError
from perfeval_batch.model import Outcome
from perfeval_batch.settings import Settings
from perfeval_batch.values import replace


def check(paths: Sequence[Path], settings: Settings) -> tuple[Outcome, ...]:
    """Check workbooks and folders of them, sorted by source.

    Raises:
        SettingsError: a path does not exist, or there is no workbook.
    """
    found: dict[str, Path] = {}
    for path in paths:
        found |= _workbooks(path, alone=len(paths) == 1)
    if not found:
        raise SettingsError("没有找到要检查的工作簿（.xlsx等）。请检查路径是否写对。")
    how = replace(plan(settings), render=False)
    tasks = [pipeline.Task(source, path, None, how) for source, path in found.items()]
    with workers.employed(settings, workers.Meter()) as employed:
        done = [processed for processed, _ in employed.process(tasks)]
    return verdicts.sent_back(workers.outcomes_of(done))


def _workbooks(path: Path, *, alone: bool) -> dict[str, Path]:
    """Source → path of a workbook, or of all below a folder."""
    if path.is_dir():
        prefix = "" if alone else f"{path.as_posix()}/"
        return {
            f"{prefix}{source}": file
            for source, file in incoming.look_through(path).workbooks.items()
        }
    if path.is_file():
        return {path.name if alone else path.as_posix(): path.resolve()}
    raise SettingsError(f"没有找到“{path}”。请检查路径是否写对。")
