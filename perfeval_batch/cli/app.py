"""The commands of `perfeval`, each in a module of its own that is loaded when it is called."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer

from perfeval_batch import __version__
from perfeval_batch.cli import chinese, report_template
from perfeval_batch.cli.check import check
from perfeval_batch.cli.demo import demo
from perfeval_batch.cli.desk import desk
from perfeval_batch.cli.explain import explain
from perfeval_batch.cli.layouts import layouts
from perfeval_batch.cli.portable import portable
from perfeval_batch.cli.read import read
from perfeval_batch.cli.review_sheet import review_sheet
from perfeval_batch.cli.run import run
from perfeval_batch.cli.schemes import schemes
from perfeval_batch.cli.template import roster, template
from perfeval_batch.errors import ExitCode

app = typer.Typer(
    name="perfeval",
    cls=chinese.Group,
    help="项目支出绩效评价：读取填好的工作簿，检查，生成Word报告和汇总表。",
    epilog="示例：perfeval run 收件 -o 结果",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _version(value: bool) -> None:  # noqa: FBT001  # typer hands flags over by position
    if value:
        print(f"perfeval {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    *,
    version: bool = typer.Option(
        False,  # noqa: FBT003  # typer's way to give a default
        "--version",
        help="显示版本",
        callback=_version,
        is_eager=True,
    ),
) -> None:
    """Hold the options that stand before any command."""


for _command in (
    *(run, check, template, roster, explain, layouts, read, schemes),
    *(desk, portable, demo, review_sheet),
):
    app.command(_command.__name__.replace("_", "-"), cls=chinese.Command)(_command)
app.add_typer(report_template.app, name="report-template")


def call(arguments: Sequence[str] | None = None) -> int:
    """Run a command; what its words lack is said in Chinese.

    Returns:
        The exit code.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)  # else Windows' are expanded
    try:
        code = app(words, prog_name="perfeval", standalone_mode=False)
    except typer.Exit as done:
        code = done.exit_code
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        if type(error).__name__ == "NoArgsIsHelpError":
            return ExitCode.USAGE
        chinese.complain(chinese.usage_sentence(error) + "用--help查看用法。")
        return ExitCode.USAGE
    if code == ExitCode.INTERRUPTED:  # what typer makes of Ctrl-C
        raise KeyboardInterrupt
    return int(code or 0)
