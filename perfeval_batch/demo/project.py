"""Realistic projects without faults: what each did in a year, and how it tells of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from perfeval_batch import schemes, wording
from perfeval_batch.demo import project_funds, project_year, scored, sectors
from perfeval_batch.demo.project_funds import Money
from perfeval_batch.demo.project_year import Fortune
from perfeval_batch.demo.scored import Row
from perfeval_batch.demo.sectors import Pattern, Sector, Subject
from perfeval_batch.demo.writing import Voice, phrases
from perfeval_batch.model import CellValue, Filling

YEAR = 2023
SCHEME = schemes.DEFAULT
LEVELS = {"产出指标": 30, "效益指标": 30, "满意度指标": 10, "成本指标": 20}
"""分值 of the level 1 of 成本单列, without 预算执行率."""
_COUNTS = {"产出指标": (4, 8), "效益指标": (2, 5), "满意度指标": (1, 2), "成本指标": (1, 4)}
_TOWNS = (
    *("城关镇", "白沙镇", "石桥镇", "青山镇", "龙泉镇", "河口镇", "新铺镇", "双溪镇", "马槽镇"),
    *("枫林镇", "竹园乡", "大坪乡", "柳林乡", "黄泥乡", "太平乡", "高岭乡"),
    *("东湖街道", "西门街道", "南岸街道", "北关街道"),
)
_FIRST, _SECOND = (
    "云清临安宁永长新平丰宜兴广德和顺康泰嘉昌",
    "溪河江山阳川源林湖泉城岭洲原州水塘关口田",
)
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
_GIVEN = "伟芳敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国志文思雨海燕"
_GROUPS, _GROUP = 4, 5
"""Groups of indicators of which one each may be missed, and how large a group is at most."""
_MIXING = 23
"""A prime above the number of indicators: counted in steps modulo it they come mixed."""
_SHARE_ADVISED = 0.3


@dataclass(frozen=True, slots=True)
class Plan:
    """Who a project is; no two numbers give the same name and unit.

    Attributes:
        number: of the project in its batch.
        county: whose bureau it is handed in to.
        sector: its department's field.
        subject: its theme.
        town: where it is carried out.
        unit: 实施单位.
    """

    number: int
    county: str
    sector: Sector
    subject: Subject
    town: str
    unit: str

    @property
    def department(self) -> str:
        """主管部门."""
        return self.county + self.sector.department


def plan(number: int) -> Plan:
    """Spread numbers over sectors, themes, towns and counties."""
    every = sectors.load()
    local, at = divmod(number, len(every))
    sector = every[at]
    rest, theme = divmod(local, len(sector.subjects))
    block, town = divmod(rest, len(_TOWNS))
    county, kind = divmod(block, len(sector.units))
    place = _TOWNS[(town * 7 + theme * 3 + at * 5) % len(_TOWNS)]
    unit = sector.units[(kind + theme) % len(sector.units)].format(镇=place)
    name = _county(county)
    return Plan(number, name, sector, sector.subjects[theme], place, name + unit)


def _county(number: int) -> str:
    """A county's name; after the names are used up they are numbered."""
    rest, first = divmod(number, len(_FIRST))
    rest, second = divmod(rest, len(_SECOND))
    return f"{_FIRST[first]}{_SECOND[(second + first) % len(_SECOND)]}{rest or ''}县"


def generator(seed: int, number: int, purpose: str) -> Random:
    """Randomness that depends on nothing else; the same on every machine."""
    return Random(f"{seed}/{number}/{purpose}")  # noqa: S311  # samples, no secrets


@dataclass(frozen=True, slots=True)
class Story:
    """What a project did in a year: its money, its indicators, and which it missed."""

    fortune: Fortune
    spent: Money
    rows: tuple[Row, ...]
    missed: frozenset[int]


def tell(seed: int, number: int, year: int = YEAR) -> Story:
    """What a project did; a later year follows from the one before.

    The next year has the same indicators, targets not below what was reached, other ones missed,
    a budget of about that size, what was left carried over, and no less of it spent.
    """
    who = plan(number)
    before = tell(seed, number, year - 1) if year > YEAR else None
    rng = generator(seed, number, "project" if before is None else f"project/{year}")
    fortune = before.fortune if before else project_year.draw(seed, number)
    spent = project_funds.spend(who.sector.uses, fortune, before.spent if before else None, rng)
    turn = number // len(sectors.load()) + seed * 7 + (year - YEAR) * _NEXT_YEAR
    missed = _missed(who, turn, fortune.turns)
    if before is None:
        chosen = _weighed(who, missed, rng)
        former: dict[int, Row] = {}
    else:
        chosen = [(row.pattern, row.weight) for row in before.rows]
        former = {row.pattern.number: row for row in before.rows}
        missed = (missed & former.keys()) - before.missed
    rows = [
        scored.score(
            pattern,
            weight,
            rng,
            gap=fortune.gap if pattern.number in missed else None,
            before=former.get(pattern.number),
        )
        for pattern, weight in chosen
    ]
    return Story(fortune, spent, tuple(rows), frozenset(missed))


_NEXT_YEAR = 61
"""Turns by which the next year is away, so that other indicators are missed."""
_NEXT_TELLING = 25
"""Turns of a theme by which the next year is away, so that problems are told otherwise."""


def make(seed: int, number: int, year: int = YEAR) -> Filling:
    """Make one project: what it did, what it spent, what it says."""
    who, story = plan(number), tell(seed, number, year)
    rng = generator(seed, number, f"texts/{year}")
    local, sector = divmod(number, len(sectors.load()))
    voice = Voice(
        local // len(who.sector.subjects) + seed + (year - YEAR) * _NEXT_TELLING,
        who.sector.subjects.index(who.subject),
        sector,
        {
            "work": who.subject.work,
            "outcome": who.subject.outcome,
            "people": who.sector.people,
            "field": who.sector.field,
            "place": who.town,
            "unit": who.unit,
            "year": str(year),
        },
    )
    late = None
    if story.spent.score != project_funds.WEIGHT:
        kind = "execution" if story.spent.rate >= _NEARLY_ALL else "execution_shortfall"
        at = (number * 3 + year) % len(phrases()[f"{kind}_reason"])
        late = (phrases()[f"{kind}_reason"][at], phrases()[f"{kind}_measure"][at])
    weak = "_weak" if story.fortune.poor else ""
    return Filling(
        facts=_facts(who, voice, story, rng, year),
        funds=project_funds.cells(story.spent, late and late[0]),
        uses=tuple({"支出用途": use, "金额": amount} for use, amount in story.spent.uses),
        indicators=tuple(scored.cells(row, voice, rng) for row in story.rows),
        totals={},
        texts={"经验概述": voice.text(f"overview{weak}", _in_short(story, rng))},
        lists={"主要经验及做法": _practices(voice, story, rng), **_lists(voice, story, late, rng)},
    )


def _in_short(story: Story, rng: Random) -> str:
    """Which results were reached, or what a poor project has to say first: which were not."""
    poor = story.fortune.poor
    names = _some([row.pattern.name for row in story.rows if row.full is not poor], 3, rng)
    return f"{'、'.join(names)}{'没有达到年初的要求' if poor else '完成得较好'}"


def _some(names: Sequence[str], most: int, rng: Random) -> list[str]:
    """At most so many of them, in their order."""
    return [names[at] for at in sorted(rng.sample(range(len(names)), min(most, len(names))))]


_NEARLY_ALL = 90
"""Percent of the budget from which on a remainder is a matter of last payments."""


def _weighed(who: Plan, missed: set[int], rng: Random) -> list[tuple[Pattern, Decimal]]:
    """Choose indicators that fit the project, and give them weights."""
    chosen: list[tuple[Pattern, Decimal]] = []
    for level, weight in LEVELS.items():
        patterns = _chosen(_fitting(who, level), missed, rng.randint(*_COUNTS[level]), rng)
        chosen += zip(patterns, _weights(weight, len(patterns), rng), strict=True)
    return chosen


def _fitting(who: Plan, level: str) -> list[Pattern]:
    """The indicators of a level 1 that do not speak of another theme of the sector.

    Others fill up where they would be too few, or a level 2 of 产出 would have none.
    """
    every = who.sector.of(level)
    fitting = [pattern for pattern in every if _fits(pattern.name, who)]
    others = [pattern for pattern in every if pattern not in fitting]
    if level == "产出指标":
        kept = {pattern.level2 for pattern in fitting}
        fitting += [pattern for pattern in others if pattern.level2 not in kept]
    lacking = max(0, _COUNTS[level][0] - len(fitting))
    fitting += [each for each in others if each not in fitting][:lacking]
    return [pattern for pattern in every if pattern in fitting]


def _fits(name: str, who: Plan) -> bool:
    """No other theme shares more pieces with an indicator's name than the project's own."""
    pieces = {name[at : at + 2] for at in range(len(name) - 1)}

    def shared(subject: Subject) -> int:
        told = f"{subject.name} {subject.work} {subject.outcome}"
        return sum(piece in told for piece in pieces)

    return shared(who.subject) >= max(map(shared, who.sector.subjects))


def _missed(who: Plan, turn: int, turns: int) -> set[int]:
    """Which indicators a project misses: one of each of four groups, or of more for a poor one.

    Laid out like the wordings (writing.py): of 125 projects of a sector no two share more than
    two of them; the next 125 have other groups.
    """
    fitting = [pattern for level in LEVELS for pattern in _fitting(who, level)]
    fine = [pattern.number for pattern in fitting if scored.can_be_missed(pattern)]
    found: set[int] = set()
    for each in range(turns):
        found |= _missed_once(fine, turn + each * _NEXT_TURN)
    return found


_NEXT_TURN = 17


def _missed_once(fine: list[int], turn: int) -> set[int]:
    a, b, c, era = turn, turn // _GROUP, turn // _GROUP**2, turn // _GROUP**3
    mixed = sorted(fine, key=lambda at: at * (era + 1) % _MIXING)
    found = set()
    for group in range(_GROUPS):
        members = mixed[group::_GROUPS]
        at = (a + b * group + c * group * group) % _GROUP
        if members:
            found.add(members[at % len(members)])
    return found


def _chosen(
    patterns: Sequence[Pattern], missed: set[int], count: int, rng: Random
) -> list[Pattern]:
    """`count` of them in their order: those that are missed, and every level 2 of 产出."""
    first = [pattern for pattern in patterns if pattern.number in missed]
    if patterns[0].level1 == "产出指标":
        first += {each.level2: each for each in _mixed(patterns, rng)}.values()
    picked = {pattern.number for pattern in first}
    others = [pattern for pattern in patterns if pattern.number not in picked]
    more = max(0, min(count - len(picked), len(others)))
    picked |= {pattern.number for pattern in rng.sample(others, more)}
    return [pattern for pattern in patterns if pattern.number in picked]


def _mixed(patterns: Sequence[Pattern], rng: Random) -> list[Pattern]:
    return rng.sample(list(patterns), len(patterns))


def _weights(total: int, count: int, rng: Random) -> list[Decimal]:
    """Whole points that add up to the level's weight, none less than 2."""
    base, over = divmod(total, count)
    weights = [base + (at < over) for at in range(count)]
    if count > 1 and base > 3 and rng.random() < 0.5:  # noqa: PLR2004  # now and then one weighs more
        one, other = rng.sample(range(count), 2)
        weights[one] += 1
        weights[other] -= 1
    return [Decimal(weight) for weight in weights]


def _facts(who: Plan, voice: Voice, story: Story, rng: Random, year: int) -> dict[str, CellValue]:
    told = _telling(story.rows, rng)
    first = date(year, 1, 1)
    weak = "_weak" if story.fortune.poor else ""
    return {
        "评价年度": year,
        "项目名称": who.subject.name,
        "项目编码": f"{YEAR}-{who.sector.code}-{who.number + 1:05d}",
        "主管部门": who.department,
        "实施单位": who.unit,
        "项目类别": rng.choice(("部门项目", "专项资金项目", "转移支付项目")),
        "评价方案": SCHEME,
        "项目负责人": _person(rng),
        "填报人": _person(rng),
        "联系电话": f"0718-555{rng.randrange(10000):04d}",
        "填报日期": date(year + 1, 1, 5) + timedelta(days=rng.randrange(45)),
        "项目目的": voice.text("purpose"),
        "项目内容": voice.text("content", _parts(story)),
        "执行标准": rng.choice(phrases()["standard"]),
        "实施开始日期": first + timedelta(days=rng.choice((0, 0, 31, 59))),
        "实施结束日期": date(year, 12, 31) - timedelta(days=rng.choice((0, 0, 16, 31))),
        "资金下达时间": rng.choice(("年初", first + timedelta(days=rng.randrange(10, 75)))),
        "数据截止日期": date(year, 12, 31),
        "预算调整说明": rng.choice(phrases()["adjustment"]) if story.spent.adjusted else None,
        "项目绩效总目标": voice.text("overall", _aim(story, rng)),
        "项目年度绩效目标": voice.text("annual", *(_goal(row) for row in told)),
        "项目预期目标完成情况": voice.text(f"completion{weak}", *(_result(row) for row in told)),
        "评价目的依据和方法": voice.filled(rng.choice(phrases()["basis"])),
        "评价工作过程": voice.filled(rng.choice(phrases()["process"])),
    }


def _person(rng: Random) -> str:
    return rng.choice(_SURNAMES) + "".join(rng.sample(_GIVEN, rng.choice((1, 2))))


def _telling(rows: Sequence[Row], rng: Random) -> list[Row]:
    """Three indicators that the goals name; amounts are left to the tables."""
    plain = [
        row for row in rows if row.target is not None and not set("元万") & set(row.pattern.unit)
    ]
    return sorted(rng.sample(plain, min(3, len(plain))), key=rows.index)


def _parts(story: Story) -> str:
    """What the money is spent on, and for whom."""
    names = [row.pattern.name for row in story.rows if row.pattern.level1 == "满意度指标"]
    people = "、".join(name.removesuffix("满意度") for name in names)
    return f"包括{'、'.join(use for use, _ in story.spent.uses)}，面向{people}"


def _aim(story: Story, rng: Random) -> str:
    return f"{'、'.join(_some([row.pattern.name for row in story.rows], 2, rng))}达到批复要求"


def _goal(row: Row) -> str:
    bound = "不超过" if row.pattern.comparison == "≤" else "不低于"
    return f"{row.pattern.name}{bound}{_plain(row.target)}{row.pattern.unit}"


def _result(row: Row) -> str:
    return f"{row.pattern.name}为{_plain(row.actual)}{row.pattern.unit}"


def _plain(value: Decimal | None) -> str:
    return "" if value is None else wording.plain(value)


def _practices(voice: Voice, story: Story, rng: Random) -> tuple[str, ...]:
    """What was done well, each time said of an indicator or a use of the project's own."""
    first, last = _some([row.pattern.name for row in story.rows], 2, rng)
    use = rng.choice([use for use, _ in story.spent.uses])
    about = (f"为保证{first}", f"在{use}方面", f"围绕{last}")
    said = voice.parts("practices")
    return tuple("，".join((each, *said[2 * at : 2 * at + 2])) for at, each in enumerate(about))


_TOLD = 3
"""So many problems are told; the others stand in the table, each with its measure."""


_SPOKEN = ("found", "causes", "causes", "effects", "answers", "followups", "followups")
"""The texts that a problem, and the measure that answers it, are made of."""


def _lists(
    voice: Voice, story: Story, late: tuple[str, str] | None, rng: Random
) -> dict[str, tuple[CellValue, ...]]:
    """For every deduction a problem and a measure that answers it; and what to do with it all."""
    problems, measures = [], []
    lost = [row.pattern for row in story.rows if not row.full]
    for pattern in sorted(rng.sample(lost, min(len(lost), _TOLD)), key=lost.index):
        at = pattern.number
        where, why, also, so, first, then, last = (
            voice.said(name, at, slot) for slot, name in enumerate(_SPOKEN)
        )
        other = rng.choice([row.pattern.name for row in story.rows if row.pattern != pattern])
        told = f"{where}，{pattern.reason}，推进{other}时顾此失彼，{why}，{also}，{so}。"
        problems.append(told)
        answer = f"{first}，针对{pattern.key}的问题，{pattern.measure}"
        measures.append(f"{answer}，{then}，与{other}一并考核，{last}。")
    done = _some([row.pattern.name for row in story.rows if row.full], 3, rng)
    if problems and done:
        names = "、".join(done)
        problems.append(f"{names}虽已达到年度要求，基础仍不够牢固。")
        measures.append(f"继续抓好{names}，防止出现反复。")
    if late is not None:
        problems.append(f"{late[0]}，影响了预算执行率。")
        measures.append(f"{late[1]}。")
    found: dict[str, tuple[CellValue, ...]] = {
        "存在的问题及原因分析": tuple(problems),
        "改进措施": tuple(measures),
    }
    if rng.random() < _SHARE_ADVISED:
        found["评价结果应用建议"] = (voice.filled("建议下年度继续安排{work}所需资金。"),)
    return found
