"""`perfeval template`: the blank workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from perfeval_batch.cli import options, show
from perfeval_batch.errors import ExitCode

NAME = "项目支出绩效自评表.xlsx"


def template(
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="文件", help=f"写到哪里；默认{NAME}"),
    ] = None,
    scheme: options.Scheme = None,
) -> int:
    """生成空白的填报工作簿。"""
    from perfeval_batch import catalogue
    from perfeval_batch import scheme as schemes
    from perfeval_batch.exchange import blank

    path = output or Path(NAME)
    data = blank.write(
        None,
        schemes.load(scheme or schemes.DEFAULT),
        catalogue.met_by_departments(),
    )
    show.save(path, data)
    show.console().print(f"空白工作簿已生成：{path.resolve()}")
    return ExitCode.OK
