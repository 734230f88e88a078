"""What is read of an official form, and what is asked."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from perfeval_batch import parsing
from perfeval_batch.model import OFFICIAL, Project, Rejected, Submission
from tests import books
from tests.forms import build, layouts
from tests.forms.build import INDICATORS, Form


def submission(data: bytes, name: str = "表.xlsx") -> Submission:
    found = parsing.submission(data, name)
    assert isinstance(found, Submission), found
    return found


def project(form: Form) -> Project:
    return submission(build.workbook(form)).projects[0]


def asked(form: Form) -> str:
    return "\n".join(each.message for each in project(form).questions)


def refusal(data: bytes) -> str:
    found = parsing.submission(data, "表.xlsx")
    assert isinstance(found, Rejected)
    return found.recognised


def test_an_ordinary_form_is_read_whole_and_nothing_is_asked() -> None:
    found = project(Form())
    facts, funds = found.facts, found.funds.total
    assert found.form == OFFICIAL
    assert found.questions == ()
    assert (facts.name.value, facts.department.value) == ("小型水库维修养护", "青禾县水利局")
    assert (facts.unit.value, facts.year.value) == ("青禾县水库管理站", 2023)
    amounts = (funds.initial_budget, funds.budget, funds.executed, funds.weight, funds.rate)
    assert [each.value for each in amounts] == [300, 320, 304, 10, 95]
    assert funds.self_score.value == Decimal("9.5")
    assert facts.completion.value == "维修养护任务已完成。"
    assert [row.self_score.value for row in found.indicators] == [20, 19, 10, 30, 10]
    assert found.indicators[2].level1.value == "产出指标（50分）"
    assert found.indicators[1].reason.value == "一座水库延后验收"
    assert found.totals.self_score.value == Decimal("98.5")


def test_amounts_in_yuan_become_ten_thousands() -> None:
    form = Form(
        unit_label="项目资金（元）", total=("3,000,000.00", 3200000, 3040000, 10, "95%", 9.5)
    )
    form = replace(form, fiscal=(3000000, 3200000, 3040000))
    assert project(form).funds.total.budget.value == 320


def test_a_code_before_the_name_is_a_code() -> None:
    facts = project(Form(name="51000021R000000019951-工资性支出")).facts
    assert (facts.code.value, facts.name.value) == ("51000021R000000019951", "工资性支出")


def test_filler_rows_are_no_indicators() -> None:
    assert all("…" not in row.name.text for row in project(Form()).indicators)


@pytest.mark.parametrize(
    ("form", "question"),
    [
        (Form(unit_label="项目资金"), "没有写明金额单位"),
        (Form(fiscal=(300, 310, 304)), "全年预算数"),
        (Form(total=(None, None, None, 10, None, 9.5)), "空白"),
        (Form(year=None), "评价年度"),
        (Form(unit="本单位"), "本单位"),
        (Form(department=None), "主管部门没有填写"),
        (Form(department=None, unit=None), "没有主管部门，也没有实施单位"),
        (Form(stated=(100, None)), "总分一行的得分空白"),
        (Form(stated=(90, 89)), "是否包含预算执行率"),
        (Form(total=(300, 320, 304, 10, 0.1, 9.5)), "执行率填"),
        (Form(headers=(*Form.headers[:5], "得分", "得分", "备注")), "两栏"),
        (Form(headers=(*Form.headers[:6], None, "备注")), "没有表头"),
        (Form(headers=(*Form.headers[:4], "核算数", *Form.headers[5:])), "核算数"),
        (Form(merges=("H13:H14",)), "合并在"),
        (Form(fund_headers=("年初预算数", "金额", *Form.fund_headers[2:])), "只有年初预算数"),
    ],
)
def test_what_could_make_a_wrong_number_is_asked(form: Form, question: str) -> None:
    assert question in asked(form)


def test_without_a_weight_column_weights_are_unknown_never_derived() -> None:
    rows = tuple((*row[:5], row[6], row[7]) for row in INDICATORS)
    form = Form(headers=(*Form.headers[:5], "得分", "备注"), indicators=rows, stated=(98.5,))
    found = project(form)
    assert "没有分值一栏" in asked(form)
    assert all(row.weight.value is None for row in found.indicators)


def test_percent_weights_are_asked_about() -> None:
    rows = tuple((*row[:5], f"{row[5]}%" if row[5] else None, *row[6:]) for row in INDICATORS)
    assert "百分数" in asked(Form(indicators=rows))


def test_a_blank_review_column_is_no_review_and_not_zero() -> None:
    form = Form(headers=(*Form.headers[:7], "复核得分"), indicators=INDICATORS[:1])
    assert "没有复核" in asked(form)
    assert project(form).indicators[0].review_score.value is None


def test_the_execution_rate_as_a_row_is_asked_about() -> None:
    row = ("预算执行", "预算执行率", "预算执行率", "100%", "95%", 10, 9.5, None)
    assert "预算执行率" in asked(Form(indicators=(row, *INDICATORS), stated=(100, 98.5)))


def test_details_below_an_indicator_are_no_indicators() -> None:
    row = (None, None, "其中：甲水库", "20座", "20座", None, None, None)
    found = project(Form(indicators=(INDICATORS[0], row, *INDICATORS[1:])))
    assert len(found.indicators) == 5
    assert [each.name.value for each in found.details] == ["其中：甲水库"]


def test_the_total_one_column_too_far_right_is_never_read_as_the_score() -> None:
    found = project(Form(stated=(None, 100, 98.5)))
    assert found.totals.self_score.value is None
    assert "没有对齐" in "".join(each.message for each in found.questions)


def test_forms_on_sheets_of_their_own_are_projects_of_their_own() -> None:
    forms = [Form(name=f"项目{number}") for number in "甲乙丙"]
    found = submission(build.workbook(*forms)).projects
    assert [each.facts.name.value for each in found] == ["项目甲", "项目乙", "项目丙"]
    assert [each.sheet for each in found] == ["Sheet", "项目2", "项目3"]


def test_forms_below_each_other_are_told_apart() -> None:
    forms = (Form(name="项目甲"), Form(name="项目乙", year="（2022年度）", stated=(100, 98.5)))
    found = submission(build.workbook(*forms, below_each_other=True)).projects
    assert [each.sheet for each in found] == ["Sheet", "Sheet#2"]
    assert [each.facts.year.value for each in found] == [2023, 2022]
    assert [len(each.indicators) for each in found] == [5, 5]


def test_a_form_without_weights_and_scores_is_refused_by_name() -> None:
    rows = tuple((*row[:5], row[7]) for row in INDICATORS)
    form = Form(headers=(*Form.headers[:5], "备注"), indicators=rows, stated=())
    found = submission(build.workbook(form))
    assert found.projects == ()
    assert "没有分值和得分" in found.refused[0].recognised
    assert found.refused[0].identity is not None
    assert found.refused[0].identity.department == "青禾县水利局"


def test_look_alikes_are_named() -> None:
    rows = tuple(row[:4] for row in INDICATORS)
    goals = Form(
        caption="项目支出绩效目标申报表", headers=Form.headers[:4], indicators=rows, stated=()
    )
    assert refusal(build.workbook(goals)) == "绩效目标申报表"


def test_an_open_question_is_an_error_that_says_where_it_is_answered() -> None:
    question = project(Form(unit_label="项目资金")).questions[0]
    assert question.code == "PE017"
    assert question.severity.label == "错误"
    assert "版式对照" in question.fix


def test_criteria_for_scoring_are_no_form_even_with_a_project_name() -> None:
    rows = tuple((*row[:3], row[5], row[6]) for row in INDICATORS)
    headers = (*Form.headers[:3], "分值", "得分")
    criteria = Form(caption="项目绩效评分细则", headers=headers, indicators=rows, stated=())
    assert refusal(build.workbook(criteria)) == "评分细则（评价指标表）"


def test_a_refused_form_says_how_many_the_file_holds() -> None:
    rows = tuple((*row[:5], row[7]) for row in INDICATORS)
    bare = Form(name="乙", headers=(*Form.headers[:5], "备注"), indicators=rows, stated=())
    found = submission(build.workbook(Form(), bare))
    assert len(found.projects) == 1
    assert "共有2张自评表" in found.refused[0].findings[0].message


def test_a_form_whose_table_has_no_header_is_not_lost() -> None:
    data = build.workbook(Form(), Form(name="乙"), below_each_other=True)
    found = submission(without_header(data, "三级指标", last=True))
    assert [each.facts.name.value for each in found.projects] == ["小型水库维修养护"]
    assert [each.identity.name for each in found.refused if each.identity] == ["乙"]


def without_header(data: bytes, word: str, *, last: bool) -> bytes:
    """The file with the header row of that word blanked: the last, or the first of its sheet."""
    book = books.opened(data)
    sheet = book.worksheets[0]
    rows = [cell.row for row in sheet.iter_rows() for cell in row if cell.value == word]
    for cell in sheet[rows[-1] if last else rows[0]]:
        cell.value = None
    return build.saved(book)


def test_details_of_a_source_are_no_sources_of_their_own() -> None:
    found = submission(layouts.drawn(layouts.load("N19-goals-table"))).projects[0]
    assert [row.budget.value for row in found.funds.sources] == [60, 6, 0]


def test_the_rate_of_a_reviewed_form_stands_as_it_is() -> None:
    rows = tuple((*row[:7], row[6]) for row in INDICATORS)
    found = project(Form(headers=(*Form.headers[:7], "复核得分"), indicators=rows))
    assert found.funds.total.review_score.value == Decimal("9.5")


def test_what_the_list_of_a_file_says_otherwise_is_told() -> None:
    layout = layouts.load("N14-book-with-list")
    layout["sheet"][0]["cells"] = (
        layout["sheet"][0]["cells"].replace("|100|95|98.5", "|110|95|98.5").replace("乙渠", "丙渠")
    )
    first, second = submission(layouts.drawn(layout)).projects
    assert [each.message for each in first.remarks] == [
        "汇总表的全年预算数是110，自评表（1!D6）是100。",
        "汇总表列有“丙渠维修”，这个文件里没有它的自评表。",
    ]
    assert [each.message for each in second.remarks] == ["汇总表“汇总表”里没有这个项目。"]
    assert {(each.code, each.severity.label) for each in first.remarks} == {("PE019", "警告")}


def test_a_list_that_agrees_is_not_mentioned() -> None:
    found = submission(layouts.drawn(layouts.load("N14-book-with-list")))
    assert found.list_sheets == ("汇总表",)
    assert [each.remarks for each in found.projects] == [(), ()]


def test_lists_typed_into_the_texts_of_a_form_are_split_as_in_our_workbook() -> None:
    form = Form(
        below=(
            ("存在问题", None, "1.施工进度慢；2.资金拨付不及时。"),
            ("改进措施", None, "一是加强调度；\n二是按进度拨付。"),
        )
    )
    texts = project(form).texts
    assert [each.text for each in texts.problems] == ["施工进度慢。", "资金拨付不及时。"]
    assert [each.text for each in texts.measures] == ["加强调度。", "按进度拨付。"]


@pytest.mark.parametrize(
    "form", [Form(unit_label="项目资金"), Form(year=None)], ids=["unit", "year"]
)
def test_what_is_asked_of_a_form_names_no_command_of_the_program(form: Form) -> None:
    """It stands in letters to departments."""
    found = project(form).questions
    assert found
    assert [each for each in found if "--" in str(each) or "perfeval" in str(each)] == []
