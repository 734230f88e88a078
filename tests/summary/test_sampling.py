"""抽查建议 draws by risk, says why, and depends on the seed alone."""

from __future__ import annotations

import random
from collections import Counter
from decimal import Decimal

import pandas as pd
import pytest

from perfeval_batch.findings import Severity
from perfeval_batch.model import Batch, ItemFigures, Outcome
from perfeval_batch.summary import figures
from perfeval_batch.values import replace
from tests.summary import build, generated

D = Decimal


def drawn(batch: Batch, *, seed: int = 0, size: int | None = None) -> pd.DataFrame:
    return figures.gather(replace(batch, seed=seed, sample=size)).sample.listed


def sources(picks: pd.DataFrame) -> list[str]:
    return list(picks["source"])


def issued(batch: Batch) -> list[str]:
    return list(figures.gather(batch).whole.issued["source"])


def reason(outcome: Outcome, *others: Outcome) -> str:
    picks = drawn(build.batch(outcome, *others), size=100)
    return str(picks.set_index("source")["why"][outcome.source])


def plain(number: int, **changes: object) -> Outcome:
    """A project without any risk."""
    money = replace(build.reported().figures, budget=D(number + 1))
    return build.reported(f"甲局/{number:04d}.xlsx", figures=money, **changes)


MANY = generated.batch(400)


def test_the_same_seed_draws_the_same_projects_and_another_one_others() -> None:
    assert sources(drawn(MANY, seed=7)) == sources(drawn(MANY, seed=7))
    assert sources(drawn(MANY, seed=7)) != sources(drawn(MANY, seed=8))


def test_the_order_of_the_workbooks_changes_nothing() -> None:
    shuffled = list(MANY.outcomes)
    random.Random(3).shuffle(shuffled)
    assert sources(drawn(replace(MANY, outcomes=tuple(shuffled)))) == sources(drawn(MANY))


def test_a_project_more_pushes_out_one_at_most() -> None:
    before = set(sources(drawn(MANY, size=30)))
    more = build.batch(*MANY.outcomes, build.reported("新局/新项目.xlsx"))
    after = set(sources(drawn(more, size=30)))
    assert len(before - after) <= 1


@pytest.mark.parametrize(("size", "count"), [(None, 35), (0, 0), (12, 12), (10_000, 320)])
def test_as_many_are_drawn_as_asked_a_tenth_by_default(size: int | None, count: int) -> None:
    ready = len(issued(MANY))
    certain = figures.gather(MANY).sample.certain
    tenth = certain - (certain - ready) // 10
    expected = {None: tenth, 10_000: ready}.get(size, count)
    assert len(drawn(MANY, size=size)) == expected


def test_a_small_batch_draws_five_or_all() -> None:
    assert len(drawn(build.batch(*(plain(number) for number in range(8))))) == 5
    assert len(drawn(build.batch(plain(1), plain(2)))) == 2
    assert len(drawn(build.batch())) == 0


def test_only_projects_with_a_report_are_drawn() -> None:
    assert set(sources(drawn(MANY, size=1000))) == set(issued(MANY))


def test_a_riskier_project_is_drawn_more_often() -> None:
    risky = plain(0, findings=(build.finding("", "PE805", Severity.WARNING),) * 5)
    batch = build.batch(risky, *(plain(number) for number in range(1, 40)))
    hits = Counter(
        source for seed in range(300) for source in sources(drawn(batch, seed=seed, size=4))
    )
    calm = [hits[f"甲局/{number:04d}.xlsx"] for number in range(1, 30)]
    assert hits[risky.source] > 3 * sum(calm) / len(calm)


def test_every_project_can_be_drawn() -> None:
    batch = build.batch(*(plain(number) for number in range(30)))
    seen = {source for seed in range(200) for source in sources(drawn(batch, seed=seed, size=3))}
    assert len(seen) == 30


def risky(number: int) -> Outcome:
    """A project that has to be looked at: its money hardly spent, its marks full."""
    items = (ItemFigures("产出指标", "数量指标", "甲", D(90), D(90), D(90)),)
    return plain(number, items=items, execution_rate=D(20))


def test_what_must_be_checked_stands_first_whatever_is_drawn() -> None:
    batch = build.batch(risky(3), risky(7), *(plain(number) for number in range(10, 60)))
    for seed in range(20):
        picks = drawn(batch, seed=seed, size=6)
        assert sources(picks)[:2] == ["甲局/0003.xlsx", "甲局/0007.xlsx"]
        assert list(picks["how"]) == ["必查"] * 2 + ["抽取"] * 4


def test_a_list_shorter_than_what_must_be_checked_holds_nothing_else() -> None:
    batch = build.batch(*(risky(number) for number in range(9)), plain(20))
    assert list(drawn(batch, size=4)["how"]) == ["必查"] * 4
    assert list(drawn(batch)["how"]) == ["必查"] * 9 + ["抽取"]


def test_without_a_risk_the_reason_says_so() -> None:
    assert reason(plain(1)) == "无突出风险，随机抽取"


def test_a_large_budget_is_a_reason() -> None:
    large = plain(9999)
    assert reason(large, *(plain(number) for number in range(20))) == (
        "预算金额居本批次前10%（10000万元）"
    )


def test_a_deviation_over_ten_percent_is_a_reason() -> None:
    scores = replace(build.reported().figures, self_score=D(100), review_score=D("89.9"))
    told = reason(build.reported(figures=scores))
    assert told == "自评与复核偏离10.1%；自评满分"


def test_low_execution_with_high_marks_is_a_reason() -> None:
    items = (
        ItemFigures("预算执行率", "", "", D(10), D(6), D(6)),
        ItemFigures("产出指标", "数量指标", "甲", D(90), D(89), D(89)),
    )
    told = reason(build.reported(items=items, execution_rate=D("60.00")))
    assert told == "执行率60%，指标得分率却达98.89%"


def test_warnings_and_copied_texts_are_reasons() -> None:
    warnings = (
        build.finding("", "PE805", Severity.WARNING),
        build.finding("", "PE606", Severity.WARNING),
    )
    assert reason(build.reported(findings=warnings)) == "文字与其他项目几乎相同；警告2条"


def test_many_warnings_weigh_no_more_than_five() -> None:
    few, many = (
        drawn(build.batch(plain(1, findings=(build.finding("", "PE606", Severity.WARNING),) * n)))
        for n in (5, 50)
    )
    assert list(few["risk"]) == list(many["risk"])
