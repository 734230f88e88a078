"""Nothing in, the default report template out: the only place that knows python-docx.

The template is what an office gets from `perfeval report-template export` and edits in Word:
the seed's outline with tags in place of its texts, in the form of `form.py`.
"""

from __future__ import annotations

import io
from functools import lru_cache

from docx import Document
from docx.document import Document as DocumentType
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.parts.hdrftr import FooterPart
from docx.text.paragraph import Paragraph

from perfeval_batch.office import repack
from perfeval_batch.template import chart, default_tables, tag_comments, word_styles

Block = tuple[str, str]
"""A style and a text."""


def _steer(*tags: str) -> tuple[Block, ...]:
    return tuple((word_styles.BODY, f"{{%p {tag} %}}") for tag in tags)


def _heading(level: int, text: str) -> Block:
    return (word_styles.HEADINGS[level - 1], f"{{{{ {'一二三'[level - 1]}级序号() }}}}{text}")


def _many(field: str) -> tuple[Block, ...]:
    """A paragraph for each of a field's."""
    return (*_steer(f"for 段 in {field}"), (word_styles.BODY, "{{ 段 }}"), *_steer("endfor"))


def _part(level: int, title: str, field: str) -> tuple[Block, ...]:
    """A heading with a field's paragraphs below it, left out when there are none."""
    return (*_steer(f"if {field}"), _heading(level, title), *_many(field), *_steer("endif"))


BASICS = (
    _heading(1, "项目基本情况"),
    _heading(2, "项目概况"),
    *_part(3, "目的", "项目.目的"),
    *_part(3, "项目内容、执行标准和实施期限", "项目.内容"),
    *_part(3, "资金使用情况", "资金.使用情况"),
    *_steer("if 项目.总目标 or 项目.年度目标 or 项目.完成情况"),
    _heading(2, "项目绩效目标"),
    *_part(3, "项目绩效总目标", "项目.总目标"),
    *_part(3, "项目年度绩效目标", "项目.年度目标"),
    *_part(3, "项目预期目标完成情况", "项目.完成情况"),
    *_steer("endif"),
)
WORK = (
    *_steer("if 评价.目的依据和方法 or 评价.工作过程"),
    _heading(1, "绩效评价工作情况"),
    *_part(2, "绩效评价目的、原则和依据、评价指标体系、评价方法等", "评价.目的依据和方法"),
    *_part(2, "绩效评价工作过程", "评价.工作过程"),
    *_steer("endif"),
)
ANALYSIS = (
    *_steer("if 指标分析"),
    _heading(1, "绩效评价指标分析情况"),
    *_steer("for 组 in 指标分析"),
    _heading(2, "{{ 组.标题 }}"),
    *_steer("for 节 in 组.小节", "if 节.标题"),
    _heading(3, "{{ 节.标题 }}"),
    *_steer("endif"),
    *_many("节.段落"),
    *_steer("endfor", "endfor", "endif"),
)
VERDICT = (
    _heading(1, "综合评价结论"),
    (word_styles.BODY, "{{ 结论.总述 }}"),
    *_many("结论.扣分原因"),
    *_steer("if 结论.等级说明"),
    (word_styles.BODY, "{{ 结论.等级说明 }}"),
    *_steer("endif"),
)
LESSONS = (
    *_part(1, "评价结果应用建议", "应用建议"),
    *_steer("if 经验 or 存在问题 or 改进措施"),
    _heading(1, "项目实施经验及做法、存在的问题和改进措施"),
    *_part(2, "主要经验及做法", "经验"),
    *_part(2, "存在的问题及原因分析", "存在问题"),
    *_part(2, "改进措施", "改进措施"),
    *_steer("endif"),
    *_part(1, "其他需要说明的问题", "其他说明"),
)
SIGNATURE = (
    *_steer("if 栏目.附件"),
    (word_styles.NOTE, ""),
    (word_styles.NOTE, "附件：项目支出绩效自评表"),
    *_steer("endif"),
    (word_styles.SIGNATURE, ""),
    (word_styles.SIGNATURE, "{{ 项目.实施单位 }}"),
    *_steer("if 项目.填报日期"),
    (word_styles.SIGNATURE, "{{ 项目.填报日期 }}"),
    *_steer("endif"),
)


@lru_cache(maxsize=2)
def default(*, comments: bool = False) -> bytes:
    """The default template, with a comment on each tag if wished; the same bytes every time."""
    document = Document()
    _empty(document)
    _settle(document)
    _write(document, ((word_styles.TITLE, "{{ 报告标题 }}"),))
    _write(document, (*BASICS, *WORK, *ANALYSIS, *VERDICT))
    _append(document, _unless_omitted("得分表", *default_tables.scores()))
    _append(document, _unless_omitted("得分率图", default_tables.figure(_chart(document))))
    _write(document, (*LESSONS, *SIGNATURE))
    _append(document, _unless_omitted("附件", *default_tables.annex()))
    _paginate(document)
    _describe(
        document,
        "{{ 项目.主管部门 }}",
        title="{{ 报告标题 }}",
        subject="项目支出绩效评价",
        author="{{ 项目.实施单位 }}",
        keywords="{{ 项目.年度 }}年度；{{ 项目.评价方案 }}",
        category="绩效评价报告",
    )
    if comments:
        _comment(document)
    return _saved(document)


def _unless_omitted(section: str, *elements: str) -> tuple[str, ...]:
    """A part that a scheme may omit; with it goes all that belongs to it, its page too."""
    return (
        default_tables.paragraph(word_styles.JOINT, f"{{%p if 栏目.{section} %}}"),
        *elements,
        default_tables.paragraph(word_styles.JOINT, "{%p endif %}"),
    )


def letter(elements: tuple[str, ...], title: str) -> bytes:
    """A template of nothing but these paragraphs and tables, in the report's form."""
    document = Document()
    _empty(document)
    _settle(document)
    _append(document, elements)
    _paginate(document)
    _describe(document, "", title=title, subject="项目支出绩效评价", author="")
    return _saved(document)


def _saved(document: DocumentType) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return repack(out.getvalue())


def _empty(document: DocumentType) -> None:
    """Take out what python-docx's own template brings along: text, thumbnail, custom XML."""
    body = document.element.body
    for child in list(body):
        body.remove(child)
    for rels, kinds in (
        (document.part.rels, ("/stylesWithEffects", "/customXml", "/numbering", "/webSettings")),
        (document.part.package.rels, ("/thumbnail",)),
    ):
        for key in [key for key, rel in rels.items() if rel.reltype.endswith(kinds)]:
            rels.pop(key)


def _settle(document: DocumentType) -> None:
    """Give the document its styles, settings and fonts."""
    for element, content in (
        (document.styles.element, word_styles.styles()),
        (document.settings.element, word_styles.settings()),
    ):
        for child in list(element):
            element.remove(child)
        element.extend(list(parse_xml(content)))
    _blob(document, RELATIONSHIP_TYPE.FONT_TABLE, word_styles.font_table())


def _blob(document: DocumentType, kind: str, content: str) -> None:
    part = document.part.part_related_by(kind)
    part._blob = content.encode()  # noqa: SLF001  # python-docx has no other way to a plain part


def _write(document: DocumentType, blocks: tuple[Block, ...]) -> None:
    """Add paragraphs, each in its style."""
    for style, text in blocks:
        _append(document, (default_tables.paragraph(style, text),))


def _append(document: DocumentType, elements: tuple[str, ...]) -> None:
    body = document.element.body
    for element in elements:
        body.append(parse_xml(element))


def _chart(document: DocumentType) -> str:
    """Add the chart's part; give the id by which the document refers to it."""
    package = document.part.package
    name = PackURI("/word/charts/chart1.xml")
    part = Part(name, chart.CONTENT_TYPE, chart.default(), package)
    return document.part.relate_to(part, RELATIONSHIP_TYPE.CHART)


def _paginate(document: DocumentType) -> None:
    """`— 1 —`, on odd pages to the right, on even pages to the left, one character in."""
    body = document.element.body
    ids = []
    for number, style in enumerate((word_styles.PAGE_NUMBER, word_styles.PAGE_NUMBER_EVEN), 1):
        content = default_tables.page_number(style)
        name = PackURI(f"/word/footer{number}.xml")
        part = FooterPart(name, _FOOTER, parse_xml(content), document.part.package)
        ids.append(document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTER))
    body.append(parse_xml(word_styles.section(*ids)))


_FOOTER = "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"


def _comment(document: DocumentType) -> None:
    """Explain each tag where it stands first."""
    paragraphs = [Paragraph(each, document) for each in document.element.body.iter(qn("w:p"))]
    for index, text in tag_comments.remarks(paragraph.text for paragraph in paragraphs):
        comment = document.add_comment(paragraphs[index].runs, text, "perfeval", "PE")
        date = qn("w:date")
        if date in comment._comment_elm.attrib:  # noqa: SLF001  # python-docx writes the clock
            del comment._comment_elm.attrib[date]  # noqa: SLF001  # see above


def _describe(document: DocumentType, company: str, **texts: str) -> None:
    """Title, subject and the like in the document's properties; no clock."""
    properties = document.core_properties
    for name, text in (*texts.items(), ("language", "zh-CN")):
        setattr(properties, name, text)
    for name in ("created", "modified", "lastModifiedBy", "revision", "description", "version"):
        for each in list(properties._element.iter(f"{{*}}{name}")):  # noqa: SLF001  # see _blob
            properties._element.remove(each)  # noqa: SLF001  # see _blob
    package = document.part.package
    extended: Part = package.part_related_by(RELATIONSHIP_TYPE.EXTENDED_PROPERTIES)
    extended._blob = _EXTENDED.format(company).encode()  # noqa: SLF001  # see _blob


_EXTENDED = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Company>{}</Company></Properties>"
)
