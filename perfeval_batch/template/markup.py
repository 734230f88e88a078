"""Finds the tags of a part of a Word document and puts them where they act.

Tags that Word has split into several runs are put together; `{%p … %}`, `{%tr … %}`, `{%tc … %}`,
`{%r … %}` stand for the whole paragraph, row, cell or run they are in, and a paragraph of steering
tags alone counts as `{%p`; `{%vm 条件 %}` merges a cell with the one above. In the tree a tag is a
processing instruction: begin and end of a block are seen to be siblings (`blocks.py`), so what is
printed is well-formed XML whatever the data.
"""

from __future__ import annotations

import re

from lxml import etree

from perfeval_batch.template import tags
from perfeval_batch.template.part_tree import (
    EXCERPT,
    IN_ATTRIBUTE,
    Element,
    Part,
    w,
    with_usual_prefix,
)
from perfeval_batch.template.tag_placement import (
    Paragraph,
    hollow,
    lift,
    merge,
    remove,
    write,
)
from perfeval_batch.template.tags import Found, Tag

MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_OURS = re.compile("[\ue0fe\ue0ff]")


def read(label: str, root: Element) -> Part:
    """Put the tags of a Word part (document, header, footer …) where they act."""
    root = with_usual_prefix(root)
    part = Part(label, root)
    _tidy(root)
    _read_attributes(part)
    lifts: dict[Element, list[Found]] = {}
    merges: list[tuple[Element, Tag]] = []
    for number, paragraph in enumerate(list(root.iter(w("p"))), 1):
        Paragraph(part, paragraph, number).read(lifts, merges)
    for target, found in lifts.items():
        lift(part, target, found)
    for cell, tag in merges:
        merge(part, cell, tag)
    _blame_strays(part)
    return part


def _blame_strays(part: Part) -> None:
    """Note tags that stand where none is seen (SmartArt, formulas, field codes), and revisions."""
    for element in part.root.iter():
        text = element.text or ""
        if element.tag != w("t") and isinstance(element.tag, str) and _BEGINS.search(text):
            part.wrong(
                f"{part.label}“{text[:EXCERPT]}”",
                "标记写在图形、公式或域代码里，不能识别",
                "请把它写在正文、表格或文本框的文字里",
            )
    revision = next(part.root.iter(*map(w, (*_REVISIONS, *_FORMAT_REVISIONS))), None)
    if revision is not None:
        kind = etree.QName(revision).localname
        what = "未接受的格式修订" if kind in _FORMAT_REVISIONS else "未接受的修订"
        part.wrong(part.label, f"模板里有{what}，报告里也会出现", "请先接受或拒绝全部修订")


_REVISIONS = ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge")
_FORMAT_REVISIONS = (
    *("rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblPrExChange", "trPrChange"),
    *("tcPrChange", "tblGridChange", "numberingChange"),
)


_BEGINS = re.compile(r"\{[{%]")


def read_properties(label: str, root: Element) -> Part:
    """The same for document properties, which have no paragraphs: their texts can print."""
    part = Part(label, root, flat=True)
    for element in list(root.iter()):
        if isinstance(element.tag, str) and element.text and "{" in element.text:
            where = f"{label}“{element.text[:EXCERPT]}”"
            segments = tags.cut_printing(
                element.text,
                where,
                lambda what, fix, where=where: part.wrong(where, what, fix),  # type: ignore[misc]  # mypy cannot type a default
            )
            write(part, element, segments)
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
        remove(element)
        if run is not None and hollow(run):
            remove(run)
    for element in list(root.iter(f"{{{MC}}}Fallback")):
        if any("{" in (text.text or "") for text in element.iter(w("t"))):
            remove(element)
    _unbind(root)
    _mend(root)
    for element in root.iter():
        for name in [name for name in element.attrib if _is_editing_mark(str(name))]:
            del element.attrib[name]


def _unbind(root: Element) -> None:
    """Cut content controls with tags from their stored value: Word would show that one instead."""
    for control in root.iter(w("sdt")):
        if any("{" in (text.text or "") for text in control.iter(w("t"))):
            for properties in control.findall(w("sdtPr")):
                etree.strip_elements(properties, "{*}dataBinding", w("showingPlcHdr"))


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


def _read_attributes(part: Part) -> None:
    """Tags inside attributes: the alternative text of a picture or chart."""
    for element in part.root.iter():
        for name, value in element.attrib.items():
            text = _OURS.sub("", str(value))
            if "{{" in text or text != value:
                element.set(name, _attribute(part, text))


def _attribute(part: Part, value: str) -> str:
    where = f"{part.label}的替代文字“{value[:EXCERPT]}”"
    segments = tags.cut_printing(value, where, lambda what, fix: part.wrong(where, what, fix))
    return "".join(
        segment if isinstance(segment, str) else IN_ATTRIBUTE.format(part.keep(segment))
        for segment in segments
    )
