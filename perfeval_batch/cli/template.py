"""`perfeval template` and `perfeval roster`: the blank workbook, pre-filled ones, the roster."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from perfeval_batch.cli import options, show
from perfeval_batch.errors import ExitCode
from perfeval_batch.findings import Kind

NAME = "项目支出绩效自评表.xlsx"
FOLDER = "预填工作簿"
ROSTER = "项目名册.xlsx"


def template(
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="路径", help="写到哪里"),
    ] = None,
    scheme: options.Scheme = None,
    roster: options.Roster = None,
    year: options.Year = None,
) -> int:
    """生成空白的填报工作簿；给出项目名册时，为每个项目生成一份预填的。"""
    from perfeval_batch import blank, catalogue
    from perfeval_batch import scheme as schemes

    checks = catalogue.met_by_departments()
    if roster is not None:
        return _prefilled(Path(roster), output or Path(FOLDER), year, checks)
    path = output or Path(NAME)
    data = blank.write(None, schemes.load(scheme or schemes.DEFAULT), checks)
    show.save(path, data)
    show.console().print(f"空白工作簿已生成：{path.resolve()}")
    return ExitCode.OK


def _prefilled(roster: Path, folder: Path, year: int | None, checks: Sequence[Kind]) -> int:
    from perfeval_batch import roster as rosters
    from perfeval_batch.batch import bureau

    found = bureau.rostered(roster)
    made = 0
    for name, data in rosters.prefilled(found, bureau.scheme_of, checks, year):
        show.save(folder / name, data)
        made += 1
    out = show.console()
    for remark in found.remarks:
        out.print(f"请核对 {remark.place}：{remark.message}{remark.fix}")
    out.print(f"已为{made}个项目生成预填的工作簿：{folder.resolve()}")
    return ExitCode.OK


def roster(
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="文件", help=f"写到哪里；默认{ROSTER}"),
    ] = None,
    scheme: options.Scheme = None,
) -> int:
    """生成空白的项目名册。"""
    from perfeval_batch import roster as rosters
    from perfeval_batch import scheme as schemes

    path = output or Path(ROSTER)
    show.save(path, rosters.write(schemes.load(scheme or schemes.DEFAULT)))
    show.console().print(f"空白项目名册已生成：{path.resolve()}")
    return ExitCode.OK
