"""Makes the documents of an outcome and stages them: the report, the copy that goes back."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path, PurePosixPath

from perfeval_batch import files, report
from perfeval_batch.errors import WriteFailedError
from perfeval_batch.model import Assessment, Outcome, Processed, Staged, Status
from perfeval_batch.pipeline.tasks import Documents, Plan, Results
from perfeval_batch.pipeline.unfinished import not_written, with_findings
from perfeval_batch.schemes import Scheme
from perfeval_batch.values import replace


def staged(source: str, results: Results, staging: Path | None) -> Processed:
    """A file's outcomes with their documents in the staging folder."""
    if staging is None:
        return Processed(source, tuple(outcome for outcome, _ in results))
    return Processed(source, tuple(stage(*each, staging) for each in results))


def report_on(
    outcome: Outcome,
    data: bytes,
    plan: Plan,
    assessment: Assessment,
    scheme: Scheme,
) -> tuple[Outcome, Documents]:
    """The report, read back before it counts (PE903)."""
    document = report.render(assessment, scheme, template_for(scheme, plan))
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


def template_for(scheme: Scheme, plan: Plan, *, draft: bool = False) -> report.Template:
    """The report template of a project: projects without scores have one of their own."""
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
