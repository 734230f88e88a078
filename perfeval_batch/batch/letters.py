"""The letters to departments: 退回通知, 催报 and 部门总结, written into the staging folder."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from perfeval_batch import files, publish, replies, review
from perfeval_batch.batch import addressees
from perfeval_batch.errors import WriteFailedError
from perfeval_batch.files import Claim
from perfeval_batch.findings import Finding
from perfeval_batch.letters import (
    department_letter,
    doubts_letter,
    letter_templates,
    rectification_notice,
    reminder,
    result_feedback,
    return_notice,
    review_opinion,
)
from perfeval_batch.letters.letter_parts import Address
from perfeval_batch.model import Batch, Due, Outcome, Sender, Staged, Status
from perfeval_batch.replies import Answer
from perfeval_batch.rules import pe9_program
from perfeval_batch.settings import Settings

if TYPE_CHECKING:
    from perfeval_batch.summary.figures import Account

APPLICATION = "结果应用建议"
LEFT_OUT = "公开稿个人信息提示"


@dataclass(frozen=True, slots=True)
class Letter:
    """A finished letter and the name it would like."""

    claim: Claim
    kind: str
    data: bytes


def sender(settings: Settings) -> Sender:
    """Who sends the letters, as the settings say.

    Raises:
        SettingsError: an own template of a letter cannot be read.
    """
    folder = settings.letter_templates
    digest = hashlib.sha256()
    for path in () if folder is None else letter_templates.own(folder):
        digest.update(f"{path.name}\0".encode() + letter_templates.read(path))
    return Sender(
        bureau=settings.bureau or "",
        signature=settings.signature or "",
        number=settings.document_number or "",
        day=settings.letter_date,
        contact=settings.contact or "",
        folder=str(folder or ""),
        digest=digest.hexdigest() if folder else "",
    )


def stage(
    account: Account,
    deadline: date | None,
    folder: publish.Folder,
    *,
    public: bool = False,
    earlier: Mapping[str, Answer] | None = None,
) -> tuple[Mapping[str, Staged], tuple[Finding, ...]]:
    """Write all letters into the staging folder.

    Args:
        account: the batch before it is published: no letter names a report's path.
        deadline: by when returned workbooks are wanted again.
        folder: where results go.
        public: public copies too.
        earlier: what was answered before to doubts that are still open, by their keys.

    Returns:
        the letters by the path below OUTPUT that they are wanted at, and PE905 for each that
        could not be written.
    """
    found: dict[str, Staged] = {}
    failed: list[Finding] = []
    for path, letter in build(account, deadline, public=public, earlier=earlier).items():
        name = f"{files.short_hash(f'{letter.kind}|{path}', 24)}{letter.claim.suffix}"
        try:
            files.write_staged(folder.staging / name, letter.data)
        except WriteFailedError as problem:
            failed.append(pe9_program.unwritten(path, str(problem)))
        else:
            found[path] = Staged(letter.kind, name, hashlib.sha256(letter.data).hexdigest())
    return found, tuple(failed)


def build(
    account: Account,
    deadline: date | None,
    *,
    public: bool = False,
    earlier: Mapping[str, Answer] | None = None,
) -> dict[str, Letter]:
    """All letters by the path below OUTPUT that they are wanted at; no two share a file."""
    batch = account.batch
    found = (
        *_to_departments(batch, deadline, earlier or {}),
        *_reminders(batch, deadline),
        *_contacts(batch),
        *_of_departments(account, public=public),
        *_review_problems(batch),
        *_opinions(batch, deadline),
    )
    names = files.names([letter.claim for letter in found])
    return {names[letter.claim.source]: letter for letter in found}


def _to_departments(
    batch: Batch, deadline: date | None, earlier: Mapping[str, Answer]
) -> Iterator[Letter]:
    """What goes to each department folder: 退回通知, 疑点核实单 and 核实函, one letter for all."""
    for name, addressee in addressees.gather(batch).items():
        to, matters = Address(addressee.name, batch.year, deadline), addressee.matters
        if matters.returned:
            said = return_notice.context(to, matters.returned)
            yield _written(batch, "return_notice", said, f"{publish.RETURNED}/{name}", name)
        if addressee.doubts:
            folder = f"{publish.DOUBTS}/{name}"
            sheet = replies.write(addressee.doubts, deadline, earlier)
            yield _letter("doubts", sheet, folder, replies.NAME, ".xlsx")
            said = doubts_letter.context(to, matters.doubtful)
            yield _written(batch, "doubts_letter", said, folder, name)
        said = department_letter.context(to, matters)
        yield _written(batch, "department_letter", said, f"{publish.LETTERS}/{name}", name)


def _reminders(batch: Batch, deadline: date | None) -> Iterator[Letter]:
    """One for each department of the roster with projects that nobody handed in."""
    by_folder: defaultdict[str, list[Due]] = defaultdict(list)
    departments = addressees.of_batch(batch)
    for due in batch.roster or ():
        by_folder[departments.named(due.department)].append(due)
    for folder, projects in sorted(by_folder.items()):
        if any(due.source is None for due in projects):
            name = "、".join(sorted({each.department for each in projects}))
            said = reminder.context(Address(name, batch.year, deadline), projects)
            data = letter_templates.write("reminder", said, batch.sender)
            yield _letter("reminder", data, publish.REMINDERS, folder)


def _contacts(batch: Batch) -> Iterator[Letter]:
    """Whom to ring up, where the roster says it."""
    from perfeval_batch.letters import contact_list

    by_person: defaultdict[tuple[str, str, str, str], list[Due]] = defaultdict(list)
    for due in batch.roster or ():
        who = (due.department, due.identity.unit or "", due.contact, due.phone)
        by_person[who].append(due)
    if any(person or phone for _, _, person, phone in by_person):
        back = {each.source for each in batch.outcomes if each.status is not Status.REPORTED}
        contacts = [
            contact_list.Contact(
                *who,
                due=len(projects),
                missing=sum(each.source is None for each in projects),
                returned=sum(each.source in back for each in projects),
            )
            for who, projects in sorted(by_person.items())
        ]
        data = contact_list.write(contacts)
        yield _letter("contacts", data, publish.LETTERS, contact_list.NAME, ".xlsx")


def _of_departments(account: Account, *, public: bool) -> Iterator[Letter]:
    """A summary, and where asked a public copy, of each department with issued reports.

    Beside them stand the suggestions for the use of results, and what public copies left out.
    """
    from perfeval_batch.letters import application_list, department_summary, public_copy

    left_out: list[tuple[str, str, str, str]] = []
    for group in account.departments:
        if not len(group.issued):
            continue
        said = department_summary.context(account, group)
        data = letter_templates.write("department_summary", said, account.batch.sender)
        yield _letter("summary", data, publish.DEPARTMENTS, group.name)
        if public:
            found: public_copy.LeftOut = {}
            said = public_copy.context(account, group, found)
            data = letter_templates.write("public_copy", said, account.batch.sender)
            yield _letter("public", data, publish.PUBLIC, group.name)
            left_out += [(group.name, *what, "、".join(kinds)) for what, kinds in found.items()]
    if left_out:
        data = public_copy.list_left_out(left_out)
        yield _letter("left-out", data, publish.APPLICATION, LEFT_OUT, ".xlsx")
    if len(account.whole.issued):
        said = application_list.context(account)
        data = letter_templates.write("application_list", said, account.batch.sender)
        yield _letter("application", data, publish.APPLICATION, APPLICATION)


def _review_problems(batch: Batch) -> Iterator[Letter]:
    """What the reviewers have to mend, where there is something."""
    problems = [*review.of_bureau(batch.outcomes)]
    problems += [
        review.Problem(each) for each in batch.findings if each.code.startswith(_OF_REVIEW)
    ]
    if problems:
        name = f"{publish.REVIEW}问题清单"
        yield _letter(
            "review-problems", review.write_problems(problems), publish.REVIEW, name, ".xlsx"
        )


_OF_REVIEW = "PE7"


def _opinions(batch: Batch, deadline: date | None) -> Iterator[Letter]:
    """When the bureau's review was taken in: its opinion, what is to be mended, the results."""
    issued: defaultdict[str, list[Outcome]] = defaultdict(list)
    departments = addressees.of_batch(batch)
    for outcome in batch.outcomes:
        if batch.final and outcome.status is Status.REPORTED:
            issued[departments.folder(outcome)].append(outcome)
    for name, projects in sorted(issued.items()):
        of = "、".join(sorted({departments.of(each) for each in projects}))
        to, folder = Address(of, batch.year, deadline), f"{publish.LETTERS}/{name}"
        reviewed = [each for each in projects if each.figures.review_score is not None]
        lost = [each for each in projects if each.deductions]
        for kind, said in (
            ("review_opinion", reviewed and review_opinion.context(to, reviewed)),
            ("rectification_notice", lost and rectification_notice.context(to, lost)),
            ("result_feedback", result_feedback.context(to, projects)),
        ):
            if said:
                yield _written(batch, kind, said, folder, name)


def _written(batch: Batch, kind: str, said: Mapping[str, Any], folder: str, whose: str) -> Letter:
    """A letter under its own title; `whose` it is tells it apart where folders meet."""
    title = letter_templates.NAMES[kind]
    data = letter_templates.write(kind, said, batch.sender)
    return Letter(Claim(f"{title}|{whose}", folder, title, ".docx"), kind, data)


def _letter(kind: str, data: bytes, folder: str, name: str, suffix: str = ".docx") -> Letter:
    return Letter(Claim(f"{folder}|{name}", folder, name, suffix), kind, data)
