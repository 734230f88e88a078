"""`perfeval desk`: the whole year's work on a local page in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from perfeval_batch.errors import ExitCode


def desk(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[文件夹或工作簿]", help="从这个收件文件夹开始"),
    ] = None,
    port: Annotated[int, typer.Option(metavar="端口", help="默认任选一个")] = 0,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="不自动打开浏览器")] = False,  # noqa: FBT002  # typer's way
) -> int:
    """打开工作台：在浏览器里完成全年的工作，只在本机，不联网。"""
    from perfeval_batch.desk import serve

    serve(paths or (), port, browser=not no_browser)
    return ExitCode.OK
