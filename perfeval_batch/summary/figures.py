"""Every figure of a run: summary workbook, page, department summaries and letters take it here.

The batch is held as frames (pandas), a row a project, an item or a deduction. Amounts and scores
are `Decimal` objects, so that sums are exact; what is not known is None, never 0, and counts in no
sum. Counts cover all projects. Amounts, means, grades and rates cover the projects whose report
was issued: what stands in a workbook that goes back is not yet certain.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from perfeval_batch import schemes, wording
from perfeval_batch.findings import Severity
from perfeval_batch.model import Batch, Due, Outcome, Status
from perfeval_batch.scoring import rate, rounded
from perfeval_batch.values import replace

if TYPE_CHECKING:
    from perfeval_batch.summary.sampling import Sample

WHOLE = "合计"
LOW_EXECUTION = Decimal(90)
"""Percent; a rate below it is low (PE211)."""
GOOD = 2
"""The best so many grades make 优良率."""

IDENTITY = ("source", "status", "group", "department", "unit", "code", "name", "grade")
AMOUNTS = ("initial_budget", "budget", "arrived", "executed")
SCORES = ("weight", "self_score", "review_score", "score")
PROJECT = (
    *(*IDENTITY, *AMOUNTS, *SCORES, "unspent", "deducted", "deviation"),
    *("execution_rate", "indicator_rate", "error", "warning", "note"),
    *("report", "returned", "rounds", "scored", "outcome"),
)
"""Columns of the frame of projects; `group` is the department, or what stands for a blank one."""
ITEM = ("project", "level1", "level2", "weight", "score", "position", "level_position")
DEDUCTION = (
    *("group", "department", "name", "source"),
    *("level1", "level2", "indicator", "points", "reason"),
)
DUE = ("group", "department", "unit", "code", "name", "budget", "source")
LEVEL = ("level1", "level2", "items", "deducted", "weight", "score", "rate")


def frame(rows: Iterable[Sequence[object]], columns: Sequence[str]) -> pd.DataFrame:
    """A frame of objects: a Decimal stays a Decimal, None stays None."""
    return pd.DataFrame(list(rows), columns=list(columns), dtype=object)


def with_columns(rows: pd.DataFrame, **more: Iterable[Any]) -> pd.DataFrame:
    """The frame with more columns of objects."""
    new = {name: pd.Series(list(values), rows.index, object) for name, values in more.items()}
    return rows.assign(**new)


def rows_of(frame: pd.DataFrame, *keys: str) -> Iterator[tuple[Any, ...]]:
    """The values of some columns, row by row."""
    return zip(*(frame[key] for key in keys), strict=True)


def parts(rows: pd.DataFrame, *keys: str) -> dict[Any, pd.DataFrame]:
    """The rows of each value of a column (or of each combination), in the order they come."""
    by = list(keys) if len(keys) > 1 else keys[0]
    return dict(list(rows.groupby(by, sort=False, dropna=True)))


@dataclass(frozen=True)
class Group:
    """The projects of a department, or of the whole batch.

    Attributes:
        name: of the department, or 合计.
        projects: all of them, in the order of 运行结果.json.
        due: what the roster expects of it; None without a roster.
        grade_names: the grades of the batch, best first.
    """

    name: str
    projects: pd.DataFrame
    due: pd.DataFrame | None
    grade_names: tuple[str, ...]

    @cached_property
    def issued(self) -> pd.DataFrame:
        """The projects whose report was issued."""
        return self.projects[self.projects["status"] == Status.REPORTED.value]

    @cached_property
    def unscored(self) -> pd.DataFrame:
        """The projects without scores (转移支付): in counts and amounts, in no mean and grade."""
        return self.projects[~self.projects["scored"].astype(bool)]

    @cached_property
    def missing(self) -> pd.DataFrame | None:
        """What the roster expects and nobody handed in; None without a roster."""
        return None if self.due is None else self.due[self.due["source"].isna()]

    @cached_property
    def grades(self) -> Counter[str]:
        """How many projects have each grade."""
        return Counter(self.issued["grade"].dropna())

    @cached_property
    def figures(self) -> Mapping[str, Any]:
        """Its row in the sheet 按部门; that of the whole batch is the total row."""
        issued, statuses = self.issued, Counter(self.projects["status"])
        found: dict[str, Any] = {
            "name": self.name,
            "workbooks": len({each.source for each in self.projects["outcome"]}),
            "projects": len(self.projects),
            "unscored": len(self.unscored),
            **{status.value: statuses[status.value] for status in Status},
            "due": None if self.due is None else len(self.due),
            "missing": None if self.missing is None else len(self.missing),
            **{key: total(issued[key]) for key in AMOUNTS},
            "mean": mean(issued["score"]),
            "weighted_mean": weighted_mean(issued),
            "self_mean": mean(issued["self_score"]),
            "review_mean": mean(issued["review_score"]),
            "deducted_mean": mean(issued["deducted"]),
            **{severity.value: sum(self.projects[severity.value]) for severity in Severity},
            **{f"grade {name}": self.grades[name] for name in self.grade_names},
        }
        found["unspent"] = difference(found["budget"], found["executed"])
        found["execution_rate"] = percent(found["executed"], found["budget"])
        good = sum(self.grades[name] for name in self.grade_names[:GOOD])
        found["good_rate"] = percent(good, sum(self.grades.values()))
        return found


@dataclass(frozen=True)
class Account:
    """The batch as frames, made once for all that tells of it.

    Attributes:
        batch: the run.
        whole: everything.
        departments: every department that handed something in or has to, by name.
        grades: the names of the grades, best first.
        application: how results are suggested to be used.
        titles: code of a check → what it finds, in a few words.
    """

    batch: Batch
    whole: Group
    departments: tuple[Group, ...]
    grades: tuple[str, ...]
    application: schemes.Application = field(default_factory=schemes.Application)
    titles: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def by_department(self) -> pd.DataFrame:
        """The figures of each department, a row each."""
        return frame(
            (tuple(group.figures.values()) for group in self.departments),
            tuple(self.whole.figures),
        )

    @cached_property
    def sample(self) -> Sample:
        """抽查建议, drawn once for all that tells of it."""
        from perfeval_batch.summary import sampling

        return sampling.draw(self)


def gather(
    batch: Batch,
    application: schemes.Application | None = None,
    titles: Mapping[str, str] | None = None,
) -> Account:
    """Hold the batch as frames.

    Args:
        batch: the run.
        application: the scheme's rules for the use of results; None: the default ones.
        titles: code of a check → what it finds, in a few words.
    """
    rules = application or schemes.Application()
    outcomes = sorted(batch.outcomes, key=lambda outcome: outcome.source)
    projects = frame(map(_project, outcomes), PROJECT)
    due = None if batch.roster is None else frame(map(_due, batch.roster), DUE)
    grades = _grade_names(batch, projects)
    whole = Group(WHOLE, projects, due, grades)
    names = {*projects["group"], *(() if due is None else due["group"])}
    handed_in = parts(projects, "group")
    expected = {} if due is None else parts(due, "group")
    departments = tuple(
        Group(
            name,
            handed_in.get(name, projects[:0]),
            None if due is None else expected.get(name, due[:0]),
            grades,
        )
        for name in sorted(names, key=lambda name: (name == wording.NO_DEPARTMENT, name))
    )
    return Account(batch, whole, departments, grades, rules, titles or {})


@dataclass(frozen=True, slots=True)
class Headline:
    """A figure at the head of workbook and page.

    Attributes:
        label: what it counts.
        value: the figure, or words.
        style: count, amount, rate, points or centre.
    """

    label: str
    value: Decimal | int | str | None
    style: str


def headline(account: Account) -> tuple[Headline, ...]:
    """What the head of the office asks first."""
    found = account.whole.figures
    due, missing = found["due"], found["missing"]
    expected = "未提供名册" if due is None else f"{due}／{missing}"
    unscored = Headline("其中：不评分（份）", found["unscored"], "count")
    return (
        Headline("自评表（份）", found["projects"], "count"),
        *(Headline(f"{each.label}（份）", found[each.value], "count") for each in Status),
        Headline("全年预算(万元)", found["budget"], "amount"),
        Headline("全年执行(万元)", found["executed"], "amount"),
        Headline("未执行(万元)", found["unspent"], "amount"),
        Headline("预算执行率", found["execution_rate"], "rate"),
        Headline("平均得分", found["mean"], "points"),
        Headline("加权平均得分", found["weighted_mean"], "points"),
        Headline("优良率", found["good_rate"], "rate"),
        Headline("主管部门（个）", len(account.departments), "count"),
        Headline("应报／未报", expected, "centre"),
        *((unscored,) if unscored.value else ()),
    )


def largest(account: Account) -> pd.DataFrame:
    """The departments by their budgets, the largest first."""
    known = account.by_department[account.by_department["budget"].notna()]
    return known.sort_values("name").sort_values("budget", ascending=False, kind="stable")


def money_in_doubt(account: Account) -> list[Outcome]:
    """The projects whose amounts may count 元 (PE212), the largest first; no total counts them."""
    found = [outcome for outcome in account.whole.projects["outcome"] if outcome.money_doubts]
    return sorted(found, key=lambda each: (-(each.figures.budget or Decimal(0)), each.source))


def doubts_note(account: Account) -> str:
    """What the head of the office is told before all else; empty without money in doubt."""
    found = money_in_doubt(account)
    names = wording.listed([f"“{project_name(each)}”" for each in found], counted="个项目")
    return f"{names}的金额疑似以元填报，核实前不计入任何合计。" if found else ""


def _project(outcome: Outcome) -> tuple[object, ...]:
    identity, figures = outcome.identity, outcome.figures
    if outcome.money_doubts:
        figures = replace(figures, **dict.fromkeys(AMOUNTS))
    found = Counter(finding.severity for finding in outcome.findings)
    return (
        outcome.key,
        outcome.status.value,
        outcome.department,
        identity.department,
        identity.unit,
        identity.code,
        project_name(outcome),
        outcome.grade,
        *(getattr(figures, key) for key in AMOUNTS),
        *(getattr(figures, key) for key in SCORES),
        difference(figures.budget, figures.executed),
        difference(figures.weight, figures.score),
        deviation(figures.self_score, figures.review_score),
        outcome.execution_rate,
        outcome.indicator_rate,
        *(found[severity] for severity in Severity),
        outcome.report,
        outcome.returned,
        outcome.rounds,
        outcome.scored,
        outcome,
    )


def project_name(outcome: Outcome) -> str:
    """The project's name, or its file's in brackets where it could not be read."""
    return outcome.identity.name or f"（{outcome.source.rpartition('/')[2]}）"


def _due(due: Due) -> tuple[object, ...]:
    identity = due.identity
    known = (identity.department, identity.unit, identity.code, identity.name)
    return (due.department, *known, due.budget, due.source)


def _grade_names(batch: Batch, projects: pd.DataFrame) -> tuple[str, ...]:
    """The grades, best first: those of the scheme, and what else the batch has."""
    scheme = batch.scheme if batch.scheme in schemes.names() else schemes.DEFAULT
    known = [grade.name for grade in schemes.load(scheme).grades]
    graded = projects[projects["grade"].notna() & projects["score"].notna()]
    best = {name: max(part["score"]) for name, part in parts(graded, "grade").items()}
    others = sorted(best.keys() - known, key=lambda name: (-best[name], name))
    return tuple(others if others and not best.keys() & set(known) else [*known, *others])


def total(values: Iterable[Any]) -> Any:  # noqa: ANN401  # Decimal, or None of none
    """The exact sum of the known ones; None when none is known."""
    known = [value for value in values if value is not None]
    return sum(known[1:], known[0]) if known else None


def mean(values: Iterable[Decimal | None]) -> Decimal | None:
    """Plain mean of the known ones, 2 decimals; None of none."""
    known = [value for value in values if value is not None]
    return rounded(sum(known, Decimal(0)) / len(known)) if known else None


def weighted_mean(projects: pd.DataFrame) -> Decimal | None:
    """Mean of the final scores weighted by 全年预算数, 2 decimals."""
    known = projects[projects["score"].notna() & projects["budget"].notna()]
    weights = sum(known["budget"], Decimal(0))
    points = sum(known["score"] * known["budget"], Decimal(0))
    return rounded(points / weights) if weights else None


def difference(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    """One less the other; None when one is not known."""
    return None if one is None or other is None else one - other


def percent(part: Decimal | int | None, whole: Decimal | int | None) -> Decimal | None:
    """The part in percent of the whole, 2 decimals."""
    if part is None or whole is None:
        return None
    found = rate(Decimal(part), Decimal(whole))
    return None if found is None else rounded(found)


def deviation(stated: Decimal | None, reviewed: Decimal | None) -> Decimal | None:
    """偏离度: (自评 − 复核) ÷ 自评 in percent, 2 decimals; None without both."""
    if not stated or reviewed is None:
        return None
    return rounded((stated - reviewed) / stated * 100)


def without_uncertain(projects: pd.DataFrame) -> pd.DataFrame:
    """The projects without final score and grade where the report was not issued."""
    issued = projects["status"] == Status.REPORTED.value
    keys = ("score", "grade", "deducted")
    return with_columns(projects, **{key: projects[key].where(issued, None) for key in keys})


def lowest(projects: pd.DataFrame, key: str, below: Decimal) -> pd.DataFrame:
    """The projects whose `key` is known and below a value, the lowest first."""
    known = projects[projects[key].notna()]
    return known[known[key] < below].sort_values([key, "source"])


def deductions(projects: pd.DataFrame) -> pd.DataFrame:
    """What was taken off, the largest first."""
    rows = [
        (*row[:4], each.level1, each.level2, each.indicator, each.points, each.reason)
        for row in rows_of(projects, "group", "department", "name", "source", "outcome")
        for each in row[4].deductions
    ]
    rows.sort(key=lambda row: (-row[7], row[3]))
    return frame(rows, DEDUCTION)


def level_rates(projects: pd.DataFrame) -> pd.DataFrame:
    """指标得分率, level 1 by level 1, each followed by its level 2, in the order of most projects.

    The row of a level 1 as a whole has an empty `level2`.
    """
    items = frame((item for outcome in projects["outcome"] for item in _items(outcome)), ITEM)
    known = items[items["weight"].notna() & items["score"].notna()]
    named = known[known["level2"] != ""]
    first = items.groupby("level1")["level_position"].mean()
    second = items.groupby(["level1", "level2"])["position"].mean()
    rows = [
        *(_level((level1, ""), part) for level1, part in parts(known, "level1").items()),
        *(_level(levels, part) for levels, part in parts(named, "level1", "level2").items()),
    ]
    rows.sort(
        key=lambda row: (
            *(first[row[0]], row[0], row[1] != ""),
            *(second[row[:2]] if row[1] else 0, row[1]),
        )
    )
    return frame(rows, LEVEL)


def _level(levels: tuple[str, str], items: pd.DataFrame) -> tuple[Any, ...]:
    weight, score = sum(items["weight"]), sum(items["score"])
    deducted = int((items["score"] < items["weight"]).sum())
    return *levels, len(items), deducted, weight, score, percent(score, weight)


def _items(outcome: Outcome) -> Iterator[tuple[object, ...]]:
    levels = {level.name: number for number, level in enumerate(outcome.levels)}
    for number, item in enumerate(outcome.items):
        yield (
            outcome.key,
            *(item.level1, item.level2, item.weight, item.score),
            *(number, levels.get(item.level1, number)),
        )


def whole_level(levels: pd.DataFrame) -> Mapping[str, Any]:
    """The total row of `level_rates`: all level 1 together."""
    rows = levels[levels["level2"] == ""]
    found = {key: sum(rows[key]) for key in ("items", "deducted")}
    found |= {key: sum(rows[key], Decimal(0)) for key in ("weight", "score")}
    return {**found, "rate": percent(found["score"], found["weight"])}


@dataclass(frozen=True, slots=True)
class Bands:
    """Ranges of a value that go up without a gap; an edge belongs to the band above it."""

    edges: tuple[int, ...]
    unit: str

    @property
    def names(self) -> tuple[str, ...]:
        """`60分以下`, `60～70分` …, the last from the last edge on."""
        steps = zip(self.edges, self.edges[1:], strict=False)
        between = (f"{low}～{high}{self.unit}" for low, high in steps)
        return (f"{self.edges[0]}{self.unit}以下", *between, f"{self.edges[-1]}{self.unit}")

    def split(self, projects: pd.DataFrame, key: str) -> list[tuple[str, pd.DataFrame]]:
        """The projects of each band; those whose value is not known are in none."""
        at = [None if value is None else bisect_right(self.edges, value) for value in projects[key]]
        band = pd.Series(at, index=projects.index, dtype=object)
        return [(name, projects[band == number]) for number, name in enumerate(self.names)]


SCORE_BANDS = Bands((60, 70, 80, 85, 90, 95, 100), "分")
EXECUTION_BANDS = Bands((50, 70, 80, 90, 95, 100), "%")


def by_grade(group: Group) -> list[tuple[str, pd.DataFrame]]:
    """The issued projects of each grade."""
    return [(name, group.issued[group.issued["grade"] == name]) for name in group.grade_names]


def main_reasons(outcome: Outcome, most: int = 3) -> str:
    """The largest deductions with their reasons."""
    largest = sorted(outcome.deductions, key=lambda each: -each.points)[:most]
    return "；".join(
        f"{each.indicator or each.level1}扣{wording.points(each.points)}分"
        + (f"（{each.reason}）" if each.reason else "")
        for each in largest
    )


def execution_reason(outcome: Outcome) -> str | None:
    """What the unit says about its execution rate."""
    return next((each.reason for each in outcome.deductions if not each.indicator), None)
