"""Opens a report, a returned workbook or a folder below the chosen folders; or hands it out."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from perfeval_batch.desk import opened_files
from perfeval_batch.desk.office_desk import Desk
from perfeval_batch.desk.rendering import go
from perfeval_batch.errors import SettingsError

_PAGE = {
    "content-security-policy": "sandbox allow-scripts; default-src 'none'; "
    "style-src 'unsafe-inline'; img-src data:; script-src 'unsafe-inline' blob:",
}
"""A page of OUTPUT shown here: it may draw its charts and tables, and has no way to the desk."""


def open_outside(desk: Desk, form: dict[str, str]) -> Response:
    """Open it in its own program; where there is none, hand it out."""
    root, name = form.get("root", ""), form.get("name", "")
    path = opened_files.find(desk.roots(), root, name)
    if not opened_files.openable(path):
        path = path.parent
    if desk.opener(path):
        desk.say(f"已打开“{path.name}”。")
        return go(_back(form.get("back", "/")))
    if path.is_dir():
        raise SettingsError(f"文件夹在：{path}")
    return go(f"/file?{urlencode({'root': root, 'name': name})}")


def hand_out(desk: Desk, request: Request) -> Response:
    """Hand a file to the browser, which keeps it like any download."""
    get = request.query_params.get
    path = opened_files.find(desk.roots(), get("root", ""), get("name", ""))
    if not path.is_file() or not opened_files.openable(path):
        raise SettingsError("这不是可以打开的文件。")
    if path.suffix.lower() == ".html":
        return FileResponse(path, media_type="text/html", headers=_PAGE)
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(path.name)}"}
    return FileResponse(path, headers=headers)


def _back(address: str) -> str:
    """A page of ours."""
    ours = address.startswith("/") and not address.startswith("//") and "\\" not in address
    return address if ours and address.isprintable() else "/"
