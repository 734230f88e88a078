"""Project in, its cells with their labels out: which ones the report, the sums and the checks need.

Not needed, so that an error in one of them is no fault: contacts, 项目类别, 佐证材料, 备注, and all
that is computed anew (执行率, the 合计 row, grades).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import chain
from operator import attrgetter

from perfeval_batch import schema, wording
from perfeval_batch.findings import Place
from perfeval_batch.model import Entry, FundsRow, Indicator, Project, State, Use
from perfeval_batch.rules.once import once

Cell = tuple[str, Entry[object]]
"""A label as the blank workbook writes it, and what stands there."""
Cells = tuple[Cell, ...]
Part = tuple[tuple[str, ...], tuple[Entry[object], ...]]
"""Cells that lie together: their labels, and what stands there.

Most checks find nothing and need no labels, so cells and labels meet only when one asks.
"""


_CONTACTS = frozenset({"category", "leader", "preparer", "phone", "filled_on"})
AMOUNTS = ("initial_budget", "budget", "arrived", "executed")


class _Columns:
    """Takes some attributes of a row at once, with their labels."""

    def __init__(self, fields: tuple[schema.Field, ...], attributes: tuple[str, ...]) -> None:
        self.labels = tuple(schema.field(fields, each).name for each in attributes)
        self.get: Callable[[object], tuple[Entry[object], ...]] = attrgetter(*attributes)

    def of(self, row: object) -> Part:
        return self.labels, self.get(row)


_FACTS = _Columns(
    schema.FACT_FIELDS,
    tuple(each.attribute for each in schema.FACT_FIELDS if each.attribute not in _CONTACTS),
)
_TOTAL = _Columns(
    schema.FUNDS_FIELDS, (*AMOUNTS, "weight", "self_score", "review_score", "explanation")
)
_AMOUNTS = _Columns(schema.FUNDS_FIELDS, AMOUNTS)
_USE = _Columns(schema.USE_FIELDS, ("purpose", "amount"))
_INDICATOR = _Columns(
    schema.INDICATOR_FIELDS,
    tuple(each.attribute for each in schema.INDICATOR_FIELDS if each.attribute != "evidence"),
)
_POINTS = _Columns(schema.INDICATOR_FIELDS, ("weight", "self_score", "review_score"))


_PROSE = _Columns(
    schema.FACT_FIELDS,
    (
        *("purpose", "content", "standard", "adjustment"),
        *("overall_goal", "annual_goal", "completion", "basis", "process"),
    ),
)
_ROW_PROSE = _Columns(schema.INDICATOR_FIELDS, ("description", "reason", "measure"))
_ROW_WORDS = _Columns(schema.INDICATOR_FIELDS, ("name", "target", "actual"))


def _needed(project: Project) -> list[Part]:
    """Every cell whose content the result depends on."""
    funds = project.funds
    return [
        _FACTS.of(project.facts),
        _TOTAL.of(funds.total),
        *[_AMOUNTS.of(source) for source in funds.sources],
        *[_USE.of(use) for use in funds.uses],
        *[_INDICATOR.of(row) for row in project.indicators],
        *_texts(project),
    ]


@once
def _prose(project: Project) -> list[Part]:
    """The cells that hold sentences."""
    return [
        _PROSE.of(project.facts),
        (("说明",), (project.funds.total.explanation,)),
        *[_ROW_PROSE.of(row) for row in project.indicators],
        *_texts(project),
    ]


def _own_words(project: Project) -> list[Part]:
    """Beside sentences, the cells that hold words of the department's own: names, qualities."""
    uses = tuple([use.purpose for use in project.funds.uses])
    return [
        (("项目名称",), (project.facts.name,)),
        (("支出用途",) * len(uses), uses),
        *[_ROW_WORDS.of(row) for row in project.indicators],
    ]


def _texts(project: Project) -> list[Part]:
    """The cells of 综合评价 but the grades."""
    texts = project.texts
    lists = [(name, get(texts)) for name, get in _LISTS]
    return [
        ((schema.OVERVIEW.name,), (texts.overview,)),
        *[((name,) * len(entries), entries) for name, entries in lists],
    ]


_LISTS = tuple((field.name, attrgetter(field.attribute)) for field in schema.LIST_FIELDS)


def _labelled(parts: Iterable[Part]) -> Cells:
    return tuple(chain.from_iterable([zip(*part, strict=True) for part in parts]))


def _bare(parts: Iterable[Part]) -> tuple[Entry[object], ...]:
    return tuple(chain.from_iterable([entries for _, entries in parts]))


@once
def needed(project: Project) -> Cells:
    """Every cell whose content the result depends on, with its label."""
    return _labelled(_needed(project))


@once
def needed_entries(project: Project) -> tuple[Entry[object], ...]:
    """`needed` without labels."""
    return _bare(_needed(project))


@once
def prose(project: Project) -> Cells:
    """The cells that hold sentences, with their labels."""
    return _labelled(_prose(project))


@once
def words(project: Project) -> Cells:
    """The cells that hold words of the department's own, sentences last, with their labels."""
    return _labelled(_own_words(project)) + prose(project)


@once
def prose_entries(project: Project) -> tuple[Entry[object], ...]:
    """`prose` without labels."""
    return _bare(_prose(project))


@once
def prose_texts(project: Project) -> list[str]:
    """The texts of `prose`."""
    return [entry.text for entry in prose_entries(project)]


@once
def words_texts(project: Project) -> list[str]:
    """The texts of `words`."""
    return [entry.text for entry in _bare(_own_words(project))] + prose_texts(project)


@once
def said(project: Project) -> str:
    """The texts of `words` in one, to look for something that is rarely there."""
    return "\n".join(words_texts(project))


def cleaned(project: Project) -> bool:
    """Whether a needed cell held characters that were removed."""
    return True in [entry.cleaned for entry in needed_entries(project)]


def some(project: Project, state: State) -> bool:
    """Whether a needed cell is of that state, which is neither READ nor BLANK; rarely one is."""
    return id(state) in _states(project)


@once
def _states(project: Project) -> frozenset[int]:
    """The states of the needed cells, by identity: an Enum is slow to hash.

    Empty where all are blank or read as they stand, as in most projects.
    """
    states = [entry.state for entry in needed_entries(project)]
    usual = states.count(State.READ) + states.count(State.BLANK)
    return frozenset() if usual == len(states) else frozenset(map(id, states))


def holes(project: Project, state: State) -> list[Cell]:
    """The needed cells of that state, with their labels."""
    return (
        [cell for cell in needed(project) if cell[1].state is state] if some(project, state) else []
    )


@once
def amounts(project: Project) -> Cells:
    """Every amount of 资金情况; those of a source carry its name before the label."""
    return tuple(_amounts(project))


def _amounts(project: Project) -> Iterator[Cell]:
    yield from zip(*_AMOUNTS.of(project.funds.total), strict=True)
    for source in project.funds.sources:
        for label, entry in zip(*_AMOUNTS.of(source), strict=True):
            yield f"{source.source.text or '这一行'}的{label}", entry
    for use in project.funds.uses:
        yield use_label(use), use.amount


def negative_amounts(project: Project) -> list[Decimal]:
    """Those of `amounts` that are negative; nearly always none is."""
    funds = project.funds
    entries = chain.from_iterable([_AMOUNTS.get(row) for row in (funds.total, *funds.sources)])
    found = [entry.value for entry in (*entries, *[use.amount for use in funds.uses])]
    return [value for value in found if isinstance(value, Decimal) and value < 0]


def use_label(use: Use) -> str:
    """`“设备购置”的金额`."""
    return f"“{use.purpose.text}”的金额" if use.purpose.text else "金额"


def points(row: Indicator | FundsRow) -> Iterator[Cell]:
    """分值, 自评得分 and 复核得分 of an indicator or of 预算执行率."""
    return zip(*_POINTS.of(row), strict=True)


@once
def scores(project: Project) -> list[Decimal]:
    """All self and review scores that are numbers."""
    rows = scored(project)
    found = [row.self_score.value for row in rows] + [row.review_score.value for row in rows]
    return [value for value in found if value is not None]


@once
def scored(project: Project) -> tuple[Indicator | FundsRow, ...]:
    """The rows that carry points: 预算执行率 when its 分值 is given, then the indicators."""
    if project.funds.total.weight.blank:
        return project.indicators
    return (project.funds.total, *project.indicators)


def indicator_named(row: Indicator, kind: str = "") -> str:
    """An indicator by its name: `成本指标“预算控制数”`; one without a name is `这一行成本指标`."""
    return f"{kind}{wording.quoted(row.name.text)}" if row.name.value else f"这一行{kind}"


def conversion(label: str, entry: Entry[object], value: str) -> str:
    """What stands in a cell that was typed as text, and how it was understood."""
    if entry.text in entry.how:
        return f"{label}不是数字格式，{entry.how}。"
    return f"{label}填的是{wording.quoted(entry.text)}，已按{value}读取（{entry.how}）。"


def addresses(places: Iterable[Place]) -> str:
    """Addresses in a row: `K4、K7`."""
    return "、".join(place.cell or place.sheet for place in places)
