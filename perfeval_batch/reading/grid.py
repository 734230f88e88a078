"""What a workbook's cells hold, whatever format it was saved in: Grid, Sheet and Content.

A text, a number, a percentage, a truth value, a date and a fault stay different things.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from perfeval_batch.model import State
from perfeval_batch.values import Value, field

Spot = tuple[int, int]
"""Row and column, 1-based."""
Merges = Mapping[Spot, Spot]
"""The first cell of each merged area and its last."""

Wanted = Callable[[str], bool]
"""Tells by its name whether a sheet is to be read."""

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384


class Percent(Value, frozen=True):
    """A number in a cell with a percent format: 95 for 0.95 shown as 95%."""

    value: Decimal


class Formatted(Value, frozen=True):
    """A number whose cell shows more, or something else, than its digits.

    Attributes:
        number: what the digits stand for: 95 for 0.95 shown as `≥95%`.
        shown: what a person sees: `631,366.00元`, `000123`, `≥95%`.
        before: the number format's own text before the digits (`≥`).
        after: the number format's own text behind the digits (`元`, `%`).
        rounded: what is shown is rounded by more than a hundredth (9.5 shown as 10).
        doubt: why what is shown is not the number (scaled, replaced), in Chinese; empty when it is.
    """

    number: Decimal
    shown: str
    before: str = ""
    after: str = ""
    rounded: bool = False
    doubt: str = ""


class Moment(Value, frozen=True):
    """A number in a cell with a date or time format.

    Attributes:
        day: the date; None for a time of day or a duration alone.
        shown: as a person reads it, `2023年12月31日`, cut to what the format shows.
    """

    day: date | None
    shown: str


class Broken(Value, frozen=True):
    """A cell that holds something without holding a value.

    Attributes:
        state: ERROR, UNCALCULATED or UNREADABLE.
        text: what stands there.
        how: for UNREADABLE, why it cannot be read.
        hidden: a text that its number format hides or replaces: nobody sees it.
    """

    state: State
    text: str = ""
    how: str = ""
    hidden: bool = False


Content = str | Decimal | Percent | Formatted | Moment | bool | Broken

UNCALCULATED = Broken(State.UNCALCULATED)
PICTURE = Broken(State.ERROR, "图片", "单元格里是图片，不是文字，按空白处理")
"""A picture that Excel or WPS keeps in a cell."""


class Sheet(Value, frozen=True):
    """A sheet as read: only cells that hold something.

    Attributes:
        name: as the file has it.
        rows: row number → column number → content; rows ascending.
        merges: the merged areas.
        hidden: the sheet is hidden.
        hidden_rows: their numbers, those with content only.
        hidden_columns: first and last of each hidden stretch, ascending.
        covered: what cells hold that a merged area covers: stored, and seen by nobody.
        formulas: the formulas of cells, as far as the format tells them, without `=`.
        since_1904: bare numbers that are days count from 1904 on.
        recalculates: the values of its formulas are to be calculated anew on opening.
    """

    name: str
    rows: dict[int, dict[int, Content]]
    merges: Merges = field(default_factory=dict)
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: tuple[tuple[int, int], ...] = ()
    covered: Mapping[Spot, Content] = field(default_factory=dict)
    formulas: Mapping[Spot, str] = field(default_factory=dict)
    since_1904: bool = False
    recalculates: bool = False

    def column_hidden(self, column: int) -> bool:
        """The column is hidden."""
        at = bisect_right(self.hidden_columns, (column, LAST_COLUMN + 1)) - 1
        return at >= 0 and self.hidden_columns[at][1] >= column

    def right_edge(self, row: int, column: int) -> int:
        """The last column of the merged area that starts at the cell, or the cell's own."""
        return self.merges.get((row, column), (row, column))[1]

    def bottom_edge(self, row: int, column: int) -> int:
        """The last row of the merged area that starts at the cell, or the cell's own."""
        return self.merges.get((row, column), (row, column))[0]


class Grid(Value, frozen=True):
    """A workbook as read.

    Attributes:
        sheets: those that were asked for, in the file's order.
        others: names of the sheets that were not read.
        active: what the file holds that could act, in Chinese.
    """

    sheets: tuple[Sheet, ...]
    others: tuple[str, ...] = ()
    active: tuple[str, ...] = ()


def shown(content: Content) -> str:
    """What a person sees in the cell."""
    match content:
        case str():
            return content
        case bool():
            return "TRUE" if content else "FALSE"
        case Decimal():
            return digits(content)
        case Percent():
            return f"{plain(content.value)}%"
        case Moment() | Formatted():
            return content.shown
        case Broken():
            return content.text


def digits(number: Decimal) -> str:
    """A number as it is, without an exponent."""
    seen = str(number)
    return format(number, "f") if "E" in seen else seen


_HUNDREDTH = Decimal("0.01")
_LONGEST = Decimal("1e20")


def plain(number: Decimal) -> str:
    """A number with at most 2 decimals, trailing zeros dropped."""
    if abs(number) >= _LONGEST:
        return format(number, "f")
    cut = number.quantize(_HUNDREDTH, ROUND_HALF_UP)
    return format(cut.to_integral() if cut == cut.to_integral() else cut.normalize(), "f")
