"""Workbooks written in unusual or hostile ways: patched all the same, or left as they are."""

from __future__ import annotations

import io
import re
import string
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from perfeval_batch import marked, office_package, schema
from perfeval_batch.findings import Severity
from tests import books, judges
from tests.marked import marked_samples as samples
from tests.marked.marked_samples import FINDINGS, INDICATORS, NAME, finding, opened, parts

RED = marked.FILLS[Severity.ERROR]
ONE = (finding(INDICATORS, 2, 4),)


def packed(content: dict[str, bytes]) -> bytes:
    return office_package.pack(content)


def changed(package: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    content = parts(package)
    content[name] = change(content[name])
    return packed(content)


def colour(package: bytes, cell: str, sheet: str = INDICATORS) -> str:
    return str(opened(package)[sheet][cell].fill.fgColor.rgb)


SHEET = "xl/worksheets/sheet1.xml"


def strict(package: bytes) -> bytes:
    """The same workbook in the strict dialect of Open XML."""
    spaces = (
        (b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"spreadsheetml/main"),
        (
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"officeDocument/relationships",
        ),
        (
            b"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties",
            b"officeDocument/extendedProperties",
        ),
        (
            b"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes",
            b"officeDocument/docPropsVTypes",
        ),
        (b"http://schemas.openxmlformats.org/drawingml/2006/main", b"drawingml/main"),
    )
    content = parts(package)
    for name, each in content.items():
        for old, new in spaces:
            each = each.replace(old, b"http://purl.oclc.org/ooxml/" + new)  # noqa: PLW2901  # one after the other
        content[name] = each
    book = content["xl/workbook.xml"]
    content["xl/workbook.xml"] = re.sub(
        rb"<workbook ", b'<workbook conformance="strict" ', book, count=1
    )
    return packed(content)


def test_the_strict_dialect_is_marked_in_its_own_words() -> None:
    before = strict(samples.plain())
    after = marked.mark(before, ONE, workbook=NAME)
    new = parts(after)
    added = b"".join(new[name] for name in new if parts(before).get(name) != new[name])
    assert after != before
    assert b"schemas.openxmlformats.org/spreadsheetml" not in added
    assert b"schemas.openxmlformats.org/officeDocument" not in added
    calamine = pytest.importorskip("python_calamine")
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(after))
    assert book.sheet_names == [schema.MARKS, INDICATORS]
    rows = book.get_sheet_by_name(schema.MARKS).to_python()
    assert schema.rounds_stated(str(row[0]) for row in rows) == 1


@pytest.mark.validator
def test_the_strict_dialect_passes_the_open_xml_sdk() -> None:
    before = strict(samples.plain())
    known = judges.validate(before, ".xlsx")
    new = judges.validate(marked.mark(before, ONE, workbook=NAME), ".xlsx")
    assert [each for each in new if each not in known] == []


@pytest.mark.libreoffice
def test_the_strict_dialect_opens_in_libreoffice() -> None:
    after = marked.mark(strict(samples.plain()), ONE, workbook=NAME)
    book = opened(judges.convert(after, ".xlsx", "xlsx"))
    assert book[INDICATORS]["D2"].fill.fgColor.rgb == RED
    assert "PE403" in book[INDICATORS]["D2"].comment.text


def test_cells_without_addresses_are_counted() -> None:
    def bare(content: bytes) -> bytes:
        return re.sub(rb'(<(?:c|row)) r="[A-Z0-9]+"', rb"\1", content)

    after = marked.mark(changed(samples.plain(), SHEET, bare), (*ONE, finding(INDICATORS, 3, 7)))
    assert (colour(after, "D2"), colour(after, "G3")) == (RED, RED)
    assert opened(after)[INDICATORS]["D2"].value == 9


def test_a_prefix_on_every_element_is_kept() -> None:
    def prefixed(content: bytes) -> bytes:
        named = re.sub(rb"<(/?)(\w)", rb"<\1x:\2", content)
        return named.replace(b" xmlns=", b" xmlns:x=", 1)

    after = marked.mark(changed(samples.plain(), SHEET, prefixed), ONE)
    assert colour(after, "D2") == RED
    assert b"<x:row " in parts(after)[SHEET]


def test_a_workbook_without_styles_gets_some() -> None:
    content = parts(samples.plain())
    del content["xl/styles.xml"]
    for name in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        content[name] = re.sub(rb"<[^<]*styles[^>]*/>", b"", content[name])
    after = marked.mark(packed(content), ONE)
    assert colour(after, "D2") == RED
    assert colour(after, "C2") != RED


@pytest.mark.parametrize(
    "spelled",
    [
        lambda name: name.replace("/", "\\"),
        lambda name: f"/{name}",
        lambda name: f"./{name}",
        str.upper,
    ],
)
def test_parts_keep_the_names_that_they_were_written_with(spelled: Callable[[str], str]) -> None:
    before = packed({spelled(name): each for name, each in parts(samples.plain()).items()})
    after = marked.mark(before, ONE)
    assert after != before
    assert set(_names(before)) <= set(_names(after))


def _names(package: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return [entry.orig_filename for entry in archive.infolist()]


@pytest.mark.parametrize("related", [True, False])
def test_there_is_one_part_of_styles_whatever_it_is_called(*, related: bool) -> None:
    content = parts(samples.plain())
    links = "xl/_rels/workbook.xml.rels"
    if related:
        content["xl/looks.xml"] = content.pop("xl/styles.xml")
        for name in ("[Content_Types].xml", links):
            content[name] = content[name].replace(b"styles.xml", b"looks.xml")
    else:
        content[links] = re.sub(rb"<Relationship [^>]*styles[^>]*/>", b"", content[links])
    after = parts(marked.mark(packed(content), ONE))
    looks = [name for name, each in after.items() if b"<cellXfs" in each]
    assert looks == ["xl/looks.xml" if related else "xl/styles.xml"]


def test_a_stored_picture_stays_as_it_is() -> None:
    out = io.BytesIO()
    old = parts(samples.department())
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in old.items():
            archive.writestr(name, content)
    new = parts(marked.mark(out.getvalue(), ONE))
    assert new["xl/media/image1.png"] == samples.picture()


def test_drawings_that_are_no_xml_are_patched_as_text() -> None:
    """Excel leaves `<br>` open in the text of a form control."""
    name = "xl/drawings/vmlDrawing2.vml"

    def broken(content: bytes) -> bytes:
        return content.replace(b"<div style='text-align:center'>", b"<div><br>").replace(
            b'<div style="text-align:left"></div>', b'<div style="text-align:left"><br></div>', 1
        )

    before = changed(samples.department(), name, broken)
    after = marked.mark(before, FINDINGS, workbook=NAME)
    assert b"<br>" in parts(before)[name]
    assert b"<br>" in parts(after)[name]
    assert parts(after)[name].count(b'ObjectType="Note"') == 4
    assert "PE403" in opened(after)[INDICATORS]["D2"].comment.text


def test_without_a_readable_drawing_cells_are_filled_and_listed() -> None:
    before = changed(samples.department(), "xl/drawings/vmlDrawing2.vml", lambda _: b"?")
    content = parts(marked.mark(before, FINDINGS, workbook=NAME))
    assert b"PE403" not in content["xl/comments2.xml"]
    assert content["xl/drawings/vmlDrawing2.vml"] == b"?"
    assert b"PE403" in content["xl/worksheets/sheet4.xml"]


def test_more_comments_than_a_block_of_shape_numbers_holds() -> None:
    many = tuple(finding(INDICATORS, row, 4) for row in range(1, 1801))
    after = parts(marked.mark(samples.department(), many))
    numbers = re.findall(rb'"_x0000_s(\d+)"', after["xl/drawings/vmlDrawing2.vml"])
    assert len(numbers) == len(set(numbers)) > 1800
    stated = re.search(rb'idmap[^>]*data="([0-9,]+)"', after["xl/drawings/vmlDrawing2.vml"])
    other = re.search(rb'idmap[^>]*data="([0-9,]+)"', after["xl/drawings/vmlDrawing1.vml"])
    assert stated is not None
    assert other is not None
    blocks = {int(each) for each in stated[1].split(b",")}
    assert {int(each) // 1024 for each in numbers} == blocks
    assert blocks.isdisjoint({int(each) for each in other[1].split(b",")})


def test_what_is_not_listed_is_said() -> None:
    many = tuple(finding(INDICATORS, row, 4) for row in range(1, 2101))
    sheet = opened(marked.mark(samples.plain(), many))[schema.MARKS]
    last = [row[4] for row in sheet.iter_rows(values_only=True)][-1]
    assert last == "另有100条没有列出，改好以上各条后再次检查即可看到。"


def test_a_link_never_leads_into_a_hidden_sheet() -> None:
    book = opened(samples.plain())
    book.create_sheet("_meta").sheet_state = "veryHidden"
    sheet = opened(marked.mark(books.saved(book), (finding("_meta", 1, 1), *ONE)))[schema.MARKS]
    links = [cell.value for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert links == ["绩效指标!D2"]


def test_a_sheet_name_with_a_quote_is_linked() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "绩效'指标 (1)"
    sheet = opened(marked.mark(books.saved(book), (finding("绩效'指标 (1)", 2, 4),)))[schema.MARKS]
    links = [cell.hyperlink for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert [each.location for each in links] == ["'绩效''指标 (1)'!D2"]


@pytest.mark.parametrize(("row", "column"), [(1_048_577, 1), (1, 16_385), (0, 4), (4, 0)], ids=str)
def test_a_place_beyond_the_sheet_is_listed_only(row: int, column: int) -> None:
    after = marked.mark(samples.plain(), (finding(INDICATORS, row, column),))
    assert parts(after)[SHEET].count(b"<row ") == parts(samples.plain())[SHEET].count(b"<row ")
    assert len(opened(after)[schema.MARKS]["E6"].value) > 0


def test_the_last_cell_of_a_sheet_can_be_marked() -> None:
    after = marked.mark(samples.plain(), (finding(INDICATORS, 1_048_576, 16_384),))
    assert b'<c r="XFD1048576" s="' in parts(after)[SHEET]


@pytest.mark.parametrize("name", ["xl/workbook.xml", SHEET, "xl/styles.xml"])
def test_a_part_with_a_document_type_is_not_touched(name: str) -> None:
    def typed(content: bytes) -> bytes:
        body = content[content.index(b"?>") + 2 :] if b"?>" in content[:60] else content
        return b'<!DOCTYPE x [<!ENTITY a "b">]>' + body

    before = changed(samples.plain(), name, typed)
    assert marked.mark(before, ONE) == before


@pytest.mark.parametrize("name", ["xl/workbook.xml", SHEET, "xl/styles.xml"])
def test_a_part_that_is_no_xml_leaves_the_workbook_as_it_is(name: str) -> None:
    before = changed(samples.plain(), name, lambda content: content[:-9])
    assert marked.mark(before, ONE) == before


def test_a_binary_workbook_comes_back_as_it_is() -> None:
    content = parts(samples.plain())
    content["xl/workbook.bin"] = b"\x83\x01\x00"
    del content["xl/workbook.xml"]
    content["_rels/.rels"] = content["_rels/.rels"].replace(b"workbook.xml", b"workbook.bin")
    assert marked.mark(packed(content), ONE) == packed(content)


def test_an_opendocument_workbook_comes_back_as_it_is() -> None:
    before = packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"})
    assert marked.mark(before, ONE) == before


HOSTILE = st.text(
    st.one_of(
        st.sampled_from("=+-@<>&\"'\x00\x07\x1f\ud800\ufffe\n\r\t_x"),
        st.characters(),
    ),
    max_size=60,
)


@given(message=HOSTILE, sheet=HOSTILE)
def test_any_text_is_written_as_text(message: str, sheet: str) -> None:
    after = marked.mark(samples.plain(), (finding(sheet, 1, 1, message=message), *ONE))
    cells = [cell for row in opened(after)[schema.MARKS].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert not any(isinstance(cell.value, str) and cell.data_type == "f" for cell in cells)
    opened(marked.problem_list((finding(sheet, 1, 1, message=message),), sheet))


def test_what_looks_like_a_formula_or_an_escape_is_written_as_text() -> None:
    message = "=HYPERLINK(1) _x0041_ <b>&amp;"
    after = marked.mark(samples.plain(), (finding(INDICATORS, 2, 4, message=message),))
    written = b"=HYPERLINK(1) _x005F_x0041_ &lt;b&gt;&amp;amp;"
    assert written in parts(after)["xl/worksheets/sheet2.xml"]


@pytest.mark.libreoffice
def test_what_looks_like_a_formula_or_an_escape_is_shown_as_typed() -> None:
    message = "=HYPERLINK(1) _x0041_ <b>&amp;"
    after = marked.mark(samples.plain(), (finding(INDICATORS, 2, 4, message=message),))
    shown = judges.convert(after, ".xlsx", "csv:Text - txt - csv (StarCalc):44,34,76")
    assert message.encode() in shown


BROKEN_PARTS = (
    *("xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"),
    *("xl/worksheets/sheet2.xml", "xl/comments2.xml", "xl/drawings/vmlDrawing2.vml"),
    "xl/worksheets/_rels/sheet2.xml.rels",
)


@given(
    name=st.sampled_from(BROKEN_PARTS),
    start=st.integers(0, 6000),
    length=st.integers(0, 12),
    junk=st.text(string.printable + "0123456789-٣九", max_size=8),
)
def test_no_damage_makes_marking_fail(name: str, start: int, length: int, junk: str) -> None:
    def damaged(content: bytes) -> bytes:
        place = start % len(content)
        return content[:place] + junk.encode() + content[place + length :]

    assert marked.mark(changed(samples.department(), name, damaged), FINDINGS, workbook=NAME)


@given(
    name=st.sampled_from(BROKEN_PARTS),
    which=st.integers(0, 400),
    value=st.sampled_from(
        ["", "-1", "x", "9" * 30, "٣", "1.5", "A0", "ZZZ9999999", "A1:", "../..", "/"]
    ),
)
def test_no_absurd_attribute_makes_marking_fail(name: str, which: int, value: str) -> None:
    def absurd(content: bytes) -> bytes:
        found = list(re.finditer(rb'="[^"]*"', content))
        place = found[which % len(found)]
        return content[: place.start()] + f'="{value}"'.encode() + content[place.end() :]

    once = marked.mark(changed(samples.department(), name, absurd), FINDINGS, workbook=NAME)
    assert marked.mark(once, FINDINGS, 2, workbook=NAME)


def test_deep_nesting_leaves_the_workbook_as_it_is() -> None:
    deep = b"<a>" * 5000 + b"</a>" * 5000
    before = changed(
        samples.plain(),
        "xl/styles.xml",
        lambda content: content.replace(b"<fills", deep + b"<fills", 1),
    )
    assert marked.mark(before, ONE) == before


def test_a_large_sheet_is_marked_whole() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet(INDICATORS)
    for row in range(20_000):
        for column in range(10):
            sheet.write_number(row, column, row * column)
    book.close()
    after = marked.mark(out.getvalue(), (finding(INDICATORS, 15_000, 4),))
    content = parts(after)[SHEET]
    assert content.count(b"<c ") == 200_000
    assert re.search(rb'<c r="D15000" s="[1-9][0-9]*"><v>44997</v>', content)
