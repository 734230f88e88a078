"""What goes out to a worker, and how the run wants every workbook done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from perfeval_batch.findings import Finding
from perfeval_batch.model import Outcome
from perfeval_batch.parsing import NO_LAYOUTS, Layouts
from perfeval_batch.replies import Answers
from perfeval_batch.review import Review
from perfeval_batch.schemes import Scheme
from perfeval_batch.values import Value, field


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


class Known(Value, frozen=True):
    """What is known of a file's projects beside what the file says.

    Attributes:
        review: what the reviewers' sheet says of them; None: nothing.
        verdicts: what the batch as a whole has found against them, by `Outcome.key`.
        answers: what their department answered to doubts; None: nothing.
    """

    review: Review | None = None
    verdicts: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    answers: Answers | None = None


NOTHING = Known()


class Task(Value, frozen=True):
    """What goes out to a worker: one workbook.

    Attributes:
        source: path relative to INBOX, with `/`.
        path: where it stands on this machine.
        staging: folder for the finished documents.
        plan: how it is to be done.
        known: of its projects beside.
    """

    source: str
    path: Path
    staging: Path | None
    plan: Plan
    known: Known = NOTHING


class Parcel(Value, frozen=True):
    """What goes out to a worker that shares no disk with us: the workbook's bytes themselves."""

    source: str
    data: bytes
    plan: Plan
    known: Known = NOTHING


Documents = Mapping[str, tuple[str, bytes]]
"""Kind of document → its ending and its bytes."""
Results = tuple[tuple[Outcome, Documents], ...]
"""The outcomes of a file, each with its documents."""
