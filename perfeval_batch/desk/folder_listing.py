"""Drives and folders to choose from by clicking: names only, no file is opened."""

from __future__ import annotations

import os
import stat
import string
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from perfeval_batch import files
from perfeval_batch.errors import SettingsError

MOST = 2000
"""Folders, and files, shown of a folder."""
_USUAL = (("Desktop", "桌面"), ("Documents", "文档"), ("Downloads", "下载"))
_HERE = ("桌面", "文档", "下载")
"""The folders' names on a Chinese Linux."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What is in a folder.

    Attributes:
        folder: its path.
        trail: the folders that hold it, from the drive on, itself the last.
        folders: the folders in it, by name.
        matching: the files of the wanted kind in it, by name.
        cut: there are more than are listed.
    """

    folder: Path
    trail: tuple[Path, ...]
    folders: tuple[Path, ...]
    matching: tuple[Path, ...]
    cut: bool = False


def listed(folder: Path, suffixes: tuple[str, ...] = ()) -> Listing:
    """List a folder's subfolders, and its files with one of `suffixes`.

    Raises:
        SettingsError: it cannot be opened, or is no folder of this computer.
    """
    checked(folder)
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as problem:
        raise SettingsError(f"文件夹“{folder}”打不开：{files.reason(problem)}。") from problem
    shown = [entry for entry in entries if not _hidden(entry)]
    folders = [entry for entry in shown if _is_folder(entry)]
    matching = [
        entry
        for entry in shown
        if suffixes and entry.name.lower().endswith(suffixes) and entry.is_file()
    ]
    return Listing(
        folder,
        (*reversed(folder.parents), folder),
        tuple(folder / entry.name for entry in folders[:MOST]),
        tuple(folder / entry.name for entry in matching[:MOST]),
        cut=max(len(folders), len(matching)) > MOST,
    )


def checked(folder: Path) -> Path:
    r"""A path that the folder browser may show: absolute, no `..`, no `\\server\…` of elsewhere.

    Raises:
        SettingsError: it is none.
    """
    if str(folder).startswith(("\\\\", "//")):
        raise SettingsError("网络位置请先在“此电脑”中映射成盘符（如Z:），再从盘符进入。")
    if not folder.is_absolute() or ".." in folder.parts or "\0" in str(folder):
        raise SettingsError("这不是文件夹的完整路径。请从左边的常用位置开始选。")
    if not folder.is_dir():
        raise SettingsError(f"没有找到文件夹“{folder}”。它可能已改名、移走，或U盘已拔出。")
    return folder


def places() -> Iterator[tuple[str, Path]]:
    """Where a person begins: desktop, documents, downloads, drives."""
    home = Path.home()
    for names in zip(_HERE, _USUAL, strict=True):
        for name in (names[1][0], names[0]):
            if (home / name).is_dir():
                yield names[1][1], home / name
                break
    if sys.platform == "win32":
        yield from ((f"{drive} 盘", Path(f"{drive}\\")) for drive in _drives())
    else:
        yield "主文件夹", home
        yield "计算机", Path("/")


def _drives() -> Iterator[str]:
    """`C:` … of this computer; an empty card reader is left out."""
    for letter in string.ascii_uppercase:
        if os.path.exists(f"{letter}:\\"):  # noqa: PTH110  # Path.exists raises for an empty one
            yield f"{letter}:"


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _hidden(entry: os.DirEntry[str]) -> bool:
    if entry.name.startswith((".", "$", "~$")):
        return True
    try:
        attributes = getattr(entry.stat(follow_symlinks=False), "st_file_attributes", 0)
    except OSError:
        return True
    return bool(attributes & stat.FILE_ATTRIBUTE_HIDDEN)
