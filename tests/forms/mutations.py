"""Reads every change of every layout and looks for numbers that are read wrongly.

`python -m tests.forms.mutations [NAME or FOLDER…]`: of own layouts by name, all when none is named,
or of the files of a folder with a manifest.json and oracles; prints each wrong number with the
change that made it.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from tests.forms import layouts
from tests.forms.changes import TWIN, UNKNOWN, mutants

_NUMBERS = ("weight", "self_score", "review_score")
ANY = "any"
"""Stands where the oracle does not tell."""
_ROW = ("target", "actual", *_NUMBERS)


def wrong_numbers(layout: dict[str, Any], found: list[dict[str, Any]]) -> Iterator[str]:
    """The numbers that are read otherwise than they are; unknown ones are not wrong."""
    by_name = {project["name"]: project for project in layout.get("project", [])}
    for read in found:
        truth = by_name.get((read["name"] or "").removesuffix(TWIN))
        if truth is not None and not read["refused"]:
            yield from _of_project(truth, read)


def _of_project(truth: dict[str, Any], read: dict[str, Any]) -> Iterator[str]:
    stated: dict[str, tuple[object, object]] = {
        **{what: (truth.get(what), read[what]) for what in ("year", *layouts.AMOUNTS)},
        **{
            f"execution {what}": (truth.get(f"execution_{what}"), read["execution"][what])
            for what in ("weight", "rate", "score")
        },
        **{
            f"total {what}": (truth.get(f"total_{what}"), read["total"][what])
            for what in ("weight", "self_score")
        },
    }
    rows = _rows(truth)
    for row in read["indicators"]:
        for what in _ROW:
            own = rows.get(_bare(row["name"]))
            if own is not None:
                stated[f"{row['name']} {what}"] = (own[what], row[what])
            elif row["name"] and row["name"] != UNKNOWN and what in _NUMBERS:
                stated[f"{row['name']}, no indicator, {what}"] = (None, row[what])
    for what, (right, got) in stated.items():
        if right in (None, "", "?") and read["questions"]:
            continue  # held back: what nobody can know is asked about
        if got is not None and right != ANY and not _same(right, got):
            yield f"{what}: {got}, not {right}"


def _rows(truth: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The indicators by name; several of one name are not told apart."""
    rows: dict[str, dict[str, Any]] = {}
    for line in truth.get("rows", "").strip().split("\n"):
        own = [each.strip() for each in line.split("|")] + [""] * 9
        rows[_bare(own[2])] = dict(zip(_ROW, own[3:8], strict=True))
    return rows


def _same(own: object, got: object) -> bool:
    try:
        return Decimal(_bare(own)) == Decimal(_bare(got))
    except ArithmeticError:
        return _bare(own) == _bare(got)


def _bare(value: object) -> str:
    """A figure however wide its letters are and however many zeros it ends with."""
    text = re.sub(r"\s|\\n", "", str(value)).translate(
        {0xFF01 + each: 0x21 + each for each in range(94)}
    )
    return re.sub(r"(\.\d*?)0+(?=%)", r"\1", text).replace(".%", "%")


def wrong(layout: dict[str, Any], data: bytes, seen: Callable[[str], None] = print) -> int:
    """Every wrong number of a file's mutants is told; how many there are."""
    count = 0
    split = {each for each in wrong_numbers(layout, layouts.read(data)) if " target: " in each}
    for change, mutant in mutants(data):
        for each in wrong_numbers(layout, layouts.read(mutant)):
            if change.endswith("blank") and each.endswith("not None"):
                continue  # without that number there may be nothing left to ask
            if each in split:
                continue  # the oracle has sign and unit in columns of their own
            seen(f"{change}: {each}")
            count += 1
    return count


def _of_folder(folder: Path) -> Iterator[tuple[str, dict[str, Any], bytes]]:
    for entry in json.loads((folder / "manifest.json").read_text("utf-8")):
        if entry["expect"] == "projects" and entry["file"].endswith(".xlsx"):
            oracle = json.loads((folder / entry["oracle"]).read_text("utf-8"))
            truths = [_truth(project) for project in oracle["projects"]]
            yield entry["file"], {"project": truths}, (folder / entry["file"]).read_bytes()


def _truth(project: dict[str, Any]) -> dict[str, Any]:
    """An oracle's project as a layout states it."""
    execution, total = project["execution"], project["total_stated"]
    fields = ("target_as_typed", "actual_as_typed", "weight", "score", "review_score")
    rows = [
        "|".join(
            re.sub(r"\s", "", "" if value is None else str(value))
            for value in ("", "", row["level3"], *(row[each] for each in fields))
        )
        for row in project["rows"]
    ]
    return {
        "name": project["project_name"],
        "year": project["year"],
        "budget_initial": project["budget_initial_wan"],
        "budget": project["budget_wan"],
        "executed": project["executed_wan"],
        "execution_weight": execution["weight"],
        "execution_rate": _rate(execution.get("rate_as_typed")),
        "execution_score": execution["score"],
        "total_weight": total["weight"],
        "total_self_score": total["score"],
        "rows": "\n".join(rows),
    }


def _rate(typed: object) -> object:
    text = str(typed)
    return text.removesuffix("%") if text.endswith("%") else ANY


def main(arguments: list[str]) -> None:
    """Print what is read wrongly, and how much that is."""
    told = 0
    for argument in arguments or layouts.names():
        folder = Path(argument)
        if folder.is_dir():
            every = list(_of_folder(folder))
        else:
            layout = layouts.load(argument)
            every = [(argument, layout, layouts.drawn(layout))]
        for name, truth, content in every:
            told += wrong(truth, content, partial(print, f"{name}:"))
    print(told)


if __name__ == "__main__":
    main(sys.argv[1:])
