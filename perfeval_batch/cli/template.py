"""`perfeval template` and `perfeval roster`: the blank workbook, pre-filled ones, the roster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from perfeval_batch import files, settings
from perfeval_batch.cli import options, show
from perfeval_batch.errors import ExitCode, SettingsError
from perfeval_batch.findings import Kind

NAME = "项目支出绩效自评表.xlsx"
FOLDER = "预填工作簿"
ROSTER = "项目名册.xlsx"


@options.takes("scheme", "roster", "year", "last")
def template(
    output: Annotated[Path | None, options.output("路径")] = None,
    force: options.Overwrite = False,  # noqa: FBT002  # typer's way
    *,
    given: Mapping[str, object],
) -> int:
    """生成空白的填报工作簿；给出项目名册时，为每个项目生成一份预填的。"""
    from perfeval_batch import blank, catalogue, schemes

    chosen = settings.meanings(given)
    checks = catalogue.met_by_departments()
    if "last" in chosen and "roster" not in chosen:
        raise SettingsError("--last预填的是各项目的上年问题，须与--roster一起用。")
    if "roster" in chosen:
        return _prefilled(output or Path(FOLDER), chosen, checks, force=force)
    path = output or Path(NAME)
    show.keep(path, force=force)
    data = blank.write(None, schemes.load(chosen.get("scheme", schemes.DEFAULT)), checks)
    files.save_asked(path, data)
    show.console().print(f"空白工作簿已生成：{path.resolve()}")
    return ExitCode.OK


def _prefilled(
    folder: Path,
    chosen: Mapping[str, Any],
    checks: Sequence[Kind],
    *,
    force: bool,
) -> int:
    from perfeval_batch.batch import bureau_files
    from perfeval_batch.roster import prefilled

    found = bureau_files.read_roster(chosen["roster"], chosen.get("scheme"))
    scheme_of = bureau_files.scheme_of_run(chosen.get("scheme"))
    last = bureau_files.read_last_problems(chosen["last"], found) if "last" in chosen else ()
    made = dict(prefilled(found, scheme_of, checks, chosen.get("year"), last))
    for name in made:
        show.keep(folder / name, force=force)
    for name, data in made.items():
        files.save_asked(folder / name, data)
    out = show.console()
    for remark in found.remarks:
        out.print(f"请核对 {remark.place}：{remark.message}{remark.fix}")
    told = sum(each is not None and bool(each.problems) for each in last)
    more = f"（其中{told}个预填了上年问题和整改措施，由单位填写整改情况）" if last else ""
    out.print(f"已为{len(made)}个项目生成预填的工作簿{more}：{folder.resolve()}")
    return ExitCode.OK


@options.takes("scheme")
def roster(
    output: Annotated[Path, options.output("文件", f"写到哪里，默认{ROSTER}")] = Path(ROSTER),
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="文件", help="一体化系统导出的项目清单"),
    ] = None,
    unit: Annotated[
        str, typer.Option(metavar="元|万元", help="导出金额的单位，表头没有写时用")
    ] = "",
    force: options.Overwrite = False,  # noqa: FBT002  # typer's way
    *,
    given: Mapping[str, object],
) -> int:
    """生成项目名册：空白的，或由一体化系统导出的清单生成。"""
    from perfeval_batch import schemes
    from perfeval_batch.batch import bureau_files
    from perfeval_batch.roster import write

    show.keep(output, force=force)
    scheme = schemes.load(settings.meanings(given).get("scheme", schemes.DEFAULT))
    out = show.console()
    if source is None:
        files.save_asked(output, write(scheme))
        out.print(f"空白项目名册已生成：{output.resolve()}")
        return ExitCode.OK
    found = bureau_files.read_export(source, unit)
    files.save_asked(output, write(scheme, found.projects, found.indicators, found.left_out))
    for note in found.notes:
        out.print(note)
    where = "（原因见上，全部列在名册里）" if found.left_out else ""
    out.print(
        f"清单{found.lines}行：列入名册{len(found.projects)}个项目，"
        f"没有列入{len(found.left_out)}行{where}；"
        f"批复指标{len(found.indicators)}条：{output.resolve()}"
    )
    return ExitCode.OK
