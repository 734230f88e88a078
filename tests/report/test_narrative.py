"""The sentences of contract §5, each deviation from the seed by itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import pytest

from perfeval_batch import report, scoring
from perfeval_batch.model import OFFICIAL, Entry, Quantity
from perfeval_batch.report.narrative import Context
from perfeval_batch.template.numbering import NAMES
from perfeval_batch.values import replace
from tests.report import projects, reports
from tests.report.projects import INDICATORS, entry, indicator, number, points, words

D = Decimal


def _funds_text(told: Context) -> str:
    text: str = told["资金"]["使用情况"][0]
    return text


def _sentence(**row: object) -> str:
    """The sentence of a lone indicator."""
    made = indicator("产出指标", "数量指标", "修路里程", "10", "10", **row)
    told = reports.told(projects.project(indicators=[made]))
    (text,) = told["指标分析"][1]["小节"][0]["段落"]
    return str(text)


# 一·一·3


def test_a_blank_allocation_time_drops_its_clause() -> None:
    text = _funds_text(reports.told(projects.project({"allocated": None})))
    assert text.startswith("运行维护经费预算安排了6313.66万元。资金实际到位6313.66万元，")


def test_a_blank_cutoff_drops_its_clause() -> None:
    text = _funds_text(reports.told(projects.project({"cutoff": None})))
    assert "支出率为100%，运行维护经费支出" in text


def test_rates_have_two_decimals_and_their_own_bases() -> None:
    total = {"budget": D(300), "arrived": D(200), "executed": D("150.5")}
    text = _funds_text(reports.told(projects.project(total=total)))
    assert "到位率为66.67%，支出率为75.25%，" in text


def test_a_rate_that_cannot_be_computed_drops_its_clause() -> None:
    total = {"budget": D(300), "arrived": D(0), "executed": D(0)}
    text = _funds_text(reports.told(projects.project(total=total)))
    assert "到位率为0%，截止到" in text
    assert "支出率" not in text


def test_uses_are_joined_by_the_enumeration_comma() -> None:
    uses = (("材料费", "1.50"), ("人工费", "2"), (None, None))
    text = _funds_text(reports.told(projects.project(uses=uses)))
    assert text.endswith("支出6313.66万元，用于材料费1.5万元、人工费2万元。")


def test_an_amount_without_a_use_stands_in_no_sentence() -> None:
    whole = projects.project(uses=((None, "6313.66"),))
    assert _funds_text(reports.told(whole)).endswith("运行维护经费支出6313.66万元。")
    one = projects.project(uses=((None, "1"), ("人工费", "2")))
    assert _funds_text(reports.told(one)).endswith("，用于人工费2万元。")
    assessment = scoring.assess(one, reports.SCHEME)
    assert report.check(reports.rendered(one), assessment, reports.SCHEME) == ()


def test_without_uses_nothing_is_said_of_them() -> None:
    text = _funds_text(reports.told(projects.project(uses=())))
    assert text.endswith("运行维护经费支出6313.66万元。")


def test_an_adjustment_follows_as_a_sentence_of_its_own() -> None:
    told = reports.told(projects.project({"adjustment": "年中追加500万元"}))
    assert told["资金"]["使用情况"][1:] == ("预算调整情况：年中追加500万元。",)


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ("年初", "项目资金于年初下达，"),
        ("2023年3月、6月分两批下达", "项目资金于2023年3月、6月分两批下达，"),
        ("分批", "项目资金分批下达，"),
        ("按工程进度拨付", "项目资金按工程进度拨付，"),
        ("年初一次性拨付到位", "项目资金于年初一次性拨付到位，"),
        ("于二月下达", "项目资金于二月下达，"),
        ("逐月", "项目资金逐月下达，"),
        ("分两批于3月、6月下达", "项目资金分两批于3月、6月下达，"),
    ],
)
def test_words_for_the_allocation_make_one_clause(when: str, told: str) -> None:
    assert told in _funds_text(reports.told(projects.project({"allocated": (when, None)})))


@pytest.mark.parametrize("cutoff", ["截至年底", "截止到年底", "年底"])
def test_until_is_said_once(cutoff: str) -> None:
    assert "，截止到年底，" in _funds_text(
        reports.told(projects.project({"cutoff": (cutoff, None)}))
    )


def test_a_name_that_ends_in_budget_does_not_spend() -> None:
    text = _funds_text(reports.told(projects.project({"name": "公用经费支出预算"})))
    assert text.startswith("公用经费支出预算安排了6313.66万元。")
    assert "，累计支出6313.66万元，用于" in text


def test_a_paragraph_that_ends_in_a_word_gets_its_stop() -> None:
    facts = {"purpose": "改善市容环境", "team": "组长张三，成员李四", "content": "清扫；\n管护；"}
    told = reports.told(projects.project(facts))
    assert told["项目"]["目的"] == ("改善市容环境。",)
    assert told["评价"]["评价小组"] == ("组长张三，成员李四。",)
    assert told["项目"]["内容"][:2] == ("清扫；", "管护；")


@pytest.mark.parametrize(
    ("status", "told"),
    [("完成", "已完成整改。"), ("进行中", "正在整改。"), ("已全部改正", "已全部改正。")],
)
def test_the_state_of_last_years_problems_is_a_sentence(status: str, told: str) -> None:
    facts = {"last_problems": "工期滞后", "last_status": status}
    assert reports.told(projects.project(facts))["上年整改"][-1] == f"整改情况：{told}"


# 一·一·2


def test_standard_and_period_follow_as_sentences() -> None:
    facts = {"standard": "每平方米120元", "start": date(2023, 1, 1), "end": date(2023, 12, 31)}
    told = reports.told(projects.project(facts))
    assert told["项目"]["内容"][1:] == (
        "执行标准：每平方米120元。",
        "实施期限：2023年1月1日至2023年12月31日。",
    )


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"start": date(2023, 1, 1)}, "实施期限：自2023年1月1日起。"),
        ({"end": date(2023, 6, 30)}, "实施期限：至2023年6月30日止。"),
    ],
)
def test_half_a_period_is_told_as_such(facts: dict[str, date], sentence: str) -> None:
    assert reports.told(projects.project(facts))["项目"]["内容"][-1] == sentence


def test_line_breaks_in_a_cell_make_paragraphs() -> None:
    told = reports.told(projects.project({"purpose": "一是甲。\n\n二是乙。"}))
    assert told["项目"]["目的"] == ("一是甲。", "二是乙。")


# 三: a sentence for each indicator


def test_a_description_gets_a_comma_and_the_scores() -> None:
    assert _sentence(description="全部修通") == "修路里程：全部修通，分值10分，得10分。"


def test_a_description_with_a_full_stop_keeps_it() -> None:
    assert _sentence(description="全部修通。") == "修路里程：全部修通。分值10分，得10分。"


def test_a_blank_description_is_made_of_target_and_actual() -> None:
    row = {"comparison": "≥", "target": number("266"), "actual": number("270")}
    text = _sentence(**row, unit_of_measure="米")
    assert text == "修路里程：年度指标值≥266米，实际完成270米，分值10分，得10分。"


def test_a_target_in_words_has_no_unit() -> None:
    row = {"comparison": "定性", "target": words("有效改善"), "actual": words("改善")}
    text = _sentence(**row, unit_of_measure="次")
    assert text == "修路里程：年度指标值为“有效改善”，实际完成情况为“改善”，分值10分，得10分。"


def test_without_target_and_actual_the_scores_stand_alone() -> None:
    assert _sentence() == "修路里程：分值10分，得10分。"


def test_both_scores_are_told_where_they_differ() -> None:
    text = _sentence(description="修通", review_score=D("9"), self_score=D("9.50"))
    assert text == "修路里程：修通，分值10分，自评得9.5分，复核得9分。"


def test_a_review_that_is_not_complete_is_not_told() -> None:
    rows = [
        replace(INDICATORS[0], review_score=points("9")),
        replace(INDICATORS[1], review_score=points(None)),
    ]
    told = reports.told(projects.project(indicators=rows))
    texts = [text for part in told["指标分析"][1]["小节"] for text in part["段落"]]
    assert [text.rpartition("，")[2] for text in texts] == ["得10分。", "得10分。"]


def test_a_level_1_with_a_single_level_2_has_no_numbered_heading() -> None:
    told = reports.told(projects.project())
    by_title = {group["标题"]: group["小节"] for group in told["指标分析"]}
    assert [part["标题"] for part in by_title["项目满意度指标"]] == [""]
    assert by_title["项目产出指标"][0]["标题"] == "产出数量指标得分情况逐个分析"


def test_groups_without_indicators_have_no_heading() -> None:
    told = reports.told(projects.project(indicators=INDICATORS[:1]))
    assert [group["标题"] for group in told["指标分析"]] == [
        "预算资金执行率指标",
        "项目产出指标",
    ]


def test_groups_follow_the_scheme_whatever_the_order_of_the_rows() -> None:
    told = reports.told(projects.project(indicators=INDICATORS[::-1]))
    titles = [group["标题"] for group in told["指标分析"]]
    assert titles == [group["标题"] for group in reports.told(projects.project())["指标分析"]]


def test_an_execution_rate_that_is_not_scored_has_no_section() -> None:
    total = {"weight": None, "self_score": None, "review_score": None}
    told = reports.told(projects.project(total=total))
    assert told["指标分析"][0]["标题"] == "项目产出指标"


def test_the_execution_sentence_tells_a_partial_score() -> None:
    total = {"executed": D("5441.74354"), "self_score": D("8.62"), "review_score": D("8.62")}
    told = reports.told(projects.project(total=total))
    assert told["指标分析"][0]["小节"][0]["段落"] == (
        (
            "全年预算资金6313.66万元，全年资金执行数5441.74354万元，"
            "预算资金执行率86.19%，评判标准分值10分，实际得8.62分。"
        ),
    )


# 四: totals, deductions, grade


def test_full_marks_are_told_without_reasons() -> None:
    told = reports.told(projects.project(indicators=INDICATORS[:3]))["结论"]
    assert told["总述"].endswith("复核分为40分。无扣分。")
    assert told["扣分原因"] == ()


def test_without_a_review_nothing_is_said_of_it() -> None:
    rows = [replace(row, review_score=points(None)) for row in INDICATORS]
    told = reports.told(projects.project(total={"review_score": None}, indicators=rows))
    assert told["结论"]["总述"] == "项目评判标准分值100分，自评分97分。扣分的主要原因是："
    assert told["结论"]["复核得分"] == ""
    assert told["已复核"] is False


def test_a_deduction_on_the_execution_rate_comes_first_with_its_explanation() -> None:
    total = {"executed": D(5000), "self_score": D("7.92"), "review_score": D("7.92")}
    told = reports.told(projects.project(total={**total, "explanation": "招标推迟。"}))
    first = told["结论"]["扣分原因"][0]
    assert first == "1．预算资金执行率指标中：招标推迟，扣2.08分。"


def test_an_execution_rate_without_an_explanation_tells_the_rate() -> None:
    total = {"executed": D(5000), "self_score": D("7.92"), "review_score": D("7.92")}
    told = reports.told(projects.project(total=total))
    first = told["结论"]["扣分原因"][0]
    assert first == "1．预算资金执行率指标中：预算资金执行率为79.19%，扣2.08分。"


def test_a_single_reason_is_not_numbered() -> None:
    told = reports.told(projects.project(indicators=INDICATORS[:4]))
    assert told["结论"]["扣分原因"] == (
        "项目效益指标中：老旧小区改造项目带动周边产业的发展有限，扣0.5分。",
    )


def test_deductions_are_those_of_the_review() -> None:
    rows = [replace(INDICATORS[0], review_score=points("8"), reason=entry("漏报"))]
    told = reports.told(projects.project(indicators=rows))
    assert told["结论"]["扣分原因"] == ("项目产出指标中：漏报，扣2分。",)


def test_several_indicators_of_one_level_2_are_named_in_the_deductions() -> None:
    rows = [
        indicator("产出指标", "数量指标", "甲", "10", "9", reason="数量不足"),
        indicator("产出指标", "数量指标", "乙", "10", "8", reason="天气原因；"),
        indicator("产出指标", "数量指标", "丁", "10", "8", reason="丁未完成"),
        indicator("产出指标", "质量指标", "丙", "10", "7", reason="丙差。"),
    ]
    told = reports.told(projects.project(indicators=rows))
    (text,) = told["结论"]["扣分原因"]
    assert text == (
        "项目产出指标中：数量指标方面，“甲”：数量不足，扣1分；“乙”：天气原因，扣2分；"
        "丁未完成，扣2分；质量指标方面，丙差，扣3分。"
    )


def test_the_grade_is_told_with_its_half_open_bands() -> None:
    told = reports.told(projects.project())["结论"]
    assert told["等级"] == "优"
    assert told["等级说明"] == (
        "评价等级划分标准为：90分（含）以上为优，80分（含）至90分为良，"
        "60分（含）至80分为中，60分以下为差。本项目综合得分97分，评价等级为“优”。"
    )


def test_a_review_of_another_grade_is_told_with_both() -> None:
    rows = [replace(row, review_score=points("5")) for row in INDICATORS]
    told = reports.told(projects.project(indicators=rows))["结论"]
    assert told["等级说明"].endswith(
        "本项目自评得分97分，等级为“优”；复核得分60分，等级为“中”。以复核结果为准，评价等级为“中”。",
    )


def test_the_forms_own_label_before_an_indicator_is_taken_off() -> None:
    row = indicator("产出指标", "数量指标", "指标1：修路里程", "10", "10", description="修通")
    told = reports.told(projects.project(indicators=[row]))
    assert told["指标分析"][1]["小节"][0]["段落"] == ("修路里程：修通，分值10分，得10分。",)
    assert told["附表"]["指标行"][0]["三级指标"] == "修路里程"


def test_a_short_note_without_the_actual_value_follows_target_and_actual() -> None:
    row = {"comparison": "≥", "target": number("266"), "actual": number("270")}
    text = _sentence(**row, unit_of_measure="米", description="按计划完工")
    assert text == "修路里程：年度指标值≥266米，实际完成270米，按计划完工，分值10分，得10分。"
    text = _sentence(**row, unit_of_measure="米", description="全年修路２７０.0米")
    assert text == "修路里程：全年修路２７０.0米，分值10分，得10分。"


def test_before_a_long_note_target_and_actual_stand_in_a_paragraph_of_their_own() -> None:
    note = "县里组织施工单位分段施工，全部路段均已按计划完工，并通过了主管部门组织的验收"
    row = indicator(
        *("产出指标", "数量指标", "修路里程", "10", "10"),
        comparison="≥",
        target=number("266"),
        actual=number("270"),
        description=note,
    )
    told = reports.told(projects.project(indicators=[row]))
    assert told["指标分析"][1]["小节"][0]["段落"] == (
        "修路里程：年度指标值≥266，实际完成270。",
        f"修路里程：{note}，分值10分，得10分。",
    )


@pytest.mark.parametrize(
    ("actual", "printed"),
    [
        (words("达成年度指标"), "已达成年度指标"),
        (words("部分达成年度指标并具有一定效果"), "部分达成年度指标并具有一定效果"),
        (words("未达成年度指标且效果较差"), "未达成年度指标且效果较差"),
        (words("基本畅通"), "实际完成情况为“基本畅通”"),
    ],
)
def test_words_in_place_of_numbers_are_quoted_and_grades_are_said(
    actual: Entry[Quantity], printed: str
) -> None:
    text = _sentence(comparison="定性", target=words("畅通"), actual=actual)
    assert text == f"修路里程：年度指标值为“畅通”，{printed}，分值10分，得10分。"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("公用经费支出", "公用经费支出6313.66万元"), ("部门预算", "部门预算安排了6313.66万元")],
)
def test_no_word_is_said_twice_where_the_name_ends_in_it(name: str, sentence: str) -> None:
    (text,) = reports.told(projects.project({"name": name}))["资金"]["使用情况"]
    assert sentence in text
    assert f"{name}{name[-2:]}" not in text


def test_more_than_six_uses_of_funds_stand_in_a_table() -> None:
    project = projects.project()
    use = project.funds.uses[0]
    many = tuple(replace(use, purpose=entry(f"用途{name}")) for name in "甲乙丙丁戊己庚")
    whole = replace(project, funds=replace(project.funds, uses=many))
    document = reports.opened(reports.rendered(whole))
    assert [cell.text for cell in document.tables[0].rows[1].cells] == [
        "1",
        "用途甲",
        "6313.66",
        "",
    ]
    assert len(document.tables[0].rows) == 8
    text = next(each.text for each in document.paragraphs if "预算安排了" in each.text)
    assert text.endswith("支出6313.66万元，用于用途甲等7个方面，明细见下表。")
    six = replace(project, funds=replace(project.funds, uses=many[:6]))
    assert len(reports.opened(reports.rendered(six)).tables) == len(document.tables) - 1


OPTIONAL = {
    "approval": "《关于实施改造的批复》（某发〔2023〕5号）。",
    "organisation": "成立项目领导小组。",
    "fund_management": "资金专款专用。",
    "government_levels": "中央5000万元，县1313.66万元",
    "carry_over": "无结转资金",
    "team": "组长：张某；成员：李某、王某。",
    "site_checks": "现场核查点位5个，发放问卷100份。",
    "last_problems": "资金支付进度慢",
    "last_measures": "按月调度",
    "last_status": "已完成",
}


def test_what_is_filled_in_besides_has_its_own_places() -> None:
    document = reports.rendered(projects.project(OPTIONAL))
    headings = [text for _, text in reports.headings(document)]
    assert "1．立项依据及文号" in headings
    assert "5．项目组织管理情况" in headings
    assert "6．资金管理情况" in headings
    assert "（二）评价小组" in headings
    assert "（四）现场核查情况" in headings
    assert "五、上年评价发现问题的整改情况" in headings
    texts = reports.paragraphs(document)
    at = texts.index("各级财政资金安排情况：中央5000万元，县1313.66万元。")
    assert texts[at + 1] == "结转结余情况：无结转资金。"
    assert "整改情况：已完成。" in texts


def test_what_is_not_filled_in_besides_leaves_nothing() -> None:
    document = reports.rendered(projects.project())
    texts = "\n".join(reports.paragraphs(document))
    for word in ("立项依据", "组织管理", "评价小组", "现场核查", "整改情况", "结转结余情况"):
        assert word not in texts


# 五 and what stands around it


def test_a_single_item_is_not_numbered() -> None:
    told = reports.told(projects.project(lists={"measures": ["加强管理。"]}))
    assert told["改进措施"] == ("加强管理。",)


def test_blank_items_leave_no_gap() -> None:
    told = reports.told(projects.project(lists={"measures": ["甲。", "", "乙。"]}))
    assert told["改进措施"] == ("1．甲。", "2．乙。")


@pytest.mark.parametrize(
    "typed", [["1．甲", "2．乙"], ["1、甲", "（2）乙"], ["①甲", "二、乙"], ["1、甲\n2、乙"]]
)
def test_numerals_that_the_cells_bring_along_are_not_doubled(typed: list[str]) -> None:
    told = reports.told(projects.project(lists={"measures": typed}))
    assert told["改进措施"] == ("1．甲。", "2．乙。")


def test_a_number_that_begins_a_sentence_is_no_numeral() -> None:
    told = reports.told(projects.project(lists={"measures": ["1.5万元已到位", "2、乙"]}))
    assert told["改进措施"] == ("1．1.5万元已到位。", "2．乙。")


def test_a_break_inside_of_a_sentence_is_closed() -> None:
    told = reports.told(projects.project(lists={"measures": ["加强管理，\n落实责任", "乙。"]}))
    assert told["改进措施"] == ("1．加强管理，落实责任。", "2．乙。")


def test_the_lines_of_an_item_follow_it_as_paragraphs() -> None:
    told = reports.told(projects.project(lists={"measures": ["甲：\n一是乙。", "丙。"]}))
    assert told["改进措施"] == ("1．甲：", "一是乙。", "2．丙。")


# Sections that are left out and those that are added


def test_suggestions_stand_before_the_lessons_and_notes_come_last() -> None:
    lists = {"suggestions": ["纳入下年度预算。"], "others": ["无审计问题。"]}
    document = reports.rendered(projects.project(lists=lists))
    first = [text for level, text in reports.headings(document) if level == 0]
    assert first[3:] == [
        "四、综合评价结论",
        "五、评价结果应用建议",
        "六、项目实施经验及做法、存在的问题和改进措施",
        "七、其他需要说明的问题",
    ]


def test_a_section_without_content_is_left_out_and_the_numbering_closes_up() -> None:
    empty: dict[str, list[str]] = {"practices": [], "problems": [], "measures": []}
    bare = projects.project(lists={**empty, "others": ["无审计问题。"]})
    bare = replace(bare, texts=replace(bare.texts, overview=entry(None)))
    first = [text for level, text in reports.headings(reports.rendered(bare)) if level == 0]
    assert first[3:] == ["四、综合评价结论", "五、其他需要说明的问题"]


def test_a_part_without_content_is_left_out_and_the_numbering_closes_up() -> None:
    document = reports.rendered(projects.project(lists={"problems": []}))
    second = [text for level, text in reports.headings(document) if level == 1]
    assert second[-2:] == ["（一）主要经验及做法", "（二）改进措施"]


def _shape(value: object) -> object:
    """The names of a context, without its values."""
    if isinstance(value, dict):
        return {name: _shape(inner) for name, inner in value.items()}
    if isinstance(value, tuple):
        return [_shape(value[0])] if value and isinstance(value[0], dict) else ["text"]
    return "text" if isinstance(value, str) else type(value).__name__


def test_the_narrative_makes_exactly_the_fields_of_the_catalogue() -> None:
    from perfeval_batch.template.fields import Field, Form, of_reports

    def shape(fields: Iterable[Field]) -> dict[str, object]:
        forms: dict[Form, object] = {Form.TEXT: "text", Form.FLAG: "bool", Form.TEXTS: ["text"]}
        return {
            each.name: forms.get(each.form)
            or (shape(each.parts) if each.form is Form.RECORD else [shape(each.parts)])
            for each in fields
            if each.form is not Form.NUMERAL
        }

    told = {**reports.told(projects.project())}
    told["资金"]["支出明细"] = told["资金"]["支出用途"]
    told["附表"]["佐证行"] = ({"三级指标": "", "佐证材料": ""},)
    told["未决问题"] = ({"级别": "", "代码": "", "位置": "", "说明": "", "办法": ""},)
    assert _shape(told) == shape(of_reports().values())
    assert tuple(each.name for each in of_reports().values() if each.form is Form.NUMERAL) == NAMES


def test_an_indicator_without_a_level_2_stands_before_the_first_sub_heading() -> None:
    rows = [
        indicator("产出指标", "数量指标", "甲", "10", "9", reason="甲故"),
        indicator("产出指标", "质量指标", "乙", "10", "9", reason="乙故"),
        indicator("产出指标", "", "丙", "10", "9", reason="丙故"),
    ]
    told = reports.told(projects.project(indicators=rows))
    sections = told["指标分析"][1]["小节"]
    assert [(each["标题"], each["段落"][0][0]) for each in sections] == [
        *(
            ("", "丙"),
            ("产出数量指标得分情况逐个分析", "甲"),
            ("产出质量指标得分情况逐个分析", "乙"),
        ),
    ]
    assert [row["三级指标"] for row in told["附表"]["指标行"]] == ["丙", "甲", "乙"]
    (reason,) = told["结论"]["扣分原因"]
    assert reason == (
        "项目产出指标中：丙故，扣1分；数量指标方面，甲故，扣1分；质量指标方面，乙故，扣1分。"
    )


def test_score_and_deduction_add_up_to_the_weight_as_printed() -> None:
    row = indicator("产出指标", "数量指标", "甲", "10", "9.555", reason="甲故")
    told = reports.told(projects.project(indicators=[row]))
    assert told["指标分析"][1]["小节"][0]["段落"][0].endswith("分值10分，得9.56分。")
    assert told["结论"]["扣分原因"] == ("项目产出指标中：甲故，扣0.44分。",)


def test_a_deduction_that_no_printed_score_shows_is_none() -> None:
    row = indicator("产出指标", "数量指标", "甲", "10", "9.998")
    told = reports.told(projects.project(indicators=[row]))
    assert told["结论"]["扣分原因"] == ()
    assert told["结论"]["总述"].endswith("无扣分。")


def test_a_report_of_an_official_form_leaves_out_what_such_forms_never_have() -> None:
    blank = dict.fromkeys(
        ("unit", "purpose", "content", "overall_goal", "basis", "process", "allocated", "cutoff")
    )
    bare = projects.project(blank, {"arrived": None})
    document = reports.rendered(replace(bare, form=OFFICIAL))
    texts = reports.paragraphs(document)
    assert not any("（待核实）" in text or "（未填写）" in text for text in texts)
    assert not any("资金实际到位" in text for text in texts)
    headings = [text for level, text in reports.headings(document) if level == 0]
    assert headings[1] == "二、绩效评价指标分析情况"
    assert "云溪县住房和城乡建设局" in texts


def test_the_conclusion_that_a_form_states_stands_in_the_conclusion_as_the_units_own() -> None:
    given = projects.project(lists={"practices": [], "problems": [], "measures": []})
    told = replace(given.texts, overview=entry("项目实施效果良好。"))
    document = reports.rendered(replace(given, form=OFFICIAL, texts=told))
    texts = reports.paragraphs(document)
    at = texts.index("单位自评结论：项目实施效果良好。")
    assert texts.index("四、综合评价结论") < at < texts.index("绩效评价得分情况表")
    assert not any("主要经验及做法" in text for text in texts)


def test_an_actual_value_that_says_completed_is_not_completed_twice() -> None:
    actual = projects.entry(("已完成100%", Quantity(number=D(100), unit="%")))
    assert _sentence(actual=actual) == "修路里程：已完成100%，分值10分，得10分。"


def test_a_note_without_the_time_is_told_behind_target_and_time() -> None:
    done = projects.entry(("2023年12月15日", Quantity(end=date(2023, 12, 15))))
    target = projects.entry(("2023年11月底", Quantity(end=date(2023, 11, 30))))
    row = {"comparison": "≤", "target": target, "actual": done}
    assert _sentence(**row, description="因雨延误") == (
        "修路里程：年度指标值为2023年11月底前，实际完成时间为2023年12月15日，因雨延误，"
        "分值10分，得10分。"
    )
    assert (
        _sentence(**row, description="12月15日完工") == "修路里程：12月15日完工，分值10分，得10分。"
    )


def test_a_use_without_an_amount_comes_last() -> None:
    uses = (("器材购置", "17"), ("场地维修", None), ("监理", "1"))
    text = _funds_text(reports.told(projects.project(uses=uses)))
    assert text.endswith("用于器材购置17万元、监理1万元、场地维修。")


@pytest.mark.parametrize("typed", ["①修路里程", "（1）修路里程", "指标1:修路里程"])
def test_an_indicators_own_numeral_is_taken_off(typed: str) -> None:
    row = indicator("产出指标", "数量指标", typed, "10", "10", description="修通")
    told = reports.told(projects.project(indicators=[row]))
    assert told["指标分析"][1]["小节"][0]["段落"] == ("修路里程：修通，分值10分，得10分。",)
