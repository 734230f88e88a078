"""What only the batch as a whole shows: duplicates, likeness, other years, the roster."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from perfeval_batch import pipeline, replies
from perfeval_batch.batch_rules import (
    against_roster,
    duplicates,
    side_by_side,
    unit_suspects,
    year_differs,
)
from perfeval_batch.findings import Finding, Severity
from perfeval_batch.model import Due, Outcome, Status
from perfeval_batch.replies import Answers
from perfeval_batch.schemes import Scheme
from perfeval_batch.values import replace


def sent_back(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """Send back two workbooks of one project (PE801); a copy of a file is only said (PE809)."""
    digests = {each.source: each.digest for each in outcomes if each.digest}
    copies, notes = duplicates.copies(digests)
    found = against([each for each in outcomes if each.source not in copies])
    noted = {note.place.workbook: (note,) for note in notes}
    return tuple(
        replace(
            pipeline.with_findings(outcome, found[outcome.key], Status.RETURNED),
            documents=(),
        )
        if outcome.key in found
        else pipeline.with_findings(outcome, noted.get(outcome.source, ()), outcome.status)
        for outcome in outcomes
    )


def against(
    outcomes: Sequence[Outcome], roster: Sequence[Due] = ()
) -> dict[str, tuple[Finding, ...]]:
    """Key → the errors that only the batch and the roster show (PE801, PE212)."""
    read = [outcome for outcome in outcomes if outcome.status is not Status.FAILED]
    found = dict(duplicates.duplicates(read))
    for key, findings in unit_suspects.find_suspects(read, roster).items():
        found[key] = (*found.get(key, ()), *findings)
    return found


def reconciled(
    outcomes: Sequence[Outcome],
    roster: Sequence[Due],
    tolerance: Decimal,
) -> tuple[tuple[Outcome, ...], tuple[Due, ...], tuple[Finding, ...]]:
    """Compare what was handed in with what is due (PE802–PE804); no status changes.

    Returns:
        the outcomes, the roster with the workbooks that answer it, PE802 for those missing.
    """
    told = against_roster.reconcile(roster, outcomes, tolerance)
    noted = tuple(
        pipeline.with_findings(outcome, told.of.get(outcome.key, ()), outcome.status)
        for outcome in outcomes
    )
    return noted, told.due, told.missing


def confirmed(outcomes: Sequence[Outcome], answers: Answers) -> tuple[Outcome, ...]:
    """The outcomes, the warnings that their departments have confirmed as notes."""
    found = (
        replies.confirm(each.findings, each.identity, each.source, answers, ()) for each in outcomes
    )
    return tuple(
        replace(each, findings=tuple(sorted(findings, key=lambda one: one.order)))
        for each, findings in zip(outcomes, found, strict=True)
    )


def remarks(
    outcomes: Sequence[Outcome],
    scheme: Scheme | None,
    year: int | None,
) -> tuple[dict[str, tuple[Finding, ...]], tuple[Finding, ...]]:
    """What is remarkable about projects beside the others (PE103, PE805–PE808).

    Args:
        outcomes: of the run.
        scheme: the run's, which may weigh these checks differently.
        year: of the run.

    Returns:
        source → its findings, and the findings about departments.
    """
    verdicts = side_by_side.judge(outcomes, scheme)
    found = dict(verdicts.of)
    severity = scheme.severity(year_differs.YEAR_DIFFERS) if scheme else Severity.WARNING
    if severity is not None:
        for source, findings in year_differs.year_differs(outcomes, year).items():
            weighed = tuple(replace(each, severity=severity) for each in findings)
            found[source] = (*weighed, *found.get(source, ()))
    return found, verdicts.departments
