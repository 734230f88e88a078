"""The cases of tests/cases: what is changed in a sample, and what the checks then say.

A case file is named by its code and holds `[[fail]]` and `[[pass]]` tables::

    reason  why the case is there; the test's name
    set     cell → value, in the words of `workbooks`
    file    what is done to the file itself
    sample  1 (the seed's, the default), 2 …
    scheme  name of a built-in scheme; without it the one that the sample names
    settings  what the scheme has otherwise, as in a scheme file
    cell    where the finding must stand (fail), by name or `绩效指标!J9`,
            `!` for the workbook as a whole; `cells` for several
    says    parts that message and fix must hold (fail)
    with    codes of errors that the change causes by itself beside the one of the file

A failing case finds its code on just these cells, a passing one nowhere; beyond that and `with`
there is no error at all.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from perfeval_batch import parsing, rules, schemes, scoring
from perfeval_batch.findings import Finding
from perfeval_batch.model import CellValue, Project, Rejected
from perfeval_batch.schemes import Scheme
from tests.rules import workbooks

FOLDER = Path(__file__).parents[1] / "cases"
_KEYS = {"reason", "set", "file", "sample", "scheme", "settings", "cell", "cells", "says", "with"}


@dataclass(frozen=True)
class Case:
    """One case of a code."""

    code: str
    fails: bool
    reason: str
    changes: Mapping[str, CellValue]
    file: Mapping[str, CellValue]
    sample: int
    scheme: Scheme
    cells: tuple[str, ...]
    says: tuple[str, ...]
    beside: frozenset[str]

    def __str__(self) -> str:
        return f"{self.code}-{'fail' if self.fails else 'pass'}-{self.reason}"

    @property
    def made(self) -> workbooks.Made:
        """The workbook of the case, not yet written."""
        return workbooks.Made.of(workbooks.sample(self.sample), self.changes)


def load() -> list[Case]:
    """Every case, by code."""
    return [case for path in sorted(FOLDER.glob("PE*.toml")) for case in _of_file(path)]


@lru_cache(maxsize=256)
def _of_file(path: Path) -> tuple[Case, ...]:
    data = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    unknown = data.keys() - {"fail", "pass"}
    assert not unknown, f"{path.name}: {unknown}"
    found = [_case(path.stem, table, fails=True) for table in data.get("fail", ())]
    found += [_case(path.stem, table, fails=False) for table in data.get("pass", ())]
    return tuple(found)


def _case(code: str, table: dict[str, Any], *, fails: bool) -> Case:
    unknown = table.keys() - _KEYS
    assert not unknown, f"{code}: {table['reason']}: {unknown}"
    cells = tuple(table.get("cells", [table["cell"]] if "cell" in table else []))
    assert bool(cells) == fails, f"{code}: {table['reason']}: cell"
    return Case(
        code=code,
        fails=fails,
        reason=table["reason"],
        changes=table.get("set", {}),
        file=table.get("file", {}),
        sample=table.get("sample", 1),
        scheme=_scheme(table.get("scheme"), table.get("sample", 1), table.get("settings", {})),
        cells=cells,
        says=tuple(table.get("says", ())),
        beside=frozenset(table.get("with", ())),
    )


def address(made: workbooks.Made, data: bytes, cell: str) -> tuple[str, str]:
    """Sheet and cell: `绩效指标!J9` and `补充材料!` as they stand, a name as it is found."""
    if "!" in cell:
        sheet, _, at = cell.partition("!")
        return sheet, at
    place = made.place(cell, data)
    return place.sheet, place.cell


def _scheme(name: str | None, sample: int, settings: dict[str, Any]) -> Scheme:
    """The scheme of a case; `settings` are laid over it as an office's own file is."""
    own = str(workbooks.sample(sample).facts["评价方案"])
    name = name or schemes.named(own)
    assert name is not None, own
    if not settings:
        return schemes.load(name)
    return schemes.parse(_toml({"based_on": name, **settings}), "案例.toml")


def _toml(table: Mapping[str, Any], path: str = "") -> str:
    """The little TOML that settings of a case need."""
    plain = [
        f"{json.dumps(key, ensure_ascii=False)} = {_value(value)}"
        for key, value in table.items()
        if not isinstance(value, dict)
    ]
    inner = [
        f"[{path}{json.dumps(key, ensure_ascii=False)}]\n"
        + _toml(value, f"{path}{json.dumps(key, ensure_ascii=False)}.")
        for key, value in table.items()
        if isinstance(value, dict)
    ]
    return "\n".join([*plain, *inner])


def _value(value: object) -> str:
    return str(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)


def read(data: bytes) -> Project:
    """The project that a workbook holds."""
    project = parsing.read(data, "项目.xlsx")
    assert not isinstance(project, Rejected), [str(finding) for finding in project.findings]
    return project


def findings(data: bytes, by: Scheme) -> tuple[Finding, ...]:
    """What the checks say of a workbook."""
    return rules.check(scoring.assess(read(data), by), by)
