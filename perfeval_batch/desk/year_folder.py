"""The folder of a year: roster, inbox, results and settings, each by its usual name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from perfeval_batch import files, settings
from perfeval_batch.errors import OutputError
from perfeval_batch.settings import Settings

INBOX = "收件"
OUTPUT = "结果"
PREFILLED = "发放"
ROSTER = "项目名册.xlsx"
REVIEW = "复核表.xlsx"
LAYOUTS = "版式对照.xlsx"
BLANK = "项目支出绩效自评表（空白）.xlsx"
_HEAD = "# 本文件由工作台的“设置”写成，也可以用记事本修改；选项与perfeval run的相同。\n"


@dataclass(frozen=True, slots=True)
class YearFolder:
    """Where the year's work lies.

    Attributes:
        folder: holds all of it.
        inbox: the filled workbooks; usually `收件` in it.
    """

    folder: Path
    inbox: Path

    @classmethod
    def at(cls, folder: Path) -> YearFolder:
        """The folder with its usual inbox."""
        return cls(folder, folder / INBOX)

    @property
    def file(self) -> Path:
        """The settings of the year."""
        return self.folder / settings.FILE

    def chosen(self) -> dict[str, Any]:
        """What the settings file says.

        Raises:
            SettingsError: it cannot be read.
        """
        return settings.read(self.file) if self.file.is_file() else {}

    def settings(self, **given: Any) -> Settings:  # noqa: ANN401  # settings of any type
        """The settings of a run, with those given in the place of the file's.

        Raises:
            SettingsError: the settings file cannot be read.
        """
        usual = {"output": self.folder / OUTPUT}
        config = self.file if self.file.is_file() else None
        return Settings(self.inbox, config=config, **(usual | self.chosen() | given))

    @property
    def output(self) -> Path:
        """The folder of results."""
        return self.settings().output

    def keep(self, changes: Mapping[str, object]) -> None:
        """Write changed settings into the file; None takes a setting out.

        Raises:
            SettingsError: the file as it is cannot be read, or a setting cannot have that value.
            OutputError: it cannot be written.
        """
        kept = {name: _portable(value, self.folder) for name, value in self.chosen().items()}
        kept |= {name: _portable(value, self.folder) for name, value in changes.items()}
        lines = [f"{name} = {_toml(value)}\n" for name, value in kept.items() if value is not None]
        settings.meanings(changes)
        files.save_asked(self.file, "".join((_HEAD, *lines)).encode())


def refuse_existing(path: Path) -> None:
    """Refuse to make a file anew that may be filled in already.

    Raises:
        OutputError: it is there.
    """
    if path.exists():
        raise OutputError(
            f"“{path.name}”已经有了，没有覆盖。要重做，请先把它改名或移走（填好的请先选用）。"
        )


def _portable(value: object, folder: Path) -> object:
    """A path below the year's folder is kept as seen from there: the folder may move."""
    if not isinstance(value, Path):
        return value
    return value.relative_to(folder).as_posix() if value.is_relative_to(folder) else str(value)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)
