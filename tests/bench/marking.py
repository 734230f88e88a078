"""What marking costs: CPU per workbook, for a typical one and for large ones.

Run `python tests/bench/marking.py`. The promise: at most 60 ms of CPU a workbook.
"""

from __future__ import annotations

import io
import time

import xlsxwriter

from perfeval_batch import marked, pipeline
from perfeval_batch.demo import samples
from perfeval_batch.findings import Finding, Place, Severity

LIMIT = 60.0
SOURCE = "甲局/项目一.xlsx"
_SHEET = "绩效指标"


def typical() -> tuple[bytes, tuple[Finding, ...]]:
    """The sample with faults and what the checks find in it."""
    (name,) = samples.faulty_names()
    data = samples.write(name)
    ((outcome, _),) = pipeline.work(SOURCE, data, pipeline.Plan(render=False))
    return data, outcome.findings


def crowded(findings: int) -> tuple[Finding, ...]:
    """Faults on as many cells of a sheet."""
    return tuple(
        Finding(
            Place(SOURCE, _SHEET, 4 + number // 10, 1 + number % 10),
            "PE403",
            "score-over-weight",
            Severity.ERROR,
            f"自评得分{number}分，超过分值10分。",
            "请把得分改为不超过10分。",
        )
        for number in range(findings)
    )


def large(rows: int) -> bytes:
    """A workbook with a long sheet, as when a list was pasted in."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet(_SHEET)
    for row in range(rows):
        for column in range(14):
            sheet.write_number(row, column, row * column)
    book.close()
    return out.getvalue()


def milliseconds(data: bytes, findings: tuple[Finding, ...], times: int = 20) -> float:
    """CPU of one marking: the best of five trials, as others use the machine too."""
    trials = []
    for _ in range(5):
        start = time.process_time()
        for _ in range(times):
            marked.mark(data, findings, workbook=SOURCE)
        trials.append((time.process_time() - start) / times * 1000)
    return min(trials)


def main() -> None:
    """Print what each case costs."""
    data, findings = typical()
    again = marked.mark(data, findings, workbook=SOURCE)
    cases = (
        ("typical", data, findings, 20),
        ("typical, marked before", again, findings, 20),
        ("200 faults", data, crowded(200), 10),
        ("2,000 faults", data, crowded(2000), 2),
        ("5,000 rows (70,000 cells)", large(5_000), findings[:1] + crowded(20), 2),
    )
    for name, workbook, faults, times in cases:
        cost = milliseconds(workbook, faults, times)
        size = len(workbook) / 1024
        print(f"{name:28} {size:8.0f} KiB {len(faults):5} faults {cost:8.1f} ms CPU")
    assert milliseconds(data, findings) <= LIMIT


if __name__ == "__main__":
    main()
