"""What a cell shows is what counts: formats, merges, copies, units, dates, codes, pictures."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

import pytest
from openpyxl.workbook.workbook import Workbook

from perfeval_batch import rules, schema, schemes, scoring
from perfeval_batch.model import Project, State
from perfeval_batch.parsing import cell_values
from perfeval_batch.reading.grid import Formatted
from tests.reading import build
from tests.reading.build import HERE

FUNDS, INDICATORS, FACTS, TEXTS = "资金情况", "绩效指标", "基本情况", "综合评价"


def changed(
    cells: Mapping[str, object],
    formats: Mapping[str, str] | None = None,
    more: Callable[[Workbook], object] = lambda _: None,
) -> Project:
    """The seed's project with cells (`资金情况!C4`) and their number formats changed."""

    def change(book: Workbook) -> None:
        for where, value in cells.items():
            sheet, cell = where.split("!")
            book[sheet][cell].value = value
        for where, code in (formats or {}).items():
            sheet, cell = where.split("!")
            book[sheet][cell].number_format = code
        more(book)

    return build.read(build.edited(change))


def codes(project: Project) -> set[str]:
    """The codes of what is found."""
    chosen = schemes.load()
    return {each.code for each in rules.check(scoring.assess(project, chosen), chosen)}


@pytest.mark.parametrize(
    ("code", "stored", "meant"),
    [
        ('#,##0.00"元"', 63136600, "6313.66"),
        ('0.00"千元"', 63136.6, "6313.66"),
        ('0.000000"亿元"', 0.631366, "6313.66"),
        ('0.00"万元"', 6313.66, "6313.66"),
    ],
)
def test_a_unit_of_money_in_a_format_is_part_of_the_amount(
    code: str, stored: float, meant: str
) -> None:
    project = changed({f"{FUNDS}!C4": stored}, {f"{FUNDS}!C4": code})
    assert project.funds.total.budget.value == Decimal(meant)


def test_a_sign_and_a_unit_in_a_format_are_part_of_a_target() -> None:
    target = (
        changed({f"{INDICATORS}!E4": 50}, {f"{INDICATORS}!E4": '"≥"0"人"'}).indicators[0].target
    )
    assert target.text == "≥50人"
    assert target.value is not None
    assert (target.value.comparison, target.value.number, target.value.unit) == (
        "≥",
        Decimal(50),
        "人",
    )


@pytest.mark.parametrize("code", ['"10"', '0"0"', ";;;", '[<20]"10";0', "0,"])
def test_a_score_that_its_format_replaces_or_hides_cannot_be_read(code: str) -> None:
    project = changed({f"{INDICATORS}!J4": 9}, {f"{INDICATORS}!J4": code})
    entry = project.indicators[0].self_score
    assert (entry.state, entry.value) == (State.UNREADABLE, None)
    assert "格式" in entry.how


def test_a_score_that_is_shown_rounded_is_read_and_said() -> None:
    entry = changed({f"{INDICATORS}!J4": 9.5}, {f"{INDICATORS}!J4": "0"}).indicators[0].self_score
    assert (entry.state, entry.value, entry.text) == (State.CONVERTED, Decimal("9.5"), "10")


def test_a_unit_that_is_none_of_the_field_cannot_be_read() -> None:
    entry = cell_values.points(Formatted(Decimal(9), "9人", "", "人"), HERE)
    assert entry.state is State.UNREADABLE


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [(123, "000000", "000123"), (15, '"No."0', "No.15"), ("0012", "@", "0012")],
)
def test_a_code_is_what_its_cell_shows(value: object, code: str, shown: str) -> None:
    assert changed({f"{FACTS}!B6": value}, {f"{FACTS}!B6": code}).facts.code.value == shown


@pytest.mark.parametrize("value", [510101202300001234, "1.23457E+17"])
def test_a_code_that_lost_digits_is_told(value: object) -> None:
    project = changed({f"{FACTS}!B6": value}, {f"{FACTS}!B6": "General"})
    assert project.facts.code.state is State.UNREADABLE
    assert "PE111" in codes(project)


def _place_of(label: str) -> str:
    """The cell beside a label of 基本情况."""
    sheet = build.grid_of(build.seed()).sheets[1]
    row = next(at for at, cells in sheet.rows.items() if cells.get(1) == label)
    return f"{FACTS}!B{row}"


def test_a_bare_number_in_a_date_field_is_a_date_and_said() -> None:
    where = _place_of("实施结束日期")
    project = changed({where: 45291}, {where: "General"})
    assert (project.facts.end.value, project.facts.end.text) == (
        date(2023, 12, 31),
        "2023年12月31日",
    )
    assert "PE110" in codes(project)


def test_a_date_shown_as_a_year_is_that_year_and_any_other_is_shown() -> None:
    where = _place_of("评价年度")
    assert changed({where: date(2023, 12, 31)}, {where: 'yyyy"年"'}).facts.year.value == 2023
    other = changed({where: 45291}, {where: "0"}).facts.year
    assert (other.state, other.text) == (State.UNREADABLE, "2023年12月31日")


def test_a_text_merged_over_rows_counts_for_each_and_a_number_names_the_merge() -> None:
    def merge(book: Workbook) -> None:
        book[INDICATORS].merge_cells("H4:H5")
        book[INDICATORS].merge_cells("J4:J5")

    first, second = changed({}, more=merge).indicators[:2]
    assert second.description.text == first.description.text
    assert second.self_score.state is State.UNREADABLE
    assert "J4合并" in second.self_score.how


@pytest.mark.parametrize(
    "name",
    [
        *("绩效指标 (2)", "绩效指标（旧）", "绩效指标修改后", "旧绩效指标", "绩效指标调整后"),
        *("绩效指标最新", "Copy of 绩效指标", "项目绩效指标", "附件2 绩效指标", "绩效指标2023年"),
    ],
)
def test_two_sheets_that_could_be_meant_are_named(name: str) -> None:
    def copy(book: Workbook) -> None:
        book.copy_worksheet(book[INDICATORS]).title = name
        book[name]["J4"] = 1

    (doubt,) = changed({}, more=copy).origin.doubts
    assert doubt.code == "PE005"
    assert name in doubt.message
    assert "“绩效指标”" in doubt.message


@pytest.mark.parametrize("name", ["绩效指标填报说明", "绩效指标库"])
def test_a_sheet_that_is_only_named_like_ours_is_no_doubt(name: str) -> None:
    def add(book: Workbook) -> None:
        for row in (("一级指标", "二级指标", "三级指标"), ("产出指标", "数量指标", "示例")):
            (book[name] if name in book else book.create_sheet(name)).append(row)

    assert changed({}, more=add).origin.doubts == ()


def test_a_copy_that_says_the_same_is_no_doubt() -> None:
    def copy(book: Workbook) -> None:
        book.copy_worksheet(book[INDICATORS]).title = "绩效指标 (2)"

    assert changed({}, more=copy).origin.doubts == ()


@pytest.mark.parametrize(
    "text",
    ['=DISPIMG("ID_1",1)', '=_xlfn.DISPIMG("ID_1",1)', '＝DISPIMG("ID_1",1)', 'dispimg("ID_1",1)'],
)
def test_a_picture_in_a_cell_is_no_text_and_said(text: str) -> None:
    entry = cell_values.text(text, HERE)
    assert entry.blank
    assert entry.cleaned
    assert "图片" in entry.how


@pytest.mark.parametrize(
    "seen", ["#REF!", "#N/A", "#ref!", "#VALUE！", "#NAME?", "#名称?", "#SPILL!", "####", "Err:508"]
)
def test_an_error_word_that_was_typed_is_an_error(seen: str) -> None:
    assert cell_values.points(seen, HERE).state is State.ERROR
    assert cell_values.text(seen, HERE).state is State.ERROR


@pytest.mark.parametrize("ditto", ["同上", "〃", "（同上）", "同上。", "同 上", "↑"])
def test_ditto_in_a_level_column_means_the_cell_above(ditto: str) -> None:
    first, second = changed({f"{INDICATORS}!B5": ditto}).indicators[:2]
    assert second.level2.text == first.level2.text


def test_ditto_in_a_text_is_the_text_above_and_a_value_that_says_so_is_open() -> None:
    above, below = f"{INDICATORS}!H4", f"{INDICATORS}!H5"
    project = changed({above: "按计划改造了68个小区", below: "同上", f"{INDICATORS}!G5": "〃"})
    row = project.indicators[1]
    assert row.description.text == "按计划改造了68个小区"
    assert row.description.place.cell == "H5"
    assert row.actual.state is State.UNREADABLE


@pytest.mark.parametrize("words", ["无扣分。", "无偏离", "见附表", "已按要求完成", "不存在偏差"])
def test_words_that_say_nothing_are_no_reason(words: str) -> None:
    project = changed({f"{INDICATORS}!L4": words})
    chosen = schemes.load()
    assert scoring.assess(project, chosen).items[1].reason.blank


def test_an_inserted_source_with_an_error_is_not_lost() -> None:
    project = changed({f"{FUNDS}!A6": "市级配套资金", f"{FUNDS}!C6": "=1/0"})
    assert "市级配套资金" in [row.source.text for row in project.funds.sources]


@pytest.mark.parametrize("amount", [100, "100万元"])
def test_an_inserted_source_counts(amount: object) -> None:
    project = changed({f"{FUNDS}!A6": "市级配套资金", f"{FUNDS}!C6": amount})
    assert ("市级配套资金", Decimal(100)) in [
        (row.source.text, row.budget.value) for row in project.funds.sources
    ]


def test_two_total_rows_that_differ_are_told() -> None:
    project = changed({f"{FUNDS}!A7": "年度资金总额", f"{FUNDS}!C7": 9999})
    assert "年度资金总额" in project.origin.doubts[0].message


@pytest.mark.parametrize(
    "said",
    [
        *("金额单位为元", "单  位：元", "（人民币元）", "资金情况（元）", "单位∶元", "单位︰元"),
        *("单位：RMB元", "单位：元/人民币", "金额单位：元整", "单位：人民币圆", "单位：“元”"),
        *("填报单位：某局  金额单位：元", "注：表中金额单位均为元", "金额：元", "资金情况／元"),
        *("金额均以元为单位", "本表以人民币元列示", "资金情况表　单位：元", "资金情况［元］"),
        *("资金情况〔单位：元〕", "资金情况﹝元﹞", "（人民币：元）", "注：以上金额以元计"),
    ],
)
def test_a_unit_is_found_wherever_it_is_said(said: str) -> None:
    def without_others(book: Workbook) -> None:
        for row in book[FUNDS].iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and "万元" in cell.value:
                    cell.value = cell.value.replace("金额单位：万元", "说明")
        book[FUNDS]["A2"] = said

    project = changed({}, more=without_others)
    assert project.funds.total.budget.value == Decimal("0.631366")


def test_units_that_contradict_each_other_are_told() -> None:
    sheet = {f"{FUNDS}!A2": "单位：元"}
    assert "不一致" in changed(sheet).origin.doubts[0].message


@pytest.mark.parametrize(
    "odd", ["美元", "十万元", "港币", "角", "yuan", "CNY", "百万", "千", "外币", "欧元"]
)
def test_a_unit_that_is_none_of_ours_is_told(odd: str) -> None:
    (doubt,) = changed({f"{FUNDS}!A2": f"金额单位：{odd}"}).origin.doubts
    assert f"金额单位写的是“{odd}”" in doubt.message


@pytest.mark.parametrize("odd", ["RMB", "￥", "万美元", "十万元"])
def test_a_unit_of_a_column_that_is_none_of_ours_is_told(odd: str) -> None:
    (doubt,) = changed({f"{FUNDS}!C3": f"全年预算数（{odd}）"}).origin.doubts
    assert doubt.place.cell == "C3"


def test_a_unit_in_the_header_of_the_sources_or_in_the_sheets_name_counts() -> None:
    def quiet(book: Workbook) -> None:
        book[FUNDS]["A2"] = book[FUNDS]["A9"] = None
        book[FUNDS].title = title

    title = FUNDS
    project = changed({f"{FUNDS}!A3": "资金来源（元）"}, more=quiet)
    assert project.funds.total.budget.value == Decimal("0.631366")
    title = f"{FUNDS}（元）"
    project = changed({}, more=quiet)
    assert project.funds.total.budget.value == Decimal("0.631366")


@pytest.mark.parametrize(
    "text", ["（十）其他", "单位：分局", "元旦慰问", "实施单位：万元镇", "万事通"]
)
def test_words_that_only_look_like_a_unit_say_none(text: str) -> None:
    assert not changed({f"{FUNDS}!J5": text}).origin.doubts


def test_two_labels_of_one_name_are_told_where_they_differ() -> None:
    project = changed({f"{FACTS}!A60": "项目名称", f"{FACTS}!B60": "另一个项目"})
    assert "项目名称" in project.origin.doubts[0].message


def test_a_row_without_height_is_hidden() -> None:
    parts = build.unzipped(build.seed())
    name = "xl/worksheets/sheet4.xml"
    flat = b'<row r="6" ht="0" customHeight="1">'
    parts[name] = re.sub(rb'<row r="6"[^>]*>', flat, parts[name])
    project = build.read(build.zipped(parts))
    assert [place.row for place in project.origin.hidden] == [6]


def test_a_label_that_stands_there_twice_is_no_item_of_a_list() -> None:
    def change(book: Workbook) -> None:
        book["综合评价"]["A40"] = "自评等级"

    texts = build.read(build.edited(change)).texts
    assert "自评等级" not in [each.text for each in texts.practices]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_workbook_whose_sheets_are_all_hidden_is_read_and_each_is_named(state: str) -> None:
    def hide(book: Workbook) -> None:
        book.create_sheet("封面", 0)
        book.active = 0
        for sheet in book.worksheets[1:]:
            sheet.sheet_state = state  # type: ignore[assignment]  # the stubs take literals only

    project = changed({}, more=hide)
    assert project.facts.name.text == "运行维护经费"
    assert {place.sheet for place in project.origin.hidden} == set(schema.REQUIRED_SHEETS)


def test_not_even_one_sheet_needs_to_be_visible() -> None:
    data = build.unzipped(build.seed())
    bare = re.sub(rb' state="\w+"', b"", data["xl/workbook.xml"])
    book = bare.replace(b"<sheet ", b'<sheet state="hidden" ')
    project = build.read(build.zipped({**data, "xl/workbook.xml": book}))
    assert {place.sheet for place in project.origin.hidden} == set(schema.REQUIRED_SHEETS)


@pytest.mark.parametrize(
    ("cells", "where"),
    [
        ({f"{FUNDS}!A6": None, f"{FUNDS}!C6": 100}, "A6"),
        ({f"{FUNDS}!A7": "合计", f"{FUNDS}!C7": 9999}, "A7"),
        ({f"{FUNDS}!A7": "总计", f"{FUNDS}!E7": 1}, "A7"),
        ({f"{FUNDS}!A7": "年度资金总额", f"{FUNDS}!H7": 5}, "A4"),
        ({f"{TEXTS}!A40": "自评等级", f"{TEXTS}!B40": "差"}, ""),
        ({f"{TEXTS}!A40": "经验概述", f"{TEXTS}!B40": "另一个概述"}, ""),
    ],
)
def test_a_row_or_label_that_could_count_too_is_never_passed_over(
    cells: Mapping[str, object], where: str
) -> None:
    (doubt,) = changed(cells).origin.doubts
    assert where in (doubt.place.cell, "")


def test_a_sum_row_that_repeats_the_total_is_no_doubt() -> None:
    whole = {f"{FUNDS}!{column}7": 6313.66 for column in "BCDE"}
    assert not changed({f"{FUNDS}!A7": "合计", **whole}).origin.doubts
