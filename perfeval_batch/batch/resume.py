"""What is to be done with each workbook: what an earlier run did and still holds is not done again.

Workbooks that are written to while the run looks at them are done again at its end.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from perfeval_batch import files, journal, pipeline, publish
from perfeval_batch.batch import letters
from perfeval_batch.batch.bureau_files import BureauFiles
from perfeval_batch.batch.shared_values import SharedValues
from perfeval_batch.batch.workers import Meter, Workers, outcomes_of
from perfeval_batch.findings import Finding
from perfeval_batch.model import Batch, Outcome, Processed, Sender, Status
from perfeval_batch.replies import Answers
from perfeval_batch.rules import pe9_program
from perfeval_batch.settings import Settings
from perfeval_batch.values import replace

Stamp = tuple[int, int]

TRY_AGAIN = frozenset(
    kind.code
    for kind in (
        pe9_program.WORKBOOK_TOO_SLOW,
        pe9_program.WORKER_LOST,
        pe9_program.INTERNAL_ERROR,
        pe9_program.WRITE_FAILED,
    )
)
"""Outcomes with these are not remembered: the next run may do better."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """What stood in INBOX when the run began.

    Attributes:
        digests: source → SHA-256; empty for a workbook that cannot be read (the pipeline says why).
        stamps: source → size and time.
    """

    digests: Mapping[str, str]
    stamps: Mapping[str, Stamp]


@dataclass(frozen=True, slots=True)
class Job:
    """What all workbooks of a run are done with.

    Attributes:
        settings: the run's.
        plan: how every workbook is to be done.
        bureau: what the bureau lays beside them.
        inbox: the workbooks.
        folder: where their documents go, and what is known of it.
        meter: counts them.
    """

    settings: Settings
    plan: pipeline.Plan
    bureau: BureauFiles
    inbox: files.Inbox
    folder: publish.Folder
    meter: Meter

    def inventory(self, sources: Iterable[str]) -> Inventory:
        """What stands in INBOX now."""
        paths = {source: self.inbox.workbooks[source] for source in sources}
        stamps = {source: files.stamp(path) for source, path in paths.items()}
        most = self.plan.max_bytes
        return Inventory(
            {
                source: files.digest(path, most, follow=False) or ""
                for source, path in paths.items()
            },
            stamps,
        )

    def task(self, source: str) -> pipeline.Task:
        """A workbook for the workers, with what the reviewers' sheet says of its path."""
        known = pipeline.Known(self.bureau.reviews.get(source), answers=self.answers(source))
        return self._task(source, known)

    def _task(self, source: str, known: pipeline.Known) -> pipeline.Task:
        path, staging = self.inbox.workbooks[source], self.folder.staging
        return pipeline.Task(source, path, staging, self.plan, known)

    def answers(self, source: str) -> Answers | None:
        """What was answered to doubts about a workbook; None: nothing."""
        given = self.bureau.answers
        found = given and given.about(source, self.inbox.workbooks)
        return found if found and found.confirmed else None

    def tasks_again(
        self,
        outcomes: Sequence[Outcome],
        again: Collection[str],
        verdicts: Mapping[str, tuple[Finding, ...]] = MappingProxyType({}),
    ) -> list[pipeline.Task]:
        """Files to be done again, as their projects are known now.

        Args:
            outcomes: what came of all; reviews are found by their code or name too.
            again: the `Outcome.key` of those to be done again; their files are done whole.
            verdicts: what the batch as a whole has found against them.
        """
        by_file: dict[str, list[Outcome]] = {}
        for outcome in outcomes:
            by_file.setdefault(outcome.source, []).append(outcome)
        return [
            self._task(
                source,
                pipeline.Known(
                    self.bureau.review_of(each),
                    {one.key: verdicts[one.key] for one in each if one.key in verdicts},
                    self.answers(source),
                ),
            )
            for source, each in by_file.items()
            if any(one.key in again for one in each)
        ]

    def settle(self, inventory: Inventory, workers: Workers) -> tuple[Outcome, ...]:
        """The outcomes of all workbooks, sorted.

        Workbooks that were written to meanwhile are done again; some may still be.
        """
        digests, stamps = inventory.digests, inventory.stamps
        processed = self.processed(digests, workers)
        moving = self.moving(digests, stamps)
        if moving:
            time.sleep(self.settings.patience)
            again = self.inventory(moving)
            processed |= self.processed(again.digests, workers, sweep=False)
            for source in self.moving(moving, again.stamps):
                outcome = self.with_copy(pipeline.being_written(source))
                processed[source] = Processed(source, (outcome,))
        return outcomes_of(processed.values())

    def processed(
        self, digests: Mapping[str, str], workers: Workers, *, sweep: bool = True
    ) -> dict[str, Processed]:
        """What came of each workbook: remembered where nothing changed, else done now."""
        fingerprints = self.fingerprints()
        keys = {
            source: journal.key(
                digest,
                *fingerprints,
                repr(self.bureau.reviews.get(source)),
                repr(self.answers(source)),
            )
            for source, digest in digests.items()
        }
        shared = SharedValues()
        found = {} if self.settings.force else self.remembered(keys, shared)
        if sweep:
            waited_for = (
                document.name
                for each in found.values()
                for outcome in each.outcomes
                for document in outcome.documents
            )
            publish.sweep(self.folder.staging, waited_for)
        tasks = [self.task(source) for source in digests if source not in found]
        self.meter.start("处理工作簿", len(found), len(digests))
        for processed, value in workers.process(tasks):
            found[processed.source] = shared.processed(self.with_copies(processed))
            if not any(unsettled(outcome.findings) for outcome in processed.outcomes):
                self.folder.journal.remember(processed.source, keys[processed.source], value)
            self.meter.count()
        return found

    def again(
        self, outcomes: Sequence[Outcome], tasks: Sequence[pipeline.Task], workers: Workers
    ) -> tuple[Outcome, ...]:
        """The outcomes, those of some workbooks done again."""
        done = {each.source: self.with_copies(each) for each, _ in workers.process(tasks)}
        kept: dict[str, list[Outcome]] = {}
        for outcome in outcomes:
            if outcome.source not in done:
                kept.setdefault(outcome.source, []).append(outcome)
        whole = (Processed(source, tuple(each)) for source, each in kept.items())
        return outcomes_of((*done.values(), *whole))

    def remembered(self, keys: Mapping[str, str], shared: SharedValues) -> dict[str, Processed]:
        """What an earlier run did that still holds and whose documents are still there."""
        found = {}
        for source, key in keys.items():
            processed = self.folder.journal.recall(source, key)
            if processed is None:
                continue
            documents = [each for outcome in processed.outcomes for each in outcome.documents]
            if all(map(self.folder.find, documents)):
                self.folder.clear(documents)
                found[source] = shared.processed(processed)
        return found

    def with_copies(self, processed: Processed) -> Processed:
        """A file, with the copy of it that goes to 退回/未能读取 where it could not be read."""
        outcomes = processed.outcomes
        if all(each.status is not Status.FAILED for each in outcomes) or any(
            document.kind == "returned" for each in outcomes for document in each.documents
        ):
            return processed
        first = next(at for at, each in enumerate(outcomes) if each.status is Status.FAILED)
        copied = (*outcomes[:first], self.with_copy(outcomes[first]), *outcomes[first + 1 :])
        return replace(processed, outcomes=copied)

    def with_copy(self, outcome: Outcome) -> Outcome:
        """A workbook whose worker was lost, with its copy."""
        if outcome.status is not Status.FAILED or outcome.documents:
            return outcome
        path = self.inbox.workbooks[outcome.source]
        return pipeline.stage_copy(outcome, path, self.folder.staging, self.plan.max_bytes)

    def fingerprints(self) -> tuple[str, ...]:
        """All that every outcome depends on beside its workbook: the program and the settings."""
        settings = self.settings
        scheme = Path(settings.scheme) if settings.scheme else None
        own_scheme = files.digest(scheme) if scheme and scheme.suffix else None
        own_template = hashlib.sha256(self.plan.template or b"").hexdigest()
        chosen = (
            *(settings.scheme, own_scheme, own_template, settings.max_size),
            *(settings.deadline, settings.password, settings.draft),
            *(settings.year, self.plan.layouts),
        )
        return (journal.program(), *map(str, chosen))

    @property
    def sender(self) -> Sender:
        """Who sends the letters."""
        return letters.sender(self.settings)

    def key(self, inventory: Inventory) -> str:
        """What the run as a whole depends on."""
        settings, bureau = self.settings, self.bureau
        review = bureau.review.projects if bureau.review else None
        made = (settings.pdf, settings.packages, settings.public)
        drawn = (settings.sample, settings.seed)
        given = (review, bureau.roster, bureau.answers, bureau.last)
        whole: tuple[object, ...] = (settings.year, *made, *drawn, *given)
        return journal.key(
            *self.fingerprints(),
            *map(repr, (*whole, self.sender)),
            *self.inbox.unread,
            *map(repr, self.inbox.closed),
            repr(inventory.digests),
        )

    def finished(self, key: str) -> Batch | None:
        """The batch of the last run, if it had the same key and OUTPUT still stands as it left it.

        It comes without what only the summary needs (items, texts).
        """
        last = None if self.settings.force else self.folder.journal.finished(key)
        if last is None or not publish.stands(last.files, self.folder.output):
            return None
        return last.batch

    def finish(self, key: str, batch: Batch, whole: Iterable[str]) -> None:
        """Remember a batch that nothing is left to be done for.

        Args:
            key: of the run.
            batch: with its documents published.
            whole: the paths below OUTPUT of what tells of the whole run.
        """
        findings = (batch.findings, *(outcome.findings for outcome in batch.outcomes))
        if batch.notes or any(map(unsettled, findings)):
            return
        output = self.folder.output
        told = (*batch.letters, *whole)
        stand = {name: files.digest(output / name) or "" for name in told}
        stand |= publish.published(batch.outcomes)
        bare = (replace(each, items=(), texts=b"", documents=()) for each in batch.outcomes)
        value = journal.Finished(replace(batch, outcomes=tuple(bare), last=None), stand)
        self.folder.journal.finish(key, value)

    def moving(self, sources: Iterable[str], stamps: Mapping[str, Stamp]) -> list[str]:
        """The workbooks whose size or time is no longer as it was."""
        paths = self.inbox.workbooks
        return [source for source in sources if files.stamp(paths[source]) != stamps[source]]


def unsettled(findings: Sequence[Finding]) -> bool:
    """Whether the next run may do better."""
    return any(finding.code in TRY_AGAIN for finding in findings)
