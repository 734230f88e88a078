"""The styles of a workbook in, the same with the marks' fills and the list's formats added.

A mark is a solid fill of a colour that nobody picks by hand; the fill it covers is kept in the
fill's second colour, which a solid fill does not show. So a mark is known, and what it covers can
be put back, wherever the cell has moved meanwhile. LibreOffice overwrites second colours: after
it, a mark taken off leaves no fill. A hatched or shaded fill cannot be kept that way.

What exists already is used again, so that marking a workbook again and again adds nothing.
"""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from perfeval_batch.findings import Severity
from perfeval_batch.marked.package_parts import discard, local, parse, serialise, whole

FILLS = {Severity.ERROR: "FFFFC7CF", Severity.WARNING: "FFFFEB9D"}
"""Excel's own light red and yellow, each one step aside."""
_SECTIONS = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs")
_NO_COLOUR = "64"
_COLOURS = ("rgb", "theme", "indexed", "tint")

EMPTY = b"""<styleSheet xmlns="%s">\
<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font>\
</fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill \
patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/>\
<diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" \
borderId="0"/></cellStyleXfs><cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" \
borderId="0" xfId="0"/></cellXfs></styleSheet>"""

Key = tuple[str, tuple[tuple[str, str], ...], tuple["Key", ...]]


class Styles:
    """styles.xml in the making; formats are told by their index in `cellXfs`.

    Args:
        content: the part.
        trusted: second colours are what they were; not so when LibreOffice saved the workbook.
    """

    def __init__(self, content: bytes, *, trusted: bool = True) -> None:
        self.root = parse(content)
        self.namespace = self.root.tag.rpartition("}")[0].lstrip("{")
        self.trusted = trusted
        self._keys: dict[str, dict[Key, int]] = {}
        fills = self._section("fills")
        self._fill_marks = {
            index: fill
            for index, fill in enumerate(fills)
            if _solid_colour(fill).get("rgb", "").upper() in FILLS.values()
        }
        self._formats = self._section("cellXfs")
        if not len(self._formats):
            self._add("cellXfs", "<xf numFmtId='0' fontId='0' fillId='0' borderId='0'/>")
        self._cleaned: dict[int, int] = {}
        self._derived: dict[tuple[int, Severity], int] = {}

    def content(self) -> bytes:
        """The part as it is now."""
        return serialise(self.root)

    def marks(self) -> frozenset[int]:
        """The formats that are marks of an earlier round."""
        if not self._fill_marks:
            return frozenset()
        marks = {str(index) for index in self._fill_marks}
        found = (number for number, xf in enumerate(self._formats) if xf.get("fillId") in marks)
        return frozenset(found)

    def clean(self, number: int) -> int:
        """The format under a mark; `number` itself where it is none."""
        number = number if 0 <= number < len(self._formats) else 0
        if number not in self._cleaned:
            xf = self._formats[number]
            fill = self._fill_marks.get(whole(xf.get("fillId")))
            self._cleaned[number] = (
                number if fill is None else self._with_fill(xf, self._covered(fill))
            )
        return self._cleaned[number]

    def marked(self, number: int, severity: Severity) -> int:
        """The format of a faulty cell whose own is `number`: the same, filled."""
        base = self.clean(number)
        if (base, severity) not in self._derived:
            xf = self._formats[base]
            fills = self._section("fills")
            own = whole(xf.get("fillId"))
            below = _solid_colour(fills[own]) if own < len(fills) else {}
            second = below or {"indexed": _NO_COLOUR}
            first = {"rgb": FILLS[severity]}
            self._derived[base, severity] = self._with_fill(xf, self._solid(first, second))
        return self._derived[base, severity]

    def format(self, font: str, fill: str, border: str, xf: str) -> int:
        """A format for the list, from the XML of its parts; `xf` holds the alignment alone."""
        ids = (
            ("fontId", self._add("fonts", font)),
            ("fillId", self._add("fills", fill)),
            ("borderId", self._add("borders", border)),
        )
        attributes = " ".join(f'{name}="{number}"' for name, number in ids)
        flags = 'applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"'
        head = f'<xf numFmtId="0" {attributes} xfId="0" quotePrefix="1" {flags}>'
        return self._add("cellXfs", f"{head}{xf}</xf>")

    def _covered(self, fill: etree._Element) -> int:
        """The fill that a mark covers."""
        second = _attributes(fill, "bgColor")
        if not self.trusted or not second or second == {"indexed": _NO_COLOUR}:
            return 0
        return self._solid(second, {"indexed": _NO_COLOUR})

    def _solid(self, first: dict[str, str], second: dict[str, str]) -> int:
        fill = etree.Element(f"{{{self.namespace}}}fill")
        pattern = etree.SubElement(
            fill, f"{{{self.namespace}}}patternFill", {"patternType": "solid"}
        )
        etree.SubElement(pattern, f"{{{self.namespace}}}fgColor", first)
        etree.SubElement(pattern, f"{{{self.namespace}}}bgColor", second)
        return self._find_or_append("fills", fill)

    def _with_fill(self, xf: etree._Element, fill: int) -> int:
        """The format that differs from `xf` in its fill alone."""
        changed = deepcopy(xf)
        changed.tail = None
        changed.set("fillId", str(fill))
        discard(changed, "applyFill")
        if fill == 0 and (known := self._known("cellXfs").get(_key(changed))) is not None:
            return known
        changed.set("applyFill", "1")
        return self._find_or_append("cellXfs", changed)

    def _add(self, section: str, xml: str) -> int:
        """The index of an element in a section, added where the section has none like it."""
        wrapped = parse(f'<a xmlns="{self.namespace}">{xml}</a>'.encode())
        return self._find_or_append(section, wrapped[0])

    def _find_or_append(self, section: str, element: etree._Element) -> int:
        place, known = self._section(section), self._known(section)
        found = known.setdefault(_key(element), len(place))
        if found == len(place):
            place.append(element)
            place.set("count", str(len(place)))
        return found

    def _known(self, section: str) -> dict[Key, int]:
        """The elements of a section by what makes them equal, each with its first index."""
        if section not in self._keys:
            self._keys[section] = {}
            for index, each in enumerate(self._section(section)):
                self._keys[section].setdefault(_key(each), index)
        return self._keys[section]

    def _section(self, name: str) -> etree._Element:
        """A section of the part, made where it is missing (its elements stand in a fixed order)."""
        for each in self.root:
            if local(each) == name:
                return each
        before = _SECTIONS[: _SECTIONS.index(name)]
        position = sum(local(each) in before for each in self.root)
        made = etree.Element(f"{{{self.namespace}}}{name}")
        self.root.insert(position, made)
        return made


def _key(element: etree._Element) -> Key:
    """What makes an element equal to another: names, attributes, children; not their writing."""
    return (
        local(element),
        tuple(sorted((str(name), str(value)) for name, value in element.attrib.items())),
        tuple(_key(child) for child in element),
    )


def _pattern(fill: etree._Element) -> etree._Element | None:
    return next((each for each in fill if local(each) == "patternFill"), None)


def _attributes(fill: etree._Element, name: str) -> dict[str, str]:
    """The colour `fgColor` or `bgColor` of a fill, as the attributes that we know."""
    pattern = _pattern(fill)
    for each in pattern if pattern is not None else ():
        if local(each) == name:
            return {key: each.get(key, "") for key in _COLOURS if each.get(key) is not None}
    return {}


def _solid_colour(fill: etree._Element) -> dict[str, str]:
    """The colour of a solid fill, which a mark keeps below it; empty for any other fill."""
    pattern = _pattern(fill)
    solid = pattern is not None and pattern.get("patternType") == "solid"
    return _attributes(fill, "fgColor") if solid else {}
