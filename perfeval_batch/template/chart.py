"""Fills the chart of section 四: the score rates by level 1, native, its data editable in Word.

An office may restyle the chart in its own template; what makes it ours is the sheet its data
refer to, or its title. Its values give way to tags, and every report embeds a workbook with its
own figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree

from perfeval_batch import office_package
from perfeval_batch.template import package, part_tree
from perfeval_batch.template.tags import Tag

SHEET = "得分率"
TITLE = "各一级指标得分率"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORKBOOK_RELATION = f"{package.OFFICE}/package"
WORKBOOK = "word/embeddings/perfeval_chart.xlsx"

C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
R = package.OFFICE

SERIES = (("E", "自评得分率"), ("F", "复核得分率"))
"""Column of the embedded workbook, field of 得分表."""
_HEADER = ("一级指标", "分值", "自评得分", "复核得分", *(field for _, field in SERIES))
_FIELDS = ("标签", *_HEADER[1:])
_NUMBER_FIELDS = tuple(zip("BCDEF", _FIELDS[1:], strict=True))


def _c(name: str) -> str:
    return f"{{{C}}}{name}"


def is_ours(root: etree._Element) -> bool:
    """The chart's data refer to our sheet, or it bears our title."""
    refers = any((each.text or "").strip("'").startswith(SHEET) for each in root.iter(_c("f")))
    titled = "".join(each.text or "" for each in root.iter(f"{{{A}}}t"))
    return refers or TITLE in titled


def prepare(label: str, root: etree._Element, link: str) -> part_tree.Part:
    """Put tags in place of a chart's values; how it looks stays as the template has it.

    Args:
        label: what an officer calls the part.
        root: the chart.
        link: the relationship by which it finds its workbook.
    """
    part = part_tree.Part(label, root, flat=True)
    for number, series in enumerate(list(root.iter(_c("ser")))):
        parent = series.getparent()
        if parent is None:
            continue
        if number >= len(SERIES):
            parent.remove(series)
            continue
        _fill(part, series, *SERIES[number])
        if number == 1:
            series.addprevious(part.mark(Tag("if", "已复核", label)))
            series.addnext(part.mark(Tag("endif", "", label)))
    for old in list(root.iter(_c("externalData"))):
        root.remove(old)
    source = etree.fromstring(
        f'<c:externalData xmlns:c="{C}" xmlns:r="{R}" r:id="{link}">'
        '<c:autoUpdate val="0"/></c:externalData>',
    )
    after = [_c("printSettings"), _c("userShapes"), _c("extLst")]
    before = next((child for child in root if child.tag in after), None)
    if before is None:
        root.append(source)
    else:
        before.addprevious(source)
    return part


_BEFORE_VALUES = ("errBars", "trendline", "dLbls", "dPt", "pictureOptions", "invertIfNegative")


def _fill(part: part_tree.Part, series: etree._Element, column: str, field: str) -> None:
    """Give a series its name, categories and values."""
    places = {child.tag: child for child in series}
    for name in ("tx", "cat", "val"):
        old = places.get(_c(name))
        if old is not None:
            series.remove(old)
    order = series.find(_c("order"))
    name_of = _source(part, "strRef", f"${column}$1", "strCache")
    _point(part, name_of[-1], "0", [field])
    title = etree.Element(_c("tx"))
    title.append(name_of)
    series.insert(0 if order is None else series.index(order) + 1, title)
    categories = _listed(part, "cat", ("strRef", "$A$2:$A$", "strCache"), "标签")
    values = _listed(part, "val", ("numRef", f"${column}$2:${column}$", "numCache"), field)
    at = max(
        (series.index(child) for child in series if child.tag in map(_c, _BEFORE_VALUES)),
        default=max(series.index(c) for c in series if c.tag in (_c("spPr"), _c("tx"))),
    )
    series[at + 1 : at + 1] = [categories, values]


def _source(part: part_tree.Part, kind: str, cells: str, cache: str) -> etree._Element:
    """A reference to cells of the embedded workbook with a cache of their values."""
    reference = etree.Element(_c(kind))
    formula = etree.SubElement(reference, _c("f"))
    formula.text = f"{SHEET}!{cells}"
    if cells.endswith("$"):
        formula.append(part.mark(Tag("out", "图表.末行", part.label)))
    kept = etree.SubElement(reference, _c(cache))
    if cache == "numCache":
        etree.SubElement(kept, _c("formatCode")).text = "General"
    count = etree.SubElement(kept, _c("ptCount"))
    count.set("val", "1" if not cells.endswith("$") else _attribute(part, "得分表|length"))
    return reference


def _listed(
    part: part_tree.Part,
    name: str,
    source: tuple[str, str, str],
    field: str,
) -> etree._Element:
    """Categories or values: a point for each level 1; one that is not known is left out."""
    kind, cells, cache = source
    made = etree.Element(_c(name))
    reference = _source(part, kind, cells, cache)
    made.append(reference)
    kept = reference[-1]
    kept.append(part.mark(Tag("for", "行 in 得分表", part.label)))
    kept.append(part.mark(Tag("if", f"行.{field}", part.label)))
    index = _attribute(part, "loop.index0")
    _point(part, kept, index, [Tag("out", f"行.{field}", part.label)])
    kept.append(part.mark(Tag("endif", "", part.label)))
    kept.append(part.mark(Tag("endfor", "", part.label)))
    return made


def _point(
    part: part_tree.Part,
    cache: etree._Element,
    index: str,
    content: Sequence[str | Tag],
) -> None:
    point = etree.SubElement(cache, _c("pt"))
    point.set("idx", index)
    value = etree.SubElement(point, _c("v"))
    for each in content:
        if isinstance(each, Tag):
            value.append(part.mark(each))
        else:
            value.text = each


def _attribute(part: part_tree.Part, expression: str) -> str:
    return part_tree.IN_ATTRIBUTE.format(part.keep(Tag("out", expression, part.label)))


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHEET_PART = "xl/worksheets/sheet1.xml"
_MEMBERS = {
    package.CONTENT_TYPES: f'<Types xmlns="{package.CT}"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{WORKBOOK_TYPE}.main+xml"/>'
    f'<Override PartName="/{_SHEET_PART}" ContentType="application/'
    'vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{package.REL}"><Relationship Id="rId1" '
    f'Type="{R}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_S}" xmlns:r="{R}"><sheets>'
    f'<sheet name="{SHEET}" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package.REL}"><Relationship Id="rId1" '
    f'Type="{R}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
_FRAME = office_package.pack(
    {name: f"{_XML}{content}".encode() for name, content in _MEMBERS.items()}, package.LEVEL
)
"""The embedded workbook without its sheet."""

_FIRST_ROW = "".join(
    f'<c r="{letter}1" t="inlineStr"><is><t>{text}</t></is></c>'
    for letter, text in zip("ABCDEF", _HEADER, strict=True)
)
_BEFORE_ROWS = (
    f'{_XML}<worksheet xmlns="{_S}"><cols><col min="1" max="6" width="18" customWidth="1"/></cols>'
    f'<sheetData><row r="1">{_FIRST_ROW}</row>'
)


def workbook(context: Mapping[str, Any]) -> bytes:
    """The embedded workbook of one report: 得分表 as the chart's data."""
    rows = [_row(number, row) for number, row in enumerate(context["得分表"], 2)]
    sheet = f"{_BEFORE_ROWS}{''.join(rows)}</sheetData></worksheet>"
    return office_package.pack({_SHEET_PART: part_tree.clean(sheet)}, package.LEVEL, _FRAME)


def _row(number: int, row: Mapping[str, str]) -> str:
    """Its label inline, numbers as numbers, what is not known left out."""
    label = escape(row[_FIELDS[0]])
    first = f'<c r="A{number}" t="inlineStr"><is><t>{label}</t></is></c>' if label else ""
    numbers = [
        f'<c r="{letter}{number}"><v>{row[field]}</v></c>' if row[field] else ""
        for letter, field in _NUMBER_FIELDS
    ]
    return f'<row r="{number}">{first}{"".join(numbers)}</row>'
