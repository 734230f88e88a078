"""The whole run: inbox → pool → outcomes → verdicts on the batch → publish → summary."""

from __future__ import annotations

import logging
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from perfeval_batch import __version__, files, pipeline, pool
from perfeval_batch import scheme as schemes
from perfeval_batch.errors import SettingsError, WriteFailedError
from perfeval_batch.findings import Finding, Place, Severity
from perfeval_batch.model import Batch, Outcome, Status
from perfeval_batch.rules import pe8, pe9
from perfeval_batch.settings import Settings

REPORTS = "报告"
RETURNED = "退回"
UNREAD = "退回/未能读取"
VOIDED = "已作废"
NO_DEPARTMENT = "未填部门"
SUMMARY = "绩效评价汇总表.xlsx"
RESULTS = "运行结果.json"
LOG = "运行日志.txt"

OURS = (REPORTS, RETURNED)
"""Folders of OUTPUT whose files tell of this INBOX as it is now."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the run is: what a live bar or a plain line is drawn from."""

    done: int
    total: int
    outcome: Outcome


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
    tasks = [pipeline.Task(source, path, None, settings.scheme) for source, path in found.items()]
    outcomes = tuple(sorted(_outcomes(tasks, settings, _unwatched), key=_source))
    return _verdicts(outcomes)


def run(settings: Settings, watch: Watch | None = None) -> Batch:
    """Do the main job and write everything of contract §2 below OUTPUT.

    Raises:
        StopRunError: settings, scheme, INBOX or OUTPUT cannot be used; nothing was published.
    """
    if settings.scheme is not None:
        schemes.load(settings.scheme)
    inbox = _inbox(settings)
    staging = files.prepare(settings.output)
    with _logged(settings.output) as log:
        log.info("perfeval %s：读取“%s”", __version__, settings.inbox)
        batch = _run(settings, inbox, staging, watch or _unwatched)
        for outcome in batch.outcomes:
            _note(log, outcome)
        for finding in batch.findings:
            log.info("%s", finding)
        log.info("完成：%s", counts(batch))
    shutil.rmtree(staging, ignore_errors=True)
    return batch


def _run(settings: Settings, inbox: files.Inbox, staging: Path, watch: Watch) -> Batch:
    tasks = [
        pipeline.Task(source, path, staging, settings.scheme)
        for source, path in inbox.workbooks.items()
    ]
    outcomes = sorted(_outcomes(tasks, settings, watch), key=_source)
    copies, copy_findings = pe8.copies(
        {outcome.source: outcome.digest for outcome in outcomes if outcome.digest},
    )
    counting = tuple(outcome for outcome in outcomes if outcome.source not in copies)
    published, stuck = _publish(_verdicts(counting), inbox, settings.output, staging)
    batch = told(published, (*copy_findings, *stuck), settings.year, inbox.unread)
    return _write_summary(batch, settings.output, staging)


def counts(batch: Batch) -> str:
    """`共3个工作簿：…` for the log and the last lines."""
    figures = batch.figures
    return (
        f"共{figures.workbooks}个工作簿：已出报告{figures.reported}个，"
        f"退回修改{figures.returned}个，未能读取或未能完成{figures.failed}个。"
    )


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


def _outcomes(
    tasks: Sequence[pipeline.Task],
    settings: Settings,
    watch: Watch,
) -> Iterator[Outcome]:
    done = pool.run(
        pipeline.process,
        tasks,
        engine=settings.engine,
        jobs=settings.jobs,
        timeout=settings.timeout,
    )
    for number, each in enumerate(done, 1):
        if isinstance(each, pool.Done):
            outcome = each.result
        else:
            outcome = pipeline.lost(each.task, timed_out=each.timed_out, timeout=settings.timeout)
        watch(Progress(number, len(tasks), outcome))
        yield outcome


def _unwatched(progress: Progress) -> None:
    """Nobody looks on."""


def _verdicts(outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    """Add what only the batch as a whole can say: two workbooks of one project both go back."""
    found = pe8.duplicates(outcomes)
    return tuple(
        pipeline.with_findings(outcome, found[outcome.source], Status.RETURNED)
        if outcome.source in found and outcome.status is not Status.FAILED
        else outcome
        for outcome in outcomes
    )


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


def _publish(
    outcomes: Sequence[Outcome],
    inbox: files.Inbox,
    output: Path,
    staging: Path,
) -> tuple[tuple[Outcome, ...], tuple[Finding, ...]]:
    """Give every result its final name; what an earlier run left and no longer holds is moved.

    Returns:
        the outcomes with the names, and what is to be said of files that could not be moved.
    """
    names = files.names([_claim(outcome) for outcome in outcomes])
    stuck = _void(output, keep=set(names.values()))
    move = partial(_place, output=output, staging=staging, inbox=inbox)
    return tuple(move(outcome, names[outcome.source]) for outcome in outcomes), stuck


def _claim(outcome: Outcome) -> files.Claim:
    identity = outcome.identity
    path = Path(outcome.source)
    if outcome.status is Status.FAILED:
        return files.Claim(outcome.source, UNREAD, path.stem, path.suffix)
    department = files.safe_name(identity.department or NO_DEPARTMENT)
    code, unit = identity.code or "", identity.unit or ""
    if outcome.status is Status.RETURNED:
        folder = f"{RETURNED}/{department}"
        return files.Claim(outcome.source, folder, path.stem, path.suffix, code, unit)
    folder = f"{REPORTS}/{department}"
    return files.Claim(outcome.source, folder, identity.name or "", ".docx", code, unit)


def _place(
    outcome: Outcome,
    name: str,
    *,
    output: Path,
    staging: Path,
    inbox: files.Inbox,
) -> Outcome:
    """Publish a report, or copy a workbook back unchanged."""
    try:
        if outcome.staged is not None:
            files.publish_changed(staging / outcome.staged, output / name)
            return replace(outcome, report=name)
        data = inbox.workbooks[outcome.source].read_bytes()
        files.write_whole(output / name, data, staging)
    except OSError as problem:
        return pipeline.not_written(outcome, files.reason(problem))
    except WriteFailedError as problem:
        return pipeline.not_written(outcome, str(problem))
    return replace(outcome, returned=name)


def _void(output: Path, keep: set[str]) -> tuple[Finding, ...]:
    """Move what an earlier run published and this one does not into 已作废/, never deleting.

    Returns:
        PE905 for each file that could not be moved.
    """
    stuck: list[Finding] = []
    for folder in OURS:
        for path in sorted((output / folder).rglob("*")):
            name = path.relative_to(output).as_posix()
            if not path.is_file() or name in keep:
                continue
            try:
                files.move_aside(path, output / VOIDED / name)
            except OSError as problem:
                stuck.append(
                    pe9.WRITE_FAILED.at(
                        Place(name),
                        f"这份旧结果已不再有效，但没有移走：{files.reason(problem)}。",
                        f"请关闭它，再运行一次，或自行把它移到“{VOIDED}”文件夹。",
                    ),
                )
        files.discard_empty(output / folder)
    return tuple(stuck)


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


def _note(log: logging.Logger, outcome: Outcome) -> None:
    """A line for each workbook, and all of a bug."""
    errors = [str(each) for each in outcome.findings if each.severity is Severity.ERROR]
    log.info("%s：%s %s", outcome.source, outcome.status.label, " ".join(errors))
    if outcome.trace:
        log.error("%s\n%s", outcome.source, outcome.trace)


def bugs(outcomes: Iterable[Outcome]) -> bool:
    """Whether any workbook met a bug (PE902)."""
    return any(
        finding.code == pe9.INTERNAL_ERROR.code
        for outcome in outcomes
        for finding in outcome.findings
    )
