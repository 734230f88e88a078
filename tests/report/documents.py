"""Small templates made for tests: a .docx around a few paragraphs of WordprocessingML."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

from lxml import etree

from perfeval_batch import report
from perfeval_batch.report.narrative import Context
from perfeval_batch.template import template_check
from perfeval_batch.template.package import CONTENT_TYPES, CT, MAIN, OFFICE, REL

_ENDINGS = ("png", "bin")
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NS = f'xmlns:w="{W}"'
TYPES = (
    f'<Types xmlns="{CT}">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{MAIN}"/></Types>'
)
_RELS = (
    f'<Relationships xmlns="{REL}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def pack(parts: Mapping[str, bytes]) -> bytes:
    """A package of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def unpack(package: bytes) -> dict[str, bytes]:
    """The parts of a package."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def p(*runs: str) -> str:
    """A paragraph of runs."""
    return f"<w:p>{''.join(r(run) for run in runs)}</w:p>"


def r(text: str, properties: str = "") -> str:
    """A run."""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def table(*rows: tuple[str, ...]) -> str:
    """A table whose cells hold a paragraph each."""
    made = "".join(
        f"<w:tr>{''.join(f'<w:tc><w:tcPr/>{p(cell)}</w:tc>' for cell in row)}</w:tr>"
        for row in rows
    )
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{made}</w:tbl>"


def docx(*blocks: str, more: Mapping[str, str] | None = None, types: str = TYPES) -> bytes:
    """A .docx of these blocks; `more` are further parts, to which the main part refers."""
    extra = "".join(f'<Default Extension="{each}" ContentType="x/{each}"/>' for each in _ENDINGS)
    body = f"<w:document {NS}><w:body>{''.join(blocks)}<w:sectPr/></w:body></w:document>"
    parts = {
        CONTENT_TYPES: types.replace("<Default", f"{extra}<Default", 1),
        "_rels/.rels": _RELS,
        "word/document.xml": body,
        "word/_rels/document.xml.rels": related(*(more or {})),
        **(more or {}),
    }
    return pack({name: content.encode() for name, content in parts.items()})


def related(*names: str) -> str:
    """The relationships of the main part to these parts."""
    each = (
        f'<Relationship Id="rId{number}" Type="{OFFICE}/part" Target="/{name}"/>'
        for number, name in enumerate(names, 1)
    )
    return f'<Relationships xmlns="{REL}">{"".join(each)}</Relationships>'


def changed(document: bytes, changes: Mapping[str, tuple[str, str]]) -> bytes:
    """A .docx in which a text of a part was replaced: part → (old, new)."""
    parts = unpack(document)
    for name, (old, new) in changes.items():
        text = parts[name].decode()
        assert old in text, f"{name} lacks {old}"
        parts[name] = text.replace(old, new).encode()
    return pack(parts)


def rendered(*blocks: str, context: Context | None = None) -> bytes:
    """What a template of these blocks makes of a context, by default the catalogue's examples."""
    return report.compile_template(docx(*blocks)).render(
        template_check.example() if context is None else context,
    )


def body(document: bytes) -> str:
    """The main part's XML."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return archive.read("word/document.xml").decode()


def parse(document: bytes) -> dict[str, etree._Element]:
    """Every XML part of a package; fails when one is not well-formed."""
    return {
        name: etree.fromstring(content)
        for name, content in unpack(document).items()
        if name.endswith((".xml", ".rels"))
    }
