"""`perfeval run`: settings in, everything of contract §2 below OUTPUT, the batch out."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from perfeval_batch import __version__, files, journal, pipeline, publish
from perfeval_batch import scheme as schemes
from perfeval_batch.batch import bureau, judging, letters, printing, telling, working
from perfeval_batch.batch.sharing import Shared
from perfeval_batch.batch.working import Progress, Watch
from perfeval_batch.errors import SettingsError, TemplateError
from perfeval_batch.findings import Finding, Severity
from perfeval_batch.model import Batch, Due, Outcome, Status
from perfeval_batch.rules import pe8, pe9
from perfeval_batch.settings import Settings
from perfeval_batch.values import replace

Stamp = tuple[int, int]

TRY_AGAIN = frozenset(
    kind.code
    for kind in (pe9.WORKBOOK_TOO_SLOW, pe9.WORKER_LOST, pe9.INTERNAL_ERROR, pe9.WRITE_FAILED)
)
"""Outcomes with these are not remembered: the next run may do better."""


def run(settings: Settings, watch: Watch | None = None) -> Batch:
    """Do the main job and write everything of contract §2 below OUTPUT.

    When nothing has changed since a finished run, nothing is done; the outcomes then come without
    what only the summary needs (items, texts).

    Raises:
        StopRunError: settings, scheme, INBOX or OUTPUT cannot be used; nothing was published.
    """
    how = plan(settings)
    papers = bureau.papers(settings)
    inbox = _inbox(settings)
    staging = files.prepare(settings.output)
    with (
        files.held(settings.output),
        telling.logged(settings.output) as log,
        journal.opened(settings.output / files.PRIVATE) as memory,
    ):
        log.info("perfeval %s：读取“%s”", __version__, settings.inbox)
        folder = publish.Folder(settings.output, staging, memory)
        batch = _Run(settings, how, papers, inbox, folder, watch or _unwatched).batch()
        telling.noted(log, batch)
        shutil.rmtree(staging, ignore_errors=True)
    return batch


def plan(settings: Settings) -> pipeline.Plan:
    """How every workbook is to be done.

    Raises:
        SchemeError: the scheme cannot be used.
        TemplateError: the report template cannot be used.
    """
    scheme = None if settings.scheme is None else schemes.load(settings.scheme)
    return pipeline.Plan(
        scheme,
        _template(settings.report_template),
        settings.deadline,
        settings.password or "",
        draft=settings.draft,
    )


def _template(path: Path | None) -> bytes | None:
    """The office's own report template, tried before anything is done with it."""
    if path is None:
        return None
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise TemplateError(f"报告模板“{path}”打不开：{files.reason(problem)}。") from problem
    pipeline.template(data)
    return data


def _inbox(settings: Settings) -> files.Inbox:
    """The workbooks to read.

    Raises:
        SettingsError: INBOX is missing, empty, or below OUTPUT.
    """
    if settings.inbox.resolve().is_relative_to(settings.output.resolve()):
        raise SettingsError(
            f"收件文件夹“{settings.inbox}”在输出文件夹“{settings.output}”之内，"
            "结果会与原件混在一起。请用-o另选一个输出文件夹。",
        )
    inbox = files.inbox(settings.inbox, settings.output)
    if not inbox.workbooks:
        raise SettingsError(
            f"收件文件夹“{settings.inbox}”里没有工作簿（.xlsx等）。"
            "请把填好的工作簿放进去再运行；空白模板可用perfeval template生成。",
        )
    return inbox


@dataclass(frozen=True, slots=True)
class _Run:
    """The steps of one run, with what they share."""

    settings: Settings
    plan: pipeline.Plan
    papers: bureau.Papers
    inbox: files.Inbox
    folder: publish.Folder
    watch: Watch

    def batch(self) -> Batch:
        """The batch of an earlier run, if it still holds; else do all that is to be done."""
        stamps = self.stamps(self.inbox.workbooks)
        digests = self.digests(self.inbox.workbooks)
        key = journal.key(
            *self.fingerprints(),
            *map(str, self.of_the_whole()),
            *self.inbox.unread,
            repr(digests),
        )
        finished = None if self.settings.force else self.folder.journal.finished(key)
        if finished is not None and publish.stands(finished.files, self.folder.output):
            self.watch(Progress(len(finished.batch.outcomes), len(finished.batch.outcomes)))
            return finished.batch
        batch = self.done(digests, stamps)
        if (
            not batch.notes
            and not _unsettled(batch.findings)
            and not any(_unsettled(outcome.findings) for outcome in batch.outcomes)
        ):
            names = (*publish.published(batch.outcomes), *batch.letters, *telling.FILES)
            stand = {name: publish.digest_of(self.folder.output / name) or "" for name in names}
            self.folder.journal.finish(key, journal.Finished(_slim(batch), stand))
        return batch

    def done(self, digests: Mapping[str, str], stamps: Mapping[str, Stamp]) -> Batch:
        """Work through the inbox, judge the batch, publish, tell."""
        copies, copy_findings = pe8.copies({s: digest for s, digest in digests.items() if digest})
        counting = {source: digests[source] for source in digests if source not in copies}
        settled = self.stilled(self.outcomes(counting), counting, stamps)
        outcomes, reviewed = self.taken_in(settled)
        against = judging.against(outcomes)
        sent_back = tuple(
            self.remade(outcome, against[outcome.source]) if outcome.source in against else outcome
            for outcome in outcomes
        )
        year = self.settings.year or telling.main_year(sent_back)
        remarks, of_departments = judging.remarks(sent_back, self.plan.scheme, year)
        remarked = tuple(
            self.remarked(outcome, remarks.get(outcome.source, ())) for outcome in sent_back
        )
        due = self.papers.roster
        missing: tuple[Finding, ...] = ()
        if due is not None:
            tolerance = (self.plan.scheme or schemes.load()).tolerance
            remarked, due, missing = judging.reconciled(remarked, due, tolerance)
        notes: tuple[str, ...] = ()
        if self.settings.pdf:
            remarked, notes = printing.printed(remarked, self.folder)
        found = (*copy_findings, *reviewed, *of_departments, *missing)
        sent, unsent = letters.staged(
            self.told(remarked, found, due, notes), self.settings.deadline, self.folder
        )
        published, stuck = publish.publish(remarked, self.folder, sent)
        batch = replace(
            self.told(published, (*found, *unsent, *stuck), due, notes),
            letters=publish.places(sent.values(), self.folder),
        )
        return telling.written(batch, self.folder.output, self.folder.staging)

    def told(
        self,
        outcomes: tuple[Outcome, ...],
        findings: Sequence[Finding],
        due: tuple[Due, ...] | None,
        notes: tuple[str, ...],
    ) -> Batch:
        """The batch with what only the run knows."""
        batch = telling.told(outcomes, findings)
        return replace(
            batch,
            year=self.settings.year or batch.year,
            unread=self.inbox.unread,
            roster=due,
            sample=self.settings.sample,
            seed=self.settings.seed,
            notes=notes,
        )

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

    def of_the_whole(self) -> tuple[object, ...]:
        """The settings that no outcome, but the whole run depends on."""
        settings = self.settings
        review = repr(self.papers.review.projects) if self.papers.review else None
        roster = repr(self.papers.roster)
        return (settings.year, settings.pdf, settings.sample, settings.seed, review, roster)

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
            if not _unsettled(outcome.findings):
                self.folder.journal.remember(outcomes[-1], keys[outcome.source])
            self.watch(Progress(len(outcomes), len(digests)))
        return tuple(sorted(outcomes, key=lambda outcome: outcome.source))

    def taken_in(
        self,
        outcomes: Sequence[Outcome],
    ) -> tuple[tuple[Outcome, ...], tuple[Finding, ...]]:
        """Take in the reviews of projects whose workbooks moved since the sheet was made.

        Returns:
            the outcomes, and what is to be said of reviews that belong to no workbook.
        """
        if self.papers.review is None:
            return tuple(outcomes), ()
        read = [each for each in outcomes if each.status is not Status.FAILED]
        moved = {}
        for each in read:
            near = self.papers.near.get(each.source)
            known = near.of(each.source, each.identity) if near else None
            if self.papers.review.of(each.source, each.identity) is not known:
                moved[each.source] = self.remade(each, ())
        absent = self.papers.review.absent((each.source, each.identity) for each in read)
        told = tuple(moved.get(each.source, each) for each in outcomes)
        return told, (*self.papers.review.findings, *absent)

    def digests(self, sources: Iterable[str]) -> dict[str, str]:
        """SHA-256 of workbooks; empty for those that cannot be read (the pipeline says why)."""
        return {source: publish.digest_of(self.inbox.workbooks[source]) or "" for source in sources}

    def stamps(self, sources: Iterable[str]) -> dict[str, Stamp]:
        """Size and time of workbooks."""
        return {source: files.stamp(self.inbox.workbooks[source]) for source in sources}

    def stilled(
        self,
        outcomes: tuple[Outcome, ...],
        digests: Mapping[str, str],
        stamps: Mapping[str, Stamp],
    ) -> tuple[Outcome, ...]:
        """Do the workbooks again that were written to meanwhile; say which still are."""
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

    def moving(self, sources: Iterable[str], stamps: Mapping[str, Stamp]) -> list[str]:
        """The workbooks whose size or time is no longer as it was."""
        now = self.stamps(sources)
        return [source for source, stamp in now.items() if stamp != stamps[source]]

    def remembered(self, keys: Mapping[str, str]) -> dict[str, Outcome]:
        """The outcomes of earlier runs that still hold and whose documents are still there."""
        found = {}
        for source, key in keys.items():
            outcome = self.folder.journal.recall(source, key)
            if outcome is not None and all(map(self.folder.find, outcome.documents)):
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

    def remade(self, outcome: Outcome, verdicts: Sequence[Finding]) -> Outcome:
        """A workbook that a verdict on the batch sends back, with what goes back."""
        try:
            data = self.inbox.workbooks[outcome.source].read_bytes()
        except OSError as problem:
            return pipeline.not_written(outcome, files.reason(problem))
        again, documents = pipeline.work(
            outcome.source,
            data,
            self.plan,
            verdicts,
            self.papers.review,
        )
        return pipeline.stage(again, documents, self.folder.staging)

    def remarked(self, outcome: Outcome, findings: Sequence[Finding]) -> Outcome:
        """A workbook with what is remarkable about it; where a scheme calls that an error, back."""
        errors = any(each.severity is Severity.ERROR for each in findings)
        if errors and outcome.status is Status.REPORTED:
            return self.remade(outcome, findings)
        return pipeline.with_findings(outcome, findings, outcome.status)


def _unsettled(findings: Sequence[Finding]) -> bool:
    """Whether the next run may do better."""
    return any(finding.code in TRY_AGAIN for finding in findings)


def _slim(batch: Batch) -> Batch:
    """The batch without what only the summary needs."""
    return replace(batch, outcomes=tuple(map(_slim_outcome, batch.outcomes)))


def _slim_outcome(outcome: Outcome) -> Outcome:
    return replace(outcome, items=(), texts=b"", documents=())


def _unwatched(progress: Progress) -> None:
    """Nobody looks on."""
