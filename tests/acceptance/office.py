"""The office's side: the blank workbook filled in with openpyxl, as an office's script would.

Cells are found by the words that stand in the workbook, never by address, and nothing here knows
how the program reads or writes. openpyxl keeps formulas without their values.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

Value = str | float | date | None
Place = tuple[str, str]
Edits = Mapping[Place, Value]

SEED = (Path(__file__).parents[1] / "golden" / "seed.txt").read_text("utf-8").splitlines()
FACTS, FUNDS, INDICATORS, TEXTS = "基本情况", "资金情况", "绩效指标", "综合评价"
AMOUNTS = ("年初预算数", "全年预算数", "实际到位数", "全年执行数")


@dataclass(frozen=True)
class Form:
    """What an office fills in: labels and headers to values, as they stand in the workbook."""

    facts: Mapping[str, Value]
    funds: Mapping[str, Mapping[str, Value]]
    uses: Sequence[Mapping[str, Value]]
    indicators: Sequence[Mapping[str, Value]]
    texts: Mapping[str, Value]
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)


def after(heading: str, count: int = 1) -> list[str]:
    """The paragraphs of the seed that follow a heading."""
    at = next(n for n, line in enumerate(SEED) if line.endswith(heading))
    return SEED[at + 1 : at + 1 + count]


def told(name: str) -> str:
    """The 完成情况说明 of an indicator: its sentence in the seed without name, weight, score."""
    line = next(each for each in SEED if each.startswith(f"{name}："))
    body = line.removeprefix(f"{name}：").strip().rpartition("分值")[0]
    return body.removesuffix("，")


def deduction(start: str) -> str:
    """A reason for a deduction, as the seed's conclusion words it."""
    line = next(each for each in SEED if start in each)
    begin = line.index(start)
    return line[begin : line.index("，扣", begin)]


def numbered(heading: str, count: int) -> list[str]:
    """A numbered list of the seed without its numbers."""
    return [line.partition("．")[2] for line in after(heading, count)]


@lru_cache
def seed() -> Form:
    """The seed's facts; what its report does not state is invented."""
    money = dict.fromkeys(AMOUNTS, 6313.66)
    rows = (
        ("产出指标", "数量指标", "任务完成率", "≥", 100, "%", 100, 10, 10, None),
        (
            "产出指标",
            "质量指标",
            "工程完成质量",
            "定性",
            "合格",
            None,
            "达成年度指标",
            10,
            10,
            None,
        ),
        (
            "产出指标",
            "时效指标",
            "任务完成时间",
            "定性",
            "按期",
            None,
            "达成年度指标",
            10,
            10,
            None,
        ),
        (
            *("效益指标", "经济效益指标", "带动周边产业的发展", "定性", "带动", None),
            *("达成年度指标", 10, 9.5, deduction("老旧小区改造项目带动周边")),
        ),
        (
            *("效益指标", "社会效益指标", "提高居住环境质量", "定性", "提高", None),
            *("达成年度指标", 10, 9.7, deduction("现有老旧小区改造项目提高了")),
        ),
        (
            *("效益指标", "生态效益指标", "保护环境，减少污染", "定性", "改善", None),
            *("达成年度指标", 10, 9, deduction("在整治老旧小区环境时")),
        ),
        (
            *("满意度指标", "服务对象满意度指标", "社会公众满意度", "≥", 90, "%"),
            *(98, 10, 9.8, deduction("社会公众总体满意")),
        ),
        ("成本指标", "经济成本指标", "预算控制数", "≤", 6313.66, "万元", 6313.66, 10, 10, None),
        (
            *("成本指标", "社会成本指标", "严格控制非生产性开支", "定性", "不超标准", None),
            *("达成年度指标", 5, 5, None),
        ),
        (
            *("成本指标", "生态环境成本指标", "减少污染", "定性", "得到控制", None),
            *("达成年度指标", 5, 4, deduction("仍存在监督")),
        ),
    )
    headers = (
        *("一级指标", "二级指标", "三级指标", "指标性质", "年度指标值", "计量单位"),
        *("实际完成值", "分值", "自评得分", "扣分原因"),
    )
    return Form(
        facts={
            "评价年度": 2023,
            "项目名称": "运行维护经费",
            "项目编码": "SEED-1",
            "主管部门": "某县住建局",
            "实施单位": "某县房产服务中心",
            "评价方案": "成本单列",
            "项目目的": after("1．目的")[0],
            "项目内容": after("执行标准和实施期限")[0],
            "资金下达时间": "年初",
            "数据截止日期": date(2023, 12, 31),
            "项目绩效总目标": after("项目绩效总目标")[0],
            "项目年度绩效目标": after("项目年度绩效目标")[0],
            "项目预期目标完成情况": after("项目预期目标完成情况")[0],
            "评价目的依据和方法": after("评价指标体系、评价方法等")[0],
            "评价工作过程": after("绩效评价工作过程")[0],
        },
        funds={
            "年度资金总额": {**money, "分值": 10, "自评得分": 10, "复核得分": 10},
            "其中：当年财政拨款": money,
        },
        uses=[{"支出用途": "老旧小区改造", "金额": 6313.66}],
        indicators=[
            {
                **dict(zip(headers, row, strict=True)),
                "复核得分": row[8],
                "完成情况说明": told(str(row[2])),
            }
            for row in rows
        ],
        texts={"经验概述": after("主要经验及做法")[0]},
        lists={
            "主要经验及做法": numbered("我单位也总结出了一些经验：", 4),
            "存在的问题及原因分析": after("存在的问题及原因分析"),
            "改进措施": numbered("（三）改进措施", 2),
        },
    )


def named(name: str, form: Form | None = None, **facts: Value) -> Form:
    """The form of another project: its name and code are its own."""
    form = form or seed()
    return replace(form, facts={**form.facts, "项目名称": name, "项目编码": f"P-{name}", **facts})


@lru_cache
def blank() -> bytes:
    """What `perfeval template` makes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "空白.xlsx"
        command = [sys.executable, "-m", "perfeval_batch", "template", "-o", str(path)]
        subprocess.run(command, check=True, capture_output=True)
        return path.read_bytes()


def opened(data: bytes) -> Workbook:
    """A workbook to work on."""
    return openpyxl.load_workbook(io.BytesIO(data))


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def bare(value: object) -> str:
    """A cell's words without blanks and line ends."""
    return "".join(str(value).split()) if isinstance(value, str) else ""


def find(sheet: Worksheet, words: str) -> tuple[int, int]:
    """Where a label or header stands."""
    for row in sheet.iter_rows():
        for cell in row:
            if bare(cell.value) == bare(words):
                return int(cell.row or 0), int(cell.column or 0)
    raise LookupError(f"{sheet.title}: {words}")


def put(sheet: Worksheet, row: int, column: int, value: Value) -> None:
    """Type a value into a cell; None leaves what is there."""
    if value is not None:
        sheet.cell(row, column).value = value


def under(sheet: Worksheet, header: str, rows: Sequence[Mapping[str, Value]]) -> None:
    """Fill a table, row by row, below its headers."""
    top = find(sheet, header)[0]
    for number, each in enumerate(rows, top + 1):
        for name, value in each.items():
            column = next(c.column for c in sheet[top] if bare(c.value) == name)
            put(sheet, number, int(column or 0), value)


def fill(form: Form) -> Workbook:
    """The blank workbook filled in."""
    book = opened(blank())
    for label, value in form.facts.items():
        row, column = find(book[FACTS], label)
        put(book[FACTS], row, column + 1, value)
    for label, cells in form.funds.items():
        row, _ = find(book[FUNDS], label)
        for header, value in cells.items():
            put(book[FUNDS], row, find(book[FUNDS], header)[1], value)
    under(book[FUNDS], "支出用途", form.uses)
    under(book[INDICATORS], "三级指标", form.indicators)
    for label, value in form.texts.items():
        row, column = find(book[TEXTS], label)
        put(book[TEXTS], row, column + 1, value)
    for header, items in form.lists.items():
        under(book[TEXTS], header, [{header: item} for item in items])
    return book


def workbook(form: Form | None = None, edits: Edits | None = None) -> bytes:
    """A filled workbook, some of its cells typed over."""
    book = fill(form or seed())
    for (sheet, cell), value in (edits or {}).items():
        book[sheet][cell] = value
    return saved(book)


@lru_cache
def _seed_book() -> Workbook:
    return fill(seed())


def fact(label: str) -> Place:
    """The cell beside a label of 基本情况."""
    row, column = find(_seed_book()[FACTS], label)
    return FACTS, _seed_book()[FACTS].cell(row, column + 1).coordinate


def funds(source: str, header: str) -> Place:
    """A cell of the funds table."""
    sheet = _seed_book()[FUNDS]
    return FUNDS, sheet.cell(find(sheet, source)[0], find(sheet, header)[1]).coordinate


def money(header: str) -> Place:
    """A cell of 年度资金总额."""
    return funds("年度资金总额", header)


def use(header: str) -> Place:
    """A cell of the first use of funds."""
    sheet = _seed_book()[FUNDS]
    top, column = find(sheet, header)
    return FUNDS, sheet.cell(top + 1, column).coordinate


def of(indicator: str, header: str) -> Place:
    """A cell of an indicator, or of the 合计 row."""
    sheet = _seed_book()[INDICATORS]
    return INDICATORS, sheet.cell(find(sheet, indicator)[0], find(sheet, header)[1]).coordinate


def text(label: str) -> Place:
    """The cell beside a label of 综合评价."""
    row, column = find(_seed_book()[TEXTS], label)
    return TEXTS, _seed_book()[TEXTS].cell(row, column + 1).coordinate


def listed(header: str, number: int = 1) -> Place:
    """An item of the lists of 综合评价."""
    row, column = find(_seed_book()[TEXTS], header)
    return TEXTS, _seed_book()[TEXTS].cell(row + number, column).coordinate


def edited(edits: Edits, name: str = "运行维护经费") -> bytes:
    """The seed's workbook with some cells typed over and a name of its own."""
    named_edits = {fact("项目名称"): name, fact("项目编码"): f"P-{name}", **edits}
    book = _seed_book()
    cells = {place: book[place[0]][place[1]] for place in named_edits}
    before = {place: (cell.value, cell.number_format) for place, cell in cells.items()}
    try:
        for place, value in named_edits.items():
            cells[place].value = value
        return saved(book)
    finally:
        for place, (value, shown) in before.items():
            cells[place].value, cells[place].number_format = value, shown


def totals(edits: Edits) -> dict[Place, Value]:
    """The 合计 row that an office would type below these cells: the sums of what is a number."""
    stated: dict[Place, Value] = {}
    for header in ("分值", "自评得分", "复核得分"):
        places = [of(str(row["三级指标"]), header) for row in seed().indicators]
        typed = [_typed(place, edits) for place in (*places, money(header))]
        stated[of("合计", header)] = round(sum(v for v in typed if isinstance(v, int | float)), 2)
    return stated


def _typed(place: Place, edits: Edits) -> object:
    if place in edits:
        return edits[place]
    return _seed_book()[place[0]][place[1]].value
