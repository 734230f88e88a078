"""A letter's draft as data in, its template out: notices and summaries in the report's form.

Who knows the texts (`exchange.notice`, `summary.department`) writes them as blocks with tags;
how they look is settled here, once for all letters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, groupby

from perfeval_batch.model import Block, BlockTable
from perfeval_batch.report import fields, form, layout_tables
from perfeval_batch.report import template as templates
from perfeval_batch.report.layout_tables import Cell, Row
from perfeval_batch.report.template import Template

Draft = tuple[Block | BlockTable, ...]

_STYLES = {
    "title": form.TITLE,
    "addressee": form.ADDRESSEE,
    "heading": form.HEADINGS[0],
    "subheading": form.HEADINGS[2],
    "body": form.BODY,
    "steer": form.BODY,
    "note": form.NOTE,
    "signature": form.SIGNATURE,
    "annex": form.ANNEX_MARK,
    "annex-title": form.ANNEX_TITLE,
    "unit": form.UNIT,
}
"""Role → style of its paragraph."""
_SET_APART = ("note", "signature")
"""An empty line stands before these."""
_WORDS = 25
"""A column of at least so many percent holds words, which begin at its left."""


def template(draft: Draft, meanings: Mapping[str, str]) -> Template:
    """The template of a letter, compiled once per process.

    Args:
        draft: its paragraphs and tables.
        meanings: what its tags can name: path (as `fields.of` reads it) → meaning.

    Raises:
        TemplateError: the draft names what is no field; nothing that a user can cause.
    """
    return _compiled(draft, tuple(meanings.items()))


@lru_cache(maxsize=8)
def _compiled(draft: Draft, meanings: tuple[tuple[str, str], ...]) -> Template:
    return templates.compile(document(draft), fields=fields.of(dict(meanings)))


def document(draft: Draft) -> bytes:
    """The template as a .docx, with its tags."""
    from perfeval_batch.report import layout

    titles = (each.text for each in draft if isinstance(each, Block) and each.role == "title")
    title = next(titles, "")
    return layout.letter(tuple(_elements(draft)), title)


def _role(block: Block | BlockTable) -> str:
    return block.role if isinstance(block, Block) else "table"


def _elements(draft: Sequence[Block | BlockTable]) -> Iterator[str]:
    for role, blocks in groupby(draft, _role):
        if role in _SET_APART:
            yield layout_tables.paragraph(form.NOTE)
        for block in blocks:
            if isinstance(block, BlockTable):
                yield layout_tables.table(_rows(block), block.description)
            else:
                text = f"{{%p {block.text} %}}" if role == "steer" else block.text
                yield layout_tables.paragraph(_STYLES[role], text)


def _rows(block: BlockTable) -> tuple[Row, ...]:
    """The header, which stays with the first row, and the row for each of the list."""
    cuts = [round(share * form.TEXT_WIDTH / 100) for share in accumulate((0, *block.widths))]
    heads = tuple(Cell(text, form.CELL_HEAD_KEPT) for text in block.headers)
    cells = tuple(
        Cell(text, form.CELL_TEXT if width >= _WORDS else form.CELL)
        for text, width in zip(block.cells, block.widths, strict=True)
    )
    return (
        Row(cuts, heads, header=True),
        layout_tables.steering(block.loop, cuts),
        Row(cuts, cells),
        layout_tables.steering("endfor", cuts),
    )
