"""`perfeval layouts`: the header patterns of official forms, to be answered once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from perfeval_batch import settings
from perfeval_batch.cli import options, show
from perfeval_batch.errors import ExitCode

NAME = "版式对照.xlsx"


@options.takes("layouts", "password", "max_size")
def layouts(
    inbox: Annotated[Path, typer.Argument(metavar="收件文件夹", help="放着自评表的文件夹")],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="文件", help=f"写到哪里，默认{NAME}"),
    ] = Path(NAME),
    config: options.Config = None,
    force: options.Overwrite = False,  # noqa: FBT002  # typer's way
    *,
    given: Mapping[str, object],
) -> int:
    """列出收到的官方自评表有哪些版式、怎样读、有什么要问；答一次，以后都照此读取。"""
    from perfeval_batch.batch import form_patterns

    show.keep(output, force=force)
    data, patterns, still_open = form_patterns.write(settings.choose(inbox, given, config))
    show.save(output, data)
    out = show.console()
    out.print(f"共{patterns}种版式，待回答的问题{still_open}个：{output.resolve()}")
    out.print(f"填好后：perfeval run “{inbox}” --layouts “{output}”")
    return ExitCode.OK
