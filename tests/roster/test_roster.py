"""The roster: blank out, filled in, a pre-filled workbook for every project out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from perfeval_batch import parsing, roster, rules, schemes, scoring
from perfeval_batch.errors import SettingsError
from perfeval_batch.model import Identity, Project, Rejected
from perfeval_batch.parsing.sheet_view import View
from perfeval_batch.reading import guard, readers
from perfeval_batch.schemes import Scheme
from tests import books, judges

NAME = "项目名册.xlsx"
Cells = Sequence[object]

PROJECTS: tuple[Cells, ...] = (
    ("0012", "农村公路养护经费", "云溪县交通运输局", "白沙镇养护站", "部门项目", 428.5, ""),
    ("0013", "危旧桥梁改造资金", "云溪县交通运输局", "石桥镇养护站", None, 960, "财预2020-10号"),
    (None, "文化惠民演出经费", "云溪县文化和旅游局", "青山镇文化站", None, None, None),
)
LEVELS = (
    ("产出指标", "数量指标", "养护里程", "≥", 120, "公里", 30),
    ("效益指标", "社会效益指标", "受益人口", "≥", "12000人以上", None, 30),
    ("满意度指标", "服务对象满意度指标", "群众满意度", ">=", 90, "%", 10),
    ("成本指标", "经济成本指标", "单位成本", "≤", 1.5, "万元/公里", 20),
)
INDICATORS: tuple[Cells, ...] = tuple(("0012", *row) for row in LEVELS)


def scheme_of(name: str) -> Scheme | None:
    """What a roster's 评价方案 means."""
    known = schemes.named(name) if name else schemes.DEFAULT
    return None if known is None else schemes.load(known)


def no_change(_: openpyxl.Workbook) -> None:
    """Leave the workbook as it is."""


def filled(
    projects: Sequence[Cells] = PROJECTS,
    indicators: Sequence[Cells] = INDICATORS,
    change: Callable[[openpyxl.Workbook], None] = no_change,
) -> bytes:
    """The blank roster filled in by another program."""
    book = books.opened(roster.write(schemes.load()))
    for name, rows in ((roster.PROJECTS, projects), (roster.INDICATORS, indicators)):
        for number, row in enumerate(rows, 4):
            for column, value in enumerate(row, 1):
                book[name].cell(number, column).value = value  # type: ignore[assignment]
    change(book)
    return books.saved(book)


def tables(data: bytes) -> dict[str, View]:
    """The roster's sheets as parsing shows them."""
    admitted = guard.admit(data, NAME)
    assert not isinstance(admitted, Rejected)
    names = (roster.PROJECTS, roster.INDICATORS)
    cells = readers.read(admitted, NAME, lambda name: name in names)
    assert not isinstance(cells, Rejected)
    return {sheet.name: View(NAME, sheet) for sheet in cells.sheets}


def read(data: bytes) -> roster.Roster:
    """A filled roster, read."""
    found = tables(data)
    return roster.read(found[roster.PROJECTS], found.get(roster.INDICATORS), scheme_of)


def faults(projects: Sequence[Cells], indicators: Sequence[Cells]) -> list[tuple[str, str]]:
    """Cell and message of everything that has to be mended."""
    found = read(filled(projects, indicators)).faults
    return [(str(fault.place), fault.message) for fault in found]


def changed(row: int, column: int, value: object, rows: Sequence[Cells]) -> list[Cells]:
    """The rows with another value in one cell."""
    found = [list(each) for each in rows]
    found[row][column] = value
    return found  # type: ignore[return-value]


def test_the_blank_roster_has_the_columns_of_the_issue() -> None:
    book = books.opened(roster.write(schemes.load()))
    assert [cell.value for cell in book["项目名册"][3]] == [
        *("项目编码", "项目名称", "主管部门", "实施单位", "项目类别", "年初预算数", "评价方案"),
        *("全年预算数", "全年执行数", "联系人", "联系电话"),
    ]
    assert [cell.value for cell in book["批复指标"][3]] == [
        *(
            "项目编码",
            "一级指标",
            "二级指标",
            "三级指标",
            "指标性质",
            "年度指标值",
            "计量单位",
            "分值",
        ),
    ]


def test_the_blank_roster_is_the_same_twice() -> None:
    assert roster.write(schemes.load()) == roster.write(schemes.load())


def test_a_filled_roster_is_read_with_its_approved_indicators() -> None:
    found = read(filled())
    assert found.faults == ()
    assert [each.name.text for each in found.projects] == [str(row[1]) for row in PROJECTS]
    first = found.projects[0]
    assert (first.code.text, first.initial_budget.value) == ("0012", Decimal("428.5"))
    assert [row.name.text for row in first.indicators] == [row[2] for row in LEVELS]
    assert first.indicators[2].comparison.text == "≥"
    assert found.projects[1].indicators == ()


def test_what_is_due_follows_from_the_roster() -> None:
    due = read(filled()).due()
    assert due[0].identity == Identity(
        "0012", "农村公路养护经费", "云溪县交通运输局", "白沙镇养护站"
    )
    assert (due[0].budget, str(due[0].place)) == (Decimal("428.5"), "项目名册!B4")
    assert due[2].identity.code is None


def test_columns_are_found_by_their_headers_wherever_they_stand() -> None:
    def move(book: openpyxl.Workbook) -> None:
        sheet = book[roster.PROJECTS]
        sheet.insert_rows(1, 2)
        sheet.insert_cols(1)
        sheet["G5"].value = "年初预算数\n（万元）"
        sheet["C5"].value = " 项目 名称*"

    assert read(filled(change=move)).due()[0].budget == Decimal("428.5")


def test_a_blank_code_under_another_is_that_one_as_in_merged_cells() -> None:
    merged = [INDICATORS[0], *((None, *row) for row in LEVELS[1:])]
    found = read(filled(PROJECTS, merged))
    assert (found.faults, len(found.projects[0].indicators)) == ((), 4)


def test_a_blank_level_under_another_is_that_one_and_the_next_project_begins_anew() -> None:
    merged = [INDICATORS[0], ("0012", None, None, "涵洞", "正向指标", 3, "座", 20)]
    merged += [("0012", "成本指标", None, "单位成本", "≤", 2, "万元", 40)]
    found = read(filled(PROJECTS, merged)).projects[0].indicators
    assert [each.level1.text for each in found] == ["产出指标", "产出指标", "成本指标"]
    assert [each.level2.text for each in found] == ["数量指标", "数量指标", ""]
    assert [each.comparison.text for each in found] == ["≥", "≥", "≤"]


def test_an_amount_typed_as_text_is_understood_and_said() -> None:
    found = read(filled(changed(0, 5, "428.5万元", PROJECTS)))
    assert found.faults == ()
    assert found.due()[0].budget == Decimal("428.5")
    assert [str(each.place) for each in found.remarks] == ["项目名册!F4"]


def test_a_total_row_is_no_project() -> None:
    rows = [*PROJECTS, ("合计", None, None, None, None, 1388.5, None)]
    assert len(read(filled(rows)).projects) == 3


FAULTS: dict[str, tuple[Sequence[Cells], Sequence[Cells], str, str]] = {
    "a name is blank": (
        *(changed(0, 1, None, PROJECTS), INDICATORS),
        *("项目名册!B4", "项目名称没有填写。"),
    ),
    "a department is a sign for nothing": (
        *(changed(1, 2, "——", PROJECTS), INDICATORS),
        *("项目名册!C5", "主管部门没有填写。"),
    ),
    "a code stands twice": (
        *(changed(1, 0, "0012", PROJECTS), INDICATORS),
        *("项目名册!A5", "项目编码“0012”与A4重复。"),
    ),
    "a unit has a project twice": (
        [*PROJECTS, ("0099", *PROJECTS[0][1:])],
        INDICATORS,
        "项目名册!B7",
        "实施单位“白沙镇养护站”的项目“农村公路养护经费”与B4重复。",
    ),
    "an amount is no number": (
        *(changed(0, 5, "四百多", PROJECTS), INDICATORS),
        *("项目名册!F4", "年初预算数填的是“四百多”"),
    ),
    "an amount is negative": (
        *(changed(0, 5, -3, PROJECTS), INDICATORS),
        *("项目名册!F4", "年初预算数填的是“-3”，是负数。"),
    ),
    "a scheme is not known": (
        *(changed(0, 6, "自创方案", PROJECTS), INDICATORS),
        *("项目名册!G4", "没有名为“自创方案”的评价方案。"),
    ),
    "an indicator has no such project": (
        *(PROJECTS, [*INDICATORS, ("9999", *LEVELS[0])]),
        *("批复指标!A8", "“项目名册”表中没有项目编码“9999”。"),
    ),
    "an indicator has no name": (
        *(PROJECTS, changed(1, 3, None, INDICATORS)),
        *("批复指标!D5", "三级指标没有填写。"),
    ),
    "a comparison is none": (
        *(PROJECTS, changed(0, 4, "约", INDICATORS)),
        *("批复指标!E4", "指标性质填的是“约”。"),
    ),
    "weights do not add up": (
        *(PROJECTS, changed(0, 7, 25, INDICATORS)),
        *(
            "批复指标!H4",
            "项目“农村公路养护经费”的指标分值合计85分，按评价方案“成本单列”应为90分。",
        ),
    ),
    "a weight is no number": (
        *(PROJECTS, changed(0, 7, "三十", INDICATORS)),
        *("批复指标!H4", "分值填的是“三十”"),
    ),
}


@pytest.mark.parametrize(("projects", "indicators", "cell", "message"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_with_its_cell_and_nothing_else_is(
    projects: Sequence[Cells], indicators: Sequence[Cells], cell: str, message: str
) -> None:
    ((place, said),) = faults(projects, indicators)
    assert place == cell
    assert said.startswith(message)


def test_all_faults_are_told_at_once() -> None:
    wrong = changed(0, 1, None, changed(1, 2, None, PROJECTS))
    with pytest.raises(SettingsError) as problem:
        roster.sound(read(filled(wrong)))
    assert str(problem.value).splitlines() == [
        "项目名册中有2处需要修改：",
        "项目名册!B4：项目名称没有填写。请填写。",
        "项目名册!C5：主管部门没有填写。请填写。",
    ]


def test_a_sound_roster_passes() -> None:
    assert roster.sound(read(filled())).due()


def test_an_empty_roster_is_refused() -> None:
    with pytest.raises(SettingsError, match="没有项目"):
        read(filled([], []))


def test_a_roster_without_its_columns_is_refused_by_their_names() -> None:
    def rename(book: openpyxl.Workbook) -> None:
        book[roster.PROJECTS]["B3"].value = "名"
        book[roster.PROJECTS]["D3"].value = None

    with pytest.raises(SettingsError, match="项目名称、实施单位"):
        read(filled(change=rename))


def prefilled(data: bytes, year: int | None = None) -> dict[str, bytes]:
    """The pre-filled workbooks of a roster."""
    return dict(roster.prefilled(read(data), scheme_of, (), year))


def test_every_project_has_its_workbook_in_its_departments_folder() -> None:
    assert list(standard()) == [
        "云溪县交通运输局/农村公路养护经费.xlsx",
        "云溪县交通运输局/危旧桥梁改造资金.xlsx",
        "云溪县文化和旅游局/文化惠民演出经费.xlsx",
    ]


def test_workbooks_whose_names_meet_are_told_apart() -> None:
    rows = [*PROJECTS, ("0077", *PROJECTS[0][1:3], "石桥镇养护站", None, 1, None)]
    paths = list(prefilled(filled(rows)))
    assert paths[0] == "云溪县交通运输局/农村公路养护经费（0012）.xlsx"
    assert paths[-1] == "云溪县交通运输局/农村公路养护经费（0077）.xlsx"


@lru_cache
def standard(year: int | None = None) -> dict[str, bytes]:
    """The pre-filled workbooks of the roster above."""
    return prefilled(filled(), year)


def sheet_of(path: str, name: str, year: int | None = None) -> Worksheet:
    """A sheet of a pre-filled workbook."""
    sheet = books.opened(standard(year)[path])[name]
    assert isinstance(sheet, Worksheet)
    return sheet


FIRST = "云溪县交通运输局/农村公路养护经费.xlsx"
THIRD = "云溪县文化和旅游局/文化惠民演出经费.xlsx"


def test_what_the_bureau_has_fixed_is_filled_and_locked_the_rest_is_open() -> None:
    facts = sheet_of(FIRST, "基本情况", 2023)
    assert facts.protection.sheet
    assert facts.protection.password is None
    cells = {str(row[0].value): row[1] for row in facts.iter_rows(min_row=4)}
    fixed = ("评价年度", "项目名称", "项目编码", "主管部门", "实施单位", "项目类别", "评价方案")
    assert [cells[name].value for name in fixed] == [
        2023,
        "农村公路养护经费",
        "0012",
        *PROJECTS[0][2:5],
        "成本单列",
    ]
    assert {name for name, cell in cells.items() if cell.protection.locked} == set(fixed)
    colours = {cells[name].fill.fgColor.rgb for name in ("项目目的", "项目名称")}
    assert len(colours) == 2


def test_approved_indicators_are_fixed_and_their_results_are_open() -> None:
    sheet = sheet_of(FIRST, "绩效指标")
    assert sheet["A8"].value == "合计"
    assert [cell.value for cell in sheet[5]][:7] == [
        *("效益指标", "社会效益指标", "受益人口", "≥", "12000人以上", None, None),
    ]
    locked = [str(cell.coordinate)[0] for cell in sheet[4] if cell.protection.locked]
    assert locked == ["A", "B", "C", "D", "E", "F", "I"]


def test_without_approved_indicators_the_table_is_open_and_roomy() -> None:
    sheet = sheet_of(THIRD, "绩效指标")
    assert sheet["A44"].value == "合计"
    assert not any(cell.protection.locked for cell in sheet[4])


def test_budget_and_weight_of_the_execution_rate_are_fixed() -> None:
    sheet = sheet_of(FIRST, "资金情况")
    assert (sheet["B4"].value, sheet["F4"].value) == (428.5, 10)
    assert (sheet["B4"].protection.locked, sheet["C4"].protection.locked) == (True, False)


def test_a_prefilled_workbook_is_read_and_only_lacks_what_is_open() -> None:
    found = parsing.read(standard(2023)[FIRST], "甲.xlsx")
    assert isinstance(found, Project)
    assert found.facts.code.text == "0012"
    own = schemes.load()
    codes = {each.code for each in rules.check(scoring.assess(found, own), own)}
    assert {"PE101", "PE401"} <= codes
    assert not codes & {"PE301", "PE303", "PE404"}


@pytest.mark.libreoffice
def test_the_self_check_of_a_prefilled_workbook_says_what_is_missing() -> None:
    computed = judges.convert(standard(2023)[FIRST], ".xlsx", "xlsx")
    book = books.opened(computed, values=True)
    lines = {
        row[0].value: (row[1].value, row[3].value) for row in book["自检"].iter_rows(min_row=5)
    }
    assert lines["分值合计（含预算执行率）"] == (100, "通过")
    assert lines["未填自评得分的指标数"] == (4, "待填写")


def test_prefilled_workbooks_are_the_same_twice() -> None:
    assert prefilled(filled()) == standard()


@pytest.mark.validator
def test_the_validator_finds_nothing_in_the_roster() -> None:
    assert judges.validate(roster.write(schemes.load()), ".xlsx") == []


@pytest.mark.validator
@pytest.mark.parametrize("path", [FIRST, THIRD])
def test_the_validator_finds_nothing_in_a_prefilled_workbook(path: str) -> None:
    assert judges.validate(standard(2023)[path], ".xlsx") == []


def test_a_code_of_the_roster_is_what_its_cell_shows() -> None:
    def shown_with_zeros(book: openpyxl.Workbook) -> None:
        for name in (roster.PROJECTS, roster.INDICATORS):
            for row in range(4, 8):
                cell = book[name].cell(row, 1)
                if cell.value == "0012":
                    cell.value, cell.number_format = 12, "0000"

    found = read(filled(change=shown_with_zeros))
    assert found.faults == ()
    assert [each.code.text for each in found.projects[:2]] == ["0012", "0013"]
    assert len(found.projects[0].indicators) == len(INDICATORS)


@pytest.mark.parametrize("code", [510101202300001234, "5.10101E+17"])
def test_a_code_of_the_roster_that_lost_digits_is_told_with_its_cell(code: object) -> None:
    ((place, said),) = faults(changed(0, 0, code, PROJECTS), ())
    assert place == "项目名册!A4"
    assert "超过15位" in said


def test_departments_of_the_roster_are_one_however_they_are_written() -> None:
    other = changed(1, 2, "云溪县交通运输局 (本级)", PROJECTS)
    found = read(filled(changed(0, 2, "云溪县交通运输局（ 本级 ）", other)))
    assert {each.department.text for each in found.projects[:2]} == {"云溪县交通运输局（本级）"}
