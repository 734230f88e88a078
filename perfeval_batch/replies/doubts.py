"""The doubts that a department is asked about: warnings, and errors that can be confirmed."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from perfeval_batch.findings import Finding, Severity
from perfeval_batch.model import Identity, Outcome, Status
from perfeval_batch.values import Value

BUREAUS_OWN = ("PE9", "PE703", "PE704", "PE705", "PE707")
"""What no department is asked about: the program's affairs, and the reviewers'."""


class Doubt(Value, frozen=True):
    """A doubt about a project.

    Attributes:
        key: tells it apart, in whatever round and file the project comes.
        source: path of the project's workbook relative to INBOX, with `/`.
        project: 项目名称, or the file's name.
        department: 主管部门.
        finding: what it is.
        sheet: of the project, where its file holds several.
    """

    key: str
    source: str
    project: str
    department: str
    finding: Finding
    sheet: str | None = None


def by_department(
    outcomes: Iterable[Outcome], confirmable: Collection[str]
) -> Mapping[str, tuple[Doubt, ...]]:
    """The doubts of all projects that were read, by 主管部门.

    Args:
        outcomes: of the batch, with what only the batch as a whole shows.
        confirmable: the codes of errors that a department can confirm as true.
    """
    found: defaultdict[str, list[Doubt]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.status is Status.FAILED:
            continue
        known = keys(outcome.findings, outcome.identity, outcome.source, confirmable)
        found[outcome.department] += [
            Doubt(key, outcome.source, outcome.name, outcome.department, finding, outcome.sheet)
            for finding, key in zip(outcome.findings, known, strict=True)
            if key
        ]
    return {name: tuple(doubts) for name, doubts in sorted(found.items()) if doubts}


def keys(
    findings: Sequence[Finding],
    identity: Identity,
    source: str,
    confirmable: Collection[str],
) -> list[str]:
    """The key of each finding; empty where it is no doubt of the department's.

    A key follows from the project, the check and the words of the finding, wherever its cell has
    moved. Findings of a project that say the same words are told apart by their cells: if one of
    them is mended, the others are asked about again.
    """
    who = _project_key(identity, source)
    texts = [
        f"{who}\n{each.code}\n{each.place.sheet}\n{each.message}"
        if _is_doubt(each, source, confirmable)
        else ""
        for each in findings
    ]
    counts = Counter(texts)
    cells = [
        f"{text}\n{finding.place.cell}" if counts[text] > 1 else text
        for text, finding in zip(texts, findings, strict=True)
    ]
    return [_digest(cell) if text else "" for text, cell in zip(texts, cells, strict=True)]


def _is_doubt(finding: Finding, source: str, confirmable: Collection[str]) -> bool:
    if finding.code.startswith(BUREAUS_OWN) or finding.place.workbook != source:
        return False
    if finding.severity is Severity.ERROR:
        return finding.code in confirmable
    return finding.severity is Severity.WARNING


def _project_key(identity: Identity, source: str) -> str:
    """A project is known by its code and year, else by name, unit and year, else by its file."""
    if identity.code:
        return f"编码\n{identity.code}\n{identity.year}"
    if identity.name:
        return f"名称\n{identity.name}\n{identity.unit}\n{identity.year}"
    return f"文件\n{source}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
