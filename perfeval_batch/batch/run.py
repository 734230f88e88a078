"""`perfeval run`: the steps of the main job, from the inbox to an OUTPUT that tells of it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from perfeval_batch import __version__, files, journal, output_folder, pipeline, publish, schemes
from perfeval_batch.batch import (
    bureau_files,
    department_packages,
    incoming,
    letters,
    report_pdfs,
    run_files,
    verdicts,
)
from perfeval_batch.batch.resume import Inventory, Job
from perfeval_batch.batch.workers import Meter, Progress, Watch, Workers, employed
from perfeval_batch.batch_rules import duplicates, evidence_files, last_year
from perfeval_batch.errors import SettingsError, TemplateError
from perfeval_batch.findings import Finding, Severity
from perfeval_batch.letters import letter_templates
from perfeval_batch.model import Batch, Due, LastYear, Outcome, Status
from perfeval_batch.settings import TEMPLATE_BYTES, Settings
from perfeval_batch.values import replace


def run(settings: Settings, watch: Watch | None = None) -> Batch:
    """Do the main job and write everything of contract §2 below OUTPUT.

    When nothing has changed since a finished run, nothing is done; the outcomes then come without
    what only the summary needs (items, texts).

    Args:
        settings: what is to be done.
        watch: told of every outcome and several times a second, with rate and time left; it stops
            the run by raising InterruptedRunError. What is done is kept.

    Raises:
        StopRunError: settings, scheme, INBOX or OUTPUT cannot be used; nothing was published.
    """
    how = plan(settings)
    letter_templates.check(letters.sender(settings))
    bureau = bureau_files.read(settings)
    inbox = _inbox(settings)
    staging = output_folder.prepare(settings.output)
    with (
        output_folder.held(settings.output),
        run_files.logged(settings.output) as log,
        journal.opened(settings.output / output_folder.PRIVATE) as memory,
    ):
        log.info("perfeval %s：读取“%s”", __version__, files.legible(str(settings.inbox)))
        folder = publish.Folder(settings.output, staging, memory)
        meter = Meter(watch) if watch else Meter()
        job = Job(settings, how, bureau, inbox, folder, meter)
        inventory = job.inventory(inbox.workbooks)
        key = job.key(inventory)
        batch = job.finished(key)
        if batch is None:
            with employed(settings, meter) as workers:
                batch = _Run(job, workers).batch(inventory)
            job.finish(key, batch, run_files.FILES)
        count = len(batch.outcomes)
        meter.watch(Progress("完成", count, count))
        run_files.note(log, batch)
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
        max_bytes=settings.max_size * 1024**2,
        layouts=bureau_files.read_layouts(settings),
        year=settings.year,
    )


def _template(path: Path | None) -> bytes | None:
    """The office's own report template, tried before anything is done with it."""
    if path is None:
        return None
    try:
        data = files.read(path, TEMPLATE_BYTES)
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
    inbox = incoming.look_through(settings.inbox, settings, settings.output)
    if not inbox.workbooks:
        raise SettingsError(
            f"收件文件夹“{settings.inbox}”里没有工作簿（.xlsx等）。"
            "请把填好的工作簿放进去再运行；空白模板可用perfeval template生成。",
        )
    return inbox


@dataclass(frozen=True, slots=True)
class _Run:
    """The steps of one run, with what they share."""

    job: Job
    workers: Workers

    def batch(self, inventory: Inventory) -> Batch:
        """Work through the inbox, judge the batch, publish, tell."""
        job = self.job
        copies, copy_findings = duplicates.copies(
            {source: digest for source, digest in inventory.digests.items() if digest}
        )
        originals = {s: each for s, each in inventory.digests.items() if s not in copies}
        outcomes = job.settle(Inventory(originals, inventory.stamps), self.workers)
        job.meter.step("核对全部项目")
        outcomes, reviewed = self.review(outcomes)
        outcomes = self.send_back_duplicates(outcomes)
        year = job.settings.year or run_files.main_year(outcomes)
        outcomes, of_departments = self.remark(outcomes, year)
        outcomes, due, missing = self.reconcile(outcomes)
        outcomes, last = self.compare_with_last_year(outcomes)
        outcomes = self.look_for_evidence(outcomes)
        outcomes = self.confirm(outcomes)
        answers = job.bureau.answers
        notes = (
            *run_files.layout_notes(job.plan.layouts, job.settings.layouts),
            *(answers.notes if answers else ()),
            *run_files.last_notes(job.bureau.last, last, year),
        )
        if job.settings.pdf:
            job.meter.step("生成PDF")
            outcomes, told = report_pdfs.add(outcomes, job.folder)
            notes = (*notes, *told)
        job.meter.step("发布结果")
        closed = run_files.closed_folders(job.inbox)
        findings = (*closed, *copy_findings, *reviewed, *of_departments, *missing)
        found = replace(self.tell(outcomes, findings, due, notes), last=last)
        written, unwritten = letters.stage(
            run_files.gather(found, job.plan.scheme),
            job.settings.deadline,
            job.folder,
            public=job.settings.public,
            earlier=answers.earlier if answers else None,
        )
        if job.settings.pdf:
            from perfeval_batch.batch import bound_volumes

            bound, told = bound_volumes.bind(outcomes, job.folder, found.year, found.sender)
            written, notes = {**written, **bound}, (*notes, *told)
        published, stuck = publish.publish(outcomes, job.folder, written)
        batch = replace(
            self.tell(published, (*findings, *unwritten, *stuck), due, notes),
            letters=publish.places(written.values(), job.folder),
            last=last,
        )
        packed, unpacked = department_packages.write(
            batch, job.folder, wanted=job.settings.packages
        )
        batch = replace(
            batch,
            letters=(*batch.letters, *packed),
            findings=(*batch.findings, *unpacked),
        )
        job.meter.step("写汇总表")
        return run_files.write(batch, job.folder, job.plan.scheme)

    def tell(
        self,
        outcomes: tuple[Outcome, ...],
        findings: Sequence[Finding],
        due: tuple[Due, ...] | None,
        notes: tuple[str, ...],
    ) -> Batch:
        """The batch with what only the run knows."""
        settings = self.job.settings
        batch = run_files.build_batch(outcomes, findings)
        return replace(
            batch,
            year=settings.year or batch.year,
            unread=self.job.inbox.unread,
            roster=due,
            sample=settings.sample,
            seed=settings.seed,
            notes=notes,
            sender=self.job.sender,
            final=settings.review is not None,
        )

    def review(
        self, outcomes: tuple[Outcome, ...]
    ) -> tuple[tuple[Outcome, ...], tuple[Finding, ...]]:
        """Take in the reviews of projects whose workbooks moved since the sheet was made.

        Returns:
            the outcomes, and what is to be said of reviews that belong to no workbook.
        """
        bureau = self.job.bureau
        if bureau.review is None:
            return outcomes, ()
        read = [each for each in outcomes if each.status is not Status.FAILED]
        absent = bureau.review.absent((each.key, each.identity) for each in read)
        moved = {each.key for each in read if bureau.moved(each)}
        tasks = self.job.tasks_again(outcomes, moved)
        done = self.job.again(outcomes, tasks, self.workers)
        return done, (*bureau.review.findings, *absent)

    def send_back_duplicates(self, outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
        """Two workbooks of one project both go back (PE801), so does money in doubt (PE212)."""
        return self.send_back(outcomes, verdicts.against(outcomes, self.job.bureau.roster or ()))

    def remark(
        self, outcomes: tuple[Outcome, ...], year: int | None
    ) -> tuple[tuple[Outcome, ...], tuple[Finding, ...]]:
        """Add what is remarkable about projects beside the others, and about departments.

        Where a scheme calls that an error, the workbook goes back.
        """
        found, of_departments = verdicts.remarks(outcomes, self.job.plan.scheme, year)
        errors = {
            each.key: found[each.key]
            for each in outcomes
            if each.status is Status.REPORTED
            and any(one.severity is Severity.ERROR for one in found.get(each.key, ()))
        }
        noted = tuple(
            each
            if each.key in errors
            else pipeline.with_findings(each, found.get(each.key, ()), each.status)
            for each in outcomes
        )
        return self.send_back(noted, errors), of_departments

    def send_back(
        self, outcomes: tuple[Outcome, ...], against: Mapping[str, tuple[Finding, ...]]
    ) -> tuple[Outcome, ...]:
        """Do workbooks again that the batch as a whole has found something against."""
        tasks = self.job.tasks_again(outcomes, against, against)
        return self.job.again(outcomes, tasks, self.workers)

    def reconcile(
        self, outcomes: tuple[Outcome, ...]
    ) -> tuple[tuple[Outcome, ...], tuple[Due, ...] | None, tuple[Finding, ...]]:
        """Compare what was handed in with the roster, where there is one."""
        due = self.job.bureau.roster
        if due is None:
            return outcomes, None, ()
        tolerance = (self.job.plan.scheme or schemes.load()).tolerance
        return verdicts.reconciled(outcomes, due, tolerance)

    def confirm(self, outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
        """Take in the answers to doubts that only the batch as a whole has raised."""
        answers = self.job.bureau.answers
        return outcomes if answers is None else verdicts.confirmed(outcomes, answers)

    def look_for_evidence(self, outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
        """Say which files that 佐证材料 names were not handed in (PE616)."""
        scheme = self.job.plan.scheme or schemes.load()
        severity = scheme.severity(evidence_files.EVIDENCE_MISSING)
        if severity is None:
            return outcomes
        workbooks = self.job.inbox.workbooks
        found = evidence_files.missing(outcomes, lambda source: files.beside(workbooks[source]))
        return tuple(
            pipeline.with_findings(
                each,
                [replace(one, severity=severity) for one in found.get(each.key, ())],
                each.status,
            )
            for each in outcomes
        )

    def compare_with_last_year(
        self, outcomes: tuple[Outcome, ...]
    ) -> tuple[tuple[Outcome, ...], Mapping[str, LastYear] | None]:
        """Add what last year's results show (PE810–PE814), where they are given."""
        if self.job.bureau.last is None:
            return outcomes, None
        last = last_year.match_last(self.job.bureau.last, outcomes)
        found = last_year.compare(last, outcomes, self.job.plan.scheme or schemes.load())
        noted = (
            pipeline.with_findings(each, found.get(each.key, ()), each.status) for each in outcomes
        )
        return tuple(noted), last
