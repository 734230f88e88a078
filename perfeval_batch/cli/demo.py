"""`perfeval demo`: realistic filled workbooks, for trying out and measuring."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from perfeval_batch import files, settings
from perfeval_batch.cli import options, show
from perfeval_batch.errors import ExitCode, SettingsError

_FIRST_YEAR, _LAST_YEAR = 2023, 2032
"""The first year of the demo; every later one is told from all before."""


@options.takes("seed")
def demo(
    count: Annotated[int, typer.Argument(metavar="个数", help="生成多少个工作簿")],
    output: Annotated[Path, options.output("文件夹")],
    copies: Annotated[
        float | None,
        typer.Option(metavar="比例", help="文字雷同的比例，默认0.03"),
    ] = None,
    year: Annotated[
        int,
        typer.Option(metavar="年度", help="评价年度；以后的年度接着上一年"),
    ] = _FIRST_YEAR,
    clean: Annotated[bool, typer.Option("--clean", help="全部没有错误和警告")] = False,  # noqa: FBT002  # typer's way
    force: options.Overwrite = False,  # noqa: FBT002  # typer's way
    *,
    given: Mapping[str, object],
) -> int:
    """生成填好的示例工作簿，供试用和测速；部分带有常见错误。"""
    from perfeval_batch.demo import generator

    if count < 1:
        raise SettingsError("个数至少为1。")
    share = generator.COPIED if copies is None else copies
    seed = settings.meanings(given).get("seed", 0)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise SettingsError(f"年度须在{_FIRST_YEAR}至{_LAST_YEAR}之间。")
    made = generator.generate(count, seed, clean=clean, copies=share, year=year)
    for name, data in made:
        path = output / name
        if not (path.is_file() and path.read_bytes() == data):
            show.keep(path, force=force)
            files.save_asked(path, data)
    show.console().print(f"已生成{count}个工作簿：{output.resolve()}")
    return ExitCode.OK
