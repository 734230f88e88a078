"""What an earlier round left in a workbook: the list that is ours, and what it refers to."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from lxml import etree

from perfeval_batch import schema
from perfeval_batch.marked.package_parts import (
    Parts,
    Relations,
    UnpatchableError,
    local,
    parse,
    relations_of,
)
from perfeval_batch.marked.sheet_cells import Sheet

_FIRST_ROWS = 5
"""The round stands in one of them, even where a row was put above."""


def is_ours(parts: Parts, part: str, strings: str | None) -> bool:
    """A sheet is ours when it states a round; `strings` is the part of the shared texts."""
    return schema.rounds_stated(_first_texts(parts, part, strings)) > 0


def _first_texts(parts: Parts, part: str, strings: str | None) -> Iterator[str]:
    try:
        rows = list(islice(Sheet(parts.read(part)).data, _FIRST_ROWS))
    except UnpatchableError:
        return
    shared: list[etree._Element] | None = None
    for row in rows:
        for cell in row:
            stated = "".join(each.text or "" for each in cell.iter() if local(each) in ("v", "t"))
            if cell.get("t") != "s":
                yield stated
            elif strings is not None and stated.isdecimal():
                shared = list(parse(parts.read(strings))) if shared is None else shared
                if int(stated) < len(shared):
                    yield "".join(each.text or "" for each in shared[int(stated)].iter())


def keeps_second_colours(parts: Parts, package: Relations) -> bool:
    """The program that saved the workbook keeps what a mark covers; LibreOffice does not."""
    name = package.first("extended-properties")
    return name is None or name not in parts or b">LibreOffice" not in parts.read(name)


def drop_relations(parts: Parts, owner: str) -> None:
    """Forget what a part refers to, and with it the parts that nothing else refers to."""
    relations = parts.relations(owner)
    parts.drop(relations_of(owner))
    alone = {part for _, _, part in relations.all()} - parts.referred()
    for part in sorted(alone):
        if part in parts:
            parts.drop(part)
