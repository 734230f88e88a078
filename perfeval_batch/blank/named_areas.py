"""Where everything stands in the blank workbook, and how its formulas name it.

Columns of tables are named (`指标_分值`): from below the header to above what follows, so that rows
inserted at the edges of a table count too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from perfeval_batch import schema
from perfeval_batch.findings import column_letters
from perfeval_batch.model import CellValue, Filling
from perfeval_batch.schema import ValueKind

TITLE_ROWS = 3
"""Heading, remark and header stand above the first row of each table."""
FIRST = TITLE_ROWS + 1
FACTS_FIRST = FIRST
FUNDS_FIRST = FIRST
SOURCES_LAST = FUNDS_FIRST + len(schema.SOURCES)
USES_FIRST = SOURCES_LAST + 4
INDICATORS_FIRST = FIRST
OVERVIEW_ROW = 3
LISTS_FIRST = OVERVIEW_ROW + 3

USES_ROOM = 10
LISTS_ROOM = 8
_FAR = 500
"""Rows that nobody exceeds."""


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


def frame_for(filling: Filling | None, *, roomy: bool = False) -> Frame:
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


def padded(
    rows: Sequence[Mapping[str, CellValue]], count: int
) -> Iterator[Mapping[str, CellValue]]:
    """The rows of a table, then empty ones up to `count`."""
    yield from rows
    yield from ({} for _ in range(count - len(rows)))


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
    """The name of a column's sources."""
    return f"来源_{schema.field(schema.FUNDS_FIELDS, attribute).name}"


USE_AMOUNTS = "用途_金额"


def indicators(attribute: str) -> str:
    """The name of a column of the indicator table."""
    return f"指标_{schema.field(schema.INDICATOR_FIELDS, attribute).name}"


def named_ranges(frame: Frame) -> Iterator[tuple[str, str]]:
    """What the names of the columns mean."""
    funds, uses = schema.FUNDS_FIELDS, schema.USE_FIELDS
    for each in funds:
        if each.kind is ValueKind.AMOUNT:
            letters = column_letters(column(funds, each.attribute))
            area = _between(schema.FUNDS, letters, FUNDS_FIRST, USES_FIRST - 2)
            yield funds_sources(each.attribute), area
    letters = column_letters(column(uses, "amount"))
    yield USE_AMOUNTS, _between(schema.FUNDS, letters, USES_FIRST - 1, None)
    for number, each in enumerate(schema.INDICATOR_FIELDS, 1):
        area = _between(
            schema.INDICATORS, column_letters(number), INDICATORS_FIRST - 1, frame.total_row
        )
        yield indicators(each.attribute), area


def _between(sheet: str, letters: str, above: int, below: int | None) -> str:
    """The cells of a column between two rows; with no row below, as far as anybody writes."""
    whole = f"{sheet}!${letters}:${letters}"
    first = f"INDEX({whole},ROW({sheet}!$A${above})+1)"
    last = f"ROW({sheet}!$A${below})-1" if below else f"ROW({sheet}!$A${above})+{_FAR}"
    return f"{first}:INDEX({whole},{last})"


def sum_with_execution(attribute: str) -> str:
    """The formula of a column's sum with that of 预算执行率; empty while nothing is filled in."""
    parts = f"{indicators(attribute)},{funds_cell(attribute)}"
    return f'IF(COUNT({parts})=0,"",ROUND(SUM({parts}),6))'


def grade_cell(frame: Frame, attribute: str) -> str:
    """The address of a stated grade."""
    row = frame.grades_first + column(schema.GRADE_FIELDS, attribute) - 1
    return f"{schema.CONCLUSION}!$B${row}"
