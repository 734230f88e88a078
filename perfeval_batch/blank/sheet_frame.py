"""Where everything stands in the blank workbook: a filling's size in, rows and addresses out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from perfeval_batch import schema
from perfeval_batch.findings import column_letters
from perfeval_batch.model import Filling

TITLE_ROWS = 3
"""Heading, remark and header stand above the first row of each table."""
FIRST = TITLE_ROWS + 1
FACTS_FIRST = FIRST
FUNDS_FIRST = FIRST
SOURCES_FIRST, SOURCES_LAST = FUNDS_FIRST + 1, FUNDS_FIRST + len(schema.SOURCES)
USES_FIRST = SOURCES_LAST + 4
INDICATORS_FIRST = FIRST
OVERVIEW_ROW = 3
LISTS_FIRST = OVERVIEW_ROW + 3

USES_ROOM = 10
LISTS_ROOM = 8


@dataclass(frozen=True, slots=True)
class Frame:
    """How many rows each table has; rows are 1-based.

    Attributes:
        uses: rows of the use-of-funds table.
        indicators: rows of the indicator table, without the 合计 row.
        lists: rows of the list table of 综合评价.
    """

    uses: int
    indicators: int
    lists: int

    @property
    def uses_last(self) -> int:
        """The last row of the use-of-funds table."""
        return USES_FIRST + self.uses - 1

    @property
    def indicators_last(self) -> int:
        """The last row of the indicator table before the 合计 row."""
        return INDICATORS_FIRST + self.indicators - 1

    @property
    def total_row(self) -> int:
        """The 合计 row."""
        return self.indicators_last + 1

    @property
    def lists_last(self) -> int:
        """The last row of the list table."""
        return LISTS_FIRST + self.lists - 1

    @property
    def grades_first(self) -> int:
        """The row of 自评等级."""
        return self.lists_last + 2


ROOMY = Frame(USES_ROOM, schema.INDICATOR_ROOM, LISTS_ROOM)
"""The blank workbook's."""


def of(filling: Filling | None, *, roomy: bool = False) -> Frame:
    """The frame a filling needs: exactly its rows where it has some, room to write where not.

    `roomy`: at least the blank workbook's room, as a department leaves it that deletes no rows.
    """
    if filling is None:
        return ROOMY
    longest = max((len(items) for items in filling.lists.values()), default=0)
    needed = Frame(
        len(filling.uses) or ROOMY.uses,
        len(filling.indicators) or ROOMY.indicators,
        longest or ROOMY.lists,
    )
    if not roomy:
        return needed
    return Frame(
        max(needed.uses, ROOMY.uses),
        max(needed.indicators, ROOMY.indicators),
        max(needed.lists, ROOMY.lists),
    )


@lru_cache(maxsize=128)
def column(fields: tuple[schema.Field, ...], attribute: str) -> int:
    """The 1-based column of a header."""
    return fields.index(schema.field(fields, attribute)) + 1


def fact_cell(attribute: str) -> str:
    """The address of a value of 基本情况."""
    row = FACTS_FIRST + column(schema.FACT_FIELDS, attribute) - 1
    return f"{schema.FACTS}!$B${row}"


def funds_cell(attribute: str, row: int = FUNDS_FIRST) -> str:
    """The address of a value of the funds table."""
    letters = column_letters(column(schema.FUNDS_FIELDS, attribute))
    return f"{schema.FUNDS}!${letters}${row}"


def funds_sources(attribute: str) -> str:
    """The range of a column's sources."""
    letters = column_letters(column(schema.FUNDS_FIELDS, attribute))
    return f"{schema.FUNDS}!${letters}${SOURCES_FIRST}:${letters}${SOURCES_LAST}"


def use_amounts(frame: Frame) -> str:
    """The range of the amounts of the use-of-funds table."""
    letters = column_letters(column(schema.USE_FIELDS, "amount"))
    return f"{schema.FUNDS}!${letters}${USES_FIRST}:${letters}${frame.uses_last}"


def indicators(frame: Frame, attribute: str) -> str:
    """The range of a column of the indicator table."""
    letters = column_letters(column(schema.INDICATOR_FIELDS, attribute))
    return f"{schema.INDICATORS}!${letters}${INDICATORS_FIRST}:${letters}${frame.indicators_last}"


def total_cell(frame: Frame, attribute: str) -> str:
    """The address of a total of the 合计 row."""
    letters = column_letters(column(schema.INDICATOR_FIELDS, attribute))
    return f"{schema.INDICATORS}!${letters}${frame.total_row}"


def grade_cell(frame: Frame, attribute: str) -> str:
    """The address of a stated grade."""
    row = frame.grades_first + column(schema.GRADE_FIELDS, attribute) - 1
    return f"{schema.CONCLUSION}!$B${row}"
