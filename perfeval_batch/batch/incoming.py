"""What of INBOX is read: the workbooks, and the Word documents that hold an official form."""

from __future__ import annotations

import fnmatch
import os
import re
from collections.abc import Sequence
from pathlib import Path

from perfeval_batch import files, parsing
from perfeval_batch.batch import workers
from perfeval_batch.errors import SettingsError
from perfeval_batch.pool import Lost
from perfeval_batch.settings import Settings

_LARGEST_DOCUMENT = 50 * 1024**2
"""Bytes of a Word document that is looked into for a form."""


def look_through(folder: Path, settings: Settings, output: Path | None = None) -> files.Inbox:
    """List what counts below a folder; a .docx counts when it holds an official form.

    One that its worker was lost on counts too: what becomes of it is said like of any workbook.

    Raises:
        SettingsError: there is no such folder, or it cannot be read.
    """
    inbox = files.inbox(folder, output)
    if not inbox.documents:
        return inbox
    sources = {path: source for source, path in inbox.documents.items()}
    found, unread = dict(inbox.workbooks), list(inbox.unread)
    with workers.local(settings) as local:
        for each in local.run(_look_into, sources):
            source = sources[each.task]
            if isinstance(each, Lost) or each.result is None:
                found[source] = each.task
            else:
                unread.append(f"{source}（{each.result}）" if each.result else source)
    return files.Inbox(dict(sorted(found.items())), tuple(sorted(unread)), inbox.closed)


def _look_into(path: Path) -> str | None:
    """Why a document is not read, empty when it is none of ours; None: it holds a form."""
    try:
        data = files.read(path, _LARGEST_DOCUMENT, follow=False)
    except OSError as problem:
        return f"打不开：{files.reason(problem)}"
    return parsing.why_not_read(data)


def named(paths: Sequence[Path], settings: Settings) -> dict[str, Path]:
    """Source → path of the workbooks and folders of them that a person named.

    Raises:
        SettingsError: a path does not exist.
    """
    found: dict[str, Path] = {}
    for path in (each for given in paths for each in _matching(given)):
        for source, file in _named(path, settings).items():
            longer = files.legible((path / source if path.is_dir() else path).as_posix())
            found[source if found.get(source, file) == file else longer] = file
    return found


def _matching(path: Path) -> Sequence[Path]:
    """What `*.xlsx` stands for: cmd hands it over as it is; a name that exists means itself."""
    if os.path.lexists(path) or not set("*?") & set(path.name):
        return (path,)
    pattern = re.compile(fnmatch.translate(path.name.replace("[", "[[]").casefold()))
    try:
        names = sorted(os.listdir(path.parent))  # noqa: PTH208  # names alone
    except OSError:
        return (path,)
    shown = [each for each in names if not each.startswith(("~$", "."))]
    return [path.parent / each for each in shown if pattern.match(each.casefold())] or (path,)


def _named(path: Path, settings: Settings) -> dict[str, Path]:
    if path.is_dir():
        return dict(look_through(path, settings).workbooks)
    if path.is_file():
        return {files.legible(path.name): path.resolve()}
    raise SettingsError(f"没有找到“{path}”。请检查路径是否写对。")
