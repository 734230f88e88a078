"""The folders of earlier days, kept in a small file of the program's own folder."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from pathlib import Path

from perfeval_batch import files
from perfeval_batch.desk.year_folder import YearFolder

FILE = "工作台.json"
_MOST = 8


def home() -> Path:
    """Where the desk keeps what is its own: in the portable folder, else in the user's."""
    top = Path(sys.executable).resolve().parents[1]
    portable = (top / "program" / "perfeval_batch").is_dir()
    return top / "设置" if portable else Path.home() / ".perfeval"


def read(folder: Path) -> tuple[YearFolder, ...]:
    """The folders, the last one first; those that are gone are left out."""
    try:
        kept = json.loads((folder / FILE).read_text("utf-8"))
        found = [YearFolder(Path(each["folder"]), Path(each["inbox"])) for each in kept]
    except (OSError, ValueError, TypeError, KeyError):
        return ()
    return tuple(each for each in found if each.folder.is_dir())[:_MOST]


def remember(folder: Path, year: YearFolder) -> None:
    """Put a folder in front. A program folder that cannot be written to remembers nothing."""
    others = [each for each in read(folder) if each.folder != year.folder]
    kept = [
        {"folder": str(each.folder), "inbox": str(each.inbox)} for each in (year, *others)[:_MOST]
    ]
    with suppress(OSError, UnicodeError):
        files.save(folder / FILE, json.dumps(kept, ensure_ascii=False, indent=1).encode())
