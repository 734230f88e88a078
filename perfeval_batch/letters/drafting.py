"""A letter's draft as data in, its template out: notices and summaries in the report's form.

Who knows the texts (`exchange.notice`, `summary.department`) writes them as blocks with tags;
how they look is settled here, once for all letters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, groupby

from perfeval_batch.model import Block, BlockTable
from perfeval_batch.template import compiled as templates
from perfeval_batch.template import default_tables, fields, word_styles
from perfeval_batch.template.compiled import Template
from perfeval_batch.template.default_tables import Cell, Row

Draft = tuple[Block | BlockTable, ...]

_STYLES = {
    "title": word_styles.TITLE,
    "addressee": word_styles.ADDRESSEE,
    "heading": word_styles.HEADINGS[0],
    "subheading": word_styles.HEADINGS[2],
    "body": word_styles.BODY,
    "steer": word_styles.BODY,
    "note": word_styles.NOTE,
    "signature": word_styles.SIGNATURE,
    "annex": word_styles.ANNEX_MARK,
    "annex-title": word_styles.ANNEX_TITLE,
    "unit": word_styles.UNIT,
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
    from perfeval_batch.template import default_template

    titles = (each.text for each in draft if isinstance(each, Block) and each.role == "title")
    title = next(titles, "")
    return default_template.letter(tuple(_elements(draft)), title)


def _role(block: Block | BlockTable) -> str:
    return block.role if isinstance(block, Block) else "table"


def _elements(draft: Sequence[Block | BlockTable]) -> Iterator[str]:
    for role, blocks in groupby(draft, _role):
        if role in _SET_APART:
            yield default_tables.paragraph(word_styles.NOTE)
        for block in blocks:
            if isinstance(block, BlockTable):
                yield default_tables.table(_rows(block), block.description)
            else:
                text = f"{{%p {block.text} %}}" if role == "steer" else block.text
                yield default_tables.paragraph(_STYLES[role], text)


def _rows(block: BlockTable) -> tuple[Row, ...]:
    """The header, which stays with the first row, and the row for each of the list."""
    cuts = [round(share * word_styles.TEXT_WIDTH / 100) for share in accumulate((0, *block.widths))]
    heads = tuple(Cell(text, word_styles.CELL_HEAD_KEPT) for text in block.headers)
    cells = tuple(
        Cell(text, word_styles.CELL_TEXT if width >= _WORDS else word_styles.CELL)
        for text, width in zip(block.cells, block.widths, strict=True)
    )
    return (
        Row(cuts, heads, header=True),
        default_tables.steering(block.loop, cuts),
        Row(cuts, cells),
        default_tables.steering("endfor", cuts),
    )
