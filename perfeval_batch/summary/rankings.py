"""What the head asks: money not spent, self-praise, what keeps going wrong, who comes again."""

from __future__ import annotations

from collections import Counter

from pandas import DataFrame

from perfeval_batch import wording
from perfeval_batch.model import Status
from perfeval_batch.summary import figures
from perfeval_batch.summary.figures import Account

FAULT = ("code", "title", "count", "projects", "where")
ROUND = ("round", "reported", "returned", "total")
DOUBT = ("group", "name", "stated", "why")
HELD = ("name", "returned", "held", "rounds")
MOST_WHERE = 3
"""So many departments are named beside a check."""


def unspent_departments(account: Account) -> DataFrame:
    """Departments by the money that they did not spend, the most first."""
    known = account.by_department[account.by_department["unspent"].notna()]
    return _most(known, "unspent", "name")


def unspent_projects(account: Account) -> DataFrame:
    """Projects by the money that they did not spend, the most first."""
    issued = account.whole.issued
    return _most(issued[issued["unspent"].notna()], "unspent", "source")


def _most(rows: DataFrame, key: str, then: str) -> DataFrame:
    """The rows with more than nothing of `key`, the most first."""
    known = rows[rows[key] > 0]
    return known.sort_values(then).sort_values(key, ascending=False, kind="stable")


def self_praise(account: Account) -> DataFrame:
    """Projects whose self score exceeds the review's, by how much (`excess`), the most first."""
    issued = account.whole.issued
    reviewed = issued[issued["review_score"].notna() & issued["self_score"].notna()]
    scores = figures.rows_of(reviewed, "self_score", "review_score")
    excess = [one - other for one, other in scores]
    return _most(figures.with_columns(reviewed, excess=excess), "excess", "source")


def frequent_faults(account: Account) -> DataFrame:
    """Checks by how often they find something, and the departments with the most of it."""
    counts: Counter[str] = Counter()
    projects: Counter[str] = Counter()
    where: dict[str, Counter[str]] = {}
    for group, outcome in figures.rows_of(account.whole.projects, "group", "outcome"):
        found = Counter(finding.code for finding in outcome.findings)
        counts += found
        projects.update(found.keys())
        for code, count in found.items():
            where.setdefault(code, Counter())[group] += count
    ordered = sorted(counts, key=lambda code: (-counts[code], code))
    return figures.frame(
        (
            (code, account.titles.get(code, ""), counts[code], projects[code], _top(where[code]))
            for code in ordered
        ),
        FAULT,
    )


def _top(counts: Counter[str]) -> str:
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_WHERE]
    return "、".join(f"{name}{count}" for name, count in ordered)


def money_doubts(account: Account) -> DataFrame:
    """The projects whose amounts may count 元, with what was filled in, as words."""
    rows = [
        (
            each.department,
            figures.project_name(each),
            wording.known(each.figures.budget, 6),
            each.money_doubts[0].message,
        )
        for each in figures.money_in_doubt(account)
    ]
    return figures.frame(rows, DOUBT)


def held_money(account: Account) -> DataFrame:
    """Departments with returned projects: the budgets that wait there, as filled in."""
    projects = account.whole.projects
    returned = projects[projects["status"] == Status.RETURNED.value]
    rows = [
        (name, len(part), figures.total(part["budget"]), max(part["rounds"]))
        for name, part in figures.parts(returned, "group").items()
    ]
    rows.sort(key=lambda row: (-(row[2] or 0), row[0]))
    return figures.frame(rows, HELD)


def rounds(account: Account) -> DataFrame:
    """How many were handed in for the first time, the second …, and what came of them."""
    projects = account.whole.projects
    read = projects[projects["status"] != Status.FAILED.value]
    rows: list[tuple[str, int | None, int | None, int]] = []
    for number, part in sorted(figures.parts(read, "rounds").items()):
        statuses = Counter(part["status"])
        counts = (statuses[Status.REPORTED.value], statuses[Status.RETURNED.value])
        rows.append((f"第{number + 1}次报送", *counts, len(part)))
    missing = account.whole.figures["missing"]
    if missing is not None:
        rows.append(("逾期未报", None, None, missing))
    return figures.frame(rows, ROUND)
