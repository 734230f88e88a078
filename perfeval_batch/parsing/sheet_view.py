"""Reads the cells of a sheet as Entries: with their place, whether they are hidden, and merges."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from perfeval_batch.findings import Place
from perfeval_batch.model import Entry, Quantity, State
from perfeval_batch.parsing import cell_values
from perfeval_batch.reading.grid import Broken, Content, Merges, Sheet, shown
from perfeval_batch.schema import ValueKind
from perfeval_batch.typed import clean_text
from perfeval_batch.values import replace

Reader = Callable[..., Entry[Any]]

READERS: Mapping[ValueKind, Reader] = {
    ValueKind.TEXT: cell_values.text,
    ValueKind.CODE: cell_values.code,
    ValueKind.DEPARTMENT: cell_values.department,
    ValueKind.YEAR: cell_values.year,
    ValueKind.DAY: cell_values.day,
    ValueKind.AMOUNT: cell_values.amount,
    ValueKind.RATE: cell_values.rate,
    ValueKind.POINTS: cell_values.points,
    ValueKind.QUANTITY: cell_values.quantity,
}
"""How each kind of value is read."""

_STALE = "是公式，文件要求打开时重新计算，存下的值可能已经过时"


def _perhaps_stale(entry: Entry[Any]) -> Entry[Any]:
    """A number that a formula gave before something it depends on may have changed."""
    if not isinstance(entry.value, Decimal | Quantity) or entry.state is State.CONVERTED:
        return entry
    if entry.value in (Decimal(0), Quantity("", Decimal(0))):
        return replace(entry, value=None, state=State.UNCALCULATED)
    return replace(entry, state=State.CONVERTED, how=_STALE)


def _bare(reader: Reader) -> Reader:
    """The reader of `cell_values` that a partial call goes to."""
    return getattr(reader, "func", reader)


_NO_CELLS: Mapping[int, Content] = MappingProxyType({})


def stated(reader: Reader) -> Reader:
    """The same for a cell that is never needed: an error or an open formula states nothing."""

    def read(content: Content, place: Place) -> Entry[Any]:
        return Entry(place) if type(content) is Broken else reader(content, place)

    return read


Span = tuple[int, int]
"""First and last row of a merged area."""


def _vertical_spans(merges: Merges) -> Mapping[int, Sequence[Span]]:
    """The merged areas of several rows by their first column, ascending."""
    found: dict[int, list[Span]] = {}
    for (top, left), (bottom, _) in sorted(merges.items()):
        if bottom > top:
            found.setdefault(left, []).append((top, bottom))
    return found


_OF_NUMBERS = frozenset({cell_values.points, cell_values.amount, cell_values.rate})
"""A number merged over rows counts for no row but the first."""
_NEEDED_NUMBERS = _OF_NUMBERS | {cell_values.quantity}
"""Readers of numbers that the result depends on; what is only stated is read by others."""


@dataclass(frozen=True, slots=True)
class View:
    """A sheet with the name of its workbook; column 0 stands for a column that is missing."""

    workbook: str
    sheet: Sheet
    spans: Mapping[int, Sequence[Span]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "spans", _vertical_spans(self.sheet.merges))

    def place(self, row: int = 0, column: int = 0) -> Place:
        """The place of a cell; of the sheet when the column is missing."""
        if not column:
            return Place(self.workbook, self.sheet.name)
        return Place(self.workbook, self.sheet.name, row, column)

    def content(self, row: int, column: int) -> Content | None:
        """What the cell holds."""
        cells = self.sheet.rows.get(row)
        return None if cells is None else cells.get(column)

    def filled(self, row: int, column: int) -> bool:
        """Something stands there that is not one of the signs for nothing."""
        content = self.content(row, column)
        if isinstance(content, str):
            return not clean_text.is_blank(clean_text.clean(content)[0])
        return content is not None

    def entry(self, kind: ValueKind, row: int, column: int, *more: Any) -> Entry[Any]:  # noqa: ANN401
        """Read a cell as the contract wants it; `more` is what that kind needs besides."""
        reader = READERS[kind]

        def read(content: Content, place: Place) -> Entry[Any]:
            return reader(content, place, *more)

        return self.read(read if more else reader, row, column)

    def text(self, row: int, column: int) -> Entry[str]:
        """Read a text."""
        return self.read(cell_values.text, row, column)

    def line(self, row: int, column: int) -> Entry[str]:
        """Read a text of one line, such as a name."""
        return self.read(cell_values.line, row, column)

    def points(self, row: int, column: int) -> Entry[Decimal]:
        """Read a weight or score."""
        return self.read(cell_values.points, row, column)

    def merged_from(self, row: int, column: int) -> int:
        """The first row of the merged area over several rows that covers the cell; 0 for none."""
        spans = self.spans.get(column, ())
        at = bisect_right(spans, (row, 0)) - 1
        return spans[at][0] if at >= 0 and spans[at][0] < row <= spans[at][1] else 0

    def row(
        self,
        number: int,
        plan: Sequence[tuple[Reader, int]],
        *,
        through_merges: bool = False,
    ) -> list[Entry[Any]]:
        """Read the cells of a row: for each its reader and its column.

        Args:
            number: the row.
            plan: for each cell its reader and its column, 0 for a column that is missing.
            through_merges: what is merged over several rows counts for each of them; a number that
                is so merged cannot be read.
        """
        workbook, sheet = self.workbook, self.sheet
        name = sheet.name
        cells = sheet.rows.get(number, _NO_CELLS)
        hides = bool(sheet.hidden or sheet.hidden_rows or sheet.hidden_columns)
        found: list[Entry[Any]] = []
        for reader, column in plan:
            place = Place(workbook, name, number, column) if column else Place(workbook, name)
            content = cells.get(column)
            if content is None:
                top = self.merged_from(number, column) if through_merges and self.spans else 0
                found.append(self._merged(reader, place, top) if top else Entry(place))
            else:
                entry = reader(content, place)
                if hides and self._hidden(number, column):
                    entry = replace(entry, hidden=True)
                stale = sheet.recalculates and _bare(reader) in _NEEDED_NUMBERS
                stale = stale and (number, column) in sheet.formulas
                found.append(_perhaps_stale(entry) if stale else entry)
        return found

    def _merged(self, reader: Reader, place: Place, top: int) -> Entry[Any]:
        """What a cell says that is merged with one above it."""
        column = place.column
        if _bare(reader) in _OF_NUMBERS:
            stored = self.sheet.covered.get((place.row, column))
            above = self.place(top, column).cell
            how = f"与{above}合并在一起，不能确认这一行的数"
            seen = "" if stored is None else shown(stored)
            return Entry(place, seen, None, State.UNREADABLE, how)
        content = self.content(top, column)
        if content is None:
            return Entry(place)
        entry = reader(content, place)
        return replace(entry, hidden=True) if self._hidden(top, column) else entry

    def read(self, reader: Reader, row: int, column: int) -> Entry[Any]:
        """Read a cell."""
        return self.row(row, ((reader, column),))[0]

    def _hidden(self, row: int, column: int) -> bool:
        sheet = self.sheet
        if sheet.hidden or row in sheet.hidden_rows:
            return True
        return bool(sheet.hidden_columns) and sheet.column_hidden(column)
