"""XML from outside → the elements asked for: the only XML parser of this room.

The parser works in C and never reaches out. A small part is parsed at once, a large one piece by
piece; whoever takes an element clears it, so memory stays bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import cast
from xml.etree.ElementTree import Element, ParseError, XMLParser, XMLPullParser

from perfeval_batch.reading.refusals import UNREADABLE, UNSAFE, RefusedError

MANY_TAGS = 50_000
MOST_TAGS = 3_000_000
LONGEST = 1_000_000
"""Bytes of a single text or tag; thirty times what a cell of Excel can hold."""
_LONG = re.compile(rb"[^<]{%d}" % LONGEST)
_CHUNK = 1 << 16
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']{1,40})[\"']")
_ENCODINGS = (b"utf-8", b"utf8", b"us-ascii", b"ascii", b"utf-16")


def elements(data: bytes, part: str, *names: str, most: int = MOST_TAGS) -> Iterable[Element]:
    """Give every element of these names, complete with its children.

    A name without a namespace is meant in the root's, whichever that is: it differs between
    transitional and strict files.

    Those of one name come in the document's order; a missing part (no bytes) has none.

    Args:
        data: the part.
        part: what messages call it.
        names: of the elements.
        most: tags that it may have; an element is held in memory until it ends.

    Raises:
        RefusedError: not well-formed or in an odd encoding (PE001), too many elements (PE003).
    """
    if not data:
        return ()
    declared = _ENCODING.match(data)
    if declared and declared[1].lower() not in _ENCODINGS:
        raise RefusedError(UNREADABLE, f"文件内部的“{part}”使用了不寻常的编码")
    tags = data.count(b"<")
    if tags > most or (len(data) > LONGEST and _LONG.search(data)):
        raise RefusedError(UNSAFE, f"文件内部的“{part}”内容太多")
    if tags < MANY_TAGS:
        return _at_once(data, part, names)
    return _piecewise(data, part, names)


_FAULTS = (ParseError, ValueError, LookupError)


def _damaged(part: str) -> RefusedError:
    return RefusedError(UNREADABLE, f"文件内部的“{part}”已损坏，不能解析")


def _at_once(data: bytes, part: str, names: tuple[str, ...]) -> Iterable[Element]:
    parser = XMLParser()  # noqa: S314  # the guard has refused document types and entities
    try:
        parser.feed(data)
        root = parser.close()
    except _FAULTS as problem:
        raise _damaged(part) from problem
    space = _space(root)
    return chain.from_iterable(root.iter(_full(name, space)) for name in names)


def _piecewise(data: bytes, part: str, names: tuple[str, ...]) -> Iterator[Element]:
    try:
        yield from _pieces(data, names)
    except _FAULTS as problem:
        raise _damaged(part) from problem


def _pieces(data: bytes, names: tuple[str, ...]) -> Iterator[Element]:
    parser: XMLPullParser[Element] = XMLPullParser(("start", "end"))
    wanted: frozenset[str] = frozenset()
    for at in range(0, len(data), _CHUNK):
        parser.feed(data[at : at + _CHUNK])
        for event, element in _events(parser):
            if not wanted:
                space = _space(element)
                wanted = frozenset(_full(name, space) for name in names)
            if event == "end" and element.tag in wanted:
                yield element
    parser.close()


def _events(parser: XMLPullParser[Element]) -> Iterator[tuple[str, Element]]:
    """What has been parsed since; with these events it is always a name and an element."""
    return cast("Iterator[tuple[str, Element]]", parser.read_events())


def _full(name: str, space: str) -> str:
    return name if name.startswith("{") else space + name


def _space(root: Element) -> str:
    """The root's namespace as it stands before a name."""
    return root.tag[: root.tag.rfind("}") + 1]


def local(element: Element) -> str:
    """The element's name without its namespace."""
    return element.tag.rpartition("}")[2]
