"""One part of a template: its XML tree, the tags found in it, what is wrong with them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from perfeval_batch.template.tags import Problem, Tag

Element = etree._Element  # noqa: SLF001  # lxml's name for the type of its elements
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
IN_ATTRIBUTE = "\ue0fe{}\ue0ff"
"""Stands for a tag inside an attribute, where no instruction can stand."""


def w(name: str) -> str:
    """The qualified name of a WordprocessingML element or attribute."""
    return f"{{{W}}}{name}"


def with_usual_prefix(root: Element) -> Element:
    """The same tree with `w` for WordprocessingML, whatever prefix its writer chose."""
    chosen = [prefix for prefix, uri in root.nsmap.items() if uri == W]
    if chosen in ([], ["w"]):
        return root
    names = {"w": W, **{prefix: uri for prefix, uri in root.nsmap.items() if uri != W}}
    made = etree.Element(root.tag, nsmap=names)  # type: ignore[arg-type]  # None is the default
    made.attrib.update(root.attrib)
    made.extend(list(root))
    return made


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
        kind: object = None if element is None else element.tag
        if element is None or kind is not etree.ProcessingInstruction:
            return None
        return self.tags[int(element.text or "0")]

    def wrong(self, where: str, what: str, fix: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(where, what, fix))


_LABELS = {
    "document.main": "正文",
    "header": "页眉",
    "footer": "页脚",
    "footnotes": "脚注",
    "endnotes": "尾注",
}
EXCERPT = 24
"""Characters of a paragraph that tell an officer which one it is."""


def holds_text(content_type: str) -> bool:
    """A part that is read for tags: the document, its headers, footers and notes."""
    head, _, kind = content_type.rpartition("wordprocessingml.")
    return bool(head) and kind.removesuffix("+xml") in _LABELS


def label(content_type: str, name: str) -> str:
    """What an officer calls a part: `页眉1`; its path where there is no word for it."""
    kind = content_type.rpartition("wordprocessingml.")[2].removesuffix("+xml")
    number = re.sub(r"\D", "", name.rpartition("/")[2])
    return f"{_LABELS[kind]}{number}" if kind in _LABELS else name


CONTROL = bytes(code for code in range(0x20) if code not in (0x09, 0x0A, 0x0D))


def clean(text: str) -> bytes:
    """UTF-8 without the characters that XML cannot hold."""
    if "\ufffe" in text or "\uffff" in text:
        text = text.replace("\ufffe", "").replace("\uffff", "")
    return text.encode("utf-8", "ignore").translate(None, CONTROL)
