"""OUTPUT's private folder: made and held for one run at a time; what is damaged is set aside.

The truth is OUTPUT's documents. Whatever stands in the place of the journal, the lock, the log or
the staging folder is moved out of the way with a sentence, and the run goes on.
"""

from __future__ import annotations

import logging
import os
import socket
import stat
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from perfeval_batch import files
from perfeval_batch.errors import OutputError

PRIVATE = ".perfeval"
"""Folder of OUTPUT for staging, journal and lock."""
ASIDE = "已损坏"
"""Folder in it for what was damaged."""

LOG = logging.getLogger("perfeval_batch")
"""Warnings are shown to whoever runs the program, and noted in OUTPUT's log."""


def prepare(output: Path) -> Path:
    """Make OUTPUT and its staging folder; return the latter.

    Raises:
        OutputError: it cannot be written to.
    """
    private = output / PRIVATE
    staging = private / "staging"
    try:
        output.mkdir(parents=True, exist_ok=True)
        if not _is_folder(private):
            set_aside(private, output)
        private.mkdir(exist_ok=True)
        _hide(private)
        if not _is_folder(staging):
            set_aside(staging, private)
        staging.mkdir(exist_ok=True)
        probe = staging / f"probe-{os.getpid()}"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as problem:
        raise OutputError(
            f"输出文件夹“{output}”不能写入：{files.reason(problem)}。"
            "请换一个文件夹（-o），或检查权限和磁盘空间。",
        ) from problem
    return staging


def _is_folder(path: Path) -> bool:
    """A folder of its own, no link to one; also when nothing stands there."""
    try:
        about = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    return stat.S_ISDIR(about.st_mode) and not files.is_link(about)


def is_file(path: Path) -> bool:
    """A file of its own, no link to one; also when nothing stands there."""
    try:
        about = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    return stat.S_ISREG(about.st_mode) and not files.is_link(about)


def set_aside(path: Path, folder: Path) -> None:
    """Move what is damaged, or is something else than it should be, into a folder for such things.

    Args:
        path: what is damaged.
        folder: where the folder for such things is made.

    Raises:
        OSError: it cannot be moved.
    """
    files.move_aside(path, folder / ASIDE / path.name)
    LOG.warning("“%s”已损坏或被占，已移到“%s”，不影响本次结果。", path.name, folder / ASIDE)


def clear_way(output: Path, paths: Iterable[str]) -> None:
    """Set aside what stands where a result or its folder is to stand and is something else.

    Args:
        output: OUTPUT.
        paths: of results below it, with `/`; what cannot be moved is left to whoever writes there.
    """
    folders: set[Path] = set()
    for path in paths:
        final = output / path
        for folder in [each for each in final.parents if output in each.parents][::-1]:
            if folder not in folders:
                folders.add(folder)
                _set_aside_unless(folder, output, fits=_is_folder(folder))
        _set_aside_unless(final, output, fits=is_file(final))


def _set_aside_unless(path: Path, output: Path, *, fits: bool) -> None:
    if not fits:
        with suppress(OSError):
            set_aside(path, output / PRIVATE)


def _hide(folder: Path) -> None:
    """Explorer hides what begins with a dot only when it is told to."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.kernel32.SetFileAttributesW(str(folder), stat.FILE_ATTRIBUTE_HIDDEN)


@contextmanager
def held(output: Path) -> Iterator[None]:
    """Hold OUTPUT for one run at a time; the system frees it when the process ends, however.

    Raises:
        OutputError: another run holds it, and who that is, or it cannot be held.
    """
    from filelock import FileLock, Timeout

    private = output / PRIVATE
    note, lock = private / "running.txt", FileLock(private / "lock")
    try:
        for path in (private / "lock", note):
            if not is_file(path):
                set_aside(path, private)
        lock.acquire(timeout=0)
    except Timeout:
        raise OutputError(
            f"输出文件夹“{output}”正被另一次运行使用（{_who(note)}）。请等它结束，或另选一个文件夹（-o）。",
        ) from None
    except (OSError, NotImplementedError) as problem:
        why = files.reason(problem) if isinstance(problem, OSError) else "这里不支持文件锁"
        raise OutputError(
            f"输出文件夹“{output}”不能独占使用：{why}。请换一个本机的文件夹（-o）。",
        ) from problem
    try:
        started = time.strftime("%Y-%m-%d %H:%M")
        who = f"计算机{socket.gethostname()}，进程{os.getpid()}，{started}开始"
        with suppress(OSError):  # it only tells a second run who is here
            note.write_text(who, encoding="utf-8")
        yield
        with suppress(OSError):
            note.unlink(missing_ok=True)
    finally:
        lock.release()


def _who(note: Path) -> str:
    try:
        return files.read(note, 1000).decode()
    except (OSError, UnicodeDecodeError):
        return "详情不明"
