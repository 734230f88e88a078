"""The checks that read language, sentence by sentence: what they say, and on what they keep silent.

False alarms are worse than misses here, so the silent sentences are the longer lists.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from perfeval_batch import rules, schemes, scoring
from perfeval_batch.demo import samples
from perfeval_batch.model import Filling
from perfeval_batch.values import replace
from tests.rules import build

D = Decimal


def school() -> Filling:
    """预算1286.5 (年初1250.4), 到位1286.5, 执行1273.64, 执行率99%, 自评99.24分, 复核98.94分."""
    return samples.load(samples.names()[1])


def codes(filling: Filling, *wanted: str) -> list[str]:
    """The wanted codes that are found, with their cells."""
    by = schemes.load()
    found = rules.check(scoring.assess(build.project(filling), by), by)
    return [f"{each.code} {each.place.cell}" for each in found if each.code in wanted]


def saying(label: str, text: str, base: Filling | None = None) -> Filling:
    filling = base or school()
    return replace(filling, facts={**filling.facts, label: text})


def reasoned(reason: str, measure: str, *section: str) -> Filling:
    """The sample with one deduction: its reason, its measure, the measures of 综合评价."""
    filling = school()
    rows = [{**row, "扣分原因": None, "改进措施": None} for row in filling.indicators]
    rows[3] = {**rows[3], "扣分原因": reason, "改进措施": measure}
    rows[8] = {**rows[8], "自评得分": D(12), "复核得分": D(12)}
    return replace(
        filling, indicators=tuple(rows), lists={**filling.lists, "改进措施": tuple(section)}
    )


@pytest.mark.parametrize(
    "text",
    [
        "2023年预算安排1286.5万元，实际支出1273.64万元，预算执行率99%。",
        "年初预算1250.4万元，年中追加36.1万元，全年预算1286.5万元。",
        "项目总投资5000万元，其中2023年预算1000万元。",
        "资金实际到位1286.5万元，到位率100%，支出率99%。",
        "全年支出12,736,400元，全部用于膳食补助。",
        "全年共支出1273.64万元，其中膳食补助1248.36万元。",
        "人均支出1500元，每生每天补助5元。",
        "食堂设备更新累计支出18.2万元，营养健康教育支出7.08万元。",
        "截至2023年12月31日，累计支付1273.64万元。",
        "截至2023年6月30日，累计支出600万元，预算执行率46.6%。",
        "截至6月底，资金已到位643万元。",
        "一季度预算执行率25%，上半年执行率52%。",
        "上年预算执行率92%，今年预算执行率99%。",
        "预算执行率目标为95%以上，实际达到99%。",
        "要求预算执行率不低于95%。",
        "采购计划执行率96%，合同执行率97%，人员到位率95%，政策执行率100%。",
        "2022年预算支出1100万元，2021年实际支出980万元。",
        "中央资金到位900万元，县级配套资金到位386.5万元。",
        "上年结转资金36.1万元，当年预算安排1250.4万元。",
        "预算约1290万元，支出近1280万元。",
        "全年预算0.13亿元，实际支出1274万元。",
        "全年预算１２８６．５万元，累计支出1273.6万元。",
        "县财政安排预算1286.5万元用于学生营养改善。",
        "中标金额500万元，合同金额480万元，累计支付300万元。",
        "学校食堂自评得分95分，教师满意度评价得分93.6分，产出指标自评得分30分。",
        "自评得分99.24分，复核得分98.94分，综合得分98.94分。",
        "食品安全量化分级评分达到90分以上的学校40所。",
        "预算编制不够精细，全年预算调整1次。",
        "资金支出进度偏慢，第四季度支出400万元。",
        "通过节约采购支出20万元，全部用于学生加餐。",
    ],
)
def test_numbers_about_something_else_or_that_agree_are_left_alone(text: str) -> None:
    assert codes(saying("项目内容", text), "PE608", "PE212") == []
    overview = replace(school(), texts={"经验概述": text})
    assert codes(overview, "PE608", "PE212") == []


@pytest.mark.parametrize(
    "text",
    [
        "全年预算资金1268.5万元。",
        "预算安排了1200万元。",
        "2023年，全年预算1386.5万元。",
        "义务教育学生营养改善计划补助资金预算安排1186.5万元。",
        "资金实际到位1250万元。",
        "截至2023年12月31日，累计支付1263.64万元。",
        "全年执行数1373.64万元。",
        "实际支出1273.64元。",
        "全年预算12865000万元。",
        "预算执行率达95%。",
        "执行率：９５％",
        "资金到位率98%。",
        "项目自评得分98分。",
        "经评价，自评总分为99分，等级为优。",
        "复核得分99.24分。",
    ],
)
def test_a_number_about_the_whole_project_that_differs_is_said(text: str) -> None:
    assert codes(saying("项目内容", text), "PE608", "PE212") == ["PE608 B16"]


def test_a_table_typed_in_yuan_is_said_of_the_table_not_of_the_text() -> None:
    row: dict[str, object] = {"年初预算数": D(12865000), "全年预算数": D(12865000)}
    filling = build.with_funds(school(), **row)  # type: ignore[arg-type]  # numbers
    said = codes(saying("项目内容", "全年预算1286.5万元。", filling), "PE608", "PE212")
    assert said == ["PE212 B4"]


@pytest.mark.parametrize(
    ("goal", "completion", "cells"),
    [
        ("2023年为12800名学生供餐。", "2023年为12946名学生供餐。", []),
        ("为12800名学生供餐，覆盖46所学校。", "全部完成，覆盖46所学校。", []),
        ("2022年启动，2023年覆盖46所学校。", "已覆盖46所学校。", []),
        ("2023年覆盖46所学校，到2025年实现全覆盖。", "力争2024年初全部完成整改。", []),
        ("2022年为12800名学生供餐。", "2023年为12946名学生供餐。", ["PE608 B24"]),
        ("2022年为12800名学生供餐。", "2022年为12946名学生供餐。", ["PE608 B24", "PE608 B25"]),
    ],
)
def test_the_years_of_goal_and_completion_are_the_evaluated_one(
    goal: str, completion: str, cells: list[str]
) -> None:
    filling = saying("项目预期目标完成情况", completion, saying("项目年度绩效目标", goal))
    assert codes(filling, "PE608") == cells


@pytest.mark.parametrize(
    ("reason", "found"),
    [
        ("食谱配比不足，扣0.16分", []),
        ("食谱配比不足扣0.1分，资料不全扣0.06分", []),
        ("每超1天扣0.5分，共超2天扣1分", []),
        ("食谱配比不足，扣1分", ["PE608 L7"]),
    ],
)
def test_points_named_in_a_reason_are_those_taken_off(reason: str, found: list[str]) -> None:
    assert codes(reasoned(reason, "统一编制食谱"), "PE608") == found


@pytest.mark.parametrize(
    ("reason", "measure", "section"),
    [
        ("3所教学点没有专职人员编制带量食谱", "统一编制带量食谱", ()),
        ("3所教学点没有专职人员编制带量食谱", "", ("县级营养师每周编制带量食谱。",)),
        ("配送车辆故障", "", ("增配两台配送车辆。",)),
        ("总体较好，但配送车辆老化", "更新配送车辆", ()),
        ("有待进一步提高", "", ("加强培训。",)),
        ("存在部分问题，效果不够明显", "", ("加强培训。",)),
        ("学生营养状况改善不够", "", ("加强督查。",)),
        ("配送车辆故障", "", ()),
        ("未达标", "", ("加强培训。",)),
    ],
)
def test_a_reason_that_is_answered_or_says_too_little_is_left_alone(
    reason: str, measure: str, section: tuple[str, ...]
) -> None:
    assert codes(reasoned(reason, measure, *section), "PE606") == []


@pytest.mark.parametrize(
    ("reason", "measure", "section"),
    [
        ("配送车辆老化", "", ("加强业务培训。",)),
        ("锅炉停用两周", "组织教师家访", ("加强业务培训。",)),
        ("业务培训效果较好，但锅炉停用两周", "", ("加强业务培训。",)),
    ],
)
def test_a_reason_that_no_measure_takes_up_is_said(
    reason: str, measure: str, section: tuple[str, ...]
) -> None:
    assert codes(reasoned(reason, measure, *section), "PE606") == ["PE606 L7"]


@pytest.mark.parametrize(
    "name",
    [
        "义务教育学生营养改善计划补助资金",
        "2023年中央财政学生营养餐专项经费",
        "食堂建设补助",
        "农村学校后勤保障经费",
        "2023年度专项资金",
        "219001-义务教育经费",
        "供餐工作经费",
    ],
)
def test_a_name_that_shares_a_word_with_the_content_is_left_alone(name: str) -> None:
    assert codes(saying("项目名称", name), "PE106") == []


@pytest.mark.parametrize("name", ["运行维护经费", "乡村道路养护补助", "老旧小区改造项目"])
def test_a_name_of_something_else_is_said(name: str) -> None:
    assert codes(saying("项目名称", name), "PE106") == ["PE106 B5"]


@pytest.mark.parametrize(
    "text",
    [
        "一是改造水厂；二是更新管网。",
        "《办法》（试行）规定，“双人签字”验收。",
        "包括：\n1.食材采购\n2.设备更新",
        "按照“集中采购（统一配送）”的方式实施。",
        "改造3×5米展板12块，占地1/3。",
        "达标率≥98%，温度<10℃",
        "5元/生·天（全年200天)",
        "实行网格化管理",
    ],
)
def test_a_finished_text_is_left_alone(text: str) -> None:
    assert codes(saying("项目内容", text), "PE607", "PE609", "PE009", "PE013") == []


@pytest.mark.parametrize(
    "text",
    ["改造水厂，", "改造水厂、", "改造水厂；", "（试行办法规定", "“双人签字验收。", "具体如下："],
)
def test_an_unfinished_text_is_said(text: str) -> None:
    assert codes(saying("项目内容", text), "PE607") == ["PE607 B16"]


def test_ordinary_words_hold_no_suspected_typo() -> None:
    text = (
        "正规化建设、法规化管理，以经济建设为中心，自己完成，按排名分配，按装机容量补贴，即使困难也"
        "成绩校核无误，究竟工程如何，既使居民受益又改善环境，信用评级结果公布，账户账目清楚，截至目前"
    )
    assert codes(saying("项目内容", text), "PE609") == []


@pytest.mark.parametrize(
    ("problem", "denied"),
    [
        ("无", True),
        ("无。", True),
        ("暂无问题", True),
        ("未发现明显问题。", True),
        ("没有专职营养配餐人员。", False),
        ("无专职人员。", False),
        ("不存在重大问题，但陪餐记录不完整。", False),
    ],
)
def test_problems_are_denied_only_when_nothing_else_is_said(problem: str, denied: bool) -> None:  # noqa: FBT001  # a case
    filling = school()
    changed = replace(filling, lists={**filling.lists, "存在的问题及原因分析": (problem,)})
    assert bool(codes(changed, "PE605")) is denied
