"""Takes one file through all rooms: a path goes in, its outcomes come back; never raises."""

from __future__ import annotations

import errno
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from perfeval_batch import files, parsing, report
from perfeval_batch.errors import StopRunError
from perfeval_batch.findings import Place
from perfeval_batch.model import Assessment, Outcome, Processed, Rejected, Status, Submission
from perfeval_batch.pipeline.documents import report_on, returned, staged, template_for, unread
from perfeval_batch.pipeline.judging import Judged, judge_file, scheme_for, submission_of
from perfeval_batch.pipeline.tasks import NOTHING, Documents, Known, Parcel, Plan, Results, Task
from perfeval_batch.pipeline.unfinished import failed, too_large
from perfeval_batch.reading.refusals import UNREADABLE
from perfeval_batch.review import Subject, subject
from perfeval_batch.rules.pe9_program import INTERNAL_ERROR
from perfeval_batch.values import replace

if TYPE_CHECKING:
    from perfeval_batch.parsing.official.header_patterns import Pattern

T = TypeVar("T")


def process(task: Task) -> Processed:
    """Take the workbook at a path through all rooms and stage its documents.

    Only what concerns the whole run (StopRunError) leaves as an exception.
    """
    data = fetch(task)
    if isinstance(data, Outcome):
        return Processed(task.source, (data,))
    results = work(task.source, data, task.plan, task.known)
    return staged(task.source, results, task.staging)


def read(task: Task) -> Submission | Rejected:
    """What the file at a path holds, before any check."""
    data = fetch(task)
    if isinstance(data, Outcome):
        return Rejected(data.findings)
    plan = task.plan
    step = partial(submission_of, task.source, data, plan)
    return _caught(task.source, step, lambda outcome: Rejected(outcome.findings))


def patterns(task: Task) -> tuple[Pattern, ...] | None:
    """The header patterns of the official forms in a file; None when it cannot be read."""
    data = fetch(task)
    if isinstance(data, Outcome):
        return None
    plan = task.plan
    step = partial(parsing.form_patterns, data, task.source, plan.password, plan.layouts)
    return _caught(task.source, step, lambda _: None)


def fetch(task: Task) -> bytes | Outcome:
    """The bytes of a workbook, or its outcome when it cannot be opened.

    It may have been replaced since INBOX was looked through: a link is not followed, a pipe or a
    device is not opened, and what grew beyond the limit is not read.
    """
    try:
        return files.read(task.path, task.plan.max_bytes, follow=False)
    except OSError as problem:
        if problem.errno == errno.EFBIG:
            return too_large(task.source, task.plan.max_bytes)
        finding = UNREADABLE.at(
            Place(task.source),
            f"文件打不开：{files.reason(problem)}。",
            "请关闭正在使用它的程序，检查权限后再运行。",
        )
        return failed(task.source, finding)


def unpack(parcel: Parcel) -> Results:
    """Take a parcel through all rooms; its documents go back with the outcomes."""
    return work(parcel.source, parcel.data, parcel.plan, parcel.known)


def work(
    source: str,
    data: bytes,
    plan: Plan,
    known: Known = NOTHING,
) -> Results:
    """Take one file's bytes through all rooms; touches no disk, runs on any machine.

    Only what concerns the whole run (StopRunError) leaves as an exception.

    Args:
        source: path relative to INBOX, with `/`.
        data: the file.
        plan: how it is to be done.
        known: of its projects beside.

    Returns:
        An outcome for each project, at least one.
    """
    step = partial(_work, source, data, plan, known)
    return _caught(source, step, lambda outcome: ((outcome, unread(source, data)),))


def _caught(source: str, step: Callable[[], T], instead: Callable[[Outcome], T]) -> T:
    """Take a step with a workbook; the one place where a bug is caught (PE902)."""
    try:
        return step()
    except StopRunError:
        raise
    except Exception:  # noqa: BLE001  # whatever it is, the other workbooks go on
        finding = INTERNAL_ERROR.at(
            Place(source),
            "程序内部错误，这个工作簿未能处理完。",
            "请把运行日志和这个工作簿交给技术人员。",
        )
        return instead(replace(failed(source, finding), trace=traceback.format_exc()))


def _work(
    source: str,
    data: bytes,
    plan: Plan,
    known: Known,
) -> Results:
    judged = judge_file(source, data, plan, known)
    results = [_made(outcome, assessment, data, plan) for outcome, assessment in judged]
    return _with_copy(results, data, plan) if plan.render else tuple(results)


def _made(
    outcome: Outcome, assessment: Assessment | None, data: bytes, plan: Plan
) -> tuple[Outcome, Documents]:
    """A project's report, or its draft; what goes back goes back with the whole file."""
    if assessment is None or not plan.render:
        return outcome, {}
    scheme = scheme_for(assessment.project, plan)
    if outcome.status is Status.REPORTED:
        return report_on(outcome, data, plan, assessment, scheme)
    if not plan.draft:
        return outcome, {}
    draft = template_for(scheme, plan, draft=True)
    text = report.render(assessment, scheme, draft, outcome.own_findings)
    return outcome, {"draft": (".docx", text)}


def _with_copy(results: Sequence[tuple[Outcome, Documents]], data: bytes, plan: Plan) -> Results:
    """The file goes back once to each department, with the first of its projects that goes back."""
    outcomes = [outcome for outcome, _ in results]
    copy: Documents = {}
    if any(each.status is Status.RETURNED for each in outcomes):
        copy, status = returned(outcomes, data, plan), Status.RETURNED
    elif any(each.status is Status.FAILED for each in outcomes):
        copy, status = unread(outcomes[0].source, data), Status.FAILED
    if not copy:
        return tuple(results)
    given: set[str | None] = set()
    found = []
    for outcome, documents in results:
        addressee = outcome.identity.department if status is Status.RETURNED else None
        due = outcome.status is status and not outcome.held_back and addressee not in given
        if due:
            given.add(addressee)
        found.append((outcome, {**copy, **documents} if due else documents))
    return tuple(found)


def subjects(task: Task) -> tuple[tuple[Outcome, Subject | None], ...]:
    """What the reviewers are shown of a file's projects; None of those with errors."""
    data = fetch(task)
    if isinstance(data, Outcome):
        return ((data, None),)
    step = partial(judge_file, task.source, data, task.plan)
    judged = _caught(task.source, step, _nothing_judged)
    return tuple(
        (outcome, subject(assessment))
        if assessment is not None and outcome.status is Status.REPORTED and outcome.scored
        else (outcome, None)
        for outcome, assessment in judged
    )


def _nothing_judged(outcome: Outcome) -> tuple[Judged, ...]:
    return ((outcome, None),)
