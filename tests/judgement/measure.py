"""Measures the checks on clean.toml, faulty.toml and offices.toml: precision and recall by code.

`python -m tests.judgement.measure` prints the table and what was missed or said without ground.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from perfeval_batch import schema, schemes
from perfeval_batch.findings import Finding, Severity
from perfeval_batch.model import CellValue, Filling
from perfeval_batch.values import replace
from tests.judgement import offices
from tests.rules import cases, workbooks

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Judged:
    """A workbook, the codes that are true of it, and what the checks found.

    Attributes:
        name: what is special about it.
        truth: the planted codes; none in a clean workbook.
        also: codes that may be found besides, for they follow from the same words.
        findings: of the checks.
    """

    name: str
    truth: frozenset[str]
    also: frozenset[str]
    findings: tuple[Finding, ...]

    @property
    def missed(self) -> frozenset[str]:
        """Planted faults that were not found."""
        return self.truth - {each.code for each in self.findings}

    @property
    def false(self) -> tuple[Finding, ...]:
        """Errors and warnings that nothing accounts for."""
        return tuple(
            each
            for each in self.findings
            if each.severity is not Severity.NOTE and each.code not in self.truth | self.also
        )


@lru_cache(maxsize=2)
def judged(kind: str) -> tuple[Judged, ...]:
    """The workbooks of a file, `clean` or `faulty`, each checked."""
    text = (FOLDER / f"{kind}.toml").read_text(encoding="utf-8")
    told = tomllib.loads(text, parse_float=Decimal)["workbook"]
    return (*(_judged(each) for each in told), *of_offices(kind))


def _judged(table: dict[str, Any]) -> Judged:
    filling = without_review(workbooks.sample(table["sample"]))
    by = schemes.load(str(filling.facts["评价方案"]))
    data = workbooks.Made.of(filling, table["set"]).written()
    return Judged(
        table["name"],
        frozenset(table.get("truth", ())),
        frozenset(table.get("also", ())),
        cases.findings(data, by),
    )


@lru_cache(maxsize=2)
def of_offices(kind: str) -> tuple[Judged, ...]:
    """The workbooks of offices.toml, `clean` or `faulty`, each checked."""
    told = offices.load()
    by_name = {each["name"]: each for each in told["office"]}
    if kind == "clean":
        return tuple(_of_office(each, {"name": name}) for name, each in by_name.items())
    return tuple(_of_office(by_name[each["office"]], each) for each in told["planted"])


def _of_office(office: dict[str, Any], table: dict[str, Any]) -> Judged:
    data = workbooks.Made.of(offices.filling(office), table.get("set", {})).written()
    return Judged(
        table.get("name", f"{office['name']} {table.get('set')}"),
        frozenset(table.get("truth", ())),
        frozenset(table.get("also", ())),
        cases.findings(data, schemes.load(office["scheme"])),
    )


def without_review(filling: Filling) -> Filling:
    """As a department hands it in: nothing is reviewed."""
    review = schema.field(schema.INDICATOR_FIELDS, "review_score").name

    def bare(row: Mapping[str, CellValue]) -> dict[str, CellValue]:
        return {header: value for header, value in row.items() if header != review}

    return replace(
        filling,
        funds={source: bare(row) for source, row in filling.funds.items()},
        indicators=tuple(bare(row) for row in filling.indicators),
        totals=bare(filling.totals),
        texts={label: value for label, value in filling.texts.items() if label != "复核等级"},
    )


def false_share() -> float:
    """Errors and warnings a clean workbook."""
    clean = judged("clean")
    return sum(len(each.false) for each in clean) / len(clean)


def found_share() -> float:
    """The share of the planted faults that was found."""
    faulty = judged("faulty")
    missed = sum(len(each.missed) for each in faulty)
    return 1 - missed / sum(len(each.truth) for each in faulty)


def by_code() -> Iterator[tuple[str, int, int, int]]:
    """Code, planted, found, and findings without ground over both files."""
    faulty = judged("faulty")
    planted = Counter(code for each in faulty for code in each.truth)
    missed = Counter(code for each in faulty for code in each.missed)
    false = Counter(one.code for each in (*judged("clean"), *faulty) for one in each.false)
    for code in sorted(planted | false):
        yield code, planted[code], planted[code] - missed[code], false[code]


def main() -> None:
    """Print the table."""
    out = sys.stdout.write
    for code, planted, found, false in by_code():
        precision = f"{found / (found + false):.0%}" if found + false else "-"
        recall = f"{found / planted:.0%}" if planted else "-"
        out(f"{code}  planted {planted}  found {found}  recall {recall:>5}")
        out(f"  without ground {false}  precision {precision:>5}\n")
    for each in (*judged("clean"), *judged("faulty")):
        for code in sorted(each.missed):
            out(f"missed  {code}  {each.name}\n")
        for one in each.false:
            out(f"false  {one.code}  {each.name}: {one}\n")
    out(f"false warnings a clean workbook: {false_share():.2f}\n")
    out(f"planted faults found: {found_share():.0%}\n")


if __name__ == "__main__":
    main()
