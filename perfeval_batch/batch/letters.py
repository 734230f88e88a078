"""The letters to departments: 退回通知, 催报 and 部门总结, written into the staging folder."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from perfeval_batch import files, pipeline, publish, replies, review, wording
from perfeval_batch.errors import WriteFailedError
from perfeval_batch.files import Claim
from perfeval_batch.findings import Finding, Place
from perfeval_batch.letters import doubts_letter, reminder, return_notice
from perfeval_batch.model import Batch, Due, Outcome, Staged, Status
from perfeval_batch.replies import Doubt
from perfeval_batch.rules import pe9
from perfeval_batch.values import replace

NOTICE = "退回通知"
DOUBTS_LETTER = "核实函"
_SUFFIX = ".docx"
_AGAIN = "请腾出磁盘空间或检查权限，再运行一次。"


@dataclass(frozen=True, slots=True)
class Letter:
    """A finished letter and the name it would like."""

    claim: Claim
    kind: str
    data: bytes


def stage(
    batch: Batch,
    deadline: date | None,
    folder: publish.Folder,
) -> tuple[Mapping[str, Staged], tuple[Finding, ...]]:
    """Write all letters into the staging folder.

    Args:
        batch: before it is published: no letter names a report's path.
        deadline: by when returned workbooks are wanted again.
        folder: where results go.

    Returns:
        the letters by the path below OUTPUT that they are wanted at, and PE905 for each that
        could not be written.
    """
    found: dict[str, Staged] = {}
    failed: list[Finding] = []
    for path, letter in build(batch, deadline).items():
        name = f"{files.short_hash(f'{letter.kind}|{path}', 24)}{letter.claim.suffix}"
        try:
            files.write_staged(folder.staging / name, letter.data)
        except WriteFailedError as problem:
            told = f"没有写成：{problem}。"
            failed.append(pe9.WRITE_FAILED.at(Place(path), told, _AGAIN))
        else:
            found[path] = Staged(letter.kind, name, hashlib.sha256(letter.data).hexdigest())
    return found, tuple(failed)


def build(batch: Batch, deadline: date | None) -> dict[str, Letter]:
    """All letters by the path below OUTPUT that they are wanted at; no two share a file."""
    found = (
        *_notices(batch, deadline),
        *_reminders(batch, deadline),
        *_summaries(batch),
        *_doubts(batch, deadline),
        *_review_problems(batch),
    )
    names = files.names([letter.claim for letter in found])
    return {names[letter.claim.source]: letter for letter in found}


def _notices(batch: Batch, deadline: date | None) -> Iterator[Letter]:
    """One for each department folder with returned workbooks (contract §2).

    Departments whose names make the same folder share it, and so the notice.
    """
    returned: defaultdict[str, list[Outcome]] = defaultdict(list)
    departments = publish.departments(batch.outcomes)
    for outcome in batch.outcomes:
        unread = outcome.source in departments.homes and _unreadable(outcome)
        if unread or (outcome.status is Status.RETURNED and not outcome.held_back):
            own = replace(outcome, findings=outcome.own_findings)
            returned[departments.folder(outcome)].append(own)
    for name, outcomes in sorted(returned.items()):
        addressed = "、".join(sorted({departments.of(outcome) for outcome in outcomes}))
        yield Letter(
            Claim(f"{NOTICE}|{name}", f"{publish.RETURNED}/{name}", NOTICE, _SUFFIX),
            "notice",
            return_notice.write(addressed, outcomes, deadline),
        )


def _unreadable(outcome: Outcome) -> bool:
    """The workbook itself cannot be read; no fault of the machine."""
    return any(each.code.startswith("PE0") for each in outcome.findings)


def _reminders(batch: Batch, deadline: date | None) -> Iterator[Letter]:
    """One for each department of the roster with projects that nobody handed in."""
    by_department: defaultdict[str, list[Due]] = defaultdict(list)
    for due in batch.roster or ():
        by_department[due.identity.department or wording.NO_DEPARTMENT].append(due)
    for name, projects in sorted(by_department.items()):
        if any(due.source is None for due in projects):
            yield Letter(
                Claim(f"{publish.REMINDERS}|{name}", publish.REMINDERS, name, _SUFFIX),
                "reminder",
                reminder.write(name, projects, batch.year, deadline),
            )


def _summaries(batch: Batch) -> Iterator[Letter]:
    """One for each department with a project whose report was issued."""
    from perfeval_batch.letters import department_summary
    from perfeval_batch.summary import figures

    account = figures.gather(batch)
    for group in account.departments:
        if len(group.issued):
            source = f"{publish.DEPARTMENTS}|{group.name}"
            yield Letter(
                Claim(source, publish.DEPARTMENTS, group.name, _SUFFIX),
                "summary",
                department_summary.write(account, group),
            )


def _doubts(batch: Batch, deadline: date | None) -> Iterator[Letter]:
    """疑点核实单 and its letter for each department folder whose projects have doubts."""
    folders: defaultdict[str, list[Doubt]] = defaultdict(list)
    asked = replies.by_department(batch.outcomes, pipeline.CONFIRMABLE)
    for department, own in asked.items():
        folders[files.safe_name(department)] += own
    for name, doubts in sorted(folders.items()):
        folder = f"{publish.DOUBTS}/{name}"
        claim = Claim(f"{folder}|{replies.NAME}", folder, replies.NAME, ".xlsx")
        yield Letter(claim, "doubts", replies.write(doubts, deadline))
        addressed = "、".join(sorted({each.department for each in doubts}))
        by_source: defaultdict[str, list[Finding]] = defaultdict(list)
        for each in doubts:
            by_source[each.source].append(each.finding)
        projects = [
            replace(outcome, findings=tuple(by_source[outcome.source]))
            for outcome in batch.outcomes
            if outcome.source in by_source
        ]
        yield Letter(
            Claim(f"{folder}|{DOUBTS_LETTER}", folder, DOUBTS_LETTER, _SUFFIX),
            "doubts-letter",
            doubts_letter.write(addressed, projects, batch.year, deadline),
        )


def _review_problems(batch: Batch) -> Iterator[Letter]:
    """What the reviewers have to mend, where there is something."""
    problems = [*review.of_bureau(batch.outcomes)]
    problems += [
        review.Problem(each) for each in batch.findings if each.code.startswith(_OF_REVIEW)
    ]
    if problems:
        name = f"{publish.REVIEW}问题清单"
        claim = Claim(f"{publish.REVIEW}|{name}", publish.REVIEW, name, ".xlsx")
        yield Letter(claim, "review-problems", review.write_problems(problems))


_OF_REVIEW = "PE7"
