"""Makes a template the template of drafts: each page marked 草稿, the open errors at its end.

Works on any office's template: headers that exist get the mark added, those that are missing are
made, and the list of open errors is written in tags like the rest of the template.
"""

from __future__ import annotations

from itertools import count

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from perfeval_batch.template.package import WordDocument
from perfeval_batch.template.part_tree import Element, w

MARK = "草稿"
WARNING = "草稿——仅供内部核对，不得作为正式报告"
_FONT, _LIST_FONT = "黑体", "仿宋_GB2312"
_NS = (
    f'{nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office"'
)


def add(document: WordDocument) -> None:
    """Mark every page of a template, and list the open errors on a page of their own."""
    _list_open_errors(document)
    document.element.body.get_or_add_sectPr()
    numbers = count(1)
    marked = set()
    for at, section in enumerate(document.sections):
        for header in (section.header, section.even_page_header, section.first_page_header):
            if header.is_linked_to_previous and at:
                continue  # it takes over what the section before has
            if header.is_linked_to_previous:
                header.is_linked_to_previous = False
                for paragraph in list(header.part.element):
                    header.part.element.remove(paragraph)
            if header.part.partname not in marked:
                header.part.element.append(_mark(next(numbers)))
                marked.add(header.part.partname)


def _mark(number: int) -> Element:
    """The line of warning in red, with Word's own kind of watermark anchored to it."""
    made: Element = parse_xml(
        f'<w:p {_NS}><w:pPr><w:spacing w:line="240" w:lineRule="auto"/>'
        '<w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="center"/></w:pPr>'
        f'<w:r><w:rPr><w:rFonts w:eastAsia="{_FONT}"/><w:color w:val="C00000"/>'
        f'<w:sz w:val="24"/></w:rPr><w:t>{WARNING}</w:t></w:r>'
        f"<w:r><w:rPr><w:noProof/></w:rPr><w:pict>{_SHAPE_TYPE}{_shape(number)}</w:pict></w:r></w:p>",
    )
    return made


_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
    'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/>'
    '<v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>'
    '<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/>'
    '<v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>'
    '<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/>'
    '<v:f eqn="sum @6 0 @5"/></v:formulas><v:path textpathok="t" o:connecttype="custom" '
    'o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" o:connectangles="270,180,90,0"/>'
    '<v:textpath on="t" fitshape="t"/><v:handles><v:h position="#0,bottomRight" '
    'xrange="6629,14971"/></v:handles><o:lock v:ext="edit" text="t" shapetype="t"/></v:shapetype>'
)


def _shape(number: int) -> str:
    """Grey letters across the page, behind the text."""
    return (
        f'<v:shape id="PowerPlusWaterMarkObject{number}" o:spid="_x0000_s{2048 + number}" '
        f'type="#_x0000_t136" alt="{MARK}" style="position:absolute;margin-left:0;margin-top:0;'
        "width:360pt;height:180pt;rotation:315;z-index:-251658752;"
        "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        'mso-position-vertical:center;mso-position-vertical-relative:margin" '
        'o:allowincell="f" fillcolor="silver" stroked="f"><v:fill opacity=".5"/>'
        f'<v:textpath style="font-family:&quot;{_FONT}&quot;;font-size:1pt" string="{MARK}"/>'
        "</v:shape>"
    )


_LIST = (
    "{%p if 未决问题 %}",
    "尚未解决的问题",
    "{%p for 问 in 未决问题 %}",
    "{{ loop.index }}．〔{{ 问.级别 }} {{ 问.代码 }}〕{{ 问.位置 }}：{{ 问.说明 }}{{ 问.办法 }}",
    "{%p endfor %}",
    "{%p endif %}",
)


def _list_open_errors(document: WordDocument) -> None:
    for at, text in enumerate(_LIST):
        paragraph = document.add_paragraph(text)
        if at == 1:
            paragraph.paragraph_format.page_break_before = True
            paragraph.paragraph_format.keep_with_next = True
            _set_font(paragraph, _FONT, 16)
        else:
            _set_font(paragraph, _LIST_FONT, 14)


def _set_font(paragraph: Paragraph, name: str, size: int) -> None:
    """East Asian font and size; the first line is not indented."""
    paragraph.paragraph_format.first_line_indent = Pt(0)
    paragraph.paragraph_format.element.pPr.ind.set(w("firstLineChars"), "0")
    (run,) = paragraph.runs
    run.font.size = Pt(size)
    run.font.element.get_or_add_rPr().get_or_add_rFonts().set(w("eastAsia"), name)
