"""Skips, or with PERFEVAL_REQUIRE_JUDGES fails, what needs an outside judge that is not there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests import judges

settings.register_profile("perfeval", deadline=None, derandomize=True)
settings.load_profile("perfeval")


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """OUTPUT of a run; it is not there yet."""
    return tmp_path / "结果"


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Ask for the judges that the test is marked with."""
    for name, (find, advice) in judges.MISSING.items():
        if item.get_closest_marker(name) and find() is None:
            reason = f"{name} is not on this machine: {advice}"
            if os.environ.get("PERFEVAL_REQUIRE_JUDGES"):
                pytest.fail(reason)
            pytest.skip(reason)
