"""A template's parts in, its draft's out: each page marked 草稿, the open errors at the end.

Works on any office's template: headers that exist get the mark added, those that are missing are
made, and the list of open errors is written in tags like the rest of the template.
"""

from __future__ import annotations

from itertools import count

from lxml import etree

from perfeval_batch.template import package, word_styles
from perfeval_batch.template.package import OFFICE, Parts
from perfeval_batch.template.part_tree import Element, w

MARK = "草稿"
WARNING = "草稿——仅供内部核对，不得作为正式报告"
_HEADER = f"{package.WORDML}header+xml"
_HEADER_RELATION = f"{OFFICE}/header"
_PAGES = ("default", "even", "first")
_R_ID = f"{{{OFFICE}}}id"
_NS = (
    f'{word_styles.NS} xmlns:r="{OFFICE}" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office"'
)


def of(parts: Parts) -> Parts:
    """The draft's parts of a template's."""
    main = next(name for name, kind in package.types(parts).items() if kind == package.MAIN)
    numbers = count(1)
    made = dict(parts)
    for name, kind in package.types(parts).items():
        if kind == _HEADER:
            root = package.tree(parts[name], name)
            root.append(_paragraph(next(numbers)))
            made[name] = package.write(root)
    document = package.tree(made[main], main)
    sections = list(document.iter(w("sectPr")))
    body = document.find(w("body"))
    if body is not None and not sections:
        sections = [etree.SubElement(body, w("sectPr"))]
    for page in _PAGES if sections else ():
        if not _has_header(sections[0], page):
            made = _add_header(made, main, sections[0], page, next(numbers))
    if body is not None:
        _list_open_errors(body)
    made[main] = package.write(document)
    return made


def _has_header(section: Element, page: str) -> bool:
    return any(each.get(w("type")) == page for each in section.iter(w("headerReference")))


def _add_header(parts: Parts, main: str, section: Element, page: str, number: int) -> Parts:
    """Give the first section a header for a kind of page; later sections take it over."""
    folder = main.rpartition("/")[0]
    name = f"{folder}/headerDraft{number}.xml"
    link = f"rIdDraft{number}"
    made = package.related(parts, main, (link, _HEADER_RELATION, name), _HEADER, alone=False)
    root = etree.fromstring(f"<w:hdr {_NS}/>")
    root.append(_paragraph(number))
    made[name] = package.write(root)
    reference = etree.Element(w("headerReference"))
    reference.set(w("type"), page)
    reference.set(_R_ID, link)
    section.insert(0, reference)
    return made


def _paragraph(number: int) -> Element:
    """The line of warning in red, with the watermark anchored to it."""
    return etree.fromstring(
        f'<w:p {_NS}><w:pPr><w:spacing w:line="240" w:lineRule="auto"/>'
        '<w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="center"/></w:pPr>'
        f'<w:r><w:rPr>{word_styles.fonts(word_styles.HEI)}<w:color w:val="C00000"/>'
        f'<w:sz w:val="24"/></w:rPr><w:t>{WARNING}</w:t></w:r>'
        f"<w:r><w:rPr><w:noProof/></w:rPr><w:pict>{_SHAPE_TYPE}{_shape(number)}</w:pict></w:r></w:p>",
    )


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
    """Word's own kind of watermark: grey letters across the page, behind the text."""
    return (
        f'<v:shape id="PowerPlusWaterMarkObject{number}" o:spid="_x0000_s{2048 + number}" '
        f'type="#_x0000_t136" alt="{MARK}" style="position:absolute;margin-left:0;margin-top:0;'
        "width:360pt;height:180pt;rotation:315;z-index:-251658752;"
        "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        'mso-position-vertical:center;mso-position-vertical-relative:margin" '
        'o:allowincell="f" fillcolor="silver" stroked="f"><v:fill opacity=".5"/>'
        f'<v:textpath style="font-family:&quot;{word_styles.HEI}&quot;;font-size:1pt" '
        f'string="{MARK}"/>'
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


def _list_open_errors(body: Element) -> None:
    """Add the list of open errors on a page of its own, before the last section's end."""
    end = body[-1] if len(body) and body[-1].tag == w("sectPr") else None
    for number, text in enumerate(_LIST):
        heading = number == 1
        paragraph = etree.fromstring(
            f"<w:p {word_styles.NS}><w:pPr>{_BREAK if heading else ''}"
            '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
            "</w:pPr><w:r><w:rPr>"
            f"{word_styles.fonts(word_styles.HEI if heading else word_styles.FANG)}"
            f'<w:sz w:val="{32 if heading else 28}"/></w:rPr><w:t>{text}</w:t></w:r></w:p>',
        )
        if end is None:
            body.append(paragraph)
        else:
            end.addprevious(paragraph)


_BREAK = "<w:keepNext/><w:pageBreakBefore/>"
