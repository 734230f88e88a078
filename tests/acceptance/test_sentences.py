"""What the report's sentences say where the seed leaves it open (contract §5)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.acceptance import office, runs
from tests.acceptance.faults import both, score
from tests.acceptance.office import Edits, fact, listed, money, of, text, use

TASK, REACH = "任务完成率", "带动周边产业的发展"
ROWS = [str(row["三级指标"]) for row in office.seed().indicators]
NO_REVIEW: Edits = {of(name, "复核得分"): None for name in ROWS} | {money("复核得分"): None}
FULL: Edits = {
    place: value
    for row in office.seed().indicators
    for header, value in (
        ("自评得分", row["分值"]),
        ("复核得分", row["分值"]),
        ("扣分原因", None),
    )
    for place in [of(str(row["三级指标"]), header)]
}
LISTS = ("主要经验及做法", "存在的问题及原因分析", "改进措施")
NO_LISTS: Edits = {listed(header, n): None for header in LISTS for n in range(1, 5)}
LOW = 5442.37
LATE: Edits = {
    **both("全年执行数", LOW),
    use("金额"): LOW,
    money("自评得分"): 8.62,
    money("复核得分"): 8.62,
    money("说明"): "工程尾款未到支付节点",
}

EDITS: dict[str, Edits] = {
    "原样": {},
    "复核不同": score(REACH, 9.5, 9) | {of("减少污染", "复核得分"): 3.5},
    "未复核": NO_REVIEW,
    "无下达时间": {fact("资金下达时间"): None},
    "无截止日期": {fact("数据截止日期"): None},
    "两者皆无": {fact("资金下达时间"): "—", fact("数据截止日期"): None},
    "下达日期": {fact("资金下达时间"): date(2023, 2, 15)},
    "预算调整": {
        money("年初预算数"): 7000,
        office.funds("其中：当年财政拨款", "年初预算数"): 7000,
        fact("预算调整说明"): "年中按实际工程量核减预算686.34万元",
    },
    "执行标准": {fact("执行标准"): "按每平方米350元执行"},
    "实施期限": {
        fact("实施开始日期"): date(2023, 3, 1),
        fact("实施结束日期"): date(2023, 12, 20),
    },
    "无说明": {of(TASK, "完成情况说明"): None, of("工程完成质量", "完成情况说明"): "—"},
    "无扣分": FULL,
    "执行扣分": LATE,
    "只有执行扣分": {**FULL, **LATE},
    "单条": {listed("改进措施", 2): None},
    "多条问题": {listed("存在的问题及原因分析", 2): "业务学习不够。"},
    "无问题": {listed("存在的问题及原因分析"): None},
    "问题填无": {listed("存在的问题及原因分析"): "无"},
    "无经验": {listed("主要经验及做法", n): None for n in range(1, 5)} | {text("经验概述"): None},
    "全无": {**NO_LISTS, text("经验概述"): None},
    "有建议": {listed("评价结果应用建议"): "建议下一年度继续安排预算。"},
    "有其他": {listed("其他需要说明的问题"): "部分工程跨年度实施。"},
    "全无有其他": {
        **NO_LISTS,
        text("经验概述"): None,
        listed("其他需要说明的问题"): "部分工程跨年度实施。",
    },
    "建议两条": {
        listed("评价结果应用建议", 1): "建议继续安排预算。",
        listed("评价结果应用建议", 2): "建议公开评价结果。",
        listed("其他需要说明的问题", 1): "部分工程跨年度实施。",
    },
    "小数": {
        **{
            place: 6313.123456
            for header in office.AMOUNTS
            for place in (money(header), office.funds("其中：当年财政拨款", header))
        },
        use("金额"): 6313.123456,
    },
    "两个用途": {use("金额"): 6000, ("资金情况", "A12"): "监理费", ("资金情况", "B12"): 313.66},
    "到位不足": {
        money("实际到位数"): 6000,
        office.funds("其中：当年财政拨款", "实际到位数"): 6000,
        **both("全年执行数", LOW),
        use("金额"): LOW,
        money("自评得分"): 8.62,
        money("复核得分"): 8.62,
        money("说明"): "工程尾款未到支付节点",
    },
    "说明带句号": {of(TASK, "完成情况说明"): "全部改造到位。"},
    "说明带问号": {of(TASK, "完成情况说明"): "全部改造到位！"},
    "原因带句号": {of(REACH, "扣分原因"): "带动有限。"},
    "说明两行": {of(TASK, "完成情况说明"): "全部改造到位\n质量合格"},
    "无效益": {},
    "重名指标": {of("工程完成质量", "二级指标"): "数量指标"},
}


def province() -> office.Form:
    """A project of 财预〔2020〕10号: cost stands under output, nothing stands under benefit."""
    form = office.named("二〇二〇", 评价方案="财预2020-10号")
    row = form.indicators[0]

    def indicator(level1: str, level2: str, name: str, weight: int) -> Mapping[str, office.Value]:
        return {
            **row,
            "一级指标": level1,
            "二级指标": level2,
            "三级指标": name,
            "分值": weight,
            "自评得分": weight,
            "复核得分": weight,
            "完成情况说明": "全部改造到位",
        }

    return replace(
        form,
        indicators=[
            indicator("产出指标", "数量指标", "改造小区数", 20),
            indicator("产出指标", "质量指标", "验收合格率", 10),
            indicator("产出指标", "时效指标", "完成及时率", 10),
            indicator("产出指标", "成本指标", "单位造价", 10),
            indicator("效益指标", "社会效益指标", "受益户数", 15),
            indicator("效益指标", "可持续影响指标", "长效管护", 15),
            indicator("满意度指标", "服务对象满意度指标", "居民满意度", 10),
        ],
    )


def split() -> office.Form:
    """A project of 四川 (90 in all, split freely) without benefit and cost."""
    form = office.named("无效益成本", 评价方案="四川")
    rows = [dict(row) for row in form.indicators[:3]] + [dict(form.indicators[6])]
    for row, weight in zip(rows, (30, 30, 20, 10), strict=True):
        row.update({"分值": weight, "自评得分": weight, "复核得分": weight, "扣分原因": None})
    return replace(form, indicators=rows)


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> runs.Run:
    return runs.once(tmp_path_factory, "acceptance-sentences", made)


def made(folder: Path) -> runs.Run:
    files = {f"{name}.xlsx": office.edited(edits, name) for name, edits in EDITS.items()}
    files |= {"方案.xlsx": office.workbook(province()), "自由.xlsx": office.workbook(split())}
    return runs.run(runs.lay(folder / "收件", files), folder / "结果")


def story(done: runs.Run, name: str) -> list[str]:
    return done.story(f"{name}.xlsx")


def use_of_funds(done: runs.Run, name: str) -> str:
    return next(line for line in story(done, name) if "预算安排了" in line)


def conclusion(done: runs.Run, name: str) -> list[str]:
    lines = story(done, name)
    first = next(n for n, line in enumerate(lines) if line.startswith("项目评判标准分值"))
    last = next(n for n, line in enumerate(lines) if n > first and re.match("[五六]、|附件", line))
    return lines[first:last]


def headings(done: runs.Run, name: str) -> list[str]:
    return [line for line in story(done, name) if re.match("[一二三四五六七八九]、", line)]


def test_all_of_these_workbooks_get_their_reports(done: runs.Run) -> None:
    assert {p["source"]: p["findings"] for p in done.results["projects"] if not p["report"]} == {}
    assert done.code == 0


def test_an_item_tells_both_scores_where_they_differ(done: runs.Run) -> None:
    lines = story(done, "复核不同")
    assert any(line.endswith("分值10分，自评得9.5分，复核得9分。") for line in lines)
    assert any(line.endswith("分值5分，自评得4分，复核得3.5分。") for line in lines)
    assert any(line.endswith("分值10分，得9.8分。") for line in lines)


def test_deductions_are_those_of_the_final_scores(done: runs.Run) -> None:
    told = "\n".join(conclusion(done, "复核不同"))
    assert told.startswith("项目评判标准分值100分，自评分97分，复核分为96分。扣分的主要原因是：")
    assert "有限，扣1分" in told
    assert "不到位的地方，扣1.5分" in told


def test_without_a_review_nothing_of_a_review_is_said(done: runs.Run) -> None:
    assert conclusion(done, "未复核")[0] == "项目评判标准分值100分，自评分97分。扣分的主要原因是："
    items = [line for line in story(done, "未复核") if re.search("得[0-9.]+分", line)]
    assert not any("复核得" in line for line in items)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "无下达时间",
            (
                "资金实际到位6313.66万元，到位率为100%，支出率为100%，截止到2023年12月31日，"
                "无下达时间支出6313.66万元，用于老旧小区改造6313.66万元。"
            ),
        ),
        (
            "无截止日期",
            (
                "项目资金于年初下达，资金实际到位6313.66万元，到位率为100%，支出率为100%，"
                "无截止日期支出6313.66万元，用于老旧小区改造6313.66万元。"
            ),
        ),
        (
            "下达日期",
            (
                "项目资金于2023年2月15日下达，资金实际到位6313.66万元，到位率为100%，支出率为100%，"
                "截止到2023年12月31日，下达日期支出6313.66万元，用于老旧小区改造6313.66万元。"
            ),
        ),
    ],
)
def test_a_blank_date_drops_its_clause(done: runs.Run, name: str, expected: str) -> None:
    assert use_of_funds(done, name) == f"{name}预算安排了6313.66万元。{expected}"


def test_both_dates_blank_leave_a_whole_sentence(done: runs.Run) -> None:
    told = use_of_funds(done, "两者皆无")
    assert "于" not in told.replace("用于", "")
    assert "截止" not in told
    assert "，，" not in told


def test_the_reason_of_an_adjustment_follows_as_a_sentence(done: runs.Run) -> None:
    told = "\n".join(story(done, "预算调整"))
    assert re.search("年中按实际工程量核减预算686.34万元。", told)
    assert "预算调整预算安排了6313.66万元。" in told


def test_standard_and_period_follow_the_content(done: runs.Run) -> None:
    lines = story(done, "执行标准")
    at = lines.index(str(office.seed().facts["项目内容"]))
    assert "按每平方米350元执行" in lines[at + 1]
    assert lines[at + 1].endswith("。")
    lines = story(done, "实施期限")
    at = lines.index(str(office.seed().facts["项目内容"]))
    assert "2023年3月1日" in lines[at + 1]
    assert "2023年12月20日" in lines[at + 1]
    assert lines[at + 1].endswith("。")


def test_without_standard_and_period_the_content_stands_alone(done: runs.Run) -> None:
    lines = story(done, "原样")
    at = lines.index(str(office.seed().facts["项目内容"]))
    assert lines[at + 1] == "3．资金使用情况"


def test_a_blank_description_becomes_target_and_actual(done: runs.Run) -> None:
    lines = story(done, "无说明")
    (told,) = (line for line in lines if line.startswith(f"{TASK}："))
    assert re.search("年度指标值.*100%，实际完成.*100%，分值10分，得10分。$", told)
    (told,) = (line for line in lines if line.startswith("工程完成质量："))
    assert re.search("年度指标值为“.*合格”，已达成年度指标，分值10分，得10分。$", told)


def test_no_deduction_is_said(done: runs.Run) -> None:
    told = conclusion(done, "无扣分")
    assert told[0] == "项目评判标准分值100分，自评分100分，复核分为100分。无扣分。"
    assert not any("扣分的主要原因" in line or "，扣" in line for line in told)


def test_a_deduction_on_the_execution_rate_comes_first_with_its_reason(done: runs.Run) -> None:
    told = conclusion(done, "执行扣分")
    assert "工程尾款未到支付节点，扣1.38分" in told[1]
    assert told[1].startswith("1．预算")
    assert "执行率" in told[1]
    assert told[2].startswith("2．项目效益指标中：")


def test_a_single_deduction_is_told_without_a_number(done: runs.Run) -> None:
    told = conclusion(done, "只有执行扣分")
    assert "扣1.38分" in "".join(told)
    assert not any(line.startswith("1．") for line in told)


def test_the_rate_below_full_is_told_with_two_decimals(done: runs.Run) -> None:
    assert (
        "全年预算资金6313.66万元，全年资金执行数5442.37万元，预算资金执行率86.2%，"
        "评判标准分值10分，实际得8.62分。"
    ) in story(done, "执行扣分")


def test_rates_are_those_of_arrival_and_spending(done: runs.Run) -> None:
    told = use_of_funds(done, "到位不足")
    assert "到位率为95.03%，支出率为90.71%" in told


def test_a_single_item_is_not_numbered(done: runs.Run) -> None:
    lines = story(done, "单条")
    assert office.seed().lists["改进措施"][0] in lines
    lines = story(done, "多条问题")
    typed = str(office.seed().lists["存在的问题及原因分析"][0])
    assert f"1．{typed.rstrip('，')}。" in lines
    assert "2．业务学习不够。" in lines


@pytest.mark.parametrize("name", ["无问题", "问题填无"])
def test_a_section_without_content_is_left_out_and_numbering_closes(
    done: runs.Run, name: str
) -> None:
    told = story(done, name)
    assert "（二）改进措施" in told
    assert not any("存在的问题及原因分析" in line for line in told)


def test_without_practices_problems_come_first(done: runs.Run) -> None:
    told = story(done, "无经验")
    assert "（一）存在的问题及原因分析" in told
    assert "（二）改进措施" in told
    assert not any("主要经验及做法" in line for line in told)


def test_without_any_list_the_last_section_is_left_out(done: runs.Run) -> None:
    assert headings(done, "全无")[-1] == "四、综合评价结论"
    assert headings(done, "全无有其他")[-1] == "五、其他需要说明的问题"


def test_suggestions_stand_before_the_practices_and_others_last(done: runs.Run) -> None:
    practices = "项目实施经验及做法、存在的问题和改进措施"
    assert headings(done, "有建议")[4:] == ["五、评价结果应用建议", f"六、{practices}"]
    assert headings(done, "有其他")[4:] == [f"五、{practices}", "六、其他需要说明的问题"]
    assert headings(done, "建议两条")[4:] == [
        "五、评价结果应用建议",
        f"六、{practices}",
        "七、其他需要说明的问题",
    ]
    assert "建议下一年度继续安排预算。" in story(done, "有建议")
    assert "2．建议公开评价结果。" in story(done, "建议两条")


def test_amounts_stand_as_typed(done: runs.Run) -> None:
    assert "小数预算安排了6313.123456万元。" in use_of_funds(done, "小数")


def test_uses_of_funds_are_joined(done: runs.Run) -> None:
    assert use_of_funds(done, "两个用途").endswith("用于老旧小区改造6000万元、监理费313.66万元。")


def test_a_description_keeps_its_full_stop_and_a_reason_loses_it(done: runs.Run) -> None:
    assert f"{TASK}：全部改造到位。分值10分，得10分。" in story(done, "说明带句号")
    told = "\n".join(conclusion(done, "原因带句号"))
    assert "带动有限，扣0.5分" in told


def test_a_description_over_two_lines_stays_readable(done: runs.Run) -> None:
    told = "".join(story(done, "说明两行"))
    assert re.search("全部改造到位.{0,2}质量合格，分值10分", told)


def test_two_indicators_of_a_level_2_share_its_heading(done: runs.Run) -> None:
    told = story(done, "重名指标")
    at = told.index("1．产出数量指标得分情况逐个分析")
    assert told[at + 3] == "2．产出时效指标得分情况逐个分析"


def test_of_the_2020_scheme_cost_stands_under_output(done: runs.Run) -> None:
    told = story(done, "方案")
    output = told.index("（二）项目产出指标")
    benefit = told.index("（三）项目效益指标")
    assert any(line.startswith("4．") and "成本指标" in line for line in told[output:benefit])
    assert "（四）项目满意度指标" in told
    assert not any("项目成本指标" in line for line in told)
    levels = [(x["name"], x["weight"]) for x in done.project("方案.xlsx")["levels"]]
    assert levels == [("预算执行率", 10), ("产出指标", 50), ("效益指标", 30), ("满意度指标", 10)]


def test_a_level_without_indicators_has_no_heading(done: runs.Run) -> None:
    told = story(done, "自由")
    assert "（三）项目满意度指标" in told
    assert not any(re.match("（.）项目(效益|成本)指标", line) for line in told)


def test_no_sentence_is_torn(done: runs.Run) -> None:
    for project in done.results["projects"]:
        for line in done.story(project["source"]):
            assert not re.search("，，|。。|，。|。，|：。|None|、，|、。", line), line
