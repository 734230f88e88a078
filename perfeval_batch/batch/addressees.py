"""What each department has to do after a run: gathered once, for notices, doubts and packages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from perfeval_batch import pipeline, publish, replies
from perfeval_batch.findings import Finding
from perfeval_batch.letters.department_letter import Matters
from perfeval_batch.model import Batch, Outcome, Status
from perfeval_batch.replies import Doubt
from perfeval_batch.values import replace


@dataclass(slots=True)
class Addressee:
    """The departments of one folder: those whose names differ in case or width alone share it.

    Attributes:
        names: of the departments.
        matters: what they have to do.
        doubts: what they are asked about.
    """

    names: set[str] = field(default_factory=set)
    matters: Matters = field(default_factory=Matters)
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Whom the letters are addressed to."""
        return "、".join(sorted(self.names))


def gather(batch: Batch) -> dict[str, Addressee]:
    """Folder name → what its departments have to do, by folder; those without anything are out."""
    departments = of_batch(batch)
    found: defaultdict[str, Addressee] = defaultdict(Addressee)
    for outcome in batch.outcomes:
        unread = outcome.source in departments.homes and _unreadable(outcome)
        if unread or (outcome.status is Status.RETURNED and not outcome.held_back):
            addressee = found[departments.folder(outcome)]
            addressee.names.add(departments.of(outcome))
            addressee.matters.returned.append(replace(outcome, findings=outcome.own_findings))
    asked = replies.by_department(batch.outcomes, pipeline.CONFIRMABLE)
    projects = {(each.source, each.sheet): each for each in batch.outcomes}
    for department, doubts in asked.items():
        addressee = found[departments.named(department)]
        addressee.names.add(department)
        addressee.doubts += doubts
        addressee.matters.doubtful += _doubtful(projects, doubts)
    for due in batch.roster or ():
        if due.source is None:
            addressee = found[departments.named(due.department)]
            addressee.names.add(due.department)
            addressee.matters.missing.append(due)
    return dict(sorted(found.items()))


def of_batch(batch: Batch) -> publish.Departments:
    """To whom the documents of a batch go; the roster names departments too."""
    due = (each.identity.department or "" for each in batch.roster or ())
    return publish.departments(batch.outcomes, due)


def _unreadable(outcome: Outcome) -> bool:
    """The workbook itself cannot be read; no fault of the machine."""
    return any(each.code.startswith("PE0") for each in outcome.findings)


def _doubtful(
    projects: Mapping[tuple[str, str | None], Outcome], doubts: Iterable[Doubt]
) -> list[Outcome]:
    """The projects that have doubts, with these as their only findings."""
    found: defaultdict[tuple[str, str | None], list[Finding]] = defaultdict(list)
    for each in doubts:
        found[each.source, each.sheet].append(each.finding)
    return [replace(projects[key], findings=tuple(own)) for key, own in found.items()]
