"""`perfeval report-template`: the office's own Word template, exported, explained, checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from perfeval_batch import files, settings
from perfeval_batch.cli import chinese, options, show
from perfeval_batch.errors import ExitCode

NAME = "报告模板.docx"

app = typer.Typer(
    cls=chinese.Group,
    help="Word模板（报告和函件）：导出、查看可用字段、检查。",
    no_args_is_help=True,
    add_completion=False,
)

Template = Annotated[Path, typer.Argument(metavar="模板文件", help="Word模板（.docx）")]


@app.command("export", cls=chinese.Command)
def export(
    path: Annotated[Path, typer.Argument(metavar="模板文件", help="写到哪里")] = Path(NAME),
    force: options.Overwrite = False,  # noqa: FBT002  # typer's way
) -> int:
    """导出默认模板，带批注说明每个标签；可在Word里修改。"""
    from perfeval_batch import report

    show.keep(path, force=force)
    files.save_asked(path, report.default_template())
    show.console().print(f"报告模板已导出：{path.resolve()}")
    return ExitCode.OK


@app.command("letters", cls=chinese.Command)
def letters(
    folder: Annotated[Path, typer.Argument(metavar="文件夹", help="写到哪里")] = Path("函件模板"),
    force: options.Overwrite = False,  # noqa: FBT002  # typer's way
) -> int:
    """导出各种函件的默认模板；改好后用 run --letter-templates 使用。"""
    from perfeval_batch.letters import letter_templates

    paths = {letter: folder / f"{name}.docx" for letter, name in letter_templates.NAMES.items()}
    for path in paths.values():
        show.keep(path, force=force)
    for letter, path in paths.items():
        files.save_asked(path, letter_templates.default(letter))
    show.console().print(f"函件模板已导出：{folder.resolve()}，共{len(paths)}份")
    return ExitCode.OK


@app.command("fields", cls=chinese.Command)
def fields() -> int:
    """列出模板里可以使用的全部字段。"""
    from perfeval_batch import report

    out = show.console()
    out.print("字段写在两层花括号里，如{{ 项目.名称 }}；[]表示可逐行循环。")
    for path, field in report.template_fields().items():
        text = Text(path, "bold")
        text.append(f"  {field.form}  {field.meaning}", "none")
        if field.example:
            text.append(f"  例：{field.example}", "none")
        out.print(text)
    return ExitCode.OK


@app.command("check", cls=chinese.Command)
def check(
    path: Template,
    output: Annotated[Path | None, options.output("文件", "样张写到哪里")] = None,
    force: options.Overwrite = False,  # noqa: FBT002  # typer's way
) -> int:
    """检查模板的标签，没有问题时生成一份样张。"""
    from perfeval_batch import report

    if output is not None:
        show.keep(output, force=force)
    data = files.read_named(path, settings.TEMPLATE_BYTES, "模板")
    found = report.review_template(data)
    out = show.console()
    for problem in found:
        out.print(str(problem))
    if found:
        out.print(f"共{len(found)}处问题。改好后再检查一次。")
        return ExitCode.RETURNED
    sample = output or path.with_name(f"{path.stem}（样张）.docx")
    if output is None and sample.exists() and not force:
        out.print(f"没有发现问题。样张“{sample}”已经存在，没有重做；要重做请加--force。")
        return ExitCode.OK
    files.save_asked(sample, _sample(data))
    out.print(f"没有发现问题。样张：{sample.resolve()}")
    return ExitCode.OK


def _sample(template: bytes) -> bytes:
    """A report of the first sample workbook, with that template."""
    from perfeval_batch import blank, pipeline, schemes
    from perfeval_batch.demo import samples

    workbook = blank.write(samples.load(samples.names()[0]), schemes.load())
    ((_, documents),) = pipeline.work("样张.xlsx", workbook, pipeline.Plan(template=template))
    return documents["report"][1]
