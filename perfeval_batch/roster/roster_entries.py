"""The project roster (项目名册) as values: what is due, what the bureau has fixed."""

from __future__ import annotations

from decimal import Decimal

from perfeval_batch import schema
from perfeval_batch.findings import Fault, Place
from perfeval_batch.model import ApprovedIndicator, Due, Entry, Identity, Quantity
from perfeval_batch.schema import Field, ValueKind
from perfeval_batch.values import Value

PROJECTS = "项目名册"
INDICATORS = "批复指标"

PROJECT_FIELDS = (
    Field(
        "项目编码",
        "code",
        ValueKind.CODE,
        width=18,
        hint="预算管理一体化系统中的项目编码；有批复指标的必填",
    ),
    Field("项目名称", "name", required=True, width=34, hint="与预算批复一致"),
    Field(
        "主管部门",
        "department",
        ValueKind.DEPARTMENT,
        required=True,
        width=24,
        hint="一级预算单位全称",
    ),
    Field("实施单位", "unit", required=True, width=24, hint="具体实施项目的单位全称"),
    Field(
        "项目类别",
        "category",
        choices=schema.field(schema.FACT_FIELDS, "category").choices,
        width=15,
        hint="可从下拉列表中选择",
    ),
    Field("年初预算数", "initial_budget", ValueKind.AMOUNT, width=14, hint="单位：万元，只填数字"),
    Field("评价方案", "scheme", width=22, hint="留空按“成本单列”"),
    Field("全年预算数", "budget", ValueKind.AMOUNT, width=14, hint="选填：调整后的预算，万元"),
    Field("全年执行数", "executed", ValueKind.AMOUNT, width=14, hint="选填：与自评表核对，万元"),
    Field("联系人", "contact", width=12, hint="选填：实施单位的填报人，催报时用"),
    Field(
        "联系电话", "phone", ValueKind.CODE, width=16, hint="选填：固定电话带区号，如0371-1234567"
    ),
)

_APPROVED = ("level1", "level2", "name", "comparison", "target", "unit_of_measure", "weight")
INDICATOR_FIELDS = (
    Field(
        "项目编码",
        "code",
        ValueKind.CODE,
        required=True,
        width=18,
        hint="与“项目名册”表中的项目编码一致",
    ),
    *(schema.field(schema.INDICATOR_FIELDS, attribute) for attribute in _APPROVED),
)


class Approved(Value, frozen=True):
    """An approved indicator: what the bureau has fixed of a row of 绩效指标."""

    level1: Entry[str]
    level2: Entry[str]
    name: Entry[str]
    comparison: Entry[str]
    target: Entry[Quantity]
    unit_of_measure: Entry[str]
    weight: Entry[Decimal]


class Listed(Value, frozen=True):
    """A project of the roster.

    Attributes:
        place: its row's first cell.
        code: 项目编码.
        name: 项目名称.
        department: 主管部门.
        unit: 实施单位.
        category: 项目类别.
        initial_budget: 年初预算数, 万元.
        scheme: 评价方案.
        budget: 全年预算数, 万元.
        executed: 全年执行数, 万元.
        contact: 联系人.
        phone: 联系电话.
        indicators: approved, in the roster's order.
    """

    place: Place
    code: Entry[str]
    name: Entry[str]
    department: Entry[str]
    unit: Entry[str]
    category: Entry[str]
    initial_budget: Entry[Decimal]
    scheme: Entry[str]
    budget: Entry[Decimal]
    executed: Entry[Decimal]
    contact: Entry[str]
    phone: Entry[str]
    indicators: tuple[Approved, ...] = ()


class Roster(Value, frozen=True):
    """A roster as read.

    Attributes:
        projects: in the file's order.
        faults: what has to be mended before the roster can be used, each with its cell.
        remarks: what was understood from a text (`800万元`), to be looked at.
    """

    projects: tuple[Listed, ...]
    faults: tuple[Fault, ...] = ()
    remarks: tuple[Fault, ...] = ()

    def due(self) -> tuple[Due, ...]:
        """What is to be handed in, in the roster's order."""
        return tuple(
            Due(
                Identity(
                    code=listed.code.value,
                    name=listed.name.value,
                    department=listed.department.value,
                    unit=listed.unit.value,
                    scheme=listed.scheme.value,
                ),
                budget=listed.initial_budget.value,
                place=listed.name.place,
                executed=listed.executed.value,
                contact=listed.contact.text,
                phone=listed.phone.text,
                indicators=tuple(map(_approved, listed.indicators)),
            )
            for listed in self.projects
        )


def _approved(row: Approved) -> ApprovedIndicator:
    return ApprovedIndicator(
        name=row.name.text,
        comparison=row.comparison.value or "",
        target=row.target.value,
        target_text=row.target.text,
        weight=row.weight.value,
        unit_of_measure=row.unit_of_measure.text,
    )
