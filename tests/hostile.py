"""A folder of files that mean harm or came to harm, the same bytes every time.

`python -m tests.hostile FOLDER` writes them; each says which errors it must end in.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests import hostile_bombs, hostile_files, hostile_words
from tests.hostile_parts import packed
from tests.reading import build

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
    """Every hostile file, in a fixed order; those that can be read are projects of their own."""
    number = 0
    for group in GROUPS:
        for name, (codes, make) in group().items():
            number += 1
            own = make if codes.startswith("PE00") else partial(_identified, make, number)
            yield Hostile(name, frozenset(codes.split()), own)


_CODE, _UNIT = "2023-ZJ-0015", "云溪县城市更新服务中心"


def _identified(make: Callable[[], bytes], number: int) -> bytes:
    """The workbook with a 项目编码 and 实施单位 of its own, else it is a duplicate (PE801)."""
    return packed(
        {
            name: _renamed(_renamed(content, _CODE, f"HT-{number:03}"), _UNIT, f"{_UNIT}{number}")
            for name, content in build.unzipped(make()).items()
        },
    )


def _renamed(content: bytes, old: str, new: str) -> bytes:
    """Replaced as it stands and as openpyxl writes it, in character references."""
    plain = content.replace(old.encode(), new.encode())
    return plain.replace(_referred(old), _referred(new))


def _referred(text: str) -> bytes:
    return text.encode("ascii", "xmlcharrefreplace")


def write(folder: Path) -> None:
    """Write them all."""
    folder.mkdir(parents=True, exist_ok=True)
    for each in files():
        (folder / each.name).write_bytes(each.make())


if __name__ == "__main__":
    write(Path(sys.argv[1]))
