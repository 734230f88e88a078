"""TOML text in, the line of each of its keys out, so that an error can name it.

tomllib says where a text is no TOML, but not where a value stood.
"""

from __future__ import annotations

import re
from collections import Counter

Path = tuple[str | int, ...]
"""`("level1", 2, "weight")`: the key `weight` of the third `[[level1]]`."""

_HEADER = re.compile(r"^\s*(\[\[?)([^\]]+)\]")
_KEY = re.compile(r"""^\s*("[^"]*"|'[^']*'|[\w-]+)\s*(\.|=)""")


def of(text: str) -> dict[Path, int]:
    """The 1-based line of every table and key, the first where one stands twice."""
    found: dict[Path, int] = {}
    counts: Counter[Path] = Counter()
    table: Path = ()
    for number, line in enumerate(text.splitlines(), 1):
        header = _HEADER.match(line)
        if header:
            table = _table(header[2], counts, repeated=header[1] == "[[")
            found.setdefault(table, number)
            continue
        key = _KEY.match(line)
        if key:
            found.setdefault((*table, key[1].strip("\"'")), number)
    return found


def _table(dotted: str, counts: Counter[Path], *, repeated: bool) -> Path:
    """The path of a header; parts that were arrays of tables before get the index of their last."""
    path: Path = ()
    parts = [part.strip().strip("\"'") for part in dotted.split(".")]
    for at, part in enumerate(parts, 1):
        path = (*path, part)
        if repeated and at == len(parts):
            counts[path] += 1
        if counts[path]:
            path = (*path, counts[path] - 1)
    return path
