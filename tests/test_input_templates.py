"""input_templates/ is what the program makes.

`python -m perfeval_batch.demo.samples input_templates` makes it anew.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from perfeval_batch import office_package
from perfeval_batch.demo import samples
from tests import judges

FOLDER = Path(__file__).resolve().parent.parent / "input_templates"
MADE = dict(samples.templates())


@pytest.mark.parametrize("path", MADE)
def test_the_file_is_what_the_program_makes(path: str) -> None:
    """Parts are compared, not bytes: another zlib deflates the same content differently."""
    ours, theirs = (
        office_package.unpack(MADE[path]),
        office_package.unpack((FOLDER / path).read_bytes()),
    )
    assert list(ours) == list(theirs)
    assert [name for name in ours if ours[name] != theirs[name]] == []


def test_there_is_no_file_that_the_program_does_not_make() -> None:
    found = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.*")}
    assert found == set(MADE)


@pytest.mark.validator
@pytest.mark.parametrize("path", MADE)
def test_the_validator_finds_nothing(path: str) -> None:
    assert judges.validate(MADE[path], Path(path).suffix) == []
