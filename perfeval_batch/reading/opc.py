"""Tells how the parts of an Office package hang together (Open Packaging Conventions)."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from perfeval_batch.reading import xml_events
from perfeval_batch.reading.refusals import UNREADABLE, RefusedError


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part is related to.

    Attributes:
        kind: the last word of the relation's type: `worksheet`.
        target: the name of the part.
    """

    kind: str
    target: str


_NOTHING = Relation("", "")


def main_part(parts: Mapping[str, bytes]) -> str:
    """The name of the part that is the workbook; empty when there is none."""
    found = target_of(relations(parts, ""), "officeDocument")
    return found if found in parts else ""


def target_of(related: Mapping[str, Relation], kind: str) -> str:
    """The part that is related in this way; empty when there is none.

    Raises:
        RefusedError: several are: which one counts is not certain.
    """
    found = {each.target for each in related.values() if each.kind == kind}
    if len(found) > 1:
        raise RefusedError(
            UNREADABLE, f"文件内部有{len(found)}个部件都是“{kind}”，不能确认哪个有效"
        )
    return found.pop() if found else ""


def related_by(related: Mapping[str, Relation], number: str) -> Relation:
    """The relation of that Id."""
    return related.get(number, _NOTHING)


def relations(parts: Mapping[str, bytes], part: str) -> Mapping[str, Relation]:
    """The relations of a part by their Ids.

    Raises:
        RefusedError: two of them have one Id: which one counts is not certain.
    """
    folder, name = posixpath.split(part)
    data = parts.get(posixpath.join(folder, "_rels", f"{name}.rels"), b"")
    found: dict[str, Relation] = {}
    for element in xml_events.elements(data, "_rels", "Relationship"):
        number = element.get("Id", "")
        if number in found:
            raise RefusedError(UNREADABLE, "文件内部有两处关系用了同一个编号")
        if number and element.get("TargetMode") != "External":
            target = unquote(element.get("Target", "")).replace("\\", "/")
            path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/").lower()
            found[number] = Relation(element.get("Type", "").rpartition("/")[2], path)
    return found
