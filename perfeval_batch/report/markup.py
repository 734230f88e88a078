"""A part's XML tree in, the same tree with its tags as instructions where they act out.

Tags that Word has split into several runs are put together; `{%p … %}`, `{%tr … %}`, `{%tc … %}`,
`{%r … %}` stand for the whole paragraph, row, cell or run they are in, and a paragraph of steering
tags alone counts as `{%p`; `{%vm 条件 %}` merges a cell with the one above. As processing
instructions, begin and end of a block are seen to be siblings (`blocks.py`), so what is rendered
is well-formed XML whatever the data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field

from lxml import etree

from perfeval_batch.report import tags
from perfeval_batch.report.tags import Found, Problem, Segments, Tag

Element = etree._Element  # noqa: SLF001  # lxml's name for the type of its elements
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
IN_ATTRIBUTE = "\ue0fe{}\ue0ff"
"""Stands for a tag inside an attribute, where no instruction can stand."""
_OURS = re.compile("[\ue0fe\ue0ff]")


def w(name: str) -> str:
    """The qualified name of a WordprocessingML element or attribute."""
    return f"{{{W}}}{name}"


@dataclass(slots=True)
class Part:
    """One part on its way to source.

    Attributes:
        label: what an officer calls the part (正文, 页眉1).
        root: its XML tree.
        flat: no line break can be printed (document properties).
        tags: all tags; an instruction holds the index.
        problems: what is wrong.
    """

    label: str
    root: Element
    flat: bool = False
    tags: list[Tag] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def mark(self, tag: Tag) -> Element:
        """Keep `tag`; give the instruction that stands for it in the tree."""
        return etree.ProcessingInstruction("pe", str(self.keep(tag)))

    def keep(self, tag: Tag) -> int:
        """Keep `tag`; give its index."""
        self.tags.append(tag)
        return len(self.tags) - 1

    def tag(self, element: Element | None) -> Tag | None:
        """The tag that an instruction stands for; None for any other element."""
        if not isinstance(element, etree._ProcessingInstruction):  # noqa: SLF001  # lxml's name
            return None
        return self.tags[int(element.text or "0")]

    def wrong(self, where: str, what: str, fix: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(where, what, fix))


def read(label: str, root: Element) -> Part:
    """Put the tags of a Word part (document, header, footer …) where they act, in place."""
    part = Part(label, root)
    _tidy(root)
    _read_attributes(part)
    lifts: dict[Element, list[Found]] = {}
    merges: list[tuple[Element, Tag]] = []
    for number, paragraph in enumerate(list(root.iter(w("p"))), 1):
        _Paragraph(part, paragraph, number).read(lifts, merges)
    for target, found in lifts.items():
        _lift(part, target, found)
    for cell, tag in merges:
        _merge(part, cell, tag)
    _blame_strays(part)
    return part


def _blame_strays(part: Part) -> None:
    """Note tags that stand where none is seen (SmartArt, formulas, field codes), and revisions."""
    for element in part.root.iter():
        text = element.text or ""
        if element.tag != w("t") and isinstance(element.tag, str) and _BEGINS.search(text):
            part.wrong(
                f"{part.label}“{text[:_EXCERPT]}”",
                "标记写在图形、公式或域代码里，不能识别",
                "请把它写在正文、表格或文本框的文字里",
            )
    if next(part.root.iter(w("ins"), w("del"), w("moveFrom"), w("moveTo")), None) is not None:
        part.wrong(part.label, "模板里有未接受的修订，报告里也会出现", "请先接受或拒绝全部修订")


_BEGINS = re.compile(r"\{[{%]")


def read_properties(label: str, root: Element) -> Part:
    """The same for document properties, which have no paragraphs: their texts can print."""
    part = Part(label, root, flat=True)
    for element in list(root.iter()):
        if isinstance(element.tag, str) and element.text and "{" in element.text:
            where = f"{label}“{element.text[:_EXCERPT]}”"
            segments = tags.cut_printing(
                element.text,
                where,
                lambda what, fix, where=where: part.wrong(where, what, fix),  # type: ignore[misc]  # mypy cannot type a default
            )
            _write(part, element, segments)
    return part


_DROPPED = tuple(
    w(name)
    for name in (
        *("proofErr", "lastRenderedPageBreak", "commentRangeStart", "commentRangeEnd"),
        *("commentReference", "annotationRef"),
    )
)


def _tidy(root: Element) -> None:
    """Drop what Word keeps for itself, comments' anchors, and copies of text boxes with tags."""
    for element in list(root.iter(*_DROPPED)):
        run = element.getparent()
        _remove(element)
        if run is not None and _hollow(run):
            _remove(run)
    for element in list(root.iter(f"{{{MC}}}Fallback")):
        if any("{" in (text.text or "") for text in element.iter(w("t"))):
            _remove(element)
    _mend(root)
    for element in root.iter():
        for name in [name for name in element.attrib if _is_editing_mark(str(name))]:
            del element.attrib[name]


_SIGNED = 2**31


def _mend(root: Element) -> None:
    """Undo what LibreOffice writes and Word minds: unsigned character spacing, `true` for on."""
    spacing = w("charSpace")
    for grid in root.iter(w("docGrid")):
        value = grid.get(spacing, "")
        if value.isdecimal() and int(value) >= _SIGNED:
            grid.set(spacing, str(int(value) - 2 * _SIGNED))
    for flag in root.iter(w("cantSplit"), w("tblHeader")):
        if flag.get(w("val")) == "true":
            del flag.attrib[w("val")]


def _is_editing_mark(name: str) -> bool:
    local = name.rpartition("}")[2]
    return local.startswith("rsid") or local in ("paraId", "textId")


def _remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _read_attributes(part: Part) -> None:
    """Tags inside attributes: the alternative text of a picture or chart."""
    for element in part.root.iter():
        for name, value in element.attrib.items():
            text = _OURS.sub("", str(value))
            if "{{" in text or text != value:
                element.set(name, _attribute(part, text))


def _attribute(part: Part, value: str) -> str:
    where = f"{part.label}的替代文字“{value[:_EXCERPT]}”"
    segments = tags.cut_printing(value, where, lambda what, fix: part.wrong(where, what, fix))
    return "".join(
        segment if isinstance(segment, str) else IN_ATTRIBUTE.format(part.keep(segment))
        for segment in segments
    )


_EXCERPT = 24
_AROUND = {"p": w("p"), "tr": w("tr"), "tc": w("tc"), "r": w("r"), "vm": w("tc")}


class _Paragraph:
    """One paragraph: its text put together, its tags put where they belong."""

    def __init__(self, part: Part, paragraph: Element, number: int) -> None:
        self.part = part
        self.texts = list(_own_texts(paragraph))
        self.text = "".join(each.text or "" for each in self.texts)
        short = self.text if len(self.text) <= _EXCERPT else f"{self.text[:_EXCERPT]}……"
        self.where = f"{part.label}第{number}段“{short}”"

    def wrong(self, what: str, fix: str) -> None:
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
                _write(self.part, text, [segment for segment in segments if segment])
            begin = end


def _own_texts(element: Element) -> Iterator[Element]:
    """The texts of a paragraph itself, not those of text boxes anchored in it."""
    for child in element:
        if child.tag == w("t"):
            yield child
        elif child.tag not in (w("p"), w("txbxContent")):
            yield from _own_texts(child)


def _write(part: Part, text: Element, segments: Segments) -> None:
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
            _write(part, etree.SubElement(piece, w("t")), [segment])
            pieces.append(piece)
    for piece in (behind, *reversed(pieces)):
        if not _hollow(piece):
            run.addnext(piece)
    if _hollow(run):
        _remove(run)


def _like(run: Element) -> Element:
    """An empty run of the same format."""
    made = etree.Element(w("r"))
    properties = run.find(w("rPr"))
    if properties is not None:
        made.append(deepcopy(properties))
    return made


def _hollow(run: Element) -> bool:
    """A run that holds nothing but its format."""
    return run.tag == w("r") and all(child.tag == w("rPr") for child in run)


_UNLIFTABLE = (w("sectPr"), w("drawing"), w("pict"), w("object"))


def _lift(part: Part, target: Element, found: Sequence[Found]) -> None:
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
    _remove(target)


def _merge(part: Part, cell: Element, tag: Tag) -> None:
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


_CONTROL = bytes(code for code in range(0x20) if code not in (0x09, 0x0A, 0x0D))


def clean(text: str) -> bytes:
    """UTF-8 without the characters that XML cannot hold."""
    raw = text.encode("utf-8", "ignore").translate(None, _CONTROL)
    return raw.replace(b"\xef\xbf\xbe", b"").replace(b"\xef\xbf\xbf", b"")
