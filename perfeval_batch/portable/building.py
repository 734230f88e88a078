"""Builds the portable folder: interpreter, packages, start files, pages to read."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from perfeval_batch import files
from perfeval_batch.errors import OutputError
from perfeval_batch.portable import interpreter, windows_packages

_TEXTS = "folder"
"""What stands at the top of the folder, kept in the package."""


@dataclass(frozen=True, slots=True)
class Built:
    """What was built.

    Attributes:
        python: the interpreter's version.
        size: of all files, in bytes.
        count: of files.
    """

    python: str
    size: int
    count: int


def build(folder: Path, python: Path | None = None, *, force: bool = False) -> Built:
    """Build the folder; it works wherever it is copied to.

    Raises:
        SettingsError: interpreter or packages cannot be had.
        OutputError: something stands at `folder` already, or it cannot be written.
    """
    if not force and folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OutputError(f"“{folder}”已存在。请另选一个文件夹，或加--force重做。")
    draft = folder.with_name(f"{folder.name}.draft")
    try:
        _clear(draft)
        draft.mkdir(parents=True)
        version = interpreter.lay(draft / "python", python)
        windows_packages.lay(draft / "program")
        lay_texts(draft)
        _clear(folder)
        draft.rename(folder)
    except OSError as problem:
        raise OutputError(f"“{folder}”没有做成：{files.reason(problem)}。") from problem
    finally:
        _clear(draft)
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return Built(version, sum(sizes), len(sizes))


def _clear(folder: Path) -> None:
    if folder.is_dir():
        shutil.rmtree(folder)


def lay_texts(folder: Path) -> None:
    """Start files (cmd wants CRLF, and reads them in the console's code page: ASCII only)."""
    for each in (resources.files(__package__) / _TEXTS).iterdir():
        data = each.read_bytes()
        if each.name.endswith((".cmd", ".txt")):
            data = data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        target = folder / "program" if each.name == "perfeval.cmd" else folder
        (target / each.name).write_bytes(data)
