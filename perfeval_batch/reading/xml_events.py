"""Parses XML from outside, and gives the elements asked for.

The parser works in C and never reaches out; the guard has refused document types and entities. A
large part is parsed piece by piece: whoever takes an element clears it, so memory stays bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import cast
from xml.etree.ElementTree import Element, ParseError, XMLParser, XMLPullParser

from perfeval_batch.reading.refusals import UNREADABLE, UNSAFE, RefusedError

MANY_TAGS = 400_000
"""Of a part that is held in memory as a whole."""
_FEW_TAGS = 20_000
"""Of a part that is parsed at once."""
MOST_TAGS = 3_000_000
LONGEST = 1_000_000
"""Bytes of a single text or tag; thirty times what a cell of Excel can hold."""
_LONG = re.compile(rb"[^<]{%d}" % LONGEST)
_CHUNK = 1 << 16
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']{1,40})[\"']")
_ENCODINGS = (b"utf-8", b"utf8", b"us-ascii", b"ascii", b"utf-16")
_FAULTS = (ParseError, ValueError, LookupError)


def root(data: bytes, part: str) -> Element:
    """The root of a small part, complete.

    Raises:
        RefusedError: not well-formed or in an odd encoding (PE001), too many elements (PE003).
    """
    _limit(data, part, MANY_TAGS)
    parser = XMLParser()  # noqa: S314  # the guard has refused document types and entities
    try:
        parser.feed(data)
        return parser.close()
    except _FAULTS as problem:
        raise _damaged(part) from problem


def elements(data: bytes, part: str, *names: str, most: int = MOST_TAGS) -> Iterable[Element]:
    """Give every element of these names, complete with its children, in the document's order.

    A name without a namespace is meant in the root's, whichever that is: it differs between
    transitional and strict files. A missing part (no bytes) has none.

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
    if data.count(b"<") < _FEW_TAGS:
        whole = root(data, part)
        space = namespace(whole)
        wanted = {_full(name, space) for name in names}
        return (element for element in whole.iter() if element.tag in wanted)
    return (element for element, _ in nested(data, part, *names, most=most))


def nested(
    data: bytes, part: str, *names: str, most: int = MOST_TAGS
) -> Iterator[tuple[Element, int]]:
    """Give every element of these names with its depth: 1 for the root (see `elements`)."""
    _limit(data, part, most)
    wanted: frozenset[str] = frozenset()
    depth = 0
    try:
        for event, element in _events(data):
            if event == "end":
                if element.tag in wanted:
                    yield element, depth
                depth -= 1
                continue
            depth += 1
            if depth == 1:
                space = namespace(element)
                wanted = frozenset(_full(name, space) for name in names)
    except _FAULTS as problem:
        raise _damaged(part) from problem


def _events(data: bytes) -> Iterator[tuple[str, Element]]:
    """Starts and ends of elements; with these events it is always a name and an element."""
    parser: XMLPullParser[Element] = XMLPullParser(("start", "end"))
    for at in range(0, len(data), _CHUNK):
        parser.feed(data[at : at + _CHUNK])
        yield from cast("Iterator[tuple[str, Element]]", parser.read_events())
    parser.close()
    yield from cast("Iterator[tuple[str, Element]]", parser.read_events())


def _limit(data: bytes, part: str, most: int) -> None:
    """Refuse a part that no real workbook has."""
    declared = _ENCODING.match(data)
    if declared and declared[1].lower() not in _ENCODINGS:
        raise RefusedError(UNREADABLE, f"文件内部的“{part}”使用了不寻常的编码")
    if data.count(b"<") > most or (len(data) > LONGEST and _LONG.search(data)):
        raise RefusedError(UNSAFE, f"文件内部的“{part}”内容太多")


def _damaged(part: str) -> RefusedError:
    return RefusedError(UNREADABLE, f"文件内部的“{part}”已损坏，不能解析")


def _full(name: str, space: str) -> str:
    return name if name.startswith("{") else space + name


def namespace(element: Element) -> str:
    """The element's namespace as it stands before a name."""
    return element.tag[: element.tag.rfind("}") + 1]
