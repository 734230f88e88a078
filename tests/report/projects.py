"""Projects made for the report's tests: the seed's facts, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

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

WORKBOOK = "某局/样例.xlsx"


def entry(value: Any, sheet: str = "基本情况", row: int = 1, column: int = 2) -> Entry[Any]:
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
    return entry(None if text is None else (f"{text}{unit}", Quantity(number=Decimal(text), unit=unit)))


def words(text: str) -> Entry[Quantity]:
    """A target or actual value in words."""
    return entry((text, Quantity()))


def named(kind: type, given: Mapping[str, Any]) -> Any:
    """A row of the model: what is not given is blank."""
    made = {}
    for each in fields(kind):
        value = given.get(each.name)
        made[each.name] = value if isinstance(value, Entry) else entry(value)
    return kind(**made)


def indicator(level1: str, level2: str, name: str, weight: str, score: str, **more: Any) -> Indicator:
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
    "purpose": "保障单位做好2023年老旧小区改造项目服务工作。确保满足本年度老旧小区改造项目的建设需求，推进了老旧小区改造，提升了居民生活质量、优化了本县环境、推动了本县经济发展。",
    "content": "主要用于满足老旧小区改造工程建设的资金需求，解决居民生活中的不便，提高居民的安全感和满意度。",
    "allocated": ("年初", None),
    "cutoff": date(2023, 12, 31),
    "overall_goal": "全面做好2023年老旧小区改造项目服务工作。",
    "annual_goal": "保障单位做好2023年老旧小区改造项目服务工作。",
    "completion": "2023年度全年老旧小区改造项目预期目标已完成。",
    "basis": "为了更好地做好老旧小区改造项目服务工作开展本次项目性绩效评价，评价的原则是实事求是，参照单位年初制定的工作目标和年终完成的各项任务作为评价依据，结合单位工作实际情况建立有针对性的评级指标和数值，采用定性和定量分析法。",
    "process": "项目单位认真仔细阅读绩效办下发的绩效评价相关文件，充分重视，由财务人员牵头组织实施，办公室和其他业务处室积极配合，根据单位实际情况制定项目绩效目标，设计绩效评分体系和评价指标。",
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
        "产出指标", "数量指标", "任务完成率", "10", "10",
        comparison="＝", target=number("100", "%"), actual=number("100", "%"),
        description="2023年度全年老旧小区改造项目预期目标完成率达100%",
    ),
    indicator(
        "产出指标", "质量指标", "工程完成质量", "10", "10",
        comparison="定性", target=words("符合国家相关标准"), actual=words("符合国家相关标准"),
        description="项目工程按照设计要求保质保量完成，且工程质检验收合格，均达到国家相关标准",
    ),
    indicator(
        "产出指标", "时效指标", "任务完成时间", "10", "10",
        comparison="定性", target=words("2023年1-12月"), actual=words("2023年1-12月"),
        description="2023年1-12月，工程按进度完成",
    ),
    indicator(
        "效益指标", "经济效益指标", "带动周边产业的发展", "10", "9.5",
        comparison="定性", target=words("有效带动"), actual=words("部分达成"),
        description="老旧小区是城市的重要组成部分，通过改造老旧小区，可以推动城市更新和发展，提高城市的形象和品质，吸引更多的投资者，带动周边产业的发展。",
        reason="老旧小区改造项目带动周边产业的发展有限",
    ),
    indicator(
        "效益指标", "社会效益指标", "提高居住环境质量", "10", "9.7",
        comparison="定性", target=words("有效提高"), actual=words("基本达成"),
        description="完成老旧小区改造，改善了老旧小区脏乱差等现象，解决居民生活中的热点、难点问题，提高了居住环境质量",
        reason="现有老旧小区改造项目提高了居民居住环境质量，但仍存在尚未完善的地方",
    ),
    indicator(
        "效益指标", "生态效益指标", "保护环境，减少污染", "10", "9.0",
        comparison="定性", target=words("有效改善"), actual=words("基本达成"),
        description="加强了小区环境整治力度，改善了老旧小区内的雨污分流问题，提高了小区绿化率",
        reason="在整治老旧小区环境时，存在部分小区物业管理松散未能严格执行环境整治方案",
        measure="督促物业加强对老旧小区环境的治理和监督",
    ),
    indicator(
        "满意度指标", "服务对象满意度指标", "社会公众满意度", "10", "9.8",
        comparison="≥", target=number("90", "%"), actual=number("98", "%"),
        description="老旧小区改造改善了居民生活环境与出行条件，群众满意度和积极性非常高，且未收到社会公众的不良反映",
        reason="社会公众总体满意，但仍有部分居民对建筑工地施工产生的扬尘、噪音污染存在意见",
    ),
    indicator(
        "成本指标", "经济成本指标", "预算控制数", "10", "10",
        comparison="≤", target=number("6313.66"), actual=number("6313.66"), unit_of_measure="万元",
        description="全年预算资金6313.66万元，全年资金执行6313.66万元",
    ),
    indicator(
        "成本指标", "社会成本指标", "严格控制非生产性开支", "5", "5",
        comparison="定性", target=words("合理"), actual=words("合理"),
        description="合理，未超过标准，至今支付6313.66万元",
    ),
    indicator(
        "成本指标", "生态环境成本指标", "减少污染", "5", "4",
        comparison="定性", target=words("合理"), actual=words("合理"),
        description="合理", reason="仍存在监督、治理不到位的地方",
    ),
)
OVERVIEW = "运行维护经费各项支出已达到预期目标，老旧小区改造改善了民生、优化了环境、提升了城市形象、推动了城市更新和发展。在实施过程中我单位也总结出了一些经验："
PRACTICES = (
    "通过多种途径告知群众各项老旧小区改造项目，并充分地向群众解释各个项目的具体内容，并对施工过程中对居民造成的不便请求谅解，提高群众的配合度。",
    "通过各类培训提高工作人员的业务工作能力，更好的完成各项老旧小区改造项目服务工作。",
    "在建筑项目开工前，有选择性地对部分工程的主体方有关负责人进行交底谈话，告知其工程建设中必须遵循的建设法律法规和工程建设强制性标准等内容，及时指正施工主体的不良行为；同时通过预先控制的监察方式，在施工工序进行前，提要求、查方案，对可能出现的问题给予提醒，尽可能做到防范于前，变被动执法为主动服务，变事后处罚为事前防范。",
    "对各类建筑项目实施全程监控。对违法项目停工整顿并处罚，及时消除了安全隐患。",
)
PROBLEMS = ("部分老旧小区物业管理松散，未能严格执行环境整治方案，",)
MEASURES = (
    "督促物业加强对老旧小区环境的治理和监督，加强环保宣传，提高居民环保意识。",
    "不断加强业务学习，开展业务培训，提升业务水平。",
)


def project(  # noqa: PLR0913  # each argument is one part of a workbook to deviate in
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
                name: tuple(entry(text) for text in told.get(name, ()))
                for name in ("practices", "problems", "measures", "suggestions", "others")
            },
        ),
    )
