"""Outcomes with their reports in, the same with PDFs beside them out (`--pdf`)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from perfeval_batch import files
from perfeval_batch.batch import pdfs
from perfeval_batch.errors import WriteFailedError
from perfeval_batch.model import Outcome, Staged
from perfeval_batch.publish import Folder, digest_of
from perfeval_batch.values import replace


def printed(
    outcomes: Sequence[Outcome],
    folder: Folder,
) -> tuple[tuple[Outcome, ...], tuple[str, ...]]:
    """Make a PDF of every report that has none yet.

    Returns:
        the outcomes, and what a person is to be told: no LibreOffice, a report that it refused.
    """
    found = {outcome.source: _made_before(outcome, folder) for outcome in outcomes}
    wanted = [outcome for outcome in outcomes if found[outcome.source] is None and _report(outcome)]
    told: list[str] = []
    if wanted:
        program = pdfs.find()
        if program is None:
            told.append(pdfs.HOW_TO_INSTALL)
        else:
            found |= _made(wanted, folder, program, told)
    return tuple(_with(outcome, found[outcome.source]) for outcome in outcomes), tuple(told)


def _made(
    outcomes: Sequence[Outcome],
    folder: Folder,
    program: Path,
    told: list[str],
) -> dict[str, Staged | None]:
    """Convert the reports and put the PDFs into the staging folder."""
    reports = {outcome.source: _report(outcome) for outcome in outcomes}
    paths = {source: folder.find(report) for source, report in reports.items() if report}
    standing = {source: path for source, path in paths.items() if path is not None}
    made: dict[str, Staged | None] = {}
    for outcome, converted in zip(
        [each for each in outcomes if each.source in standing],
        pdfs.convert(list(standing.values()), program),
        strict=True,
    ):
        if converted.pdf is None:
            told.append(f"“{outcome.identity.name}”的报告没有转成PDF，请用Word或WPS另存为PDF。")
            continue
        name = _name(outcome)
        try:
            files.write_staged(folder.staging / name, converted.pdf)
        except WriteFailedError as problem:
            told.append(f"“{outcome.identity.name}”的PDF没有写成：{problem}。")
            continue
        made[outcome.source] = Staged("pdf", name, hashlib.sha256(converted.pdf).hexdigest())
    return made


def _report(outcome: Outcome) -> Staged | None:
    return next((each for each in outcome.documents if each.kind == "report"), None)


def _name(outcome: Outcome) -> str:
    """The PDF's name in staging: another report, another name."""
    report = _report(outcome)
    digest = report.digest if report else ""
    return f"{files.short_hash(f'{outcome.source}|pdf|{digest}', 24)}.pdf"


def _made_before(outcome: Outcome, folder: Folder) -> Staged | None:
    """The PDF that an earlier run made of the very same report."""
    name = _name(outcome)
    path = folder.journal.place(name)
    digest = digest_of(folder.output / path) if path else None
    if path is None or digest is None or digest not in folder.journal.digests(path):
        return None
    return Staged("pdf", name, digest)


def _with(outcome: Outcome, made: Staged | None) -> Outcome:
    return outcome if made is None else replace(outcome, documents=(*outcome.documents, made))
