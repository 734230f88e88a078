"""What all checks cost on one clean workbook: `python tests/bench/rules.py`; exit 1 over 1.5 ms.

CPU time of this process, the best of several rounds, so that a busy machine does not count.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from perfeval_batch import blank, parsing, rules, schemes, scoring
from perfeval_batch.demo import samples
from perfeval_batch.model import Assessment, Rejected
from perfeval_batch.rules.project_view import View
from perfeval_batch.schemes import Scheme

LIMIT_MS = 1.5
ROUNDS, CALLS = 10, 20


def assessed(name: str) -> tuple[Assessment, Scheme]:
    """A sample, through a workbook's bytes."""
    filling = samples.load(name)
    by = schemes.load(schemes.named(str(filling.facts["评价方案"])) or schemes.DEFAULT)
    project = parsing.read(blank.write(filling, by), f"{name}.xlsx")
    assert not isinstance(project, Rejected)
    return scoring.assess(project, by), by


def best_ms(call: Callable[[], object]) -> float:
    """The CPU milliseconds of one call, in the best round."""
    call()
    rounds = []
    for _ in range(ROUNDS):
        started = time.process_time()
        for _ in range(CALLS):
            call()
        rounds.append((time.process_time() - started) / CALLS * 1000)
    return min(rounds)


def main() -> int:
    """Measure every sample without errors, then each check on the first."""
    worst = 0.0
    for name in samples.names():
        assessment, by = assessed(name)
        spent = best_ms(lambda a=assessment, s=by: rules.check(a, s))  # type: ignore[misc]  # bound
        print(f"{spent:6.3f} ms  all {len(rules.RULES)} checks  {name}")
        worst = max(worst, spent)
    assessment, by = assessed(samples.names()[0])
    single = [
        (best_ms(lambda r=rule: list(r.check(View(assessment, by)))), rule.kind.code)  # type: ignore[misc]  # bound
        for rule in rules.RULES
    ]
    for spent, code in sorted(single, reverse=True)[:12]:
        print(f"{spent:6.3f} ms  {code}")
    assess = best_ms(lambda: scoring.assess(assessment.project, by))
    print(f"{assess:6.3f} ms  scoring.assess")
    print(f"worst {worst:.3f} ms, limit {LIMIT_MS} ms")
    return int(worst > LIMIT_MS)


if __name__ == "__main__":
    sys.exit(main())
