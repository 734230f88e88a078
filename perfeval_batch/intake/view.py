"""A sheet of a workbook → Entries: one cell at a time, with its place and whether it is hidden."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from perfeval_batch.findings import Place
from perfeval_batch.intake import texts, values
from perfeval_batch.intake.cells import Broken, Content, Sheet
from perfeval_batch.model import Entry, Quantity
from perfeval_batch.schema import ValueKind

Reader = Callable[..., Entry[Any]]

_READERS: dict[ValueKind, Reader] = {
    ValueKind.TEXT: values.text,
    ValueKind.YEAR: values.year,
    ValueKind.DAY: values.day,
    ValueKind.AMOUNT: values.amount,
    ValueKind.RATE: values.rate,
    ValueKind.POINTS: values.points,
    ValueKind.QUANTITY: values.quantity,
}


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
            return not texts.is_blank(texts.clean(content)[0])
        return content is not None

    def entry(self, kind: ValueKind, row: int, column: int, *more: Any) -> Entry[Any]:  # noqa: ANN401
        """Read a cell as the contract wants it; `more` is what that kind needs besides."""
        return self._read(_READERS[kind], row, column, *more)

    def stated(self, kind: ValueKind, row: int, column: int) -> Entry[Any]:
        """The same for a cell that is never needed: an error or an open formula states nothing."""
        if isinstance(self.content(row, column), Broken):
            return Entry(self.place(row, column))
        return self.entry(kind, row, column)

    def text(self, row: int, column: int) -> Entry[str]:
        """Read a text."""
        return self.entry(ValueKind.TEXT, row, column)

    def line(self, row: int, column: int) -> Entry[str]:
        """Read a text of one line, such as a name."""
        return self._read(values.line, row, column)

    def points(self, row: int, column: int) -> Entry[Decimal]:
        """Read a weight or score."""
        return self.entry(ValueKind.POINTS, row, column)

    def quantity(self, row: int, column: int, year: int | None) -> Entry[Quantity]:
        """Read a target or actual value."""
        return self.entry(ValueKind.QUANTITY, row, column, year)

    def day(self, row: int, column: int) -> Entry[date]:
        """Read a date or words for a time."""
        return self.entry(ValueKind.DAY, row, column)

    def _read(self, reader: Reader, row: int, column: int, *more: Any) -> Entry[Any]:  # noqa: ANN401
        sheet = self.sheet
        place = Place(self.workbook, sheet.name, row, column) if column else self.place()
        cells = sheet.rows.get(row)
        content = None if cells is None else cells.get(column)
        if content is None:
            return Entry(place)
        return reader(content, place, *more, hidden=self._hidden(row, column))

    def _hidden(self, row: int, column: int) -> bool:
        sheet = self.sheet
        if sheet.hidden or row in sheet.hidden_rows:
            return True
        return bool(sheet.hidden_columns) and sheet.column_hidden(column)
