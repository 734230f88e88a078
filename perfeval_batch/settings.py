"""The options of a run: each is declared once, as a field of Settings, with its help and type.

The command line, the settings file perfeval.toml and the help are made from these fields. A new
option is one new field here.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, get_args, get_type_hints

from perfeval_batch import files
from perfeval_batch.errors import SettingsError

FILE = "perfeval.toml"
"""The settings file that is found without being named: beside INBOX or in the working folder."""
LARGEST = 64 * 1024
"""Bytes of a settings file; more is none."""
TEMPLATE_BYTES = 100 * 1024**2
"""Bytes of the largest Word template."""


@dataclass(frozen=True, slots=True)
class Option:
    """How a person is asked for a setting.

    Attributes:
        help: what it is for, in Chinese.
        metavar: what the value is; empty for a switch, and where there are choices.
        letter: the short form on the command line, `-o`.
        choices: the values that it may have; empty: any.
        least: the smallest number.
        most: the largest number.
    """

    help: str
    metavar: str = ""
    letter: str = ""
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """What `perfeval run` was asked to do (contract §1).

    Attributes:
        inbox: the folder of filled workbooks; never written to.
        config: the settings file that was used; None: there was none.
        patience: seconds to wait before workbooks that are being written are tried again.
    """

    inbox: Path = Path()
    output: Annotated[Path, Option("结果放在哪里，默认output", "文件夹", "-o")] = Path("output")
    scheme: Annotated[str | None, Option("评价方案，默认随工作簿", "名称|文件")] = None
    report_template: Annotated[Path | None, Option("自己的Word报告模板", "文件")] = None
    year: Annotated[int | None, Option("评价年度，默认取多数", "年份", least=1900, most=2999)] = (
        None
    )
    roster: Annotated[Path | None, Option("项目名册，核对应报未报", "文件")] = None
    review: Annotated[Path | None, Option("填好的复核表", "文件")] = None
    replies: Annotated[Path | None, Option("单位报回的疑点核实单", "文件夹")] = None
    layouts: Annotated[Path | None, Option("填好的版式对照", "文件")] = None
    last: Annotated[Path | None, Option("上年运行结果.json", "文件")] = None
    deadline: Annotated[date | None, Option("退回件的重报期限", "日期")] = None
    sample: Annotated[int | None, Option("抽查的项目数", "个数", least=0, most=1_000_000)] = None
    seed: Annotated[int, Option("抽查的随机种子，默认0", "数字", least=-(2**53), most=2**53)] = 0
    jobs: Annotated[int | None, Option("进程数，默认同核数", "个数", least=1, most=256)] = None
    engine: Annotated[
        str, Option("运行方式，默认auto", choices=("auto", "serial", "processes", "dask"))
    ] = "auto"
    scheduler: Annotated[str | None, Option("Dask调度程序的地址", "地址")] = None
    timeout: Annotated[
        float, Option("每个工作簿限时，默认30", "秒", least=0.1, most=7 * 24 * 3600)
    ] = 30.0
    max_size: Annotated[int, Option("大小上限，默认100", "MB", least=1, most=2000)] = 100
    password: Annotated[str | None, Option("加密工作簿的打开密码", "密码")] = None
    bureau: Annotated[str | None, Option("发文机关，印在函件上", "名称")] = None
    signature: Annotated[str | None, Option("函件落款，默认同发文机关", "名称")] = None
    document_number: Annotated[str | None, Option("函件的发文字号", "文号")] = None
    letter_date: Annotated[date | None, Option("函件的成文日期", "日期")] = None
    contact: Annotated[str | None, Option("函件的联系人和电话", "文字")] = None
    letter_templates: Annotated[Path | None, Option("自己的函件模板", "文件夹")] = None
    draft: Annotated[bool, Option("有错误的也出草稿")] = False
    pdf: Annotated[bool, Option("报告另存PDF，按部门合订")] = False
    packages: Annotated[bool, Option("按主管部门打包分发")] = False
    public: Annotated[bool, Option("另出公开稿")] = False
    force: Annotated[bool, Option("全部重做，不用以前的结果")] = False
    format: Annotated[str, Option("输出形式，默认text", choices=("text", "json"))] = "text"
    quiet: Annotated[bool, Option("不显示进度")] = False
    config: Path | None = None
    patience: float = 2


def _declared() -> Iterator[tuple[str, tuple[Option, type]]]:
    """Each setting that a person can give, with its type, leaving None aside."""
    for name, hint in get_type_hints(Settings, include_extras=True).items():
        if hasattr(hint, "__metadata__"):
            kinds = get_args(hint.__origin__) or (hint.__origin__,)
            yield name, (hint.__metadata__[0], kinds[0])


OPTIONS: Mapping[str, tuple[Option, type]] = dict(_declared())
"""Name of a setting → how a person is asked for it, and its type."""


def choose(inbox: Path, given: Mapping[str, object], config: Path | None = None) -> Settings:
    """The run's settings: what was given on the command line, else what a settings file says.

    Args:
        inbox: the folder of filled workbooks.
        given: name → value as given on the command line; None counts as not given.
        config: the settings file; None: the one beside INBOX or in the working folder.

    Raises:
        SettingsError: the file cannot be read, has an unknown key, or a value that cannot be.
    """
    path = config or found(inbox)
    chosen = {} if path is None else read(path)
    return Settings(inbox, config=path, **(chosen | meanings(given)))


def meanings(given: Mapping[str, object]) -> dict[str, Any]:
    """What the options given on a command line mean; None counts as not given.

    Raises:
        SettingsError: one of them cannot have its value.
    """
    return {
        name: _meaning(name, value, f"“--{name.replace('_', '-')}”")
        for name, value in given.items()
        if value is not None
    }


def found(inbox: Path) -> Path | None:
    """The settings file beside INBOX, else in the working folder; None when there is none."""
    beside = inbox.absolute().parent / FILE
    return next((path for path in (beside, Path(FILE)) if path.is_file()), None)


def read(path: Path) -> dict[str, Any]:
    """The settings of a file; its relative paths start at the folder that holds it.

    Raises:
        SettingsError: it cannot be read, has an unknown key, or a value that cannot be.
    """
    text = _text(path)
    chosen: dict[str, Any] = {}
    for key, value in _table(text, path).items():
        name = key.replace("-", "_")
        where = f"设置文件“{path}”{_line(text, key)}"
        if name not in OPTIONS:
            near = difflib.get_close_matches(name, OPTIONS, 1)
            hint = f"是不是“{near[0]}”？" if near else f"可用的有：{'、'.join(OPTIONS)}。"
            raise SettingsError(f"{where}：不认识的“{key[:40]}”。{hint}")
        meaning = _meaning(name, value, f"{where}：“{name}”")
        chosen[name] = _from_there(path.parent, name, meaning)
    return chosen


def _from_there(folder: Path, name: str, value: Any) -> Any:  # noqa: ANN401  # a setting's value
    """A relative path that a settings file names, as seen from the folder of that file."""
    if isinstance(value, Path):
        return folder / value
    if name == "scheme" and Path(value).suffix:
        return str(folder / value)
    return value


def _text(path: Path) -> str:
    """A settings file as Notepad may have saved it: UTF-8, UTF-16 or GB18030."""
    data = files.read_named(path, LARGEST, "设置文件")
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SettingsError(f"设置文件“{path}”不是文本文件。请用记事本打开，另存为UTF-8编码。")


_BACKSLASH = r"Windows路径请用单引号，如 output = 'D:\2023\结果'。"


_MOST_PARTS = 100
"""Of a name; the parser takes a second for one of 30,000."""


def _loaded(text: str) -> dict[str, Any]:
    if any(line.partition("=")[0].count(".") > _MOST_PARTS for line in text.split("\n")):
        raise RecursionError
    return tomllib.loads(text)


def _table(text: str, path: Path) -> dict[str, Any]:
    try:
        return _loaded(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as problem:
        where = re.search(r"line (\d+)", str(problem))
        number = int(where[1]) if where else len(text.splitlines())
        lines = text.splitlines()[number - 1 : number]
        hint = _BACKSLASH if any("\\" in line for line in lines) else ""
        raise SettingsError(
            f"设置文件“{path}”第{number}行写法不对。"
            f'应写成：选项名 = 值，文字加英文引号，如 output = "结果"。{hint}',
        ) from problem
    except (ValueError, RecursionError) as problem:  # a number or a nesting beyond all measure
        longest = max(enumerate(text.splitlines(), 1), key=lambda line: len(line[1]))[0]
        raise SettingsError(
            f"设置文件“{path}”第{longest}行有过长的数字或过深的嵌套。"
            "应写成：选项名 = 值，一行一个。",
        ) from problem


def _line(text: str, key: str) -> str:
    """`第3行` of the line that sets a key; empty when it cannot be told."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().lstrip("\"'").startswith(key):
            return f"第{number}行"
    return ""


def _meaning(name: str, value: object, what: str) -> Any:  # noqa: ANN401  # a setting's value
    """What a value of a settings file or of the command line means.

    Raises:
        SettingsError: the setting cannot have it.
    """
    option, kind = OPTIONS[name]
    meaning = _READERS[kind](value)
    allowed = f"可用的有：{'、'.join(option.choices)}。" if option.choices else ""
    if meaning is None or (option.choices and meaning not in option.choices):
        hint = allowed or _HINTS[kind]
        raise SettingsError(f"{what}的值“{_shown(value)}”不能用。{hint}")
    if option.least is not None and not meaning >= option.least:
        raise SettingsError(f"{what}的值“{_shown(value)}”太小，至少为{option.least}。")
    if option.most is not None and not meaning <= option.most:
        raise SettingsError(f"{what}的值“{_shown(value)}”太大，至多为{option.most}。")
    if isinstance(meaning, str | Path) and re.search(r"[\x00-\x1f\x7f]", str(meaning)):
        raise SettingsError(f"{what}的值里有控制字符，不能用。{_BACKSLASH}")
    return meaning


def _shown(value: object) -> str:
    """A value as a sentence can quote it."""
    text = value if isinstance(value, str) else f"{value:g}" if isinstance(value, float) else ""
    if not text:
        small = isinstance(value, bool | date) or (isinstance(value, int) and abs(value) < 10**18)
        text = str(value) if small else "……"
    return "".join(char if char.isprintable() else "�" for char in text[:60])


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:  # noqa: PLR0124  # nan
        return None
    return float(value) if abs(value) < 10**15 else None


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _words(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _path(value: object) -> Path | None:
    return value if isinstance(value, Path) else Path(value) if isinstance(value, str) else None


def day(value: object) -> date | None:
    """A date as people write it: 2024-3-5, 2024/3/5, 2024.3.5, 2024年3月5日; None: it is none."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    parts = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", str(value).strip())
    try:
        return date(*map(int, parts.groups())) if parts else None
    except ValueError:
        return None


_READERS: Mapping[type, Callable[[object], Any]] = {
    int: _whole,
    float: _number,
    bool: _flag,
    str: _words,
    Path: _path,
    date: day,
}
_HINTS: Mapping[type, str] = {
    int: "应是一个整数，不加引号。",
    float: "应是一个数字，不加引号。",
    bool: "应是true或false，不加引号。",
    str: '应是文字，加英文引号，如 "文字"。',
    Path: '应是文件或文件夹的路径，加英文引号，如 "结果"。',
    date: '应是日期，写成"2024-3-5"的样子。',
}
