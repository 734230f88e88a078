"""Batch in, the bytes of 运行结果.json out: the same as the summary, for programs (contract §3)."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from perfeval_batch.findings import Finding
from perfeval_batch.model import Batch, Figures, LevelFigures, Outcome

SCHEMA = 1

Json = None | bool | int | str | Decimal | Mapping[str, "Json"] | Sequence["Json"]

_quoted = json.JSONEncoder(ensure_ascii=False).encode


def write(batch: Batch) -> bytes:
    """Write the result file: UTF-8, indented, projects sorted by source, unknown values null.

    Numbers are written digit by digit from their `Decimal`: no float comes between. Half of a
    surrogate pair, which a file name on a Linux disk can hold, is written as its JSON escape.
    """
    outcomes = sorted(batch.outcomes, key=lambda outcome: outcome.source)
    result: Json = {
        "schema": SCHEMA,
        "version": batch.version,
        "year": batch.year,
        "scheme": batch.scheme,
        "run": _run(batch.figures),
        "projects": [_project(outcome) for outcome in outcomes],
        "findings": [_finding(finding) for finding in batch.findings],
    }
    out = io.BytesIO()
    with io.TextIOWrapper(out, "utf-8", "backslashreplace", newline="\n") as text:
        text.writelines(_encoded(result))
        text.write("\n")
        text.flush()
        return out.getvalue()


def _run(figures: Figures) -> Json:
    return {
        "workbooks": figures.workbooks,
        "reported": figures.reported,
        "returned": figures.returned,
        "failed": figures.failed,
    }


def _project(outcome: Outcome) -> Json:
    identity, figures = outcome.identity, outcome.figures
    return {
        "source": outcome.source,
        "status": outcome.status.value,
        "code": identity.code or None,
        "name": identity.name or None,
        "department": identity.department or None,
        "unit": identity.unit or None,
        "year": identity.year,
        "scheme": identity.scheme or None,
        "budget": figures.budget,
        "arrived": figures.arrived,
        "executed": figures.executed,
        "execution_rate": outcome.execution_rate,
        "weight": figures.weight,
        "self_score": figures.self_score,
        "review_score": figures.review_score,
        "grade": outcome.grade,
        "levels": [_level(level) for level in outcome.levels],
        "findings": [_finding(finding) for finding in outcome.findings],
        "report": outcome.report,
        "returned": outcome.returned,
    }


def _level(level: LevelFigures) -> Json:
    return {
        "name": level.name,
        "weight": level.weight,
        "self_score": level.self_score,
        "review_score": level.review_score,
    }


def _finding(finding: Finding) -> Json:
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "sheet": finding.place.sheet or None,
        "cell": finding.place.cell or None,
        "message": finding.message,
        "fix": finding.fix,
    }


def _encoded(value: Json, indent: str = "\n") -> Iterator[str]:
    """`value` as JSON; an object or a list takes a line per member, a list of nothing none."""
    if isinstance(value, Mapping):
        yield from _members(
            "{}",
            ((f"{_quoted(key)}: ", member) for key, member in value.items()),
            indent,
        )
    elif isinstance(value, Sequence) and not isinstance(value, str):
        yield from _members("[]", (("", member) for member in value), indent)
    else:
        yield number(value) if isinstance(value, Decimal) else _quoted(value)


def _members(
    brackets: str,
    members: Iterator[tuple[str, Json]],
    indent: str,
) -> Iterator[str]:
    inner = f"{indent}  "
    lead = brackets[0] + inner
    empty = True
    for key, member in members:
        yield lead + key
        yield from _encoded(member, inner)
        lead, empty = f",{inner}", False
    yield brackets if empty else indent + brackets[1]


def number(value: Decimal) -> str:
    """A finite `value` in plain digits without trailing zeros: 6313.66, 97, 9.5, 0."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
