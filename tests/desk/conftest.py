"""A desk with a folder of the year, listening."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from perfeval_batch.desk.year_folder import YearFolder
from tests.desk import desks
from tests.desk.desks import Visitor


@pytest.fixture
def year(tmp_path: Path) -> YearFolder:
    """The folder of a year, with an empty inbox."""
    found = YearFolder.at(tmp_path / "2023年绩效评价")
    found.inbox.mkdir(parents=True)
    return found


@pytest.fixture
def visitor(tmp_path: Path, year: YearFolder) -> Iterator[Visitor]:
    """One who asks a desk at which this year's work is done."""
    with desks.running(tmp_path / "home") as found:
        found.desk.choose(year)
        yield found
