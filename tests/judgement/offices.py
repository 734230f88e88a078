"""The filled workbooks of offices.toml and more_offices.toml: departments as they write, plants."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any

from perfeval_batch import schema, schemes
from perfeval_batch.model import CellValue, Filling

_AMOUNTS = ("年初预算数", "全年预算数", "实际到位数", "全年执行数")
_ROW = (
    *(
        "三级指标",
        "指标性质",
        "年度指标值",
        "计量单位",
        "实际完成值",
        "完成情况说明",
        "分值",
        "自评得分",
    ),
    *("扣分原因", "改进措施"),
)
_NUMBERS = ("年度指标值", "实际完成值", "分值", "自评得分")
_YEAR = 2023
_SAME: dict[str, CellValue] = {
    "评价年度": _YEAR,
    "项目类别": "部门项目",
    "项目负责人": "王明",
    "填报人": "李红",
    "联系电话": "0718-5550123",
    "填报日期": date(_YEAR + 1, 1, 20),
    "实施开始日期": date(_YEAR, 1, 1),
    "实施结束日期": date(_YEAR, 12, 31),
    "数据截止日期": date(_YEAR, 12, 31),
    "评价目的依据和方法": "依据《项目支出绩效评价管理办法》和年初批复的绩效目标，"
    "采用比较法、公众评判法等方法开展自评。",
    "评价工作过程": "成立自评小组，制定方案，收集资料并核对数据，现场抽查，逐项评分，"
    "形成自评结论后报主管部门。",
}


@lru_cache(maxsize=1)
def load() -> dict[str, Any]:
    """The tables of the files: `office` and `planted`."""
    tables: dict[str, Any] = {"office": [], "planted": []}
    for name in ("offices.toml", "more_offices.toml"):
        text = Path(__file__).with_name(name).read_text(encoding="utf-8")
        for kind, found in tomllib.loads(text, parse_float=Decimal).items():
            tables[kind] += found
    return tables


def filling(office: dict[str, Any]) -> Filling:
    """An office's workbook."""
    weight = schemes.load(office["scheme"]).execution_weight
    named: dict[str, CellValue] = {
        "项目名称": office["name"],
        "主管部门": office["department"],
        "实施单位": office["unit"],
        "评价方案": office["scheme"],
    }
    score = office.get("execution_score", weight)
    total: dict[str, CellValue] = {"分值": weight, "自评得分": score}
    total |= {"说明": office.get("explanation"), **_amounts(office["money"])}
    funds = {schema.TOTAL_SOURCE: total}
    for source, *amounts in office.get("sources", [[schema.SOURCES[0], *office["money"]]]):
        funds[source] = _amounts(amounts)
    return Filling(
        facts={**_SAME, **named, **office["facts"]},
        funds=funds,
        uses=tuple({"支出用途": use, "金额": amount} for use, amount in office["uses"]),
        indicators=tuple(map(_row, office["rows"])),
        totals={},
        texts={"经验概述": office["overview"]},
        lists={
            "主要经验及做法": tuple(office["practices"]),
            "存在的问题及原因分析": tuple(office["problems"]),
            "改进措施": tuple(office["measures"]),
        },
    )


def _amounts(amounts: list[Decimal]) -> dict[str, CellValue]:
    return dict(zip(_AMOUNTS, amounts, strict=True))


def _row(line: str) -> dict[str, CellValue]:
    levels, *cells = line.split("|")
    level1, level2 = levels.split("/")
    told = {
        name: _number(text) if name in _NUMBERS else text
        for name, text in zip(_ROW, cells, strict=False)
        if text
    }
    return {"一级指标": f"{level1}指标", "二级指标": f"{level2}指标", **told}


def _number(text: str) -> CellValue:
    try:
        return Decimal(text)
    except InvalidOperation:
        return text
