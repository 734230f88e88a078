"""Outcomes with staged documents in, the same with final names out: OUTPUT as contract §2 has it.

A document is renamed from staging to its final name; what an earlier run published and this one
does not is moved to 已作废/; what a person has edited is never overwritten.
"""

from __future__ import annotations

import errno
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from perfeval_batch import files, output_folder, pipeline, wording
from perfeval_batch.findings import Finding, Place
from perfeval_batch.journal import Journal
from perfeval_batch.model import Outcome, Staged, Status
from perfeval_batch.rules import pe9_program
from perfeval_batch.values import replace

REPORTS = "报告"
VOLUMES = "报告合订本"
RETURNED = "退回"
DRAFTS = "草稿"
DEPARTMENTS = "部门总结"
REMINDERS = "催报"
DOUBTS = "核实"
REVIEW = "复核"
LETTERS = "函件"
PUBLIC = "公开"
APPLICATION = "结果应用"
UNREAD = "未能读取"
VOIDED = "已作废"
OURS = (
    *(REPORTS, VOLUMES, RETURNED, DRAFTS),
    *(DEPARTMENTS, REMINDERS, LETTERS, PUBLIC, APPLICATION),
)
"""Folders of OUTPUT whose files tell of this INBOX as it is now."""

SHARED = (DOUBTS, REVIEW)
"""Folders of OUTPUT where people may keep what comes back: only what we wrote is moved away."""

_NEW = "（新版）"


@dataclass(frozen=True, slots=True)
class Folder:
    """Where results go, and what is known of it.

    Attributes:
        output: OUTPUT.
        staging: the finished documents.
        journal: what earlier runs published there.
    """

    output: Path
    staging: Path
    journal: Journal

    def find(self, document: Staged) -> Path | None:
        """Where a document of this or an earlier run is, staged or published; None when gone."""
        path = self.journal.place(document.name)
        found = (self.staging / document.name, *([self.output / path] if path else ()))
        return next((each for each in found if files.digest(each) == document.digest), None)

    def made_before(self, kind: str, name: str) -> Staged | None:
        """What an earlier run published from the staging name, if it still stands so."""
        path = self.journal.place(name)
        digest = files.digest(self.output / path) if path else None
        known = path is not None and digest in self.journal.digests(path)
        return Staged(kind, name, digest) if digest is not None and known else None

    def clear(self, documents: Iterable[Staged]) -> None:
        """Remove what is staged in the place of a document without being it.

        A run that was killed leaves such a thing; it would be published as the document.
        """
        for document in documents:
            staged = self.staging / document.name
            if files.digest(staged) != document.digest:
                files.remove(staged)


def publish(
    outcomes: Sequence[Outcome],
    folder: Folder,
    letters: Mapping[str, Staged] = MappingProxyType({}),
) -> tuple[tuple[Outcome, ...], tuple[Finding, ...]]:
    """Give every document its final name and move away what no longer holds.

    Args:
        outcomes: with their staged documents.
        folder: where results go.
        letters: documents about departments, by the path below OUTPUT that they are wanted at.

    Returns:
        the outcomes with the names, and what is to be said of files that could not be moved or
        written.
    """
    output_folder.clear_way(folder.output, (f"{each}/x" for each in (*OURS, *SHARED)))
    documents = {each.name: each for outcome in outcomes for each in outcome.documents}
    documents |= {letter.name: letter for letter in letters.values()}
    addressees = departments(outcomes)
    wishes = files.names([claim for outcome in outcomes for claim in _claims(outcome, addressees)])
    wishes |= {letter.name: path for path, letter in letters.items()}
    output_folder.clear_way(folder.output, wishes.values())
    finals = {name: _final(wishes[name], documents[name], folder) for name in wishes}
    run = _Run(folder, documents, wishes, finals)
    run.gather()
    stuck = run.void()
    folder.journal.intend(
        (name, path, documents[name].digest) for name, path in sorted(finals.items())
    )
    placed = _sharing(map(run.placed, outcomes))
    return placed, (*stuck, *chain.from_iterable(map(run.sent, letters.values())))


@dataclass(frozen=True, slots=True)
class _Run:
    """The documents of a run, on their way from staging into OUTPUT.

    Attributes:
        folder: where results go.
        documents: by their names in staging.
        wishes: name → the path below OUTPUT that it is wanted at.
        finals: name → the path that it gets: another where a person has changed what stands there.
    """

    folder: Folder
    documents: Mapping[str, Staged]
    wishes: Mapping[str, str]
    finals: Mapping[str, str]

    def gather(self) -> None:
        """Take back into staging what was published under another name than it gets now."""
        for name, path in self.finals.items():
            staged = self.folder.staging / name
            if staged.is_file():
                continue
            found = self.folder.find(self.documents[name])
            if found is not None and found != self.folder.output / path:
                with suppress(OSError):  # still open somewhere: it is missed when it is placed
                    found.replace(staged)

    def void(self) -> tuple[Finding, ...]:
        """Move what an earlier run published and this one does not into 已作废/, never deleting.

        A file under a name that is needed, but of which nothing is known, is moved away too; what
        a person has changed stays.

        Returns:
            PE905 for each file that could not be moved.
        """
        wishes = self.wishes
        edited = {wishes[name] for name, path in self.finals.items() if path != wishes[name]}
        keep = {path: self.documents[name].digest for name, path in self.finals.items()}
        output, known = self.folder.output, self.folder.journal.digests
        shared = (
            (path, name)
            for path, name in _standing(output, SHARED)
            if files.digest(path) in known(name)
        )
        stuck: list[Finding] = []
        for path, name in sorted((*_standing(output), *shared)):
            needed = name in keep and (known(name) or files.digest(path) == keep[name])
            if name in edited or needed:
                continue
            try:
                files.move_aside(path, output / VOIDED / name)
            except OSError as problem:
                stuck.append(
                    pe9_program.WRITE_FAILED.at(
                        Place(name),
                        f"这份旧结果已不再有效，但没有移走：{files.reason(problem)}。",
                        f"请关闭它，再运行一次，或自行把它移到“{VOIDED}”文件夹。",
                    ),
                )
        for each in (*OURS, *SHARED):
            files.discard_empty(output / each)
        return tuple(stuck)

    def placed(self, outcome: Outcome) -> Outcome:
        """Publish the documents of one outcome."""
        for document in outcome.documents:
            wish, path = self.wishes[document.name], self.finals[document.name]
            try:
                self._place(document)
            except OSError as problem:
                return pipeline.not_written(outcome, files.reason(problem))
            outcome = _told(outcome, document, path)
            if path != wish:
                finding = _edited_finding(Place(outcome.source), wish, path)
                outcome = pipeline.with_findings(outcome, (finding,), outcome.status)
        return outcome

    def sent(self, letter: Staged) -> Iterator[Finding]:
        """Publish a letter; say where it stands if not where it was wanted, or why it does not."""
        wish, path = self.wishes[letter.name], self.finals[letter.name]
        try:
            self._place(letter)
        except OSError as problem:
            yield pe9_program.unwritten(path, files.reason(problem))
        if path != wish:
            yield _edited_finding(Place(wish), wish, path)

    def _place(self, document: Staged) -> None:
        """Publish a staged document; one of an earlier run may stand there already.

        Raises:
            OSError: it could not be done, or the document is gone.
        """
        staged = self.folder.staging / document.name
        final = self.folder.output / self.finals[document.name]
        if staged.is_file():
            files.publish_changed(staged, final)
        elif not final.is_file():
            raise FileNotFoundError(errno.ENOENT, "", str(final))


def _sharing(outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
    """Projects of one file come back in one copy of it, a department's in that department's."""
    every = tuple(outcomes)
    back = [each for each in every if each.returned]
    copies = {(each.source, each.identity.department): each.returned for each in back}
    others = {each.source: each.returned for each in back}
    return tuple(
        replace(
            each,
            returned=copies.get((each.source, each.identity.department)) or others.get(each.source),
        )
        if each.returned is None and each.status is not Status.REPORTED
        else each
        for each in every
    )


@dataclass(frozen=True, slots=True)
class Departments:
    """To whom the documents of a batch go.

    Attributes:
        homes: source of an unreadable workbook → the department that it must be of.
        folders: department → its folder.
    """

    homes: Mapping[str, str]
    folders: Mapping[str, str]

    def of(self, outcome: Outcome) -> str:
        """The department that an outcome's documents go to."""
        own = outcome.identity.department
        return own or self.homes.get(outcome.source, wording.NO_DEPARTMENT)

    def folder(self, outcome: Outcome) -> str:
        """The folder of that department."""
        return self.folders[self.of(outcome)]

    def named(self, department: str) -> str:
        """The folder of a department by its name, also of one that handed in nothing."""
        own = files.safe_name(department)
        same = (each for each in self.folders.values() if files.folded(each) == files.folded(own))
        return self.folders.get(department) or next(same, own)


def departments(outcomes: Iterable[Outcome], due: Iterable[str] = ()) -> Departments:
    """To whom the documents of these outcomes go.

    An unreadable workbook is of the department that all others in its folder of INBOX are of, or
    that the folder is named after. Departments whose folders differ in case or width alone share
    one: Windows and macOS take such folders for the same.

    Args:
        outcomes: of the batch.
        due: departments that the roster names.
    """
    every = tuple(outcomes)
    by_folder: defaultdict[str, set[str]] = defaultdict(set)
    for each in every:
        if each.identity.department:
            by_folder[_folder_of(each)].add(each.identity.department)
    known = {each for each in due if each}.union(*by_folder.values())
    homes = {}
    for each in every:
        folder = _folder_of(each)
        names = by_folder.get(folder, set()) or {PurePosixPath(folder).name} & known
        if folder and each.status is Status.FAILED and len(names) == 1:
            homes[each.source] = next(iter(names))
    spelled: dict[str, str] = {}
    for name in sorted(map(files.safe_name, (*known, wording.NO_DEPARTMENT))):
        spelled.setdefault(files.folded(name), name)
    folders = {
        each: spelled[files.folded(files.safe_name(each))]
        for each in (*known, wording.NO_DEPARTMENT)
    }
    return Departments(homes, folders)


def _folder_of(outcome: Outcome) -> str:
    """The folder of INBOX that a workbook lies in; empty for INBOX itself."""
    return outcome.source.rpartition("/")[0]


def _claims(outcome: Outcome, addressees: Departments) -> Iterator[files.Claim]:
    identity = outcome.identity
    source = PurePosixPath(outcome.source)
    department = addressees.folder(outcome)
    for document in outcome.documents:
        stem, folder = source.stem, f"{RETURNED}/{department}"
        if outcome.status is Status.FAILED:
            folder = f"{RETURNED}/{UNREAD}"
        if document.kind == "problems":
            stem = f"{stem}（问题清单）"
        elif document.kind in _NAMED_BY_PROJECT:
            stem = identity.name or stem
            folder = f"{_NAMED_BY_PROJECT[document.kind]}/{department}"
        yield files.Claim(
            document.name,
            folder,
            stem,
            PurePosixPath(document.name).suffix,
            identity.code or "",
            identity.unit or "",
        )


_NAMED_BY_PROJECT = {"report": REPORTS, "pdf": REPORTS, "draft": DRAFTS}


def _final(wish: str, document: Staged, folder: Folder) -> str:
    """The wished path, or one beside it when a person has edited what stands there."""
    path, number = wish, 1
    while _edited(path, document, folder):
        mark = _NEW if number == 1 else f"{_NEW[:-1]}{number}）"
        pure = PurePosixPath(wish)
        path = f"{pure.parent}/{files.safe_name(pure.stem + mark, pure.suffix)}"
        number += 1
    return path


def _edited(path: str, document: Staged, folder: Folder) -> bool:
    """Whether a person changed what the program once wrote there."""
    ours = folder.journal.digests(path)
    found = files.digest(folder.output / path) if ours else None
    return found is not None and found != document.digest and found not in ours


def _standing(output: Path, folders: Sequence[str] = OURS) -> Iterator[tuple[Path, str]]:
    """Every file that stands in our folders of OUTPUT, with its path below OUTPUT."""
    for each in folders:
        for parent, _, names in os.walk(output / each):
            for path in (Path(parent, name) for name in names):
                if not files.is_left_out(path.name, path.lstat()):
                    yield path, path.relative_to(output).as_posix()


def _told(outcome: Outcome, document: Staged, path: str) -> Outcome:
    outcome = replace(outcome, files=(*outcome.files, path))
    if document.kind == "report":
        return replace(outcome, report=path)
    if document.kind == "returned":
        return replace(outcome, returned=path)
    return outcome


def _edited_finding(place: Place, wish: str, path: str) -> Finding:
    return pe9_program.REPORT_EDITED.at(
        place,
        f"“{wish}”被人改过，没有覆盖；新的结果写在“{path}”。",
        "请比较两份文件，留下要用的一份；删去改过的一份后再运行，新的就用回原名。",
    )


def published(outcomes: Iterable[Outcome]) -> dict[str, str]:
    """Where the outcomes' documents stand below OUTPUT, each with its SHA-256."""
    return {
        path: document.digest
        for outcome in outcomes
        for path, document in zip(outcome.files, outcome.documents, strict=True)
    }


def places(letters: Iterable[Staged], folder: Folder) -> tuple[str, ...]:
    """The paths below OUTPUT under which letters were published, sorted."""
    found = (folder.journal.place(letter.name) for letter in letters)
    return tuple(sorted(path for path in found if path is not None))


def stands(files_of: Mapping[str, str], output: Path) -> bool:
    """Whether exactly these files stand in OUTPUT, each with the bytes it was left with."""
    ours = {name for _, name in _standing(output)}
    wanted = {name for name in files_of if name.partition("/")[0] in OURS}
    return ours == wanted and all(
        files.digest(output / name) == digest for name, digest in files_of.items()
    )


def sweep(staging: Path, keep: Iterable[str] = ()) -> None:
    """Clear the staging folder of all but the documents that are still waited for."""
    wanted = set(keep)
    for path in staging.iterdir():
        if path.name not in wanted:
            files.remove(path)
