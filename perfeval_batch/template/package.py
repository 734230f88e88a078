"""Opens, checks and saves a Word template (.docx): the only place that knows python-docx.

A report template is hostile data like a workbook, but no workbook: it has a guard of its own,
which sees through the package before python-docx opens it.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, KeysView
from typing import Protocol

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.exceptions import OpcError
from docx.opc.packuri import PackURI
from docx.opc.part import Part as WordPart
from lxml import etree

from perfeval_batch.errors import TemplateError

__all__ = ["Relation", "Relations", "WordDocument", "WordPart"]


class Relation(Protocol):
    """What refers from one part to another, or to something outside."""

    rId: str  # noqa: N815  # python-docx's name
    reltype: str

    @property
    def is_external(self) -> bool:
        """It leads out of the package."""

    @property
    def target_ref(self) -> str:
        """Where it leads, as written."""

    @property
    def target_part(self) -> WordPart:
        """The part it leads to."""


Relations = Iterable[Relation]

MAX_PARTS = 500
MAX_BYTES = 64 * 1024 * 1024
"""Unpacked, all parts together; the largest real template seen is far below."""

CT = "http://schemas.openxmlformats.org/package/2006/content-types"
REL = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORDML = "application/vnd.openxmlformats-officedocument.wordprocessingml."
MAIN = f"{WORDML}document.main+xml"

CONTENT_TYPES = "[Content_Types].xml"
_SAVE_AS = "请用Word或WPS打开后另存为.docx。"


def open_template(data: bytes) -> WordDocument:
    """Open a template; the comments and the link to the office's own Normal.dotm are taken off.

    Raises:
        TemplateError: it is no Word document, or holds what a template must not hold.
    """
    _see_through(data)
    try:
        document = Document(io.BytesIO(data))
        for part in parts(document):
            _refuse_what_acts(name(part), part.content_type)
        _cut_off(document)
        [style.style_id for style in document.styles]  # as they should be, all of them
        (len(document.sections), len(document.element.body))
    except (OpcError, LookupError, ValueError, TypeError, AttributeError, etree.Error) as problem:
        raise TemplateError(
            f"报告模板缺少部件或内部结构已损坏（{problem}）。{_SAVE_AS}"
        ) from problem
    return document


_DAMAGED = (zipfile.BadZipFile, zlib.error, ValueError, EOFError, NotImplementedError, RuntimeError)
"""What zipfile raises for a package that is not whole; ValueError where a part begins before it."""


def _see_through(data: bytes) -> None:
    """What is too large, broken or declares a DOCTYPE never reaches python-docx."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _refuse_odd_sizes_and_names(archive.infolist())
            parts = {info.filename: archive.read(info) for info in archive.infolist()}
    except _DAMAGED as problem:
        raise TemplateError(f"报告模板不是完整的Word文档（.docx）。{_SAVE_AS}") from problem
    if CONTENT_TYPES not in parts:
        raise TemplateError(_NO_DOCX)
    kinds = _content_types(tree(parts[CONTENT_TYPES], CONTENT_TYPES))
    if MAIN not in kinds.values():
        raise TemplateError(_NO_DOCX)
    for name, kind in kinds.items():
        _refuse_what_acts(name, kind)
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")) or kinds.get(name, "").endswith("xml"):
            read = tree(content, name)
            if kinds.get(name) == MAIN and str(read.tag).startswith(_STRICT):
                raise TemplateError(_IS_STRICT)
            if name.endswith(".rels"):
                _refuse_missing_parts(name, read, parts.keys())


_STRICT = "{http://purl.oclc.org/ooxml/"
_IS_STRICT = (
    "报告模板存成了“Strict Open XML 文档”，程序不能使用。"
    "请用Word打开，另存为时选“Word 文档（*.docx）”。"
)
_NO_DOCX = "报告模板不是Word文档（.docx）。带宏的文档和.dotx请另存为.docx，不要只改扩展名。"


def _refuse_odd_sizes_and_names(infos: list[zipfile.ZipInfo]) -> None:
    names = [info.filename for info in infos]
    if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > MAX_BYTES:
        raise TemplateError("报告模板过大，已拒绝。请删去不需要的图片后再试。")
    if len(set(names)) < len(names) or any(".." in name.split("/") for name in names):
        raise TemplateError("报告模板的内部结构不正常，已拒绝。请用Word打开后另存为.docx。")


def tree(content: bytes, name: str) -> etree._Element:
    """Parse a part; entities, DOCTYPE and outside references are never followed.

    Raises:
        TemplateError: it is no XML, or declares a DOCTYPE.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_pis=True,
        remove_comments=True,
        huge_tree=False,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as problem:
        raise TemplateError(
            f"报告模板的部件“{name}”已损坏。请用Word打开后另存为.docx。",
        ) from problem
    if root.getroottree().docinfo.internalDTD is not None:
        raise TemplateError(f"报告模板的部件“{name}”含有DOCTYPE，已拒绝。请另存为.docx后再试。")
    return root


def _content_types(root: etree._Element) -> dict[str, str]:
    """The content type of every part that has one of its own."""
    return {
        each.get("PartName", "").lstrip("/"): each.get("ContentType", "")
        for each in root.iter(f"{{{CT}}}Override")
    }


_ACTS = ("vbaProject", "activeX", "oleObject", "attachedToolbars", "/control")


def _refuse_what_acts(name: str, kind: str) -> None:
    if any(word in name or word in kind for word in _ACTS) or "macroEnabled" in kind:
        raise TemplateError(f"报告模板含有宏或控件（{name}），已拒绝。请删去后另存为.docx。")


def _refuse_missing_parts(name: str, relations: etree._Element, parts: KeysView[str]) -> None:
    """No relationship is half a one, or names a part that is not there."""
    folder = name.rpartition("_rels/")[0]
    for relation in relations:
        if not all(map(relation.get, ("Id", "Type", "Target"))):
            raise TemplateError(f"报告模板的部件“{name}”已损坏，已拒绝。{_SAVE_AS}")
        path = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
        if relation.get("TargetMode") != "External" and path.lstrip("/") not in parts:
            raise TemplateError(f"报告模板缺少部件“{path.lstrip('/')}”，已拒绝。{_SAVE_AS}")


_COMMENTS = (
    *("comments+xml", "commentsExtended+xml", "commentsIds+xml", "commentsExtensible+xml"),
    "people+xml",
)


def _cut_off(document: WordDocument) -> None:
    """Cut comments and Word's own Normal.dotm off: python-docx saves what is referred to."""
    for part in parts(document):
        for link, relation in list(part.rels.items()):
            inside = not relation.is_external
            commented = inside and relation.target_part.content_type.endswith(_COMMENTS)
            if commented or _is_local_template(relation):
                part.rels.pop(link)
    if not any(each.reltype.endswith(_ATTACHED) for each in _relations(document)):
        etree.strip_elements(document.settings.element, "{*}attachedTemplate", with_tail=False)


_ATTACHED = "/attachedTemplate"
_LOCAL = re.compile(r"(?i)\A(?:file:/*)?(?:[a-z](?::|%3a)[/\\]|[^/\\:]+\Z)")
"""A drive of the office's own computer, or a bare file name."""


def _is_local_template(relation: Relation) -> bool:
    return relation.reltype.endswith(_ATTACHED) and bool(_LOCAL.match(relation.target_ref))


def _relations(document: WordDocument) -> Iterator[Relation]:
    return (relation for part in parts(document) for relation in part.rels.values())


def parts(document: WordDocument) -> tuple[WordPart, ...]:
    """Every part of the package that something refers to."""
    return tuple(document.part.package.iter_parts())


def name(part: WordPart) -> str:
    """Where a part stands in the package."""
    return str(part.partname).lstrip("/")


def root(part: WordPart) -> etree._Element:
    """The XML of a part, parsed anew: python-docx's own elements answer `text` differently."""
    return tree(part.blob, name(part))


def attach(owner: WordPart, path: str, kind: str, relation: str) -> str:
    """Add an empty part in place of any other of the same relation; give its relationship id."""
    for link, old in list(owner.rels.items()):
        if old.reltype == relation:
            owner.rels.pop(link)
    made = WordPart(PackURI(f"/{path}"), kind, b"", owner.package)
    return str(owner.relate_to(made, relation))


LEVEL = 3
"""Deflate level of what is made per report: a third of level 6's time for a tenth more bytes."""


def save(document: WordDocument) -> dict[str, bytes]:
    """The parts of the saved package, in its order."""
    out = io.BytesIO()
    document.save(out)
    with zipfile.ZipFile(out) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
