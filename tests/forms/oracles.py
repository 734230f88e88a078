"""Judges the reading of forms in a folder by the oracles beside them.

`python -m tests.forms.oracles FOLDER`: the folder has a manifest.json that names the files, each
with its oracle. Prints what is missing, what is wrong, and which questions stand against which.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from perfeval_batch import parsing
from perfeval_batch.cli.read import to_json

Difference = tuple[str, str, object, object]


def main(folder: Path) -> None:
    """Print every difference, then how much was read."""
    counts = {"right": 0, "missing": 0, "wrong": 0}
    for entry in json.loads((folder / "manifest.json").read_text("utf-8")):
        data = (folder / entry["file"]).read_bytes()
        found = json.loads(to_json([(entry["file"], parsing.submission(data, entry["file"]))]))
        oracle = json.loads((folder / entry["oracle"]).read_text("utf-8"))
        print(f"{entry['file']}: {entry['expect']}")
        if entry["expect"] != "projects":
            print("   ", [each["refused"] for each in found])
            continue
        if len(found) != len(oracle["projects"]):
            print("    projects:", len(found), "for", len(oracle["projects"]))
        for truth, read in zip(oracle["projects"], found, strict=False):
            _compare(truth, read, counts)
    whole = sum(counts.values())
    print(counts, f"{counts['right'] / max(whole, 1):.1%}")


def _compare(truth: dict[str, Any], read: dict[str, Any], counts: dict[str, int]) -> None:
    for what, kind, wanted, got in _pairs(truth, read):
        if wanted in (None, ""):
            continue
        verdict = "missing" if got is None else "right" if _same(wanted, got) else kind
        counts[verdict] += 1
        if verdict != "right":
            print("   ", verdict, what, wanted, got)
    for question in truth["questions"]:
        print("    wanted:", question)
    for question in read["questions"]:
        print("    asked: ", question)


def _pairs(truth: dict[str, Any], read: dict[str, Any]) -> Iterator[Difference]:
    execution, total = truth["execution"], truth["total_stated"]
    yield "name", "missing", truth["project_name"], read["name"]
    yield "code", "missing", truth["project_code"], read["code"]
    yield "department", "missing", truth["department_name"], read["department"]
    yield "unit", "missing", truth["unit_name"], read["unit"]
    yield "year", "wrong", truth["year"], read["year"]
    yield "initial", "wrong", truth["budget_initial_wan"], read["budget_initial"]
    yield "budget", "wrong", truth["budget_wan"], read["budget"]
    yield "executed", "wrong", truth["executed_wan"], read["executed"]
    yield "execution weight", "wrong", execution["weight"], read["execution"]["weight"]
    yield "execution score", "wrong", execution["score"], read["execution"]["score"]
    yield "total weight", "wrong", total["weight"], read["total"]["weight"]
    yield "total score", "wrong", total["score"], read["total"]["self_score"]
    rows = {each["row"]: each for each in read["indicators"]}
    for row in truth["rows"]:
        own = rows.get(row["row"], dict.fromkeys(_ROW.values()))
        for wanted, got in _ROW.items():
            numeric = wanted in ("weight", "score", "review_score")
            yield f"{row['row']} {got}", "wrong" if numeric else "missing", row[wanted], own[got]


_ROW = {
    "level1": "level1",
    "level2": "level2",
    "level3": "name",
    "target_as_typed": "target",
    "actual_as_typed": "actual",
    "weight": "weight",
    "score": "self_score",
    "review_score": "review_score",
    "reason": "reason",
}


def _same(wanted: object, got: object) -> bool:
    try:
        return Decimal(str(wanted)) == Decimal(str(got))
    except ArithmeticError:
        return re.sub(r"\s+", "", str(wanted)) == re.sub(r"\s+", "", str(got))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
