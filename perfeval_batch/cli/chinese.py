"""What the command line says when it is used wrongly, and the Chinese of typer's own words."""

from __future__ import annotations

import re
import sys
import tempfile
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any

from typer import core

from perfeval_batch import files


class _InChinese:
    """Help in Chinese, for typer's commands and groups of either click."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401  # typer's own objects
        """The whole help."""
        _translate_headings()
        super().format_help(ctx, formatter)  # type: ignore[misc]  # typer's

    def get_params(self, ctx: Any) -> Any:  # noqa: ANN401  # typer's own objects
        """The parameters, without the English names of their types."""
        parameters = super().get_params(ctx)  # type: ignore[misc]  # typer's
        for parameter in parameters:
            if parameter.param_type_name == "argument":
                parameter.display_type_rich = _no_type
            elif parameter.metavar is None:
                parameter.metavar = ""
        return parameters

    def get_usage(self, ctx: Any) -> str:  # noqa: ANN401  # typer's own objects
        """The usage line."""
        line: str = super().get_usage(ctx)  # type: ignore[misc]  # typer's
        for english, chinese in _USAGE.items():
            line = line.replace(english, chinese)
        return line

    def get_help_option(self, ctx: Any) -> Any:  # noqa: ANN401  # typer's own objects
        """`--help` with its meaning."""
        option = super().get_help_option(ctx)  # type: ignore[misc]  # typer's
        if option is not None:
            option.help = "显示帮助"
        return option


_USAGE = {"Usage: ": "用法：", "[OPTIONS]": "[选项]", "COMMAND [ARGS]...": "命令 [参数]…"}


class Command(_InChinese, core.TyperCommand):
    """A command whose help is in Chinese."""


class Group(_InChinese, core.TyperGroup):
    """The command group whose help is in Chinese."""


def _translate_headings() -> None:
    from typer import rich_utils  # takes as long to load as all of typer, and shows help alone

    rich_utils.ARGUMENTS_PANEL_TITLE = "参数"
    rich_utils.OPTIONS_PANEL_TITLE = "选项"
    rich_utils.COMMANDS_PANEL_TITLE = "命令"
    rich_utils.ERRORS_PANEL_TITLE = "错误"
    rich_utils.REQUIRED_LONG_STRING = "[必填]"
    rich_utils.DEFAULT_STRING = "[默认：{}]"


def _no_type(ctx: object) -> None:  # typer hands its context over
    """The name of an argument says enough."""


def complain(sentence: str) -> None:
    """Say on standard error what stopped the command."""
    with suppress(OSError, ValueError):  # the window may be gone
        lines = map(files.legible, sentence.split("\n"))
        print("\n".join(lines), file=sys.stderr, flush=True)


def complain_of_bug() -> None:
    """Say that it is the program's fault, and where the details are."""
    details = Path(tempfile.gettempdir()) / "perfeval-错误详情.txt"
    try:
        details.write_text(traceback.format_exc(), encoding="utf-8")
    except OSError:
        complain("程序内部错误。请联系技术人员。")
    else:
        complain(f"程序内部错误，详情在“{details}”。请把它交给技术人员。")


def usage_sentence(error: Exception) -> str:
    """What is wrong with the words on the command line, in Chinese."""
    name = str(getattr(error, "option_name", "") or _parameter_name(error))
    message = str(getattr(error, "message", error))
    quoted = re.search(r"'(.*?)'", message)
    value = f"“{quoted[1]}”" if quoted else ""
    near = "、".join(getattr(error, "possibilities", None) or ())
    sentences = {
        "NoSuchOption": f"没有选项“{name}”。" + (f"是不是“{near}”？" if near else ""),
        "MissingParameter": f"缺少“{name}”。",
        "BadParameter": f"“{name}”的值{value}不能用。",
        "BadOptionUsage": f"选项“{name}”的写法不对，后面应有一个值。",
    }
    if message.startswith("No such command"):
        return f"没有命令{value}。"
    if message.startswith("Got unexpected extra argument"):
        return f"多出了参数{message.partition('(')[2].rstrip(')')}；路径中有空格时请加引号。"
    return sentences.get(type(error).__name__, f"命令写得不对：{message}。")


def _parameter_name(error: Exception) -> str:
    parameter = getattr(error, "param", None)
    if parameter is None:
        return ""
    options = [option for option in parameter.opts if option.startswith("--")]
    return str(options[0] if options else getattr(parameter, "metavar", None) or parameter.name)
