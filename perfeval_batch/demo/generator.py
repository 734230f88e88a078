"""A count and a seed in, filled workbooks with their paths out: the same for the same seed."""

from __future__ import annotations

from collections.abc import Iterator

from perfeval_batch import blank, files, schemes
from perfeval_batch.demo import faults, project, sectors
from perfeval_batch.model import Filling

FAULTY = 0.25
"""Share of the workbooks that have typical faults, unless told otherwise."""
COPIED = 0.03
"""Share of the workbooks whose texts are another project's, unless told otherwise."""


def generate(
    count: int,
    seed: int = 0,
    *,
    clean: bool = False,
    faulty: float = FAULTY,
    copies: float = COPIED,
    year: int = project.YEAR,
) -> Iterator[tuple[str, bytes]]:
    """Make realistic filled workbooks: their paths, with `/`, and their bytes.

    Args:
        count: how many.
        seed: another one gives other projects.
        clean: none has an error or a warning; `faulty` and `copies` are left aside.
        faulty: share with one to three typical faults.
        copies: share whose texts are those of another project of the sector.
        year: 评价年度; the projects of a later year follow from those of the year before.
    """
    scheme = schemes.load(project.SCHEME)
    shares = (0.0, 0.0) if clean else (faulty, copies)
    for number in range(count):
        yield path(number), blank.write(filling(number, seed, *shares, year), scheme, roomy=True)


def filling(
    number: int, seed: int, faulty: float, copies: float, year: int = project.YEAR
) -> Filling:
    """One project as it is handed in: clean, copied or faulty."""
    made = project.make(seed, number, year)
    rng = project.generator(seed, number, "faults")
    before = number - len(sectors.load())
    if rng.random() < copies and before >= 0:
        made = faults.copy(made, project.make(seed, before, year))
    return faults.spoil(made, rng) if rng.random() < faulty else made


def path(number: int) -> str:
    """Where a workbook lies: in its department's folder, under its number and name."""
    who = project.plan(number)
    name = files.safe_name(f"{number + 1:05d}-{who.subject.name}", ".xlsx")
    return f"{files.safe_name(who.department)}/{name}"
