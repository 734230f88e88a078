"""The workbook contract as data: sheets, labels, headers, kinds of value, required, choices.

Contract §4 of the product. Intake finds cells by these names, the blank workbook is drawn from
them, checks and messages take their words from here. `attribute` is the glossary's English name
under which the model holds the value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

TEMPLATE_ID = "perfeval-project"
TEMPLATE_VERSION = 1

INSTRUCTIONS = "填写说明"
FACTS = "基本情况"
FUNDS = "资金情况"
INDICATORS = "绩效指标"
CONCLUSION = "综合评价"
SELF_CHECK = "自检"
META = "_meta"
MARKS = "问题清单"
"""The sheet that a returned workbook carries in front; never data.

Where a department has a sheet of that name already, ours is called `问题清单（核对）`: any sheet
whose name `is_marks` is ours or about faults, never data.
"""
MARKS_ROUND = "第{}轮退回"
"""Stands in one of the first rows of the sheet: how often the workbook went back so far."""

REQUIRED_SHEETS = (FACTS, FUNDS, INDICATORS, CONCLUSION)
KNOWN_SHEETS = (INSTRUCTIONS, *REQUIRED_SHEETS, SELF_CHECK, META, MARKS)


class ValueKind(StrEnum):
    """What a cell is meant to hold."""

    TEXT = "text"
    CODE = "code"
    """Digits that are no number: zeros in front stay."""
    DEPARTMENT = "department"
    """A name that counts as the same however its brackets and blanks are written."""
    YEAR = "year"
    DAY = "day"
    """A date, or words for a time (`年初`): dates are read as dates, words stay words."""
    AMOUNT = "amount"
    """万元."""
    RATE = "rate"
    """Percent."""
    POINTS = "points"
    """Weights and scores."""
    QUANTITY = "quantity"
    """A target or an actual value: number, percentage, date, period or words."""


@dataclass(frozen=True, slots=True)
class Field:
    """A label or header of the workbook and what stands beside or below it.

    Attributes:
        name: the Chinese label as the blank workbook writes it.
        attribute: the name of the model's attribute.
        kind: what the cell holds.
        required: a blank one is PE101 (facts only; amounts and scores have codes of their own).
        hint: what the blank workbook says beside it; a hint left in place of an answer is PE008.
        choices: the drop-down's values; empty when free.
        width: column width of the blank workbook in characters of a digit (a Chinese one takes 2).
        added: optional, and not in all blank workbooks that were given out: where it is missing
            nothing is said.
    """

    name: str
    attribute: str
    kind: ValueKind = ValueKind.TEXT
    required: bool = False
    hint: str = ""
    choices: tuple[str, ...] = ()
    width: float = 12
    added: bool = False


_T = ValueKind

FACT_FIELDS = (
    Field("评价年度", "year", _T.YEAR, required=True, hint="四位年份，如2023"),
    Field("项目名称", "name", required=True, hint="与预算批复的项目名称一致"),
    Field("项目编码", "code", _T.CODE, hint="预算管理一体化系统中的项目编码"),
    Field("主管部门", "department", _T.DEPARTMENT, required=True, hint="一级预算单位全称"),
    Field("实施单位", "unit", required=True, hint="具体实施项目的单位全称"),
    Field(
        "项目类别",
        "category",
        hint="从下拉列表中选择，也可自行填写",
        choices=("部门项目", "专项资金项目", "转移支付项目", "其他项目"),
    ),
    Field("评价方案", "scheme", hint="留空按“成本单列”；由财政部门统一指定"),
    Field("项目负责人", "leader"),
    Field("填报人", "preparer"),
    Field("联系电话", "phone", _T.CODE),
    Field("填报日期", "filled_on", _T.DAY, hint="如2024-3-5"),
    Field("项目目的", "purpose", required=True, hint="为什么设立本项目，要解决什么问题"),
    Field("项目内容", "content", required=True, hint="资金主要用于哪些工作"),
    Field("执行标准", "standard", hint="支出标准、定额或文件依据"),
    Field("实施开始日期", "start", _T.DAY, hint="如2023-1-1"),
    Field("实施结束日期", "end", _T.DAY, hint="如2023-12-31"),
    Field("资金下达时间", "allocated", _T.DAY, hint="如“年初”或2023-2-15"),
    Field("数据截止日期", "cutoff", _T.DAY, hint="资金支出数据的截止日，如2023-12-31"),
    Field("预算调整说明", "adjustment", hint="年初预算数与全年预算数不一致时说明原因"),
    Field("项目绩效总目标", "overall_goal", required=True, hint="项目实施期内要达到的总体目标"),
    Field("项目年度绩效目标", "annual_goal", required=True, hint="本年度要达到的目标"),
    Field(
        "项目预期目标完成情况",
        "completion",
        required=True,
        hint="对照年度目标说明实际完成情况，不要照抄目标",
    ),
    Field(
        "评价目的依据和方法",
        "basis",
        required=True,
        hint="评价的目的、原则、依据、指标体系和方法",
    ),
    Field("评价工作过程", "process", required=True, hint="评价工作如何组织、分几步进行"),
    Field("立项依据及文号", "approval", hint="选填：批准立项的文件名称和文号", added=True),
    Field("项目组织管理", "organisation", hint="选填：由谁组织实施，有哪些管理制度", added=True),
    Field("资金管理", "fund_management", hint="选填：资金如何管理、拨付和监督", added=True),
    Field("各级财政资金", "government_levels", hint="选填：中央、省、市、县各多少万元", added=True),
    Field("结转结余情况", "carry_over", hint="选填：结转结余多少、如何处理", added=True),
    Field("评价小组", "team", hint="选填：组长和成员", added=True),
    Field(
        "现场核查情况", "site_checks", hint="选填：核查了哪些点位、发放回收问卷多少份", added=True
    ),
    Field("上年问题", "last_problems", hint="选填：上年评价发现的问题", added=True),
    Field("上年整改措施", "last_measures", hint="选填：针对上年问题的整改措施", added=True),
    Field(
        "上年整改情况",
        "last_status",
        hint="有上年问题的，从下拉列表中选择",
        choices=("完成", "进行中", "未完成"),
        added=True,
    ),
)

SOURCE_HEADER = "资金来源"
FUNDS_FIELDS = (
    Field(SOURCE_HEADER, "source", width=20),
    Field("年初预算数", "initial_budget", _T.AMOUNT, width=13),
    Field("全年预算数", "budget", _T.AMOUNT, width=13),
    Field("实际到位数", "arrived", _T.AMOUNT, width=13),
    Field("全年执行数", "executed", _T.AMOUNT, width=13),
    Field("分值", "weight", _T.POINTS, width=8),
    Field("执行率", "rate", _T.RATE, width=10),
    Field("自评得分", "self_score", _T.POINTS, width=10),
    Field("复核得分", "review_score", _T.POINTS, width=10),
    Field("说明", "explanation", width=28),
    Field("扣分原因", "reason", width=22, added=True),
)
TOTAL_SOURCE = "年度资金总额"
SOURCES = ("当年财政拨款", "上年结转资金", "其他资金")
FIRST_SOURCE_PREFIX = "其中："
"""Written before the first source; never part of its name."""

USE_FIELDS = (
    Field("支出用途", "purpose", width=20),
    Field("金额", "amount", _T.AMOUNT, width=13),
    Field("备注", "note", width=36),
)

COMPARISONS = ("≥", "≤", "＝", ">", "<", "定性")
QUALITATIVE = "定性"

INDICATOR_FIELDS = (
    Field("一级指标", "level1", width=11),
    Field("二级指标", "level2", width=14),
    Field("三级指标", "name", width=18),
    Field("指标性质", "comparison", choices=COMPARISONS, width=7),
    Field("年度指标值", "target", _T.QUANTITY, width=13),
    Field("计量单位", "unit_of_measure", width=7),
    Field("实际完成值", "actual", _T.QUANTITY, width=13),
    Field("完成情况说明", "description", width=36),
    Field("分值", "weight", _T.POINTS, width=7),
    Field("自评得分", "self_score", _T.POINTS, width=7),
    Field("复核得分", "review_score", _T.POINTS, width=7),
    Field("扣分原因", "reason", width=26),
    Field("改进措施", "measure", width=24),
    Field("佐证材料", "evidence", width=16),
    Field("评（扣）分标准", "scoring_standard", width=24, added=True),
)
TOTAL_ROW = "合计"
INDICATOR_ROOM = 40
"""Rows for indicators in the blank workbook."""
MARKING_ATTRIBUTES = ("weight", "self_score", "target", "actual")
"""A row of the indicator table is an indicator when any of these is filled (contract §4)."""

OVERVIEW = Field("经验概述", "overview", hint="用一两句话概括项目实施的总体成效和经验", width=16)
LIST_FIELDS = (
    Field("主要经验及做法", "practices", width=40),
    Field("存在的问题及原因分析", "problems", width=40),
    Field("改进措施", "measures", width=40),
    Field("评价结果应用建议", "suggestions", width=32),
    Field("其他需要说明的问题", "others", width=32),
)
GRADE_FIELDS = (
    Field("自评等级", "self_grade", hint="可不填；填写的与计算结果核对"),
    Field("复核等级", "review_grade", hint="由复核人填写；可不填"),
)

BLANKS = frozenset({"", "-", "—", "——", "/", "*", "无", "……", "XX", "XXX"})
"""What counts as nothing after trimming (rules.md): one list, used by all."""


def field(fields: tuple[Field, ...], attribute: str) -> Field:
    """Find a field by its attribute.

    Raises:
        KeyError: no field has that attribute.
    """
    for each in fields:
        if each.attribute == attribute:
            return each
    raise KeyError(attribute)


def is_marks(sheet: str) -> bool:
    """The sheet lists faults (问题清单, 问题清单（核对）): it is never data, nor PE006."""
    return sheet.strip().startswith(MARKS)


_ROUND = re.compile(MARKS_ROUND.format(r"([1-9]\d{0,3})"))


def rounds_stated(texts: Iterable[str]) -> int:
    """How often a workbook went back so far, from the texts of its 问题清单's first rows."""
    return max((int(found[1]) for text in texts if (found := _ROUND.search(text))), default=0)
