"""A workbook part in, the same with 问题清单 as its first sheet: what stands in which sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from perfeval_batch import schema
from perfeval_batch.marked.package_parts import (
    UnpatchableError,
    discard,
    local,
    parse,
    serialise,
    whole,
)

TRANSITIONAL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_REFERENCES = {
    TRANSITIONAL: "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    STRICT: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
"""Open XML in its two dialects: the workbook's namespace tells how references are called."""
ASIDE = f"{schema.MARKS}（核对）"
"""Our sheet's name where the department has a sheet of that name already."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A sheet as the workbook lists it.

    Attributes:
        name: as a person sees it.
        reference: the id of its relationship.
        shown: it is not hidden: links can lead to it.
    """

    name: str
    reference: str
    shown: bool


_BEFORE_NAMES = ("sheets", "functionGroups", "externalReferences")
"""The parts of workbook.xml that stand before its names (ECMA-376, CT_Workbook)."""


class Contents:
    """workbook.xml in the making.

    Raises:
        UnpatchableError: it is no workbook of either dialect.
    """

    def __init__(self, content: bytes) -> None:
        self.root = parse(content)
        self.namespace = self.root.tag.rpartition("}")[0].lstrip("{")
        sheets = next((each for each in self.root if local(each) == "sheets"), None)
        if self.namespace not in _REFERENCES or sheets is None:
            raise UnpatchableError("workbook")
        self.references = _REFERENCES[self.namespace]
        self.reference = f"{{{self.references}}}id"
        self._sheets = sheets

    def content(self) -> bytes:
        """The part as it is now."""
        return serialise(self.root)

    def tabs(self) -> list[Tab]:
        """The sheets in their order."""
        return [
            Tab(
                each.get("name", ""),
                each.get(self.reference, ""),
                each.get("state", "visible") == "visible",
            )
            for each in self._entries()
        ]

    def _entries(self) -> Iterator[etree._Element]:
        return (each for each in self._sheets if local(each) == "sheet")

    def put_first(self, name: str, reference: str, header: int) -> None:
        """Make the sheet of a relationship the first and open one; enter it where it is missing.

        Its `header` row is printed again on every page.
        """
        entries = list(self._entries())
        old = next((each for each in entries if each.get(self.reference) == reference), None)
        entry = old if old is not None else self._entered(entries, reference)
        order = [entry, *(each for each in entries if each is not old)]
        for place, each in enumerate(order):
            self._sheets.insert(place, each)
        entry.set("name", name)
        discard(entry, "state")
        moved = {entries.index(each): place for place, each in enumerate(order) if each in entries}
        self._renumber(moved, None if old is None else 0)
        self._repeat(name, header)
        for view in self.root.iter(f"{{{self.namespace}}}workbookView"):
            discard(view, "activeTab")
            discard(view, "firstSheet")

    def _repeat(self, name: str, header: int) -> None:
        names = next((each for each in self.root if local(each) == "definedNames"), None)
        if names is None:
            names = etree.Element(f"{{{self.namespace}}}definedNames")
            before = [each for each in self.root if local(each) in _BEFORE_NAMES]
            before[-1].addnext(names)
        titles = etree.SubElement(names, f"{{{self.namespace}}}definedName")
        titles.set("name", "_xlnm.Print_Titles")
        titles.set("localSheetId", "0")
        titles.text = f"'{name}'!${header}:${header}"

    def _entered(self, entries: list[etree._Element], reference: str) -> etree._Element:
        taken = [whole(each.get("sheetId")) for each in entries]
        entry = etree.Element(f"{{{self.namespace}}}sheet")
        entry.set("sheetId", str(max(taken, default=0) + 1))
        entry.set(self.reference, reference)
        return entry

    def _renumber(self, moved: dict[int, int], ours: int | None) -> None:
        """Let names that belong to a sheet follow it; those of our former list go with it."""
        names = next((each for each in self.root if local(each) == "definedNames"), None)
        for each in list(names) if names is not None else ():
            sheet = each.get("localSheetId", "")
            if sheet.isdecimal() and int(sheet) in moved:
                each.set("localSheetId", str(moved[int(sheet)]))
                if moved[int(sheet)] == ours and names is not None:
                    names.remove(each)
        if names is not None and not len(names):
            self.root.remove(names)
