"""`perfeval check`: the checks alone, for one workbook or folders of them; writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from perfeval_batch import settings
from perfeval_batch.cli import options, show
from perfeval_batch.errors import ExitCode
from perfeval_batch.findings import Severity


@options.takes("scheme", "password", "jobs", "engine", "timeout", "max_size", "format")
def check(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="文件或文件夹…", help="要检查的工作簿，或放着工作簿的文件夹"),
    ],
    config: options.Config = None,
    *,
    given: Mapping[str, object],
) -> int:
    """只检查，不生成任何文件；报送前可自行检查。"""
    from perfeval_batch import batch
    from perfeval_batch.summary import result_file

    inbox = paths[0] if paths[0].is_dir() else paths[0].parent
    chosen = settings.choose(inbox, given, config)
    outcomes = batch.check(paths, chosen)
    if chosen.format == "json":
        show.json_bytes(result_file.write(batch.build_batch(outcomes)))
    else:
        out = show.console()
        for outcome in outcomes:
            show.outcome(out, outcome)
    if batch.bugs(outcomes):
        return ExitCode.BUG
    errors = any(outcome.count(Severity.ERROR) for outcome in outcomes)
    return ExitCode.RETURNED if errors else ExitCode.OK
