"""A drawn workbook in, a form out: what stays apart from what a filling decides."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import unescape

from perfeval_batch import office
from perfeval_batch.blank.compiled_form import STRINGS, Cell, Form, Formula, Piece, Row, Sheet
from perfeval_batch.blank.paper import CLOSE, MARK, Fit, Paper
from perfeval_batch.office import Part

_STYLES = "xl/styles.xml"
_ITEM = re.compile(r"<si><t[^>]*>(.*?)</t></si>", re.DOTALL)
_PIECE = re.compile(
    r'<row r="(?P<row>\d+)"(?P<spans>[^>]*?) ht="[^"]*" customHeight="1">'
    r'|<c r="(?P<cell>[A-Z]+\d+)"(?P<style> s="\d+")? t="s"><v>(?P<string>\d+)</v></c>'
    r'|<c r="(?P<computed>[A-Z]+\d+)"(?P<look> s="\d+")? t="str">'
    rf"<f>(?P<formula>[^<]*)</f><v>(?P<result>{MARK}[^<]*)</v></c>",
)
_XF = re.compile(r"<xf [^>]*/>|<xf .*?</xf>")
_FILL = re.compile(r'fillId="\d+"')
_UNLOCKED = '<protection locked="0"/>'


def compiled(paper: Paper) -> Form:
    """Compile a drawn workbook."""
    package = office.unpack(paper.book.finish())
    strings = _ITEM.findall(package[STRINGS].decode())
    fixed = _locked_twins(package) if paper.locking else str
    compiler = _Compiler(strings, fixed)
    names = [sheet.get_name() for sheet in paper.book.book.worksheets()]
    parts: list[Part | Sheet | None] = []
    for name, content in package.items():
        if name.startswith("xl/worksheets/sheet"):
            number = int(name.removeprefix("xl/worksheets/sheet").removesuffix(".xml"))
            parts.append(compiler.sheet(name, content.decode(), paper.fits, names[number - 1]))
        else:
            parts.append(None if name == STRINGS else Part.of(name, content))
    items = tuple(f"<si><t>{text}</t></si>" for text in compiler.kept)
    return Form(tuple(parts), items, compiler.references, roomy=paper.locking)


def _locked_twins(package: dict[str, bytes]) -> Callable[[str], str]:
    """Give every open style a locked twin without colour; tells the twin of a style attribute."""
    head, rest = package[_STYLES].decode().split("<cellXfs", 1)
    formats, tail = rest.split("</cellXfs>", 1)
    known = _XF.findall(formats)
    twins: dict[str, str] = {}
    added: list[str] = []
    for number, xf in enumerate(known):
        if _UNLOCKED in xf:
            twins[f' s="{number}"'] = f' s="{len(known) + len(added)}"'
            added.append(_FILL.sub('fillId="0"', xf.replace(_UNLOCKED, "")))
    every = "".join((*known, *added))
    count = len(known) + len(added)
    styles = f'{head}<cellXfs count="{count}">{every}</cellXfs>{tail}'
    package[_STYLES] = styles.encode()
    return lambda style: twins.get(style, style)


class _Compiler:
    """Takes sheets apart into what stays and what a filling decides."""

    def __init__(self, strings: list[str], fixed: Callable[[str], str]) -> None:
        self._strings = strings
        self._fixed = fixed
        self._numbers: dict[str, int] = {}
        self.references = 0

    @property
    def kept(self) -> tuple[str, ...]:
        """The shared strings that are no tokens, as XML content."""
        return tuple(self._numbers)

    def sheet(
        self, part: str, xml: str, fits: Mapping[tuple[str, int], Fit], name: str
    ) -> Part | Sheet:
        pieces: list[Piece] = [""]
        done = 0
        for found in _PIECE.finditer(xml):
            piece = self._piece(found, fits, name)
            self._add(pieces, xml[done : found.start()])
            self._add(pieces, piece)
            done = found.end()
        self._add(pieces, xml[done:])
        if len(pieces) == 1 and isinstance(pieces[0], str):
            return Part.of(part, pieces[0].encode())
        return Sheet(part, tuple(pieces))

    @staticmethod
    def _add(pieces: list[Piece], piece: Piece) -> None:
        last = pieces[-1]
        if isinstance(piece, str) and isinstance(last, str):
            pieces[-1] = last + piece
        else:
            pieces.append(piece)

    def _piece(self, found: re.Match[str], fits: Mapping[tuple[str, int], Fit], name: str) -> Piece:
        if found["row"]:
            fit = fits.get((name, int(found["row"])))
            head = f'<row r="{found["row"]}"{found["spans"]}'
            return found[0] if fit is None else Row(head, fit)
        if found["computed"]:
            result, end, stated = unescape(found["result"]).partition(CLOSE)
            head = f'<c r="{found["computed"]}"{found["look"] or ""}'
            return Formula(head, found["formula"], result + end, stated)
        text = self._strings[int(found["string"])]
        style = found["style"] or ""
        if text.startswith(MARK):
            head = f'<c r="{found["cell"]}"'
            return Cell(unescape(text), head + self._fixed(style), f"{head}{style}/>")
        self.references += 1
        number = self._numbers.setdefault(text, len(self._numbers))
        return f'<c r="{found["cell"]}"{style} t="s"><v>{number}</v></c>'
