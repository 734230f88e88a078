"""Packages with one thing wrong: the seed's workbook with parts added, lacking or changed."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from openpyxl.workbook.workbook import Workbook

from perfeval_batch import office_package, schema
from tests.reading import build

Files = Mapping[str, tuple[str, Callable[[], bytes]]]
"""File name → the errors it must end in, and how it is made."""

SHEET = "xl/worksheets/sheet4.xml"
"""The part of 绩效指标; I7, J7 and K7 are the numbers of its fourth row."""
STRINGS = "xl/sharedStrings.xml"
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@cache
def seed() -> dict[str, bytes]:
    return build.unzipped(build.seed())


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A package whose bytes depend on its parts alone."""
    return office_package.pack(parts)


def having(name: str, content: bytes | str) -> Callable[[], bytes]:
    """The seed's workbook with a part added or replaced."""
    data = content.encode() if isinstance(content, str) else content
    return lambda: packed({**seed(), name: data})


def lacking(name: str) -> Callable[[], bytes]:
    return lambda: packed({key: part for key, part in seed().items() if key != name})


def having_for(part: str, old: str, new: str) -> Callable[[], bytes]:
    """The seed's workbook with the first `old` of a part replaced, which must be there."""

    def make() -> bytes:
        assert old.encode() in seed()[part], (part, old)
        changed = seed()[part].replace(old.encode(), new.encode(), 1)
        return packed({**seed(), part: changed})

    return make


def noise(size: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(size)


def stored(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()


def edited(change: Callable[[Workbook], object]) -> bytes:
    """The seed's workbook changed with openpyxl, packed without a clock."""
    parts = build.unzipped(build.edited(change))
    parts.pop("docProps/core.xml")
    return packed(parts)


def put(book: Workbook, cell: str, value: object, sheet: str = schema.INDICATORS) -> None:
    book[sheet][cell].value = value


def score(xml: str) -> bytes:
    """The seed's workbook with other XML for the cell J7, a score."""
    sheet = seed()[SHEET].decode()
    start = sheet.index('<c r="J7"')
    end = sheet.index("</c>", start) + 4
    return packed({**seed(), SHEET: f"{sheet[:start]}{xml}{sheet[end:]}".encode()})


def compound(streams: Mapping[str, bytes], *, loop: bool = False) -> bytes:
    """An OLE2 file of these streams; with `loop` their sector chains never end."""
    sectors: list[bytes] = []
    chains: list[int] = []
    starts = []
    for content in streams.values():
        padded = content.ljust(max(4096, -(-len(content) // 512) * 512), b"\0")
        first = len(sectors)
        starts.append((first, len(padded)))
        sectors += [padded[at : at + 512] for at in range(0, len(padded), 512)]
        chains += [*range(first + 1, len(sectors)), first if loop else -2]
    entries = [_entry("Root Entry", 5, -2, 0, child=1)]
    entries += [
        _entry(name, 2, first, size, right=number + 2 if number + 1 < len(streams) else -1)
        for number, (name, (first, size)) in enumerate(zip(streams, starts, strict=True))
    ]
    directory = b"".join(entries).ljust(-(-len(entries) // 4) * 512, b"\0")
    at = len(sectors)
    sectors += [directory[each : each + 512] for each in range(0, len(directory), 512)]
    chains += [*range(at + 1, len(sectors)), -2]
    table = struct.pack(f"<{len(chains)}i", *chains) + struct.pack("<i", -3)
    table = table.ljust(-(-len(table) // 512) * 512, b"\xff")
    where = len(sectors)
    head = OLE2 + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    head += struct.pack("<iiiiiiii", len(table) // 512, at, 0, 4096, -2, 0, -2, 0)
    places = [where + number for number in range(len(table) // 512)]
    head += struct.pack(f"<{len(places)}i", *places)
    return head.ljust(512, b"\xff") + b"".join(sectors) + table


def _entry(
    name: str, kind: int, first: int, size: int, *, child: int = -1, right: int = -1
) -> bytes:
    title = (name + "\0").encode("utf-16-le")
    head = title.ljust(64, b"\0") + struct.pack("<HBB", len(title), kind, 1)
    return (
        head
        + struct.pack("<iii", -1, right, child)
        + bytes(36)
        + struct.pack("<ii", first, size)
        + bytes(4)
    )


def merged(areas: Iterable[str]) -> bytes:
    """The seed's workbook with further merged areas on 绩效指标."""
    merges = "".join(f'<mergeCell ref="{area}"/>' for area in areas)
    old = seed()[SHEET]
    return packed({**seed(), SHEET: behind(old, f"<mergeCells>{merges}</mergeCells>")})


def behind(sheet: bytes, xml: str) -> bytes:
    """The sheet with XML behind its cells."""
    assert sheet.count(b"</sheetData>") == 1
    return sheet.replace(b"</sheetData>", b"</sheetData>" + xml.encode())
