"""The desk's server on 127.0.0.1: its port and token, the browser, a second start, the end."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import socket
import sys
import webbrowser
from collections.abc import Sequence
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

import uvicorn

from perfeval_batch import files
from perfeval_batch.desk import recent_folders, routing
from perfeval_batch.desk.office_desk import Desk
from perfeval_batch.desk.request_check import Access
from perfeval_batch.desk.year_folder import YearFolder
from perfeval_batch.errors import SettingsError

_TOKEN = 24
"""Bytes of chance in a token."""


def serve(
    given: Sequence[Path] = (),
    port: int = 0,
    *,
    browser: bool = True,
) -> None:
    """Show the desk until it is left.

    Args:
        given: a folder (becomes the inbox) or a workbook (is checked), as dropped.
        port: where to listen; 0: any that is free.
        browser: open the page.

    Raises:
        SettingsError: the port is taken, or what is given is not there.
    """
    folder = recent_folders.home()
    running = _running(folder)
    if running and not given and not port:
        _tell(f"工作台已经开着：{running}")
        if browser:
            webbrowser.open(running)
        return
    listener = listen(port)
    access = Access(
        listener.getsockname()[1], secrets.token_urlsafe(_TOKEN), secrets.token_urlsafe(_TOKEN)
    )
    desk = Desk(folder)
    take_in(desk, given)
    _run(desk, access, listener, browser=browser)


def take_in(desk: Desk, given: Sequence[Path]) -> None:
    """Begin with a folder of workbooks, or with one workbook.

    Raises:
        SettingsError: what is given is not there.
    """
    for path in given[:1]:
        absolute = Path(os.path.abspath(path))  # noqa: PTH100  # links are left as they are
        if absolute.is_dir():
            desk.choose(YearFolder(absolute.parent, absolute))
        elif absolute.is_file():
            desk.dropped = absolute
        else:
            raise SettingsError(
                f"没有找到“{path}”。文件夹名称里有&、^等符号时不能拖放，"
                "请直接双击打开工作台，在网页里选文件夹。",
            )


def _run(desk: Desk, access: Access, listener: socket.socket, *, browser: bool) -> None:
    server = _Server(desk, access)
    desk.leave = server.leave
    note = desk.home / _note_name()
    with suppress(OSError):
        files.save(note, json.dumps({"address": access.address}).encode())
        note.chmod(0o600)
    _tell(f"工作台已打开：{access.address}")
    _tell("本窗口开着，程序就在运行；关闭网页不会停止处理。退出请点网页右上角的“退出”。")
    if browser:
        webbrowser.open(access.address)
    try:
        server.run(sockets=[listener])
    finally:
        with suppress(OSError):
            note.unlink()
        desk.work.stop()
        desk.work.wait(60)


class _Server(uvicorn.Server):
    """The server; Ctrl-C asks once more while something is being done."""

    def __init__(self, desk: Desk, access: Access) -> None:
        config = uvicorn.Config(
            routing.application(desk, access),
            log_config=None,
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=1,
        )
        super().__init__(config)
        self._desk, self._asked = desk, False

    def leave(self) -> None:
        """End soon."""
        self.should_exit = True

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Ctrl-C in the console."""
        if self._desk.work.activity.busy and not self._asked:
            self._asked = True
            _tell("还在处理。再按一次Ctrl+C就停下并退出；下次打开会接着做。")
            return
        super().handle_exit(sig, frame)


def listen(port: int) -> socket.socket:
    """Listen on this computer alone.

    Raises:
        SettingsError: the port is taken.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if sys.platform == "win32":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError as problem:
        raise SettingsError(f"端口{port}已被占用。请换一个，或不写--port。") from problem
    return listener


def _note_name() -> str:
    """Of this computer: the program's folder may lie on a share."""
    return f"工作台-{files.safe_name(socket.gethostname())}.json"


def _running(home: Path) -> str:
    """The address of a desk that is open already; empty when there is none."""
    try:
        address = json.loads((home / _note_name()).read_text("utf-8"))["address"]
        if not str(address).startswith("http://127.0.0.1:"):
            return ""
        asked = urlsplit(address)
        connection = http.client.HTTPConnection("127.0.0.1", asked.port or 0, timeout=2)
        connection.request("GET", f"/?{asked.query}")
        return str(address) if connection.getresponse().status == HTTPStatus.SEE_OTHER else ""
    except (OSError, ValueError, TypeError, KeyError, http.client.HTTPException):
        return ""


def _tell(sentence: str) -> None:
    if sys.stdout is not None:
        print(sentence, flush=True)  # noqa: T201  # the console that the desk was started in
