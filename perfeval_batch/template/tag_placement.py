"""Puts a paragraph's tags where they act: in its text, between its runs, around it.

A tag that Word has split into several runs is put together in the first of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy

from lxml import etree

from perfeval_batch.template import tags
from perfeval_batch.template.part_tree import EXCERPT, Element, Part, w
from perfeval_batch.template.tags import Found, Segments, Tag

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_AROUND = {"p": w("p"), "tr": w("tr"), "tc": w("tc"), "r": w("r"), "vm": w("tc")}


class Paragraph:
    """One paragraph: its text put together, its tags put where they belong."""

    def __init__(self, part: Part, paragraph: Element, number: int) -> None:
        self.part = part
        self.texts = list(_own_texts(paragraph))
        self.text = "".join(each.text or "" for each in self.texts)
        short = self.text if len(self.text) <= EXCERPT else f"{self.text[:EXCERPT]}……"
        self.where = f"{part.label}第{number}段“{short}”"

    def wrong(self, what: str, fix: str) -> None:
        """Note a problem of this paragraph."""
        self.part.wrong(self.where, what, fix)

    def read(self, lifts: dict[Element, list[Found]], merges: list[tuple[Element, Tag]]) -> None:
        """Sort the paragraph's tags: those that print stay, those that steer go where they act."""
        found = tags.find(self.text, self.where, self.wrong)
        if self._steers_alone(found):
            found = [Found(each.start, each.end, each.tag, "p") for each in found]
        for each in found:
            target = self._target(each) if each.kind else None
            if each.tag is None or not each.kind:
                continue
            if target is None:
                self.wrong(f"{{%{each.kind} … %}}不在表格里", "请把它写在表格的单元格中")
            elif each.kind == "vm":
                merges.append((target, each.tag))
            else:
                lifts.setdefault(target, []).append(each)
        if found:
            self._place(found)

    def _steers_alone(self, found: Sequence[Found]) -> bool:
        """Nothing but steering tags: they stand for the paragraph, `{%p` or not."""
        steering = [each for each in found if each.tag is not None]
        return bool(
            steering
            and not tags.without(self.text, found).strip()
            and all(each.tag and each.tag.steers and each.kind in ("", "p") for each in steering),
        )

    def _target(self, found: Found) -> Element | None:
        """What a tag stands for: the nearest paragraph, row, cell or run around its beginning."""
        end = 0
        for text in self.texts:
            end += len(text.text or "")
            if found.start < end:
                return next(text.iterancestors(_AROUND[found.kind]), None)
        return None

    def _place(self, found: Sequence[Found]) -> None:
        """Put every tag whole into the text in which it begins."""
        at = begin = 0
        rest = list(found)
        for text in self.texts:
            end = begin + len(text.text or "")
            segments: list[str | Tag] = []
            while rest and rest[0].start < end:
                each = rest.pop(0)
                segments.append(self.text[max(at, begin) : each.start])
                if each.tag is not None and not each.kind:
                    segments.append(each.tag)
                at = each.end
            segments.append(self.text[max(at, begin) : end])
            if segments != [text.text]:
                write(self.part, text, [segment for segment in segments if segment])
            begin = end


def _own_texts(element: Element) -> Iterator[Element]:
    """The texts of a paragraph itself, not those of text boxes anchored in it."""
    for child in element:
        if child.tag == w("t"):
            yield child
        elif child.tag not in (w("p"), w("txbxContent")):
            yield from _own_texts(child)


def write(part: Part, text: Element, segments: Segments) -> None:
    """Put segments into a text; steering tags split its run, so that they stand between runs."""
    run = text.getparent()
    if run is not None and run.tag == w("r") and any(_steers(segment) for segment in segments):
        _split(part, run, text, segments)
        return
    text.text = None
    for segment in segments:
        if isinstance(segment, Tag):
            text.append(part.mark(segment))
        elif len(text):
            text[-1].tail = (text[-1].tail or "") + segment
        else:
            text.text = (text.text or "") + segment
    if text.tag == w("t"):
        text.set(_SPACE, "preserve")


def _steers(segment: str | Tag) -> bool:
    return isinstance(segment, Tag) and segment.steers


def _split(part: Part, run: Element, text: Element, segments: Segments) -> None:
    """Cut a run in pieces of the same format around the steering tags of one of its texts."""
    behind = _like(run)
    behind.extend(list(text.itersiblings()))
    run.remove(text)
    pieces: list[Element] = []
    for segment in segments:
        if isinstance(segment, Tag) and segment.steers:
            pieces.append(part.mark(segment))
        else:
            piece = _like(run)
            write(part, etree.SubElement(piece, w("t")), [segment])
            pieces.append(piece)
    for piece in (behind, *reversed(pieces)):
        if not hollow(piece):
            run.addnext(piece)
    if hollow(run):
        remove(run)


def _like(run: Element) -> Element:
    """An empty run of the same format."""
    made = etree.Element(w("r"))
    properties = run.find(w("rPr"))
    if properties is not None:
        made.append(deepcopy(properties))
    return made


def hollow(run: Element) -> bool:
    """A run that holds nothing but its format."""
    return run.tag == w("r") and all(child.tag == w("rPr") for child in run)


_UNLIFTABLE = (w("sectPr"), w("drawing"), w("pict"), w("object"))


def lift(part: Part, target: Element, found: Sequence[Found]) -> None:
    """Replace a paragraph, row, cell or run by the steering tags that stand for it."""
    steering = [each.tag for each in found if each.tag is not None]
    where = steering[0].where
    left = "".join(text.text or "" for text in target.iter(w("t"))).strip()
    if left or next(target.iter(etree.ProcessingInstruction), None) is not None:
        part.wrong(
            where,
            "循环或条件的标记旁边还有其他文字，出报告时会丢失",
            "请让标记单独占一段（{%p）或一行（{%tr）",
        )
    if next(target.iter(*_UNLIFTABLE), None) is not None:
        part.wrong(
            where,
            "标记所在的段落里有图片或分节符，出报告时会丢失",
            "请把标记移到单独的一段",
        )
    for tag in steering:
        target.addprevious(part.mark(tag))
    remove(target)


def merge(part: Part, cell: Element, tag: Tag) -> None:
    """Let a cell go on the one above while the condition holds; its text is then left out."""
    properties = cell.find(w("tcPr"))
    if properties is None:
        properties = etree.Element(w("tcPr"))
        cell.insert(0, properties)
    for old in properties.findall(w("vMerge")):
        properties.remove(old)
    at = sum(child.tag in (w("cnfStyle"), w("tcW"), w("gridSpan")) for child in properties)
    goes_on, restart = etree.Element(w("vMerge")), etree.Element(w("vMerge"))
    restart.set(w("val"), "restart")
    properties[at:at] = [
        part.mark(Tag("if", tag.text, tag.where)),
        goes_on,
        part.mark(Tag("else", "", tag.where)),
        restart,
        part.mark(Tag("endif", "", tag.where)),
    ]
    for paragraph in cell.findall(w("p")):
        first = 1 if paragraph.find(w("pPr")) is not None else 0
        paragraph.insert(first, part.mark(Tag("if", f"not ({tag.text})", tag.where)))
        paragraph.append(part.mark(Tag("endif", "", tag.where)))


def remove(element: Element) -> None:
    """Take an element out of the tree."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
