"""Packages are whole and the same for the same content."""

from __future__ import annotations

import io
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from perfeval_batch import office_package

NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20)
CONTENTS = st.dictionaries(NAMES, st.binary(max_size=300), max_size=6)


@given(CONTENTS)
def test_what_was_packed_is_read_under_its_own_names_in_its_order(parts: dict[str, bytes]) -> None:
    files = {name: content for name, content in parts.items() if not name.endswith("/")}
    package = office_package.pack(files)
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert archive.testzip() is None
    assert list(office_package.unpack(package).items()) == list(files.items())


@given(CONTENTS)
def test_the_same_parts_give_the_same_bytes(parts: dict[str, bytes]) -> None:
    assert office_package.pack(parts) == office_package.pack(dict(parts))
    assert office_package.repack(office_package.pack(parts)) == office_package.pack(
        {
            name: content.replace(b"\r\n", b"\n")
            for name, content in parts.items()
            if not name.endswith("/")
        }
    )


def test_the_ends_of_lines_of_a_system_leave_no_trace() -> None:
    ours, theirs = (
        office_package.pack({"a.xml": b"<a>1%s2</a>" % end}) for end in (b"\n", b"\r\n")
    )
    assert office_package.repack(ours) == office_package.repack(theirs)
