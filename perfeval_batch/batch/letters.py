"""The letters to departments: 退回通知, 催报 and 部门总结, written into the staging folder."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from perfeval_batch import files, publish, replies, review, wording
from perfeval_batch.batch import addressees
from perfeval_batch.batch.addressees import Addressee
from perfeval_batch.errors import WriteFailedError
from perfeval_batch.files import Claim
from perfeval_batch.findings import Finding, Place
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
from perfeval_batch.model import Batch, Due, Outcome, Sender, Staged, Status
from perfeval_batch.replies import Answer
from perfeval_batch.rules import pe9
from perfeval_batch.settings import Settings

if TYPE_CHECKING:
    from perfeval_batch.summary.figures import Account

NOTICE = "退回通知"
DOUBTS_LETTER = "核实函"
APPLICATION = "结果应用建议"
LEFT_OUT = "公开稿个人信息提示"
_SUFFIX = ".docx"
_AGAIN = "请腾出磁盘空间或检查权限，再运行一次。"


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


def check_templates(sender: Sender) -> None:
    """See before the work begins that the office's own templates of letters can be used.

    Raises:
        TemplateError: one of them cannot.
    """
    if sender.folder:
        from perfeval_batch.letters import (
            application_list,
            department_summary,
            public_copy,
            volume_front,
        )

        for name, meanings in (
            ("return_notice", return_notice.FIELDS),
            ("reminder", reminder.FIELDS),
            ("review_opinion", review_opinion.FIELDS),
            ("rectification_notice", rectification_notice.FIELDS),
            ("result_feedback", result_feedback.FIELDS),
            ("department_letter", department_letter.FIELDS),
            ("doubts_letter", doubts_letter.FIELDS),
            ("department_summary", department_summary.FIELDS),
            ("application_list", application_list.FIELDS),
            ("public_copy", public_copy.FIELDS),
            ("volume_front", volume_front.FIELDS),
        ):
            letter_templates.check(name, meanings, sender)


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
            told = f"没有写成：{problem}。"
            failed.append(pe9.WRITE_FAILED.at(Place(path), told, _AGAIN))
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
        *_summaries(account),
        *_applications(account),
        *(_public(account) if public else ()),
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
        matters = addressee.matters
        if matters.returned:
            yield Letter(
                Claim(f"{NOTICE}|{name}", f"{publish.RETURNED}/{name}", NOTICE, _SUFFIX),
                "notice",
                return_notice.write(addressee.name, matters.returned, deadline, batch.sender),
            )
        if addressee.doubts:
            yield from _doubts(name, addressee, batch, deadline, earlier)
        data = department_letter.write(addressee.name, matters, batch.year, deadline, batch.sender)
        yield _letter(name, name, "department_letter", data)


def _doubts(
    name: str,
    addressee: Addressee,
    batch: Batch,
    deadline: date | None,
    earlier: Mapping[str, Answer],
) -> Iterator[Letter]:
    """疑点核实单 and its letter."""
    folder = f"{publish.DOUBTS}/{name}"
    yield Letter(
        Claim(f"{folder}|{replies.NAME}", folder, replies.NAME, ".xlsx"),
        "doubts",
        replies.write(addressee.doubts, deadline, earlier),
    )
    doubtful = addressee.matters.doubtful
    yield Letter(
        Claim(f"{folder}|{DOUBTS_LETTER}", folder, DOUBTS_LETTER, _SUFFIX),
        "doubts-letter",
        doubts_letter.write(addressee.name, doubtful, batch.year, deadline, batch.sender),
    )


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
                reminder.write(name, projects, batch.year, deadline, batch.sender),
            )


def _contacts(batch: Batch) -> Iterator[Letter]:
    """Whom to ring up, where the roster says it."""
    from perfeval_batch.letters import contact_list

    by_person: defaultdict[tuple[str, str, str, str], list[Due]] = defaultdict(list)
    for due in batch.roster or ():
        department = due.identity.department or wording.NO_DEPARTMENT
        by_person[department, due.identity.unit or "", due.contact, due.phone].append(due)
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
        claim = Claim(contact_list.NAME, publish.LETTERS, contact_list.NAME, ".xlsx")
        yield Letter(claim, "contacts", contact_list.write(contacts))


def _applications(account: Account) -> Iterator[Letter]:
    """The list of suggestions for the use of results."""
    from perfeval_batch.letters import application_list

    if len(account.whole.issued):
        claim = Claim(APPLICATION, publish.APPLICATION, APPLICATION, _SUFFIX)
        yield Letter(claim, "application", application_list.write(account))


def _public(account: Account) -> Iterator[Letter]:
    """A public copy for each department, and a list of what was left out of them."""
    from perfeval_batch.letters import public_copy

    left_out: list[tuple[str, str, str, str]] = []
    for group in account.departments:
        if len(group.issued):
            made = public_copy.write(account, group)
            left_out += [
                (group.name, project, label, "、".join(kinds))
                for (project, label), kinds in made.left_out.items()
            ]
            claim = Claim(f"{publish.PUBLIC}|{group.name}", publish.PUBLIC, group.name, _SUFFIX)
            yield Letter(claim, "public", made.data)
    if left_out:
        claim = Claim(LEFT_OUT, publish.APPLICATION, LEFT_OUT, ".xlsx")
        yield Letter(claim, "left-out", public_copy.list_left_out(left_out))


def _summaries(account: Account) -> Iterator[Letter]:
    """One for each department with a project whose report was issued."""
    from perfeval_batch.letters import department_summary

    for group in account.departments:
        if len(group.issued):
            source = f"{publish.DEPARTMENTS}|{group.name}"
            yield Letter(
                Claim(source, publish.DEPARTMENTS, group.name, _SUFFIX),
                "summary",
                department_summary.write(account, group),
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


def _opinions(batch: Batch, deadline: date | None) -> Iterator[Letter]:
    """When the bureau's review was taken in: its opinion, what is to be mended, the results."""
    issued: defaultdict[str, list[Outcome]] = defaultdict(list)
    for outcome in batch.outcomes:
        if batch.final and outcome.status is Status.REPORTED:
            issued[outcome.identity.department or wording.NO_DEPARTMENT].append(outcome)
    departments = publish.departments(batch.outcomes)
    for name, projects in sorted(issued.items()):
        folder = departments.named(name)
        reviewed = [each for each in projects if each.figures.review_score is not None]
        lost = [each for each in projects if each.deductions]
        year, sender = batch.year, batch.sender
        if reviewed:
            data = review_opinion.write(name, reviewed, year, deadline, sender)
            yield _letter(name, folder, "review_opinion", data)
        if lost:
            data = rectification_notice.write(name, lost, year, deadline, sender)
            yield _letter(name, folder, "rectification_notice", data)
        data = result_feedback.write(name, projects, year, sender)
        yield _letter(name, folder, "result_feedback", data)


def _letter(department: str, folder: str, kind: str, data: bytes) -> Letter:
    title = letter_templates.NAMES[kind]
    claim = Claim(f"{title}|{department}", f"{publish.LETTERS}/{folder}", title, _SUFFIX)
    return Letter(claim, kind, data)
