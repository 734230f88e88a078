"""Project in, its cells with their labels out: which ones the report, the sums and the checks need.

Not needed, so that an error in one of them is no fault: contacts, 项目类别, 佐证材料, 备注, and all
that is computed anew (执行率, the 合计 row, grades).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from operator import attrgetter

from perfeval_batch import schema
from perfeval_batch.model import Entry, FundsRow, Indicator, Project, State, Use

Cell = tuple[str, Entry[object]]
"""A label as the blank workbook writes it, and what stands there."""

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


def needed(project: Project) -> list[Cell]:
    """Every cell whose content the result depends on."""
    found = [*_FACTS.of(project.facts), *_TOTAL.of(project.funds.total)]
    for source in project.funds.sources:
        found += _AMOUNTS.of(source)
    for use in project.funds.uses:
        found += _USE.of(use)
    for row in project.indicators:
        found += _INDICATOR.of(row)
    return found + texts(project)


def holes(project: Project) -> list[Cell]:
    """The needed cells that are errors or open formulas; nearly always none."""
    rows = chain(
        (_FACTS.get(project.facts), _TOTAL.get(project.funds.total)),
        map(_AMOUNTS.get, project.funds.sources),
        map(_USE.get, project.funds.uses),
        map(_INDICATOR.get, project.indicators),
    )
    states = {entry.state for entry in chain.from_iterable(rows)}
    states.update(entry.state for _, entry in texts(project))
    if _HOLES.isdisjoint(states):
        return []
    return [cell for cell in needed(project) if cell[1].state in _HOLES]


_HOLES = frozenset({State.ERROR, State.UNCALCULATED})


def said(of: Iterable[Cell]) -> str:
    """The texts of cells in one, to look for something that is rarely there."""
    return "\n".join([entry.text for _, entry in of])


def prose(project: Project) -> list[Cell]:
    """The cells that hold sentences."""
    found = [*_PROSE.of(project.facts), ("说明", project.funds.total.explanation)]
    for row in project.indicators:
        found += _ROW_PROSE.of(row)
    return found + texts(project)


def words(project: Project) -> list[Cell]:
    """The cells that hold words of the department's own: sentences, names, qualitative values."""
    found: list[Cell] = [("项目名称", project.facts.name)]
    found += (("支出用途", use.purpose) for use in project.funds.uses)
    for row in project.indicators:
        found += _ROW_WORDS.of(row)
    return found + prose(project)


def texts(project: Project) -> list[Cell]:
    """The cells of 综合评价 but the grades."""
    found: list[Cell] = [(schema.OVERVIEW.name, project.texts.overview)]
    for field in schema.LIST_FIELDS:
        found += ((field.name, entry) for entry in getattr(project.texts, field.attribute))
    return found


def amounts(project: Project) -> Iterator[tuple[str, Entry[object]]]:
    """Every amount of 资金情况; those of a source carry its name before the label."""
    yield from _AMOUNTS.of(project.funds.total)
    for source in project.funds.sources:
        for label, entry in _AMOUNTS.of(source):
            yield f"{source.source.text}的{label}", entry
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
