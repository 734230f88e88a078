"""One workbook through the rooms: a path goes in, an Outcome comes back; never raises."""

from __future__ import annotations

import errno
import hashlib
import traceback
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache, partial
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from perfeval_batch import files, parsing, replies, report, rules, scoring
from perfeval_batch import review as reviews
from perfeval_batch import scheme as schemes
from perfeval_batch.errors import StopRunError, WriteFailedError
from perfeval_batch.findings import Finding, Place, Severity
from perfeval_batch.model import (
    OFFICIAL,
    Assessment,
    Figures,
    Identity,
    ItemFigures,
    Outcome,
    Processed,
    Project,
    Rejected,
    Staged,
    Status,
    Submission,
    packed,
)
from perfeval_batch.parsing import NO_LAYOUTS, Layouts
from perfeval_batch.reading.refusals import UNREADABLE, UNSAFE
from perfeval_batch.replies import Answers
from perfeval_batch.review import Review, Subject
from perfeval_batch.rules.pe9 import (
    INTERNAL_ERROR,
    WORKBOOK_TOO_SLOW,
    WORKER_LOST,
    WRITE_FAILED,
)
from perfeval_batch.scheme import Scheme
from perfeval_batch.values import Value, field, replace

if TYPE_CHECKING:
    from perfeval_batch.parsing.official.header_patterns import Pattern

CONFIRMABLE = frozenset(kind.code for kind in rules.KINDS if kind.confirmable)
"""The errors that a department can confirm as true."""


class Plan(Value, frozen=True):
    """How the run wants every workbook done; the same for all of them.

    Attributes:
        scheme: given by `--scheme`; None: as the workbook says.
        template: the office's own report template; None: the default.
        deadline: by when returned workbooks are wanted again.
        password: tried where a workbook has one.
        draft: make a marked draft of the report for workbooks with errors too.
        render: make the documents too; False: check only.
        max_bytes: a larger workbook is refused by its size, unread.
        layouts: what a person has answered about the patterns of official forms.
        year: of the run, where it was named: of forms that state none.
    """

    scheme: Scheme | None = None
    template: bytes | None = None
    deadline: date | None = None
    password: str = ""
    draft: bool = False
    render: bool = True
    max_bytes: int = 100 * 1024**2
    layouts: Layouts = NO_LAYOUTS
    year: int | None = None


class Task(Value, frozen=True):
    """What goes out to a worker: one workbook.

    Attributes:
        source: path relative to INBOX, with `/`.
        path: where it stands on this machine.
        staging: folder for the finished documents.
        plan: how it is to be done.
        review: what the reviewers' sheet says of its projects; None: nothing.
        verdicts: what the batch as a whole has found against its projects, by `Outcome.key`.
        answers: what its department answered to doubts; None: nothing.
    """

    source: str
    path: Path
    staging: Path | None
    plan: Plan
    review: Review | None = None
    verdicts: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    answers: Answers | None = None


class Parcel(Value, frozen=True):
    """What goes out to a worker that shares no disk with us: the workbook's bytes themselves."""

    source: str
    data: bytes
    plan: Plan
    review: Review | None = None
    verdicts: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    answers: Answers | None = None


Documents = Mapping[str, tuple[str, bytes]]
"""Kind of document → its ending and its bytes."""
Results = tuple[tuple[Outcome, Documents], ...]
"""The outcomes of a file, each with its documents."""
Judged = tuple[Outcome, Assessment | None]
NO_VERDICTS: Mapping[str, tuple[Finding, ...]] = MappingProxyType({})
T = TypeVar("T")
OF_FORMS = "财预2020-10号"
"""The scheme of official forms that fit no built-in one."""


def process(task: Task) -> Processed:
    """Take the workbook at a path through all rooms and stage its documents.

    Only what concerns the whole run (StopRunError) leaves as an exception.
    """
    data = fetch(task)
    if isinstance(data, Outcome):
        return Processed(task.source, (data,))
    results = work(task.source, data, task.plan, task.verdicts, task.review, task.answers)
    return staged(task.source, results, task.staging)


def read(task: Task) -> Submission | Rejected:
    """What the file at a path holds, before any check."""
    data = fetch(task)
    if isinstance(data, Outcome):
        return Rejected(data.findings)
    plan = task.plan
    step = partial(_submission, task.source, data, plan)
    return _caught(task.source, step, lambda outcome: Rejected(outcome.findings))


def _submission(source: str, data: bytes, plan: Plan) -> Submission | Rejected:
    return parsing.submission(
        data,
        source,
        plan.password,
        plan.layouts,
        plan.year,
        unscored=plan.scheme is not None and not plan.scheme.scored,
    )


def patterns(task: Task) -> tuple[Pattern, ...] | None:
    """The header patterns of the official forms in a file; None when it cannot be read."""
    data = fetch(task)
    if isinstance(data, Outcome):
        return None
    plan = task.plan
    step = partial(parsing.form_patterns, data, task.source, plan.password, plan.layouts)
    return _caught(task.source, step, lambda _: None)


def staged(source: str, results: Results, staging: Path | None) -> Processed:
    """A file's outcomes with their documents in the staging folder."""
    if staging is None:
        return Processed(source, tuple(outcome for outcome, _ in results))
    return Processed(source, tuple(stage(*each, staging) for each in results))


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
    return work(
        parcel.source, parcel.data, parcel.plan, parcel.verdicts, parcel.review, parcel.answers
    )


def work(
    source: str,
    data: bytes,
    plan: Plan,
    verdicts: Mapping[str, tuple[Finding, ...]] = NO_VERDICTS,
    review: Review | None = None,
    answers: Answers | None = None,
) -> Results:
    """Take one file's bytes through all rooms; touches no disk, runs on any machine.

    Only what concerns the whole run (StopRunError) leaves as an exception.

    Args:
        source: path relative to INBOX, with `/`.
        data: the file.
        plan: how it is to be done.
        verdicts: what the batch as a whole has found against its projects.
        review: the reviewers' scores; those of its projects are taken in.
        answers: what its department answered to doubts.

    Returns:
        An outcome for each project, at least one.
    """
    step = partial(_work, source, data, plan, verdicts, review, answers)
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
    verdicts: Mapping[str, tuple[Finding, ...]],
    review: Review | None,
    answers: Answers | None,
) -> Results:
    judged = _judged(source, data, plan, verdicts, review, answers)
    results = [_made(outcome, assessment, data, plan) for outcome, assessment in judged]
    return _with_copy(results, data, plan) if plan.render else tuple(results)


def _made(
    outcome: Outcome, assessment: Assessment | None, data: bytes, plan: Plan
) -> tuple[Outcome, Documents]:
    """A project's report, or its draft; what goes back goes back with the whole file."""
    if assessment is None or not plan.render:
        return outcome, {}
    scheme = _scheme(assessment.project, plan)
    if outcome.status is Status.REPORTED:
        return _reported(outcome, data, plan, assessment, scheme)
    if not plan.draft:
        return outcome, {}
    draft = _template_for(scheme, plan, draft=True)
    text = report.render(assessment, scheme, draft, outcome.findings)
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


def _judged(
    source: str,
    data: bytes,
    plan: Plan,
    verdicts: Mapping[str, tuple[Finding, ...]] = NO_VERDICTS,
    review: Review | None = None,
    answers: Answers | None = None,
) -> tuple[Judged, ...]:
    """What came of a file before anything is written; no assessment of what cannot be read."""
    digest = hashlib.sha256(data).hexdigest()
    found = _submission(source, data, plan)
    if isinstance(found, Rejected):
        return ((_refused(source, digest, found), None),)
    judged: list[Judged] = [
        _judge((source, digest), project, plan, verdicts, review, answers)
        for project in found.projects
    ]
    return (*judged, *((_refused(source, digest, each), None) for each in found.refused))


def _refused(source: str, digest: str, rejected: Rejected) -> Outcome:
    """A file, or one form of it, that cannot be read as a project."""
    return replace(
        failed(source, *rejected.findings),
        digest=digest,
        identity=rejected.identity or Identity(),
        sheet=rejected.sheet,
        form=rejected.form,
    )


def _judge(
    file: tuple[str, str],
    project: Project,
    plan: Plan,
    verdicts: Mapping[str, tuple[Finding, ...]],
    review: Review | None,
    answers: Answers | None,
) -> Judged:
    """Judge one project of a file, of which source and digest are given."""
    source, digest = file
    scheme = _scheme(project, plan)
    project, gone = _reviewed(project, scheme, review)
    assessment = scoring.assess(project, scheme)
    outcome = _told(source, digest, assessment, scheme)
    against = verdicts.get(outcome.key, ())
    found: Sequence[Finding] = (
        *(*project.questions, *project.remarks, *rules.check(assessment, scheme)),
        *(*gone, *against),
    )
    if answers is not None:
        found = replies.confirm(found, outcome.identity, source, answers, CONFIRMABLE)
    return _settled(outcome, found), assessment


def _reviewed(
    project: Project,
    scheme: Scheme,
    review: Review | None,
) -> tuple[Project, tuple[Finding, ...]]:
    """The project with the reviewers' scores, and what to say of those without a row."""
    if review is None:
        return project, ()
    found = review.of(project.key, _identity(project, scheme))
    return (project, ()) if found is None else reviews.applied(project, found)


def subjects(task: Task) -> tuple[tuple[Outcome, Subject | None], ...]:
    """What the reviewers are shown of a file's projects; None of those with errors."""
    data = fetch(task)
    if isinstance(data, Outcome):
        return ((data, None),)
    step = partial(_judged, task.source, data, task.plan)
    judged = _caught(task.source, step, _nothing_judged)
    return tuple(
        (outcome, reviews.subject(assessment))
        if assessment is not None and outcome.status is Status.REPORTED and outcome.scored
        else (outcome, None)
        for outcome, assessment in judged
    )


def _nothing_judged(outcome: Outcome) -> tuple[Judged, ...]:
    return ((outcome, None),)


def _settled(outcome: Outcome, findings: Sequence[Finding]) -> Outcome:
    """An error sends the workbook back; all else gets a report."""
    errors = any(finding.severity is Severity.ERROR for finding in findings)
    return with_findings(outcome, findings, Status.RETURNED if errors else Status.REPORTED)


def _reported(
    outcome: Outcome,
    data: bytes,
    plan: Plan,
    assessment: Assessment,
    scheme: Scheme,
) -> tuple[Outcome, Documents]:
    """The report, read back before it counts (PE903)."""
    document = report.render(assessment, scheme, _template_for(scheme, plan))
    faults = report.check(document, assessment, scheme)
    if faults:
        return with_findings(outcome, faults, Status.FAILED), unread(outcome.source, data)
    return outcome, {"report": (".docx", document)}


def returned(outcomes: Sequence[Outcome], data: bytes, plan: Plan) -> dict[str, tuple[str, bytes]]:
    """What goes back to the department: its own file, marked, or with a list beside it.

    Args:
        outcomes: of all projects of the file; all their findings are marked.
        data: the file.
        plan: how it is to be done.

    Returns:
        nothing, where all errors are those of a reviewers' sheet: they keep the projects back,
        and the bureau mends them.
    """
    if all(each.held_back or each.status is Status.REPORTED for each in outcomes):
        return {}
    from perfeval_batch import marked  # most workbooks go back to nobody

    source, number = outcomes[0].source, outcomes[0].rounds + 1
    findings = [finding for outcome in outcomes for finding in outcome.own_findings]
    ours = marked.mark(data, findings, number, deadline=plan.deadline, workbook=source)
    documents = {"returned": (PurePosixPath(source).suffix, ours)}
    if ours is data:
        problems = marked.problem_list(findings, source, number, deadline=plan.deadline)
        documents["problems"] = (".xlsx", problems)
    return documents


def unread(source: str, data: bytes) -> Documents:
    """A copy of a workbook that could not be read."""
    return {"returned": (PurePosixPath(source).suffix, data)}


def stage(outcome: Outcome, documents: Documents, staging: Path) -> Outcome:
    """Put finished documents into the staging folder, under names no other workbook has."""
    staged = []
    for kind, (suffix, data) in documents.items():
        name = _staged_name(outcome.key, kind, suffix)
        try:
            files.write_staged(staging / name, data)
        except WriteFailedError as problem:
            return not_written(outcome, str(problem))
        staged.append(Staged(kind, name, hashlib.sha256(data).hexdigest()))
    return replace(outcome, documents=tuple(staged))


def _staged_name(source: str, kind: str, suffix: str) -> str:
    return f"{files.short_hash(f'{source}|{kind}', 24)}{suffix}"


def stage_copy(outcome: Outcome, path: Path, staging: Path, limit: int) -> Outcome:
    """Stage a copy of a workbook that gave no documents; one that cannot be copied stays away."""
    name = _staged_name(outcome.source, "returned", PurePosixPath(outcome.source).suffix)
    try:
        digest = files.copy(path, staging / name, limit)
    except OSError:
        return outcome
    return replace(outcome, documents=(Staged("returned", name, digest),))


def _scheme(project: Project, plan: Plan) -> Scheme:
    """The run's scheme, but of a form without weights and scores never one that asks for them."""
    if plan.scheme is not None and (project.scored or not plan.scheme.scored):
        return plan.scheme
    return scheme_of(project)


def scheme_of(project: Project) -> Scheme:
    """The built-in scheme that the workbook names, else the default; never a file.

    A form names none: it is the one that its levels fit exactly, else 财预2020-10号.
    """
    if not project.scored:
        return schemes.load(schemes.UNSCORED)
    if project.form == OFFICIAL:
        rows = [(row.level1.text, row.weight.value) for row in project.indicators]
        found = schemes.fitting(rows, project.funds.total.weight.value)
        return schemes.load(found or OF_FORMS)
    return schemes.load(schemes.named(project.facts.scheme.value or "") or schemes.DEFAULT)


def _told(source: str, digest: str, assessment: Assessment, scheme: Scheme) -> Outcome:
    """What the assessment says, as the outcome carries it; the findings are still to come."""
    execution_rate = assessment.execution_rate
    return Outcome(
        source=source,
        digest=digest,
        status=Status.REPORTED,
        identity=_identity(assessment.project, scheme),
        figures=scoring.figures(assessment),
        execution_rate=None if execution_rate is None else scoring.rounded(execution_rate),
        grade=assessment.grade,
        levels=scoring.level_figures(assessment),
        deductions=scoring.deductions(assessment),
        items=tuple(map(ItemFigures.of, assessment.items)),
        texts=packed(assessment.project.passages()),
        rounds=assessment.project.origin.rounds,
        carried_over=scoring.carried_over(assessment.project).value,
        follow_up=assessment.project.facts.last_status.text,
        evidence=tuple(scoring.evidence(assessment.project)),
        sheet=assessment.project.sheet,
        form=assessment.project.form,
        persons=scoring.persons(assessment.project),
        scored=scheme.scored,
    )


def _identity(project: Project, scheme: Scheme) -> Identity:
    facts = project.facts
    return Identity(
        code=facts.code.value,
        name=facts.name.value,
        department=facts.department.value,
        unit=facts.unit.value,
        year=facts.year.value,
        scheme=scheme.name,
        places={
            "项目编码": facts.code.place,
            "项目名称": facts.name.place,
            "主管部门": facts.department.place,
            "评价年度": facts.year.place,
            "年初预算数": project.funds.total.initial_budget.place,
            "全年执行数": project.funds.total.executed.place,
            scoring.CARRIED_OVER: scoring.carried_over(project).place,
        },
    )


def _template_for(scheme: Scheme, plan: Plan, *, draft: bool = False) -> report.Template:
    return template(plan.template, draft=draft) if scheme.scored else _unscored(draft=draft)


@lru_cache(maxsize=2)
def _unscored(*, draft: bool) -> report.Template:
    """The compiled template of reports without scores: once per process."""
    return report.unscored_template(draft=draft)


@lru_cache(maxsize=4)
def template(given: bytes | None, *, draft: bool = False) -> report.Template:
    """The compiled report template: once per process.

    Raises:
        TemplateError: it cannot be used.
    """
    return report.compile_template(
        report.default_template() if given is None else given, draft=draft
    )


def counted(figures: Figures, status: Status) -> Figures:
    """The same numbers, counted as one workbook of that status."""
    return replace(
        figures,
        workbooks=1,
        reported=int(status is Status.REPORTED),
        returned=int(status is Status.RETURNED),
        failed=int(status is Status.FAILED),
    )


def failed(source: str, *findings: Finding) -> Outcome:
    """The outcome of a workbook that could not be read as a project."""
    return Outcome(
        source=source,
        digest="",
        status=Status.FAILED,
        identity=Identity(),
        figures=counted(Figures(), Status.FAILED),
        findings=tuple(sorted(findings, key=lambda finding: finding.order)),
    )


def too_slow(source: str, timeout: float) -> Outcome:
    """The outcome of a workbook that was given up after its time limit (PE015)."""
    finding = WORKBOOK_TOO_SLOW.at(
        Place(source),
        f"处理超过{timeout:g}秒，已放弃。",
        "请用Excel或WPS打开，把内容复制到新的空白模板后重新报送，或用--timeout放宽限制。",
    )
    return failed(source, finding)


def too_large(source: str, limit: int) -> Outcome:
    """The outcome of a workbook that is refused by its size (PE003)."""
    finding = UNSAFE.at(
        Place(source),
        f"文件超过{limit // 1024**2}MB，没有读取，也没有复制到结果里。",
        "请删去多余的图片和工作表后重新报送；确需读取时用--max-size放宽限制。",
    )
    return failed(source, finding)


def being_written(source: str) -> Outcome:
    """The outcome of a workbook that kept changing while it was read (PE001)."""
    finding = UNREADABLE.at(
        Place(source),
        "文件正在被写入，读取时内容还在变化。",
        "请等文件复制或保存完成，再运行一次。",
    )
    return failed(source, finding)


def lost(source: str, *, out_of_memory: bool) -> Outcome:
    """The outcome of a workbook whose worker was lost (PE901)."""
    why = "占用内存过多，已停止" if out_of_memory else "两次意外终止"
    finding = WORKER_LOST.at(
        Place(source),
        f"处理这个文件的进程{why}。",
        "请用Excel或WPS打开它，另存为新的.xlsx后重新报送。",
    )
    return failed(source, finding)


def not_written(outcome: Outcome, why: str) -> Outcome:
    """The same outcome when its result could not be written (PE905)."""
    finding = WRITE_FAILED.at(
        Place(outcome.source),
        f"结果没有写成：{why}。",
        "请关闭已打开的文件、腾出磁盘空间或检查权限，再运行一次。",
    )
    return with_findings(outcome, (finding,), Status.FAILED)


def with_findings(outcome: Outcome, added: Sequence[Finding], status: Status) -> Outcome:
    """The same outcome with further findings and the status that follows from them."""
    return replace(
        outcome,
        status=status,
        figures=counted(outcome.figures, status),
        findings=tuple(sorted((*outcome.findings, *added), key=lambda finding: finding.order)),
        documents=outcome.documents if status is outcome.status else (),
    )
