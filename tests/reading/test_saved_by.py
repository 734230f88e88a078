"""The filled workbook says the same whatever program saved it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reading import build

_SAVED = Path(__file__).parent / "saved_by"
_FILES = sorted(
    each.name for each in _SAVED.iterdir() if each.suffix in (".xlsx", ".xlsb", ".xls", ".ods")
)


def _is_computed(name: str) -> bool:
    """What formulas state and only some programs calculate."""
    return name.startswith("totals.") or (name.startswith("funds.") and name.endswith(".rate"))


@pytest.mark.parametrize("file", _FILES)
def test_a_workbook_says_the_same_whatever_program_saved_it(file: str) -> None:
    ours = build.told(build.read(build.seed()))
    theirs = build.told(build.read((_SAVED / file).read_bytes()))
    assert {name: said[:2] for name, said in theirs.items() if not _is_computed(name)} == {
        name: said[:2] for name, said in ours.items()
    }


@pytest.mark.parametrize("file", [each for each in _FILES if each[0] in "gl"])
def test_what_a_program_has_calculated_agrees_with_the_figures(file: str) -> None:
    project = build.read((_SAVED / file).read_bytes())
    totals, rate = project.totals, project.funds.total.rate
    assert [str(each.value) for each in (totals.weight, totals.self_score, rate)] == [
        "100",
        "97",
        "100",
    ]
