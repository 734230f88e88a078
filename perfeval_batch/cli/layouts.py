"""`perfeval layouts`: the header patterns of official forms, to be answered once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from perfeval_batch import files, settings
from perfeval_batch.cli import options, show
from perfeval_batch.errors import ExitCode

NAME = "版式对照.xlsx"


@options.takes("layouts", "password", "jobs", "timeout", "max_size")
def layouts(
    inbox: Annotated[Path, typer.Argument(metavar="收件文件夹", help="放着自评表的文件夹")],
    output: Annotated[Path, options.output("文件", f"写到哪里，默认{NAME}")] = Path(NAME),
    config: options.Config = None,
    force: options.Overwrite = False,  # noqa: FBT002  # typer's way
    *,
    given: Mapping[str, object],
) -> int:
    """列出收到的官方自评表有哪些版式、怎样读、有什么要问；答一次，以后都照此读取。"""
    from perfeval_batch.batch import form_patterns

    show.keep(output, force=force)
    patterns = form_patterns.gather(settings.choose(inbox, given, config))
    files.save_asked(output, patterns.write())
    out = show.console()
    for source in patterns.unread:
        out.print(f"“{source}”打不开或处理不完，没有计入。")
    count = len(patterns.found)
    out.print(f"共{count}种版式，待回答的问题{patterns.still_open}个：{output.resolve()}")
    out.print(f"填好后：perfeval run “{inbox}” --layouts “{output}”")
    return ExitCode.OK
