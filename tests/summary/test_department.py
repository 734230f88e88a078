"""部门总结 says what the department's projects say, with the figures of the summary."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from perfeval_batch.findings import Place
from perfeval_batch.letters import department_summary, letter_templates
from perfeval_batch.model import (
    Batch,
    Deduction,
    Due,
    Identity,
    ItemFigures,
    Passage,
    packed,
)
from perfeval_batch.summary import figures
from perfeval_batch.template import compiled_template, fields
from perfeval_batch.values import replace
from tests.summary import build


def told(batch: Batch, name: str = "甲局") -> dict[str, Any]:
    account = figures.gather(batch)
    (group,) = (each for each in account.departments if each.name == name)
    return department_summary.context(account, group)


def problem(source: str, text: str, budget: str) -> Any:  # noqa: ANN401
    outcome = build.reported(source)
    passage = Passage("存在的问题及原因分析", text, Place(source))
    funds = replace(outcome.figures, budget=Decimal(budget))
    name = source.rpartition("/")[2].removesuffix(".xlsx")
    identity = replace(outcome.identity, name=name)
    return replace(outcome, texts=packed((passage,)), figures=funds, identity=identity)


def test_the_figures_are_those_of_the_issued_projects() -> None:
    summary = told(build.three())["总结"]
    assert summary["标题"] == "2023年度甲局项目支出绩效自评工作总结"
    assert summary["项目数"] == "1"
    assert summary["全年预算数"] == "6313.66"
    assert summary["执行率"] == "100"
    assert summary["平均得分"] == "97"
    assert summary["基本情况"] == (
        (
            "共报送项目支出绩效自评表2份，其中已出具评价报告1份，退回修改1份。"
            "以下金额、得分和等级按已出具评价报告的项目统计。"
        ),
        "1个项目全年预算数6313.66万元，全年执行数6313.66万元，预算执行率100%。",
    )
    assert summary["自评结果"][1] == "评价等级：优1个，优良率100%。"


def test_the_roster_says_what_is_due_and_missing() -> None:
    here, gone = Identity("1", "甲", "甲局"), Identity("2", "乙项目", "甲局")
    roster = (Due(here, source="甲局/项目一.xlsx"), Due(gone))
    summary = told(replace(build.three(), roster=roster))["总结"]
    assert summary["基本情况"][0] == "列入项目名册的应报项目2个，已报送1个，未报送1个。"
    assert summary["待办"] == ("退回修改的1份：运行维护经费。", "未报送的1个：乙项目。")


def test_deductions_are_grouped_by_level_2_the_heaviest_first() -> None:
    unfinished = told(build.three())["总结"]["未完成指标"]
    assert unfinished == (
        "1．生态效益指标扣分1项：运行维护经费“保护环境”扣1分，物业管理松散。",
        "2．经济效益指标扣分1项：运行维护经费“带动周边产业的发展”扣0.5分，带动有限。",
    )


def test_of_many_deductions_the_largest_are_told_and_the_rest_counted() -> None:
    deductions = tuple(
        Deduction("产出指标", "数量指标", f"指标{number}", Decimal(number), "进度慢。")
        for number in range(1, 6)
    )
    (line,) = told(build.batch(build.reported(deductions=deductions)))["总结"]["未完成指标"]
    assert line == (
        "数量指标扣分5项，共扣15分：运行维护经费“指标5”扣5分，进度慢；"
        "“指标4”扣4分，进度慢；“指标3”扣3分，进度慢；"
        "其余2项见各项目的评价报告。"
    )


def test_problems_are_told_once_those_of_the_largest_budgets_first() -> None:
    batch = build.batch(
        problem("甲局/小.xlsx", "支付慢。", "10"),
        problem("甲局/大.xlsx", "论证\n不足；", "900"),
        problem("甲局/中.xlsx", "支付慢", "50"),
    )
    assert told(batch)["总结"]["存在问题"] == ("1．大：论证不足。", "2．中：支付慢。")


def test_of_many_problems_ten_are_told_and_the_rest_counted() -> None:
    many = [problem(f"甲局/{number}.xlsx", f"问题{number}", "1") for number in range(13)]
    problems = told(build.batch(*many))["总结"]["存在问题"]
    assert len(problems) == 11
    assert problems[-1] == "其余3条见各项目的评价报告。"


def test_low_execution_names_its_projects_lowest_first() -> None:
    low = [
        replace(problem(f"甲局/{name}.xlsx", "", "10"), execution_rate=Decimal(rate))
        for name, rate in (("a", "80"), ("b", "62.5"), ("c", "90"))
    ]
    assert (
        "执行率低于90%的项目有2个：b（62.5%）、a（80%）。"
        in told(build.batch(*low))["总结"]["基本情况"]
    )


def test_the_annex_lists_every_issued_project_and_its_total() -> None:
    rows = told(build.batch(build.reported(), build.reported("甲局/b.xlsx")))["项目表"]
    assert [row["序号"] for row in rows] == ["1", "2", ""]
    assert rows[-1] == {
        "序号": "",
        "名称": "合计（得分为平均分）",
        "全年预算数": "12627.32",
        "全年执行数": "12627.32",
        "执行率": "100%",
        "得分": "97",
        "等级": "",
    }


def test_a_department_without_an_issued_report_has_no_results() -> None:
    found = told(build.batch(build.failed()), "未填部门")
    assert found["项目表"] == []
    assert found["总结"]["自评结果"] == ()
    assert found["总结"]["平均得分"] == "—"
    assert found["总结"]["待办"] == ("未能读取的1份：（坏.xlsx）。",)


def test_score_rates_are_told_by_level_1() -> None:
    items = (
        ItemFigures("预算执行率", "", "", Decimal(10), Decimal(9), Decimal(9)),
        ItemFigures("产出指标", "数量指标", "甲", Decimal(20), Decimal(20), Decimal(20)),
        ItemFigures("产出指标", "质量指标", "乙", Decimal(20), Decimal(19), Decimal(19)),
    )
    results = told(build.batch(build.reported(items=items)))["总结"]["自评结果"]
    assert results[-1] == "各类指标得分率：预算执行率指标90%，产出指标97.5%。"


def test_the_draft_uses_exactly_the_fields_that_the_context_makes() -> None:
    context = told(build.three())
    made = set(_paths(context))
    assert made == set(department_summary.FIELDS)
    assert (
        compiled_template.problems(
            letter_templates.default("department_summary"), fields.of(dict.fromkeys(made, ""))
        )
        == ()
    )


def _paths(context: Mapping[str, Any]) -> list[str]:
    return [
        *(
            f"总结.{name}[]" if isinstance(value, tuple) else f"总结.{name}"
            for name, value in context["总结"].items()
        ),
        *(f"项目表[].{name}" for name in context["项目表"][0]),
    ]


def test_equal_batches_give_equal_contexts() -> None:
    assert told(build.three()) == told(build.three())
