"""Writes 运行结果.json: the same as the summary, for programs (contract §3)."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from decimal import Decimal
from json.encoder import encode_basestring as quoted

from perfeval_batch import wording
from perfeval_batch.findings import Finding
from perfeval_batch.model import Batch, LevelFigures, Outcome

SCHEMA = 2

Json = None | bool | int | str | Decimal | dict[str, "Json"] | list["Json"]


def write(batch: Batch) -> bytes:
    """Write the result file: UTF-8, indented, projects sorted by source, unknown values null.

    Numbers are written digit by digit from their `Decimal`: no float comes between. Half of a
    surrogate pair, which a file name on a Linux disk can hold, is written as its JSON escape.
    """
    outcomes = sorted(batch.outcomes, key=lambda outcome: outcome.source)
    out = io.BytesIO()
    for piece in _pieces(
        {
            "schema": SCHEMA,
            "version": batch.version,
            "year": batch.year,
            "scheme": batch.scheme,
            "run": _run(batch),
            "projects": map(_project, outcomes),
            "findings": map(_finding, batch.findings),
        }
    ):
        out.write(piece.encode("utf-8", "backslashreplace"))
    return out.getvalue()


def _pieces(result: Mapping[str, Json | Iterator[Json]]) -> Iterator[str]:
    """The file bit by bit, for all of it is large; the members of an iterator are a list."""
    lead = "{"
    for key, value in result.items():
        yield f"{lead}\n  {quoted(key)}: "
        if isinstance(value, Iterator):
            yield from _listed(value)
        else:
            yield _encoded(value, "\n  ")
        lead = ","
    yield "\n}\n"


def _listed(members: Iterator[Json]) -> Iterator[str]:
    lead = "[\n    "
    for member in members:
        yield f"{lead}{_encoded(member, _WITHIN)}"
        lead = ",\n    "
    yield "[]" if lead[0] == "[" else "\n  ]"


_WITHIN = "\n    "


def _run(batch: Batch) -> Json:
    """What was counted; a workbook may hold several projects, some without scores."""
    figures = batch.figures
    unscored = sum(not outcome.scored for outcome in batch.outcomes)
    return {
        "workbooks": len({outcome.source for outcome in batch.outcomes}),
        "projects": len(batch.outcomes),
        "reported": figures.reported,
        "returned": figures.returned,
        "failed": figures.failed,
        **({"unscored": unscored} if unscored else {}),
    }


def _project(outcome: Outcome) -> Json:
    identity, figures = outcome.identity, outcome.figures
    known = not outcome.money_doubts
    return {
        "source": outcome.source,
        "sheet": outcome.sheet,
        "form": outcome.form,
        **({} if outcome.scored else {"scored": False}),
        "status": outcome.status.value,
        "code": identity.code or None,
        "name": identity.name or None,
        "department": identity.department or None,
        "unit": identity.unit or None,
        "year": identity.year,
        "scheme": identity.scheme or None,
        "budget": figures.budget if known else None,
        "arrived": figures.arrived if known else None,
        "executed": figures.executed if known else None,
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


def _encoded(value: Json, indent: str) -> str:
    """`value` as JSON; an object or a list takes a line per member, a list of nothing none."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, Decimal):
        return wording.plain(value)
    if not isinstance(value, dict | list):
        return "null" if value is None else str(value).lower()
    if not value:
        return "{}" if isinstance(value, dict) else "[]"
    inner = f"{indent}  "
    between = f",{inner}"
    if isinstance(value, dict):
        members = [f"{quoted(key)}: {_encoded(member, inner)}" for key, member in value.items()]
        return f"{{{inner}{between.join(members)}{indent}}}"
    return f"[{inner}{between.join([_encoded(member, inner) for member in value])}{indent}]"
