"""Choosing a folder or a file by clicking: usual places, recent folders, new folders."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from perfeval_batch import files, settings
from perfeval_batch.desk import folder_listing, recent_folders, sending_page
from perfeval_batch.desk.office_desk import Desk
from perfeval_batch.desk.rendering import go, page
from perfeval_batch.desk.year_folder import YearFolder
from perfeval_batch.errors import OutputError, SettingsError


@dataclass(frozen=True, slots=True)
class Purpose:
    """What is chosen, and for what.

    Attributes:
        title: of the page.
        hint: what a good choice is.
        button: what choosing is called.
        back: the page that asked.
        suffixes: of the files to choose from; empty: a folder is chosen.
    """

    title: str
    hint: str
    button: str
    back: str
    suffixes: tuple[str, ...] = ()


TABLES = (".xlsx", ".xls", ".ods", ".et")
PURPOSES = {
    "year": Purpose(
        "选择年度文件夹",
        "这个文件夹放一年的全部材料：名册、收件、结果。第一次使用请新建一个，如“2023年绩效评价”。",
        "就用这个文件夹",
        "/",
    ),
    "inbox": Purpose(
        "选择收件夹",
        "放着各部门交回的自评表的文件夹，可以按部门分子文件夹。程序只读取，不改动里面的文件。",
        "从这个文件夹收件",
        "/inbox",
    ),
    "output": Purpose(
        "选择结果文件夹",
        "报告、退回件和汇总表放在这里。请不要选收件夹或收件夹里的文件夹。",
        "结果放在这里",
        "/settings",
    ),
    "roster": Purpose(
        "选择项目名册",
        "填好的项目名册（Excel工作簿）。",
        "用这份名册",
        "/send",
        TABLES,
    ),
    "export": Purpose(
        "选择一体化系统导出的清单",
        "从预算管理一体化系统导出的项目清单（Excel工作簿）。金额单位看表头；表头没有写的，先点“按元”或“按万元”。",
        "由它生成名册",
        "/send",
        TABLES,
    ),
    "review": Purpose(
        "选择填好的复核表",
        "复核人填好交回的复核表（Excel工作簿）。",
        "读入这份复核表",
        "/review",
        TABLES,
    ),
    "layouts": Purpose(
        "选择以前的版式对照",
        "以前年度答好的版式对照（Excel工作簿）。",
        "用这份版式对照",
        "/layouts",
        TABLES,
    ),
    "replies": Purpose(
        "选择核实单回复的文件夹",
        "各部门填好交回的疑点核实单放在一个文件夹里，程序逐份读入。",
        "从这个文件夹读入",
        "/return",
    ),
    "report_template": Purpose(
        "选择报告模板",
        "自己的Word报告模板（.docx）。",
        "用这份模板",
        "/settings",
        (".docx",),
    ),
}

EXPORTS = {"export": "", "export_yuan": "元", "export_wan": "万元"}
"""What is chosen as an export → the unit of its amounts, where the officer says one."""
PURPOSES |= dict.fromkeys(EXPORTS, PURPOSES["export"])


def show(desk: Desk, request: Request) -> Response:
    """List a folder."""
    what = request.query_params.get("what", "year")
    purpose = _purpose(what)
    asked = request.query_params.get("at", "")
    begin = desk.year.folder if desk.has_year else Path.home()
    listing = folder_listing.listed(Path(asked) if asked else begin, purpose.suffixes)
    return page(
        desk,
        "choose",
        what=what,
        purpose=purpose,
        listing=listing,
        exports=EXPORTS if what in EXPORTS else {},
        places=list(folder_listing.places()),
        recent=recent_folders.read(desk.home),
    )


def choose(desk: Desk, form: dict[str, str]) -> Response:
    """Take what was chosen."""
    what = form.get("what", "")
    purpose = _purpose(what)
    path = Path(form.get("path", ""))
    folder_listing.checked(path.parent if purpose.suffixes else path)
    if purpose.suffixes and not (path.is_file() and path.suffix.lower() in purpose.suffixes):
        raise SettingsError(f"“{path.name}”不是可以选用的文件。")
    if what == "year":
        known = {each.folder: each for each in recent_folders.read(desk.home)}
        year = known.get(path, YearFolder.at(path))
        _make_inbox(year)
        desk.choose(year)
    elif what in EXPORTS:
        sending_page.take_export(desk, path, EXPORTS[what])
    elif what == "inbox":
        desk.choose(YearFolder(desk.year.folder, path))
    else:
        desk.year.keep({what: path})
        desk.say(f"已选用“{path.name}”。")
    return go(purpose.back)


def make_folder(desk: Desk, form: dict[str, str]) -> Response:
    """Make a folder in the one shown, and go into it."""
    what, name = form.get("what", ""), form.get("name", "").strip()
    _purpose(what)
    parent = folder_listing.checked(Path(form.get("at", "")))
    if not name or files.safe_name(name) != name:
        raise SettingsError(
            f'“{name}”不能作文件夹的名称。名称不能空着，不能有\\ / : * ? " < > |这些符号。',
        )
    try:
        (parent / name).mkdir()
    except OSError as problem:
        raise OutputError(f"没有建成文件夹“{name}”：{files.reason(problem)}。") from problem
    return (
        choose(desk, {"what": what, "path": str(parent / name)})
        if what == "year"
        else _shown(desk, what, parent / name)
    )


def _shown(desk: Desk, what: str, folder: Path) -> Response:
    desk.say(f"已新建“{folder.name}”。")
    return choose(desk, {"what": what, "path": str(folder)})


def _purpose(what: str) -> Purpose:
    """What is to be chosen; an option without a page of its own is chosen from the settings."""
    if what in PURPOSES:
        return PURPOSES[what]
    option, kind = settings.OPTIONS.get(what, (None, str))
    if option is None or kind is not Path:
        raise SettingsError("没有这一项可选。请从左边的步骤进入。")
    suffixes = () if option.metavar == "文件夹" else (*TABLES, ".json", ".docx")
    return Purpose(f"选择{option.help}", f"{option.help}。", "选用", "/settings", suffixes)


def _make_inbox(year: YearFolder) -> None:
    """A new folder gets its inbox, so that a person sees where the workbooks go."""
    try:
        year.inbox.mkdir(exist_ok=True)
    except OSError as problem:
        raise OutputError(
            f"“{year.folder}”不能写入：{files.reason(problem)}。请另选一个文件夹。"
        ) from problem
