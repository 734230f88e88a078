"""`perfeval review-sheet`: the indicators of all or sampled projects, for the reviewers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from perfeval_batch.cli import options, show
from perfeval_batch.errors import ExitCode

NAME = "复核表.xlsx"


def review_sheet(
    inbox: Annotated[Path, typer.Argument(metavar="收件文件夹", help="放着填好的工作簿的文件夹")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="文件", help=f"写到哪里；默认{NAME}"),
    ] = None,
    sample: options.Sample = None,
    seed: options.Seed = None,
    scheme: options.Scheme = None,
    jobs: options.Jobs = None,
) -> int:
    """把全部或抽取的项目的指标汇集到一张复核表，供复核人填写。"""
    from perfeval_batch.batch import subjects

    given = {"sample": sample, "seed": seed, "scheme": scheme, "jobs": jobs}
    chosen = options.merged(None, given)
    sheet = subjects.sheet(options.settings(inbox, Path(), chosen))
    path = output or Path(NAME)
    show.save(path, sheet.data)
    out = show.console()
    out.print(f"没有错误的项目{sheet.ready}个，列入复核表{sheet.taken}个：{path.resolve()}")
    if sheet.left_out:
        out.print(f"另有{sheet.left_out}个工作簿有错误或不能读取，改好后才能复核。")
    return ExitCode.OK
