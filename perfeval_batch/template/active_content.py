"""Finds what would act or fetch something when a report is opened: no template may hold it.

Fields that start programs or take in files (DDE, INCLUDETEXT …), embedded objects and programs,
macros and controls, pictures and templates fetched from elsewhere, parts inserted on opening.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from perfeval_batch.model import Rejected
from perfeval_batch.reading import guard
from perfeval_batch.template import package
from perfeval_batch.template.package import WordDocument, WordPart
from perfeval_batch.template.part_tree import EXCERPT, Element, label, w
from perfeval_batch.template.tags import Problem

_HARMLESS_FIELDS = frozenset(
    {
        *("=", "ADVANCE", "ASK", "AUTHOR", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "BIBLIOGRAPHY"),
        *("CITATION", "COMMENTS", "COMPARE", "CREATEDATE", "DATE", "DISPLAYBARCODE"),
        *("DOCPROPERTY", "DOCVARIABLE", "EDITTIME", "EQ", "FILENAME", "FILESIZE", "FILLIN"),
        *("FORMCHECKBOX", "FORMDROPDOWN", "FORMTEXT", "HYPERLINK", "IF", "INDEX", "INFO"),
        *("KEYWORDS", "LASTSAVEDBY", "LISTNUM", "MERGEFIELD", "MERGEREC", "MERGESEQ", "NEXT"),
        *("NEXTIF", "NOTEREF", "NUMCHARS", "NUMPAGES", "NUMWORDS", "PAGE", "PAGEREF", "PRINTDATE"),
        *("QUOTE", "REF", "REVNUM", "SAVEDATE", "SECTION", "SECTIONPAGES", "SEQ", "SET", "SKIPIF"),
        *("STYLEREF", "SUBJECT", "SYMBOL", "TA", "TC", "TIME", "TITLE", "TOA", "TOC"),
        *("USERADDRESS", "USERINITIALS", "USERNAME", "XE"),
    }
)
"""Fields that neither start nor fetch anything; all others are refused."""
_NESTED = "\ufffc"
"""Stands in an instruction for the field that gives a piece of it."""
_FIELD = re.compile(rf"\s*(=|[A-Za-z]+(?![A-Za-z{_NESTED}]))?")

_RELATIONS = {
    "/aFChunk": "嵌入的其他文档（altChunk）",
    "/subDocument": "子文档",
    "/oleObject": "嵌入对象（OLE）",
    "/package": "嵌入对象",
    "/control": "控件",
    "/activeXControlBinary": "控件",
    "/vbaProject": "宏",
    "/attachedToolbars": "自定义工具栏",
    "/keyMapCustomizations": "自定义快捷键",
    "/extensibility": "自定义功能区",
    "/webextensiontaskpanes": "Office加载项",
    "/frame": "框架网页",
}
"""The ending of a relationship's type → what an officer calls it."""
_ELEMENTS = {
    "altChunk": "嵌入的其他文档（altChunk）",
    "subDoc": "子文档",
    "OLEObject": "嵌入对象（OLE）",
    "objectEmbed": "嵌入对象（OLE）",
    "objectLink": "链接对象（OLE）",
    "control": "控件",
    "webVideoPr": "在线视频",
    "movie": "视频",
    "mailMerge": "邮件合并的数据源",
    "frameset": "框架网页",
}
_MAY_LINK = "/hyperlink"
_LINKS = frozenset({"hyperlink", "hlinkClick", "hlinkHover"})
"""What a link may be used by: nothing is fetched before a person clicks."""
_PICTURES = frozenset({"imagedata", "fill", "stroke", "image", "background"})
_REMOTE = re.compile(r"(?i)\A\s*(?:[a-z][a-z0-9+.-]+:|//|\\\\)")
_CHART = "drawingml.chart+xml"
_SHEET = "spreadsheetml.sheet"
_FIX = "请删去后再试"


def problems(document: WordDocument) -> tuple[Problem, ...]:
    """Everything that acts, with the paragraph it stands in."""
    found = [*_of_relations(document.part.package.rels.values(), None)]
    for part in package.parts(document):
        root = package.root(part) if part.content_type.endswith("xml") else None
        found += _of_relations(part.rels.values(), (part, root))
        if root is not None:
            found += (_problem(_place(part, root, at), what) for at, what in _in_text(root))
    return tuple(dict.fromkeys(found))


def _problem(where: str, what: str, fix: str = _FIX) -> Problem:
    return Problem(where, f"模板里有{what}，打开报告时可能运行程序或读取外部内容，已拒绝", fix)


def _of_relations(
    relations: package.Relations, owner: tuple[WordPart, Element | None] | None
) -> Iterator[Problem]:
    for relation in relations:
        part, root = owner or (None, None)
        used = list(_users(root, relation.rId))
        what = _relation(relation, part, used)
        if what:
            where = _place(part, root, next(iter(used), None)) if part else "整个文件"
            yield _problem(where, what, "请删去它，图片等请直接嵌入文档")


def _relation(relation: package.Relation, owner: WordPart | None, used: Sequence[Element]) -> str:
    """What a relationship brings along; empty when it is harmless."""
    kind = relation.reltype
    if relation.is_external:
        links = kind.endswith(_MAY_LINK) and all(_local(each.tag) in _LINKS for each in used)
        return "" if links else f"外部内容“{relation.target_ref}”"
    if kind.endswith("/package") and owner is not None and owner.content_type.endswith(_CHART):
        return _of_chart(relation.target_part)
    return next((what for ending, what in _RELATIONS.items() if kind.endswith(ending)), "")


def _of_chart(workbook: WordPart) -> str:
    """What the workbook behind a chart brings along; empty when it is harmless."""
    if not workbook.content_type.endswith(_SHEET):
        return "嵌入的程序"
    found = guard.admit(workbook.blob, package.name(workbook))
    if isinstance(found, Rejected):
        return "打不开的嵌入表格"
    return f"带{found.active[0]}的嵌入表格" if found.active else ""


def _users(root: Element | None, link: str) -> Iterator[Element]:
    """The elements that use a relationship."""
    elements = () if root is None else root.iter(etree.Element)
    return (each for each in elements if link in each.attrib.values())


def _local(name: str) -> str:
    """A name without its namespace: Word takes those of Strict files too."""
    return name.rpartition("}")[2]


def _in_text(root: Element) -> Iterator[tuple[Element, str]]:
    """Elements and fields that act, where they stand."""
    for element in root.iter(etree.Element):
        name = _local(element.tag)
        if name in _ELEMENTS:
            yield element, _ELEMENTS[name]
        if name in _PICTURES:
            targets = (_value(element, each) for each in ("src", "href", "althref"))
            remote = next(filter(_REMOTE.match, targets), None)
            if remote is not None:
                yield element, f"外部图片“{remote}”"
    for element, instruction in _fields(root):
        found = _FIELD.match(instruction)
        name = (found[1] or "").upper() if found else ""
        if name not in _HARMLESS_FIELDS:
            told = instruction.replace(_NESTED, "").strip()[:EXCERPT]
            yield element, f"域“{name or told or '（由另一个域生成）'}”"


def _value(element: Element, name: str) -> str:
    """An attribute's value, whatever namespace it is in; empty without one."""
    return next((str(value) for key, value in element.items() if _local(str(key)) == name), "")


_OF_FIELDS = ("fldSimple", "fldChar", "instrText", "delInstrText", "t", "delText")


def _fields(root: Element) -> Iterator[tuple[Element, str]]:
    """Each field where it begins, with its instruction, however many runs it is split into.

    Word takes plain text in an instruction for a piece of it.
    """
    opened: list[tuple[Element, list[str]]] = []
    for element in root.iter(*(f"{{*}}{name}" for name in _OF_FIELDS)):
        name, kind = _local(element.tag), _value(element, "fldCharType")
        if opened and (name == "fldSimple" or kind == "begin"):
            opened[-1][1].append(_NESTED)
        if name == "fldSimple":
            yield element, _value(element, "instr")
        elif kind == "begin":
            opened.append((element, []))
        elif kind == "separate" and opened:
            opened[-1][1].append("\0")
        elif kind == "end" and opened:
            begin, pieces = opened.pop()
            yield begin, "".join(pieces).partition("\0")[0]
        elif element.text and opened:
            opened[-1][1].append(element.text)
        elif element.text and name in ("instrText", "delInstrText"):
            yield element, element.text
    for begin, pieces in opened:
        yield begin, "".join(pieces)


def _place(part: WordPart, root: Element | None, element: Element | None) -> str:
    """The part, and the paragraph when the element stands in one."""
    name = label(part.content_type, package.name(part))
    paragraph = None if element is None else next(element.iterancestors(w("p")), None)
    if root is None or paragraph is None:
        return name
    number = 1 + list(root.iter(w("p"))).index(paragraph)
    text = "".join(each.text or "" for each in paragraph.iter(w("t")))
    return f"{name}第{number}段“{text[:EXCERPT]}”" if text else f"{name}第{number}段"
