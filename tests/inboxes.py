"""Inboxes to run on: the sample workbooks, and the seed's with single cells changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from perfeval_batch import batch, blank, schemes
from perfeval_batch.demo import samples
from perfeval_batch.model import Batch, CellValue, Filling
from perfeval_batch.settings import Settings
from perfeval_batch.values import replace


@lru_cache
def seed() -> Filling:
    """The seed's facts."""
    return samples.load(samples.names()[0])


def changed(facts: Mapping[str, CellValue], filling: Filling | None = None) -> Filling:
    """A filling with other facts (by their labels)."""
    filling = filling or seed()
    return replace(filling, facts={**filling.facts, **facts})


def workbook(filling: Filling | None = None) -> bytes:
    """A filled workbook."""
    return blank.write(filling or seed(), schemes.load())


def fill(inbox: Path, **workbooks: bytes) -> Path:
    """Lay workbooks into an inbox; `甲局__项目` becomes `甲局/项目.xlsx`."""
    for name, data in workbooks.items():
        path = inbox / f"{name.replace('__', '/')}.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return inbox


def contents(folder: Path) -> dict[str, bytes]:
    """Every published file below OUTPUT, the log (times) and our private folder aside."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".perfeval" not in path.parts and path.name != "运行日志.txt"
    }


def run(inbox: Path, output: Path, **given: Any) -> Batch:  # noqa: ANN401  # settings
    """A run in this process, unless another engine is given."""
    return batch.run(Settings(inbox, output, **{"engine": "inline", **given}))


def results(inbox: Path, output: Path, **given: Any) -> dict[str, Any]:  # noqa: ANN401  # settings
    """What a run of one worker writes into its result file."""
    run(inbox, output, engine="serial", **given)
    return told(output)


def told(output: Path) -> dict[str, Any]:
    """What stands in the result file of a run."""
    found: dict[str, Any] = json.loads((output / batch.RESULTS).read_text("utf-8"))
    return found
