"""Judges the projects of a file: read, scored, checked, with reviews and answers taken in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from perfeval_batch import parsing, replies, rules, schemes, scoring
from perfeval_batch.findings import Finding, Severity
from perfeval_batch.model import (
    OFFICIAL,
    Assessment,
    Identity,
    ItemFigures,
    Outcome,
    Project,
    Rejected,
    Status,
    Submission,
    packed,
)
from perfeval_batch.pipeline.tasks import NOTHING, Known, Plan
from perfeval_batch.pipeline.unfinished import failed, with_findings
from perfeval_batch.review import Review, applied
from perfeval_batch.schemes import Scheme
from perfeval_batch.values import replace

CONFIRMABLE = frozenset(kind.code for kind in rules.KINDS if kind.confirmable)
"""The errors that a department can confirm as true."""
Judged = tuple[Outcome, Assessment | None]
OF_FORMS = "财预2020-10号"
"""The scheme of official forms that fit no built-in one."""


def submission_of(source: str, data: bytes, plan: Plan) -> Submission | Rejected:
    """What a file holds, before any check."""
    return parsing.submission(
        data,
        source,
        plan.password,
        plan.layouts,
        plan.year,
        unscored=plan.scheme is not None and not plan.scheme.scored,
    )


def judge_file(
    source: str,
    data: bytes,
    plan: Plan,
    known: Known = NOTHING,
) -> tuple[Judged, ...]:
    """What came of a file before anything is written; no assessment of what cannot be read."""
    digest = hashlib.sha256(data).hexdigest()
    found = submission_of(source, data, plan)
    if isinstance(found, Rejected):
        return ((_refused(source, digest, found), None),)
    judged: list[Judged] = [
        _judge((source, digest), project, plan, known) for project in found.projects
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
    known: Known,
) -> Judged:
    """Judge one project of a file, of which source and digest are given."""
    source, digest = file
    scheme = scheme_for(project, plan)
    project, gone = _reviewed(project, scheme, known.review)
    assessment = scoring.assess(project, scheme)
    outcome = _outcome_of(source, digest, assessment, scheme)
    against = known.verdicts.get(outcome.key, ())
    found: Sequence[Finding] = (
        *(*project.questions, *project.remarks, *rules.check(assessment, scheme)),
        *(*gone, *against),
    )
    if known.answers is not None:
        found = replies.confirm(found, outcome.identity, source, known.answers, CONFIRMABLE)
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
    return (project, ()) if found is None else applied(project, found)


def _settled(outcome: Outcome, findings: Sequence[Finding]) -> Outcome:
    """An error sends the workbook back; all else gets a report."""
    errors = any(finding.severity is Severity.ERROR for finding in findings)
    return with_findings(outcome, findings, Status.RETURNED if errors else Status.REPORTED)


def scheme_for(project: Project, plan: Plan) -> Scheme:
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


def _outcome_of(source: str, digest: str, assessment: Assessment, scheme: Scheme) -> Outcome:
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
