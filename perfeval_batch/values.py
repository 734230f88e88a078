"""What a value is here: frozen, small, quick to make, to send and to keep (msgspec)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

if TYPE_CHECKING:
    from msgspec.msgpack import Decoder

__all__ = ["V", "Value", "decoded", "encoded", "field", "replace"]


class Value(Struct, frozen=True, gc=False, array_like=True):
    """A value that passes between rooms; its subclasses say `frozen=True` again, for mypy.

    A frozen dataclass takes five times as long to make and seven times to pickle, and a workbook
    is made of some seven hundred of them. A value never holds itself, so that it needs no garbage
    collector. Kept values are lists of their fields, for they never outlive this version of them.
    """


V = TypeVar("V", bound=Value)


def encoded(value: Value) -> bytes:
    """The value as bytes, to be kept."""
    return msgspec.msgpack.encode(value)


def decoded(kind: type[V], data: bytes) -> V:
    """The value that was kept.

    Raises:
        ValueError: the bytes are no such value.
    """
    found: V = _decoder(kind).decode(data)
    return found


@lru_cache(maxsize=8)
def _decoder(kind: object) -> Decoder[Any]:
    return msgspec.msgpack.Decoder(kind)
