"""The cells of a project with their labels: what the report and the sums need, what is prose.

Not needed, so that an error in one of them is no fault: contacts, 项目类别, 佐证材料, 备注, and all
that is computed anew (执行率, the 合计 row, grades).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import attrgetter

from perfeval_batch import schema, wording
from perfeval_batch.findings import Fault, Place
from perfeval_batch.model import Entry, FundsRow, Indicator, Project, Use

Cell = tuple[str, Entry[object]]
"""A label as the blank workbook writes it, and what stands there."""
Cells = tuple[Cell, ...]

AMOUNTS = ("initial_budget", "budget", "arrived", "executed")
"""The amount columns of 资金情况."""
SCORES = (("self_score", "自评得分"), ("review_score", "复核得分"))
"""The two score columns: attribute and header."""

_CONTACTS = frozenset({"category", "leader", "preparer", "phone", "filled_on"})


class _Columns:
    """Takes some attributes of a row at once, with their labels."""

    def __init__(self, fields: tuple[schema.Field, ...], attributes: tuple[str, ...]) -> None:
        self._labels = tuple(schema.field(fields, each).name for each in attributes)
        self._values = attrgetter(*attributes)

    def take(self, row: object) -> Iterator[Cell]:
        return zip(self._labels, self._values(row), strict=True)


_FACTS = _Columns(
    schema.FACT_FIELDS,
    tuple(each.attribute for each in schema.FACT_FIELDS if each.attribute not in _CONTACTS),
)
_TOTAL = _Columns(
    schema.FUNDS_FIELDS, (*AMOUNTS, "weight", "self_score", "review_score", "explanation", "reason")
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
_LISTS = tuple((each.name, attrgetter(each.attribute)) for each in schema.LIST_FIELDS)


def needed(project: Project) -> Cells:
    """Every cell whose content the result depends on."""
    funds = project.funds
    found = [*_FACTS.take(project.facts), *_TOTAL.take(funds.total)]
    for source in funds.sources:
        found += _AMOUNTS.take(source)
    for use in funds.uses:
        found += _USE.take(use)
    for row in project.indicators:
        found += _INDICATOR.take(row)
    return (*found, *_conclusion(project))


def prose(project: Project) -> Cells:
    """The cells that hold sentences."""
    found = [*_PROSE.take(project.facts), ("说明", project.funds.total.explanation)]
    if not project.funds.total.reason.blank:
        found.append(("扣分原因", project.funds.total.reason))
    for row in project.indicators:
        found += _ROW_PROSE.take(row)
    return (*found, *_conclusion(project))


def names(project: Project) -> Cells:
    """The cells that hold words of the department's own beside sentences: names, qualities."""
    found: list[Cell] = [("项目名称", project.facts.name)]
    found += [("支出用途", use.purpose) for use in project.funds.uses]
    for row in project.indicators:
        found += _ROW_WORDS.take(row)
    return tuple(found)


def _conclusion(project: Project) -> Iterator[Cell]:
    """The cells of 综合评价 but the grades."""
    texts = project.texts
    yield schema.OVERVIEW.name, texts.overview
    for name, entries_of in _LISTS:
        yield from ((name, entry) for entry in entries_of(texts))


def amounts(project: Project) -> Iterator[Cell]:
    """Every amount of 资金情况; those of a source carry its name before the label."""
    yield from _AMOUNTS.take(project.funds.total)
    for source in project.funds.sources:
        for label, entry in _AMOUNTS.take(source):
            yield f"{source.source.text or '这一行'}的{label}", entry
    for use in project.funds.uses:
        yield use_label(use), use.amount


USES, OF_A_USE = "支出用途的金额", "金额"
"""The column of the table of uses, and how the label of one of its amounts ends."""


def use_label(use: Use) -> str:
    """`“设备购置”的金额`."""
    return f"“{use.purpose.text}”的{OF_A_USE}" if use.purpose.text else OF_A_USE


def points(row: Indicator | FundsRow) -> Iterator[Cell]:
    """分值, 自评得分 and 复核得分 of an indicator or of 预算执行率."""
    return _POINTS.take(row)


def scored(project: Project) -> tuple[Indicator | FundsRow, ...]:
    """The rows that carry points: 预算执行率 when its 分值 is given, then the indicators."""
    if project.funds.total.weight.blank:
        return project.indicators
    return (project.funds.total, *project.indicators)


def indicator_named(row: Indicator, kind: str = "") -> str:
    """An indicator by its name: `成本指标“预算控制数”`; one without a name is `这一行成本指标`."""
    return f"{kind}{wording.quoted(row.name.text)}" if row.name.value else f"这一行{kind}"


_COLUMN = 2
"""Of a column that is typed as text from so many cells on, one finding is enough."""


def conversion_faults(
    label: str, found: list[tuple[Entry[object], str]], filled: int
) -> Iterator[Fault]:
    """What is said of numbers typed as text: once for a whole column, else cell by cell."""
    if len(found) >= _COLUMN and len(found) == filled:
        entry, value = found[0]
        yield Fault(
            entry.place,
            f"{label}一列的{len(found)}个数都不是单纯的数字，已按数字读取，"
            f"如{wording.quoted(entry.text)}读作{value}。",
            "请核对读取的结果；无误请选中这一列，转换为数字。",
        )
        return
    for entry, value in found:
        yield Fault(entry.place, _conversion(label, entry, value), f"请核对；无误请改填{value}。")


def _conversion(label: str, entry: Entry[object], value: str) -> str:
    """What stands in a cell that was typed as text, and how it was understood."""
    if entry.text in entry.how:
        typed = "不是数字格式，" if entry.how.startswith("文本") else "："
        return f"{label}{typed}{entry.how}。"
    return f"{label}填的是{wording.quoted(entry.text)}，已按{value}读取（{entry.how}）。"


def addresses(places: Iterable[Place]) -> str:
    """Addresses in a row: `K4、K7`."""
    return "、".join(place.cell or place.sheet for place in places)
