"""The amounts of a project compared with their sources and with what texts say of them."""

from __future__ import annotations

from decimal import Decimal

from perfeval_batch.model import Entry, Project
from perfeval_batch.rules import mentions
from perfeval_batch.rules.cells import AMOUNTS
from perfeval_batch.rules.mentions import Mention
from perfeval_batch.schemes import Scheme
from perfeval_batch.wording import number


def sources_sum(project: Project, column: str) -> Decimal | None:
    """The sum of the sources in a column of the funds table.

    None when none is given, or when one of them has an error of its own.
    """
    entries: list[Entry[Decimal]] = [getattr(row, column) for row in project.funds.sources]
    given = [entry.value for entry in entries if not entry.blank]
    values = [value for value in given if value is not None and value >= 0]
    return sum(values, Decimal(0)) if values and len(values) == len(given) else None


def _contradicted(project: Project, column: str, tolerance: Decimal) -> bool:
    stated: Decimal | None = getattr(project.funds.total, column).value
    due = sources_sum(project, column)
    return stated is not None and due is not None and abs(stated - due) > tolerance


def compared(
    project: Project, tolerance: Decimal, mention: Mention
) -> tuple[tuple[str, Entry[Decimal]], ...]:
    """The cells of 年度资金总额 that a mention speaks of and contradicts: attribute and cell.

    Empty when one of them agrees with it, or has an error of its own.
    """
    total = project.funds.total
    if mention.subject == "fiscal" and _is_a_source(project, mention, tolerance):
        return ()
    found: list[tuple[str, Entry[Decimal]]] = []
    for column in mentions.COMPARED[mention.subject]:
        entry: Entry[Decimal] = getattr(total, column)
        if _contradicted(project, column, tolerance):
            return ()
        if entry.value is None or entry.value < 0:
            continue
        if abs(entry.value - mention.value) <= max(mention.step, tolerance):
            return ()
        found.append((column, entry))
    return tuple(found)


def _is_a_source(project: Project, mention: Mention, tolerance: Decimal) -> bool:
    """A source has that amount, which may be the part that the budget paid."""
    values = [getattr(row, column).value for row in project.funds.sources for column in AMOUNTS]
    step = max(mention.step, tolerance)
    return any(value is not None and abs(value - mention.value) <= step for value in values)


_LEAST_PROJECT = Decimal(10)
"""万元: less than this is not what a whole project costs, so the text has the wrong unit."""


def typed_in_yuan(entry: Entry[Decimal], mention: Mention) -> bool:
    """The cell is 10,000 times the mention, and the mention is what a project may cost."""
    return mention.value >= _LEAST_PROJECT and mentions.times(entry.value, mention) == mentions.YUAN


def find_doubts(project: Project, scheme: Scheme, told: tuple[Mention, ...]) -> dict[str, str]:
    """The amounts of 年度资金总额 that seem to count 元, and why (PE212)."""
    named = {
        column
        for mention in told
        for column, entry in compared(project, scheme.tolerance, mention)
        if typed_in_yuan(entry, mention)
    }
    most = scheme.limits.amount_most
    found = {}
    for column in AMOUNTS:
        value: Decimal | None = getattr(project.funds.total, column).value
        if value is not None and value > 0 and column in named:
            found[column] = "是文字中所写金额的一万倍"
        elif value is not None and value > most:
            found[column] = f"超过{number(most)}万元"
    return found
