"""The parts of an Office package → how they hang together (Open Packaging Conventions)."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from urllib.parse import unquote

from perfeval_batch.reading import xml_events
from perfeval_batch.reading.refusals import UNREADABLE, RefusedError


def main(parts: Mapping[str, bytes]) -> str:
    """The name of the part that is the workbook.

    Raises:
        RefusedError: there is none.
    """
    root = relations(parts, "")
    found = next((target for kind, target in root.values() if kind == "officeDocument"), "")
    if found not in parts:
        raise RefusedError(UNREADABLE, "文件是压缩包，但不是Excel工作簿")
    return found


def relations(parts: Mapping[str, bytes], part: str) -> Mapping[str, tuple[str, str]]:
    """The relations of a part: id → (last word of the type, target's part name)."""
    return read(related(parts, part), part)


def related(parts: Mapping[str, bytes], part: str) -> bytes:
    """The part that lists the relations of a part; empty when there is none."""
    folder, name = posixpath.split(part)
    return parts.get(posixpath.join(folder, "_rels", f"{name}.rels"), b"")


def read(data: bytes, part: str) -> Mapping[str, tuple[str, str]]:
    """The relations of a part, from the part that lists them."""
    folder = posixpath.dirname(part)
    return _known(data, folder) if len(data) < _SHORT else _relations(data, folder)


_SHORT = 16_384


@lru_cache(maxsize=32)
def _known(data: bytes, folder: str) -> Mapping[str, tuple[str, str]]:
    """The same for workbooks that come from one blank workbook: they differ in cells only."""
    return _relations(data, folder)


def _relations(data: bytes, folder: str) -> Mapping[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for element in xml_events.elements(data, "_rels", "Relationship"):
        if element.get("Id") and element.get("TargetMode") != "External":
            target = unquote(element.get("Target", ""))
            path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/").lower()
            found[element.get("Id", "")] = (element.get("Type", "").rpartition("/")[2], path)
    return MappingProxyType(found)
