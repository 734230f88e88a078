"""The blank workbook: what the contract says of it, and what a filling makes of it."""

from __future__ import annotations

import dataclasses
import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from perfeval_batch import blank, catalogue, parsing, schema, schemes
from perfeval_batch.demo import samples
from perfeval_batch.model import CellValue, Entry, Filling, Project
from perfeval_batch.schemes import Scheme
from perfeval_batch.values import replace
from tests import books, judges
from tests.books import opened

SCHEME = schemes.load()
SEED = samples.load(samples.names()[0])
EMPTY = Filling({}, {}, (), (), {}, {}, {})


def with_facts(**facts: CellValue) -> Filling:
    """The seed with other facts."""
    return replace(SEED, facts={**SEED.facts, **facts})


def test_it_has_the_sheets_of_the_contract_and_meta_is_very_hidden() -> None:
    book = opened(blank.write(None, SCHEME))
    expected = ["填写说明", "基本情况", "资金情况", "绩效指标", "综合评价", "自检", "_meta"]
    assert book.sheetnames == expected
    assert book["_meta"].sheet_state == "veryHidden"
    assert (book["_meta"]["B1"].value, book["_meta"]["B2"].value) == ("perfeval-project", 1)


def test_facts_stand_as_label_value_and_hint() -> None:
    sheet = opened(blank.write(None, SCHEME))["基本情况"]
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    assert [row[0] for row in rows] == [field.name for field in schema.FACT_FIELDS]
    assert all(row[1] is None for row in rows)
    assert rows[0][2] == "【必填】四位年份，如2023"


@pytest.mark.parametrize(
    ("name", "row", "fields"),
    [
        ("资金情况", 3, schema.FUNDS_FIELDS),
        ("资金情况", 10, schema.USE_FIELDS),
        ("绩效指标", 3, schema.INDICATOR_FIELDS),
        ("综合评价", 5, schema.LIST_FIELDS),
    ],
)
def test_tables_have_the_headers_of_the_schema(
    name: str, row: int, fields: tuple[schema.Field, ...]
) -> None:
    sheet = opened(blank.write(None, SCHEME))[name]
    headers = [cell.value for cell in sheet[row] if cell.value is not None]
    assert headers == [field.name for field in fields]


def test_there_is_room_for_forty_indicators_before_the_total_row() -> None:
    sheet = opened(blank.write(None, SCHEME))["绩效指标"]
    assert sheet["A44"].value == "合计"
    assert all(sheet.cell(row, 1).value is None for row in range(4, 44))


def test_blank_formulas_store_an_empty_text_never_zero() -> None:
    data = blank.write(None, SCHEME)
    formulas = [
        (sheet.title, cell.coordinate)
        for sheet in opened(data).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    stored = opened(data, values=True)
    assert ("资金情况", "G4") in formulas
    assert ("绩效指标", "J44") in formulas
    assert {stored[sheet][cell].value for sheet, cell in formulas} <= {None, ""}


def test_the_same_filling_gives_the_same_bytes() -> None:
    first = blank.write(SEED, SCHEME), blank.write(None, SCHEME)
    assert (blank.write(SEED, SCHEME), blank.write(None, SCHEME)) == first


def validations(sheet: Worksheet, cell: str) -> dict[str, object]:
    """The rule for a cell."""
    found = [each for each in sheet.data_validations.dataValidation if cell in each.sqref]
    assert len(found) == 1
    rule = found[0]
    return {"type": rule.type, "formula": rule.formula1, "style": rule.errorStyle or "stop"}


def test_level_names_come_from_the_scheme_and_others_are_allowed_with_a_warning() -> None:
    sheet = opened(blank.write(None, SCHEME))["绩效指标"]
    assert validations(sheet, "A4") == {
        "type": "list",
        "formula": "一级指标列表",
        "style": "warning",
    }
    level2 = validations(sheet, "B43")
    assert (level2["type"], level2["style"]) == ("list", "warning")
    assert "$A4" in str(level2["formula"])


def test_the_lists_hold_what_the_scheme_knows() -> None:
    meta = opened(blank.write(None, SCHEME))["_meta"]
    level1 = [meta.cell(row, 5).value for row in range(3, 7)]
    assert level1 == [level.name for level in SCHEME.levels]
    pairs = [(meta.cell(row, 6).value, meta.cell(row, 7).value) for row in range(3, 30)]
    assert [pair for pair in pairs if pair[0]] == [
        (level.name, inner.name) for level in SCHEME.levels for inner in level.levels
    ]
    assert {meta.cell(row, 4).value for row in range(3, 9)} == set(schemes.scored())


def test_a_scheme_of_ones_own_is_among_the_choices() -> None:
    own = dataclasses.replace(SCHEME, name="自定方案")
    meta = opened(blank.write(None, own))["_meta"]
    assert "自定方案" in {meta.cell(row, 4).value for row in range(3, 12)}


def test_a_score_is_limited_by_its_weight() -> None:
    sheet = opened(blank.write(None, SCHEME))["绩效指标"]
    rules = [each for each in sheet.data_validations.dataValidation if "J4" in each.sqref]
    assert (rules[0].type, rules[0].operator) == ("decimal", None)
    assert (rules[0].formula1, rules[0].formula2) == ("0", "IF(ISNUMBER($I4),$I4,100)")


def test_cells_to_fill_in_are_open_and_the_self_check_is_locked() -> None:
    book = opened(blank.write(None, SCHEME))
    assert not book["基本情况"]["B4"].protection.locked
    assert book["基本情况"]["A4"].protection.locked
    assert book["自检"].protection.sheet
    assert not book["基本情况"].protection.sheet


@pytest.mark.parametrize(
    "name", ["填写说明", "基本情况", "资金情况", "绩效指标", "综合评价", "自检"]
)
def test_every_sheet_prints_one_page_wide_with_page_numbers(name: str) -> None:
    """The indicator table has fourteen columns: on A4 nobody could read it."""
    sheet = opened(blank.write(None, SCHEME))[name]
    assert sheet.page_setup.paperSize == (8 if name == "绩效指标" else 9)
    pages_high = None if name == "自检" else 0  # one; as many as it takes
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, pages_high)
    footer = sheet.oddFooter
    assert footer is not None
    assert "&P" in (footer.center.text or "")


def test_header_rows_are_frozen_and_repeated() -> None:
    sheet = opened(blank.write(None, SCHEME))["绩效指标"]
    assert sheet.freeze_panes == "D4"
    assert sheet.print_title_rows == "$1:$3"


def test_the_checks_handed_in_are_listed_with_their_severity_and_advice() -> None:
    kinds = catalogue.met_by_departments()
    sheet = opened(blank.write(None, SCHEME, kinds))["填写说明"]
    rows = {row[0]: row[1:4] for row in sheet.iter_rows(values_only=True)}
    for kind in kinds:
        assert rows[kind.code] == (kind.severity.label, kind.page.title, kind.page.mend)


def test_without_checks_there_is_no_list_of_checks() -> None:
    sheet = opened(blank.write(None, SCHEME))["填写说明"]
    assert not [cell for row in sheet.iter_rows(values_only=True) for cell in row if cell == "编号"]


def test_a_filled_workbook_has_exactly_its_indicators_then_the_total_row() -> None:
    sheet = opened(blank.write(SEED, SCHEME))["绩效指标"]
    assert sheet["A13"].value == "成本指标"
    assert sheet["A14"].value == "合计"


def test_more_indicators_than_the_blank_has_room_for_find_their_place() -> None:
    many = replace(SEED, indicators=SEED.indicators * 5)
    sheet = opened(blank.write(many, SCHEME))["绩效指标"]
    assert (sheet["C53"].value, sheet["A54"].value) == ("减少污染", "合计")


def test_a_filled_workbook_states_no_sum_before_it_is_computed() -> None:
    book = opened(blank.write(SEED, SCHEME), values=True)
    cells = [book["绩效指标"]["J14"], book["资金情况"]["G4"], book["自检"]["A3"]]
    assert {cell.value for cell in cells} <= {None, ""}


def test_a_stated_total_stands_in_place_of_its_formula() -> None:
    stated = replace(SEED, totals={"自评得分": Decimal("98.5")})
    book = opened(blank.write(stated, SCHEME))
    assert book["绩效指标"]["J14"].value == 98.5
    assert str(book["绩效指标"]["I14"].value).startswith("=IF(COUNT(")


def test_a_stated_rate_stands_in_place_of_its_formula() -> None:
    funds = {"年度资金总额": {**SEED.funds["年度资金总额"], "执行率": "100%"}}
    book = opened(blank.write(replace(SEED, funds={**SEED.funds, **funds}), SCHEME))
    assert book["资金情况"]["G4"].value == "100%"


def test_dates_are_dates_and_words_for_a_time_stay_words() -> None:
    sheet = opened(blank.write(with_facts(填报日期=date(2024, 2, 29)), SCHEME))["基本情况"]
    values = {row[0]: row[1] for row in sheet.iter_rows(min_row=4, values_only=True)}
    assert values["填报日期"] == datetime(2024, 2, 29)  # noqa: DTZ001  # a cell has no zone
    assert values["资金下达时间"] == "年初"


def test_a_text_that_looks_like_a_formula_stays_a_text() -> None:
    sheet = opened(blank.write(with_facts(项目名称="=1+1"), SCHEME))["基本情况"]
    assert (sheet["B5"].value, sheet["B5"].data_type) == ("=1+1", "s")


def test_amounts_are_written_digit_by_digit() -> None:
    amount = Decimal("123456789.123456")
    funds = {"年度资金总额": {**SEED.funds["年度资金总额"], "全年预算数": amount}}
    data = blank.write(replace(SEED, funds=funds), SCHEME)
    assert opened(data)["资金情况"]["C4"].value == 123456789.123456


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60))
def test_any_text_comes_back_as_it_went_in(text: str) -> None:
    data = blank.write(with_facts(项目名称=text), SCHEME)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("基本情况")
    assert rows.to_python(skip_empty_area=False)[4][1] == text


@pytest.mark.parametrize("text", ["_x0041_", "a<b & c>d", '"引"', "两行\n文字", " 前后 "])
def test_awkward_texts_come_back_as_they_went_in(text: str) -> None:
    sheet = opened(blank.write(with_facts(项目名称=text), SCHEME))["基本情况"]
    assert sheet["B5"].value == text


def test_a_character_that_xml_cannot_hold_is_left_out() -> None:
    sheet = opened(blank.write(with_facts(项目名称="甲\x0b乙"), SCHEME))["基本情况"]
    assert sheet["B5"].value == "甲乙"


def entries(project: Project) -> dict[str, tuple[str, object]]:
    """Every cell of a project that is not blank, with its meaning."""
    return {
        name: (entry.text, entry.value)
        for name, entry in project.entries()
        if isinstance(entry, Entry) and not entry.blank
    }


def filled_by_label(name: str) -> bytes:
    """The blank workbook filled with openpyxl by its labels and headers, formulas untouched."""
    filling, book = samples.load(name), opened(blank.write(None, SCHEME))
    for row in book["基本情况"].iter_rows(min_row=4):
        row[1].value = cell_value(filling.facts.get(str(row[0].value)))
    for number, source in enumerate((schema.TOTAL_SOURCE, *schema.SOURCES), 4):
        write_row(book["资金情况"], 3, number, filling.funds.get(source, {}))
    for number, use in enumerate(filling.uses):
        write_row(book["资金情况"], 10, 11 + number, use)
    for number, indicator in enumerate(filling.indicators):
        write_row(book["绩效指标"], 3, 4 + number, indicator)
    sheet = book["综合评价"]
    for column in range(1, 6):
        for number, item in enumerate(filling.lists.get(str(sheet.cell(5, column).value), ())):
            sheet.cell(6 + number, column).value = cell_value(item)
    for row in sheet.iter_rows(max_col=2):
        if str(row[0].value) in filling.texts:
            row[1].value = cell_value(filling.texts[str(row[0].value)])
    return books.saved(book)


def write_row(sheet: Worksheet, header: int, row: int, values: object) -> None:
    """Fill a row by its header's names."""
    assert isinstance(values, dict)
    columns = {cell.value: number for number, cell in enumerate(sheet[header], 1)}
    for name, value in values.items():
        sheet.cell(row, columns[name]).value = cell_value(value)


def cell_value(value: CellValue) -> CellValue:
    """A number as openpyxl takes it."""
    return float(value) if isinstance(value, Decimal) else value


@pytest.mark.parametrize("name", samples.names())
def test_the_blank_workbook_filled_by_another_program_is_read_in_full(name: str) -> None:
    by_hand = parsing.read(filled_by_label(name), "甲.xlsx")
    ours = parsing.read(blank.write(samples.load(name), SCHEME), "甲.xlsx")
    assert isinstance(by_hand, Project)
    assert isinstance(ours, Project)
    computed = {"funds.total.rate", "funds.sources.0.rate", "funds.sources.1.rate"}
    expected = {
        name: value
        for name, value in entries(ours).items()
        if name not in computed and not name.startswith("totals.")
    }
    assert entries(by_hand) == expected


@pytest.mark.parametrize("own", schemes.scored())
def test_every_scheme_has_its_blank_workbook(own: str) -> None:
    assert opened(blank.write(None, schemes.load(own))).sheetnames[3] == "绩效指标"


@pytest.mark.validator
@pytest.mark.parametrize("filling", [None, EMPTY, SEED], ids=["blank", "empty", "seed"])
def test_the_validator_finds_nothing(filling: Filling | None) -> None:
    data = blank.write(filling, SCHEME, catalogue.met_by_departments())
    assert judges.validate(data, ".xlsx") == []


def unusual(own: Scheme) -> Filling:
    """A filling that uses what the samples do not."""
    return replace(
        with_facts(评价方案=own.name, 项目名称="甲\x0b_x0041_<&>\n乙"),
        totals={"分值": "一百", "自评得分": Decimal("98.55")},
    )


@pytest.mark.validator
def test_the_validator_finds_nothing_in_an_unusual_filling() -> None:
    own = schemes.load("湖北")
    assert judges.validate(blank.write(unusual(own), own), ".xlsx") == []


def test_what_departments_read_of_the_checks_names_no_command() -> None:
    told = [f"{kind.page.title}{kind.page.mend}" for kind in catalogue.met_by_departments()]
    assert [text for text in told if "perfeval" in text or "--" in text] == []
