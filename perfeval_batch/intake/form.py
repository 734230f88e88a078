"""A sheet with labels → for each label the cell of its value, wherever it was moved to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from perfeval_batch.intake.cells import Content, Sheet, Spot
from perfeval_batch.intake.layout import key, key_of
from perfeval_batch.schema import Field

REACH = 8
"""How many columns right of its label a value is looked for."""

_HINT_HEADINGS = frozenset(
    {"填写提示", "填写说明", "填写要求", "填报说明", "填报要求", "提示", "说明", "备注"},
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label with the cell where its value belongs."""

    row: int
    column: int
    value_column: int


def labels(sheet: Sheet, fields: Sequence[Field]) -> dict[str, Labelled]:
    """Find the labels of a form and, for each, the cell that holds its value.

    The value stands right of its label: in the column where most labels of that column have
    theirs. Where that cell is empty the value may stand further right, but never in a column of
    hints: one with such a heading, with the known hints, or that says something beside values.
    """
    wanted = {key(field.name): field for field in fields}
    return _Form(sheet, wanted, _places(sheet, wanted)).labelled()


def _places(sheet: Sheet, wanted: Mapping[str, Field]) -> dict[str, Spot]:
    """The cell of each label; of several, the one in the column that has most labels."""
    found: dict[str, list[Spot]] = {}
    for number, row in sheet.rows.items():
        for column, content in row.items():
            name = key_of(content)
            if name in wanted:
                found.setdefault(name, []).append((number, column))
    per_column = Counter(column for cells in found.values() for _, column in cells)
    return {
        name: min(cells, key=lambda cell: (-per_column[cell[1]], cell[1], cell[0]))
        for name, cells in found.items()
    }


class _Form:
    """The labels of a sheet with what stands right of them."""

    def __init__(
        self,
        sheet: Sheet,
        wanted: Mapping[str, Field],
        places: Mapping[str, Spot],
    ) -> None:
        self.sheet = sheet
        self.wanted = wanted
        self.places = places
        self.occupied = frozenset(places.values())
        self.hints = self._headed_hints()

    def labelled(self) -> dict[str, Labelled]:
        offsets = self._offsets()
        self.hints |= self._said_beside(offsets)
        return {
            self.wanted[name].attribute: Labelled(row, column, self._value(cell, offsets[column]))
            for name, cell in self.places.items()
            for row, column in (cell,)
        }

    def _headed_hints(self) -> frozenset[int]:
        """The columns that a heading above the labels calls hints."""
        first = min((row for row, _ in self.occupied), default=0)
        return frozenset(
            column
            for number, row in self.sheet.rows.items()
            if number < first
            for column, content in row.items()
            if key_of(content) in _HINT_HEADINGS
        )

    def _edge(self, cell: Spot) -> int:
        return self.sheet.right_edge(*cell)

    def _right_of(self, cell: Spot) -> Iterator[int]:
        """The columns right of a label up to the next label, without those of hints."""
        row, edge = cell[0], self._edge(cell)
        for column in range(edge + 1, edge + 1 + REACH):
            if (row, column) in self.occupied:
                return
            if column not in self.hints:
                yield column

    def _offsets(self) -> dict[int, int]:
        """For each column of labels, how far right of a label's edge its value usually stands."""
        votes: dict[int, Counter[int]] = {}
        for name, cell in self.places.items():
            row, column = cell
            tally = votes.setdefault(column, Counter())
            for each in self._right_of(cell):
                content = self.sheet.rows[row].get(each)
                if content is not None and not _is_hint(content, self.wanted[name]):
                    tally[each - self._edge(cell)] += 1
                    break
        return {
            column: min(tally, key=lambda offset: (-tally[offset], offset), default=1)
            for column, tally in votes.items()
        }

    def _said_beside(self, offsets: Mapping[int, int]) -> frozenset[int]:
        """The columns that say something beside values, or that have the known hints."""
        columns = set()
        for name, cell in self.places.items():
            cells = self.sheet.rows[cell[0]]
            usual = self._edge(cell) + offsets[cell[1]]
            for each, content in cells.items():
                if each > usual and (usual in cells or _is_hint(content, self.wanted[name])):
                    columns.add(each)
        return frozenset(columns)

    def _value(self, cell: Spot, offset: int) -> int:
        """The column of a label's value; where it is blank, the usual one."""
        cells = self.sheet.rows[cell[0]]
        usual = self._edge(cell) + offset
        if usual in cells:
            return usual
        return next((each for each in self._right_of(cell) if each in cells), usual)


def _is_hint(content: Content, field: Field) -> bool:
    return bool(field.hint) and isinstance(content, str) and key(content) == key(field.hint)
