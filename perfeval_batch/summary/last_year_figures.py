"""The batch beside last year's results: 年度对比, 连续扣分, 整改台账 as frames."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pandas import DataFrame

from perfeval_batch import wording
from perfeval_batch.model import LastYear, Outcome
from perfeval_batch.summary import figures
from perfeval_batch.summary.figures import Account

AGAIN = "PE811"
PROBLEM, MEASURE = "存在的问题及原因分析", "改进措施"
BEFORE = ("budget", "executed", "execution_rate", "self_score", "score", "grade")
REPEATED = ("group", "name", "indicator", "lost_before", "lost", "reason")
FOLLOWED = ("group", "unit", "name", "problem", "measure", "lost", "follow_up")


def compared(account: Account) -> DataFrame:
    """The issued projects with `last …` of last year and `more …`, the change."""
    issued = account.whole.issued
    last = _last(account)
    before = [last.get(source) for source in issued["source"]]
    known = {
        f"last {key}": [None if each is None else getattr(each, key) for each in before]
        for key in BEFORE
    }
    changes = {
        f"more {key}": [
            figures.difference(now, was)
            for now, was in zip(issued[key], known[f"last {key}"], strict=True)
        ]
        for key in ("budget", "execution_rate", "score")
    }
    return figures.with_columns(issued, **known, **changes)


def _last(account: Account) -> Mapping[str, LastYear]:
    return account.batch.last or {}


def totals(account: Account) -> Mapping[str, Any]:
    """The projects that both years have: how many, their money, rates and means."""
    rows = compared(account)
    both = rows[rows["last score"].notna() | rows["last budget"].notna()]
    now, was = _sums(both, ""), _sums(both, "last ")
    return {"projects": len(both), "now": now, "last": was}


def _sums(rows: DataFrame, prefix: str) -> Mapping[str, Any]:
    budget, executed = (figures.total(rows[f"{prefix}{key}"]) for key in ("budget", "executed"))
    return {
        "budget": budget,
        "executed": executed,
        "execution_rate": figures.percent(executed, budget),
        "mean": figures.mean(rows[f"{prefix}score"]),
    }


def both_years(account: Account) -> DataFrame:
    """The two years of the projects that both have, a row each."""
    found = totals(account)
    keys = ("budget", "executed", "execution_rate", "mean")
    rows = [
        (name, found["projects"], *(found[year][key] for key in keys))
        for name, year in (("上年", "last"), ("本年", "now"))
    ]
    return figures.frame(rows, ("year", "projects", *keys))


def repeated(account: Account) -> DataFrame:
    """Indicators that lose points again for last year's reason (PE811), the most first."""
    rows = [
        row
        for outcome in account.whole.projects["outcome"]
        for row in _again(_last(account).get(outcome.key), outcome)
    ]
    rows.sort(key=lambda row: (-row[4], row[0], row[1], row[2]))
    return figures.frame(rows, REPEATED)


def _again(before: LastYear | None, outcome: Outcome) -> Iterator[tuple[Any, ...]]:
    places = {each.place for each in outcome.findings if each.code == AGAIN}
    was = {item.name: item for item in before.items} if before and places else {}
    for item in outcome.items:
        old = was.get(item.name)
        if old is not None and item.reason_place in places:
            lost = figures.difference(item.weight, item.score)
            yield (
                outcome.department,
                figures.project_name(outcome),
                item.name,
                figures.difference(old.weight, old.score),
                lost or 0,
                item.reason,
            )


def follow_up(account: Account) -> DataFrame:
    """整改台账: last year's problems and measures, what is lost now, what the department says."""
    projects = account.whole.projects
    keys = ("source", "group", "unit", "name", "outcome")
    rows = []
    for source, group, unit, name, outcome in figures.rows_of(projects, *keys):
        before = _last(account).get(source)
        if before is not None and (problem := _written(before, PROBLEM)):
            again = list(_again(before, outcome))
            lost = "、".join(f"{row[2]}扣{wording.number(row[4], 2)}分" for row in again)
            measure = _written(before, MEASURE)
            rows.append((group, unit, name, problem, measure, lost, outcome.follow_up))
    return figures.frame(rows, FOLLOWED)


def _written(before: LastYear, label: str) -> str:
    return "\n".join(text for each, text in before.texts if each == label)
