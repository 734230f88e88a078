"""The annex table: 财预〔2020〕10号's form, any number of indicators."""

from __future__ import annotations

from decimal import Decimal

import pytest
from docx.table import Table

from perfeval_batch import report, scoring
from perfeval_batch.values import replace
from tests.report import documents, projects, reports
from tests.report.projects import INDICATORS, indicator, points


def test_the_annex_lists_what_proves_the_actual_values() -> None:
    rows = [
        projects.indicator("产出指标", "数量指标", "甲", "10", "10", evidence="竣工验收报告"),
        projects.indicator("产出指标", "质量指标", "乙", "10", "10"),
    ]
    *_, evidence, _ = reports.opened(reports.rendered(projects.project(indicators=rows))).tables
    assert [[cell.text for cell in row.cells] for row in evidence.rows] == [
        ["序号", "三级指标", "佐证材料"],
        ["1", "甲", "竣工验收报告"],
    ]


def test_the_annex_has_places_for_signatures_and_seals() -> None:
    *_, signatures = reports.opened(reports.rendered(projects.project({"preparer": "李四"}))).tables
    cells = [cell.text for row in signatures.rows for cell in row.cells]
    assert cells[0] == "填报人：李四"
    assert cells[3:] == ["项目负责人（签字）：", "实施单位（盖章）：", "主管部门（盖章）："]


def _tables(document: bytes) -> tuple[Table, Table]:
    _, head, indicators, *_ = reports.opened(document).tables
    return head, indicators


def _rows(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_names_funds_and_goals_stand_at_the_head() -> None:
    head, _ = _tables(reports.rendered(projects.project()))
    rows = [list(dict.fromkeys(row)) for row in _rows(head)]
    assert rows[0] == ["项目名称", "运行维护经费"]
    assert rows[1] == ["主管部门", "云溪县住房和城乡建设局", "实施单位", "云溪县城市更新服务中心"]
    assert rows[2] == [
        *("项目资金（万元）", "资金来源", "年初预算数", "全年预算数", "全年执行数", "分值"),
        *("执行率", "自评\n得分", "复核\n得分"),
    ]
    assert _rows(head)[3][-6:] == ["6313.66", "6313.66", "10", "100%", "10", "10"]
    names = [row[1] for row in rows[3:7]]
    assert names == ["年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金"]
    assert rows[7] == ["年度总体目标", "预期目标", "实际完成情况"]


def test_sources_have_no_scores() -> None:
    head, _ = _tables(reports.rendered(projects.project()))
    assert _rows(head)[4][-2:] == ["—", "—"]


def test_the_indicators_stand_by_level_with_self_and_review_side_by_side() -> None:
    _, table = _tables(reports.rendered(projects.project()))
    rows = _rows(table)
    assert rows[0] == [
        *("一级\n指标", "二级指标", "三级指标", "年度指标值", "实际完成值"),
        *("分值", "自评\n得分", "复核\n得分", "偏差原因分析\n及改进措施"),
    ]
    assert rows[1][:8] == ["产出指标", "数量指标", "任务完成率", "≥100%", "100%", "10", "10", "10"]
    assert rows[-1][4:8] == ["总分", "100", "97", "97"]
    assert len(rows) == len(INDICATORS) + 2


def test_without_a_review_there_is_one_column_of_scores() -> None:
    rows = [replace(row, review_score=points(None)) for row in INDICATORS]
    document = reports.rendered(projects.project(total={"review_score": None}, indicators=rows))
    head, table = _tables(document)
    assert _rows(table)[0][5:] == ["分值", "得分", "偏差原因分析\n及改进措施"]
    assert _rows(table)[-1][4:7] == ["总分", "100", "97"]
    assert "复核\n得分" not in _rows(head)[2]


def test_level_cells_are_merged_over_their_rows() -> None:
    _, table = _tables(reports.rendered(projects.project()))
    cells = [table.cell(number, 0)._tc for number in range(1, 11)]  # noqa: SLF001  # so python-docx tells merged cells
    spans = [sum(cell is other for other in cells) for cell in dict.fromkeys(cells)]
    assert spans == [3, 3, 1, 3]


@pytest.mark.parametrize("count", [1, 2, 37, 100])
def test_any_number_of_indicators_keeps_the_table_whole(count: int) -> None:
    weight = Decimal(100) / count
    levels = ("数量指标", "质量指标", "时效指标")
    rows = [
        indicator("产出指标", levels[n % 3], f"指标{n}", str(weight), str(weight))
        for n in range(count)
    ]
    project = projects.project(indicators=rows)
    assessment = scoring.assess(project, reports.SCHEME)
    document = report.render(assessment, reports.SCHEME, reports.template())
    _, table = _tables(document)
    names = [row[2] for row in _rows(table)[1:-1]]
    assert sorted(names) == sorted(row.name.text for row in rows)
    assert report.check(document, assessment, reports.SCHEME) == ()


def test_texts_of_5000_characters_are_printed_to_the_last() -> None:
    long = "改造" * 2500
    row = indicator("产出指标", "数量指标", "甲", "10", "9", reason=long, description=f"{long}完")
    document = reports.rendered(projects.project({"purpose": long}, indicators=[row]))
    _, table = _tables(document)
    assert _rows(table)[1][8] == long
    texts = reports.paragraphs(document)
    assert f"{long}。" in texts
    assert f"甲：{long}完，分值10分，得9分。" in texts
    assert documents.parse(document)


@pytest.mark.parametrize(
    "typed", ["其中: 当年财政拨款", "其中：当年财政拨款", "其 中 ：当年财政拨款"]
)
def test_a_source_says_among_them_once_however_it_is_typed(typed: str) -> None:
    told = projects.project()
    first = replace(told.funds.sources[0], source=projects.entry(typed))
    second = replace(told.funds.sources[1], source=projects.entry("其他（其中：自筹）"))
    funds = replace(told.funds, sources=(first, second))
    head, _ = _tables(reports.rendered(replace(told, funds=funds)))
    assert head.cell(4, 1).text == "其中：当年财政拨款"
    assert head.cell(5, 1).text == "其他（其中：自筹）"


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [("１００", "100", "≥100个"), ("９．５", "9.5", "≥9.5个"), ("100", "100", "≥100个")],
)
def test_a_number_is_printed_in_plain_digits(text: str, value: str, shown: str) -> None:
    target = replace(projects.number(value), text=text)
    row = indicator(
        *("产出指标", "数量指标", "甲", "10", "10"),
        target=target,
        comparison="≥",
        unit_of_measure="个",
    )
    _, table = _tables(reports.rendered(projects.project(indicators=[row])))
    assert table.cell(1, 3).text == shown


def test_words_with_full_width_digits_stay_as_they_are_typed() -> None:
    row = indicator(
        "产出指标", "数量指标", "甲", "10", "10", target=projects.words("达到Ⅲ类、２级")
    )
    _, table = _tables(reports.rendered(projects.project(indicators=[row])))
    assert table.cell(1, 3).text == "达到Ⅲ类、２级"
