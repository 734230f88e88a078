"""The run's options as one frozen value, made by the command line, read by every room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """What `perfeval run` was asked to do (contract §1).

    Attributes:
        inbox: the folder of filled workbooks; never written to.
        output: the folder of results.
        scheme: name of a built-in scheme or path of a TOML file; None: as each workbook says.
        year: the evaluated year; None: the most frequent 评价年度 of the batch.
        jobs: worker processes; None: as many as the machine has cores.
        engine: auto, serial, processes or dask.
        scheduler: address of a Dask scheduler; None: `dask` works on this machine alone.
        timeout: seconds that one workbook may take.
        report_template: the office's own Word template; None: the default.
        deadline: by when returned workbooks are wanted again.
        draft: make marked drafts for workbooks with errors.
        pdf: make a PDF of every report.
        roster: the project roster (项目名册); None: nothing is reconciled.
        review: the filled reviewers' sheet; None: the workbooks' own review scores count.
        sample: how many projects 抽查建议 picks; None: a tenth of them.
        seed: what the picks depend on, beside the projects themselves.
        password: opens encrypted workbooks.
        patience: seconds to wait before workbooks that are being written are tried again.
        force: do everything anew, whatever an earlier run has done.
    """

    inbox: Path
    output: Path
    scheme: str | None = None
    year: int | None = None
    jobs: int | None = None
    engine: str = "auto"
    scheduler: str | None = None
    timeout: float = 30
    report_template: Path | None = None
    deadline: date | None = None
    draft: bool = False
    pdf: bool = False
    roster: Path | None = None
    review: Path | None = None
    sample: int | None = None
    seed: int = 0
    password: str | None = None
    patience: float = 2
    force: bool = False
