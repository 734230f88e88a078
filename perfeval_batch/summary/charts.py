"""The batch in, chart specifications for plotly.js out, with the numbers as a table beside each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from perfeval_batch.model import Outcome
from perfeval_batch.scoring import rounded
from perfeval_batch.summary import projects, tally
from perfeval_batch.summary.tally import Account, Tally

MOST_DEPARTMENTS = 20
NAMED = 3
"""So many projects of a point are named when the mouse rests on it."""
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of the page.

    Attributes:
        key: its element's id.
        title: what it shows.
        said: what it says, for who cannot see it.
        traces: plotly.js traces; colours are set by the page, which knows light from dark.
        layout: plotly.js layout.
        headers: of the table beside it.
        rows: of that table.
    """

    key: str
    title: str
    said: str
    traces: tuple[dict[str, Any], ...]
    layout: dict[str, Any]
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def told(account: Account) -> tuple[Chart, ...]:
    """Grades, scores, departments, execution against score."""
    return (_grades(account), _scores(account), _execution(account), _departments(account))


def _grades(account: Account) -> Chart:
    found = account.whole.grades
    counts = [(name, found[name]) for name in account.grades]
    return _counted("grades", "评价等级", "等级", counts)


def _scores(account: Account) -> Chart:
    counts = map(len, tally.banded(account.whole.issued, tally.SCORE_BANDS, tally.score))
    names = [band.name for band in tally.SCORE_BANDS]
    return _counted("scores", "得分分布", "得分", list(zip(names, counts, strict=True)))


def _counted(key: str, title: str, header: str, counts: Sequence[tuple[str, int]]) -> Chart:
    names = [name for name, _ in counts]
    values = [count for _, count in counts]
    trace = {
        "type": "bar",
        "x": names,
        "y": values,
        "text": [str(value) for value in values],
        "textposition": "outside",
        "cliponaxis": False,
        "hovertemplate": "%{x}：%{y}个项目<extra></extra>",
    }
    return Chart(
        key,
        f"{title}（项目数）",
        "，".join(f"{name}{count}个" for name, count in counts if count) or "没有已出报告的项目",
        (trace,),
        {"xaxis": {"type": "category"}, "yaxis": {"rangemode": "tozero"}},
        (header, "项目数"),
        tuple((name, str(count)) for name, count in counts),
    )


def _departments(account: Account) -> Chart:
    known = [group for group in account.departments if group.mean is not None]
    known.sort(key=lambda group: (-(group.certain.budget or Decimal(0)), group.name))
    shown = known[:MOST_DEPARTMENTS]
    traces = tuple(
        {
            "type": "bar",
            "orientation": "h",
            "name": name,
            "y": [group.name for group in shown],
            "x": [_plain(getattr(group, attribute)) for group in shown],
            "hovertemplate": f"%{{y}}：{name}%{{x}}<extra></extra>",
        }
        for name, attribute in (("平均得分", "mean"), ("执行率（%）", "execution_rate"))
    )
    layout = {
        "barmode": "group",
        "xaxis": {"range": [0, 105]},
        "yaxis": {"type": "category", "autorange": "reversed", "automargin": True},
        "height": 110 + 26 * max(len(shown), 3),
    }
    more = "" if len(known) <= MOST_DEPARTMENTS else f"（预算金额居前的{MOST_DEPARTMENTS}个）"
    return Chart(
        "departments",
        f"各部门平均得分与执行率{more}",
        "；".join(f"{group.name}平均{tally.shown(group.mean)}分" for group in shown[:5]),
        traces,
        layout,
        ("主管部门", "项目数", "全年预算数（万元）", "执行率（%）", "平均得分"),
        tuple(_department_row(group) for group in known),
    )


def _department_row(group: Tally) -> tuple[str, ...]:
    return (
        group.name,
        str(len(group.issued)),
        tally.amount(group.certain.budget),
        tally.shown(group.execution_rate),
        tally.shown(group.mean),
    )


def _execution(account: Account) -> Chart:
    """Projects of the same whole percent and point share a bubble: ten thousand stay readable."""
    points: dict[tuple[Decimal, Decimal], list[Outcome]] = {}
    for outcome in account.whole.issued:
        score = tally.score(outcome)
        if outcome.execution_rate is not None and score is not None:
            at = rounded(outcome.execution_rate, ONE), rounded(score, ONE)
            points.setdefault(at, []).append(outcome)
    order = sorted(points)
    counts = [len(points[at]) for at in order]
    trace = {
        "type": "scatter",
        "mode": "markers",
        "x": [_plain(at[0]) for at in order],
        "y": [_plain(at[1]) for at in order],
        "text": [_named(points[at]) for at in order],
        "marker": {
            "size": counts,
            "sizemode": "area",
            "sizeref": max([*counts, 1]) / 700,
            "sizemin": 4,
            "opacity": 0.7,
        },
        "hovertemplate": "执行率约%{x}%，得分约%{y}分<br>%{text}<extra></extra>",
    }
    low = sum(len(points[at]) for at in order if at[0] < tally.LOW_EXECUTION)
    bands = tally.EXECUTION_BANDS
    groups = tally.banded(account.whole.issued, bands, lambda each: each.execution_rate)
    return Chart(
        "execution",
        "执行率与最终得分",
        f"横轴执行率、纵轴最终得分，圆点越大项目越多；执行率低于{tally.LOW_EXECUTION}%的有{low}个",
        (trace,),
        {
            "xaxis": {"title": {"text": "执行率（%）"}, "zeroline": False},
            "yaxis": {"title": {"text": "最终得分"}, "zeroline": False},
        },
        ("执行率", "项目数", "平均得分"),
        tuple(
            (band.name, str(len(group)), tally.shown(tally.mean(map(tally.score, group))))
            for band, group in zip(bands, groups, strict=True)
        ),
    )


def _named(outcomes: Sequence[Outcome]) -> str:
    """Names for the hover text, where plotly.js would read tags: none get through."""
    names = [projects.project_name(outcome) for outcome in outcomes[:NAMED]]
    safe = [name.translate(_NO_TAGS) for name in names]
    more = f"<br>等{len(outcomes)}个项目" if len(outcomes) > NAMED else ""
    return "<br>".join(safe) + more


_NO_TAGS = {ord("<"): "〈", ord(">"): "〉", ord("&"): "＆", ord("%"): "％", ord("{"): "（"}


def _plain(value: Decimal | None) -> float | None:
    """For a chart's pixels; figures that are read are written from their `Decimal`."""
    return None if value is None else float(value)
