"""Files below the chosen folders, and the office programs that open them; nothing else."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from perfeval_batch.errors import SettingsError

SHOWN = frozenset(
    {".docx", ".xlsx", ".xls", ".ods", ".et", ".pdf", ".html", ".txt", ".csv", ".json", ".zip"}
)
"""What may be opened: no ending that a computer would run. An .xlsm opens through its folder."""
Opener = Callable[[Path], bool]
"""Opens a file or folder in its own program; False: this computer has no way to."""
_UNSAFE = re.compile(r"[\x00-\x1f\\:]")


def find(roots: Mapping[str, Path], root: str, name: str) -> Path:
    """The file or folder `name` (with `/`) below one of the chosen folders.

    Raises:
        SettingsError: there is none, or it would lie elsewhere.
    """
    top = roots.get(root)
    parts = name.split("/") if name else []
    if top is None or _UNSAFE.search(name) or any(each in ("", ".", "..") for each in parts):
        raise SettingsError("只能打开所选文件夹里的文件。")
    path = top.joinpath(*parts)
    try:
        real = path.resolve(strict=True)
    except OSError:
        raise SettingsError(
            f"没有找到“{parts[-1] if parts else path.name}”。它可能已改名或移走；请刷新网页再试。"
        ) from None
    if not real.is_relative_to(top.resolve()):
        raise SettingsError("只能打开所选文件夹里的文件。")
    return path


def openable(path: Path) -> bool:
    """A folder, or a document of a kind that an office program shows."""
    return path.is_dir() or path.suffix.lower() in SHOWN


def open_outside(path: Path) -> bool:
    """Open it in Word, Excel, WPS or the file manager."""
    if sys.platform == "win32":
        os.startfile(path)  # noqa: S606  # a document of the chosen folders
        return True
    program = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
    screen = sys.platform == "darwin" or "DISPLAY" in os.environ or "WAYLAND_DISPLAY" in os.environ
    if program is None or not screen:
        return False
    subprocess.Popen([program, str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603  # a file of the chosen folders
    return True
