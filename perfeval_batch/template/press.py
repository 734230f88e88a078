"""A part's checked tags in, one flat function out that prints the part many times faster.

Jinja's own code calls a handful of functions for every value. The press gathers all values of a
part and escapes them together. What it does not know, and data that surprise it, go Jinja's way,
which stays the measure of what is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from jinja2 import nodes

from perfeval_batch.template import jinja_environment, numbering, part_tree, typesetting
from perfeval_batch.template.typesetting import UnknownError

Press = Callable[[Mapping[str, Any]], bytes]
"""Prints a context.

Raises:
    SURPRISES: Jinja is to print it, or to say what is wrong with it.
"""
SURPRISES = (LookupError, TypeError, ValueError, AttributeError)


def of(template: nodes.Template) -> Press | None:
    """The press of a checked template; None when the template says what only Jinja knows."""
    try:
        typeset = typesetting.source(template)
        made: dict[str, Any] = {"flat": _flat, "ITERATIONS": jinja_environment.ITERATIONS}
        exec(compile(typeset.source, "<press>", "exec"), made)  # noqa: S102  # our own source, the template's texts are literals in it
    except (UnknownError, RecursionError, SyntaxError, MemoryError):
        return None
    fill, line_end = made["fill"], b"&#10;" if typeset.flat else jinja_environment.BREAK.encode()

    def press(context: Mapping[str, Any]) -> bytes:
        pieces: list[Any] = fill(context, numbering.start())
        pieces[1::2] = _escaped(pieces[1::2], line_end)
        return b"".join(pieces)

    return press


def _flat(value: str) -> str:
    """A value of one line; other ones are left to Jinja."""
    if "\n" in value:
        raise ValueError
    return value


_BETWEEN = "\0"
_DROPPED = part_tree.CONTROL.replace(b"\0", b"")
_ESCAPES = ((b"&", b"&amp;"), (b"<", b"&lt;"), (b">", b"&gt;"), (b'"', b"&#34;"), (b"'", b"&#39;"))
"""As markupsafe escapes."""


def _escaped(values: Sequence[str], line_end: bytes) -> list[bytes]:
    """All values as XML holds them; a NUL in one makes one too many, which the caller notices."""
    text = part_tree.clean(_BETWEEN.join(values), _DROPPED)
    for plain, safe in _ESCAPES:
        text = text.replace(plain, safe)
    return text.replace(b"\n", line_end).split(b"\0")
