"""What reading costs: `python tests/bench/intake.py [FOLDER]` prints milliseconds as JSON.

CPU time of bytes → project, the best of several rounds: as ordinary workbooks, and as if none was
ordinary, so that openpyxl reads every sheet; calamine reading all cells beside it. Exit 1 when an
ordinary workbook costs more than `LIMIT_MS`, or one that is not more than `LIMIT_OPENPYXL_MS`.
"""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import python_calamine

from perfeval_batch import blank, parsing, scheme
from perfeval_batch.demo import samples
from tests.reading import build

LIMIT_MS = 5.0
LIMIT_OPENPYXL_MS = 35.0
ROUNDS = 7


def workbooks(folder: str) -> list[bytes]:
    """The first hundred workbooks of a folder, or the samples."""
    if folder:
        return [path.read_bytes() for path in sorted(Path(folder).rglob("*.xlsx"))[:100]]
    return [blank.write(samples.load(name), scheme.load()) for name in samples.names()] * 10


def best_ms(call: Callable[[bytes], object], data: Sequence[bytes]) -> float:
    """The CPU milliseconds of one call, in the best round."""
    rounds = []
    for _ in range(ROUNDS):
        started = time.process_time()
        for each in data:
            call(each)
        rounds.append((time.process_time() - started) / len(data) * 1000)
    return min(rounds)


def calamine(data: bytes) -> None:
    """Every cell of every sheet."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()


def ours(data: bytes) -> None:
    """The project."""
    parsing.read(data, "项目.xlsx")


def main() -> int:
    """Measure and print."""
    data = workbooks(sys.argv[1] if len(sys.argv) > 1 else "")
    measured = {each.__name__: best_ms(each, data) for each in (calamine, ours)}
    with build.by_openpyxl():
        measured["by_openpyxl"] = best_ms(ours, data)
    print(json.dumps({"milliseconds": measured, "workbooks": len(data)}, indent=1))
    over = measured["ours"] > LIMIT_MS or measured["by_openpyxl"] > LIMIT_OPENPYXL_MS
    return int(over)


if __name__ == "__main__":
    sys.exit(main())
