"""What each sheet of the summary workbook tells, one behaviour a test."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import range_boundaries

from perfeval_batch import office_package
from perfeval_batch.model import Batch, Due, Identity, ItemFigures
from perfeval_batch.summary import figures, workbook
from perfeval_batch.summary.workbook import about_sheet, cell_text, findings_sheet, table_sheet
from perfeval_batch.values import replace
from tests import books, judges
from tests.summary import build, generated
from tests.summary.test_workbook import SHEETS, opened, rows

pytestmark = pytest.mark.filterwarnings(
    "ignore:(Unknown|Conditional Formatting) extension:UserWarning"  # openpyxl: solid data bars
)
D = Decimal


def texts(batch: Batch, sheet: str) -> list[str]:
    return [
        str(cell.value)
        for row in opened(batch)[sheet].iter_rows()
        for cell in row
        if cell.value is not None
    ]


def test_the_sheets_stand_in_their_order() -> None:
    assert opened(build.three()).sheetnames == SHEETS
    assert opened(build.batch()).sheetnames == SHEETS


def test_departments_tell_counts_money_means_and_grades() -> None:
    found = {row["主管部门"]: row for row in rows(opened(build.three())["按部门"])[:-1]}
    assert found["甲局"]["自评表"] == 2
    assert (found["甲局"]["已出报告"], found["甲局"]["退回修改"]) == (1, 1)
    assert found["甲局"]["全年预算数"] == 6313.66
    assert (found["甲局"]["执行率"], found["甲局"]["平均得分"], found["甲局"]["优"]) == (100, 97, 1)
    assert found["未填部门"]["未能读取"] == 1
    assert found["未填部门"]["平均得分"] is None


def test_due_and_missing_stand_beside_what_was_handed_in_only_with_a_roster() -> None:
    assert "应报" not in rows(opened(build.three())["按部门"])[0]
    roster = (
        Due(Identity("1", "甲", "甲局"), source="甲局/项目一.xlsx"),
        Due(Identity("2", "乙", "丙局")),
    )
    found = rows(opened(replace(build.three(), roster=roster))["按部门"])
    by_name = {row["主管部门"]: (row["应报"], row["未报"]) for row in found[:-1]}
    assert by_name == {"丙局": (1, 1), "甲局": (1, 0), "未填部门": (0, 0)}


def test_what_nobody_handed_in_is_listed_with_its_amount() -> None:
    gone = Due(Identity("2", "乙项目", "丙局", "丙局二站"), D("12.5"))
    found = rows(opened(replace(build.three(), roster=(gone,)))["未报送"])
    assert found[0]["项目名称"] == "乙项目"
    assert found[0]["年初预算数"] == 12.5
    assert "应报1个，未报1个。" in texts(replace(build.three(), roster=(gone,)), "未报送")[1]


def test_without_a_roster_the_sheet_says_why_it_is_empty() -> None:
    assert "没有提供项目名册" in texts(build.three(), "未报送")[1]


def test_low_scores_come_lowest_first_with_their_reasons() -> None:
    whole = build.reported().figures
    low = [
        build.reported(f"甲局/{score}.xlsx", figures=replace(whole, score=D(score)))
        for score in ("79.99", "61", "80")
    ]
    found = rows(opened(build.batch(*low))["低分项目"])
    assert [row["最终得分"] for row in found] == [61, 79.99]
    assert found[0]["扣分较多的指标及原因"] == (
        "保护环境扣1分（物业管理松散）；带动周边产业的发展扣0.5分（带动有限）"
    )


def test_low_execution_tells_what_was_not_spent() -> None:
    spent = replace(build.reported().figures, executed=D("5000"))
    items = (
        ItemFigures("预算执行率", "", "", D(10), D("7.92"), D("7.92")),
        ItemFigures("产出指标", "数量指标", "甲", D(90), D(90), D(90)),
    )
    low = build.reported(figures=spent, execution_rate=D("79.19"), items=items)
    found = rows(opened(build.batch(low, build.reported("b.xlsx")))["执行率偏低"])
    assert len(found) == 2
    assert (found[0]["未执行数"], found[0]["执行率"]) == (1313.66, 79.19)
    assert found[0]["指标得分率"] == 100


def test_deductions_come_largest_first_and_count_the_same_reason() -> None:
    batch = build.batch(build.reported(), build.reported("b.xlsx"))
    found = rows(opened(batch)["扣分原因"])
    assert [row["扣分"] for row in found[:-1]] == [1, 1, 0.5, 0.5]
    assert found[0]["同样原因"] == 2
    assert rows(opened_values(batch)["扣分原因"])[-1]["扣分"] == 3


def opened_values(batch: Batch) -> openpyxl.Workbook:
    return opened(batch, values=True)


def test_the_sample_names_its_seed_and_reasons() -> None:
    batch = replace(build.three(), seed=42)
    assert "种子42" in texts(batch, "抽查建议")[1]
    assert rows(opened(batch)["抽查建议"])[0]["列入理由"] == "无突出风险，随机抽取"


def test_the_last_sheet_says_what_the_run_was_made_from() -> None:
    batch = replace(build.three(), unread=("附件.zip",), scheme=None)
    found = texts(batch, "运行说明")
    assert "perfeval 0.1.0" in found
    assert "各工作簿不一致，见“项目明细”" in found
    assert about_sheet.fingerprint(batch) in found
    assert "附件.zip" in found


def test_the_fingerprint_changes_with_any_workbook() -> None:
    one = build.batch(build.reported())
    assert about_sheet.fingerprint(one) == about_sheet.fingerprint(build.batch(build.reported()))
    changed = (
        build.batch(build.reported(digest="2" * 64)),
        build.batch(build.reported("x.xlsx")),
        build.batch(build.reported(), build.failed()),
    )
    assert len({about_sheet.fingerprint(each) for each in (one, *changed)}) == 4


def test_the_overview_has_its_charts_and_their_numbers() -> None:
    parts = office_package.unpack(workbook.write(figures.gather(generated.batch(60))))
    drawn = [parts[name].decode() for name in parts if name.startswith("xl/charts/chart")]
    assert len(drawn) == 4
    assert all("<c:numCache>" in chart and "<c:strCache>" in chart for chart in drawn)


def test_a_list_beyond_the_sheet_says_where_the_rest_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings_sheet, "ROOM", 2)
    batch = build.batch(build.returned(), build.returned("b.xlsx"))
    assert len(rows(opened(batch)["问题清单"])) == 2
    assert "共4个问题，本表列出前2个，其余见“运行结果.json”" in texts(batch, "问题清单")[1]


def test_links_beyond_what_excel_holds_are_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_sheet, "MAX_LINKS", 1)
    sheet = opened(build.batch(build.reported(), build.reported("b.xlsx")))["项目明细"]
    column = next(cell.column for cell in sheet[3] if cell.value == "结果文件")
    first, second = (sheet.cell(row, column) for row in (4, 5))
    assert first.hyperlink is not None
    assert (second.value, second.hyperlink) == ("报告", None)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, 1),
        ("一二三四", 10, 1),
        ("一二三四五", 10, 2),
        ("a" * 9, 10, 1),
        ("a\nb\n\nc", 10, 4),
    ],
)
def test_a_row_is_as_high_as_its_longest_text(text: str, width: int, lines: int) -> None:
    assert cell_text.lines_of(text, width) == lines


def test_every_sheet_has_a_title_of_the_year() -> None:
    for sheet in opened(build.three()).worksheets:
        assert str(sheet["A1"].value).startswith("2023年度项目支出绩效评价汇总表")


@pytest.mark.validator
@pytest.mark.parametrize("count", [0, 1, 200])
def test_generated_batches_are_valid_open_xml(count: int) -> None:
    assert judges.validate(workbook.write(figures.gather(generated.batch(count))), ".xlsx") == []


def test_a_workbook_opens_without_repair_in_openpyxl_too() -> None:
    written = workbook.write(figures.gather(generated.batch(30)))
    assert books.opened(written)


def test_a_sheet_prints_landscape_one_page_wide_and_never_smaller_than_seven_points() -> None:
    """A digit of 10 points takes 1.9 mm; A4 leaves 273 mm between the margins, A3 396."""
    book: Any = opened(generated.batch(30))
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape", sheet.title
        area = sheet.print_area.rpartition("!")[2].replace("$", "") if sheet.print_area else ""
        last = (range_boundaries(area)[2] if area else 0) or 0
        widths = [
            each.width
            for each in sheet.column_dimensions.values()
            for at in range(each.min, each.max + 1)
            if at <= last
        ]
        room = {9: 273, 8: 396}[int(sheet.page_setup.paperSize)]
        assert sum(widths) * 1.9 * 0.7 <= room, sheet.title


def test_no_note_counts_what_there_is_none_of() -> None:
    batch = replace(build.three(), outcomes=build.three().outcomes[:1])
    for sheet in ("项目明细", "低分项目", "执行率偏低"):
        assert not re.search(r"(?<![0-9.])0[份个项]", texts(batch, sheet)[1]), sheet
