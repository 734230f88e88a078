"""Reads days and years as people type them into a date cell or a time target."""

from __future__ import annotations

import calendar
import re
from datetime import date

from perfeval_batch.typed import clean_text

_SPACE = re.compile(r"\s+")
_YEAR = re.compile(r"(20\d\d)(?:年度?)?", re.ASCII)
_DAY = re.compile(
    r"(\d{4})(?:年(\d{1,2})月(\d{1,2})[日号]?|([-/.、])(\d{1,2})\4(\d{1,2})|(\d\d)(\d\d))",
    re.ASCII,
)
_CLOCK = re.compile(r"[ T]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?$", re.ASCII)
_MONTH = re.compile(r"(\d{4})(?:年(\d{1,2})月|[-/.](\d{1,2}))", re.ASCII)


def year(seen: str) -> int | None:
    """The year that a text is: `2023`, `2023年`, `２０２３年度`."""
    found = _YEAR.fullmatch(squeezed(seen))
    return int(found[1]) if found else None


def day(seen: str) -> date | None:
    """The day that a text is: `2023年12月31日`, `2023-12-31`, `2023/1/1`, `2023.1.1`, `20231231`.

    None for words (`年初`), for a month alone and for a day that is none (`2023-02-30`).
    """
    found = _DAY.fullmatch(squeezed(_CLOCK.sub("", clean_text.narrow(seen).strip())))
    if not found:
        return None
    month, number = found[2] or found[5] or found[7], found[3] or found[6] or found[8]
    return made(int(found[1]), int(month), int(number))


def made(year: int, month: int, number: int) -> date | None:
    """The day, or None when there is no such day."""
    try:
        return date(year, month, number)
    except ValueError:
        return None


def last_of(year: int, month: int) -> date | None:
    """The last day of a month."""
    if not (1 <= month <= 12 and 1 <= year <= 9999):  # noqa: PLR2004  # the calendar's own
        return None
    return date(year, month, calendar.monthrange(year, month)[1])


def squeezed(seen: str) -> str:
    """The text without blanks, in half-width signs."""
    return _SPACE.sub("", clean_text.narrow(seen))
