"""An ordinary zip has the parts that zipfile finds in it; any other is left to zipfile."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfeval_batch.reading import archive, ordinary
from perfeval_batch.reading.limits import LIMITS, Limits
from perfeval_batch.reading.refusals import RefusedError
from tests import judges
from tests.reading import build


def agree(data: bytes, limits: Limits = LIMITS) -> bool:
    """Whether the zip counts as ordinary; then zipfile must find the same parts in it."""
    found = ordinary.parts(data, limits)
    if found is None:
        return False
    assert found == archive._parts(data, limits)  # noqa: SLF001  # the other way
    return True


@lru_cache
def small() -> bytes:
    """A zip of a few small parts, stored and deflated, a picture among them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("[Content_Types].xml", "<Types/>", zipfile.ZIP_DEFLATED)
        made.writestr("xl/styles.xml", "<styles>" + "甲" * 50, zipfile.ZIP_DEFLATED)
        made.writestr("xl/Workbook.xml", "<workbook/>", zipfile.ZIP_STORED)
        made.writestr("xl/media/image1.png", "picture" * 9, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def test_workbooks_are_ordinary_and_pictures_are_left_out() -> None:
    assert agree(build.seed())
    assert agree(build.edited(lambda _: None))
    assert agree(small())
    found = ordinary.parts(small(), LIMITS)
    assert found is not None
    assert [*found] == ["[content_types].xml", "xl/styles.xml", "xl/workbook.xml"]


@pytest.mark.libreoffice
def test_what_libreoffice_saves_is_ordinary() -> None:
    assert agree(judges.convert(build.seed(), ".xlsx", "xlsx"))


def test_a_zip_of_a_stream_and_room_left_in_a_header_are_ordinary() -> None:
    """As LibreOffice and Excel write."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/workbook.xml", "<workbook/>" * 9)
    assert agree(pipe.getvalue())
    data, room = small(), struct.pack("<HH4x", 0xA220, 4)
    second = data.index(b"PK\x03\x04", 4)
    directory = data.index(b"PK\x01\x02")
    longer = bytearray(data[:second] + room + data[second:])
    longer[second + 28 : second + 30] = struct.pack("<H", 0)
    header = len("[Content_Types].xml") + 30
    longer = longer[:second] + longer[second + len(room) :]
    longer[header:header] = room
    longer[28:30] = struct.pack("<H", len(room))
    moved = bytes(longer[: directory + len(room)])
    entries = bytearray(data[directory:])
    for at in _entries(bytes(entries))[1:]:
        (offset,) = struct.unpack_from("<L", entries, at + 42)
        struct.pack_into("<L", entries, at + 42, offset + len(room))
    struct.pack_into("<L", entries, len(entries) - 6, directory + len(room))
    assert agree(moved + bytes(entries))


def _entries(directory: bytes) -> list[int]:
    starts = [directory.find(b"PK\x01\x02")]
    while starts[-1] >= 0:
        starts.append(directory.find(b"PK\x01\x02", starts[-1] + 1))
    return starts[:-1]


def _at(where: str, offset: int, form: str, value: int) -> Callable[[bytearray], None]:
    """Write a value at an offset of the first directory entry, of the header or of the end."""

    def change(data: bytearray) -> None:
        starts = {"entry": data.find(b"PK\x01\x02"), "header": 0, "end": len(data) - 22}
        struct.pack_into(form, data, starts[where] + offset, value)

    return change


CHANGES = {
    "a signature of a header": _at("header", 0, "<H", 0),
    "another name in the header": _at("header", 30, "<B", ord("X")),
    "a name that leads out": _at("entry", 46, "<H", 0x2E2E),
    "a name with a colon": _at("entry", 47, "<B", ord(":")),
    "a name with a zero": _at("entry", 50, "<B", 0),
    "a folder": _at("entry", 46 + len("[Content_Types].xml") - 1, "<B", ord("/")),
    "a password": _at("entry", 8, "<H", 1),
    "a patch": _at("entry", 8, "<H", 0x20),
    "a newer version": _at("entry", 6, "<B", 63),
    "another method": _at("entry", 10, "<H", 12),
    "another checksum": _at("entry", 16, "<L", 7),
    "a smaller size": _at("entry", 24, "<L", 7),
    "a larger size": _at("entry", 24, "<L", 9),
    "a huge size": _at("entry", 24, "<L", 0xFFFFFFFF),
    "less deflated": _at("entry", 20, "<L", 5),
    "more deflated": _at("entry", 20, "<L", 60),
    "a comment of an entry": _at("entry", 32, "<H", 1),
    "room in an entry": _at("entry", 30, "<H", 4),
    "an offset beyond the file": _at("entry", 42, "<L", 0xFFFFFF00),
    "an offset of another": _at("entry", 42, "<L", 40),
    "another disk": _at("end", 4, "<H", 1),
    "more entries": _at("end", 10, "<H", 5),
    "a shorter directory": _at("end", 12, "<L", 100),
    "a later directory": _at("end", 16, "<L", 1),
    "a comment": _at("end", 20, "<H", 1),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_anything_odd_is_left_to_zipfile(change: Callable[[bytearray], None]) -> None:
    data = bytearray(small())
    change(data)
    assert ordinary.parts(bytes(data), LIMITS) is None


@pytest.mark.parametrize(
    "limits",
    [
        Limits(entries=3),
        Limits(xml_bytes=100),
        Limits(media_bytes=10),
        Limits(ratio=1, ratio_from=60),
    ],
)
def test_what_is_beyond_a_limit_is_left_to_who_refuses_it(limits: Limits) -> None:
    assert ordinary.parts(small(), limits) is None
    with pytest.raises(RefusedError):
        archive.parts(small(), limits)


def test_a_declared_document_type_is_left_to_who_refuses_it() -> None:
    assert ordinary.parts(build.zipped({"a.xml": "<!DOCTYPE x><x/>"}), LIMITS) is None
    assert ordinary.parts(build.zipped({"a.xml": "<!-- x --><x/>"}), LIMITS) is not None


def test_two_names_that_differ_in_case_are_left_to_who_refuses_them() -> None:
    assert ordinary.parts(build.zipped({"a.xml": "1", "A.xml": "2"}), LIMITS) is None


def test_a_part_inside_of_another_is_left_to_zipfile() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a.xml", build.zipped({"b.xml": "<b/>"}))
        made.writestr("b.xml", "<b/>", zipfile.ZIP_DEFLATED)
    outer = bytearray(out.getvalue())
    inside = outer.index(b"b.xml") - 30
    second = outer.rindex(b"PK\x01\x02")
    assert bytes(outer[inside : inside + 2]) == b"PK"
    assert agree(bytes(outer))
    struct.pack_into("<L", outer, second + 42, inside)
    assert ordinary.parts(bytes(outer), LIMITS) is None


def test_a_part_that_reaches_into_the_directory_is_left_to_zipfile() -> None:
    data = bytearray(build.zipped({"a.xml": ""}))
    struct.pack_into("<H", data, 28, 9)
    assert ordinary.parts(bytes(data), LIMITS) is None


@settings(max_examples=400, deadline=None)
@given(st.integers(0, 2**32))
def test_after_any_change_the_parts_are_those_that_zipfile_finds(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(chance.choice((small(), build.seed())))
    first = data.find(b"PK\x01\x02")
    for _ in range(chance.randint(1, 3)):
        start = chance.choice((first, len(data) - 22, 0))
        at = chance.randrange(start, min(len(data), start + 120))
        data[at] = chance.choice((0, 1, data[at] ^ 1 << chance.randrange(8), chance.randrange(256)))
    if chance.random() < 0.1:
        data += bytes(chance.randrange(40))
    agree(bytes(data))
