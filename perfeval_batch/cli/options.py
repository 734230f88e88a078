"""The options that several commands share, and the configuration file that may hold them."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from perfeval_batch import files
from perfeval_batch.errors import SettingsError
from perfeval_batch.settings import Settings

Scheme = Annotated[
    str | None,
    typer.Option(metavar="名称|文件", help="评价方案，默认随工作簿"),
]
Year = Annotated[
    int | None,
    typer.Option(metavar="年份", help="评价年度，默认取多数"),
]
Jobs = Annotated[int | None, typer.Option(metavar="个数", help="进程数，默认同核数")]
Engine = Annotated[
    str | None,
    typer.Option(metavar="auto|serial|processes|dask", help="运行方式，默认auto"),
]
Scheduler = Annotated[
    str | None,
    typer.Option(metavar="地址", help="Dask调度程序的地址"),
]
Timeout = Annotated[
    float | None,
    typer.Option(metavar="秒", help="每个工作簿限时，默认30"),
]
Format = Annotated[
    str | None,
    typer.Option("--format", metavar="text|json", help="输出形式，默认text"),
]
ReportTemplate = Annotated[
    str | None,
    typer.Option(metavar="文件", help="自己的Word报告模板"),
]
Deadline = Annotated[str | None, typer.Option(metavar="日期", help="退回件的重报期限")]
Draft = Annotated[bool | None, typer.Option("--draft", help="有错误的也出草稿")]
Roster = Annotated[str | None, typer.Option(metavar="文件", help="项目名册，核对应报未报")]
Review = Annotated[str | None, typer.Option(metavar="文件", help="填好的复核表")]
Password = Annotated[str | None, typer.Option(metavar="密码", help="加密工作簿的打开密码")]
Pdf = Annotated[bool | None, typer.Option("--pdf", help="报告另存PDF")]
Sample = Annotated[int | None, typer.Option(metavar="个数", help="抽查的项目数")]
Seed = Annotated[int | None, typer.Option(metavar="数字", help="抽查的随机种子，默认0")]
Force = Annotated[bool | None, typer.Option("--force", help="全部重做，不用以前的结果")]
Quiet = Annotated[bool | None, typer.Option("--quiet", help="不显示进度")]
Config = Annotated[
    Path | None,
    typer.Option(metavar="文件", help="设置文件perfeval.toml"),
]

_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "output": str,
    "scheme": str,
    "year": int,
    "jobs": int,
    "engine": str,
    "scheduler": str,
    "timeout": (int, float),
    "format": str,
    "quiet": bool,
    "report_template": str,
    "deadline": (str, date),
    "draft": bool,
    "pdf": bool,
    "roster": str,
    "review": str,
    "password": str,
    "sample": int,
    "seed": int,
    "force": bool,
}
_CHOICES = {"engine": ("auto", "serial", "processes", "dask"), "format": ("text", "json")}
_AT_LEAST = {"sample": 0, "jobs": 1, "timeout": 0.1, "year": 1900}


def merged(config: Path | None, given: Mapping[str, object]) -> dict[str, Any]:
    """The options given on the command line over those of the configuration file.

    Raises:
        SettingsError: the file cannot be read, has an unknown key, or a value that cannot be.
    """
    options = {} if config is None else _read(config)
    options |= {name: value for name, value in given.items() if value is not None}
    for name, value in options.items():
        _check(name, value)
    return options


def settings(inbox: Path, output: Path, options: Mapping[str, Any]) -> Settings:
    """The run's settings from its options."""
    known = {each.name for each in fields(Settings)}
    chosen = {
        name: _MEANINGS.get(name, _as_it_is)(value)
        for name, value in options.items()
        if name in known and name not in ("inbox", "output")
    }
    return Settings(inbox, output, **chosen)


def _as_it_is(value: Any) -> Any:  # noqa: ANN401  # an option's value, checked before
    return value


def day(value: str | date) -> date:
    """A date as people write it on a command line: 2024-3-5, 2024/3/5, 2024年3月5日.

    Raises:
        SettingsError: it is no date.
    """
    if isinstance(value, date):
        return value
    found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", value.strip())
    try:
        return date(*map(int, found.groups())) if found else date.fromisoformat(value)
    except ValueError:
        raise SettingsError(f"“{value}”不是日期，请写成2024-3-5的样子。") from None


_MEANINGS: Mapping[str, Callable[[Any], Any]] = {
    "report_template": Path,
    "roster": Path,
    "review": Path,
    "deadline": day,
}


def _read(path: Path) -> dict[str, Any]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as problem:
        raise SettingsError(f"设置文件“{path}”打不开：{files.reason(problem)}。") from problem
    except UnicodeDecodeError as problem:
        raise SettingsError(f"设置文件“{path}”须是UTF-8编码的文本。") from problem
    except tomllib.TOMLDecodeError as problem:
        where = re.search(r"line (\d+)", str(problem))
        line = f"第{where[1]}行" if where else "末尾"
        raise SettingsError(
            f"设置文件“{path}”{line}写法不对。"
            '应写成：选项名 = 值，文字加英文引号，如 output = "结果"。',
        ) from problem
    for key in data:
        if key.replace("-", "_") not in _TYPES:
            near = difflib.get_close_matches(key, _TYPES, 1)
            hint = f"是不是“{near[0]}”？" if near else f"可用的有：{'、'.join(_TYPES)}。"
            raise SettingsError(f"设置文件“{path}”里有不认识的“{key}”。{hint}")
    return {key.replace("-", "_"): value for key, value in data.items()}


def _check(name: str, value: object) -> None:
    kind = _TYPES.get(name)
    wrong_type = kind is not None and (
        not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool)
    )
    choices = _CHOICES.get(name)
    if wrong_type or (choices and value not in choices):
        allowed = f"，可用的有：{'、'.join(choices)}" if choices else ""
        raise SettingsError(f"“{name}”的值“{value}”不能用{allowed}。")
    least = _AT_LEAST.get(name)
    if least is not None and isinstance(value, int | float) and value < least:
        raise SettingsError(f"“{name}”的值“{value}”太小，至少为{least}。")
