"""Every check against its cases, and every check against its page and the catalogue."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

import perfeval_batch
from perfeval_batch import catalogue, parsing, rules
from perfeval_batch.batch_rules import year_differs
from perfeval_batch.findings import Kind, Severity
from perfeval_batch.rules.rule import Rule
from tests.rules import cases
from tests.rules.cases import Case
from tests.rules.catalogue import ADDED, CATALOGUE, OUTSIDE

NOTHING = re.compile("(?<!“)“”(?!”)")
"""Quotes around nothing; a quotation mark may itself stand in quotes."""
TESTS = Path(__file__).parents[1]
CASES = cases.load()
CODES = [rule.kind.code for rule in rules.RULES]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_case_holds(case: Case) -> None:
    made = case.made
    data = made.written(case.file)
    found = cases.findings(data, case.scheme)
    hits = [finding for finding in found if finding.code == case.code]
    where = Counter((finding.place.sheet, finding.place.cell) for finding in hits)
    assert where == Counter(cases.address(made, data, cell) for cell in case.cells)
    told = "".join(finding.message + finding.fix for finding in hits)
    assert [part for part in case.says if part not in told] == [], told
    assert [str(each) for each in found if NOTHING.search(each.message + each.fix)] == []
    errors = {each.code for each in found if each.severity is Severity.ERROR}
    assert errors - {case.code} == case.beside, [str(each) for each in found]


@pytest.mark.parametrize("code", CODES)
def test_every_check_has_a_case_that_fails_and_one_that_passes(code: str) -> None:
    assert {case.fails for case in CASES if case.code == code} == {True, False}


def test_no_case_file_is_without_its_check() -> None:
    assert {path.stem for path in cases.FOLDER.glob("*.toml")} == set(CODES)


def test_reasons_of_a_code_differ() -> None:
    assert Counter(str(case) for case in CASES).most_common(1)[0][1] == 1


def test_the_program_has_the_catalogues_checks_with_their_severities_and_names() -> None:
    letters = {"E": Severity.ERROR, "W": Severity.WARNING, "N": Severity.NOTE}
    expected = {
        code: (letters[letter], name) for code, (letter, name) in {**CATALOGUE, **ADDED}.items()
    }
    assert {each.code: (each.severity, each.name) for each in catalogue.kinds()} == expected


def test_every_check_of_one_project_is_a_rule_with_a_page_and_cases() -> None:
    intake_codes = {each.code for each in parsing.KINDS}
    batch = {each.code for each in year_differs.KINDS}
    of_one_project = {code for code in {**CATALOGUE, **ADDED} if code < "PE8"}
    assert set(CODES) == of_one_project - intake_codes - batch - OUTSIDE


def _modules() -> list[ModuleType]:
    """Every module of the package but the one that runs when it is called."""
    found = pkgutil.walk_packages(perfeval_batch.__path__, "perfeval_batch.")
    return [importlib.import_module(each.name) for each in found if "__main__" not in each.name]


def test_every_kind_that_the_program_can_raise_is_in_the_catalogue() -> None:
    told = [value for module in _modules() for value in vars(module).values()]
    made = [each for each in told if isinstance(each, Kind)]
    made += [each.kind for each in told if isinstance(each, Rule)]
    assert {each.code for each in made} <= {each.code for each in catalogue.kinds()}
    assert all(catalogue.kind(each.code) is each for each in made)


def test_every_check_without_a_case_file_is_named_by_a_test_of_its_own() -> None:
    texts = [path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py")]
    elsewhere = {each.code for each in catalogue.kinds()} - set(CODES)
    assert {code for code in elsewhere if not any(f'"{code}"' in text for text in texts)} == set()


@pytest.mark.parametrize("kind", catalogue.kinds(), ids=lambda kind: kind.code)
def test_every_page_is_whole_and_readable(kind: Kind) -> None:
    page = kind.page
    for part in (page.title, page.why, page.mend):
        assert part.endswith(("。", "？", "！")), part
    assert page.bad
    assert page.good
    assert page.bad != page.good
