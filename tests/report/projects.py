"""Projects made for the report's tests: the seed's facts, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from perfeval_batch.findings import Place
from perfeval_batch.model import (
    Entry,
    Facts,
    Funds,
    FundsRow,
    Indicator,
    Origin,
    Project,
    Quantity,
    State,
    Texts,
    Totals,
    Use,
)
from perfeval_batch.parsing import cell_values
from perfeval_batch.values import Value

T = TypeVar("T", bound=Value)
WORKBOOK = "某局/样例.xlsx"
LINES = (Path(__file__).parents[1] / "golden" / "seed.txt").read_text("utf-8").splitlines()


def entry(value: Any, sheet: str = "基本情况", row: int = 1, column: int = 2) -> Entry[Any]:  # noqa: ANN401  # whatever a cell can hold
    """A cell: None is blank, a Quantity is given by its text and value."""
    place = Place(WORKBOOK, sheet, row, column)
    if value is None or value == "":
        return Entry(place)
    if isinstance(value, tuple):
        return Entry(place, value[0], value[1], State.READ)
    if isinstance(value, date):
        return Entry(place, value.isoformat(), value, State.READ)
    return Entry(place, str(value), value, State.READ)


def points(text: str | None) -> Entry[Decimal]:
    """A number."""
    return entry(None if text is None else Decimal(text))


def number(text: str | None, unit: str = "") -> Entry[Quantity]:
    """A target or actual value that is a number."""
    return entry(
        None if text is None else (f"{text}{unit}", Quantity(number=Decimal(text), unit=unit))
    )


def words(text: str) -> Entry[Quantity]:
    """A target or actual value in words."""
    return entry((text, Quantity()))


def named(kind: type[T], given: Mapping[str, Any]) -> T:
    """A row of the model: what is not given is blank."""
    made = {}
    for name in kind.__struct_fields__:
        value = given.get(name)
        made[name] = value if isinstance(value, Entry) else entry(value)
    return kind(**made)


def indicator(
    level1: str,
    level2: str,
    name: str,
    weight: str,
    score: str,
    **more: Any,  # noqa: ANN401  # whatever cells can hold
) -> Indicator:
    """An indicator, self and review score alike unless said otherwise."""
    row = {"level1": level1, "level2": level2, "name": name, "weight": Decimal(weight)}
    row |= {"self_score": Decimal(score), "review_score": Decimal(score)} | more
    return named(Indicator, row)


FACTS: Mapping[str, Any] = {
    "year": 2023,
    "name": "运行维护经费",
    "code": "410000230001",
    "department": "某县住房和城乡建设局",
    "unit": "某县房产服务中心",
    "purpose": LINES[4],
    "content": LINES[6],
    "allocated": ("年初", None),
    "cutoff": date(2023, 12, 31),
    "overall_goal": "全面做好2023年老旧小区改造项目服务工作。",
    "annual_goal": "保障单位做好2023年老旧小区改造项目服务工作。",
    "completion": "2023年度全年老旧小区改造项目预期目标已完成。",
    "basis": LINES[18],
    "process": LINES[20],
}
AMOUNTS: Mapping[str, Any] = {
    name: Decimal("6313.66") for name in ("initial_budget", "budget", "arrived", "executed")
}
TOTAL: Mapping[str, Any] = {
    "source": "年度资金总额",
    **AMOUNTS,
    "weight": Decimal(10),
    "self_score": Decimal(10),
    "review_score": Decimal(10),
}
INDICATORS: tuple[Indicator, ...] = (
    indicator(
        "产出指标",
        "数量指标",
        "任务完成率",
        "10",
        "10",
        comparison="＝",
        target=number("100", "%"),
        actual=number("100", "%"),
        description="2023年度全年老旧小区改造项目预期目标完成率达100%",
    ),
    indicator(
        "产出指标",
        "质量指标",
        "工程完成质量",
        "10",
        "10",
        comparison="定性",
        target=words("符合国家相关标准"),
        actual=words("符合国家相关标准"),
        description="项目工程按照设计要求保质保量完成，且工程质检验收合格，均达到国家相关标准",
    ),
    indicator(
        "产出指标",
        "时效指标",
        "任务完成时间",
        "10",
        "10",
        comparison="定性",
        target=words("2023年1-12月"),
        actual=words("2023年1-12月"),
        description="2023年1-12月，工程按进度完成",
    ),
    indicator(
        "效益指标",
        "经济效益指标",
        "带动周边产业的发展",
        "10",
        "9.5",
        comparison="定性",
        target=words("有效带动"),
        actual=words("部分达成"),
        description=LINES[33].split("：", 1)[1].removesuffix("分值10分，得9.5分。"),
        reason="老旧小区改造项目带动周边产业的发展有限",
    ),
    indicator(
        "效益指标",
        "社会效益指标",
        "提高居住环境质量",
        "10",
        "9.7",
        comparison="定性",
        target=words("有效提高"),
        actual=words("基本达成"),
        description="完成老旧小区改造，改善了老旧小区脏乱差等现象，解决居民生活中的热点、难点问题，提高了居住环境质量",
        reason="现有老旧小区改造项目提高了居民居住环境质量，但仍存在尚未完善的地方",
    ),
    indicator(
        "效益指标",
        "生态效益指标",
        "保护环境，减少污染",
        "10",
        "9.0",
        comparison="定性",
        target=words("有效改善"),
        actual=words("基本达成"),
        description="加强了小区环境整治力度，改善了老旧小区内的雨污分流问题，提高了小区绿化率",
        reason="在整治老旧小区环境时，存在部分小区物业管理松散未能严格执行环境整治方案",
        measure="督促物业加强对老旧小区环境的治理和监督",
    ),
    indicator(
        "满意度指标",
        "服务对象满意度指标",
        "社会公众满意度",
        "10",
        "9.8",
        comparison="≥",
        target=number("90", "%"),
        actual=number("98", "%"),
        description="老旧小区改造改善了居民生活环境与出行条件，群众满意度和积极性非常高，且未收到社会公众的不良反映",
        reason="社会公众总体满意，但仍有部分居民对建筑工地施工产生的扬尘、噪音污染存在意见",
    ),
    indicator(
        "成本指标",
        "经济成本指标",
        "预算控制数",
        "10",
        "10",
        comparison="≤",
        target=number("6313.66"),
        actual=number("6313.66"),
        unit_of_measure="万元",
        description="全年预算资金6313.66万元，全年资金执行6313.66万元",
    ),
    indicator(
        "成本指标",
        "社会成本指标",
        "严格控制非生产性开支",
        "5",
        "5",
        comparison="定性",
        target=words("合理"),
        actual=words("合理"),
        description="合理，未超过标准，至今支付6313.66万元",
    ),
    indicator(
        "成本指标",
        "生态环境成本指标",
        "减少污染",
        "5",
        "4",
        comparison="定性",
        target=words("合理"),
        actual=words("合理"),
        description="合理",
        reason="仍存在监督、治理不到位的地方",
    ),
)
OVERVIEW = LINES[54]
PRACTICES = tuple(line[2:] for line in LINES[55:59])
PROBLEMS = ("部分老旧小区物业管理松散，未能严格执行环境整治方案，",)
MEASURES = (
    "督促物业加强对老旧小区环境的治理和监督，加强环保宣传，提高居民环保意识。",
    "不断加强业务学习，开展业务培训，提升业务水平。",
)


def project(
    facts: Mapping[str, Any] | None = None,
    total: Mapping[str, Any] | None = None,
    indicators: Sequence[Indicator] = INDICATORS,
    *,
    uses: Sequence[tuple[str | None, str | None]] = (("老旧小区改造", "6313.66"),),
    sources: Sequence[str] = ("当年财政拨款", "上年结转资金", "其他资金"),
    overview: str | None = OVERVIEW,
    lists: Mapping[str, Sequence[str]] | None = None,
) -> Project:
    """The seed's project, but for what is given."""
    told = {"practices": PRACTICES, "problems": PROBLEMS, "measures": MEASURES, **(lists or {})}
    zero = dict.fromkeys(AMOUNTS, Decimal(0))
    return Project(
        origin=Origin(WORKBOOK),
        facts=named(Facts, {**FACTS, **(facts or {})}),
        funds=Funds(
            total=named(FundsRow, {**TOTAL, **(total or {})}),
            sources=tuple(
                named(FundsRow, {"source": name, **(zero if number else AMOUNTS)})
                for number, name in enumerate(sources)
            ),
            uses=tuple(
                Use(entry(purpose), points(amount), entry(None)) for purpose, amount in uses
            ),
        ),
        indicators=tuple(indicators),
        totals=named(Totals, {}),
        texts=Texts(
            overview=entry(overview),
            self_grade=entry(None),
            review_grade=entry(None),
            **{
                name: tuple(
                    item
                    for text in told.get(name, ())
                    for item in cell_values.list_items(entry(text))
                )
                for name in ("practices", "problems", "measures", "suggestions", "others")
            },
        ),
    )
