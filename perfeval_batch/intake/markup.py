"""XML from outside → the elements asked for: the only XML parser of this room.

The parser works in C and never reaches out. A small part is parsed at once, a large one piece by
piece; whoever takes an element clears it, so memory stays bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, XMLParser, XMLPullParser

from perfeval_batch.intake.refusal import UNREADABLE, UNSAFE, RefusedError

MANY_TAGS = 50_000
MOST_TAGS = 3_000_000
_CHUNK = 1 << 16
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']{1,40})[\"']")
_ENCODINGS = (b"utf-8", b"utf8", b"us-ascii", b"ascii", b"utf-16")


def elements(data: bytes, part: str, *names: str) -> Iterator[Element]:
    """Give every element of these names in the root's namespace, complete with its children.

    Those of one name come in the document's order; a missing part (no bytes) has none.

    Raises:
        RefusedError: not well-formed or in an odd encoding (PE001), too many elements (PE003).
    """
    if not data:
        return
    declared = _ENCODING.match(data)
    if declared and declared[1].lower() not in _ENCODINGS:
        raise RefusedError(UNREADABLE, f"文件内部的“{part}”使用了不寻常的编码")
    tags = data.count(b"<")
    if tags > MOST_TAGS:
        raise RefusedError(UNSAFE, f"文件内部的“{part}”内容太多")
    try:
        yield from _at_once(data, names) if tags < MANY_TAGS else _piecewise(data, names)
    except (ParseError, ValueError, LookupError) as problem:
        raise RefusedError(UNREADABLE, f"文件内部的“{part}”已损坏，不能解析") from problem


def _at_once(data: bytes, names: tuple[str, ...]) -> Iterator[Element]:
    parser = XMLParser()
    parser.feed(data)
    root = parser.close()
    space = _space(root)
    for name in names:
        yield from root.iter(space + name)


def _piecewise(data: bytes, names: tuple[str, ...]) -> Iterator[Element]:
    parser = XMLPullParser(("start", "end"))
    wanted: frozenset[str] | None = None
    for at in range(0, len(data), _CHUNK):
        parser.feed(data[at : at + _CHUNK])
        for event, element in parser.read_events():
            if wanted is None:
                space = _space(element)
                wanted = frozenset(space + name for name in names)
            if event == "end" and element.tag in wanted:
                yield element
    parser.close()


def _space(root: Element) -> str:
    """The root's namespace as it stands before a name: transitional and strict files differ."""
    return root.tag[: root.tag.rfind("}") + 1]


def local(element: Element) -> str:
    """The element's name without its namespace."""
    return element.tag.rpartition("}")[2]
