"""What a whole run costs, on the three sets, against the obvious way and against itself.

    python -m tests.bench.throughput --workbooks 1000 [--sets FOLDER] [--program "perfeval"]

Prints JSON: for each set the CPU milliseconds a workbook of `perfeval run` in one process,
everything included; how many times more the obvious way takes (openpyxl reads every cell,
python-docx builds the same document without chart); how many times faster two processes are; what
a second run costs, and one after a single workbook was changed. Each run is a process of its own.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import shlex
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import openpyxl

from tests.bench import sets
from tests.bench.report import python_docx

COMPARED = 40
"""Workbooks that the obvious way is measured on."""
RESULTS = "运行结果.json"
CHANGED = 2**31
"""A number of styles that no workbook of a set has."""


class Cost(NamedTuple):
    """Of one run: seconds of CPU and of wall, and the peak of any one process in MB."""

    cpu: float
    wall: float
    peak: float


def run(program: Sequence[str], inbox: Path, output: Path, *options: str) -> Cost:
    """One run of the program in processes of its own."""
    begun = time.perf_counter()
    words = [*program, "run", str(inbox), "-o", str(output), "--quiet", *options]
    silent = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    child = os.posix_spawnp(words[0], words, os.environ, file_actions=silent)
    _, status, used = os.wait4(child, 0)
    assert os.waitstatus_to_exitcode(status) in (0, 1), words
    wall = time.perf_counter() - begun
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024)


def obvious_cpu(inbox: Path, output: Path) -> float:
    """Seconds of CPU a workbook: openpyxl reads every cell, python-docx builds the document."""
    projects = json.loads((output / RESULTS).read_text(encoding="utf-8"))["projects"]
    pairs = [
        ((inbox / each["source"]).read_bytes(), (output / each["report"]).read_bytes())
        for each in projects
        if each["report"]
    ][:COMPARED]
    builders = [python_docx(report) for _, report in pairs]
    begun = time.process_time()
    for (workbook, _), build in zip(pairs, builders, strict=True):
        book = openpyxl.load_workbook(io.BytesIO(workbook), data_only=True)
        [[cell.value for cell in row] for sheet in book for row in sheet.iter_rows()]
        build()
    return (time.process_time() - begun) / len(pairs)


def measure(program: Sequence[str], inbox: Path, folder: Path) -> dict[str, float]:
    """The figures of one set."""
    workbooks = sorted(inbox.rglob("*.xlsx"))
    serial = run(program, inbox, folder / "serial", "--engine", "serial")
    spread = run(program, inbox, folder / "spread", "--engine", "processes", "--jobs", "2")
    second = run(program, inbox, folder / "spread", "--engine", "processes", "--jobs", "2")
    before = workbooks[0].read_bytes()
    workbooks[0].write_bytes(sets.with_own_styles(before, CHANGED))
    changed = run(program, inbox, folder / "spread", "--engine", "processes", "--jobs", "2")
    workbooks[0].write_bytes(before)
    own = serial.cpu / len(workbooks)
    slow = obvious_cpu(inbox, folder / "serial")
    return {
        "ours_cpu_ms": own * 1000,
        "obvious_cpu_ms": slow * 1000,
        "obvious_to_ours": slow / own,
        "serial_to_two_processes": serial.wall / spread.wall,
        "wall_two_processes_s": spread.wall,
        "second_run_to_first": second.wall / spread.wall,
        "one_workbook_changed_s": changed.wall,
        "peak_mb": max(serial.peak, spread.peak),
    }


def main() -> None:
    """Measure every set and print."""
    words = argparse.ArgumentParser()
    words.add_argument("--workbooks", type=int, default=1000)
    words.add_argument("--sets", type=Path, help="where the sets are kept, made when missing")
    words.add_argument("--program", default=f"{sys.executable} -m perfeval_batch")
    chosen = words.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kept = chosen.sets or folder / "sets"
        names = {path.name: path for path in sorted(kept.glob("*"))} if kept.exists() else {}
        inboxes = names or sets.build_all(kept, chosen.workbooks)
        figures = {
            each: measure(shlex.split(chosen.program), inbox, folder / f"out-{number}")
            for number, (each, inbox) in enumerate(inboxes.items())
        }
    print(json.dumps(figures, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
