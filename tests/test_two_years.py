"""Two years of demo projects through two runs: what is planted is found, and nothing else.

`python -m tests.test_two_years 500 12 10 8 6` measures it with as many projects and plants.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from perfeval_batch import batch, blank, files, schemes, settings
from perfeval_batch.demo import generator
from perfeval_batch.demo.project import SCHEME
from perfeval_batch.model import CellValue, Filling
from perfeval_batch.values import replace

FIRST, SECOND = 2023, 2024
CARRIED, FISCAL = "上年结转资金", "当年财政拨款"
WRONG = Decimal(7)
Rows = tuple[Mapping[str, CellValue], ...]


def low_target(before: Filling, now: Filling) -> Filling | None:
    """The first target asks for half of what was reached last year."""
    reached = {row["三级指标"]: row["实际完成值"] for row in before.indicators}
    for number, row in enumerate(now.indicators):
        actual = reached.get(row["三级指标"])
        if row["指标性质"] == "≥" and isinstance(actual, Decimal) and row["计量单位"] != "%":
            half = (actual / 2).quantize(Decimal(1))
            return _with_row(now, number, 年度指标值=half)
    return None


def same_reason(before: Filling, now: Filling) -> Filling | None:
    """An indicator that lost points last year loses some again, for the same reason."""
    reasons = {row["三级指标"]: row["扣分原因"] for row in before.indicators}
    for number, row in enumerate(now.indicators):
        reason, weight = reasons.get(row["三级指标"]), row["分值"]
        if reason and isinstance(weight, Decimal):
            return _with_row(now, number, 自评得分=weight - 1, 扣分原因=reason)
    return None


def copied_text(before: Filling, now: Filling) -> Filling | None:
    """The problems are last year's, word for word."""
    label = "存在的问题及原因分析"
    told = before.lists.get(label)
    return replace(now, lists={**now.lists, label: told}) if told else None


def wrong_carry_over(before: Filling, now: Filling) -> Filling | None:
    """More is carried over than last year left, and so much less comes from this year."""
    fiscal, carried = dict(now.funds[FISCAL]), dict(now.funds.get(CARRIED, {}))
    total = before.funds["年度资金总额"]
    left = _number(total["全年预算数"]) - _number(total["全年执行数"])
    more = WRONG if carried else left + WRONG
    for column in ("年初预算数", "全年预算数", "实际到位数", "全年执行数"):
        carried[column] = _number(carried.get(column) or Decimal(0)) + more
        fiscal[column] = _number(fiscal[column]) - more
        if _number(fiscal[column]) <= 0:
            return None
    funds = dict(now.funds)
    return replace(now, funds={**funds, FISCAL: fiscal, CARRIED: carried})


def _number(value: CellValue) -> Decimal:
    assert isinstance(value, Decimal)
    return value


def _with_row(now: Filling, number: int, **changes: CellValue) -> Filling:
    rows: Rows = now.indicators
    return replace(
        now, indicators=(*rows[:number], {**rows[number], **changes}, *rows[number + 1 :])
    )


PLANT: Mapping[str, Callable[[Filling, Filling], Filling | None]] = {
    "PE810": low_target,
    "PE811": same_reason,
    "PE812": copied_text,
    "PE813": wrong_carry_over,
}


def write_years(folder: Path, count: int, wanted: Mapping[str, int]) -> dict[str, set[str]]:
    """Write both years' inboxes, the second with the plants: code → the sources that have one."""
    scheme = schemes.load(SCHEME)
    planted: dict[str, set[str]] = {code: set() for code in wanted}
    for number in range(count):
        before, now = (generator.filling(number, 0, 0.0, 0.0, year) for year in (FIRST, SECOND))
        path = generator.path(number)
        for code, plant in PLANT.items():
            if len(planted[code]) < wanted[code]:
                changed = plant(before, now)
                if changed is not None:
                    now = changed
                    planted[code].add(path)
                    break
        for year, filled in ((FIRST, before), (SECOND, now)):
            files.save(folder / str(year) / path, blank.write(filled, scheme, roomy=True))
    return planted


def run_years(folder: Path) -> dict[str, Any]:
    """Run both, the second beside the first; its results."""
    for year, last in ((FIRST, None), (SECOND, folder / f"结果{FIRST}" / "运行结果.json")):
        batch.run(
            settings.Settings(
                folder / str(year), output=folder / f"结果{year}", engine="serial", last=last
            )
        )
    found: dict[str, Any] = json.loads(
        (folder / f"结果{SECOND}" / "运行结果.json").read_text("utf-8")
    )
    return found


def found_of(results: dict[str, Any]) -> dict[str, set[str]]:
    """Code → the sources that have it, of the checks that compare with last year."""
    return {
        code: {
            each["source"]
            for each in results["projects"]
            if any(one["code"] == code for one in each["findings"])
        }
        for code in PLANT
    }


def test_what_is_planted_in_the_second_year_is_found_and_nothing_else(tmp_path: Path) -> None:
    planted = write_years(tmp_path, 24, {"PE810": 3, "PE811": 3, "PE812": 2, "PE813": 2})
    assert [len(each) for each in planted.values()] == [3, 3, 2, 2]
    assert found_of(run_years(tmp_path)) == planted


def main(count: str, *wanted: str) -> None:
    """Say what was planted and found."""
    with tempfile.TemporaryDirectory() as folder:
        planted = write_years(
            Path(folder), int(count), dict(zip(PLANT, map(int, wanted), strict=True))
        )
        found = found_of(run_years(Path(folder)))
    for code, sources in planted.items():
        missed, false = sources - found[code], found[code] - sources
        print(code, f"planted {len(sources)}, missed {sorted(missed)}, false {sorted(false)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
