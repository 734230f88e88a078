"""The drawing of a worksheet's comments (VML) in, the same with boxes added or taken out.

Excel writes VML that is no XML (an unclosed `<br>` in a form control's text), so it is patched
as text; everything that stands there stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from perfeval_batch.marked.comment_boxes import Box
from perfeval_batch.marked.package_parts import UnpatchableError
from perfeval_batch.marked.sheet_cells import Cell

_BLOCK = 1024
"""Shape numbers are given out in blocks; a drawing states which are its own."""
_SHAPE = re.compile(rb"<(\w+):shape\s.*?</\1:shape>\s*", re.DOTALL)
_NUMBER = re.compile(rb"_x0000_[si]([0-9]{1,9})\b")
_IDMAP = re.compile(rb"(<\w+:idmap\b[^>]*?\bdata=)([\"'])([0-9, ]*)\2")
_ROW = re.compile(rb"<\w+:Row>\s*([0-9]{1,7})\s*</")
_COLUMN = re.compile(rb"<\w+:Column>\s*([0-9]{1,5})\s*</")
_NOTE = re.compile(rb"ObjectType=[\"']Note[\"']")
_TYPE = re.compile(rb"<\w+:shapetype\s[^>]*?\bid=[\"']_x0000_t202[\"']")
_ROOT = re.compile(rb"<xml\b[^>]*>")
_SPACES = (
    b' xmlns:v="urn:schemas-microsoft-com:vml"'
    b' xmlns:o="urn:schemas-microsoft-com:office:office"'
    b' xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_SHAPE_TYPE = (
    b'<v:shapetype%s id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    b'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    b'<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_NEW = b'<xml%s><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="%d"/></o:shapelayout></xml>'
_BOX = (
    '<v:shape{spaces} id="_x0000_s{number}" type="#_x0000_t202" '
    'style="position:absolute;width:225pt;height:{height}pt;z-index:1;visibility:hidden" '
    'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)


def new(block: int) -> bytes:
    """An empty drawing whose shapes are numbered from `block` × 1024 on."""
    return _NEW % (_SPACES, block)


def blocks(drawing: bytes) -> set[int]:
    """The blocks of shape numbers that a drawing calls its own."""
    stated = (number for found in _IDMAP.finditer(drawing) for number in found[3].split(b","))
    return {int(number) for number in stated if number.strip()}


def without(drawing: bytes, cells: Collection[Cell]) -> bytes:
    """Take out the boxes of comments that are gone."""
    return _SHAPE.sub(lambda found: b"" if _cell(found[0]) in cells else found[0], drawing)


def _cell(shape: bytes) -> Cell | None:
    row, column = _ROW.search(shape), _COLUMN.search(shape)
    if row is None or column is None or not _NOTE.search(shape):
        return None
    return int(row[1]) + 1, int(column[1]) + 1


def with_boxes(
    drawing: bytes,
    boxes: Mapping[Cell, Box],
    taken: Collection[int],
) -> bytes:
    """Add hidden boxes; `taken` are the blocks of the workbook's other drawings.

    Raises:
        UnpatchableError: the drawing is not written as all programs write it.
    """
    head, end, tail = drawing.rpartition(b"</xml>")
    root = _ROOT.search(head)
    if not end or root is None:
        raise UnpatchableError("VML")
    declared = all(space in root[0] for space in _SPACES.split())
    spaces = b"" if declared else _SPACES
    own = sorted(blocks(drawing)) or [free_block(taken)]
    used = {int(number) for number in _NUMBER.findall(drawing)}
    numbers = _numbers(own, used, taken)
    added = [] if _TYPE.search(drawing) else [_SHAPE_TYPE % spaces]
    added += (_shape(next(numbers), cell, box, spaces) for cell, box in sorted(boxes.items()))
    stated = b",".join(b"%d" % each for each in own)
    head = _IDMAP.sub(rb"\g<1>\g<2>" + stated + rb"\g<2>", head, count=1)
    return b"".join((head, *added, end, tail))


def _numbers(own: list[int], used: Collection[int], taken: Collection[int]) -> Iterator[int]:
    """Free shape numbers, from blocks of the drawing's own; `own` grows when they are used up."""
    for block in own:
        first = block * _BLOCK
        yield from (each for each in range(first + 1, first + _BLOCK) if each not in used)
        if block == own[-1]:
            own.append(free_block({*own, *taken}))


def _shape(number: int, cell: Cell, box: Box, spaces: bytes) -> bytes:
    anchor = ", ".join(map(str, box.anchor))
    row, column = cell
    shape = _BOX.format(
        spaces=spaces.decode(),
        number=number,
        height=box.height,
        anchor=anchor,
        row=row - 1,
        column=column - 1,
    )
    return shape.encode()


def free_block(taken: Collection[int]) -> int:
    """A block that no drawing of the workbook calls its own."""
    return max(taken, default=0) + 1
