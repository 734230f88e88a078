"""`perfeval schemes`: the evaluation schemes (评价方案) and their weights."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from perfeval_batch import files
from perfeval_batch.cli import options, show
from perfeval_batch.errors import ExitCode, SettingsError

EXPORT = "export"


def schemes(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[名称或文件|export 名称]",
            help="一个方案的全部设置；export 名称 -o 文件.toml 导出带说明的方案；"
            "不给出时列出全部方案",
        ),
    ] = None,
    exported: Annotated[str | None, typer.Argument(metavar="", hidden=True)] = None,
    output: Annotated[Path | None, options.output("文件.toml", "export时写到哪里")] = None,
    *,
    force: options.Overwrite = False,
) -> int:
    """列出内置的评价方案及其权重；export导出一个方案供修改。"""
    from perfeval_batch import schemes

    out = show.console()
    if name == EXPORT:
        return _export(exported or schemes.DEFAULT, output, force=force)
    if exported or output:
        raise SettingsError("导出请写作：perfeval schemes export 名称 -o 文件.toml。")
    if name:
        out.print(schemes.describe(schemes.load(name)))
        return ExitCode.OK
    for each in schemes.names():
        loaded = schemes.load(each)
        out.print(Text(loaded.name + ("（默认）" if each == schemes.DEFAULT else ""), "bold"))
        if not loaded.scored:
            out.print(f"  不评分：不设分值，不评等级\n  依据：{loaded.basis}")
            continue
        weights = [f"{loaded.execution_name}{loaded.execution_weight}"]
        weights += [f"{level.name}{level.weight or '（自定）'}" for level in loaded.levels]
        out.print(f"  权重：{'、'.join(weights)}")
        out.print(f"  等级：{'、'.join(f'{each.name}≥{each.floor}' for each in loaded.grades)}")
        out.print(f"  依据：{loaded.basis}")
    return ExitCode.OK


def _export(name: str, output: Path | None, *, force: bool) -> int:
    from perfeval_batch import schemes

    path = output or Path(f"{Path(name).stem}.toml")
    text = schemes.export(schemes.load(name))
    show.keep(path, force=force)
    files.save_asked(path, text.encode())
    show.console().print(f"评价方案已导出：{path.resolve()}。修改后用--scheme指定它。")
    return ExitCode.OK
