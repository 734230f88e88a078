"""The bureau's own workbooks, the filled review sheet and the roster: a path in, its values out."""

from __future__ import annotations

from pathlib import Path

from perfeval_batch import files, intake
from perfeval_batch.errors import SettingsError
from perfeval_batch.exchange import review
from perfeval_batch.exchange.review import Review
from perfeval_batch.intake import View
from perfeval_batch.model import Rejected


def reviewed(path: Path) -> Review:
    """Read the filled reviewers' sheet.

    Raises:
        SettingsError: it cannot be opened, or is no reviewers' sheet.
    """
    return review.read(_sheet(path, review.SHEET, "复核表", "perfeval review-sheet"))


def _sheet(path: Path, name: str, what: str, command: str) -> View:
    """A sheet of one of the bureau's workbooks.

    Raises:
        SettingsError: it is not there.
    """
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise SettingsError(f"{what}“{path}”打不开：{files.reason(problem)}。") from problem
    found = intake.sheet(data, path.name, name)
    if isinstance(found, Rejected):
        told = "".join(f"{each.message}{each.fix}" for each in found.findings)
        raise SettingsError(f"{what}“{path}”不能读取：{told}")
    if found is None:
        raise SettingsError(f"{what}“{path}”里没有“{name}”表。请使用{command}生成的表。")
    return found
