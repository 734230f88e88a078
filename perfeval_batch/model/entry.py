"""A cell as it was read: its value, its place, and whether it could be read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Generic, TypeVar

from perfeval_batch.findings import Place
from perfeval_batch.values import Value

T_co = TypeVar("T_co", covariant=True)


class State(Enum):
    """How a cell was read."""

    BLANK = "blank"
    """Nothing stands there (rules.md, Blank)."""
    READ = "read"
    """The value is what stands there."""
    CONVERTED = "converted"
    """Understood from a text (`215,457.6元`, full-width digits); `Entry.how` says how."""
    UNREADABLE = "unreadable"
    """Something stands there that is no such value; `Entry.how` says why."""
    ERROR = "error"
    """An error cell: #REF!, #DIV/0! …; `Entry.text` is the error."""
    UNCALCULATED = "uncalculated"
    """A formula without a stored value."""
    OPEN = "open"
    """Something stands there, but how it is to be read is an open question (PE017)."""


class Entry(Value, Generic[T_co], frozen=True):
    """One cell of the contract: where it is, what a person sees there, what it means.

    Attributes:
        place: the cell; where the cell is missing, the sheet.
        text: what a person sees, cleaned and trimmed.
        value: the meaning; None when blank or when it could not be read.
        state: how it was read.
        how: in plain Chinese, what was converted (CONVERTED) or why it cannot be read (UNREADABLE).
        cleaned: characters that no text may hold were removed (PE013).
        hidden: the row, column or sheet is hidden (PE012).
    """

    place: Place
    text: str = ""
    value: T_co | None = None
    state: State = State.BLANK
    how: str = ""
    cleaned: bool = False
    hidden: bool = False

    @property
    def blank(self) -> bool:
        """Nothing stands there."""
        return self.state is _BLANK

    @property
    def broken(self) -> bool:
        """Something stands there that gives no value: it has a finding of its own."""
        return self.state in _BROKEN


_BLANK = State.BLANK  # a member of an enumeration takes ten times as long to look up
_BROKEN = frozenset({State.UNREADABLE, State.ERROR, State.UNCALCULATED, State.OPEN})


class Quantity(Value, frozen=True):
    """What a target or an actual value says, as far as it can be read.

    `≥50个` is comparison ≥, number 50, unit 个; `98%以上` is ≥ 98 %; `2023年1-12月` is the period
    from 2023-01-01 to 2023-12-31; `12月底前` is `end` alone (year from 评价年度 when not given);
    words alone (`显著提升`) have neither number nor dates.

    Attributes:
        comparison: one of ≥ ≤ ＝ > <, when the text says one; else empty.
        number: the number as written: 98 for `98%`, 0.98 for `0.98`.
        unit: `%`, `个` …, as written inside the value; empty when none.
        start: first day of a period.
        end: last day of a period, or the day.
    """

    comparison: str = ""
    number: Decimal | None = None
    unit: str = ""
    start: date | None = None
    end: date | None = None

    @property
    def in_words(self) -> bool:
        """Neither a number nor a date could be read."""
        return self.number is None and self.end is None
