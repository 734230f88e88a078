"""Removes what empty loops leave behind: tables without rows, rows without cells, empty controls.

Word takes a document with any of them for damaged. Only parts in which that can happen are gone
through again after printing.
"""

from __future__ import annotations

from lxml import etree

from perfeval_batch.template.part_tree import Element, Part, w

_CONTENT = {
    w("tr"): (w("tc"), w("sdt")),
    w("tbl"): (w("tr"), w("sdt")),
    w("sdtContent"): (),
}
"""An element → what it must hold at least one of; nothing: anything at all."""
_NEED_PARAGRAPHS = tuple(map(w, ("tc", "hdr", "ftr", "txbxContent", "footnote", "endnote")))
_OPENS, _CLOSES = ("for", "if"), ("endfor", "endif")


def can_occur(part: Part) -> bool:
    """Something in the part holds its content in loops and conditions alone."""
    return any(
        any(part.tag(child) for child in element) and not _always_holds(part, element)
        for element in part.root.iter(*_CONTENT)
    )


def _always_holds(part: Part, element: Element) -> bool:
    """The element holds what it must hold outside of every loop and condition."""
    depth = 0
    for child in element:
        tag = part.tag(child)
        if tag is not None:
            depth += (tag.verb in _OPENS) - (tag.verb in _CLOSES)
        elif depth == 0 and _is_content(element, child):
            return True
    return False


def _is_content(element: Element, child: Element) -> bool:
    wanted = _CONTENT[element.tag]
    return not wanted or child.tag in wanted


def remove(content: bytes) -> bytes:
    """A printed part without them."""
    root = etree.fromstring(content)
    for element in reversed(list(root.iter(*_CONTENT))):  # the inner ones first
        if any(_is_content(element, child) for child in element):
            continue
        if element.tag == w("sdtContent"):
            _take_out(element.getparent())
        else:
            _take_out(element)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _take_out(element: Element | None) -> None:
    """Take an element out; a cell, header … ends with a paragraph all the same."""
    parent = None if element is None else element.getparent()
    if element is None or parent is None:
        return
    parent.remove(element)
    if parent.tag in _NEED_PARAGRAPHS and (not len(parent) or parent[-1].tag != w("p")):
        etree.SubElement(parent, w("p"))
