"""A worksheet with its comments, in a package: marks of an earlier round out, new ones in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial

from perfeval_batch.findings import Severity
from perfeval_batch.marked import drawing
from perfeval_batch.marked.comment_boxes import Box, Ruler
from perfeval_batch.marked.comments import Comments
from perfeval_batch.marked.package_parts import Parts, UnpatchableError, discard
from perfeval_batch.marked.sheet_cells import Cell, Sheet
from perfeval_batch.marked.styles import Styles
from perfeval_batch.marked.workbook_part import Contents

_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_HEAD = 16_384
"""The views of a sheet stand in its first bytes."""
_SELECTED = re.compile(rb"""(\stabSelected\s*=\s*["'])(?:1|true)(["'])""")

Marks = Mapping[Cell, tuple[Severity, str]]
"""What is wrong at a cell: how grave it is, the words of the comment."""


class Page:
    """One worksheet of a package in the making; it is opened when there is something to do."""

    def __init__(self, parts: Parts, name: str, contents: Contents) -> None:
        self._parts = parts
        self._name = name
        self._references = contents.references
        self._reference = contents.reference
        self._relations = parts.relations(name)
        self._comments_name = self._relations.first("comments")
        self._sheet: Sheet | None = None

    @property
    def sheet(self) -> Sheet:
        """The worksheet, opened."""
        if self._sheet is None:
            self._sheet = Sheet(self._parts.read(self._name))
        return self._sheet

    def clean(self, styles: Styles) -> None:
        """Take the marks of an earlier round away."""
        marks = styles.marks()
        if marks and not self.sheet.reformat({each: styles.clean(each) for each in marks}):
            self._sheet = None
        if self._comments_name is not None:
            self._clean_comments(self._comments_name)

    def _clean_comments(self, name: str) -> None:
        comments = Comments(self._parts.read(name), "")
        changed, gone = comments.clean()
        if not changed:
            return
        boxes = self._drawing_name()
        if gone and boxes is not None:
            self._parts.write(boxes, drawing.without(self._parts.read(boxes), gone))
        self._parts.write(name, comments.content())

    def _drawing_name(self) -> str | None:
        """The part that holds the comments' boxes."""
        stated = self.sheet.child("legacyDrawing")
        return None if stated is None else self._relations.part(stated.get(self._reference, ""))

    def mark(self, marks: Marks, styles: Styles) -> None:
        """Fill faulty cells and say at each what is wrong.

        A cell inside a merged area is marked where a person sees it. Where the drawing of the
        comments is written in an unknown way, cells are filled without a comment: 问题清单 has
        every word too.
        """
        seen = self.sheet.seen(marks)
        merged: dict[Cell, tuple[Severity, str]] = {}
        for cell, (severity, words) in marks.items():
            there = merged.get(seen[cell])
            merged[seen[cell]] = (
                (severity, words)
                if there is None
                else (min(severity, there[0], key=lambda each: each.rank), f"{there[1]}\n{words}")
            )
        self.sheet.fill(
            {
                cell: partial(styles.marked, severity=severity)
                for cell, (severity, _) in merged.items()
            },
        )
        self._say({cell: words for cell, (_, words) in merged.items()})

    def _say(self, words: Mapping[Cell, str]) -> None:
        name = self._comments_name
        content = None if name is None else self._parts.read(name)
        comments = Comments(content, self.sheet.namespace)
        new = [cell for cell in sorted(words) if comments.add(cell, words[cell])]
        if new:
            ruler = Ruler(self.sheet)
            try:
                self._draw({cell: ruler.box(cell, words[cell]) for cell in new})
            except UnpatchableError:
                return
        if name is None:
            name = self._parts.free("xl/comments{}.xml")
            self._parts.declare(name, _COMMENTS_TYPE)
            self._relations.add(f"{self._references}/comments", name)
            self._parts.keep(self._relations)
        self._parts.write(name, comments.content())

    def _draw(self, boxes: Mapping[Cell, Box]) -> None:
        name = self._drawing_name()
        others = [each for each in self._parts.names(".vml") if each != name]
        taken = set().union(*(drawing.blocks(self._parts.read(each)) for each in others))
        if name is not None:
            content = drawing.with_boxes(self._parts.read(name), boxes, taken)
        else:
            content = drawing.with_boxes(drawing.new(drawing.free_block(taken)), boxes, taken)
            name = self._parts.free("xl/drawings/vmlDrawing{}.vml")
            self._parts.declare_extension("vml", _DRAWING_TYPE)
            identifier = self._relations.add(f"{self._references}/vmlDrawing", name)
            self.sheet.add_notes_drawing(self._reference, identifier)
            self._parts.keep(self._relations)
        self._parts.write(name, content)

    def save(self) -> None:
        """Write the worksheet back; as another one is open now, it is no longer selected.

        Two selected sheets would be a group: what is typed into one goes into both.
        """
        if self._sheet is not None:
            for views in self._sheet.root.iterchildren(f"{{{self._sheet.namespace}}}sheetViews"):
                for view in views:
                    discard(view, "tabSelected")
            self._parts.write(self._name, self._sheet.content())
        elif _SELECTED.search((content := self._parts.read(self._name))[:_HEAD]):
            self._parts.write(self._name, _SELECTED.sub(rb"\g<1>0\g<2>", content, count=1))
