"""What reading costs: `python -m tests.bench.reading [FOLDER]` prints figures as JSON.

Ours (bytes to Project, with everything the guard promises) against python-calamine and openpyxl
(read-only) reading every cell of the same workbooks: of FOLDER, else of the samples. CPU time, the
best of several rounds. Exit 1 when ours costs more than `LIMIT` milliseconds a workbook.
"""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import python_calamine

from perfeval_batch import parsing
from perfeval_batch.demo import samples

LIMIT = 5.0
ROUNDS = 5


def workbooks(folder: str) -> list[bytes]:
    """The first hundred workbooks of a folder, or the samples."""
    if folder:
        return [path.read_bytes() for path in sorted(Path(folder).rglob("*.xlsx"))[:100]]
    return [samples.write(name) for name in samples.names()] * 10


def best_ms(call: Callable[[bytes], object], data: Sequence[bytes]) -> float:
    """The CPU milliseconds of one call, in the best round."""
    rounds = []
    for _ in range(ROUNDS):
        started = time.process_time()
        for each in data:
            call(each)
        rounds.append((time.process_time() - started) / len(data) * 1000)
    return min(rounds)


def by_calamine(data: bytes) -> None:
    """Every cell of every sheet."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()


def by_openpyxl(data: bytes) -> None:
    """Every cell of every sheet, read-only."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    for sheet in book:
        for row in sheet.iter_rows(values_only=True):
            list(row)


def by_us(data: bytes) -> None:
    """The project."""
    parsing.read(data, "项目.xlsx")


def main() -> int:
    """Measure and print."""
    data = workbooks(sys.argv[1] if len(sys.argv) > 1 else "")
    measured = {each.__name__: best_ms(each, data) for each in (by_us, by_calamine, by_openpyxl)}
    result = {
        "milliseconds": measured,
        "openpyxl_to_ours": measured["by_openpyxl"] / measured["by_us"],
        "ours_to_calamine": measured["by_us"] / measured["by_calamine"],
        "workbooks": len(data),
    }
    print(json.dumps(result, indent=1))
    return int(measured["by_us"] > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
