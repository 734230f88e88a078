"""A roster made of a list exported from 预算管理一体化."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal

import openpyxl
import pytest

from perfeval_batch import parsing, roster, scheme
from perfeval_batch.errors import SettingsError
from perfeval_batch.model import Rejected
from perfeval_batch.roster import Export
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
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


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
        "第5行没有列入：是合计行。",
        "第6行没有列入：与第3行是同一项目，请核对金额是否应合并。",
        "第7行没有列入：没有项目名称。",
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
    data = roster.write(scheme.load(), found.projects, found.indicators)
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
