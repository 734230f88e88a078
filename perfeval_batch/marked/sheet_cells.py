"""A worksheet in, the same with some cells formatted anew; a cell that is missing is made."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping

from lxml import etree

from perfeval_batch.findings import column_letters
from perfeval_batch.marked.package_parts import (
    UnpatchableError,
    discard,
    local,
    parse,
    serialise,
    whole,
)
from perfeval_batch.reading.addresses import column_number

Cell = tuple[int, int]
"""Row and column, counted from 1."""
Formats = Callable[[int], int]
"""Names the format of a cell for the one it has."""

_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_BEFORE_NOTES = frozenset(
    (
        *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData"),
        *("sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios", "autoFilter"),
        *("sortState", "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr"),
        *("conditionalFormatting", "dataValidations", "hyperlinks", "printOptions"),
        *("pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks"),
        *("customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing"),
    ),
)
"""What stands before `legacyDrawing` in a worksheet (ECMA-376, CT_Worksheet)."""


def address(text: str) -> Cell | None:
    """Read `J9` (or `$J$9`); None when it is no cell."""
    found = _ADDRESS.fullmatch(text)
    if not found:
        return None
    return int(found[2]), column_number(found[1].upper())


def name(cell: Cell) -> str:
    """Write a cell: `J9`."""
    return f"{column_letters(cell[1])}{cell[0]}"


def area(text: str) -> tuple[Cell, Cell] | None:
    """Read `A1:C3`, or a single cell, as its two corners; None when it is neither."""
    first, colon, last = text.partition(":")
    corners = address(first), address(last if colon else first)
    return (corners[0], corners[1]) if corners[0] and corners[1] else None


class Sheet:
    """A worksheet in the making.

    Raises:
        UnpatchableError: it is no worksheet.
    """

    def __init__(self, content: bytes) -> None:
        self.root = parse(content)
        self.namespace = self.root.tag.rpartition("}")[0].lstrip("{")
        data = self.child("sheetData")
        if local(self.root) != "worksheet" or data is None:
            raise UnpatchableError("worksheet")
        self.data = data
        self.rows = _numbered(data, lambda row: whole(row.get("r")))

    def content(self) -> bytes:
        """The part as it is now."""
        return serialise(self.root)

    def child(self, kind: str) -> etree._Element | None:
        """The first element of a kind right below the root."""
        return next((each for each in self.root if local(each) == kind), None)

    def columns(self) -> Iterator[etree._Element]:
        """What is said about columns as a whole."""
        for columns in self.root.iterchildren(f"{{{self.namespace}}}cols"):
            yield from columns

    def reformat(self, formats: Mapping[int, int]) -> bool:
        """Replace formats by others wherever they stand; tells whether one stood anywhere.

        Rows and columns as a whole have formats too: a brush may have painted them.
        """
        replaced = {str(old): str(new) for old, new in formats.items()}
        changed = False
        for owner, attribute in self._formatted():
            new = replaced.get(owner.get(attribute, ""))
            if new is not None:
                owner.set(attribute, new)
                changed = True
        return changed

    def _formatted(self) -> Iterator[tuple[etree._Element, str]]:
        yield from ((column, "style") for column in self.columns())
        for row in self.data:
            yield row, "s"
            yield from ((cell, "s") for cell in row)

    def fill(self, formats: Mapping[Cell, Formats]) -> None:
        """Give each cell the format that its function names for its own."""
        wanted: dict[int, dict[int, Formats]] = {}
        for (row, column), function in formats.items():
            wanted.setdefault(row, {})[column] = function
        self._make(self.data, self.rows, wanted, self._row)
        for number, functions in wanted.items():
            self._fill_row(number, functions)
        self._widen(formats)

    def _fill_row(self, number: int, functions: Mapping[int, Formats]) -> None:
        row = self.rows[number]
        cells = _numbered(row, _column_number)
        if not functions.keys() <= cells.keys():
            discard(row, "spans")  # a hint, and now a wrong one
            self._make(row, cells, functions, lambda column: self._cell(row, (number, column)))
        for column, function in functions.items():
            own = cells[column].get("s", "0")
            cells[column].set("s", str(function(whole(own))))

    def _make(
        self,
        parent: etree._Element,
        known: dict[int, etree._Element],
        wanted: Iterable[int],
        make: Callable[[int], etree._Element],
    ) -> None:
        """Make the children that are wanted and not known, each before the next higher number."""
        numbers = sorted(known)
        for number in sorted(set(wanted) - known.keys()):
            made = make(number)
            place = bisect_left(numbers, number)
            if place < len(numbers):
                known[numbers[place]].addprevious(made)
            else:
                parent.append(made)
            known[number] = made

    def _row(self, number: int) -> etree._Element:
        return self._element("row", {"r": str(number)})

    def _cell(self, row: etree._Element, cell: Cell) -> etree._Element:
        """A new cell, formatted as its row or its column formats the cells that do not exist."""
        custom = row.get("customFormat") in ("1", "true")
        style = row.get("s", "0") if custom else self._column_style(cell[1])
        return self._element("c", {"r": name(cell), "s": style})

    def _column_style(self, column: int) -> str:
        for each in self.columns():
            if whole(each.get("min")) <= column <= whole(each.get("max")):
                return each.get("style", "0")
        return "0"

    def _element(self, kind: str, attributes: dict[str, str]) -> etree._Element:
        return etree.Element(f"{{{self.namespace}}}{kind}", attributes)

    def _widen(self, cells: Iterable[Cell]) -> None:
        """Let `dimension`, a hint, not deny a cell that was made."""
        dimension = self.child("dimension")
        known = area(dimension.get("ref", "")) if dimension is not None else None
        if dimension is None or known is None:
            return
        every = [*known, *cells]
        first = (min(row for row, _ in every), min(column for _, column in every))
        last = (max(row for row, _ in every), max(column for _, column in every))
        if (first, last) != known:
            dimension.set("ref", f"{name(first)}:{name(last)}")

    def seen(self, cells: Iterable[Cell]) -> dict[Cell, Cell]:
        """Where a person sees each cell: at the first cell of the merged area it is in."""
        wanted = sorted(cells)
        found = {cell: cell for cell in wanted}
        rows = [row for row, _ in wanted]
        for each in self._merged():
            (top, left), (bottom, right) = each
            for cell in wanted[bisect_left(rows, top) : bisect_right(rows, bottom)]:
                if left <= cell[1] <= right:
                    found[cell] = top, left
        return found

    def _merged(self) -> Iterator[tuple[Cell, Cell]]:
        merged = self.child("mergeCells")
        for each in merged if merged is not None else ():
            corners = area(each.get("ref", ""))
            if corners:
                yield corners

    def add_notes_drawing(self, attribute: str, identifier: str) -> None:
        """Refer to the drawing of the comments, where CT_Worksheet wants it."""
        made = self._element("legacyDrawing", {attribute: identifier})
        last = max(
            (place for place, each in enumerate(self.root) if local(each) in _BEFORE_NOTES),
            default=-1,
        )
        self.root.insert(last + 1, made)


def _numbered(
    parent: etree._Element,
    number_of: Callable[[etree._Element], int],
) -> dict[int, etree._Element]:
    """Children by number; one that does not state its number follows the one before."""
    found: dict[int, etree._Element] = {}
    number = 0
    for each in parent:
        if local(each):
            number = number_of(each) or number + 1
            found[number] = each
    return found


def _column_number(cell: etree._Element) -> int:
    found = address(cell.get("r", ""))
    return found[1] if found else 0
