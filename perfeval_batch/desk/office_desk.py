"""What the desk holds while it runs: the year's folder, the work going on, what is to be said."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from pathlib import Path

from perfeval_batch import files
from perfeval_batch.desk import opened_files, recent_folders, results_shown
from perfeval_batch.desk.background import Background, Work
from perfeval_batch.desk.opened_files import Opener
from perfeval_batch.desk.results_shown import Results
from perfeval_batch.desk.year_folder import YearFolder
from perfeval_batch.errors import SettingsError
from perfeval_batch.parsing.official.header_patterns import Pattern

_BUG = "错误详情.txt"


class Desk:
    """One desk: all its windows share it."""

    def __init__(self, home: Path, opener: Opener = opened_files.open_outside) -> None:
        """Begin where the officer left off.

        Args:
            home: the folder of what is the desk's own.
            opener: opens a document in its own program.
        """
        self.home = home
        self.opener = opener
        self.work = Background(self.note_bug)
        self.dropped: Path | None = None
        self.greeted = False
        self.forms: tuple[Pattern, ...] = ()
        self.leave: Callable[[], None] = _stay
        self._lock = threading.Lock()
        self._said: list[str] = []
        self._results: tuple[object, Results | None] = (None, None)
        recent = recent_folders.read(home)
        self._year = recent[0] if recent else None

    @property
    def year(self) -> YearFolder:
        """The folder of the year.

        Raises:
            NoYearError: none was chosen yet.
        """
        if self._year is None or not self._year.folder.is_dir():
            raise NoYearError
        return self._year

    @property
    def has_year(self) -> bool:
        """A folder was chosen, and it is still there."""
        return self._year is not None and self._year.folder.is_dir()

    def choose(self, year: YearFolder) -> None:
        """Work with this folder from now on.

        Raises:
            SettingsError: work in the former one is going on.
        """
        if self.work.activity.busy and year != self._year:
            raise SettingsError("正在处理，不能换文件夹。请等处理完，或先点“停下”。")
        if year != self._year:
            self.forms = ()
        self._year = year
        recent_folders.remember(self.home, year)

    def begin(self, task: str, work: Work) -> None:
        """Begin a piece of work in the background.

        Raises:
            SettingsError: something else is being done.
        """
        if not self.work.start(task, work):
            raise SettingsError("正在做别的处理，请等它完成，或先点“停下”。")

    def roots(self) -> dict[str, Path]:
        """The folders that files may be opened in."""
        year = self.year
        return {"year": year.folder, "inbox": year.inbox, "output": year.output}

    def results(self) -> Results | None:
        """The last results; read anew when the file has changed."""
        output = self.year.output
        try:
            found = (output / results_shown.FILE).stat()
        except OSError:
            return None
        stamp = (output, found.st_mtime_ns, found.st_size)
        with self._lock:
            if self._results[0] != stamp:
                self._results = (stamp, results_shown.read(output))
            return self._results[1]

    def say(self, sentence: str) -> None:
        """Say it on the next page that is shown."""
        with self._lock:
            self._said.append(sentence)

    def said(self) -> list[str]:
        """What was to be said; it is said once."""
        with self._lock:
            said, self._said = self._said, []
        return said

    def note_bug(self) -> str:
        """Keep the exception at hand for those who mend the program; what an officer is told."""
        path = self.home / _BUG
        try:
            files.save(path, traceback.format_exc().encode("utf-8", "backslashreplace"))
        except OSError:
            return "程序出了错，这一步没有做成。原来的文件都没有动。请联系技术人员。"
        return (
            f"程序出了错，这一步没有做成。原来的文件都没有动。请把“{path}”交给技术人员；"
            "其他步骤可以接着用。"
        )


class NoYearError(SettingsError):
    """No folder was chosen yet: the page that asks for one comes first."""


def _stay() -> None:
    """No server yet that could end."""
