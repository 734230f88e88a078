"""绩效评价汇总表.xlsx tells every workbook and every finding, valid and printable."""

from __future__ import annotations

from decimal import Decimal

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from perfeval_batch.findings import Severity
from perfeval_batch.model import Batch, Identity
from perfeval_batch.summary import figures, workbook
from perfeval_batch.values import replace
from tests import books, judges
from tests.summary import build

HEADER = 3
SHEETS = [
    *("总览", "项目明细", "按部门", "等级分布", "指标得分率", "扣分原因", "低分项目"),
    *("执行率偏低", "问题清单", "未报送", "抽查建议", "结果应用建议", "结果应用汇总"),
    "运行说明",
]
TABLES = set(SHEETS) - {"总览", "等级分布", "运行说明"}


pytestmark = pytest.mark.filterwarnings(
    "ignore:(Unknown|Conditional Formatting) extension:UserWarning"  # openpyxl: solid data bars
)


def opened(batch: Batch, *, values: bool = False) -> openpyxl.Workbook:
    return books.opened(workbook.write(figures.gather(batch)), values=values)


def header(sheet: Worksheet) -> list[object]:
    return [cell.value for cell in sheet[HEADER]]


def rows(sheet: Worksheet) -> list[dict[object, object]]:
    names = header(sheet)
    return [
        dict(zip(names, values, strict=True))
        for values in sheet.iter_rows(min_row=HEADER + 1, values_only=True)
    ]


def test_every_workbook_has_a_row_the_unreadable_too() -> None:
    found = rows(opened(build.three())["项目明细"])
    assert [row["工作簿"] for row in found] == [
        *("乙局/坏.xlsx", "甲局/项目一.xlsx", "甲局/项目二.xlsx"),
        *(None, None),
    ]
    assert [row["处理结果"] for row in found][:3] == ["未能读取", "已出报告", "退回修改"]


def test_a_row_tells_funds_scores_by_level_totals_grade_and_reason() -> None:
    row = rows(opened(build.batch(build.reported()))["项目明细"])[0]
    assert row["主管部门"] == "甲局"
    assert row["项目名称"] == "运行维护经费"
    assert row["全年执行数"] == 6313.66
    assert row["执行率"] == 100
    assert [row[f"{name}得分"] for name in ("预算执行率", "产出指标", "效益指标")] == [10, 30, 28.2]
    assert [row[f"{name}得分"] for name in ("满意度指标", "成本指标")] == [9.8, 19]
    assert row["自评总分"] == row["复核总分"] == 97
    assert row["偏离度"] == 0
    assert row["等级"] == "优"
    assert row["扣分"] == 3
    assert row["主要扣分原因"] == "保护环境：物业管理松散"


def test_a_workbook_without_a_name_is_told_by_its_file() -> None:
    row = rows(opened(build.batch(build.failed()))["项目明细"])[0]
    assert row["项目名称"] == "（坏.xlsx）"
    assert row["自评总分"] is None
    assert row["错误"] == 1


def test_level_columns_follow_the_schemes_order() -> None:
    names = header(opened(build.batch(build.reported()))["项目明细"])
    first = names.index("预算执行率得分")
    assert names[first : first + 5] == [
        *("预算执行率得分", "产出指标得分", "效益指标得分", "满意度指标得分", "成本指标得分"),
    ]


def test_level_names_that_people_invent_share_a_column() -> None:
    invented = [
        build.reported(f"甲/{number}.xlsx", levels=(build.level(f"自拟{number}", "10", "9"),))
        for number in range(30)
    ]
    sheet = opened(build.batch(build.reported(), *invented))["项目明细"]
    names = [str(name) for name in header(sheet)]
    assert sum(name.startswith("自拟") for name in names) + ("其他一级指标得分" in names) < 10
    assert "其他一级指标得分" in names


def test_totals_are_formulas_with_the_sum_of_the_figures_stored() -> None:
    batch = build.batch(build.reported(), build.returned(), build.failed())
    every, issued = rows(opened(batch)["项目明细"])[-2:]
    assert (every["序号"], issued["序号"]) == ("合计", "其中：已出报告")
    assert every["全年预算数"] == "=SUBTOTAL(9,$H$4:$H$6)"
    assert issued["全年预算数"] == '=SUMIFS($H$4:$H$6,$B$4:$B$6,"已出报告")'
    every, issued = rows(opened(batch, values=True)["项目明细"])[-2:]
    assert every["全年预算数"] == float(batch.figures.budget or 0) == 12627.32
    assert issued["全年预算数"] == 6313.66
    assert issued["自评总分"] == 97
    assert (every["错误"], issued["错误"]) == (2, 0)


def test_every_finding_is_listed_with_its_cell_and_the_way_out() -> None:
    found = rows(opened(build.three())["问题清单"])
    assert [row["检查编号"] for row in found] == ["PE001", "PE404", "PE604"]
    assert found[1]["工作簿"] == "甲局/项目二.xlsx"
    assert (found[1]["工作表"], found[1]["单元格"]) == ("绩效指标", "J14")
    assert found[1]["级别"] == "错误"
    assert found[1]["问题"] == "合计行写的是98分，各行相加是97分。"
    assert found[1]["怎么改"] == "请核对合计。"


def test_findings_about_the_batch_stand_first() -> None:
    about = build.finding("", "PE802", Severity.WARNING)
    found = rows(opened(build.batch(build.returned(), findings=(about,)))["问题清单"])
    assert [row["检查编号"] for row in found] == ["PE802", "PE404", "PE604"]
    assert found[0]["工作簿"] == "（本批次）"


def test_a_report_and_a_returned_workbook_are_one_click_away() -> None:
    book = opened(build.three())
    column = header(book["项目明细"]).index("结果文件") + 1
    cells = [book["项目明细"].cell(row, column) for row in (4, 5, 6)]
    assert [cell.value for cell in cells] == ["退回表", "报告", "退回表"]
    targets = [str(cell.hyperlink.target).replace("\\", "/") for cell in cells if cell.hyperlink]
    assert targets == [
        "退回/未能读取/坏.xlsx",
        "报告/甲局/运行维护经费.docx",
        "退回/甲局/项目二.xlsx",
    ]


@pytest.mark.parametrize(
    "name",
    ["=HYPERLINK(1)", "=cmd|'/c calc'!A0", "+1", "-1", "@SUM(A1)", "http://evil", "{=1}", "1e3"],
)
def test_a_name_stays_a_text(name: str) -> None:
    hostile = build.reported(identity=Identity(name=name, department=name, code=name))
    sheet = opened(build.batch(hostile))["项目明细"]
    for title in ("项目名称", "主管部门", "项目编码"):
        cell = sheet.cell(4, header(sheet).index(title) + 1)
        assert (cell.value, cell.data_type, cell.hyperlink) == (name, "s", None)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("甲\x00\x0b局\ufffe\udc80", "甲局"),
        ("长" * 40_000, "长" * 16_000 + "……（后文过长，已略去）"),
    ],
)
def test_a_text_no_cell_can_hold_is_cut_to_what_it_can(typed: str, shown: str) -> None:
    row = rows(opened(build.batch(build.reported(identity=Identity(name=typed))))["项目明细"])[0]
    assert row["项目名称"] == shown


def test_a_batch_of_nothing_is_a_workbook_too() -> None:
    book = opened(build.batch(year=None))
    assert book["项目明细"]["A1"].value == "项目支出绩效评价汇总表"
    assert rows(book["项目明细"]) == []
    assert "共0份工作簿" in str(book["项目明细"]["A2"].value)


def test_the_sheets_print_on_a4_landscape_with_header_and_page_numbers() -> None:
    for sheet in opened(build.three()).worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize in (8, 9)  # A3 for what is too wide for A4
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.title not in TABLES or sheet.page_setup.fitToHeight == 0
        assert sheet.title not in TABLES or sheet.print_title_rows == "$3:$3"
        assert sheet.oddFooter is not None
        assert "&P" in str(sheet.oddFooter.center.text)


def test_header_stays_in_view_and_filters() -> None:
    book = opened(build.three())
    assert book["项目明细"].freeze_panes == "G4"
    assert book["项目明细"].auto_filter.ref == "A3:AB6"
    assert book["问题清单"].freeze_panes == "D4"


def test_equal_batches_give_equal_workbooks() -> None:
    one, other = (workbook.write(figures.gather(build.three())) for _ in range(2))
    assert one == other


def test_deviation_is_relative_to_the_self_score() -> None:
    stated = replace(build.reported().figures, self_score=Decimal(90))
    row = rows(opened(build.batch(build.reported(figures=stated)))["项目明细"])[0]
    assert row["偏离度"] == -7.78


@pytest.mark.validator
@pytest.mark.parametrize("batch", [build.three(), build.batch()], ids=["three", "nothing"])
def test_the_workbook_is_valid_open_xml(batch: Batch) -> None:
    assert judges.validate(workbook.write(figures.gather(batch)), ".xlsx") == []
