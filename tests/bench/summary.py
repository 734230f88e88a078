"""How long the files of the whole run take, and what they cost: `python -m tests.bench.summary`.

    python -m tests.bench.summary [COUNT]

The promise (issue 8): 10,000 outcomes give summary and page together in under 15 s and 500 MB; the
page lists them in under 2 s and filters in under 100 ms.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from perfeval_batch.batch_rules import side_by_side
from perfeval_batch.summary import figures, page, result_file, workbook
from tests import judges
from tests.summary import browser, generated
from tests.summary.test_page import TIMED

COUNT = 10_000


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    batch = generated.batch(count)
    print(f"{count} outcomes, {sum(len(each.findings) for each in batch.outcomes)} findings")
    timed("verdicts", lambda: len(side_by_side.judge(batch.outcomes).of))
    account = figures.gather(batch)
    timed("frames", lambda: len(figures.gather(batch).whole.projects))
    spent = sum(
        timed(name, lambda write=write: len(write(account)))  # type: ignore[misc]  # default binds
        for name, write in (("workbook", workbook.write), ("page", page.write))
    )
    timed("json", lambda: len(result_file.write(batch)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"summary and page together {spent:.1f} s of CPU (promised: 15), peak {peak:.0f} MB (500)"
    )
    if judges.chromium() is not None:
        looked_at(page.write(account))


def timed(name: str, work: Callable[[], int]) -> float:
    """Run it, say how long it took and how large its result is; give its CPU time."""
    start, begun = time.perf_counter(), time.process_time()
    size = work()
    spent, worked = time.perf_counter() - start, time.process_time() - begun
    print(f"{name:>10} {spent:6.2f} s, CPU {worked:6.2f} s {size:>12,}")
    return worked


def looked_at(data: bytes) -> None:
    """What a person at a browser waits for."""
    with tempfile.TemporaryDirectory() as folder, browser.opened() as tab:
        path = Path(folder) / "总览.html"
        path.write_bytes(data)
        for what in ("first", "again"):
            tab.show(path)
            listed = tab.run("Number(document.documentElement.dataset.ready)")
            print(f"page, {what}: listed {listed} ms (promised: 2000)")
        took = sorted(tab.run(TIMED) for _ in range(5))
        print(f"filter {took[2]:.0f} ms, slowest of five {took[-1]:.0f} ms (promised: 100)")


if __name__ == "__main__":
    main()
