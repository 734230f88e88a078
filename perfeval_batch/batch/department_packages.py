"""`--packages`: for each department one zip with all that is to go to it (分发/<主管部门>.zip)."""

from __future__ import annotations

import shutil
import zipfile
from collections import defaultdict
from contextlib import suppress
from pathlib import Path, PurePosixPath

from perfeval_batch import files, publish
from perfeval_batch.batch import addressees
from perfeval_batch.findings import Finding
from perfeval_batch.letters import letter_templates
from perfeval_batch.model import Batch, Status
from perfeval_batch.publish import Folder
from perfeval_batch.rules import pe9_program

PACKAGES = "分发"
_SENT = (publish.RETURNED, publish.DOUBTS, publish.LETTERS)
"""Folders of OUTPUT whose documents go to departments."""
_SAID_IN_IT = (letter_templates.NAMES["return_notice"], letter_templates.NAMES["doubts_letter"])
"""Single letters; the one of all matters, which is packed, says the same."""
_MADE = (1980, 1, 1, 0, 0, 0)
_ON_UNIX = 3
"""What zipfile writes depends on the system otherwise."""


def write(batch: Batch, folder: Folder, *, wanted: bool) -> tuple[tuple[str, ...], list[Finding]]:
    """Pack what goes to each department; packages of earlier runs that no longer hold go away.

    Args:
        batch: with its documents published.
        folder: where they stand.
        wanted: packages were asked for.

    Returns:
        the paths of the packages below OUTPUT, and what could not be written or moved.
    """
    contents = _by_department(batch) if wanted else {}
    claims = [files.Claim(name, PACKAGES, name, ".zip") for name in sorted(contents)]
    made: list[str] = []
    problems: list[Finding] = []
    for name, path in sorted(files.names(claims).items()):
        draft = folder.staging / f"{files.short_hash(path, 24)}.part"
        try:
            _pack(draft, contents[name], folder)
            files.publish_changed(draft, folder.output / path)
        except OSError as problem:
            files.remove(draft)
            problems.append(pe9_program.unwritten(path, files.reason(problem)))
        else:
            made.append(path)
    for each in sorted((folder.output / PACKAGES).glob("*.zip")):
        path = f"{PACKAGES}/{each.name}"
        if path not in made:
            with suppress(OSError):
                files.move_aside(each, folder.output / publish.VOIDED / path)
    files.discard_empty(folder.output / PACKAGES)
    return tuple(made), problems


def _by_department(batch: Batch) -> dict[str, dict[str, str]]:
    """Folder name of a department → the document's name in its package → its path below OUTPUT."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for path in filter(_goes_out, batch.letters):
        _, *between, name = PurePosixPath(path).parts
        if between and not _said_elsewhere(name):
            found[between[0]][name] = path
    departments = addressees.of_batch(batch)
    for outcome in batch.outcomes:
        for path in filter(_goes_out, outcome.files):
            name = PurePosixPath(path).name
            if outcome.status is not Status.FAILED:
                found[departments.folder(outcome)][name] = path
            elif outcome.source in departments.homes:
                found[departments.folder(outcome)][f"{publish.UNREAD}/{name}"] = path
    return dict(found)


def _said_elsewhere(name: str) -> bool:
    """A single letter, also one written beside what a person has changed."""
    return PurePosixPath(name).suffix == ".docx" and name.startswith(_SAID_IN_IT)


def _goes_out(path: str) -> bool:
    """Whether what stands at a path below OUTPUT goes to a department."""
    return path.partition("/")[0] in _SENT


def _pack(draft: Path, contents: dict[str, str], folder: Folder) -> None:
    """Write a package, document by document; the same documents give the same bytes."""
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in sorted(contents.items()):
            about = zipfile.ZipInfo(name, _MADE)
            about.create_system = _ON_UNIX
            about.compress_type = zipfile.ZIP_DEFLATED
            with (
                files.opened(folder.output / path) as document,
                archive.open(about, "w") as packed,
            ):
                shutil.copyfileobj(document, packed)
