"""Project in, its cells with their labels out: which ones the report, the sums and the checks need.

Not needed, so that an error in one of them is no fault: contacts, 项目类别, 佐证材料, 备注, and all
that is computed anew (执行率, the 合计 row, grades).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, wraps
from operator import attrgetter

from perfeval_batch import schema
from perfeval_batch.model import Entry, FundsRow, Indicator, Project, State, Use

Cell = tuple[str, Entry[object]]
"""A label as the blank workbook writes it, and what stands there."""
Cells = tuple[Cell, ...]


class _Same:
    """A project as a key: the very object, for comparing two by value costs more than it saves."""

    __slots__ = ("project",)

    def __init__(self, project: Project) -> None:
        self.project = project

    def __hash__(self) -> int:
        return id(self.project)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.project is self.project


def _once(gather: Callable[[Project], Iterable[Cell]]) -> Callable[[Project], Cells]:
    """Gather the cells of a project once for all checks; they come one project after another."""

    @lru_cache(maxsize=1)
    def gathered(key: _Same) -> Cells:
        return tuple(gather(key.project))

    @wraps(gather)
    def cells(project: Project) -> Cells:
        return gathered(_Same(project))

    return cells


_CONTACTS = frozenset({"category", "leader", "preparer", "phone", "filled_on"})
AMOUNTS = ("initial_budget", "budget", "arrived", "executed")


class _Part:
    """Takes some attributes of a row at once, each with its label."""

    def __init__(self, fields: tuple[schema.Field, ...], attributes: tuple[str, ...]) -> None:
        self.labels = tuple(schema.field(fields, each).name for each in attributes)
        self.get = attrgetter(*attributes)

    def of(self, row: object) -> Iterator[Cell]:
        return zip(self.labels, self.get(row), strict=True)


_FACTS = _Part(
    schema.FACT_FIELDS,
    tuple(each.attribute for each in schema.FACT_FIELDS if each.attribute not in _CONTACTS),
)
_TOTAL = _Part(
    schema.FUNDS_FIELDS, (*AMOUNTS, "weight", "self_score", "review_score", "explanation")
)
_AMOUNTS = _Part(schema.FUNDS_FIELDS, AMOUNTS)
_USE = _Part(schema.USE_FIELDS, ("purpose", "amount"))
_INDICATOR = _Part(
    schema.INDICATOR_FIELDS,
    tuple(each.attribute for each in schema.INDICATOR_FIELDS if each.attribute != "evidence"),
)
_POINTS = _Part(schema.INDICATOR_FIELDS, ("weight", "self_score", "review_score"))


_PROSE = _Part(
    schema.FACT_FIELDS,
    (
        *("purpose", "content", "standard", "adjustment"),
        *("overall_goal", "annual_goal", "completion", "basis", "process"),
    ),
)
_ROW_PROSE = _Part(schema.INDICATOR_FIELDS, ("description", "reason", "measure"))
_ROW_WORDS = _Part(schema.INDICATOR_FIELDS, ("name", "target", "actual"))


@_once
def needed(project: Project) -> Iterator[Cell]:
    """Every cell whose content the result depends on."""
    yield from _FACTS.of(project.facts)
    yield from _TOTAL.of(project.funds.total)
    for source in project.funds.sources:
        yield from _AMOUNTS.of(source)
    for use in project.funds.uses:
        yield from _USE.of(use)
    for row in project.indicators:
        yield from _INDICATOR.of(row)
    yield from texts(project)


def holes(project: Project) -> list[Cell]:
    """The needed cells that are errors or open formulas; nearly always none."""
    error, open_ = State.ERROR, State.UNCALCULATED
    return [cell for cell in needed(project) if (state := cell[1].state) is error or state is open_]


def said(of: Iterable[Cell]) -> str:
    """The texts of cells in one, to look for something that is rarely there."""
    return "\n".join([entry.text for _, entry in of])


@_once
def prose(project: Project) -> Iterator[Cell]:
    """The cells that hold sentences."""
    yield from _PROSE.of(project.facts)
    yield "说明", project.funds.total.explanation
    for row in project.indicators:
        yield from _ROW_PROSE.of(row)
    yield from texts(project)


@_once
def words(project: Project) -> Iterator[Cell]:
    """The cells that hold words of the department's own: sentences, names, qualitative values."""
    yield "项目名称", project.facts.name
    for use in project.funds.uses:
        yield "支出用途", use.purpose
    for row in project.indicators:
        yield from _ROW_WORDS.of(row)
    yield from prose(project)


@_once
def texts(project: Project) -> Iterator[Cell]:
    """The cells of 综合评价 but the grades."""
    yield schema.OVERVIEW.name, project.texts.overview
    for field in schema.LIST_FIELDS:
        for entry in getattr(project.texts, field.attribute):
            yield field.name, entry


@_once
def amounts(project: Project) -> Iterator[Cell]:
    """Every amount of 资金情况; those of a source carry its name before the label."""
    yield from _AMOUNTS.of(project.funds.total)
    for source in project.funds.sources:
        for label, entry in _AMOUNTS.of(source):
            yield f"{source.source.text or '这一行'}的{label}", entry
    for use in project.funds.uses:
        yield use_label(use), use.amount


def use_label(use: Use) -> str:
    """`“设备购置”的金额`."""
    return f"“{use.purpose.text}”的金额" if use.purpose.text else "金额"


def points(row: Indicator | FundsRow) -> Iterator[Cell]:
    """分值, 自评得分 and 复核得分 of an indicator or of 预算执行率."""
    return _POINTS.of(row)


def scored(project: Project) -> Iterator[Indicator | FundsRow]:
    """The rows that carry points: 预算执行率 when its 分值 is given, then the indicators."""
    if not project.funds.total.weight.blank:
        yield project.funds.total
    yield from project.indicators
