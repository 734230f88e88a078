"""A sheet of a workbook → Entries: one cell at a time, with its place and whether it is hidden."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from perfeval_batch.findings import Place
from perfeval_batch.model import Entry
from perfeval_batch.parsing import cell_values
from perfeval_batch.reading.grid import Broken, Content, Sheet
from perfeval_batch.schema import ValueKind
from perfeval_batch.typed import clean_text

Reader = Callable[..., Entry[Any]]

READERS: Mapping[ValueKind, Reader] = {
    ValueKind.TEXT: cell_values.text,
    ValueKind.YEAR: cell_values.year,
    ValueKind.DAY: cell_values.day,
    ValueKind.AMOUNT: cell_values.amount,
    ValueKind.RATE: cell_values.rate,
    ValueKind.POINTS: cell_values.points,
    ValueKind.QUANTITY: cell_values.quantity,
}
"""How each kind of value is read."""

_NO_CELLS: Mapping[int, Content] = MappingProxyType({})


def stated(reader: Reader) -> Reader:
    """The same for a cell that is never needed: an error or an open formula states nothing."""

    def read(content: Content, place: Place, *, hidden: bool = False) -> Entry[Any]:
        return Entry(place) if type(content) is Broken else reader(content, place, hidden=hidden)

    return read


@dataclass(frozen=True, slots=True)
class View:
    """A sheet with the name of its workbook; column 0 stands for a column that is missing."""

    workbook: str
    sheet: Sheet

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

        def read(content: Content, place: Place, *, hidden: bool) -> Entry[Any]:
            return reader(content, place, *more, hidden=hidden)

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

    def row(self, number: int, plan: Sequence[tuple[Reader, int]]) -> list[Entry[Any]]:
        """Read the cells of a row: for each its reader and its column."""
        workbook, sheet = self.workbook, self.sheet
        name = sheet.name
        cells = sheet.rows.get(number, _NO_CELLS)
        hides = bool(sheet.hidden or sheet.hidden_rows or sheet.hidden_columns)
        found: list[Entry[Any]] = []
        for reader, column in plan:
            place = Place(workbook, name, number, column) if column else Place(workbook, name)
            content = cells.get(column)
            if content is None:
                found.append(Entry(place))
            else:
                hidden = hides and self._hidden(number, column)
                found.append(reader(content, place, hidden=hidden))
        return found

    def read(self, reader: Reader, row: int, column: int) -> Entry[Any]:
        """Read a cell."""
        return self.row(row, ((reader, column),))[0]

    def _hidden(self, row: int, column: int) -> bool:
        sheet = self.sheet
        if sheet.hidden or row in sheet.hidden_rows:
            return True
        return bool(sheet.hidden_columns) and sheet.column_hidden(column)
