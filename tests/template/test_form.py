"""The form of GB/T 9704-2012, asserted from the XML: what Word and WPS are told."""

from __future__ import annotations

import pytest
from lxml import etree

from tests.report import documents, projects, reports
from tests.report.documents import W

MM = 1440 / 25.4
"""Twips in a millimetre."""
TEXT_WIDTH = 11906 - 1587 - 1474
"""Between the margins, in twips."""


def w(name: str) -> str:
    """A qualified name."""
    return f"{{{W}}}{name}"


@pytest.fixture(scope="module")
def parts() -> dict[str, etree._Element]:
    """The seed's report."""
    return documents.parse(reports.rendered(projects.project()))


def _style(parts: dict[str, etree._Element], name: str) -> etree._Element:
    styles = parts["word/styles.xml"]
    (found,) = [
        style
        for style in styles.iter(w("style"))
        if style.find(w("name")) is not None and style.find(w("name")).get(w("val")) == name  # type: ignore[union-attr]
    ]
    return found


def _value(element: etree._Element, path: str, attribute: str = "val") -> str | None:
    found = element.find("/".join(w(step) for step in path.split("/")))
    return None if found is None else found.get(w(attribute))


def test_the_page_is_a4_with_margins_of_37_35_28_and_26_mm(
    parts: dict[str, etree._Element],
) -> None:
    (section,) = parts["word/document.xml"].iter(w("sectPr"))
    size, margins = section.find(w("pgSz")), section.find(w("pgMar"))
    assert size is not None
    assert margins is not None
    assert (size.get(w("w")), size.get(w("h"))) == ("11906", "16838")
    told = [int(margins.get(w(side), "0")) / MM for side in ("top", "bottom", "left", "right")]
    assert told == pytest.approx([37, 35, 28, 26], abs=0.02)


def test_the_grid_gives_22_lines_of_28_characters(parts: dict[str, etree._Element]) -> None:
    (grid,) = parts["word/document.xml"].iter(w("docGrid"))
    assert grid.get(w("type")) == "linesAndChars"
    pitch = int(grid.get(w("linePitch"), "0")) / 20
    assert pitch == pytest.approx(28.95)
    height = (16838 - 2098 - 1984) / 20
    assert int(height / pitch) == 22
    width = TEXT_WIDTH / 20
    character = 16 + int(grid.get(w("charSpace"), "0")) / 4096
    assert int(width / character) == 28


@pytest.mark.parametrize(
    ("name", "font", "size"),
    [
        ("报告标题", "方正小标宋简体", 22),
        ("heading 1", "黑体", 16),
        ("heading 2", "楷体_GB2312", 16),
        ("heading 3", "仿宋_GB2312", 16),
        ("报告正文", "仿宋_GB2312", 16),
        ("页码", "宋体", 14),
        ("页码（偶数页）", "宋体", 14),
        ("附件标识", "黑体", 16),
        ("表格文字", "仿宋_GB2312", 10.5),
    ],
)
def test_every_level_has_its_font_and_size(
    parts: dict[str, etree._Element],
    name: str,
    font: str,
    size: float,
) -> None:
    style = _style(parts, name)
    assert _value(style, "rPr/rFonts", "eastAsia") == font
    assert _value(style, "rPr/rFonts", "ascii") == "Times New Roman"
    assert _value(style, "rPr/rFonts", "hAnsi") == "Times New Roman"
    assert float(_value(style, "rPr/sz") or 0) / 2 == size


@pytest.mark.parametrize("name", ["heading 1", "heading 2", "heading 3", "报告正文"])
def test_the_line_pitch_is_exactly_28_95_points(
    parts: dict[str, etree._Element],
    name: str,
) -> None:
    style = _style(parts, name)
    assert _value(style, "pPr/spacing", "lineRule") == "exact"
    assert int(_value(style, "pPr/spacing", "line") or 0) / 20 == 28.95


@pytest.mark.parametrize("name", ["heading 1", "heading 2", "heading 3", "报告正文"])
def test_the_first_line_is_indented_by_2_characters(
    parts: dict[str, etree._Element],
    name: str,
) -> None:
    assert _value(_style(parts, name), "pPr/ind", "firstLineChars") == "200"


def test_text_is_justified_and_the_title_centred(parts: dict[str, etree._Element]) -> None:
    assert _value(_style(parts, "Normal"), "pPr/jc") == "both"
    assert _value(_style(parts, "报告正文"), "basedOn") == "Normal"
    assert _value(_style(parts, "报告标题"), "pPr/jc") == "center"


@pytest.mark.parametrize("level", [1, 2, 3])
def test_headings_are_words_own_and_never_stand_alone_at_the_foot_of_a_page(
    parts: dict[str, etree._Element],
    level: int,
) -> None:
    style = _style(parts, f"heading {level}")
    assert _value(style, "pPr/outlineLvl") == str(level - 1)
    assert style.find(f"{w('pPr')}/{w('keepNext')}") is not None


def test_every_style_names_an_east_asian_font(parts: dict[str, etree._Element]) -> None:
    styles = parts["word/styles.xml"]
    assert _value(styles, "docDefaults/rPrDefault/rPr/rFonts", "eastAsia") == "仿宋_GB2312"
    assert _value(styles, "docDefaults/rPrDefault/rPr/lang", "eastAsia") == "zh-CN"
    for style in styles.iter(w("style")):
        if style.get(w("type")) == "paragraph":
            assert _value(style, "rPr/rFonts", "eastAsia"), style.get(w("styleId"))


def test_fonts_that_an_office_may_lack_name_what_stands_in_for_them(
    parts: dict[str, etree._Element],
) -> None:
    fonts = {font.get(w("name")): _value(font, "altName") for font in parts["word/fontTable.xml"]}
    assert fonts["仿宋_GB2312"] == "仿宋"
    assert fonts["楷体_GB2312"] == "楷体"
    assert fonts["方正小标宋简体"] == "宋体"


def test_page_numbers_stand_outside_between_dashes(parts: dict[str, etree._Element]) -> None:
    assert parts["word/settings.xml"].find(w("evenAndOddHeaders")) is not None
    sides = []
    for name, style in (("word/footer1.xml", "页码"), ("word/footer2.xml", "页码（偶数页）")):
        texts = [each.text for each in parts[name].iter(w("t"), w("instrText"))]
        assert texts == ["— ", " PAGE ", "1", " —"]
        sides.append(_value(_style(parts, style), "pPr/jc"))
    assert sides == ["right", "left"]


def test_the_page_number_is_the_only_field(parts: dict[str, etree._Element]) -> None:
    assert not list(parts["word/document.xml"].iter(w("fldChar"), w("fldSimple")))
    assert parts["word/settings.xml"].find(w("updateFields")) is None


def test_every_table_tells_its_widths_to_word_and_to_wps(
    parts: dict[str, etree._Element],
) -> None:
    tables = list(parts["word/document.xml"].iter(w("tbl")))
    assert len(tables) == 5
    for table in tables:
        columns = [int(each.get(w("w"), "0")) for each in table.iter(w("gridCol"))]
        assert sum(columns) == int(_value(table, "tblPr/tblW", "w") or 0) == TEXT_WIDTH
        for row in table.iter(w("tr")):
            at = 0
            for cell in row.iter(w("tc")):
                span = int(_value(cell, "tcPr/gridSpan") or 1)
                width = int(_value(cell, "tcPr/tcW", "w") or 0)
                assert width == sum(columns[at : at + span])
                at += span
            assert at == len(columns)


def test_no_row_is_split_and_headers_are_repeated(parts: dict[str, etree._Element]) -> None:
    scores, _, indicators, evidence, _ = parts["word/document.xml"].iter(w("tbl"))
    for row in parts["word/document.xml"].iter(w("tr")):
        assert row.find(f"{w('trPr')}/{w('cantSplit')}") is not None
    for table in (scores, indicators, evidence):
        first, *others = table.iter(w("tr"))
        assert first.find(f"{w('trPr')}/{w('tblHeader')}") is not None
        assert all(row.find(f"{w('trPr')}/{w('tblHeader')}") is None for row in others)


def test_the_annex_begins_on_a_new_page_with_its_title_on_the_third_line(
    parts: dict[str, etree._Element],
) -> None:
    assert _style(parts, "附件标识").find(f"{w('pPr')}/{w('pageBreakBefore')}") is not None
    assert _value(_style(parts, "附件标题"), "pPr/spacing", "before") == "579"
    texts = reports.paragraphs(reports.rendered(projects.project()))
    at = texts.index("附件")
    assert texts[at : at + 3] == ["附件", "项目支出绩效自评表", "（2023年度）"]
