"""A .docx from outside in, its parts out; what would hurt or does not belong is refused.

A report template is hostile data like a workbook, but no workbook: it has a guard of its own.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Mapping

from lxml import etree

from perfeval_batch.errors import TemplateError

MAX_PARTS = 500
MAX_BYTES = 64 * 1024 * 1024
"""Unpacked, all parts together; the largest real template seen is far below."""

CT = "http://schemas.openxmlformats.org/package/2006/content-types"
REL = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORDML = "application/vnd.openxmlformats-officedocument.wordprocessingml."
MAIN = f"{WORDML}document.main+xml"

CONTENT_TYPES = "[Content_Types].xml"

Parts = dict[str, bytes]


def read(data: bytes) -> Parts:
    """Read the parts of a .docx.

    Raises:
        TemplateError: it is none, or holds what a template must not hold.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = _admitted(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as problem:
        raise TemplateError(
            "报告模板不是完整的Word文档（.docx）。请用Word或WPS打开后另存为.docx。",
        ) from problem
    if CONTENT_TYPES not in parts or MAIN not in types(parts).values():
        raise TemplateError(
            "报告模板不是Word文档（.docx）。带宏的文档和.dotx请另存为.docx，不要只改扩展名。",
        )
    _only_harmless(parts)
    return parts


def _admitted(archive: zipfile.ZipFile) -> Parts:
    infos = [info for info in archive.infolist() if not info.is_dir()]
    names = [info.filename for info in infos]
    if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > MAX_BYTES:
        raise TemplateError("报告模板过大，已拒绝。请删去不需要的图片后再试。")
    if len(set(names)) < len(names) or any(".." in name.split("/") for name in names):
        raise TemplateError("报告模板的内部结构不正常，已拒绝。请用Word打开后另存为.docx。")
    parts = {}
    for info in infos:
        with archive.open(info) as stream:
            parts[info.filename] = stream.read(info.file_size + 1)
    return parts


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


def write(root: etree._Element) -> bytes:
    """The bytes of a tree."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def types(parts: Mapping[str, bytes]) -> dict[str, str]:
    """The content type of every part that has one of its own."""
    root = tree(parts[CONTENT_TYPES], CONTENT_TYPES)
    return {
        each.get("PartName", "").lstrip("/"): each.get("ContentType", "")
        for each in root.iter(f"{{{CT}}}Override")
    }


def relations_of(name: str) -> str:
    """The part that holds another's relationships."""
    folder, _, file = name.rpartition("/")
    return f"{folder}/_rels/{file}.rels".lstrip("/")


_LETS_ACT = ("vbaProject", "activeX", "/oleObject", "attachedToolbars", "/control")


def _only_harmless(parts: Parts) -> None:
    """No macro, no embedded object, nothing fetched from elsewhere when the report is opened.

    Word's own link to Normal.dotm (attachedTemplate) is cut, hyperlinks may stay.
    """
    for name, kind in types(parts).items():
        if any(word in name or word in kind for word in _LETS_ACT) or "macroEnabled" in kind:
            raise TemplateError(f"报告模板含有宏或控件（{name}），已拒绝。请删去后另存为.docx。")
    for name in [name for name in parts if name.endswith(".rels")]:
        root = tree(parts[name], name)
        for relation in list(root):
            kind = relation.get("Type", "")
            if kind.endswith("/attachedTemplate"):
                root.remove(relation)
                _detach(parts)
            elif any(word in kind for word in _LETS_ACT):
                raise TemplateError("报告模板含有嵌入对象、宏或控件，已拒绝。请删去后再试。")
            elif relation.get("TargetMode") == "External" and not kind.endswith("/hyperlink"):
                raise TemplateError(
                    f"报告模板引用了外部内容“{relation.get('Target')}”，已拒绝。"
                    "请把图片等直接嵌入文档。",
                )
        parts[name] = write(root)


def _detach(parts: Parts) -> None:
    settings = "word/settings.xml"
    if settings in parts:
        root = tree(parts[settings], settings)
        for each in list(root.iter("{*}attachedTemplate")):
            root.remove(each)
        parts[settings] = write(root)


def without(parts: Parts, wanted_kinds: tuple[str, ...]) -> Parts:
    """Leave out the parts of some content types, with all that refers to them."""
    gone = {name for name, kind in types(parts).items() if kind.endswith(wanted_kinds)}
    if not gone:
        return parts
    kept = {name: content for name, content in parts.items() if name not in gone}
    root = tree(kept[CONTENT_TYPES], CONTENT_TYPES)
    for each in list(root.iter(f"{{{CT}}}Override")):
        if each.get("PartName", "").lstrip("/") in gone:
            root.remove(each)
    kept[CONTENT_TYPES] = write(root)
    files = {name.rpartition("/")[2] for name in gone}
    for name in [name for name in kept if name.endswith(".rels")]:
        root = tree(kept[name], name)
        for relation in list(root):
            target = relation.get("Target", "").rpartition("/")[2]
            if relation.get("TargetMode") != "External" and target in files:
                root.remove(relation)
        kept[name] = write(root)
    return kept


def related(
    parts: Parts,
    owner: str,
    relation: tuple[str, str, str],
    kind: str,
    *,
    alone: bool = True,
) -> Parts:
    """Add an empty part that `owner` refers to.

    Args:
        parts: the package.
        owner: the part that refers to it.
        relation: id, type and the new part's name.
        kind: the new part's content type.
        alone: it takes the place of any other of the same relation.
    """
    link, relation_type, name = relation
    made = {**parts, name: b""}
    types_root = tree(parts[CONTENT_TYPES], CONTENT_TYPES)
    for each in list(types_root.iter(f"{{{CT}}}Override")):
        if each.get("PartName") == f"/{name}":
            types_root.remove(each)
    etree.SubElement(types_root, f"{{{CT}}}Override", PartName=f"/{name}", ContentType=kind)
    made[CONTENT_TYPES] = write(types_root)
    rels = relations_of(owner)
    empty = f'<Relationships xmlns="{REL}"/>'.encode()
    root = tree(parts.get(rels, empty), rels)
    folder = owner.rpartition("/")[0]
    for each in list(root):
        if alone and each.get("Type") == relation_type:
            old = posixpath.normpath(posixpath.join(folder, each.get("Target", "")))
            root.remove(each)
            if old != name:
                made.pop(old, None)
    target = posixpath.relpath(name, folder)
    tag = f"{{{REL}}}Relationship"
    etree.SubElement(root, tag, Id=link, Type=relation_type, Target=target)
    made[rels] = write(root)
    return made
