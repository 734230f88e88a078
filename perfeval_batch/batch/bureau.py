"""The bureau's own workbooks, the filled review sheet and the roster: a path in, its values out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from perfeval_batch import files, parsing, review, roster
from perfeval_batch import scheme as schemes
from perfeval_batch.errors import SettingsError
from perfeval_batch.model import Due, Rejected
from perfeval_batch.parsing import View
from perfeval_batch.review import Review, Reviewed
from perfeval_batch.roster import Roster
from perfeval_batch.scheme import Scheme
from perfeval_batch.settings import Settings


@dataclass(frozen=True, slots=True)
class Papers:
    """What the bureau lays beside the departments' workbooks.

    Attributes:
        review: the filled reviewers' sheet; None without one.
        near: what it says of workbooks with each path: what their workers get.
        roster: what is due; None without a roster.
    """

    review: Review | None
    near: Mapping[str, Review]
    roster: tuple[Due, ...] | None


def papers(settings: Settings) -> Papers:
    """Read what the settings name.

    Raises:
        SettingsError: one of them cannot be used.
    """
    review = None if settings.review is None else reviewed(settings.review)
    due = None if settings.roster is None else rostered(settings.roster).due()
    return Papers(review, _near(review), due)


def _near(review: Review | None) -> dict[str, Review]:
    by_source: dict[str, list[Reviewed]] = {}
    for each in review.projects if review else ():
        by_source.setdefault(each.source, []).append(each)
    return {source: Review.of_all(projects, (), ()) for source, projects in by_source.items()}


def reviewed(path: Path) -> Review:
    """Read the filled reviewers' sheet.

    Raises:
        SettingsError: it cannot be opened, or is no reviewers' sheet.
    """
    found = _sheets(path, (review.SHEET,), "复核表", "perfeval review-sheet")
    return review.read(found[review.SHEET])


def rostered(path: Path) -> Roster:
    """Read the project roster.

    Raises:
        SettingsError: it cannot be opened, is no roster, or has faults; each is named.
    """
    names = (roster.PROJECTS, roster.INDICATORS)
    found = _sheets(path, names, "项目名册", "perfeval roster")
    projects, approved = found[roster.PROJECTS], found.get(roster.INDICATORS)
    return roster.sound(roster.read(projects, approved, scheme_of))


def scheme_of(name: str) -> Scheme | None:
    """The scheme that a roster's 评价方案 means; the empty name is the default."""
    known = schemes.named(name) if name else schemes.DEFAULT
    return schemes.load(known) if known else None


def _sheets(path: Path, names: Sequence[str], what: str, command: str) -> dict[str, View]:
    """Sheets of one of the bureau's workbooks; the first of them is there.

    Raises:
        SettingsError: it is not.
    """
    found = parsing.sheets(_bytes(path, what), path.name, names)
    if isinstance(found, Rejected):
        told = "".join(f"{each.message}{each.fix}" for each in found.findings)
        raise SettingsError(f"{what}“{path}”不能读取：{told}")
    if names[0] not in found:
        raise SettingsError(f"{what}“{path}”里没有“{names[0]}”表。请使用{command}生成的表。")
    return found


def _bytes(path: Path, what: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise SettingsError(f"{what}“{path}”打不开：{files.reason(problem)}。") from problem
