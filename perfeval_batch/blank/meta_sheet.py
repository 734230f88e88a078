"""Draws the very hidden sheet _meta: the template's id and version, the drop-downs' lists."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from perfeval_batch import schema, schemes
from perfeval_batch.blank.sheet_design import Design
from perfeval_batch.schemes import Execution, Grade, Level1, Scheme
from perfeval_batch.sheets import Worksheet

SCHEME_LIST = "评价方案列表"
LEVEL1_LIST = "一级指标列表"
LEVEL2_LIST = "二级指标列表"
LEVEL2_OWNERS = "二级指标归属"
LEVEL2_HEAD = "二级指标首格"

_FULL_RATE = Decimal(100)
_FIRST = 2
"""0-based row of the lists' first value."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a scheme gives the workbook to choose from.

    Attributes:
        scheme: the scheme's name.
        levels: its level 1 with their level 2.
        grades: best first.
        execution: how 预算执行率 is scored.
        tolerance: a difference of up to this much is none.
        execution_low: a rate below this many percent needs a 说明.
        amount_most: an amount above this many 万元 is asked about: is it in 元?
    """

    scheme: str
    levels: tuple[Level1, ...]
    grades: tuple[Grade, ...]
    execution: Execution
    tolerance: Decimal
    execution_low: Decimal
    amount_most: Decimal

    @classmethod
    def from_scheme(cls, scheme: Scheme) -> Choices:
        """Take what the workbook needs."""
        return cls(
            scheme.name,
            scheme.levels,
            scheme.grades,
            scheme.execution,
            scheme.tolerance,
            scheme.limits.execution_low,
            scheme.limits.amount_most,
        )

    def execution_formula(self, weight: str, budget: str, executed: str) -> str:
        """The score of 预算执行率 as a formula of three cells that hold numbers."""
        score, rate = f"MIN({weight},{weight}*{executed}/{budget})", f"{executed}/{budget}*100"
        if self.execution.full_from < _FULL_RATE:
            score = f"IF({rate}>={self.execution.full_from},{weight},{score})"
        if self.execution.zero_below > 0:
            score = f"IF({rate}<{self.execution.zero_below},0,{score})"
        return f"ROUND({score},2)"

    @property
    def execution_rule(self) -> str:
        """The same in words."""
        rule = "自评得分＝分值×执行率，最高为分值"
        if self.execution.full_from < _FULL_RATE:
            rule += f"；执行率达到{self.execution.full_from}%的得满分"
        if self.execution.zero_below > 0:
            rule += f"；执行率低于{self.execution.zero_below}%的不得分"
        return rule


def draw(design: Design, choices: Choices) -> None:
    """Add the sheet and define the lists' names."""
    sheet = design.book.sheet(schema.META)
    sheet.write_string(0, 0, "模板标识")
    sheet.write_string(0, 1, schema.TEMPLATE_ID)
    sheet.write_string(1, 0, "模板版本")
    sheet.write_number(1, 1, schema.TEMPLATE_VERSION)
    pairs = [(level.name, inner.name) for level in choices.levels for inner in level.levels]
    names = schemes.scored()
    names = names if choices.scheme in names else (*names, choices.scheme)
    _list(design, sheet, 3, SCHEME_LIST, names)
    _list(design, sheet, 4, LEVEL1_LIST, tuple(level.name for level in choices.levels))
    _list(design, sheet, 5, LEVEL2_OWNERS, tuple(owner for owner, _ in pairs))
    _list(design, sheet, 6, LEVEL2_LIST, tuple(name for _, name in pairs))
    design.book.book.define_name(LEVEL2_HEAD, f"={schema.META}!$G${_FIRST + 1}")
    sheet.very_hidden()


def _list(
    design: Design, sheet: Worksheet, column: int, name: str, values: tuple[str, ...]
) -> None:
    sheet.write_string(_FIRST - 1, column, name)
    for row, value in enumerate(values, _FIRST):
        sheet.write_string(row, column, value)
    letter = "ABCDEFG"[column]
    last = _FIRST + max(len(values), 1)
    design.book.book.define_name(name, f"={schema.META}!${letter}${_FIRST + 1}:${letter}${last}")


def level2_choices(level1_cell: str) -> str:
    """The drop-down of a level 2: those of the level 1 beside it, all when it is none of the list.

    Plain functions of a drop-down's formula that Excel, WPS and LibreOffice all follow.
    """
    count = f"COUNTIF({LEVEL2_OWNERS},{level1_cell})"
    start = f"MATCH({level1_cell},{LEVEL2_OWNERS},0)-1"
    return f"=IF({count}=0,{LEVEL2_LIST},OFFSET({LEVEL2_HEAD},{start},0,{count},1))"


def level_rule(attribute: str, level1_cell: str) -> dict[str, object]:
    """The drop-down of a level's column; a name that is not in the list is asked about."""
    source = f"={LEVEL1_LIST}" if attribute == "level1" else level2_choices(level1_cell)
    rule: dict[str, object] = {"validate": "list", "source": source, "error_type": "warning"}
    return {**rule, "error_message": "不在下拉列表中。确需使用的可以保留。"}
