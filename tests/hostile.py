"""A folder of files that mean harm or came to harm, the same bytes every time.

`python -m tests.hostile FOLDER` writes them; each says which errors it must end in.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests import hostile_bombs, hostile_files, hostile_words

GROUPS = (
    hostile_files.no_workbooks,
    hostile_files.damaged,
    hostile_files.crafted,
    hostile_bombs.bombs,
    hostile_words.values,
    hostile_words.words,
    hostile_words.active,
)


@dataclass(frozen=True)
class Hostile:
    """A hostile file.

    Attributes:
        name: its file name.
        codes: the errors it must end in; none: it gets its report.
        make: makes its bytes, some of them in seconds.
    """

    name: str
    codes: frozenset[str]
    make: Callable[[], bytes]


def files() -> Iterator[Hostile]:
    """Every hostile file, in a fixed order."""
    for group in GROUPS:
        for name, (codes, make) in group().items():
            yield Hostile(name, frozenset(codes.split()), make)


def write(folder: Path) -> None:
    """Write them all."""
    folder.mkdir(parents=True, exist_ok=True)
    for each in files():
        (folder / each.name).write_bytes(each.make())


if __name__ == "__main__":
    write(Path(sys.argv[1]))
