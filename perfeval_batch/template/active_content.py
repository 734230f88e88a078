"""Finds what would act or fetch something when a report is opened: no template may hold it.

Fields that start programs or take in files (DDE, INCLUDETEXT …), embedded objects and programs,
macros and controls, pictures and templates fetched from elsewhere, parts inserted on opening.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

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
_FIELD = re.compile(r"\s*(=|[A-Za-z]+)?")

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
    "control": "控件",
    "mailMerge": "邮件合并的数据源",
    "frameset": "框架网页",
}
_MAY_LINK = "/hyperlink"
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
        what = _relation(relation, owner[0] if owner else None)
        if what:
            where = "整个文件"
            if owner:
                part, root = owner
                where = _place(part, root, _user(root, relation.rId))
            yield _problem(where, what, "请删去它，图片等请直接嵌入文档")


def _relation(relation: package.Relation, owner: WordPart | None) -> str:
    """What a relationship brings along; empty when it is harmless."""
    kind = relation.reltype
    if relation.is_external and not kind.endswith(_MAY_LINK):
        return f"外部内容“{relation.target_ref}”"
    if kind.endswith("/package") and owner is not None and owner.content_type.endswith(_CHART):
        return "" if relation.target_part.content_type.endswith(_SHEET) else "嵌入的程序"
    return next((what for ending, what in _RELATIONS.items() if kind.endswith(ending)), "")


def _user(root: Element | None, link: str) -> Element | None:
    """The element that uses a relationship."""
    elements = () if root is None else root.iter(etree.Element)
    return next((each for each in elements if link in each.attrib.values()), None)


def _in_text(root: Element) -> Iterator[tuple[Element, str]]:
    """Elements and fields that act, where they stand."""
    for element in root.iter(etree.Element):
        name = etree.QName(element).localname
        if name in _ELEMENTS:
            yield element, _ELEMENTS[name]
        if name in ("imagedata", "fill") and _REMOTE.match(element.get("src", "")):
            yield element, f"外部图片“{element.get('src')}”"
    for element, instruction in _fields(root):
        found = _FIELD.match(instruction)
        name = (found[1] or "").upper() if found else ""
        if name not in _HARMLESS_FIELDS:
            yield element, f"域“{name or instruction.strip() or '（由另一个域生成）'}”"


def _fields(root: Element) -> Iterator[tuple[Element, str]]:
    """Each field where it begins, with its instruction, however many runs it is split into."""
    opened: list[tuple[Element, list[str]]] = []
    for element in root.iter(w("fldSimple"), w("fldChar"), w("instrText"), w("delInstrText")):
        kind = element.get(w("fldCharType"))
        if element.tag == w("fldSimple"):
            yield element, element.get(w("instr"), "")
        elif kind == "begin":
            opened.append((element, []))
        elif kind == "separate" and opened:
            opened[-1][1].append("\0")
        elif kind == "end" and opened:
            begin, pieces = opened.pop()
            yield begin, "".join(pieces).partition("\0")[0]
        elif element.text and opened:
            opened[-1][1].append(element.text)
        elif element.text:
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
