"""What reading costs: `python tests/bench/intake.py [FOLDER]` prints ratios as JSON.

Ours against python-calamine reading all cells of the same workbooks, and our reading of usual
forms against our XML parser doing all of it. CPU time, the best of several rounds. Exit 1 when
ours costs more than `LIMIT` times what calamine does, though it reads more: it checks sums and
limits, tells errors, percentages and dates apart, and gives the project, not only cells.

What workbooks of one blank workbook have in common is remembered between them; `forgetful` is
ours without that.
"""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from unittest import mock

import python_calamine

from perfeval_batch import blank, parsing, scheme
from perfeval_batch.demo import samples
from perfeval_batch.reading import opc, ordinary, xlsx, xlsx_rows, xlsx_usual

LIMIT = 2.5
ROUNDS = 7
_REMEMBERED = (
    xlsx_rows._known,  # noqa: SLF001  # what is measured
    xlsx_usual._judged,  # noqa: SLF001  # what is measured
    xlsx._known_meanings,  # noqa: SLF001  # what is measured
    opc._known,  # noqa: SLF001  # what is measured
    ordinary._known,  # noqa: SLF001  # what is measured
)


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


def forgetful(data: bytes) -> None:
    """The project, as if no other workbook had been read before."""
    for each in _REMEMBERED:
        each.cache_clear()
    parsing.read(data, "项目.xlsx")


def main() -> int:
    """Measure and print."""
    data = workbooks(sys.argv[1] if len(sys.argv) > 1 else "")
    measured = {each.__name__: best_ms(each, data) for each in (calamine, ours, forgetful)}
    with mock.patch.object(xlsx_usual, "cells", return_value=None):
        measured["parsed"] = best_ms(ours, data)
    ratios = {
        "ours_to_calamine": measured["ours"] / measured["calamine"],
        "parsed_to_ours": measured["parsed"] / measured["ours"],
    }
    result = {"milliseconds": measured, "ratios": ratios, "workbooks": len(data)}
    print(json.dumps(result, indent=1, default=str))
    return int(ratios["ours_to_calamine"] > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
