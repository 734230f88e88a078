"""What the checks do not ask of an official form (contract §6): what such a form cannot have."""

from __future__ import annotations

from perfeval_batch.findings import Fault
from perfeval_batch.model import OFFICIAL, Indicator, Project

_NEVER = frozenset({"PE101", "PE107", "PE108"})
"""What is required of a form is asked for as a question; the rest these forms do not have."""
_WITHOUT_CELL = frozenset(
    {
        *("PE104", "PE105", "PE206", "PE302", "PE210", "PE213", "PE214", "PE215", "PE413"),
        *("PE601", "PE602", "PE605", "PE606", "PE610", "PE704"),
    }
)
"""These speak of something that is missing: of a form, only where it has a cell for it."""


OF_POINTS = frozenset(
    {
        *("PE208", "PE209", "PE301", "PE302", "PE303", "PE305", "PE307"),
        *("PE401", "PE402", "PE403", "PE404", "PE405", "PE406", "PE407", "PE408", "PE409"),
        *("PE410", "PE411", "PE412", "PE414", "PE415", "PE603", "PE605", "PE606", "PE613"),
        *("PE701", "PE702", "PE703", "PE704", "PE705", "PE706", "PE708"),
    }
)
"""These judge weights and scores: a scheme without them asks for none."""


def has_no_room(project: Project, row: Indicator) -> bool:
    """A form without a column for notes states a number: how it came about it cannot say."""
    room = row.description.place.cell or row.evidence.place.cell
    stated = row.actual.value is not None and row.actual.value.number is not None
    return project.form == OFFICIAL and not room and stated


def asks(project: Project, code: str, fault: Fault) -> bool:
    """Whether a fault is one in a form of this kind; in our own workbook every fault is."""
    if project.form != OFFICIAL:
        return True
    if code in _NEVER:
        return False
    return code not in _WITHOUT_CELL or bool(fault.place.cell)
