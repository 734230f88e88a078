"""A workbook is found by its labels and headers, wherever they were moved to."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from openpyxl.styles import Alignment
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from perfeval_batch import parsing, schema
from perfeval_batch.model import Project, Quantity, Rejected, State
from perfeval_batch.parsing.headers import key
from perfeval_batch.values import replace
from tests.reading import build

FULL = str.maketrans("0123456789.", "０１２３４５６７８９．")


def told(project: Project) -> dict[str, tuple[str, object, str]]:
    return build.told(project)


def changed(change: Callable[[Workbook], object]) -> Project:
    return build.read(build.edited(change))


@pytest.fixture(scope="module")
def seed() -> dict[str, tuple[str, object, str]]:
    """What the seed says after openpyxl has saved it: formulas have lost their values."""
    return told(changed(lambda _: None))


def test_formulas_that_are_never_needed_count_as_not_stated(
    seed: dict[str, tuple[str, object, str]],
) -> None:
    whole = told(build.read(build.seed()))
    assert {name for name in whole if name not in seed} <= {
        *(f"totals.{each}" for each in ("weight", "self_score", "review_score")),
        *("funds.total.rate", "funds.sources.0.rate"),
    }
    assert {name: said for name, said in whole.items() if name in seed} == seed


def _insert_rows(book: Workbook) -> None:
    for name in schema.REQUIRED_SHEETS:
        sheet = book[name]
        merged = list(sheet.merged_cells.ranges)
        for area in merged:
            sheet.unmerge_cells(str(area))
        sheet.insert_rows(1, 3)
        for area in merged:  # openpyxl leaves merged areas where they were
            area.shift(row_shift=3)
            sheet.merge_cells(str(area))
        sheet["A2"] = "填报说明：请如实填写"


def _insert_columns(book: Workbook) -> None:
    for name in schema.REQUIRED_SHEETS:
        for merged in list(book[name].merged_cells.ranges):
            book[name].unmerge_cells(str(merged))
        book[name].insert_cols(1, 2)


def _insert_a_column_beside_labels(book: Workbook) -> None:
    book[schema.FACTS].insert_cols(2)


def _reverse_columns(book: Workbook) -> None:
    for name, top in ((schema.INDICATORS, 3), (schema.CONCLUSION, 5)):
        sheet = book[name]
        last = sheet.max_row if name == schema.INDICATORS else top + 6
        width = 14 if name == schema.INDICATORS else 5
        for row in range(top, last + 1):
            cells = [sheet.cell(row, column) for column in range(1, width + 1)]
            values = [cell.value for cell in cells]
            for cell, value in zip(cells, reversed(values), strict=True):
                cell.value = value


def _break_labels(book: Workbook) -> None:
    for name in schema.REQUIRED_SHEETS:
        names = {each.name for each in _fields(name)}
        for cell in _cells(book[name]):
            if isinstance(cell.value, str) and cell.value in names:
                half = len(cell.value) // 2
                cell.value = f" {cell.value[:half]}\n {cell.value[half:]}（必填）："


def _widen_labels(book: Workbook) -> None:
    for name in schema.REQUIRED_SHEETS:
        names = {each.name for each in _fields(name)}
        for cell in _cells(book[name]):
            if isinstance(cell.value, str) and cell.value in names:
                cell.value = f"＊１．{cell.value}　"


def _rename_sheets(book: Workbook) -> None:
    for name in schema.REQUIRED_SHEETS:
        book[name].title = f" {name[:2]} {name[2:]}（一）"


def _move_facts_far_right(book: Workbook) -> None:
    sheet = book[schema.FACTS]
    for row in (10, 15):
        sheet.cell(row, 6).value = sheet.cell(row, 2).value
        sheet.cell(row, 2).value = None


def _merge_values(book: Workbook) -> None:
    sheet = book[schema.FACTS]
    for row in range(4, 28):
        sheet.cell(row, 3).value = None
        sheet.merge_cells(start_row=row, start_column=2, end_row=row, end_column=4)


def _merge_levels(book: Workbook) -> None:
    sheet = book[schema.INDICATORS]
    for first, last in ((4, 6), (7, 9), (11, 13)):
        for row in range(first + 1, last + 1):
            sheet.cell(row, 1).value = None
        sheet.merge_cells(start_row=first, start_column=1, end_row=last, end_column=1)


def _blank_levels(book: Workbook) -> None:
    for row in (5, 6, 8, 9, 12, 13):
        book[schema.INDICATORS].cell(row, 1).value = "  "


def _filler_rows(book: Workbook) -> None:
    sheet = book[schema.INDICATORS]
    sheet.insert_rows(7, 3)
    sheet["C7"], sheet["C8"], sheet["C9"] = "指标2：", "……", "指标3："
    sheet["E7"], sheet["I8"], sheet["J9"] = "——", "/", " "


def _rows_below_the_total(book: Workbook) -> None:
    sheet = book[schema.INDICATORS]
    row = [cell.value for cell in sheet[13]]
    sheet.delete_rows(13)
    for column, value in enumerate(row, 1):
        sheet.cell(20, column).value = value


def _subtotals(book: Workbook) -> None:
    sheet = book[schema.INDICATORS]
    sheet.insert_rows(7)
    sheet["A7"], sheet["I7"], sheet["J7"] = "小 计", 30, 30


def _header_again(book: Workbook) -> None:
    sheet = book[schema.INDICATORS]
    sheet.insert_rows(9)
    for column in range(1, 15):
        sheet.cell(9, column).value = sheet.cell(3, column).value


def _two_header_rows(book: Workbook) -> None:
    sheet = book[schema.INDICATORS]
    sheet.insert_rows(4)
    for column in range(1, 15):
        if column in (10, 11):
            sheet.cell(4, column).value = sheet.cell(3, column).value
            sheet.cell(3, column).value = "得分" if column == 10 else None
        else:
            sheet.merge_cells(start_row=3, start_column=column, end_row=4, end_column=column)
    sheet.merge_cells("J3:K3")


def _no_prefix(book: Workbook) -> None:
    book[schema.FUNDS]["A5"] = "  当年财政拨款"


def _extra_sheets(book: Workbook) -> None:
    book.create_sheet("补充材料", 0)["A1"] = "一级指标"
    book.create_sheet("绩效指标 (2)")["A1"] = "别的"


def _marked(book: Workbook) -> None:
    sheet = book.create_sheet(schema.MARKS, 0)
    sheet["A1"] = schema.MARKS_ROUND.format(2)
    for column, header in enumerate(("一级指标", "二级指标", "三级指标", "分值", "自评得分"), 1):
        sheet.cell(3, column).value = header


def _decorate(book: Workbook) -> None:
    for name in schema.REQUIRED_SHEETS:
        sheet = book[name]
        for row in range(1, 300):
            sheet.cell(row, 30).alignment = Alignment(wrap_text=True)
        sheet["XFD1048576"].alignment = Alignment(wrap_text=True)


def _cells(sheet: Worksheet) -> list[Any]:
    return [cell for row in sheet.iter_rows() for cell in row]


def _fields(sheet: str) -> tuple[schema.Field, ...]:
    return {
        schema.FACTS: schema.FACT_FIELDS,
        schema.FUNDS: (*schema.FUNDS_FIELDS, *schema.USE_FIELDS),
        schema.INDICATORS: schema.INDICATOR_FIELDS,
        schema.CONCLUSION: (schema.OVERVIEW, *schema.LIST_FIELDS, *schema.GRADE_FIELDS),
    }[sheet]


@pytest.mark.parametrize(
    "change",
    [
        *(_insert_rows, _insert_columns, _insert_a_column_beside_labels, _reverse_columns),
        *(_break_labels, _widen_labels, _rename_sheets, _move_facts_far_right, _merge_values),
        *(_merge_levels, _blank_levels, _filler_rows, _rows_below_the_total, _subtotals),
        *(_header_again, _two_header_rows, _no_prefix, _extra_sheets, _marked, _decorate),
    ],
    ids=lambda change: change.__name__.strip("_"),
)
def test_what_is_moved_or_dressed_up_is_read_the_same(
    change: Callable[[Workbook], object], seed: dict[str, tuple[str, object, str]]
) -> None:
    assert told(changed(change)) == seed


def test_all_changes_at_once_are_read_the_same(seed: dict[str, tuple[str, object, str]]) -> None:
    def change(book: Workbook) -> None:
        for each in (_merge_levels, _break_labels, _insert_rows, _extra_sheets, _rename_sheets):
            each(book)

    assert told(changed(change)) == seed


def test_full_width_numbers_are_read_and_said(seed: dict[str, tuple[str, object, str]]) -> None:
    def change(book: Workbook) -> None:
        for name in (schema.FUNDS, schema.INDICATORS):
            for cell in _cells(book[name]):
                if isinstance(cell.value, (int, float)):
                    cell.value = str(cell.value).translate(FULL)

    project = changed(change)
    for name, (_, value, _) in told(project).items():
        assert value == seed[name][1], name
    states = {entry.state for _, entry in project.entries() if isinstance(entry.value, Decimal)}
    assert states == {State.CONVERTED}


def test_places_are_the_cells_of_the_file_as_it_is() -> None:
    project = changed(_insert_rows)
    assert str(project.indicators[0].self_score.place) == "绩效指标!J7"
    assert str(project.facts.department.place) == "基本情况!B10"
    assert str(project.totals.weight.place) == "绩效指标!I17"
    moved = changed(_rename_sheets)
    assert moved.facts.department.place.sheet == " 基本 情况（一）"


def test_without_a_total_row_the_totals_stand_at_the_headers() -> None:
    project = changed(lambda book: book[schema.INDICATORS].delete_rows(14))
    assert str(project.totals.self_score.place) == "绩效指标!J3"
    assert project.totals.self_score.blank


def test_filled_down_level_names_stand_in_their_own_row() -> None:
    row = changed(_blank_levels).indicators[1]
    assert (row.level1.text, str(row.level1.place)) == ("产出指标", "绩效指标!A5")


def test_a_new_level_1_does_not_take_over_the_level_2_above() -> None:
    def change(book: Workbook) -> None:
        book[schema.INDICATORS]["B7"] = None

    assert changed(change).indicators[3].level2.blank


def _delete_column(header: str, sheet: str = schema.INDICATORS) -> Callable[[Workbook], object]:
    def change(book: Workbook) -> None:
        for cell in _cells(book[sheet]):
            if cell.value == header:
                cell.value = None

    return change


@pytest.mark.parametrize(
    "header",
    ["复核得分", "扣分原因", "改进措施", "佐证材料", "完成情况说明", "计量单位", "指标性质"],
)
def test_an_optional_column_may_be_missing(header: str) -> None:
    row = changed(_delete_column(header)).indicators[0]
    attribute = next(each.attribute for each in schema.INDICATOR_FIELDS if each.name == header)
    entry = getattr(row, attribute)
    assert entry.blank
    assert entry.place.cell == ""


def _missing(change: Callable[[Workbook], object]) -> list[str]:
    found = parsing.read(build.edited(change), build.NAME)
    assert isinstance(found, Rejected)
    assert {each.code for each in found.findings} == {"PE005"}
    return [f"{each.place}：{each.message}" for each in found.findings]


def test_a_missing_sheet_is_named() -> None:
    (message,) = _missing(lambda book: book.remove(book[schema.INDICATORS]))
    assert "“绩效指标”" in message


@pytest.mark.parametrize(
    "header", ["一级指标", "三级指标", "年度指标值", "实际完成值", "分值", "自评得分"]
)
def test_a_missing_header_is_named_with_its_sheet(header: str) -> None:
    (message,) = _missing(_delete_column(header))
    assert message.startswith("绩效指标：")
    assert f"“{header}”" in message


def test_everything_that_is_missing_is_named_at_once() -> None:
    def change(book: Workbook) -> None:
        book.remove(book[schema.CONCLUSION])
        book[schema.FUNDS]["A4"] = "总额"
        _delete_column("分值")(book)
        _delete_column("自评得分")(book)

    found = "\n".join(_missing(change))
    for name in ("综合评价", "年度资金总额", "分值", "自评得分"):
        assert f"“{name}”" in found


def test_a_header_that_stands_there_twice_is_not_guessed() -> None:
    def change(book: Workbook) -> None:
        book[schema.INDICATORS]["P3"] = "自评得分"

    (message,) = _missing(change)
    assert "“自评得分（出现两次）”" in message


def test_a_missing_label_is_a_blank_field_and_not_another_template() -> None:
    project = changed(_delete_column("主管部门", schema.FACTS))
    assert project.facts.department.blank
    assert str(project.facts.department.place) == "基本情况"


def test_a_blank_value_is_never_taken_from_the_hint() -> None:
    def change(book: Workbook) -> None:
        book[schema.FACTS]["B7"] = None
        book[schema.FACTS]["B8"] = None
        book[schema.FACTS]["C8"] = "本局自己写的提示"

    facts = changed(change).facts
    assert facts.department.blank
    assert facts.unit.blank
    assert str(facts.unit.place) == "基本情况!B8"


def test_a_nearly_empty_form_with_other_hints_stays_nearly_empty() -> None:
    def change(book: Workbook) -> None:
        sheet = book[schema.FACTS]
        for row in range(4, 28):
            sheet.cell(row, 3).value = f"本局的提示第{row}条"
            if row not in (4, 5):
                sheet.cell(row, 2).value = None

    facts = changed(change).facts
    assert facts.name.text == "运行维护经费"
    assert facts.department.blank
    assert facts.purpose.blank


def test_a_hint_in_the_place_of_an_answer_is_read_as_it_stands() -> None:
    hint = schema.field(schema.FACT_FIELDS, "department").hint

    def change(book: Workbook) -> None:
        book[schema.FACTS]["B7"] = hint

    assert changed(change).facts.department.text == hint


def test_two_labels_side_by_side_have_their_own_values() -> None:
    def change(book: Workbook) -> None:
        sheet = book[schema.FACTS]
        sheet["D5"], sheet["E5"] = "项目编码", "BM-1"
        sheet["C5"] = None
        sheet.delete_rows(6)

    facts = changed(change).facts
    assert (facts.name.text, facts.code.text) == ("运行维护经费", "BM-1")


def _scores(**cells: str | float) -> Callable[[Workbook], object]:
    def change(book: Workbook) -> None:
        for cell, value in cells.items():
            book[schema.INDICATORS][cell] = value

    return change


def test_an_error_in_a_score_is_kept_as_an_error() -> None:
    entry = changed(_scores(J7="#REF!")).indicators[3].self_score
    assert (entry.state, entry.text, str(entry.place)) == (State.ERROR, "#REF!", "绩效指标!J7")


def test_a_formula_without_a_value_in_a_score_is_kept_as_one() -> None:
    entry = changed(_scores(J7="=5+4.5")).indicators[3].self_score
    assert (entry.state, entry.value) == (State.UNCALCULATED, None)


def test_a_score_hidden_under_a_merge_is_no_score() -> None:
    data = build.edited(_scores())
    old = b"</sheetData>"
    new = old + b'<mergeCells count="1"><mergeCell ref="J6:J7"/></mergeCells>'
    project = build.read(build.replaced(data, "xl/worksheets/sheet4.xml", old, new))
    assert project.indicators[2].self_score.state is State.READ
    assert project.indicators[3].self_score.state is State.UNREADABLE
    assert "合并" in project.indicators[3].self_score.how


def test_a_sign_for_nothing_under_a_merge_is_nothing() -> None:
    def change(book: Workbook) -> None:
        book[schema.FUNDS].insert_rows(1, 3)  # leaves the merged areas where they were

    sources = changed(change).funds.sources
    assert not any(source.weight.broken for source in sources)


def test_a_heading_in_yuan_converts_its_column_and_says_so() -> None:
    def change(book: Workbook) -> None:
        sheet = book[schema.FUNDS]
        sheet["E3"] = "全年执行数（元）"
        sheet["E4"] = 63136600

    total = changed(change).funds.total
    assert (total.executed.value, total.executed.state) == (Decimal("6313.66"), State.CONVERTED)
    assert (total.budget.value, total.budget.state) == (Decimal("6313.66"), State.READ)


def test_a_sheet_in_yuan_converts_every_amount_and_says_so() -> None:
    def change(book: Workbook) -> None:
        book[schema.FUNDS]["A2"] = "单位：元"

    funds = changed(change).funds
    assert funds.total.budget.value == Decimal("0.631366")
    assert funds.uses[0].amount.state is State.CONVERTED


def test_names_broken_over_lines_are_names_of_one_line() -> None:
    def change(book: Workbook) -> None:
        book[schema.FACTS]["B5"] = "运行维护\n经费"
        book[schema.FACTS]["B15"] = "第一段\n第二段"
        book[schema.INDICATORS]["C4"] = "任务\n完成率"
        book[schema.INDICATORS]["E4"] = "≥100\n%"

    project = changed(change)
    assert (project.facts.name.text, project.facts.name.value) == ("运行维护经费", "运行维护经费")
    assert project.facts.purpose.text == "第一段\n第二段"
    assert project.indicators[0].name.text == "任务完成率"
    assert project.indicators[0].target.value == Quantity("≥", Decimal(100), "%")


def test_a_signature_below_the_total_row_is_no_indicator() -> None:
    def change(book: Workbook) -> None:
        sheet = book[schema.INDICATORS]
        sheet["I47"], sheet["J47"], sheet["E48"] = "填报人签字：", "李某", "联系电话"

    assert len(changed(change).indicators) == 10


@pytest.mark.parametrize("word", ["产出指标小计", "小计", "产出指标合计", "小　计"])
def test_a_subtotal_is_no_indicator(word: str) -> None:
    def change(book: Workbook) -> None:
        sheet = book[schema.INDICATORS]
        sheet.insert_rows(7)
        sheet["A7"], sheet["I7"], sheet["J7"] = word, 30, 30

    assert len(changed(change).indicators) == 10


def test_an_indicator_whose_name_ends_like_a_sum_is_an_indicator() -> None:
    def change(book: Workbook) -> None:
        book[schema.INDICATORS]["A5"] = None
        book[schema.INDICATORS]["B5"] = None
        book[schema.INDICATORS]["C5"] = "补贴资金合计"

    assert len(changed(change).indicators) == 10


@pytest.mark.parametrize(
    "line",
    ["填报单位：元江县水务局", "实施单位:元氏县财政局", "金额单位：万元", "单位：元旦前报送"],
)
def test_a_line_that_only_looks_like_a_unit_converts_nothing(line: str) -> None:
    def change(book: Workbook) -> None:
        book[schema.FUNDS]["A2"] = line

    budget = changed(change).funds.total.budget
    assert (budget.value, budget.state) == (Decimal("6313.66"), State.READ)


def test_a_row_of_data_that_repeats_the_words_of_a_missing_header_stays_data() -> None:
    def change(book: Workbook) -> None:
        sheet = book[schema.INDICATORS]
        sheet["N3"], sheet["N4"] = None, "佐证材料"

    assert len(changed(change).indicators) == 10


def test_a_remark_between_the_rows_is_no_level_1() -> None:
    def change(book: Workbook) -> None:
        sheet = book[schema.INDICATORS]
        sheet.insert_rows(5)
        sheet["A5"] = "注：以上为数量指标，以下为质量指标和时效指标，均按年初批复填写。"
        sheet["A6"] = None

    assert [row.level1.text for row in changed(change).indicators[:3]] == ["产出指标"] * 3


def test_the_uses_may_stand_above_the_funds(seed: dict[str, tuple[str, object, str]]) -> None:
    def change(book: Workbook) -> None:
        sheet = book[schema.FUNDS]
        for area in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(area))
        sheet.move_range("A3:J7", rows=20)
        sheet.move_range("A10:C11", rows=-6)
        sheet["A22"] = "二、资金来源（金额单位：万元）"
        sheet.merge_cells("A22:J22")

    assert told(changed(change)) == seed


def test_the_sum_of_the_uses_is_no_use() -> None:
    def change(book: Workbook) -> None:
        sheet = book[schema.FUNDS]
        sheet["A12"], sheet["B12"] = "合计", 6313.66
        sheet["A13"] = "注：支出用途按实际填写。"

    assert len(changed(change).funds.uses) == 1


def test_hidden_rows_columns_and_sheets_that_were_read_are_told() -> None:
    def change(book: Workbook) -> None:
        book[schema.INDICATORS].row_dimensions[7].hidden = True
        book[schema.INDICATORS].column_dimensions["N"].hidden = True
        book[schema.INDICATORS].row_dimensions[40].hidden = True
        book[schema.CONCLUSION].sheet_state = "hidden"

    project = changed(change)
    told = [(place.sheet, place.row, place.column) for place in project.origin.hidden]
    assert told == [("绩效指标", 0, 14), ("绩效指标", 7, 0), ("综合评价", 0, 0)]
    assert project.indicators[3].self_score.hidden
    assert not project.indicators[2].self_score.hidden


def test_sheets_that_are_not_ours_are_told_and_the_marked_one_is_not() -> None:
    def change(book: Workbook) -> None:
        _extra_sheets(book)
        _marked(book)
        book.create_sheet("问题清单（核对）")

    origin = changed(change).origin
    assert {place.sheet for place in origin.ignored_sheets} == {"补充材料", "绩效指标 (2)"}
    assert origin.rounds == 2
    assert origin.template_version == schema.TEMPLATE_VERSION


@pytest.mark.parametrize("stated", [1e25, -1e25, 1e7])
def test_a_number_that_is_no_version_is_none(stated: float) -> None:
    def change(book: Workbook) -> None:
        (cell,) = (row[1] for row in book[schema.META].iter_rows() if row[0].value == "模板版本")
        cell.value = stated

    assert changed(change).origin.template_version is None


def test_a_workbook_without_meta_has_no_version() -> None:
    project = changed(lambda book: book.remove(book[schema.META]))
    assert project.origin == replace(project.origin, template_version=None)


@pytest.mark.parametrize(
    ("label", "reduced"),
    [
        ("年度 指标值", "年度指标值"),
        ("年度\n指标值", "年度指标值"),
        ("＊年度指标值（必填）：", "年度指标值"),
        ("1.项目名称", "项目名称"),
        ("（一）项目名称", "项目名称"),
        ("三、项目名称：", "项目名称"),
        ("全年预算数（万元）", "全年预算数"),
        ("分值【100】", "分值"),
        ("合　计", "合计"),
        ("很长的说明" * 20, ""),
    ],
)
def test_a_label_is_reduced_to_what_tells_it_apart(label: str, reduced: str) -> None:
    assert key(label) == reduced


@pytest.mark.parametrize(
    "formula",
    [
        *("SUM(I5:I13)", "SUM($I$5:$I$12)+N(资金情况!$F$4)", "I5+I6+I7", "SUM(I5,I6,I8)"),
        *("SUBTOTAL(9,I5:I13)", 'IF(COUNT(I5:I12)=0,"",SUM(I5:I12))'),
    ],
)
def test_a_total_of_the_workbooks_own_over_too_few_rows_states_nothing(formula: str) -> None:
    data = build.edited(lambda book: book["绩效指标"].__setitem__("I14", f"={formula}"))
    stored = f"<f>{formula.replace(chr(34), '&quot;')}</f><v>80</v>".encode()
    part = "xl/worksheets/sheet4.xml"
    old = re.search(rb'<c r="I14"[^>]*>(.*?)</c>', build.unzipped(data)[part])
    assert old
    project = build.read(build.replaced(data, part, old[1], stored))
    assert project.totals.weight.blank


@pytest.mark.parametrize("formula", ["SUM(I4:I13)", "90+5", "资金情况!I5+资金情况!I6"])
def test_any_other_formula_of_a_total_is_a_statement(formula: str) -> None:
    data = build.edited(lambda book: book["绩效指标"].__setitem__("I14", f"={formula}"))
    part = "xl/worksheets/sheet4.xml"
    old = re.search(rb'<c r="I14"[^>]*>(.*?)</c>', build.unzipped(data)[part])
    assert old
    stored = f"<f>{formula}</f><v>95</v>".encode()
    assert build.read(build.replaced(data, part, old[1], stored)).totals.weight.value == 95
