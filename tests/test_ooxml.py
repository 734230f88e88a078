"""Packages are whole, small and the same for the same content."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfeval_batch import office, sheets
from perfeval_batch.office import Part

CONTENTS = st.dictionaries(
    st.text(st.characters(codec="utf-8", exclude_characters="\0/\\"), min_size=1, max_size=20),
    st.tuples(st.binary(max_size=300), st.sampled_from((0, 3, 6, 9))),
    max_size=6,
)


def _part(name: str, told: tuple[bytes, int]) -> Part:
    return Part.of(name, *told)


@given(finished=CONTENTS, live=CONTENTS)
def test_a_package_begun_before_is_the_package_made_at_once(
    finished: dict[str, tuple[bytes, int]], live: dict[str, tuple[bytes, int]]
) -> None:
    first, rest = [[_part(*each) for each in some.items()] for some in (finished, live)]
    assert office.pack(rest, office.begin(first)) == office.pack([*first, *rest])


@given(CONTENTS)
def test_zipfile_reads_what_was_packed(told: dict[str, tuple[bytes, int]]) -> None:
    package = office.pack(_part(*each) for each in told.items())
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == list(told)
        assert [archive.read(name) for name in told] == [content for content, _ in told.values()]


PACKAGE = office.pack(Part.of(name, content) for name, content in (("a", b"1"), ("b", b"22" * 9)))


def _body(package: bytes) -> bytes:
    return office.body(package, lambda name: name == b"b")


def test_one_member_is_read_alone() -> None:
    assert _body(PACKAGE) == b"22" * 9


@pytest.mark.parametrize("size", [0, 1, 2**32 - 1])
def test_the_size_that_a_member_states_sets_nothing_aside(size: int) -> None:
    entry = PACKAGE.rindex(b"PK\x01\x02")
    lying = PACKAGE[: entry + 24] + struct.pack("<I", size) + PACKAGE[entry + 28 :]
    assert _body(lying) == b"22" * 9


@pytest.mark.parametrize("package", [b"", b"PK", PACKAGE[:-1], PACKAGE[:30] + PACKAGE[31:]])
def test_what_is_not_whole_is_told(package: bytes) -> None:
    with pytest.raises(zipfile.BadZipFile):
        _body(package)


def test_a_new_workbook_does_not_tell_on_which_system_it_was_made() -> None:
    book = sheets.Book("名册")
    book.sheet("一").write_string("A1", "甲")
    with zipfile.ZipFile(io.BytesIO(book.finish())) as archive:
        assert {each.create_system for each in archive.infolist()} == {0}
