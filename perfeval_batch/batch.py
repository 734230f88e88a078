"""The whole run: inbox → pool → outcomes → verdicts on the batch → publish → summary."""

from __future__ import annotations

import hashlib
import logging
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from perfeval_batch import __version__, files, journal, pipeline, pool, publish
from perfeval_batch import scheme as schemes
from perfeval_batch.errors import SettingsError, WriteFailedError
from perfeval_batch.findings import Finding, Place, Severity
from perfeval_batch.model import Batch, Outcome, Status
from perfeval_batch.rules import pe8, pe8_batch, pe9
from perfeval_batch.settings import Settings

SUMMARY = "绩效评价汇总表.xlsx"
RESULTS = "运行结果.json"
LOG = "运行日志.txt"

TRY_AGAIN = frozenset(
    kind.code
    for kind in (pe9.WORKBOOK_TOO_SLOW, pe9.WORKER_LOST, pe9.INTERNAL_ERROR, pe9.WRITE_FAILED)
)
"""Outcomes with these are not remembered: the next run may do better."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the run is: what a live bar or a plain line is drawn from."""

    done: int
    total: int


Watch = Callable[[Progress], None]


def check(paths: Sequence[Path], settings: Settings) -> tuple[Outcome, ...]:
    """Check workbooks and folders of them, writing nothing.

    Raises:
        SettingsError: a path does not exist, or there is no workbook.
    """
    found: dict[str, Path] = {}
    for path in paths:
        if path.is_dir():
            inbox = files.inbox(path)
            prefix = f"{path.as_posix()}/" if len(paths) > 1 else ""
            found |= {f"{prefix}{source}": file for source, file in inbox.workbooks.items()}
        elif path.is_file():
            found[path.name if len(paths) == 1 else path.as_posix()] = path
        else:
            raise SettingsError(f"没有找到“{path}”。请检查路径是否写对。")
    if not found:
        raise SettingsError("没有找到要检查的工作簿（.xlsx等）。请检查路径是否写对。")
    plan = replace(_plan(settings), render=False)
    tasks = [pipeline.Task(source, path, None, plan) for source, path in found.items()]
    return _judged(tuple(sorted(_worked(tasks, settings), key=_source)))


def run(settings: Settings, watch: Watch | None = None) -> Batch:
    """Do the main job and write everything of contract §2 below OUTPUT.

    Raises:
        StopRunError: settings, scheme, INBOX or OUTPUT cannot be used; nothing was published.
    """
    plan = _plan(settings)
    inbox = _inbox(settings)
    staging = files.prepare(settings.output)
    with (
        files.held(settings.output),
        _logged(settings.output) as log,
        journal.opened(settings.output / files.PRIVATE) as memory,
    ):
        log.info("perfeval %s：读取“%s”", __version__, settings.inbox)
        folder = publish.Folder(settings.output, staging, memory)
        batch = _Run(settings, plan, inbox, folder, watch or _unwatched).batch()
        batch = _write_summary(batch, settings.output, staging)
        _note(log, batch)
        shutil.rmtree(staging, ignore_errors=True)
    return batch


def _plan(settings: Settings) -> pipeline.Plan:
    """How every workbook is to be done.

    Raises:
        SchemeError: the scheme cannot be used.
    """
    return pipeline.Plan(None if settings.scheme is None else schemes.load(settings.scheme))


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
    inbox: files.Inbox
    folder: publish.Folder
    watch: Watch

    def batch(self) -> Batch:
        """Work through the inbox, judge the batch, publish."""
        digests = {source: _digest(path) for source, path in self.inbox.workbooks.items()}
        copies, copy_findings = pe8.copies({s: digest for s, digest in digests.items() if digest})
        counting = {source: digests[source] for source in digests if source not in copies}
        outcomes = self.outcomes(counting)
        judged = tuple(map(self.settled, _judged(outcomes), outcomes))
        verdicts = pe8_batch.judge(judged, self.plan.scheme)
        told_apart = tuple(_noted(each, verdicts.of) for each in judged)
        published, stuck = publish.publish(told_apart, self.folder)
        findings = (*copy_findings, *verdicts.departments, *stuck)
        return told(published, findings, self.settings.year, self.inbox.unread)

    def outcomes(self, digests: Mapping[str, str]) -> tuple[Outcome, ...]:
        """One outcome per workbook, sorted: remembered where nothing changed, else worked out."""
        keys = {source: self.key(digest) for source, digest in digests.items()}
        known = {} if self.settings.force else self.remembered(keys)
        waited_for = (document.name for each in known.values() for document in each.documents)
        publish.sweep(self.folder.staging, waited_for)
        tasks = [
            pipeline.Task(source, self.inbox.workbooks[source], self.folder.staging, self.plan)
            for source in digests
            if source not in known
        ]
        outcomes = list(known.values())
        for outcome in _worked(tasks, self.settings):
            outcomes.append(self.copied(outcome))
            if not any(finding.code in TRY_AGAIN for finding in outcome.findings):
                self.folder.journal.remember(outcomes[-1], keys[outcome.source])
            self.watch(Progress(len(outcomes), len(digests)))
        return tuple(sorted(outcomes, key=_source))

    def key(self, digest: str) -> str:
        """All that the outcome of a workbook with that digest depends on."""
        return journal.key(digest, repr(self.plan), journal.program())

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

    def settled(self, judged: Outcome, before: Outcome) -> Outcome:
        """A workbook that a verdict on the batch sends back, with what goes back."""
        if judged is before or judged.documents:
            return judged
        try:
            data = self.inbox.workbooks[judged.source].read_bytes()
        except OSError as problem:
            return pipeline.not_written(judged, files.reason(problem))
        documents = pipeline.returned(judged, data, self.plan)
        return pipeline.stage(judged, documents, self.folder.staging)


def _digest(path: Path) -> str:
    """SHA-256 of a workbook; empty when it cannot be read (the pipeline says why)."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _worked(tasks: Sequence[pipeline.Task], settings: Settings) -> Iterator[Outcome]:
    """What came of each task, in the order they finish."""
    run = partial(
        pool.run,
        engine=settings.engine,
        jobs=settings.jobs,
        timeout=settings.timeout,
        scheduler=settings.scheduler,
    )
    if settings.engine == "dask":
        yield from _sent(tasks, run, settings)
        return
    for each in run(pipeline.process, tasks):
        yield each.result if isinstance(each, pool.Done) else _lost(each, settings)


def _sent(
    tasks: Sequence[pipeline.Task],
    run: Callable[..., Iterator[Any]],
    settings: Settings,
) -> Iterator[Outcome]:
    """The same through workers that share no disk with us: bytes go out, bytes come back."""
    staging = {task.source: task.staging for task in tasks}
    unreadable: list[Outcome] = []

    def parcels() -> Iterator[pipeline.Parcel]:
        for task in tasks:
            data = pipeline.fetch(task)
            if isinstance(data, Outcome):
                unreadable.append(data)
            else:
                yield pipeline.Parcel(task.source, data, task.plan)

    for each in run(pipeline.unpack, parcels()):
        if isinstance(each, pool.Lost):
            yield _lost(each, settings)
            continue
        outcome, documents = each.result
        folder = staging[outcome.source]
        yield outcome if folder is None else pipeline.stage(outcome, documents, folder)
    yield from unreadable


def _lost(lost: pool.Lost[Any], settings: Settings) -> Outcome:
    """The outcome of a workbook whose worker was lost."""
    if lost.loss is pool.Loss.TIMED_OUT:
        return pipeline.too_slow(lost.task.source, settings.timeout)
    out_of_memory = lost.loss is pool.Loss.OUT_OF_MEMORY
    return pipeline.lost(lost.task.source, out_of_memory=out_of_memory)


def _unwatched(progress: Progress) -> None:
    """Nobody looks on."""


def _judged(outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    """Send back what only the batch as a whole shows to be wrong: two workbooks of one project."""
    found = pe8.duplicates(outcomes)
    return tuple(
        replace(
            pipeline.with_findings(outcome, found[outcome.source], Status.RETURNED),
            documents=(),
        )
        if outcome.source in found and outcome.status is not Status.FAILED
        else outcome
        for outcome in outcomes
    )


def _noted(outcome: Outcome, verdicts: Mapping[str, Sequence[Finding]]) -> Outcome:
    """Add what the batch as a whole makes remarkable about a workbook; its status stays."""
    return pipeline.with_findings(outcome, verdicts.get(outcome.source, ()), outcome.status)


def told(
    outcomes: tuple[Outcome, ...],
    findings: Iterable[Finding] = (),
    year: int | None = None,
    unread: tuple[str, ...] = (),
) -> Batch:
    """The batch as the summary and the result file tell it."""
    return Batch(
        outcomes=outcomes,
        findings=tuple(sorted(findings, key=lambda finding: finding.place.workbook)),
        year=year or main_year(outcomes),
        scheme=_only(outcome.identity.scheme for outcome in outcomes),
        version=__version__,
        unread=unread,
    )


def main_year(outcomes: Iterable[Outcome]) -> int | None:
    """The most frequent 评价年度, the latest of equally frequent ones; None when none is stated."""
    years = Counter(outcome.identity.year for outcome in outcomes if outcome.identity.year)
    return max(years, key=lambda year: (years[year], year)) if years else None


def _only(values: Iterable[str | None]) -> str | None:
    """The one value that all known ones share, else None."""
    known = {value for value in values if value is not None}
    return known.pop() if len(known) == 1 else None


def _source(outcome: Outcome) -> str:
    return outcome.source


def _write_summary(batch: Batch, output: Path, staging: Path) -> Batch:
    """Write the files that tell of the whole run; what could not be written is a finding."""
    from perfeval_batch.summary import results, workbook

    for name, write in ((SUMMARY, workbook.write), (RESULTS, results.write)):
        try:
            files.write_whole(output / name, write(batch), staging)
        except WriteFailedError as problem:
            finding = pe9.WRITE_FAILED.at(
                Place(name),
                f"没有写成：{problem}。",
                "请关闭它、腾出磁盘空间或检查权限，再运行一次。",
            )
            batch = replace(batch, findings=(*batch.findings, finding))
    return batch


@contextmanager
def _logged(output: Path) -> Iterator[logging.Logger]:
    """The log of OUTPUT, the only file with times; later runs add to it."""
    log = logging.getLogger("perfeval_batch")
    log.setLevel(logging.INFO)
    log.propagate = False
    handler = logging.FileHandler(output / LOG, encoding="utf-8", errors="backslashreplace")
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    log.addHandler(handler)
    try:
        yield log
    finally:
        log.removeHandler(handler)
        handler.close()


def _note(log: logging.Logger, batch: Batch) -> None:
    """A line for each workbook, and all of a bug."""
    for outcome in batch.outcomes:
        errors = [str(each) for each in outcome.findings if each.severity is Severity.ERROR]
        log.info("%s：%s %s", outcome.source, outcome.status.label, " ".join(errors))
        if outcome.trace:
            log.error("%s\n%s", outcome.source, outcome.trace)
    for finding in batch.findings:
        log.info("%s", finding)
    log.info("完成：%s", counts(batch))


def counts(batch: Batch) -> str:
    """`共3个工作簿：…` for the log and the last lines."""
    figures = batch.figures
    return (
        f"共{figures.workbooks}个工作簿：已出报告{figures.reported}个，"
        f"退回修改{figures.returned}个，未能读取或未能完成{figures.failed}个。"
    )


def bugs(outcomes: Iterable[Outcome]) -> bool:
    """Whether any workbook met a bug (PE902)."""
    return any(
        finding.code == pe9.INTERNAL_ERROR.code
        for outcome in outcomes
        for finding in outcome.findings
    )
