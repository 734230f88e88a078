"""The inbox in, one outcome per workbook out: journal, workers, files that are still written to."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from perfeval_batch import files, journal, pipeline, publish
from perfeval_batch.batch import bureau, working
from perfeval_batch.batch.sharing import Shared
from perfeval_batch.batch.working import Progress, Watch
from perfeval_batch.findings import Finding
from perfeval_batch.model import Outcome, Status
from perfeval_batch.rules import pe9
from perfeval_batch.settings import Settings

Stamp = tuple[int, int]

TRY_AGAIN = frozenset(
    kind.code
    for kind in (pe9.WORKBOOK_TOO_SLOW, pe9.WORKER_LOST, pe9.INTERNAL_ERROR, pe9.WRITE_FAILED)
)
"""Outcomes with these are not remembered: the next run may do better."""


@dataclass(frozen=True, slots=True)
class Job:
    """What all workbooks of a run are worked with.

    Attributes:
        settings: the run's.
        plan: how every workbook is to be done.
        papers: what the bureau gave beside them.
        inbox: the workbooks.
        folder: where their documents go, and what is known of it.
        watch: told of every outcome.
    """

    settings: Settings
    plan: pipeline.Plan
    papers: bureau.Papers
    inbox: files.Inbox
    folder: publish.Folder
    watch: Watch

    def settled(
        self,
        digests: Mapping[str, str],
        stamps: Mapping[str, Stamp],
    ) -> tuple[Outcome, ...]:
        """One outcome per workbook, sorted.

        Workbooks that were written to meanwhile are done again; some may still be.
        """
        outcomes = self.outcomes(digests)
        moving = self.moving(digests, stamps)
        if not moving:
            return outcomes
        time.sleep(self.settings.patience)
        stamps = self.stamps(moving)
        again = self.digests(moving)
        done = {outcome.source: outcome for outcome in self.outcomes(again, sweep=False)}
        for source in self.moving(again, stamps):
            done[source] = self.copied(pipeline.being_written(source))
        return tuple(done.get(outcome.source, outcome) for outcome in outcomes)

    def outcomes(self, digests: Mapping[str, str], *, sweep: bool = True) -> tuple[Outcome, ...]:
        """One outcome per workbook, sorted: remembered where nothing changed, else worked out."""
        fingerprints = self.fingerprints()
        keys = {
            source: journal.key(digest, *fingerprints, repr(self.papers.near.get(source)))
            for source, digest in digests.items()
        }
        known = {} if self.settings.force else self.remembered(keys)
        waited_for = (document.name for each in known.values() for document in each.documents)
        if sweep:
            publish.sweep(self.folder.staging, waited_for)
        tasks = [
            pipeline.Task(
                source,
                self.inbox.workbooks[source],
                self.folder.staging,
                self.plan,
                self.papers.near.get(source),
            )
            for source in digests
            if source not in known
        ]
        shared = Shared()
        outcomes = list(map(shared.outcome, known.values()))
        for outcome in working.worked(tasks, self.settings):
            outcomes.append(shared.outcome(self.copied(outcome)))
            if not unsettled(outcome.findings):
                self.folder.journal.remember(outcomes[-1], keys[outcome.source])
            self.watch(Progress(len(outcomes), len(digests)))
        return tuple(sorted(outcomes, key=lambda outcome: outcome.source))

    def remembered(self, keys: Mapping[str, str]) -> dict[str, Outcome]:
        """The outcomes of earlier runs that still hold and whose documents are still there."""
        found = {}
        for source, key in keys.items():
            outcome = self.folder.journal.recall(source, key)
            if outcome is not None and all(map(self.folder.find, outcome.documents)):
                self.folder.clear(outcome.documents)
                found[source] = outcome
        return found

    def copied(self, outcome: Outcome) -> Outcome:
        """A workbook whose worker was lost, with the copy that goes to 退回/未能读取."""
        if outcome.status is not Status.FAILED or outcome.documents:
            return outcome
        try:
            data = self.inbox.workbooks[outcome.source].read_bytes()
        except OSError:
            return outcome
        documents = pipeline.unread(outcome.source, data)
        return pipeline.stage(outcome, documents, self.folder.staging)

    def fingerprints(self) -> tuple[str, ...]:
        """All that every outcome depends on beside its workbook: the program and the settings."""
        settings = self.settings
        scheme = Path(settings.scheme) if settings.scheme else None
        own_scheme = publish.digest_of(scheme) if scheme and scheme.suffix else None
        own_template = hashlib.sha256(self.plan.template or b"").hexdigest()
        chosen = (
            *(settings.scheme, own_scheme, own_template),
            *(settings.deadline, settings.password, settings.draft),
        )
        return (journal.program(), *map(str, chosen))

    def digests(self, sources: Iterable[str]) -> dict[str, str]:
        """SHA-256 of workbooks; empty for those that cannot be read (the pipeline says why)."""
        return {source: publish.digest_of(self.inbox.workbooks[source]) or "" for source in sources}

    def stamps(self, sources: Iterable[str]) -> dict[str, Stamp]:
        """Size and time of workbooks."""
        return {source: files.stamp(self.inbox.workbooks[source]) for source in sources}

    def moving(self, sources: Iterable[str], stamps: Mapping[str, Stamp]) -> list[str]:
        """The workbooks whose size or time is no longer as it was."""
        now = self.stamps(sources)
        return [source for source, stamp in now.items() if stamp != stamps[source]]


def unsettled(findings: Sequence[Finding]) -> bool:
    """Whether the next run may do better."""
    return any(finding.code in TRY_AGAIN for finding in findings)
