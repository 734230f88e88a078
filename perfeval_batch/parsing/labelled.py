"""Finds the labels of a sheet and the cell of each value, wherever they were moved to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from perfeval_batch.findings import Finding
from perfeval_batch.parsing.headers import key, key_of
from perfeval_batch.parsing.sheet_view import View
from perfeval_batch.reading.grid import Content, Merges, Sheet, Spot
from perfeval_batch.reading.refusals import TEMPLATE
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


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """The labels to look for; equal only to itself, so that it is quickly told apart.

    Attributes:
        attributes: the fields' attributes by the keys of their names.
        hints: the keys of their hints by the keys of their names.
        marks: the keys of all texts that tell what a cell is.
    """

    attributes: Mapping[str, str]
    hints: Mapping[str, str]
    marks: frozenset[str]


def wanted(fields: Sequence[Field]) -> Wanted:
    """The labels of these fields."""
    attributes = {key(field.name): field.attribute for field in fields}
    hints = {key(field.name): key(field.hint) for field in fields if field.hint}
    marks = _HINT_HEADINGS.union(attributes, hints.values())
    return Wanted(MappingProxyType(attributes), MappingProxyType(hints), marks)


def labels(sheet: Sheet, wanted: Wanted) -> Mapping[str, Labelled]:
    """Find the labels of a form and, for each, the cell that holds its value.

    The value stands right of its label: in the column where most labels of that column have
    theirs. Where that cell is empty the value may stand further right, but never in a column of
    hints: one with such a heading, with the known hints, or that says something beside values.
    """
    outline = tuple([(at, _marked(row, wanted.marks)) for at, row in sheet.rows.items()])
    merges = tuple(sheet.merges.items())
    few = sum(map(len, sheet.rows.values())) + len(merges) < _FEW
    return (_known if few else _labelled)(outline, merges, wanted)


def repeated(sheet: Sheet, wanted: Wanted) -> Mapping[str, Sequence[Spot]]:
    """The labels that stand in several cells, with these cells."""
    found: dict[str, list[Spot]] = {}
    for number, row in sheet.rows.items():
        for column, content in row.items():
            attribute = wanted.attributes.get(key_of(content))
            if attribute is not None:
                found.setdefault(attribute, []).append((number, column))
    return {attribute: cells for attribute, cells in found.items() if len(cells) > 1}


_Marks = tuple[tuple[int, str], ...]
"""Column and mark of each cell of a row: the key of its text; empty for no label or hint."""
_Outline = tuple[tuple[int, _Marks], ...]
"""The marks of each row: all that tells where labels and values stand, beside merged areas."""
_Areas = tuple[tuple[Spot, Spot], ...]
_FEW = 500


def _marked(row: Mapping[int, Content], marks: frozenset[str]) -> _Marks:
    return tuple(
        [(at, name if (name := key_of(content)) in marks else "") for at, content in row.items()]
    )


@lru_cache(maxsize=256)
def _known(outline: _Outline, merges: _Areas, wanted: Wanted) -> Mapping[str, Labelled]:
    """The same for forms that differ in what is filled in only."""
    return _labelled(outline, merges, wanted)


def _labelled(outline: _Outline, merges: _Areas, wanted: Wanted) -> Mapping[str, Labelled]:
    rows = {number: dict(marks) for number, marks in outline}
    form = _Form(rows, dict(merges), wanted, _places(rows, wanted))
    return MappingProxyType(form.labelled())


_Rows = Mapping[int, Mapping[int, str]]


def _places(rows: _Rows, wanted: Wanted) -> dict[str, Spot]:
    """The cell of each label; of several, the one in the column that has most labels."""
    found: dict[str, list[Spot]] = {}
    for number, row in rows.items():
        for column, mark in row.items():
            if mark in wanted.attributes:
                found.setdefault(mark, []).append((number, column))
    per_column = Counter(column for cells in found.values() for _, column in cells)
    return {
        name: min(cells, key=lambda cell: (-per_column[cell[1]], cell[1], cell[0]))
        for name, cells in found.items()
    }


class _Form:
    """The labels of a sheet with what stands right of them."""

    def __init__(
        self,
        rows: _Rows,
        merges: Merges,
        wanted: Wanted,
        places: Mapping[str, Spot],
    ) -> None:
        self.rows = rows
        self.merges = merges
        self.wanted = wanted
        self.places = places
        self.occupied = frozenset(places.values())
        self.hints = self._headed_hints()

    def labelled(self) -> dict[str, Labelled]:
        offsets = self._offsets()
        self.hints |= self._said_beside(offsets)
        attributes = self.wanted.attributes
        return {
            attributes[name]: Labelled(row, column, self._value(cell, offsets[column]))
            for name, cell in self.places.items()
            for row, column in (cell,)
        }

    def _headed_hints(self) -> frozenset[int]:
        """The columns that a heading above the labels calls hints."""
        first = min((row for row, _ in self.occupied), default=0)
        return frozenset(
            column
            for number, row in self.rows.items()
            if number < first
            for column, mark in row.items()
            if mark in _HINT_HEADINGS
        )

    def _edge(self, cell: Spot) -> int:
        """The last column of the merged area that starts at the cell, or the cell's own."""
        return self.merges.get(cell, cell)[1]

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
                mark = self.rows[row].get(each)
                if mark is not None and not self._is_hint(mark, name):
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
            cells = self.rows[cell[0]]
            usual = self._edge(cell) + offsets[cell[1]]
            for each, mark in cells.items():
                if each > usual and (usual in cells or self._is_hint(mark, name)):
                    columns.add(each)
        return frozenset(columns)

    def _value(self, cell: Spot, offset: int) -> int:
        """The column of a label's value; where it is blank, the usual one."""
        cells = self.rows[cell[0]]
        usual = self._edge(cell) + offset
        if usual in cells:
            return usual
        return next((each for each in self._right_of(cell) if each in cells), usual)

    def _is_hint(self, mark: str, name: str) -> bool:
        """It is the hint of the label of that name."""
        return bool(mark) and mark == self.wanted.hints.get(name)


def doubts(
    view: View, labels: Mapping[str, Labelled], wanted: Wanted, fields: Sequence[Field]
) -> Iterator[Finding]:
    """Labels that stand there twice, beside different values: neither is taken silently."""
    values_of_others = {(each.row, each.value_column) for each in labels.values()}
    names = {field.attribute: field.name for field in fields}
    for attribute, places in repeated(view.sheet, wanted).items():
        cells = [each for each in places if each not in values_of_others]
        label = labels[attribute]
        offset = label.value_column - label.column
        values = {(row, column): view.text(row, column + offset) for row, column in cells}
        said = {spot: entry for spot, entry in values.items() if not entry.blank}
        taken = view.text(label.row, label.value_column).text
        if any(entry.text != taken for entry in said.values()):
            where = "、".join(view.place(*spot).cell for spot in cells)
            yield TEMPLATE.at(
                view.place(label.row, label.column),
                f"标签“{names[attribute]}”有{len(cells)}处（{where}），填的内容不同，不能确认以哪个为准。",
                "请只保留一处，删去多余的。",
            )
