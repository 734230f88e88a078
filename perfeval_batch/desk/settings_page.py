"""设置: the options that an office sets once a year, kept in perfeval.toml."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from perfeval_batch import schemes, settings
from perfeval_batch.desk.office_desk import Desk
from perfeval_batch.desk.rendering import go, page
from perfeval_batch.errors import SettingsError

HIDDEN = frozenset(
    {"force", "format", "quiet", "seed", "jobs", "engine", "scheduler", "timeout", "max_size"}
)
"""Options of the command line that an officer does not set."""
_DIGITS = 10
"""A number with more is a slip."""
TITLES = {
    "year": "评价年度",
    "scheme": "评价方案",
    "deadline": "重报期限",
    "draft": "有错误的也出草稿",
    "pdf": "报告另存PDF，按部门合订（需LibreOffice）",
    "sample": "抽查的项目数",
    "password": "工作簿的打开密码",
    "output": "结果文件夹",
    "roster": "项目名册",
    "review": "复核表",
    "report_template": "报告模板",
    "bureau": "发文机关",
    "signature": "函件落款",
    "document_number": "发文字号",
    "letter_date": "成文日期",
    "contact": "联系人和电话",
    "packages": "按主管部门打包分发",
    "letter_templates": "函件模板文件夹",
    "replies": "核实单回复",
    "layouts": "版式对照",
    "last": "上年的运行结果",
}


def fields() -> list[str]:
    """The options that are filled in on the page."""
    return [name for name, (_, kind) in _shown() if kind is not Path]


def files() -> list[str]:
    """The options that are chosen by clicking."""
    return [name for name, (_, kind) in _shown() if kind is Path]


def _shown() -> list[tuple[str, tuple[settings.Option, type]]]:
    return [each for each in settings.OPTIONS.items() if each[0] not in HIDDEN]


def show(desk: Desk, request: Request) -> Response:  # noqa: ARG001  # as every page
    """Show the settings."""
    chosen = desk.year.chosen()
    return page(
        desk,
        "settings",
        entries=[_entry(name, chosen.get(name)) for name in fields()],
        chosen=[(name, title(name), chosen.get(name)) for name in files()],
        file=desk.year.file,
    )


def title(name: str) -> str:
    """What an officer calls a setting."""
    option, _ = settings.OPTIONS[name]
    return TITLES.get(name) or option.help.partition("，")[0]


def _entry(name: str, value: Any) -> dict[str, Any]:  # noqa: ANN401  # a setting's value
    """A setting as the page shows it."""
    option, type_ = settings.OPTIONS[name]
    kind = {int: "number", bool: "switch", date: "date"}.get(type_, "text")
    choices: tuple[tuple[str, str], ...] = ()
    if name == "scheme":
        kind = "choice"
        choices = (("", "按各自评表所填"), *((each, each) for each in schemes.names()))
    known = title(name)
    hint = option.help if option.help != known else ""
    shown = value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
    return {
        "name": name,
        "title": known,
        "help": hint,
        "kind": kind,
        "value": shown,
        "choices": choices,
    }


def keep(desk: Desk, form: dict[str, str]) -> Response:
    """Keep what was filled in."""
    try:
        desk.year.keep({name: _value(name, form.get(name, "").strip()) for name in fields()})
    except SettingsError as problem:
        raise SettingsError(_as_on_the_page(str(problem))) from problem
    desk.say("设置已保存。下次出报告时使用。")
    return go("/settings")


def _as_on_the_page(sentence: str) -> str:
    """A sentence with the titles of settings in the place of the command line's options."""
    for name in fields():
        sentence = sentence.replace(f"“--{name.replace('_', '-')}”", f"“{title(name)}”")
    return sentence


def leave_out(desk: Desk, form: dict[str, str]) -> Response:
    """Use a chosen file or folder no longer; it stays where it is."""
    name = form.get("name", "")
    if name not in files():
        raise SettingsError("没有这一项设置。请从左边的步骤进入。")
    desk.year.keep({name: None})
    desk.say(f"已不再使用“{title(name)}”。文件还在原处。")
    return go("/settings")


def _value(name: str, text: str) -> object:
    """What was filled in, as the setting wants it; None: left empty."""
    _, kind = settings.OPTIONS[name]
    if kind is bool:
        return True if text else None
    if not text:
        return None
    if kind is int:
        if not (text.isascii() and text.isdigit() and len(text) < _DIGITS):
            raise SettingsError(f"“{title(name)}”应是一个整数，您填的是“{text[:30]}”。")
        return int(text)
    if kind is Path:
        return Path(text)
    return settings.day(text) or text if kind is date else text
