"""`perfeval review-sheet`: the indicators of all or sampled projects, for the reviewers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from perfeval_batch import files, settings
from perfeval_batch.cli import options, show
from perfeval_batch.errors import ExitCode

NAME = "复核表.xlsx"


@options.takes("sample", "seed", "scheme", "password", "jobs", "engine", "timeout", "max_size")
def review_sheet(
    inbox: Annotated[Path, typer.Argument(metavar="收件文件夹", help="放着填好的工作簿的文件夹")],
    output: Annotated[Path, options.output("文件", f"写到哪里，默认{NAME}")] = Path(NAME),
    reviewers: Annotated[str, typer.Option(metavar="姓名,姓名", help="复核人，每人一张表")] = "",
    config: options.Config = None,
    force: options.Overwrite = False,  # noqa: FBT002  # typer's way
    *,
    given: Mapping[str, object],
) -> int:
    """把全部或抽取的项目的指标汇集到一张复核表，供复核人填写。"""
    from perfeval_batch.batch import review_subjects

    show.keep(output, force=force)
    names = [name for each in re.split("[,，、;；]", reviewers) if (name := each.strip())]
    sheet = review_subjects.gather(settings.choose(inbox, given, config), names)
    files.save_asked(output, sheet.data)
    out = show.console()
    out.print(f"没有错误的项目{sheet.ready}个，列入复核表{sheet.taken}个：{output.resolve()}")
    if sheet.left_out:
        out.print(f"另有{sheet.left_out}个项目有错误或不能读取，改好后才能复核。")
    if sheet.unscored:
        out.print(f"另有{sheet.unscored}个转移支付自评不评分，不列入复核表。")
    return ExitCode.OK
