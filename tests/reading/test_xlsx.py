"""Cells of .xlsx: every kind of content stays what it is."""

from __future__ import annotations

import io
import re
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from perfeval_batch import parsing
from perfeval_batch.model import Rejected, State
from perfeval_batch.reading.grid import PICTURE, UNCALCULATED, Broken, Content, Moment, Percent
from tests.reading import build


def one(cell: str, **more: object) -> Content | None:
    """What A1 holds."""
    return build.cells_of(f'<row r="1">{cell}</row>', **more).get(1, {}).get(1)


@pytest.mark.parametrize(
    ("cell", "content"),
    [
        ('<c r="A1"><v>18.5</v></c>', Decimal("18.5")),
        ('<c r="A1" t="n"><v>10</v></c>', Decimal(10)),
        ('<c r="A1" t="str"><v>文字</v></c>', "文字"),
        ('<c r="A1" t="inlineStr"><is><t>文字</t></is></c>', "文字"),
        ('<c r="A1" t="inlineStr"><is><r><t>文</t></r><r><rPr/><t>字</t></r></is></c>', "文字"),
        ('<c r="A1" t="b"><v>1</v></c>', True),
        ('<c r="A1" t="b"><v>0</v></c>', False),
        ('<c r="A1" t="e"><v>#REF!</v></c>', Broken(State.ERROR, "#REF!")),
        ('<c r="A1" t="e"><f>A9</f><v>#DIV/0!</v></c>', Broken(State.ERROR, "#DIV/0!")),
        (
            '<c r="A1" t="d"><v>2023-12-31T00:00:00</v></c>',
            Moment(date(2023, 12, 31), "2023年12月31日"),
        ),
        ('<c r="A1"><f>1+1</f><v>2</v></c>', Decimal(2)),
        ('<c r="A1" t="str"><f>B1</f><v>文字</v></c>', "文字"),
        ('<c r="A1"><v><![CDATA[7]]></v></c>', Decimal(7)),
        ('<c r="A1"><v>1<!-- x -->2</v></c>', Decimal(12)),
    ],
)
def test_each_type_of_cell_is_read_as_what_it_is(cell: str, content: Content) -> None:
    assert one(cell) == content


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1"><f>1+1</f></c>',
        '<c r="A1"><f>1+1</f><v/></c>',
        '<c r="A1"><f>1+1</f><v></v></c>',
        '<c r="A1" t="str"><f>B1</f></c>',
        '<c r="A1" t="b"><f>TRUE()</f><v></v></c>',
        '<c r="A1"><f t="shared" si="0"/></c>',
    ],
)
def test_a_formula_without_a_stored_value_is_never_blank_nor_zero(cell: str) -> None:
    assert one(cell) is UNCALCULATED


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1"/>',
        '<c r="A1" s="1"/>',
        '<c r="A1" s="1"></c>',
        '<c r="A1" t="str"><f>IF(1,"")</f><v></v></c>',
        '<c r="A1" t="str"><f>IF(1,"")</f><v/></c>',
        '<c r="A1" t="inlineStr"><is><t/></is></c>',
    ],
)
def test_an_empty_cell_and_a_stored_empty_text_are_nothing(cell: str) -> None:
    assert one(cell) is None


def test_a_picture_that_excel_keeps_in_a_cell_is_no_error_word() -> None:
    assert one('<c r="A1" t="e" vm="1"><v>#VALUE!</v></c>') == PICTURE
    assert one('<c r="A1" t="e"><v>#VALUE!</v></c>') == Broken(State.ERROR, "#VALUE!")


@pytest.mark.parametrize("raw", ["NaN", "INF", "1E400", "1_0", "９０", "0x10", "18,5"])
def test_a_stored_number_that_is_none_is_broken(raw: str) -> None:
    content = one(f'<c r="A1"><v>{raw}</v></c>')
    assert isinstance(content, Broken)
    assert (content.state, content.text) == (State.UNREADABLE, raw)


def test_the_style_tells_percentages_and_dates_from_numbers() -> None:
    rows = "".join(
        f'<c r="{column}1" s="{style}"><v>45291</v></c>' for style, column in enumerate("ABCDE")
    )
    cells = build.cells_of(f'<row r="1">{rows}</row>', formats=[9, 14, 31, 'yyyy"年"'])
    day = date(2023, 12, 31)
    assert cells[1] == {
        1: Decimal(45291),
        2: Percent(Decimal(4529100)),
        3: Moment(day, "2023年12月31日"),
        4: Moment(day, "2023年12月31日"),
        5: Moment(day, "2023年"),
    }


def test_shared_strings_are_put_in_without_their_phonetic_runs() -> None:
    strings = (
        "<t>甲</t>",
        "<r><t>乙</t></r><r><t>丙</t></r><rPh sb='0' eb='1'><t>yi</t></rPh>",
        "<t/>",
    )
    rows = "".join(
        f'<c r="{column}1" t="s"><v>{index}</v></c>' for index, column in enumerate("ABC")
    )
    assert build.cells_of(f'<row r="1">{rows}</row>', strings=strings)[1] == {1: "甲", 2: "乙丙"}


@pytest.mark.parametrize("index", ["5", "-1", "x", "99999999999"])
def test_a_shared_string_that_is_not_there_is_broken(index: str) -> None:
    content = one(f'<c r="A1" t="s"><v>{index}</v></c>', strings=["<t>甲</t>"])
    assert isinstance(content, Broken)


def test_a_cell_stated_twice_is_broken() -> None:
    content = one('<c r="A1"><v>10</v></c><c r="A1"><v>9</v></c>')
    assert isinstance(content, Broken)
    assert "两次" in content.how


def test_cells_and_rows_that_do_not_state_their_place_follow_the_one_before() -> None:
    rows = (
        '<row><c><v>1</v></c><c/><c><v>3</v></c></row><row r="5"><c r="B5"/><c><v>4</v></c></row>'
    )
    assert build.cells_of(rows) == {1: {1: Decimal(1), 3: Decimal(3)}, 5: {3: Decimal(4)}}


def test_a_value_under_a_merge_is_set_apart_and_its_first_cell_is_read() -> None:
    rows = '<row r="1"><c r="A1"><v>10</v></c></row><row r="2"><c r="A2"><v>9</v></c></row>'
    parts = build.parts_of(rows, behind='<mergeCells><mergeCell ref="A1:A2"/></mergeCells>')
    sheet = build.grid_of(build.zipped(parts)).sheets[0]
    assert sheet.rows == {1: {1: Decimal(10)}}
    assert sheet.covered == {(2, 1): Decimal(9)}


def test_hidden_rows_columns_and_sheets_are_known() -> None:
    rows = '<row r="1" hidden="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"/>'
    parts = build.parts_of(
        rows, before='<cols><col min="3" max="5" hidden="1"/><col min="7" max="7"/></cols>'
    )
    book = parts["xl/workbook.xml"]
    assert isinstance(book, str)
    parts["xl/workbook.xml"] = book.replace('sheetId="1"', 'sheetId="1" state="veryHidden"')
    sheet = build.grid_of(build.zipped(parts)).sheets[0]
    assert (sheet.hidden, sheet.hidden_rows) == (True, frozenset({1}))
    assert [sheet.column_hidden(column) for column in (2, 3, 4, 5, 6, 7)] == [
        False,
        True,
        True,
        True,
        False,
        False,
    ]


def test_strict_open_xml_is_read_like_any_other() -> None:
    rows = '<row r="1"><c r="A1" s="1"><v>0.5</v></c><c r="B1" t="s"><v>0</v></c></row>'
    parts = build.parts_of(rows, formats=[9], strings=["<t>甲</t>"])
    assert build.grid_of(build.strict(parts)).sheets[0].rows == {
        1: {1: Percent(Decimal(50)), 2: "甲"}
    }


def test_element_prefixes_do_not_matter() -> None:
    parts = build.parts_of('<row r="1"><c r="A1" t="str"><f>B1</f><v>x</v></c></row>')
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert isinstance(sheet, str)
    prefixed = sheet.replace("xmlns=", "xmlns:x=").replace("</", "</x:")
    for name in ("worksheet", "sheetData", "row", "c ", "f>", "v>"):
        prefixed = prefixed.replace(f"<{name}", f"<x:{name}")
    parts["xl/worksheets/sheet1.xml"] = prefixed
    assert build.grid_of(build.zipped(parts)).sheets[0].rows == {1: {1: "x"}}


def test_a_large_part_is_read_piece_by_piece_to_the_same_end() -> None:
    rows = "".join(
        f'<row r="{number}"><c r="A{number}" t="s"><v>{number - 1}</v></c></row>'
        for number in range(1, 9001)
    )
    cells = build.cells_of(rows, strings=[f"<t>第{number}条</t>" for number in range(1, 9001)])
    assert len(cells) == 9000
    assert all(cells[number] == {1: f"第{number}条"} for number in range(1, 9001))


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><x:c xmlns:x="urn:x" r="A1"><v>9</v></x:c></row>',
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>',
        '<row r="1"><c r="B1" t="e"><v>#N/A</v></c><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A2" t="e"><v>#N/A</v></c></row>',
    ],
)
def test_what_spreadsheet_programs_would_not_show_refuses_the_workbook(rows: str) -> None:
    data = build.zipped(build.parts_of(rows, name="绩效指标"))
    assert build.refused(data) == ["PE001"]


def test_rows_inside_an_extension_refuse_the_workbook() -> None:
    behind = (
        '<extLst><ext><sheetData><row r="1"><c r="A1"><v>9</v></c></row></sheetData></ext></extLst>'
    )
    data = build.zipped(build.parts_of("", name="绩效指标", behind=behind))
    assert build.refused(data) == ["PE001"]


def test_number_formats_of_conditional_formatting_are_no_cells_own() -> None:
    parts = build.parts_of('<row r="1"><c r="A1" s="1"><v>45291</v></c></row>', formats=[14])
    styles = parts["xl/styles.xml"]
    assert isinstance(styles, str)
    dxf = '<dxfs><dxf><numFmt numFmtId="14" formatCode="0.00%"/></dxf></dxfs></styleSheet>'
    parts["xl/styles.xml"] = styles.replace("</styleSheet>", dxf)
    day = Moment(date(2023, 12, 31), "2023年12月31日")
    assert build.grid_of(build.zipped(parts)).sheets[0].rows == {1: {1: day}}


def test_two_relations_of_one_number_refuse_the_workbook() -> None:
    parts = build.parts_of("", name="绩效指标")
    related = parts["xl/_rels/workbook.xml.rels"]
    assert isinstance(related, str)
    parts["xl/_rels/workbook.xml.rels"] = related.replace('Id="r2"', 'Id="r1"')
    assert build.refused(build.zipped(parts)) == ["PE001"]


def test_backslashes_and_a_slash_before_part_names_are_read() -> None:
    parts = build.parts_of('<row r="1"><c r="A1"><v>1</v></c></row>')
    for change in (
        lambda name: name.replace("/", "\\"),
        lambda name: f"/{name}",
        lambda name: f"./{name}",
    ):
        renamed = {change(name): content for name, content in parts.items()}
        assert build.grid_of(build.zipped(renamed)).sheets[0].rows == {1: {1: Decimal(1)}}


def test_far_away_cells_and_declared_dimensions_cost_nothing() -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    rows = f'<row r="1"><c r="A1"><v>1</v></c></row>{far}'
    cells = build.cells_of(rows, before='<dimension ref="A1:XFD1048576"/>')
    assert cells == {1: {1: Decimal(1)}, 1_048_576: {16_384: Decimal(2)}}


@pytest.mark.parametrize("reference", ["A0", "XFE1", "A1048577", "1A", "AAAA1", "A-1", "甲1"])
def test_a_cell_outside_of_any_sheet_refuses_the_workbook(reference: str) -> None:
    rows = f'<row r="1"><c r="{reference}"><v>1</v></c></row>'
    data = build.zipped(build.parts_of(rows, name="绩效指标"))
    assert build.refused(data) == ["PE001"]


@pytest.mark.parametrize(
    ("text", "meant"),
    [("a_x000D_b", "a\rb"), ("_x005F_x0041_", "_x0041_"), ("a&#95;x0041_b", "a_x0041_b")],
)
def test_what_is_escaped_in_a_string_is_resolved_once(text: str, meant: str) -> None:
    shared = one('<c r="A1" t="s"><v>0</v></c>', strings=[f"<t>{text}</t>"])
    inline = one(f'<c r="A1" t="inlineStr"><is><t>{text}</t></is></c>')
    assert shared == inline == meant


_TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn", "Zs")), min_size=1, max_size=12
)
_VALUES = st.one_of(_TEXTS, st.floats(-1e9, 1e9).map(lambda each: round(each, 6)), st.booleans())


@given(
    st.dictionaries(
        st.tuples(st.integers(0, 30), st.integers(0, 30)), _VALUES, min_size=1, max_size=25
    )
)
def test_another_reader_finds_the_same_values(
    values: dict[tuple[int, int], str | float | bool],
) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("表")
        for (row, column), value in values.items():
            match value:
                case bool():
                    sheet.write_boolean(row, column, value)
                case str():
                    sheet.write_string(row, column, value)
                case _:
                    sheet.write_number(row, column, value)
    data = out.getvalue()
    theirs = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("表")
    ours = build.grid_of(data).sheets[0].rows
    found = {
        (row, column): cell
        for row, cells in enumerate(theirs.to_python(skip_empty_area=False))
        for column, cell in enumerate(cells)
        if cell != ""
    }
    mine = {
        (row - 1, column - 1): float(cell) if isinstance(cell, Decimal) else cell
        for row, cells in ours.items()
        for column, cell in cells.items()
    }
    assert mine == pytest.approx(found)


@pytest.mark.parametrize(
    "around",
    [
        '<dataValidations><dataValidation sqref="A1" prompt9="x"/></dataValidations>',
        '<conditionalFormatting sqref="A1"><cfRule priority="x"/></conditionalFormatting>',
        '<pageMargins left="odd"/>',
        '<hyperlinks><hyperlink ref="A1" odd="1"/></hyperlinks>',
    ],
)
def test_what_openpyxl_does_not_know_around_the_cells_does_not_stop_it(around: str) -> None:
    with build.by_openpyxl():
        cells = build.cells_of('<row r="1"><c r="A1"><v>18.5</v></c></row>', behind=around)
    assert cells == {1: {1: Decimal("18.5")}}


def _refused(parts: dict[str, bytes | str]) -> str:
    found = parsing.sheets(build.zipped(parts), "表.xlsx", ("表",))
    assert isinstance(found, Rejected)
    return found.findings[0].message


@pytest.mark.parametrize("part", ["xl/styles.xml", "xl/sharedStrings.xml"])
def test_a_part_that_is_named_and_not_there_is_refused(part: str) -> None:
    """Without it texts and the formats of numbers would be others, in silence."""
    parts = build.parts_of("")
    del parts[part]
    assert "缺少样式或文字部件" in _refused(parts)


@pytest.mark.parametrize("kind", ["styles", "sharedStrings", "officeDocument"])
def test_two_parts_of_which_only_one_can_count_are_refused(kind: str) -> None:
    parts = build.parts_of("")
    name = "_rels/.rels" if kind == "officeDocument" else "xl/_rels/workbook.xml.rels"
    relations = str(parts[name])
    own = re.search(rf'<Relationship [^>]*/{kind}"[^>]*/>', relations)
    assert own is not None
    other = re.sub(r'Id="[^"]*"', 'Id="other"', own[0]).replace('.xml"', '2.xml"')
    parts[name] = relations.replace("</Relationships>", f"{other}</Relationships>")
    assert "不能确认哪个有效" in _refused(parts)


@pytest.mark.parametrize(
    ("how", "stale"),
    [
        ('fullCalcOnLoad="1"', True),
        ('forceFullCalc="true"', True),
        ('calcCompleted="0"', True),
        ('calcMode="manual" calcOnSave="0"', True),
        ('calcMode="manual"', False),
        ('calcId="191029"', False),
    ],
)
def test_a_workbook_whose_formulas_may_be_out_of_date_says_so(how: str, *, stale: bool) -> None:
    parts = build.parts_of('<row r="1"><c r="A1"><f>1</f><v>1</v></c></row>')
    workbook = str(parts["xl/workbook.xml"])
    parts["xl/workbook.xml"] = workbook.replace("</workbook>", f"<calcPr {how}/></workbook>")
    assert build.grid_of(build.zipped(parts)).sheets[0].recalculates is stale


def test_a_sheet_may_ask_for_itself_to_be_calculated_anew() -> None:
    rows = '<row r="1"><c r="A1"><f>1</f><v>1</v></c></row>'
    parts = build.parts_of(rows, behind='<sheetCalcPr fullCalcOnLoad="1"/>')
    assert build.grid_of(build.zipped(parts)).sheets[0].recalculates
