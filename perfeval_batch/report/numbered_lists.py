"""Numbers the lists of 综合评价: items 1．2．…, the lines of an item as paragraphs below it."""

from __future__ import annotations

from collections.abc import Sequence

from perfeval_batch.model import Entry
from perfeval_batch.report import phrases
from perfeval_batch.template import numbering


def paragraphs(entries: Sequence[Entry[str]]) -> tuple[str, ...]:
    """A list's paragraphs; a single item is not numbered and keeps the sign that it ends in."""
    items = [phrases.paragraphs(entry.text) for entry in entries if not entry.blank]
    if len(items) == 1:
        (only,) = items
        return (*only[:-1], phrases.closed(only[-1]))
    listed: list[str] = []
    for number, lines in enumerate(items, 1):
        first, *rest = (*lines[:-1], phrases.sentence(lines[-1]))
        listed += (f"{numbering.third(number)}{first}", *rest)
    return tuple(listed)
