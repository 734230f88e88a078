"""The charts of 总览.html: where bars and bubbles lie, and the numbers as a table beside each.

`page.html` draws them as SVG; colours come from its style, which knows light from dark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt

from perfeval_batch import wording
from perfeval_batch.scoring import rounded
from perfeval_batch.summary import figures
from perfeval_batch.summary.figures import Account

WIDTH, HEIGHT = 400, 240
"""Of a chart in the units of its picture; it is as wide as the page lets it be."""
LEFT, RIGHT, TOP, BOTTOM = 38, 14, 18, 34
"""Margins around what is drawn."""
MOST_DEPARTMENTS = 20
SHORT = 5
"""More columns than this have no room for the unit in their names."""
NAMED = 3
"""So many projects of a bubble are named when the mouse rests on it."""
LARGEST, SMALLEST = 14, 3
"""Radius of a bubble."""
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Mark:
    """A bar or a bubble: its place, what is written beside it, what the mouse is told.

    Attributes:
        x: left edge of a bar, centre of a bubble.
        y: top edge, or centre.
        width: of a bar, in percent for a department's; radius of a bubble.
        height: of a bar.
        text: its figure.
        told: shown when the mouse rests on it.
        name: of what it counts.
    """

    x: float
    y: float
    width: float
    height: float = 0
    text: str = ""
    told: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of the page.

    Attributes:
        key: columns, bubbles or departments: how it is drawn.
        title: what it shows.
        said: what it says, for who cannot see it.
        marks: the bars or bubbles.
        headers: of the table beside it.
        rows: of that table.
        ticks: of a scale: horizontal or vertical, place, text.
    """

    key: str
    title: str
    said: str
    marks: tuple[Mark, ...]
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    ticks: tuple[tuple[str, float, str], ...] = ()


def draw(account: Account) -> tuple[Chart, ...]:
    """Grades, scores, execution against score, departments."""
    issued = account.whole.issued
    scores = figures.SCORE_BANDS.split(issued, "score")
    return (
        _columns("评价等级", "等级", [(n, len(p)) for n, p in figures.by_grade(account.whole)]),
        _columns("得分分布", "得分", [(name, len(part)) for name, part in scores]),
        _execution(account),
        _departments(account),
    )


def _columns(title: str, header: str, counts: Sequence[tuple[str, int]]) -> Chart:
    """Upright bars of counts."""
    step = (WIDTH - LEFT - RIGHT) / len(counts)
    most = max(1, *(count for _, count in counts))
    room = HEIGHT - TOP - BOTTOM
    marks = []
    for number, (name, count) in enumerate(counts):
        height = room * count / most
        x, y = LEFT + step * (number + 0.16), HEIGHT - BOTTOM - height
        told = f"{name}：{count}个项目"
        short = name.replace("分", "", 1) if len(counts) > SHORT else name
        marks.append(Mark(_px(x), _px(y), _px(step * 0.68), _px(height), str(count), told, short))
    said = "，".join(f"{name}{count}个" for name, count in counts if count)
    rows = tuple((name, str(count)) for name, count in counts)
    said = said or "没有已出报告的项目"
    return Chart("columns", f"{title}（项目数）", said, tuple(marks), (header, "项目数"), rows)


def _execution(account: Account) -> Chart:
    """Projects of the same whole percent and point share a bubble: ten thousand stay readable."""
    issued = account.whole.issued
    known = issued[issued["execution_rate"].notna() & issued["score"].notna()]
    points: dict[tuple[Decimal, Decimal], list[str]] = {}
    for rate, score, name in figures.rows_of(known, "execution_rate", "score", "name"):
        points.setdefault((rounded(rate, ONE), rounded(score, ONE)), []).append(name)
    right = max([Decimal(100), *(rate for rate, _ in points)])
    left = min([Decimal(50), *(rate // 10 * 10 for rate, _ in points)])
    low = min([Decimal(60), *(score for _, score in points)])
    most = max((len(names) for names in points.values()), default=1)

    def across(rate: Decimal) -> float:
        return _px(LEFT + float((rate - left) / (right - left)) * (WIDTH - LEFT - RIGHT - 10))

    def up(score: Decimal) -> float:
        room = HEIGHT - TOP - BOTTOM
        return _px(HEIGHT - BOTTOM - float((score - low) / (100 - low or 1)) * room)

    marks = tuple(
        Mark(
            across(rate),
            up(score),
            _px(max(SMALLEST, LARGEST * sqrt(len(names) / most))),
            told=f"执行率约{rate}%，得分约{score}分：{_named(names)}",
        )
        for (rate, score), names in sorted(points.items())
    )
    below = sum(len(names) for (rate, _), names in points.items() if rate < figures.LOW_EXECUTION)
    rates = [left + (right - left) * step / 5 for step in range(6)]  # whole percents
    scores = [low + (100 - low) * step / 4 for step in range(5)]
    ticks = (
        *(("x", across(rate), f"{rounded(rate, ONE):f}%") for rate in rates),
        *(("y", up(score), f"{rounded(score, ONE):f}") for score in scores),
    )
    bands = figures.EXECUTION_BANDS.split(issued, "execution_rate")
    rows = tuple(
        (name, str(len(part)), wording.known(figures.mean(part["score"]))) for name, part in bands
    )
    said = (
        "横轴执行率、纵轴最终得分，圆点越大项目越多；"
        f"执行率低于{figures.LOW_EXECUTION}%的有{below}个"
    )
    headers = ("执行率", "项目数", "平均得分")
    return Chart("bubbles", "执行率（横）与最终得分（纵）", said, marks, headers, rows, ticks)


def _named(names: Sequence[str]) -> str:
    more = f"等{len(names)}个项目" if len(names) > NAMED else ""
    return "、".join(names[:NAMED]) + more


def _departments(account: Account) -> Chart:
    """Two bars a department, the largest budgets first: mean score and execution rate."""
    known = figures.largest(account)
    known = known[known["mean"].notna()]
    keys = ("name", "reported", "budget", "execution_rate", "mean")
    every = list(figures.rows_of(known, *keys))
    marks = tuple(
        Mark(
            0, 0, _px(min(float(value or 0), 100)), text=f"{wording.known(value)}{unit}", name=name
        )
        for name, _, _, rate, mean in every[:MOST_DEPARTMENTS]
        for value, unit in ((mean, ""), (rate, "%"))
    )
    more = "" if len(known) <= MOST_DEPARTMENTS else f"（预算金额居前的{MOST_DEPARTMENTS}个）"
    said = "；".join(f"{row[0]}平均{wording.known(row[4])}分" for row in every[:NAMED])
    rows = tuple(
        (name, str(count), wording.known(budget, 6), wording.known(rate), wording.known(mean))
        for name, count, budget, rate, mean in every
    )
    headers = ("主管部门", "项目数", "全年预算数（万元）", "执行率（%）", "平均得分")
    return Chart("departments", f"各部门平均得分与执行率{more}", said, marks, headers, rows)


def _px(value: float) -> float:
    """A place in a picture: a tenth of a unit is finer than anyone sees."""
    return round(value, 1)
