"""`perfeval run`: the main job, with its progress and its last lines."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from perfeval_batch import settings
from perfeval_batch.cli import options, show
from perfeval_batch.errors import ExitCode
from perfeval_batch.findings import Severity
from perfeval_batch.settings import Settings

SHOWN = 20
"""Returned workbooks, and findings about the batch, on the screen; the summary names all."""


@options.takes(*settings.OPTIONS)
def run(
    inbox: Annotated[Path, typer.Argument(metavar="收件文件夹", help="放着填好的工作簿的文件夹")],
    config: options.Config = None,
    *,
    given: Mapping[str, object],
) -> int:
    """读取收件文件夹里的全部工作簿，检查，生成报告和汇总表。"""
    return _run(settings.choose(inbox, given, config))


def _run(chosen: Settings) -> int:
    from perfeval_batch import batch
    from perfeval_batch.summary import result_file

    if chosen.config and not chosen.quiet:
        print(f"设置文件：{chosen.config}", file=sys.stderr, flush=True)
    with show.warnings(), _progress(quiet=chosen.quiet) as watch:
        result = batch.run(chosen, watch)
    if chosen.format == "json":
        show.json_bytes(result_file.write(result))
    else:
        _last_lines(result, chosen.output)
    if batch.bugs(result.outcomes):
        return ExitCode.BUG
    figures = result.figures
    failed = any(finding.severity is Severity.ERROR for finding in result.findings)
    done = figures.reported == figures.workbooks and not failed
    return ExitCode.OK if done else ExitCode.RETURNED


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Any]:
    """A live bar on a terminal, plain lines when piped, nothing when quiet."""
    if quiet:
        yield None
        return
    if not sys.stderr.isatty():
        yield _PlainLines()
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TextColumn("剩余"),
        TimeRemainingColumn(compact=True),
        console=show.console(stderr=True),
    ) as bar:
        task = bar.add_task("", total=None, rate="")

        def watch(progress: Any) -> None:  # noqa: ANN401  # batch.Progress, loaded by the run
            rate = f"{progress.rate:.0f}个/秒" if progress.rate else ""
            done, total = progress.done, progress.total or None
            bar.update(task, description=progress.step, total=total, completed=done, rate=rate)

        yield watch


class _PlainLines:
    """A line for every tenth of the work."""

    def __init__(self) -> None:
        self._told = 0

    def __call__(self, progress: Any) -> None:  # noqa: ANN401  # batch.Progress, loaded by the run
        step = max(1, progress.total // 10)
        due = progress.done % step == 0 or progress.done == progress.total
        if due and progress.done > self._told:
            self._told = progress.done
            print(f"已处理{progress.done}/{progress.total}", file=sys.stderr, flush=True)


_ASKED = "PE017"


def _last_lines(result: Any, output: Path) -> None:  # noqa: ANN401  # Batch, loaded by the run
    from perfeval_batch import batch

    out = show.console()
    troubled = [each for each in result.outcomes if each.count(Severity.ERROR)]
    for outcome in troubled[:SHOWN]:
        out.print(f"{outcome.source}：{outcome.label}")
        for finding in outcome.findings:
            if finding.severity is Severity.ERROR:
                out.print(show.line(finding))
    if len(troubled) > SHOWN:
        out.print(f"……还有{len(troubled) - SHOWN}个工作簿有错误，见汇总表的“问题清单”。")
    asked = sum(any(each.code == _ASKED for each in one.findings) for one in result.outcomes)
    if asked:
        out.print(
            f"有{asked}个项目的官方自评表，读法有疑问。属于版式的疑问答一次即可："
            "用perfeval layouts生成《版式对照》，填好后用run --layouts运行。"
        )
    show.batch_findings(out, result.findings, SHOWN)
    out.print(batch.counts(result))
    for note in result.notes:
        out.print(note)
    if result.unread:
        out.print(f"另有{len(result.unread)}个文件不是工作簿，没有读取（见汇总表）。")
    out.print(f"结果在：{output.resolve()}")
