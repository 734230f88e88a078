"""Checks the tags of a part where they stand, and gives the part's Jinja source.

Every block must begin and end among the children of one element; every expression is checked
with the names that can be used where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from lxml import etree

from perfeval_batch.template import grammar
from perfeval_batch.template.grammar import RefusedError, Scope
from perfeval_batch.template.part_tree import IN_ATTRIBUTE, Element, Part, w
from perfeval_batch.template.tags import Tag

_INSTRUCTION = re.compile(r"<\?pe (\d+)\?>")
_IN_ATTRIBUTE = re.compile(IN_ATTRIBUTE.format(r"(\d+)"))
_ENDS = {"for": "endfor", "if": "endif"}
_FOLLOWS = {"elif": ("if",), "else": ("if", "for"), "endif": ("if",), "endfor": ("for",)}


def check(part: Part, fields: Scope) -> None:
    """Check every tag and every block; the part's tags get their sources, or problems are noted.

    Args:
        part: its tags stand where they act.
        fields: what its tags can name.
    """
    for container in part.root.iter(*(w(name) for name in _NEED_PARAGRAPHS)):
        if any(part.tag(child) for child in container):
            _end_with_paragraph(part, container, list(container))
    _Checker(part, fields).walk(part.root, fields)


def source(part: Part) -> str:
    """The Jinja source of a part that was checked without problems."""
    text = etree.tostring(part.root, encoding="unicode")
    for marks in (_INSTRUCTION, _IN_ATTRIBUTE):
        text = marks.sub(lambda found: part.tags[int(found[1])].source, text)
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}'


_NEED_PARAGRAPHS = ("tc", "hdr", "ftr", "txbxContent", "footnote", "endnote")


def _end_with_paragraph(part: Part, container: Element, children: Sequence[Element]) -> None:
    """See to it that cells, headers … end with a paragraph whatever is left out: Word insists."""
    last = children[-1]
    tag = part.tag(last)
    if tag is None:
        if last.tag != w("p"):
            last.addnext(etree.Element(w("p")))
        return
    if tag.verb not in _ENDS.values():
        return
    branches, has_else = _branches(part, children)
    for begin, branch in branches:
        if branch:
            _end_with_paragraph(part, container, branch)
        else:
            begin.addnext(etree.Element(w("p")))
    if not has_else:
        last.addprevious(part.mark(Tag("else", "", tag.where)))
        last.addprevious(etree.Element(w("p")))


def _branches(
    part: Part,
    children: Sequence[Element],
) -> tuple[list[tuple[Element, list[Element]]], bool]:
    """The branches of the block that ends the children, each with the tag before it."""
    branches: list[tuple[Element, list[Element]]] = []
    branch: list[Element] = []
    depth, has_else = 0, False
    for child in reversed(children[:-1]):
        tag = part.tag(child)
        verb = tag.verb if tag else ""
        if depth == 0 and verb in (*_ENDS, "else", "elif"):
            branches.append((child, branch[::-1]))
            branch = []
            has_else = has_else or verb == "else"
            if verb in _ENDS:
                break
            continue
        depth += (verb in _ENDS.values()) - (verb in _ENDS)
        branch.append(child)
    return branches, has_else


class _Checker:
    """Walks a part in the document's order."""

    def __init__(self, part: Part, fields: Scope) -> None:
        self.part = part
        self.reader = grammar.Reader(fields)

    def walk(self, parent: Element, scope: Scope) -> None:
        """Check what stands in `parent`; its blocks begin and end among its own children."""
        self._attributes(parent, scope)
        blocks: list[tuple[Tag, Scope]] = []
        for child in parent:
            tag = self.part.tag(child)
            if tag is None:
                self.walk(child, scope)
                continue
            text = ""
            try:
                text, scope = self._say(tag, scope, blocks)
            except RefusedError as refused:
                self.part.wrong(tag.where, *refused.args)
            self.part.tags[int(child.text or "0")] = replace(tag, source=text)
        for tag, _ in blocks:
            self._never_ends(tag)

    def _never_ends(self, tag: Tag) -> None:
        end = _ENDS[tag.verb]
        self.part.wrong(
            tag.where,
            f"“{tag.verb} {tag.text}”没有在同一层找到对应的{end}",
            f"段落之间用 {{%p {end} %}}，表格各行之间开始和结束都用 {{%tr … %}}",
        )

    def _attributes(self, element: Element, scope: Scope) -> None:
        for value in element.attrib.values():
            for match in _IN_ATTRIBUTE.finditer(str(value)):
                tag = self.part.tags[int(match[1])]
                try:
                    self.reader.printed(tag.text, scope)
                except RefusedError as refused:
                    self.part.wrong(tag.where, *refused.args)
                made = grammar.output(tag.text, flat=True)
                self.part.tags[int(match[1])] = replace(tag, source=made)

    def _say(
        self,
        tag: Tag,
        scope: Scope,
        blocks: list[tuple[Tag, Scope]],
    ) -> tuple[str, Scope]:
        """The source of a tag and the names that can be used behind it."""
        match tag.verb:
            case "out":
                self.reader.printed(tag.text, scope)
                return grammar.output(tag.text, flat=self.part.flat), scope
            case "for":
                blocks.append((tag, scope))
                return self._loop(tag, scope)
            case "if":
                blocks.append((tag, scope))
                self.reader.condition(tag.text, scope)
                return grammar.statement(f"if {tag.text}"), scope
            case "elif" | "else" | "endif" | "endfor":
                return self._go_on(tag, scope, blocks)
        raise RefusedError(
            f"“{tag.verb}”不是模板里能用的语句",
            "能用的有：for、endfor、if、elif、else、endif",
        )

    def _loop(self, tag: Tag, scope: Scope) -> tuple[str, Scope]:
        try:
            text, inner = self.reader.loop(tag.text, scope)
        except RefusedError as refused:
            self.part.wrong(tag.where, *refused.args)
            return "", self.reader.faulty_loop(tag.text, scope)
        return grammar.statement(text), inner

    def _go_on(
        self,
        tag: Tag,
        scope: Scope,
        blocks: list[tuple[Tag, Scope]],
    ) -> tuple[str, Scope]:
        """The middle or the end of a block."""
        opener = blocks[-1][0].verb if blocks else ""
        if opener not in _FOLLOWS[tag.verb] or (tag.text and tag.verb != "elif"):
            raise RefusedError(
                f"“{tag.verb}”前面没有在同一层找到对应的开始标记",
                "请检查循环和条件是否成对，开始和结束用同样的写法（{%p 对 {%p，{%tr 对 {%tr）",
            )
        if tag.verb == "elif":
            self.reader.condition(tag.text, scope)
            return grammar.statement(f"elif {tag.text}"), scope
        before = blocks[-1][1]
        if tag.verb != "else":
            blocks.pop()
        return grammar.statement(tag.verb), before
