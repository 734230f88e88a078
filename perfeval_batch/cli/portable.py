"""`perfeval portable`: the folder that runs on a Windows PC without anything installed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from perfeval_batch.cli import options, show
from perfeval_batch.errors import ExitCode


def portable(
    output: Annotated[Path, options.output("文件夹")],
    python: Annotated[
        Path | None,
        typer.Option(
            metavar="文件", help="python.org的python-3.11.9-embed-amd64.zip；默认用试用的"
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="已有的文件夹重做")] = False,  # noqa: FBT002  # typer's way
) -> int:
    """制作便携文件夹：拷到Windows电脑上，双击即用，不用安装。"""
    from perfeval_batch.portable import build

    built = build(output, python, force=force)
    show.console().print(
        f"便携文件夹已做好：{output.resolve()}"
        f"（{built.count}个文件，{built.size / 1e6:.0f} MB，Python {built.python}）。"
        "整个文件夹拷到Windows电脑上，双击“双击运行.cmd”。",
    )
    return ExitCode.OK
