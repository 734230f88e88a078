"""What would act or fetch something when a report is opened is refused, with its place."""

from __future__ import annotations

import pytest

from perfeval_batch import report
from perfeval_batch.errors import TemplateError
from perfeval_batch.template import template_check
from perfeval_batch.template.package import OFFICE, REL
from tests.reading import build
from tests.report.documents import NS, TYPES, docx, p, pack, unpack


def _mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def _field(*pieces: str, result: str = "x") -> str:
    """A field as Word writes it, its instruction split into these pieces."""
    said = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    shown = f"<w:r><w:t>{result}</w:t></w:r>"
    return f"{_mark('begin')}{said}{_mark('separate')}{shown}{_mark('end')}"


def _in_paragraph(content: str) -> str:
    return f"<w:p>{content}</w:p>"


def _said(piece: str) -> str:
    return f"<w:r><w:instrText>{piece}</w:instrText></w:r>"


_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
FIELDS = {
    "DDE": _field('DDE cmd "/k calc"'),
    "DDEAUTO split over runs": _field(" D", "DEA", 'UTO c:\\cmd.exe "/k calc"'),
    "in small letters": _field("ddeauto excel a b"),
    "INCLUDEPICTURE": _field('INCLUDEPICTURE "http://example.com/a.png"'),
    "INCLUDETEXT": _field("INCLUDETEXT C:\\secret.docx"),
    "LINK": _field("LINK Excel.Sheet.12 a.xlsx"),
    "MACROBUTTON": _field("MACROBUTTON Run x"),
    "DATABASE": _field("DATABASE \\d x"),
    "unknown": _field("WHATEVER"),
    "without separator": (
        f"{_mark('begin')}<w:r><w:instrText>DDE x</w:instrText></w:r>{_mark('end')}"
    ),
    "never ended": f"{_mark('begin')}<w:r><w:instrText>DDE x</w:instrText></w:r>",
    "inside of another": f"{_mark('begin')}{_field('DDE x')}{_mark('end')}",
    "named by another": (
        f"{_mark('begin')}{_field('QUOTE 68 68 69')}"
        f"<w:r><w:instrText> x</w:instrText></w:r>{_mark('end')}"
    ),
    "named by pieces of others": _mark("begin")
    + "".join(_said(own) + _field(f"QUOTE {more}") for own, more in (("IN", "CLU"), ("DE", "TE")))
    + f"{_said('X')}{_field('QUOTE T')}{_said(' c:/x')}{_mark('end')}",
    "named by plain text": (
        f"{_mark('begin')}{_said('IN')}<w:r><w:t>CLU</w:t></w:r>{_said('DE')}"
        f"<w:r><w:t>TE</w:t></w:r>{_said('X')}<w:r><w:t>T x</w:t></w:r>{_mark('end')}"
    ),
    "in another namespace": f'<s:fldSimple xmlns:s="{_STRICT}" s:instr="DDEAUTO a b"/>',
    "in a text box": "<w:r><w:pict><w:txbxContent><w:p>" + _field("DDE x") + "</w:p>"
    "</w:txbxContent></w:pict></w:r>",
    "deleted": (
        f"<w:del>{_mark('begin')}<w:r><w:delInstrText>DDE x</w:delInstrText></w:r>"
        f"{_mark('end')}</w:del>"
    ),
    "simple": '<w:fldSimple w:instr=" DDEAUTO a b "><w:r><w:t>x</w:t></w:r></w:fldSimple>',
}


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS.keys())
def test_a_field_that_acts_is_refused_with_its_paragraph(field: str) -> None:
    data = docx(p("甲"), _in_paragraph(field))
    with pytest.raises(TemplateError, match=r"正文第[23]段.*模板里有域"):
        report.compile_template(data)
    assert any("模板里有域" in each.what for each in template_check.check(data))


def test_a_field_over_several_paragraphs_is_put_together() -> None:
    begin = f"{_mark('begin')}<w:r><w:instrText>DD</w:instrText></w:r>"
    end = f"<w:r><w:instrText>E x</w:instrText></w:r>{_mark('end')}"
    with pytest.raises(TemplateError, match=r"正文第1段.*域“DDE”"):
        report.compile_template(docx(_in_paragraph(begin), _in_paragraph(end)))


@pytest.mark.parametrize(
    "instruction",
    ["PAGE", " NUMPAGES \\* Arabic ", 'DATE \\@ "yyyy"', 'TOC \\o "1-3"', "= 1 + 2", "page"],
)
def test_a_harmless_field_may_stay(instruction: str) -> None:
    assert report.compile_template(docx(_in_paragraph(_field(instruction)))).printed


ELEMENTS = {
    "嵌入的其他文档": '<w:altChunk r:id="rId9"/>',
    "子文档": '<w:subDoc r:id="rId9"/>',
    "嵌入对象": '<w:p><w:r><w:object><o:OLEObject Type="Embed"/></w:object></w:r></w:p>',
    "控件": '<w:p><w:r><w:object><w:control r:id="rId9"/></w:object></w:r></w:p>',
    "链接对象": '<w:p><w:r><w:object><w:objectLink r:id="rId9"/></w:object></w:r></w:p>',
    "在线视频": '<w:p><w:r><o:webVideoPr embeddedHtml="x"/></w:r></w:p>',
    "外部图片": '<w:p><w:r><w:pict><v:shape><v:imagedata src="http://example.com/a"/></v:shape>'
    "</w:pict></w:r></w:p>",
}


@pytest.mark.parametrize("named", ELEMENTS)
def test_an_element_that_acts_is_refused(named: str) -> None:
    spaces = (
        f'xmlns:r="{OFFICE}" xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    content = f"<w:sdt {spaces}><w:sdtContent>{ELEMENTS[named]}</w:sdtContent></w:sdt>"
    with pytest.raises(TemplateError, match=f"模板里有{named}"):
        report.compile_template(docx(content))


def _related(kind: str, target: str, *, outside: bool, body: str = "") -> bytes:
    mode = ' TargetMode="External"' if outside else ""
    relation = f'<Relationship Id="rId9" Type="{OFFICE}/{kind}" Target="{target}"{mode}/>'
    rels = f'<Relationships xmlns="{REL}">{relation}</Relationships>'
    return docx(p("甲"), body, more={"word/_rels/document.xml.rels": rels})


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("image", "http://example.com/a.png"),
        ("image", "file:///C:/a.png"),
        ("attachedTemplate", "http://example.com/a.dotm"),
        ("attachedTemplate", r"\\server\share\a.dotm"),
        ("attachedTemplate", "file://server/share/a.dotm"),
        ("oleObject", "file:///C:/a.xlsx"),
        ("frame", "http://example.com/"),
    ],
)
def test_what_is_fetched_from_elsewhere_is_refused(kind: str, target: str) -> None:
    with pytest.raises(TemplateError, match="外部内容"):
        report.compile_template(_related(kind, target, outside=True))


@pytest.mark.parametrize(
    "target", ["file:///C:/Users/a/Normal.dotm", r"C:\a\Normal.dotm", "Normal.dotm"]
)
def test_the_link_to_the_offices_own_template_is_cut(target: str) -> None:
    made = report.compile_template(_related("attachedTemplate", target, outside=True))
    parts = unpack(made.render(template_check.example()))
    assert not any(b"dotm" in content for content in parts.values())


@pytest.mark.parametrize("kind", ["aFChunk", "package", "oleObject", "control", "subDocument"])
def test_what_is_embedded_is_refused(kind: str) -> None:
    with pytest.raises(TemplateError, match="已拒绝"):
        report.compile_template(_related(kind, "document.xml", outside=False))


def test_a_picture_fetched_from_elsewhere_is_told_with_its_paragraph() -> None:
    picture = (
        f'<w:p><w:r><w:t>图</w:t></w:r><w:r><w:pict xmlns:r="{OFFICE}" r:id="rId9"/></w:r></w:p>'
    )
    data = _related("image", "http://example.com/a.png", outside=True, body=picture)
    with pytest.raises(TemplateError, match="正文第2段“图”"):
        report.compile_template(data)


@pytest.mark.parametrize(
    "picture",
    [
        '<v:stroke src="http://example.com/a"/>',
        '<v:imagedata o:href="https://example.com/a"/>',
        r'<v:fill src="\\server\a.png"/>',
    ],
)
def test_a_picture_that_is_fetched_in_another_way_is_refused(picture: str) -> None:
    spaces = (
        'xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    content = f"<w:p {spaces}><w:r><w:pict><v:shape>{picture}</v:shape></w:pict></w:r></w:p>"
    with pytest.raises(TemplateError, match="模板里有外部图片"):
        report.compile_template(docx(content))


def test_a_link_is_for_clicking_and_nothing_else() -> None:
    outside = "http://example.com/a.png"
    used = f'<w:p><w:hyperlink xmlns:r="{OFFICE}" r:id="rId9"/></w:p>'
    assert report.compile_template(_related("hyperlink", outside, outside=True, body=used)).printed
    picture = f'<w:p><w:r><w:blip xmlns:r="{OFFICE}" r:link="rId9"/></w:r></w:p>'
    with pytest.raises(TemplateError, match="外部内容"):
        report.compile_template(_related("hyperlink", outside, outside=True, body=picture))


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


@pytest.mark.parametrize(
    ("part", "root"),
    [("header", "hdr"), ("footer", "ftr"), ("footnotes", "footnotes"), ("endnotes", "endnotes")],
)
def test_a_field_beside_the_text_is_refused_with_the_part(part: str, root: str) -> None:
    content = f"<w:{root} {NS}><w:p>{_field('DDEAUTO a b')}</w:p></w:{root}>"
    types = TYPES.replace(
        "</Types>",
        f'<Override PartName="/word/{part}.xml" ContentType="{WORD}.{part}+xml"/></Types>',
    )
    data = docx(p("甲"), more={f"word/{part}.xml": content}, types=types)
    with pytest.raises(TemplateError, match=r"第1段“x”：模板里有域“DDEAUTO”"):
        report.compile_template(data)


def test_a_part_that_acts_by_its_kind_alone_is_refused() -> None:
    kind = '<Default Extension="dat" ContentType="application/vnd.ms-office.vbaProject"/>'
    types = TYPES.replace("<Override", f"{kind}<Override", 1)
    with pytest.raises(TemplateError, match="宏或控件"):
        report.compile_template(docx(p("甲"), more={"word/a.dat": "x"}, types=types))


@pytest.mark.parametrize(
    ("more", "refused"), [({}, False), ({"xl/externalLinks/externalLink1.xml": "<a/>"}, True)]
)
def test_the_workbook_behind_a_chart_may_not_act_either(
    more: dict[str, str], *, refused: bool
) -> None:
    link = f'<Relationship Id="rId1" Type="{OFFICE}/package" Target="/word/a.xlsx"/>'
    types = TYPES.replace(
        "</Types>",
        '<Override PartName="/word/chart.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.drawingml.chart+xml"/><Override PartName="/word/a.xlsx" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"/></Types>',
    )
    parts = unpack(docx(p("甲"), more={"word/chart.xml": "<c/>"}, types=types))
    parts["word/_rels/chart.xml.rels"] = (
        f'<Relationships xmlns="{REL}">{link}</Relationships>'.encode()
    )
    parts["word/a.xlsx"] = build.zipped({**build.parts_of(""), **more})
    found = template_check.check(pack(parts))
    assert any("带外部链接的嵌入表格" in each.what for each in found) is refused
