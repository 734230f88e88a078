"""A workbook and its findings in, the marked workbook out: the way through the parts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from perfeval_batch import schema
from perfeval_batch.findings import Finding, Place, Severity
from perfeval_batch.marked import list_sheet, listing, previous_marks
from perfeval_batch.marked.comments import HEADING
from perfeval_batch.marked.listing import Listing
from perfeval_batch.marked.package_parts import Parts, Relations, UnpatchableError
from perfeval_batch.marked.sheet_cells import Cell
from perfeval_batch.marked.sheet_marks import Marks, Page
from perfeval_batch.marked.styles import EMPTY, FILLS, Styles
from perfeval_batch.marked.workbook_part import ASIDE, Contents, Tab

_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_ROWS, _COLUMNS = 1_048_576, 16_384


class Marking:
    """One workbook on its way.

    Args:
        data: its bytes.
        workbook: its name as findings state it; empty: every finding is about it.

    Raises:
        UnpatchableError: it is no Open XML workbook, or one that breaks its own rules.
    """

    def __init__(self, data: bytes, workbook: str) -> None:
        self._workbook = workbook
        self._parts = Parts(data)
        package = self._parts.relations("")
        main = package.first("officeDocument")
        if main is None:
            raise UnpatchableError("officeDocument")
        self._main = main
        self._contents = Contents(self._parts.read(main))
        self._relations = self._parts.relations(main)
        kinds = {identifier: (kind, part) for identifier, kind, part in self._relations.all()}
        tabs = self._contents.tabs()
        if not all(tab.reference in kinds for tab in tabs):
            raise UnpatchableError("sheets")
        self._tabs = {tab: kinds[tab.reference] for tab in tabs}
        self._former = self._former_list()
        self._styles = self._opened_styles(package)

    def _former_list(self) -> Tab | None:
        """The list that an earlier round put in front."""
        lists = ((tab, part) for tab, (_, part) in self._tabs.items() if schema.is_marks(tab.name))
        strings = self._relations.first("sharedStrings")
        return next(
            (tab for tab, part in lists if previous_marks.is_ours(self._parts, part, strings)),
            None,
        )

    def _opened_styles(self, package: Relations) -> Styles:
        name = self._styles_part()
        content = (
            self._parts.read(name)
            if name in self._parts
            else EMPTY % self._contents.namespace.encode()
        )
        return Styles(content, trusted=previous_marks.keeps_second_colours(self._parts, package))

    def run(self, findings: Sequence[Finding], number: int, deadline: date | None) -> bytes:
        """Mark the worksheets, put the list in front, pack."""
        content = listing.of(findings, number, deadline, self._workbook, self._target)
        marks = self._marks(content, number)
        for tab, (kind, part) in self._tabs.items():
            if tab == self._former:
                continue
            page = Page(self._parts, part, self._contents)
            if kind == "worksheet":
                page.clean(self._styles)
                if tab in marks:
                    page.mark(marks[tab], self._styles)
            page.save()
        self._put_list(content)
        self._put_styles()
        self._parts.write(self._main, self._contents.content())
        self._parts.keep(self._relations)
        return self._parts.pack()

    def _tab(self, place: Place) -> Tab | None:
        """The sheet that a finding means; its name may have been trimmed on the way."""
        if not place.sheet or (self._workbook and place.workbook != self._workbook):
            return None
        names = (place.sheet.__eq__, lambda name: _bare(name) == _bare(place.sheet))
        found = (tab for same in names for tab in self._tabs if same(tab.name))
        return next((tab for tab in found if tab != self._former), None)

    def _target(self, place: Place) -> Place | None:
        """Where a link can lead: the cell, or the sheet's first one; not into a hidden sheet."""
        tab = self._tab(place)
        if tab is None or not tab.shown:
            return None
        cell = (place.row, place.column) if _exists(place) else (1, 1)
        return Place(place.workbook, tab.name, *cell)

    def _marks(self, content: Listing, number: int) -> dict[Tab, Marks]:
        """What is said at which cell, worksheet by worksheet, the gravest first."""
        marks: dict[Tab, dict[Cell, tuple[Severity, str]]] = {}
        for finding in (row.finding for row in content.rows):
            tab, place = self._tab(finding.place), finding.place
            if tab is None or finding.severity not in FILLS or not _exists(place):
                continue
            words = (
                f"{finding.severity.label}{finding.code}：{finding.message}\n怎么改：{finding.fix}"
            )
            there = marks.setdefault(tab, {})
            severity, said = there.get(
                (place.row, place.column),
                (finding.severity, f"{HEADING}{schema.MARKS_ROUND.format(number)}"),
            )
            there[place.row, place.column] = severity, f"{said}\n{words}"
        return {tab: there for tab, there in marks.items() if self._tabs[tab][0] == "worksheet"}

    def _put_list(self, content: Listing) -> None:
        if self._former is None:
            name, reference = self._new_list()
        else:
            name, reference = self._former.name, self._former.reference
        part = self._relations.part(reference)
        if part is None:
            raise UnpatchableError(name)
        if self._former is not None:
            previous_marks.drop_relations(self._parts, part)
        sheet = list_sheet.write(content, self._styles, self._contents.namespace)
        self._parts.write(part, sheet)
        self._contents.put_first(name, reference, list_sheet.header_row(content))

    def _new_list(self) -> tuple[str, str]:
        taken = {_bare(tab.name) for tab in self._tabs}
        names = (schema.MARKS, ASIDE, *(f"{ASIDE}{number}" for number in range(2, 99)))
        name = next(name for name in names if _bare(name) not in taken)
        part = self._parts.free("xl/worksheets/sheet{}.xml")
        self._parts.declare(part, _SHEET_TYPE)
        return name, self._relations.add(f"{self._contents.references}/worksheet", part)

    def _put_styles(self) -> None:
        name = self._styles_part()
        if name not in self._parts:
            self._parts.declare(name, _STYLES_TYPE)
        if self._relations.first("styles") is None:
            self._relations.add(f"{self._contents.references}/styles", name)
        self._parts.write(name, self._styles.content())

    def _styles_part(self) -> str:
        """The workbook's styles; one that it does not refer to is the only one all the same."""
        return self._relations.first("styles") or "xl/styles.xml"


def _exists(place: Place) -> bool:
    return 0 < place.row <= _ROWS and 0 < place.column <= _COLUMNS


def _bare(name: str) -> str:
    """A sheet's name as programs compare it."""
    return name.strip().casefold()
