"""A roster made of a list exported from 预算管理一体化."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import openpyxl
import pytest

from perfeval_batch import parsing, roster, schemes
from perfeval_batch.errors import SettingsError
from perfeval_batch.model import Rejected
from perfeval_batch.roster import Export
from tests import books
from tests.roster import test_roster

Rows = Sequence[Sequence[object]]
HEADERS = ("序号", "项目编码", "项目名称", "预算部门", "预算单位")
MONEY = ("年初批复数（元）", "变动后预算数（元）", "全年执行数（元）")
LINES: Rows = (
    ("1", "230001", "农村公路养护", "县交通局", "白沙养护站", 4_285_000, 4_285_000, 4_000_000.5),
    ("2", "230002", "危桥改造", "县交通局", "石桥养护站", "9,600,000.00", None, None),
    (None, None, "合计", None, None, 13_885_000, None, None),
)
APPROVED: Rows = (
    ("项目编码", "一级指标", "二级指标", "三级指标", "指标性质", "指标值", "计量单位", "权重"),
    ("230001", "产出指标", "数量指标", "养护里程", "≥", 120, "公里", 90),
)


def exported(
    headers: Sequence[object], lines: Rows, approved: Rows = (), above: Rows = ()
) -> bytes:
    """An export: a title and a remark above the header."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (("项目支出查询",), *above, headers, *lines):
        sheet.append(list(row))
    if approved:
        other = book.create_sheet("绩效目标")
        for row in approved:
            other.append(list(row))
    return books.saved(book)


def read(data: bytes, unit: str = "") -> Export:
    views = parsing.sheets_where(data, "导出.xlsx", lambda _: True)
    assert not isinstance(views, Rejected)
    return roster.read_export(tuple(views.values()), unit)


def test_amounts_in_yuan_become_those_of_the_roster() -> None:
    found = read(exported((*HEADERS, *MONEY), LINES))
    first, second = found.projects
    assert (first["initial_budget"], first["executed"]) == (Decimal("428.5"), Decimal("400.00005"))
    assert (second["initial_budget"], second["code"]) == (Decimal(960), "230002")
    assert (first["department"], first["unit"]) == ("县交通局", "白沙养护站")


def test_every_line_is_accounted_for() -> None:
    again = ("3", "230001", "农村公路养护", "县交通局", "白沙养护站", 1, 1, 1)
    found = read(exported((*HEADERS, *MONEY), (*LINES, again, ("4", "230009", None))))
    assert found.lines == len(found.projects) + 3
    assert found.notes == (
        "“Sheet”第5行没有列入：是合计行。",
        "“Sheet”第6行没有列入：与“Sheet”第3行是同一项目，请核对金额是否应合并。",
        "“Sheet”第7行没有列入：没有项目名称。",
    )


def test_without_a_unit_the_officer_is_asked() -> None:
    data = exported((*HEADERS, "年初批复数"), [each[:6] for each in LINES])
    with pytest.raises(SettingsError, match="不知道是元还是万元"):
        read(data)
    assert read(data, "万元").projects[0]["initial_budget"] == 4_285_000
    assert read(data, "元").projects[0]["initial_budget"] == Decimal("428.5")


def test_a_unit_above_the_table_counts() -> None:
    lines = [each[:6] for each in LINES]
    data = exported((*HEADERS, "年初批复数"), lines, above=[("单位：元",)])
    assert read(data).projects[0]["initial_budget"] == Decimal("428.5")


def test_a_unit_that_contradicts_the_export_is_refused() -> None:
    with pytest.raises(SettingsError, match="表头写的金额单位是元，而--unit是万元"):
        read(exported((*HEADERS, *MONEY), LINES), "万元")


def test_a_workbook_without_a_list_of_projects_is_refused() -> None:
    with pytest.raises(SettingsError, match="没有找到项目清单"):
        read(exported(("甲", "乙"), [(1, 2)]))


def test_the_roster_made_of_it_is_read_with_its_approved_indicators() -> None:
    found = read(exported((*HEADERS, *MONEY), LINES, APPROVED))
    data = roster.write(schemes.load(), found.projects, found.indicators)
    listed = test_roster.read(data)
    assert listed.faults == ()
    due = listed.due()
    assert [(each.identity.code, each.budget) for each in due] == [
        ("230001", Decimal("428.5")),
        ("230002", Decimal(960)),
    ]
    assert due[0].executed == Decimal("400.00005")
    assert [(each.name, each.target_text) for each in due[0].indicators] == [("养护里程", "120")]


def test_a_code_that_lost_digits_is_told_and_joins_no_lines() -> None:
    lines = [
        (None, 510101202300001234 + each, f"项目{each}", "县交通局", "养护站", 1, 1, 1)
        for each in (1, 2)
    ]
    found = read(exported((*HEADERS, *MONEY), lines))
    assert [each["code"] for each in found.projects] == [None, None]
    assert all("超过15位" in note for note in found.notes)


GROUPED: Rows = (
    ("序号", "项目编码", "项目名称", "预算部门", "预算单位", "2024年预算（元）", None, "执行"),
    (None, None, None, None, None, "年初批复数", "变动后预算数", "全年执行数（万元）"),
)


def grouped(lines: Rows, merges: Sequence[str] = ("F2:G2", "A2:A3", "C2:C3")) -> bytes:
    """An export whose header takes two rows, its groups merged."""
    book = books.opened(exported(GROUPED[0], (GROUPED[1], *lines)))
    for area in merges:
        book.worksheets[0].merge_cells(area)
    return books.saved(book)


def test_a_header_of_two_rows_is_read_as_one_with_the_units_of_its_groups() -> None:
    line = ("1", "230001", "农村公路养护", "县交通局", "养护站", 4_285_000, 4_300_000, 400.5)
    found = read(grouped((line,)))
    (project,) = found.projects
    assert [project[each] for each in ("initial_budget", "budget", "executed")] == [
        Decimal("428.5"),
        Decimal(430),
        Decimal("400.5"),
    ]
    assert (found.lines, found.left_out) == (1, ())


def test_amounts_in_yuan_that_nobody_says_are_asked_about_with_the_column() -> None:
    with pytest.raises(SettingsError, match="年初批复数"):
        read(exported((*HEADERS, "年初批复数"), (("1", "1", "甲", "局", "站", 4_285_000),)))


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (("合计", None, None, None, None, 1, 1, 1), "是合计行"),
        ((None, None, "县交通局小计", None, None, 1, 1, 1), "是合计行"),
        ((None, None, None, "总　计", None, 1, 1, 1), "是合计行"),
        (("栏次", "1", "2", "3", "4", "5", "6", "7"), "是栏次行"),
        ((*HEADERS, *MONEY), "是重复的表头"),
        (("5", "230005", None, "县交通局", "养护站", 1, 1, 1), "没有项目名称"),
        (("5", "230005", "#REF!", "县交通局", "养护站", 1, 1, 1), "项目名称不能读取"),
        (("5", "230001", "农村公路养护", "县交通局", "白沙养护站", 1, 1, 1), "是同一项目"),
        (("注：本表由系统导出。",), "没有项目名称"),
    ],
)
def test_a_line_that_is_no_project_is_left_out_with_its_reason(
    line: Sequence[object], why: str
) -> None:
    found = read(exported((*HEADERS, *MONEY), (*LINES[:2], line)))
    assert len(found.projects) == 2
    (told,) = found.left_out
    assert why in told.why
    assert told.row == 5
    assert found.lines == 3


def test_blank_lines_do_not_count() -> None:
    found = read(exported((*HEADERS, *MONEY), (LINES[0], (), (None, " ", None), LINES[1])))
    assert (found.lines, len(found.projects)) == (2, 2)


def test_a_department_merged_over_its_lines_counts_for_each() -> None:
    lines = [
        (n, f"23000{n}", f"项目{n}", "县交通局" if n == 1 else None, "养护站", 1, 1, 1)
        for n in (1, 2, 3)
    ]
    book = books.opened(exported((*HEADERS, *MONEY), lines))
    book.worksheets[0].merge_cells("D3:D5")
    assert [each["department"] for each in read(books.saved(book)).projects] == ["县交通局"] * 3


def test_every_sheet_of_projects_is_read() -> None:
    book = books.opened(exported((*HEADERS, *MONEY), LINES[:1]))
    more = book.create_sheet("第二页")
    for row in ((*HEADERS, *MONEY), LINES[1], LINES[0]):
        more.append(list(row))
    found = read(books.saved(book))
    assert [each["code"] for each in found.projects] == ["230001", "230002"]
    assert [(each.sheet, each.row) for each in found.left_out] == [("第二页", 3)]


def test_of_two_columns_for_one_thing_the_usual_one_is_taken_and_said() -> None:
    headers = (*HEADERS, "批复金额（元）", "年初批复数（元）")
    found = read(exported(headers, (("1", "230001", "甲", "局", "站", 1, 20_000),)))
    assert found.projects[0]["initial_budget"] == 2
    assert "“批复金额（元）”一列没有采用" in found.notes[0]


def test_without_departments_it_is_said_that_the_units_stand_for_them() -> None:
    headers = (HEADERS[1], HEADERS[2], HEADERS[4])
    found = read(exported(headers, (("230001", "甲", "养护站"),)))
    assert found.projects[0]["department"] == "养护站"
    assert "按预算单位填写" in found.notes[0]


def test_every_line_that_was_left_out_is_listed_in_the_roster() -> None:
    lines = [("合计", None, None, None, None, 1, 1, 1)] * 50
    found = read(exported((*HEADERS, *MONEY), (*LINES[:2], *lines)))
    assert "另有30条" in found.notes[-1]
    written = roster.write(schemes.load(), found.projects, found.indicators, found.left_out)
    sheet = books.opened(written)["未列入的行"]
    listed = [row for row in sheet.iter_rows(min_row=4, values_only=True) if row[0]]
    assert len(listed) == 50
    assert len(test_roster.read(written).projects) == 2


def test_three_thousand_lines_become_a_roster_every_line_accounted_for() -> None:
    lines = [
        (n, f"2300{n:05d}", f"项目{n}", f"局{n % 40}", f"站{n % 300}", n * 10_000, n * 10_000, n)
        if n % 10
        else ("小计", None, None, None, None, n, None, None)
        for n in range(1, 3_001)
    ]
    found = read(exported((*HEADERS, *MONEY), lines))
    assert (found.lines, len(found.projects), len(found.left_out)) == (3_000, 2_700, 300)
    total = sum(n for n in range(1, 3_001) if n % 10)
    assert sum(Decimal(str(each["initial_budget"])) for each in found.projects) == total
