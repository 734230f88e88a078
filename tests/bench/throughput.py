"""What a run costs, against the obvious way and against the floor, on the same workbooks.

Run: python -m tests.bench.throughput --workbooks 1000. Prints JSON: milliseconds of CPU and wall
per workbook, and the ratios that issue 6 asks for. Each way of ours runs in a process of its own.

The obvious way: openpyxl reads every cell, python-docx builds the same report (no chart).
The floor: calamine reads every cell, the report's parts that differ are deflated and written; at
zlib's own level, and, as the lower floor, at the level that our documents are deflated at.
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import python_calamine

from perfeval_batch import batch, pipeline
from perfeval_batch.batch import telling
from perfeval_batch.demo import generate
from perfeval_batch.model import Batch
from perfeval_batch.office import Part
from perfeval_batch.settings import Settings
from perfeval_batch.template.compiled import LEVEL
from tests.bench.report import python_docx

COMPARED = 60
"""Workbooks that the slow ways are measured on."""
ROUNDS = 3


def cpu() -> float:
    """Seconds of CPU of this process and of those that have ended below it."""
    own, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


PHASES = ("each", "together", "told")
"""Workbook by workbook until it is journalled; verdicts, letters and publishing; the summary."""


def ours(inbox: Path, output: Path, engine: str, jobs: int) -> dict[str, dict[str, float]]:
    """One run: seconds of CPU and wall of each phase, and the peak of any process in MB."""
    clocks = {"begun": (cpu(), time.perf_counter())}
    written = telling.written

    def timed(told: Batch, *rest: Any) -> Batch:  # noqa: ANN401  # as `written`
        clocks["together"] = (cpu(), time.perf_counter())
        return written(told, *rest)

    def watched(progress: batch.Progress) -> None:
        if progress.done == progress.total:
            clocks["each"] = (0.0, time.perf_counter())

    telling.written = timed  # type: ignore[assignment]  # the same words, and a clock
    told = batch.run(Settings(inbox, output, engine=engine, jobs=jobs), watched)
    clocks["told"] = (cpu(), time.perf_counter())
    assert told.figures.reported == told.figures.workbooks
    clocks.setdefault("together", clocks["told"])
    wall, before = {}, clocks["begun"][1]
    for phase in PHASES:
        wall[phase], before = clocks[phase][1] - before, clocks[phase][1]
    peak = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    used = {
        "each and together": clocks["together"][0] - clocks["begun"][0],
        "told": clocks["told"][0] - clocks["together"][0],
    }
    return {"wall": wall, "cpu": used, "peak": {"mb": peak / 1024}}


def apart(inbox: Path, output: Path, engine: str, jobs: int) -> dict[str, dict[str, float]]:
    """`ours` in a fresh process."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", __spec__.name, "--engine", engine, "--jobs", str(jobs)),
            *("--inbox", str(inbox), "--output", str(output)),
        ],
        check=True,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    told: dict[str, dict[str, float]] = json.loads(done.stdout)
    return told


def best(work: Callable[[bytes, bytes], object], pairs: Sequence[tuple[bytes, bytes]]) -> float:
    """Seconds of CPU per workbook, the best round."""
    rounds = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        for workbook, report in pairs:
            work(workbook, report)
        rounds.append((time.process_time() - begun) / len(pairs))
    return min(rounds)


def obvious(builders: dict[bytes, Callable[[], object]]) -> Callable[[bytes, bytes], object]:
    """openpyxl in, python-docx out."""

    def work(workbook: bytes, report: bytes) -> object:
        book = openpyxl.load_workbook(io.BytesIO(workbook), data_only=True)
        cells = [[cell.value for cell in row] for sheet in book for row in sheet.iter_rows()]
        return cells, builders[report]()

    return work


def floor(folder: Path, level: int) -> Callable[[bytes, bytes], object]:
    """calamine in; what differs from report to report deflated and written."""
    compiled = pipeline.template(None)
    finished = {part.name for part in compiled.parts if isinstance(part, Part)}
    differing: dict[bytes, list[bytes]] = {}
    written: list[int] = []

    def work(workbook: bytes, report: bytes) -> object:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(workbook))
        cells = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
        for part in differing[report]:
            zlib.compress(part, level)
        (folder / f"{len(written)}.docx").write_bytes(report)
        written.append(len(report))
        return cells

    def prepared(workbook: bytes, report: bytes) -> object:
        if report not in differing:
            with zipfile.ZipFile(io.BytesIO(report)) as archive:
                names = [name for name in archive.namelist() if name not in finished]
                differing[report] = [archive.read(name) for name in names]
        return work(workbook, report)

    return prepared


def pairs(inbox: Path, output: Path) -> list[tuple[bytes, bytes]]:
    """Workbooks with their finished reports."""
    told = json.loads((output / batch.RESULTS).read_text(encoding="utf-8"))["projects"]
    return [
        ((inbox / each["source"]).read_bytes(), (output / each["report"]).read_bytes())
        for each in told[:COMPARED]
    ]


def laid(inbox: Path, workbooks: Iterable[tuple[str, bytes]]) -> None:
    for name, data in workbooks:
        path = inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def compare(count: int, folder: Path) -> dict[str, object]:
    """Measure all ways on the same workbooks."""
    inbox = folder / "inbox"
    laid(inbox, generate(count, clean=True))
    serial = apart(inbox, folder / "serial", "serial", 1)
    spread = apart(inbox, folder / "processes", "processes", 2)
    again = apart(inbox, folder / "processes", "processes", 2)
    compared = pairs(inbox, folder / "serial")
    builders = {report: python_docx(report) for _, report in compared}
    slow = best(obvious(builders), compared)
    least = best(floor(folder, zlib.Z_DEFAULT_COMPRESSION), compared)
    lower = best(floor(folder, LEVEL), compared)
    own = serial["cpu"]["each and together"] / count
    return {
        "workbooks": count,
        "ms": {
            "ours_serial_cpu": own * 1000,
            "ours_processes_cpu": spread["cpu"]["each and together"] / count * 1000,
            "obvious_cpu": slow * 1000,
            "floor_cpu": least * 1000,
            "lower_floor_cpu": lower * 1000,
        },
        "seconds": {"serial": serial, "processes": spread, "again": again},
        "ratios": {
            "obvious_to_ours": slow / own,
            "ours_to_floor": own / least,
            "ours_to_lower_floor": own / lower,
            "serial_to_processes_wall": serial["wall"]["each"] / spread["wall"]["each"],
            "second_run_to_first": sum(again["wall"].values()) / sum(spread["wall"].values()),
        },
    }


def main() -> None:
    """Print the comparison, or, for a process of its own, one run's figures."""
    words = argparse.ArgumentParser()
    words.add_argument("--workbooks", type=int, default=1000)
    words.add_argument("--inbox", type=Path)
    words.add_argument("--output", type=Path)
    words.add_argument("--engine")
    words.add_argument("--jobs", type=int)
    chosen = words.parse_args()
    if chosen.inbox:
        told: object = ours(chosen.inbox, chosen.output, chosen.engine, chosen.jobs)
    else:
        with tempfile.TemporaryDirectory() as folder:
            told = compare(chosen.workbooks, Path(folder))
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
