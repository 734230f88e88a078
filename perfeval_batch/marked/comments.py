"""The comments of a worksheet in, the same with ours taken out and new ones put in.

Our words begin with a heading that nobody writes by hand, and end the comment: below a
department's own words where there are some. That is how they are known again; authors are lost
where LibreOffice saved the workbook. Below a threaded comment (Excel 365) our words stand in its
plain twin, which Excel does not show: there the fill and 问题清单 have to do.
"""

from __future__ import annotations

from lxml import etree

from perfeval_batch import office_package
from perfeval_batch.marked.package_parts import local, parse, serialise
from perfeval_batch.marked.sheet_cells import Cell, address, name

HEADING = "【核对意见】"
AUTHOR = "绩效评价核对"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class Comments:
    """The comments of one worksheet in the making."""

    def __init__(self, content: bytes | None, namespace: str) -> None:
        self.root = parse(
            b'<comments xmlns="%s"/>' % namespace.encode() if content is None else content
        )
        self.namespace = self.root.tag.rpartition("}")[0].lstrip("{")
        self._authors = self._section("authors")
        self._list = self._section("commentList")
        self._known = {
            cell: each for each in self._list if (cell := address(each.get("ref", ""))) is not None
        }

    def content(self) -> bytes:
        """The part as it is now."""
        return serialise(self.root)

    def clean(self) -> tuple[bool, list[Cell]]:
        """Take our words out.

        Returns:
            Whether there were any, and the cells whose comment is gone, as it held nothing else.
        """
        changed, gone = False, []
        for cell, comment in list(self._known.items()):
            pieces = [each for each in comment.iter() if local(each) == "t"]
            text = "".join(each.text or "" for each in pieces)
            start = text.find(HEADING)
            if start < 0:
                continue
            changed = True
            if text[:start].strip():
                _cut(pieces, len(text[:start].rstrip("\n")))
            else:
                self._list.remove(comment)
                del self._known[cell]
                gone.append(cell)
        return changed, gone

    def add(self, cell: Cell, words: str) -> bool:
        """Say something at a cell, below what is said there; tells whether the comment is new."""
        comment = self._known.get(cell)
        if comment is not None:
            text = next((each for each in comment if local(each) == "text"), None)
            if text is None:
                text = self._under(comment, "text")
            _into_runs(text)
            self._run(text, f"\n\n{words}")
            return False
        author = {"ref": name(cell), "authorId": str(self._author())}
        comment = self._under(self._list, "comment", author)
        self._run(self._under(comment, "text"), words)
        self._known[cell] = comment
        return True

    def _run(self, text: etree._Element, words: str) -> None:
        run = self._under(text, "r")
        properties = self._under(run, "rPr")
        self._under(properties, "sz", {"val": "9"})
        self._under(properties, "color", {"indexed": "81"})
        self._under(properties, "rFont", {"val": "宋体"})
        self._under(properties, "charset", {"val": "134"})
        piece = self._under(run, "t", {_SPACE: "preserve"})
        piece.text = office_package.escaped(office_package.cell_text(words))
        _before_phonetics(text, run)

    def _author(self) -> int:
        for number, each in enumerate(self._authors):
            if each.text == AUTHOR:
                return number
        self._under(self._authors, "author").text = AUTHOR
        return len(self._authors) - 1

    def _section(self, kind: str) -> etree._Element:
        for each in self.root:
            if local(each) == kind:
                return each
        return self._under(self.root, kind)

    def _under(
        self,
        parent: etree._Element,
        kind: str,
        attributes: dict[str, str] | None = None,
    ) -> etree._Element:
        return etree.SubElement(parent, f"{{{self.namespace}}}{kind}", attributes or {})


def _cut(pieces: list[etree._Element], length: int) -> None:
    """Keep the first `length` characters of a text in pieces; runs left empty go."""
    for piece in pieces:
        kept = (piece.text or "")[:length]
        length -= len(kept)
        run = piece.getparent()
        if kept or run is None or local(run) != "r":
            piece.text = kept
        elif (text := run.getparent()) is not None:
            text.remove(run)


def _into_runs(text: etree._Element) -> None:
    """A plain text becomes a run: text and runs side by side are read differently by programs."""
    for piece in [each for each in text if local(each) == "t"]:
        run = etree.Element(f"{piece.tag[:-1]}r")
        text.replace(piece, run)
        run.append(piece)


def _before_phonetics(text: etree._Element, run: etree._Element) -> None:
    """Runs stand before what is said about pronunciation (ECMA-376, CT_Rst)."""
    for each in text:
        if local(each) in ("rPh", "phoneticPr"):
            each.addprevious(run)
            return
