"""`perfeval run`: settings in, everything of contract §2 below OUTPUT, the batch out."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from perfeval_batch import __version__, files, journal, pipeline, publish
from perfeval_batch import scheme as schemes
from perfeval_batch.batch import bureau, gathering, judging, letters, printing, telling
from perfeval_batch.batch.working import Progress, Watch
from perfeval_batch.batch_rules import duplicates
from perfeval_batch.errors import SettingsError, TemplateError
from perfeval_batch.findings import Finding, Severity
from perfeval_batch.model import Batch, Due, Outcome, Status
from perfeval_batch.settings import Settings
from perfeval_batch.values import replace


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
        job = gathering.Job(settings, how, papers, inbox, folder, watch or _unwatched)
        batch = _Run(job).batch()
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

    job: gathering.Job

    def batch(self) -> Batch:
        """The batch of an earlier run, if it still holds; else do all that is to be done."""
        stamps = self.job.stamps(self.job.inbox.workbooks)
        digests = self.job.digests(self.job.inbox.workbooks)
        key = journal.key(
            *self.job.fingerprints(),
            *map(str, self.of_the_whole()),
            *self.job.inbox.unread,
            repr(digests),
        )
        finished = None if self.job.settings.force else self.job.folder.journal.finished(key)
        if finished is not None and publish.stands(finished.files, self.job.folder.output):
            self.job.watch(Progress(len(finished.batch.outcomes), len(finished.batch.outcomes)))
            return finished.batch
        batch = self.done(digests, stamps)
        if (
            not batch.notes
            and not gathering.unsettled(batch.findings)
            and not any(gathering.unsettled(outcome.findings) for outcome in batch.outcomes)
        ):
            told = (*batch.letters, *telling.FILES)
            stand = {name: publish.digest_of(self.job.folder.output / name) or "" for name in told}
            stand |= publish.published(batch.outcomes)
            self.job.folder.journal.finish(key, journal.Finished(_slim(batch), stand))
        return batch

    def done(self, digests: Mapping[str, str], stamps: Mapping[str, gathering.Stamp]) -> Batch:
        """Work through the inbox, judge the batch, publish, tell."""
        copies, copy_findings = duplicates.copies(
            {s: digest for s, digest in digests.items() if digest}
        )
        counting = {source: digests[source] for source in digests if source not in copies}
        settled = self.job.settled(counting, stamps)
        outcomes, reviewed = self.taken_in(settled)
        against = judging.against(outcomes)
        sent_back = tuple(
            self.remade(outcome, against[outcome.source]) if outcome.source in against else outcome
            for outcome in outcomes
        )
        year = self.job.settings.year or telling.main_year(sent_back)
        remarks, of_departments = judging.remarks(sent_back, self.job.plan.scheme, year)
        remarked = tuple(
            self.remarked(outcome, remarks.get(outcome.source, ())) for outcome in sent_back
        )
        due = self.job.papers.roster
        missing: tuple[Finding, ...] = ()
        if due is not None:
            tolerance = (self.job.plan.scheme or schemes.load()).tolerance
            remarked, due, missing = judging.reconciled(remarked, due, tolerance)
        notes: tuple[str, ...] = ()
        if self.job.settings.pdf:
            remarked, notes = printing.printed(remarked, self.job.folder)
        found = (*copy_findings, *reviewed, *of_departments, *missing)
        sent, unsent = letters.staged(
            self.told(remarked, found, due, notes), self.job.settings.deadline, self.job.folder
        )
        published, stuck = publish.publish(remarked, self.job.folder, sent)
        batch = replace(
            self.told(published, (*found, *unsent, *stuck), due, notes),
            letters=publish.places(sent.values(), self.job.folder),
        )
        return telling.written(batch, self.job.folder.output, self.job.folder.staging)

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
            year=self.job.settings.year or batch.year,
            unread=self.job.inbox.unread,
            roster=due,
            sample=self.job.settings.sample,
            seed=self.job.settings.seed,
            notes=notes,
        )

    def of_the_whole(self) -> tuple[object, ...]:
        """The settings that no outcome, but the whole run depends on."""
        settings = self.job.settings
        review = repr(self.job.papers.review.projects) if self.job.papers.review else None
        roster = repr(self.job.papers.roster)
        return (settings.year, settings.pdf, settings.sample, settings.seed, review, roster)

    def taken_in(
        self,
        outcomes: Sequence[Outcome],
    ) -> tuple[tuple[Outcome, ...], tuple[Finding, ...]]:
        """Take in the reviews of projects whose workbooks moved since the sheet was made.

        Returns:
            the outcomes, and what is to be said of reviews that belong to no workbook.
        """
        if self.job.papers.review is None:
            return tuple(outcomes), ()
        read = [each for each in outcomes if each.status is not Status.FAILED]
        moved = {}
        for each in read:
            near = self.job.papers.near.get(each.source)
            known = near.of(each.source, each.identity) if near else None
            if self.job.papers.review.of(each.source, each.identity) is not known:
                moved[each.source] = self.remade(each, ())
        absent = self.job.papers.review.absent((each.source, each.identity) for each in read)
        told = tuple(moved.get(each.source, each) for each in outcomes)
        return told, (*self.job.papers.review.findings, *absent)

    def remade(self, outcome: Outcome, verdicts: Sequence[Finding]) -> Outcome:
        """A workbook that a verdict on the batch sends back, with what goes back."""
        try:
            data = self.job.inbox.workbooks[outcome.source].read_bytes()
        except OSError as problem:
            return pipeline.not_written(outcome, files.reason(problem))
        again, documents = pipeline.work(
            outcome.source,
            data,
            self.job.plan,
            verdicts,
            self.job.papers.review,
        )
        return pipeline.stage(again, documents, self.job.folder.staging)

    def remarked(self, outcome: Outcome, findings: Sequence[Finding]) -> Outcome:
        """A workbook with what is remarkable about it; where a scheme calls that an error, back."""
        errors = any(each.severity is Severity.ERROR for each in findings)
        if errors and outcome.status is Status.REPORTED:
            return self.remade(outcome, findings)
        return pipeline.with_findings(outcome, findings, outcome.status)


def _slim(batch: Batch) -> Batch:
    """The batch without what only the summary needs."""
    return replace(batch, outcomes=tuple(map(_slim_outcome, batch.outcomes)))


def _slim_outcome(outcome: Outcome) -> Outcome:
    return replace(outcome, items=(), texts=b"", documents=())


def _unwatched(progress: Progress) -> None:
    """Nobody looks on."""
