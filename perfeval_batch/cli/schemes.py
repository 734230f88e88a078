"""`perfeval schemes`: the evaluation schemes (评价方案) and their weights."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.text import Text

from perfeval_batch.cli import show
from perfeval_batch.errors import ExitCode


def schemes(
    name: Annotated[
        str | None,
        typer.Argument(metavar="名称或文件", help="一个方案的全部设置；不给出时列出全部方案"),
    ] = None,
) -> int:
    """列出内置的评价方案及其权重。"""
    from perfeval_batch import scheme

    out = show.console()
    if name:
        out.print(scheme.describe(scheme.load(name)))
        return ExitCode.OK
    for each in scheme.names():
        loaded = scheme.load(each)
        out.print(Text(loaded.name + ("（默认）" if each == scheme.DEFAULT else ""), "bold"))
        weights = [f"{loaded.execution_name}{loaded.execution_weight}"]
        weights += [f"{level.name}{level.weight or '（自定）'}" for level in loaded.levels]
        out.print(f"  权重：{'、'.join(weights)}")
        out.print(f"  等级：{'、'.join(f'{each.name}≥{each.floor}' for each in loaded.grades)}")
        out.print(f"  依据：{loaded.basis}")
    return ExitCode.OK
