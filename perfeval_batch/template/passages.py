"""A body's XML in, its texts out, seen to be well-formed: as an XML parser says, but faster.

Between two texts a report says the same few things over and over. The parser judges each such
passage once for each place where it can stand, that is for the elements that are open there; a
body is well-formed when every passage may stand where it stands and the last closes what is open.
What is not that plain, or not well-formed, is given to the parser whole.
"""

from __future__ import annotations

import re
from functools import lru_cache
from xml.parsers import expat
from xml.sax.saxutils import escape

from perfeval_batch.template import part_tree

_TEXT = "w:t"
_TEXT_ENDS = b"</w:t>"
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_STRANGE = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#34|#39|#10);)")
"""A reference that `press` and Jinja never write."""
_NUMBERED = ((b"&#34;", b'"'), (b"&#39;", b"'"), (b"&#10;", b"\n"))
_LONG = 16_000
"""Passages of more bytes are judged anew each time: no template fills the memory with them."""


class _UnusualError(Exception):
    """Something that only the whole parser can judge."""


def texts(content: bytes) -> bytes:
    """The texts of Word's runs as they stand in XML, a blank between each two.

    Raises:
        expat.ExpatError: the XML is not well-formed.
    """
    try:
        return _judged(content)
    except (_UnusualError, UnicodeDecodeError):
        return by_parser(content)


def by_parser(content: bytes) -> bytes:
    """The same, the parser reading it whole.

    Raises:
        expat.ExpatError: the XML is not well-formed.
    """
    found: list[str] = []
    opened: list[str] = []

    def start(name: str, _: object) -> None:
        opened.append(name)
        if name == _TEXT:
            found.append("")

    def text(data: str) -> None:
        if opened[-1] == _TEXT:
            found[-1] += data

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, lambda _: opened.pop()
    parser.CharacterDataHandler = text
    try:
        parser.Parse(content, True)  # noqa: FBT003  # the parser's signature
    except (LookupError, ValueError) as problem:
        raise expat.ExpatError(f"encoding: {problem}") from problem
    return escape(" ".join(filter(None, found))).encode()


def _judged(content: bytes) -> bytes:
    *passages, end = content.split(_TEXT_ENDS)
    place, found = "", []
    for passage in passages:
        tags, _, text = passage.rpartition(b">")
        place = (_known if len(tags) < _LONG else _after)(place, tags)
        found.append(text)
    (_known_end if len(end) < _LONG else _see_to_end)(place, end)
    text = b" ".join(filter(None, found))
    _see_to_text(text)
    return _spelled(text) if b"&#" in text else text


def _spelled(text: bytes) -> bytes:
    """With signs in place of their numbers, which nobody reads: `&#34;` is no 34."""
    for number, sign in _NUMBERED:
        text = text.replace(number, sign)
    return text


def _see_to_text(text: bytes) -> None:
    """No markup, no reference but known ones, and no character that XML cannot hold."""
    characters = text.decode()
    if b"<" in text or "\ufffe" in characters or "\uffff" in characters:
        raise _UnusualError
    if len(text.translate(None, part_tree.CONTROL)) != len(text):
        raise _UnusualError
    if b"&" in text and _STRANGE.search(text):
        raise _UnusualError


def _after(place: str, tags: bytes) -> str:
    """Where a text stands: the elements open behind a passage that begins behind another text.

    Args:
        place: where the other text stands, `w:document/w:body/…/w:t`; empty at the beginning.
        tags: the passage, from the text's end to the tag that opens the next, its `>` left out.
    """
    reader = _Reader(place, tags)
    reader.read(b">")
    if reader.last != "start" or reader.open[-1:] != [_TEXT] or reader.overlooked:
        raise _UnusualError
    reader.read(b"x")
    if reader.last != "text":
        raise _UnusualError
    return "/".join(reader.open)


_known = lru_cache(maxsize=1024)(_after)


def _see_to_end(place: str, tags: bytes) -> None:
    """What stands behind the last text closes all that is open."""
    reader = _Reader(place, tags)
    reader.read(b"", last=True)
    if reader.overlooked:
        raise _UnusualError


_known_end = lru_cache(maxsize=64)(_see_to_end)


class _Reader:
    """A parser in the place behind a text, that has read a passage.

    Attributes:
        open: the elements that are open now.
        last: what came last: start, end or text.
        overlooked: there are words of a text inside of the passage.
    """

    def __init__(self, place: str, tags: bytes) -> None:
        if b"<!" in tags or b"<?" in (tags if place else tags.removeprefix(_DECLARATION)):
            raise _UnusualError
        self.open: list[str] = []
        self.last = ""
        self.overlooked = False
        self._parser = expat.ParserCreate("UTF-8")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        around = "".join(f"<{name}>" for name in place.split("/")) if place else ""
        self.read(around.encode() + (_TEXT_ENDS if place else b"") + tags)

    def read(self, data: bytes, *, last: bool = False) -> None:
        """Read on."""
        try:
            self._parser.Parse(data, last)
        except expat.ExpatError as problem:
            raise _UnusualError from problem

    def _start(self, name: str, _: object) -> None:
        self.open.append(name)
        self.last = "start"

    def _end(self, _: str) -> None:
        self.open.pop()
        self.last = "end"

    def _text(self, _: str) -> None:
        self.last = "text"
        self.overlooked = self.overlooked or self.open[-1] == _TEXT
