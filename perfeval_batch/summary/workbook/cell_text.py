"""What a cell of the summary holds, and how many lines it takes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import ceil

LINE, PADDING, MAX_HEIGHT = 13.5, 3, 409
"""Points: a line of 10 pt, what a row has above and below, the most Excel allows."""
PIXEL = 0.75
"""Points; heights are whole pixels."""


@dataclass(frozen=True, slots=True)
class Link:
    """A text that opens a result; `target` is made by `links.relative`."""

    text: str
    target: str | None


@dataclass(frozen=True, slots=True)
class Formula:
    """What a total cell computes, and what comes out; Excel and we have to agree.

    Attributes:
        text: without `=`; `{主管部门}` stands for the cells of the column of that header.
        value: the result, known from the figures; None: nothing is written.
    """

    text: str
    value: Decimal | int | None


Cell = str | int | Decimal | Link | Formula | None


def lines_of(value: str, width: float) -> int:
    """How many lines `value` takes in a column; a Chinese character is two digits wide.

    Said to every program, because LibreOffice does not find out when it opens a workbook.
    """
    room = max(width - 1, 2)
    return sum(
        max(1, ceil((len(line) + len(line.encode("utf-8", "replace"))) / 2 / room))
        for line in value.split("\n")
    )


def height(lines: int) -> float:
    """The height of a row of so many lines, in points: whole pixels."""
    points = min(lines * LINE + PADDING, MAX_HEIGHT)
    return int(points / PIXEL + 0.5) * PIXEL
