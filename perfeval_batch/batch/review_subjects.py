"""`perfeval review-sheet`: gathers the projects of an inbox onto the sheet for the reviewers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from perfeval_batch import pipeline, pool, review
from perfeval_batch.batch import incoming, run_files, verdicts, workers
from perfeval_batch.batch.run import plan
from perfeval_batch.errors import SettingsError
from perfeval_batch.model import Batch, Outcome, Status
from perfeval_batch.review import Subject
from perfeval_batch.settings import Settings
from perfeval_batch.values import replace


@dataclass(frozen=True, slots=True)
class Sheet:
    """The reviewers' sheet and how it came about.

    Attributes:
        data: the workbook.
        taken: projects on it.
        ready: projects without errors that were there to choose from.
        left_out: projects with errors; they go back to their departments first.
        unscored: projects without scores (转移支付): there is nothing to score again.
    """

    data: bytes
    taken: int
    ready: int
    left_out: int
    unscored: int = 0


def gather(settings: Settings, reviewers: Sequence[str] = ()) -> Sheet:
    """Gather the indicators of all projects without errors, or of a sample of them.

    The sample is the list of 抽查建议: must-check first, then drawn, the same for the same seed.

    Args:
        settings: the inbox, and how many are drawn.
        reviewers: who reviews: each has a sheet of his own.

    Raises:
        SettingsError: there is no workbook to review.
    """
    how = replace(plan(settings), render=False)
    tasks = [
        pipeline.Task(source, path, None, how)
        for source, path in incoming.look_through(settings.inbox, settings).workbooks.items()
    ]
    found: dict[str, tuple[Outcome, Subject | None]] = {}
    with workers.local(settings) as local:
        for done in local.run(pipeline.subjects, tasks):
            if isinstance(done, pool.Done):
                found |= {each.key: (each, subject) for each, subject in done.result}
    against = verdicts.against([outcome for outcome, _ in found.values()])
    ready = {
        source: (outcome, subject)
        for source, (outcome, subject) in sorted(found.items())
        if subject is not None and source not in against
    }
    if not ready:
        raise SettingsError(
            f"“{settings.inbox}”里没有可以复核的项目（没有工作簿，或都有错误）。"
            "请先用perfeval check检查。",
        )
    chosen = _chosen(_noted([outcome for outcome, _ in ready.values()], how), settings)
    subjects = [ready[source][1] for source in chosen]
    data = review.write([each for each in subjects if each is not None], reviewers)
    unscored = sum(
        not outcome.scored and outcome.status is Status.REPORTED for outcome, _ in found.values()
    )
    left_out = max(len(found), len(tasks)) - len(ready) - unscored
    return Sheet(data, len(subjects), len(ready), left_out, unscored)


def _noted(outcomes: list[Outcome], how: pipeline.Plan) -> Batch:
    """The batch with what only all projects side by side show, which counts as risk."""
    batch = run_files.build_batch(tuple(outcomes))
    found, _ = verdicts.remarks(batch.outcomes, how.scheme, how.year or batch.year)
    noted = (
        pipeline.with_findings(each, found.get(each.key, ()), each.status)
        for each in batch.outcomes
    )
    return replace(batch, outcomes=tuple(noted))


def _chosen(batch: Batch, settings: Settings) -> list[str]:
    """The sources of the projects to review: all, or those of 抽查建议, the riskiest first."""
    if settings.sample is None:
        return [outcome.key for outcome in batch.outcomes]
    from perfeval_batch.summary import figures

    drawn = replace(batch, sample=settings.sample, seed=settings.seed)
    return list(figures.gather(drawn).sample.listed["source"])
